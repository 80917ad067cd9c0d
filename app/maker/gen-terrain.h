/* Watchfloor: the land a made city stands on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Heights and distances to the water on a raster, and the coast as rings. Everything is in metres
 * east and north of the middle of the map (121.6 E, 39.0 N). Immutable once made. */
#pragma once

#include "wf-point.h"

#include <glib.h>

#define GEN_ORIGIN_LON 121.6
#define GEN_ORIGIN_LAT 39.0
#define GEN_LON_SPAN 0.6
#define GEN_LAT_SPAN 0.4
/* Metres a degree at 39 N on GRS 80. */
#define GEN_M_PER_LON 86629.0
#define GEN_M_PER_LAT 111015.0
#define GEN_HALF_W (GEN_LON_SPAN / 2 * GEN_M_PER_LON)
#define GEN_HALF_H (GEN_LAT_SPAN / 2 * GEN_M_PER_LAT)

/* A raster whose first cell lies on (-GEN_HALF_W, -GEN_HALF_H): columns go east, rows north. */
typedef struct
{
  guint w, h;
  double cell_m;
  float *at; /* w * h; owned */
} GenRaster;

GenRaster gen_raster_new (double cell_m);
void gen_raster_clear (GenRaster *raster);
/* Bilinear; the edge's value outside. */
double gen_raster_sample (const GenRaster *raster, WfPoint p);
WfPoint gen_raster_point (const GenRaster *raster, guint x, guint y);
WfPoint gen_raster_gradient (const GenRaster *raster, WfPoint p);

typedef struct
{
  GenRaster height; /* metres over the sea; below 0 under it */
  GenRaster shore; /* metres to the coast: above 0 on land, below 0 at sea */
  WfPoint harbour, seaward; /* the middle of its quay, and the unit direction out of it */
  GPtrArray *coasts; /* GArray of WfPoint: rings of land, counter-clockwise; lagoons clockwise */
} GenTerrain;

GenTerrain *gen_terrain_new (guint64 seed);
void gen_terrain_free (GenTerrain *terrain);

/* Degrees of slope at @p. */
double gen_terrain_slope (const GenTerrain *terrain, WfPoint p);

/* Rings of @raster >= @level (GArray of WfPoint, the high side to the left), cut at the map's
 * edge, without those under @min_m2. */
GPtrArray *gen_contour_rings (const GenRaster *raster, double level, double min_m2);

static inline WfLonLat
gen_lonlat (WfPoint p)
{
  return (WfLonLat){ GEN_ORIGIN_LON + p.x / GEN_M_PER_LON, GEN_ORIGIN_LAT + p.y / GEN_M_PER_LAT };
}

static inline WfPoint
gen_from_lonlat (WfLonLat p)
{
  return (WfPoint){ (p.lon - GEN_ORIGIN_LON) * GEN_M_PER_LON,
                    (p.lat - GEN_ORIGIN_LAT) * GEN_M_PER_LAT };
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GenTerrain, gen_terrain_free)
