/* Watchfloor: from a source's coordinates to the pack's.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* CRS (any, traditional GIS axis order) to WGS 84 degrees, datum shift undone, unit Mercator.
 * Degrees of WGS 84 and CGCS2000 and Web Mercator metres need no PROJ. One thread. */
#pragma once

#include "wf-datum.h"

#include <glib.h>
#include <ogr_srs_api.h>

typedef struct _WfProjector WfProjector;

/* @srs NULL: taken for degrees. @swapped: what comes as x is the northing. */
WfProjector *
wf_projector_new (OGRSpatialReferenceH srs, WfDatum datum, gboolean swapped, GError **error);
void wf_projector_free (WfProjector *projector);

/* @n points of the source to longitudes and latitudes of WGS 84, in place; not finite where that
 * cannot be said. */
void wf_projector_to_degrees (WfProjector *projector, gsize n, double *x, double *y);

/* @n points in degrees to @units. Where a point has no place on the map ok[i] is 0. */
void wf_projector_to_units (const WfProjector *projector, gsize n, const double *lon,
                            const double *lat, WfUnit *units, guint8 *ok);

/* TRUE where neighbours may come out on either side of 180 degrees though they are neighbours. */
gboolean wf_projector_wraps (const WfProjector *projector);

/* @extent in the source's CRS to degrees WGS 84; FALSE where that cannot be said. */
gboolean wf_projector_extent (WfProjector *projector, WfBox extent, WfBox *degrees);

/* "EPSG:4490", else WKT; "" where @srs is NULL. Free with g_free. */
char *wf_projector_crs_name (OGRSpatialReferenceH srs);

/* The datum of @srs: CGCS2000 or WGS 84 (all that are neither are transformed to it). */
WfDatum wf_projector_crs_datum (OGRSpatialReferenceH srs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfProjector, wf_projector_free)
