/* Watchfloor: the entities of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All NGSI-LD entities in memory, kept normalized (ETSI GS CIM 009, 1.6). The HTTP server changes
 * them for clients, the simulation for the city; both are told of every change. A change costs as
 * much as its attributes, however many entities there are. Main thread. */
#pragma once

#include "wf-clock.h"

#include <jansson.h>

typedef struct _WfEntityStore WfEntityStore;

typedef enum
{
  WF_ENTITY_CREATED,
  WF_ENTITY_UPDATED,
  WF_ENTITY_DELETED,
} WfEntityChange;

/* @entity is normalized and borrowed; @attrs names what changed, NULL-terminated. */
typedef void (*WfEntityWatch) (WfEntityChange change, const json_t *entity,
                               const char *const *attrs, gpointer user_data);

WfEntityStore *wf_entity_store_new (void);
void wf_entity_store_free (WfEntityStore *store);

/* Whose time createdAt and modifiedAt are; the machine's where it is never set. */
void wf_entity_store_set_clock (WfEntityStore *store, WfClock *clock);

/* At most this many entities are held (200,000 at first); one more is WF_ERROR_LIMIT. */
void wf_entity_store_set_limit (WfEntityStore *store, guint max_entities);
guint wf_entity_store_count (WfEntityStore *store, const char *type);

/* @watch may patch, create and delete entities itself; changes nested more than a few deep are a
 * programming error. */
void wf_entity_store_watch (WfEntityStore *store, WfEntityWatch watch, gpointer user_data);

/* Creates @entity (taken), given in keyValues, concise or normalized form. WF_ERROR_CONFLICT where
 * its id exists, WF_ERROR_INVALID where it is no entity. @observed_us is set as observedAt on
 * attributes that have none; WF_TIME_NONE = none. */
gboolean
wf_entity_store_create (WfEntityStore *store, json_t *entity, gint64 observed_us, GError **error);

/* Sets the attributes in @attrs (taken, any form) of entity @id; others stay; null removes one. A
 * change of an Incident raises its "version" Property by one; a new Incident has version 1.
 * WF_ERROR_NOT_FOUND, WF_ERROR_INVALID, WF_ERROR_LIMIT; on an error nothing is changed. */
gboolean wf_entity_store_patch (WfEntityStore *store, const char *id, json_t *attrs,
                                gint64 observed_us, GError **error);
gboolean wf_entity_store_delete (WfEntityStore *store, const char *id, GError **error);

/* Normalized, borrowed; NULL where there is none. */
const json_t *wf_entity_store_get (WfEntityStore *store, const char *id);

/* The entity as keyValues (new reference). */
json_t *wf_entity_to_key_values (const json_t *normalized);

/* When @id was created and last changed; FALSE where there is none. */
gboolean wf_entity_store_times (WfEntityStore *store, const char *id, gint64 *created_us,
                                gint64 *modified_us);

/* The types there are, sorted; free with g_free (not the strings). NULL-terminated. */
const char **wf_entity_store_types (WfEntityStore *store);

/* Calls @each for every entity of @type (NULL = all), in order of creation. @each may patch, but
 * neither create nor delete. */
void wf_entity_store_foreach (WfEntityStore *store, const char *type,
                              void (*each) (const json_t *entity, gpointer user_data),
                              gpointer user_data);

/* The same until @each returns FALSE. */
void wf_entity_store_scan (WfEntityStore *store, const char *type,
                           gboolean (*each) (const json_t *entity, gpointer user_data),
                           gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfEntityStore, wf_entity_store_free)
