/* Watchfloor: where entities are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The geo-queries of NGSI-LD (ETSI GS CIM 009 clause 4.10) between small geometries: near with
 * maxDistance or minDistance, within, contains, intersects, overlaps, disjoint, equals. Distances
 * are geodesic between points and, to lines and areas, in a plane laid at the point (good to
 * 0.1 % within 50 km). Areas are taken as planar in degrees, as in RFC 7946, and must not cross
 * the 180th meridian. Not topology: a geometry touching a border counts as inside. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct _WfGeoQuery WfGeoQuery;

#define WF_GEO_QUERY_MAX_POSITIONS 1000

/* @coordinates is GeoJSON coordinates. @geoproperty NULL = "location". WF_ERROR_INVALID,
 * WF_ERROR_LIMIT. */
WfGeoQuery *wf_geo_query_new (const char *georel, const char *geometry, const json_t *coordinates,
                              const char *geoproperty, GError **error);
void wf_geo_query_free (WfGeoQuery *query);
gboolean wf_geo_query_matches (const WfGeoQuery *query, const json_t *normalized);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfGeoQuery, wf_geo_query_free)
