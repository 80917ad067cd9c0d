/* Watchfloor: the entities of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All NGSI-LD entities in memory, kept normalized (ETSI GS CIM 009, 1.6). The HTTP server changes
 * them for clients, the simulation for the city; both are told of every change. Main thread. */
#pragma once

#include "wf-time.h"

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

void wf_entity_store_watch (WfEntityStore *store, WfEntityWatch watch, gpointer user_data);

/* Creates @entity (taken), given in keyValues, concise or normalized form. WF_ERROR_CONFLICT where
 * its id exists, WF_ERROR_INVALID where it is no entity. @observed_us is set as observedAt on
 * attributes that have none; WF_TIME_NONE = none. */
gboolean
wf_entity_store_create (WfEntityStore *store, json_t *entity, gint64 observed_us, GError **error);

/* Sets the attributes in @attrs (taken, any form) of entity @id; others stay. A change of an
 * Incident raises its "version" Property by one. */
gboolean wf_entity_store_patch (WfEntityStore *store, const char *id, json_t *attrs,
                                gint64 observed_us, GError **error);
gboolean wf_entity_store_delete (WfEntityStore *store, const char *id, GError **error);

/* Normalized, borrowed; NULL where there is none. */
const json_t *wf_entity_store_get (WfEntityStore *store, const char *id);

/* The entity as keyValues (new reference). */
json_t *wf_entity_to_key_values (const json_t *normalized);

/* Calls @each for every entity of @type (NULL = all), in order of creation. */
void wf_entity_store_foreach (WfEntityStore *store, const char *type,
                              void (*each) (const json_t *entity, gpointer user_data),
                              gpointer user_data);
