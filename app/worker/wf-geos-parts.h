/* Watchfloor: areas between a batch and GEOS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One GEOS context a process; what GEOS finds wrong is an outcome here, not a message. One
 * thread. */
#pragma once

#include "wf-wkb-batch.h"

#include <geos_c.h>

GEOSContextHandle_t wf_geos_context (void);

/* The rings @first_part ... of @batch (outer rings, each followed by its holes) as a MultiPolygon;
 * rings of fewer than three points are left out. NULL where nothing is left. */
GEOSGeometry *wf_geos_from_parts (const WfWkbBatch *batch, gsize first_part, gsize n_parts);

/* Appends the rings of all polygons in @geometry (may be NULL), moved by @dx, to the parts of
 * @batch. Lines and points that GEOS left are passed over. Returns how many rings. */
gsize wf_geos_append_parts (WfWkbBatch *batch, const GEOSGeometry *geometry, double dx);
