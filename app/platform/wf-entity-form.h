/* Watchfloor: the forms of an NGSI-LD entity.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalized, concise and keyValues (ETSI GS CIM 009 clauses 4.5.2 to 4.5.4), from each to
 * normalized and back. What smart data models get wrong in practice ("Geoproperty", "DateTime")
 * is understood. Pure, any thread. */
#pragma once

#include "wf-time.h"

#include <jansson.h>

typedef enum
{
  WF_FORM_NORMALIZED,
  WF_FORM_CONCISE,
  WF_FORM_KEY_VALUES,
} WfEntityForm;

#define WF_ENTITY_MAX_ATTRS 256
#define WF_ENTITY_MAX_NAME 256
#define WF_ENTITY_MAX_POSITIONS 20000

/* The whole entity normalized (new reference) from any form; WF_ERROR_INVALID where it is none,
 * WF_ERROR_LIMIT where it is too large. @observed_us becomes observedAt of the attributes that
 * have none; WF_TIME_NONE = leave them. */
json_t *wf_entity_normalize (const json_t *entity, gint64 observed_us, GError **error);

/* The same for an object of attributes; "id", "type", "@context" are left out. A null, or the
 * value "urn:ngsi-ld:null", stays JSON null and means: remove it. Errors as above. */
json_t *wf_entity_normalize_attrs (const json_t *attrs, gint64 observed_us, GError **error);

/* @normalized in @form with only the attributes named in @attrs (NULL = all); new reference. The
 * normalized form without projection shares the attributes with @normalized. */
json_t *wf_entity_in_form (const json_t *normalized, WfEntityForm form, const char *const *attrs);

/* "keyValues", "simplified", "concise", "normalized" in a comma-separated list of options. */
WfEntityForm wf_entity_form_parse (const char *options);

/* The GeoJSON Feature of @normalized; @geoproperty NULL = "location". New reference. */
json_t *wf_entity_to_feature (const json_t *normalized, WfEntityForm form, const char *geoproperty,
                              const char *const *attrs);

/* TRUE where @value is a GeoJSON geometry with valid positions. */
gboolean wf_geojson_is_geometry (const json_t *value);
