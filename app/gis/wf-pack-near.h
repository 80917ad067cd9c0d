/* Watchfloor: what lies at a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For a click on the map and for "watchfloorctl identify". Pure; any thread. */
#pragma once

#include "wf-pack.h"

typedef struct
{
  guint32 feature;
  double distance_m; /* 0 inside a polygon */
} WfPackHit;

/* The features within @radius_m of @p, nearest first, at most @most (0 = all) (WfPackHit; free with
 * g_array_unref). Distances are geodesic, to the nearest point of the shape. */
GArray *wf_pack_near (const WfPack *pack, WfLonLat p, double radius_m, guint most);
