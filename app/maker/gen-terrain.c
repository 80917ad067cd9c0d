/* Watchfloor: the land a made city stands on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A hilly peninsula that runs from the north-east to the south-west, a deep bay on its east side
 * with the city on the bay's south shore, islands before it. The shape is a sum of capsules bent
 * by noise, so each seed has another coast but the same kind of place. */
#include "config.h"

#include "gen-terrain.h"

#include "gen-random.h"

#include <math.h>
#include <stdlib.h>

GenRaster
gen_raster_new (double cell_m)
{
  GenRaster raster = { .w = (guint) (2 * GEN_HALF_W / cell_m) + 2,
                       .h = (guint) (2 * GEN_HALF_H / cell_m) + 2,
                       .cell_m = cell_m };

  raster.at = g_new0 (float, (gsize) raster.w *raster.h);
  return raster;
}

void
gen_raster_clear (GenRaster *raster)
{
  g_clear_pointer (&raster->at, g_free);
}

WfPoint
gen_raster_point (const GenRaster *raster, guint x, guint y)
{
  return (WfPoint){ x * raster->cell_m - GEN_HALF_W, y * raster->cell_m - GEN_HALF_H };
}

double
gen_raster_sample (const GenRaster *raster, WfPoint p)
{
  double x = CLAMP ((p.x + GEN_HALF_W) / raster->cell_m, 0.0, raster->w - 1.001);
  double y = CLAMP ((p.y + GEN_HALF_H) / raster->cell_m, 0.0, raster->h - 1.001);
  guint ix = (guint) x, iy = (guint) y;
  double fx = x - ix, fy = y - iy;
  const float *a = raster->at + (gsize) iy * raster->w + ix;
  const float *b = a + raster->w;
  double low = (double) a[0] + fx * ((double) a[1] - (double) a[0]);
  double high = (double) b[0] + fx * ((double) b[1] - (double) b[0]);

  return low + fy * (high - low);
}

WfPoint
gen_raster_gradient (const GenRaster *raster, WfPoint p)
{
  double d = raster->cell_m;

  return (WfPoint){ (gen_raster_sample (raster, (WfPoint){ p.x + d, p.y })
                     - gen_raster_sample (raster, (WfPoint){ p.x - d, p.y }))
                        / (2 * d),
                    (gen_raster_sample (raster, (WfPoint){ p.x, p.y + d })
                     - gen_raster_sample (raster, (WfPoint){ p.x, p.y - d }))
                        / (2 * d) };
}

double
gen_terrain_slope (const GenTerrain *terrain, WfPoint p)
{
  WfPoint g = gen_raster_gradient (&terrain->height, p);

  return atan (hypot (g.x, g.y)) * (180.0 / M_PI);
}

/* ---- the shape of the land */

/* From one round end to another, in kilometres. */
typedef struct
{
  double x0, y0, r0, x1, y1, r1;
} Capsule;

static const Capsule land_shape[] = {
  { 30, 26, 9.5, 14, 13, 7.0 }, /* the trunk of the peninsula */
  { 14, 13, 7.0, 3, 4, 5.2 }, /* the neck, between two seas */
  { 3, 4, 5.2, -3, -6, 6.0 }, /* the bay's west shore */
  { -3, -6, 6.0, 8.5, -10, 3.9 }, /* the old town's headland */
  { -3, -7, 6.2, -14, -10, 5.6 }, /* to the south-west */
  { -14, -10, 5.6, -30, -13, 6.4 },
  { 14, 12, 6.0, 20, 5, 4.0 }, /* the new district across the bay */
  { 20, 5, 3.6, 22.5, -1.5, 1.8 },
  { 16.5, -9.5, 0.7, 17.4, -8.9, 0.5 }, /* islands */
  { 19.0, -13.5, 0.9, 20.3, -13.0, 0.4 },
  { -9.0, 6.2, 0.6, -8.4, 6.6, 0.4 },
  { 24.5, -7.0, 0.35, 24.9, -6.8, 0.25 },
  { -4.0, -19.2, 0.5, -3.4, -19.0, 0.3 },
};

/* Distance into the capsule, kilometres. */
static double
capsule_depth (const Capsule *c, double x, double y)
{
  double dx = c->x1 - c->x0, dy = c->y1 - c->y0;
  double t = ((x - c->x0) * dx + (y - c->y0) * dy) / (dx * dx + dy * dy);

  t = CLAMP (t, 0.0, 1.0);
  return c->r0 + t * (c->r1 - c->r0) - hypot (x - c->x0 - t * dx, y - c->y0 - t * dy);
}

/* The greater of two, rounded off where they are near: coves get a soft bottom. */
static double
smooth_max (double a, double b, double k)
{
  double h = MAX (k - fabs (a - b), 0.0) / k;

  return MAX (a, b) + h * h * k * 0.25;
}

static double
land_depth_m (guint64 seed, WfPoint p)
{
  double x = p.x / 1000.0, y = p.y / 1000.0;
  double wx = 2.6 * gen_fractal (seed + 11, x / 8, y / 8, 6, 0.5);
  double wy = 2.6 * gen_fractal (seed + 31, x / 8, y / 8, 6, 0.5);
  double depth = -1e3;

  for (guint i = 0; i < G_N_ELEMENTS (land_shape); i++)
    depth = smooth_max (depth, capsule_depth (&land_shape[i], x + wx, y + wy), 0.9);
  /* Coves of a kilometre or two, fewer where the harbour needs a plain shore. */
  depth += 1.25 * gen_fractal (seed + 51, x / 3.4, y / 3.4, 5, 0.5);
  return depth * 1000.0;
}

/* The height over the sea for a point @depth metres inside the coast. */
static double
land_height (guint64 seed, WfPoint p, double depth)
{
  double x = p.x / 1000.0, y = p.y / 1000.0;
  double ridge = 1.0 - fabs (gen_fractal (seed + 71, x / 6.5, y / 6.5, 6, 0.5)) * 2.2;
  double massif = gen_fractal (seed + 91, x / 4.2, y / 4.2, 3, 0.5) - 0.06;
  double inland = CLAMP ((depth - 250.0) / 2200.0, 0.0, 1.0);
  double hills = CLAMP (massif * 2.6, 0.0, 1.0);
  double roll = 9.0 * gen_fractal (seed + 77, x / 1.2, y / 1.2, 3, 0.5);

  if (depth < 0.0)
    return MAX (depth * 0.02, -60.0);
  ridge = MAX (ridge, 0.0);
  return MIN (depth * 0.03, 12.0)
         + inland * (MAX (roll, 0) + hills * (50.0 + 260.0 * ridge * ridge));
}

/* ---- the distance to the coast */

/* Solves |grad d| = 1 upwind of one cell (Zhao, A fast sweeping method, Math. Comp. 74, 2005). */
static void
relax_cell (GenRaster *d, int x, int y)
{
  int w = (int) d->w, h = (int) d->h;
  float *c = d->at + (gsize) y * d->w + x;
  double a = MIN (x > 0 ? (double) c[-1] : 1e9, x < w - 1 ? (double) c[1] : 1e9);
  double b = MIN (y > 0 ? (double) c[-w] : 1e9, y < h - 1 ? (double) c[w] : 1e9);
  double s = d->cell_m;
  double v = fabs (a - b) >= s ? MIN (a, b) + s
                               : 0.5 * (a + b + sqrt (MAX (2 * s * s - (a - b) * (a - b), 0)));

  if (v < (double) *c)
    *c = (float) v;
}

static void
sweep (GenRaster *d)
{
  int w = (int) d->w, h = (int) d->h;

  for (guint pass = 0; pass < 8; pass++)
    for (int j = 0; j < h; j++)
      for (int i = 0; i < w; i++)
        relax_cell (d, pass & 1 ? w - 1 - i : i, pass & 2 ? h - 1 - j : j);
}

/* @depth is turned from "more or less inside" into metres from its zero line. */
static void
make_distance (GenRaster *depth)
{
  GenRaster d = gen_raster_new (depth->cell_m);
  int w = (int) d.w, h = (int) d.h;

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        const float *c = depth->at + (gsize) y * d.w + x;
        double here = (double) *c;
        double gx = 0.0, gy = 0.0;

        if (x > 0 && (here > 0) != ((double) c[-1] > 0))
          gx = MAX (gx, fabs (here - (double) c[-1]));
        if (x < w - 1 && (here > 0) != ((double) c[1] > 0))
          gx = MAX (gx, fabs (here - (double) c[1]));
        if (y > 0 && (here > 0) != ((double) c[-w] > 0))
          gy = MAX (gy, fabs (here - (double) c[-w]));
        if (y < h - 1 && (here > 0) != ((double) c[w] > 0))
          gy = MAX (gy, fabs (here - (double) c[w]));
        d.at[(gsize) y * d.w + x]
            = (float) (gx + gy > 0.0 ? d.cell_m * MIN (fabs (here) / hypot (gx, gy), 1.0) : 1e6);
      }
  sweep (&d);
  for (gsize i = 0; i < (gsize) d.w * d.h; i++)
    depth->at[i] = depth->at[i] > 0.0f ? d.at[i] : -d.at[i];
  gen_raster_clear (&d);
}

/* ---- the harbour */

/* Depth into a rectangle, negative outside, by its middle and half sides along and across @d. */
static double
box_depth (WfPoint p, WfPoint middle, WfPoint d, double half_along, double half_across)
{
  double u = fabs ((p.x - middle.x) * d.x + (p.y - middle.y) * d.y) - half_along;
  double v = fabs ((p.y - middle.y) * d.x - (p.x - middle.x) * d.y) - half_across;

  return u > 0.0 && v > 0.0 ? -hypot (u, v) : -MAX (u, v);
}

/* Straight quays and piers into the bay, on ground won from the sea. */
static double
harbour_depth (const GenTerrain *terrain, WfPoint p)
{
  WfPoint d = terrain->seaward, side = { -d.y, d.x };
  double depth = box_depth (
      p, (WfPoint){ terrain->harbour.x - 150.0 * d.x, terrain->harbour.y - 150.0 * d.y }, d, 320.0,
      1250.0);

  for (int i = -2; i <= 2; i++)
    {
      WfPoint pier = { terrain->harbour.x + 480.0 * d.x + 510.0 * i * side.x,
                       terrain->harbour.y + 480.0 * d.y + 510.0 * i * side.y };

      depth = MAX (depth, box_depth (p, pier, d, 440.0 - 40.0 * abs (i), 85.0));
    }
  return depth;
}

/* From the city's side towards the middle of the bay, to the first water. */
static void
find_harbour (GenTerrain *terrain)
{
  WfPoint p = { 1500.0, -3600.0 }, bay = { 10500.0, -800.0 };
  double length = hypot (bay.x - p.x, bay.y - p.y);

  terrain->seaward = (WfPoint){ (bay.x - p.x) / length, (bay.y - p.y) / length };
  for (double gone = 0.0; gone < length && gen_raster_sample (&terrain->shore, p) > 0.0;
       gone += 50.0)
    p = (WfPoint){ p.x + 50.0 * terrain->seaward.x, p.y + 50.0 * terrain->seaward.y };
  terrain->harbour = p;
  for (guint y = 0; y < terrain->shore.h; y++)
    for (guint x = 0; x < terrain->shore.w; x++)
      {
        float *depth = &terrain->shore.at[(gsize) y * terrain->shore.w + x];
        WfPoint at = gen_raster_point (&terrain->shore, x, y);

        if (hypot (at.x - p.x, at.y - p.y) < 2500.0)
          *depth = (float) MAX ((double) *depth, harbour_depth (terrain, at));
      }
}

GenTerrain *
gen_terrain_new (guint64 seed)
{
  GenTerrain *terrain = g_new0 (GenTerrain, 1);

  terrain->height = gen_raster_new (50.0);
  terrain->shore = gen_raster_new (50.0);
  for (guint y = 0; y < terrain->shore.h; y++)
    for (guint x = 0; x < terrain->shore.w; x++)
      terrain->shore.at[(gsize) y * terrain->shore.w + x]
          = (float) land_depth_m (seed, gen_raster_point (&terrain->shore, x, y));
  find_harbour (terrain);
  terrain->coasts = gen_contour_rings (&terrain->shore, 0.0, 30000.0);
  make_distance (&terrain->shore);
  for (guint y = 0; y < terrain->height.h; y++)
    for (guint x = 0; x < terrain->height.w; x++)
      {
        gsize i = (gsize) y * terrain->height.w + x;

        terrain->height.at[i] = (float) land_height (
            seed, gen_raster_point (&terrain->height, x, y), (double) terrain->shore.at[i]);
      }
  return terrain;
}

void
gen_terrain_free (GenTerrain *terrain)
{
  if (terrain == NULL)
    return;
  gen_raster_clear (&terrain->height);
  gen_raster_clear (&terrain->shore);
  g_clear_pointer (&terrain->coasts, g_ptr_array_unref);
  g_free (terrain);
}
