/* Watchfloor: an NGSI-LD entity as it comes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The same look-ups for the normalized, concise and keyValues forms (ETSI GS CIM 009, 4.5), with
 * what published examples get wrong tolerated attribute by attribute. Pure. */
#pragma once

#include "wf-time.h"

#include <jansson.h>

/* The plain value of attribute @name (borrowed), NULL where absent or null: a Property's value, a
 * Relationship's object, a LanguageProperty's map, the thing itself in keyValues. */
const json_t *wf_ngsi_value (const json_t *entity, const char *name);

/* Its observedAt; WF_TIME_NONE where it has none. */
gint64 wf_ngsi_observed_us (const json_t *entity, const char *name);

/* Its unitCode; NULL where it has none. */
const char *wf_ngsi_unit (const json_t *entity, const char *name);

/* The newest observedAt of all attributes. */
gint64 wf_ngsi_newest_us (const json_t *entity);

/* The short name of the entity's type ("Vehicle" of "https://.../Vehicle"); NULL where it has
 * none. */
const char *wf_ngsi_type (const json_t *entity);

/* The entity in keyValues form without @context (new reference). */
json_t *wf_ngsi_key_values (const json_t *entity);

/* Cuts the texts of @plain, an entity in keyValues form, that are longer than an incident may hold
 * (wf_incident_cut_text), and leaves out what else of it is larger than 256 KiB. TRUE where it had
 * to. */
gboolean wf_ngsi_trim (json_t *plain);
