/* Watchfloor: from a pack's features to OGR geometries.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Part lists become points, lines and polygons in the CRS of an output. One thread. */
#pragma once

#include "wf-pack.h"

#include <ogr_api.h>
#include <ogr_srs_api.h>

typedef struct
{
  const WfPack *pack;
  OGRwkbGeometryType type; /* what the output's layer holds */
  OGRCoordinateTransformationH to_crs; /* from degrees; NULL: degrees are what is wanted */

  /* Owned: room for the points of a part. */
  double *x, *y;
  gsize room;
} WfPackShaper;

/* The narrowest type all features of @pack fit. */
OGRwkbGeometryType wf_pack_shaper_type (const WfPack *pack);

/* A new geometry, NULL for packs without; free with OGR_G_DestroyGeometry. */
OGRGeometryH wf_pack_shaper_run (WfPackShaper *shaper, guint32 feature);

void wf_pack_shaper_clear (WfPackShaper *shaper);
