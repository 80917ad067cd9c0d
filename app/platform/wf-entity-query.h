/* Watchfloor: asking for entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of GET /entities and of entityOperations/query as one value. Main thread. */
#pragma once

#include "wf-entity-form.h"
#include "wf-entity-store.h"

typedef struct _WfEntityQuery WfEntityQuery;

#define WF_QUERY_MAX_LIMIT 1000
#define WF_QUERY_MAX_IDS 1000

/* From URL parameters, name -> value: type, id, idPattern, q, attrs, georel, geometry,
 * coordinates, geoproperty, limit, offset, count, options. WF_ERROR_INVALID, WF_ERROR_LIMIT. */
WfEntityQuery *wf_entity_query_new (GHashTable *parameters, GError **error);

/* From the body of entityOperations/query ({"type":"Query","entities":[],"attrs":[],"q","geoQ"}),
 * with paging and options of @parameters. */
WfEntityQuery *
wf_entity_query_new_from_json (const json_t *body, GHashTable *parameters, GError **error);
void wf_entity_query_free (WfEntityQuery *query);

/* TRUE where nothing narrows the question: NGSI-LD wants type, id, attrs, q or a geometry. */
gboolean wf_entity_query_is_empty (const WfEntityQuery *query);
gboolean wf_entity_query_matches (const WfEntityQuery *query, const json_t *normalized);

/* The page of matching entities in the form asked for, an array (new reference), in order of
 * creation; @total = all that match where asked for by count=true, else 0. WF_ERROR_LIMIT where it
 * takes longer than 2 s. */
json_t *wf_entity_query_run (const WfEntityQuery *query, WfEntityStore *store, guint *total,
                             GError **error);

/* The ids (char *, owned) of all that match, paging aside. WF_ERROR_LIMIT as above. */
GPtrArray *wf_entity_query_ids (const WfEntityQuery *query, WfEntityStore *store, GError **error);

/* One entity in the form asked for, projected; new reference. */
json_t *
wf_entity_query_shape (const WfEntityQuery *query, WfEntityStore *store, const json_t *normalized);

gboolean wf_entity_query_wants_count (const WfEntityQuery *query);
void wf_entity_query_set_geojson (WfEntityQuery *query, gboolean geojson);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfEntityQuery, wf_entity_query_free)
