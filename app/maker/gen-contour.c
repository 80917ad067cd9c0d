/* Watchfloor: contour rings of a raster.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Marching squares over a raster with a border of low ground around it, so that every line closes;
 * then smoothed by corner cutting and thinned. Pure. */
#include "config.h"

#include "gen-terrain.h"

#include "gen-shape.h"

#include <math.h>

typedef struct
{
  const GenRaster *raster;
  double level;
  int w, h; /* cells, one more than samples: the border is low ground */
  guint8 *seen; /* of each cell, which of its crossing lines have been walked */
} March;

static double
value_at (const March *m, int x, int y)
{
  if (x < 0 || y < 0 || x >= (int) m->raster->w || y >= (int) m->raster->h)
    return -1e-3;
  return (double) m->raster->at[(gsize) y * m->raster->w + x] - m->level;
}

/* Where the line crosses side @side (0 south, 1 east, 2 north, 3 west) of cell (@x, @y), whose
 * south-west sample is (@x - 1, @y - 1). */
static WfPoint
crossing (const March *m, int x, int y, guint side)
{
  static const int corner[4][4]
      = { { 0, 0, 1, 0 }, { 1, 0, 1, 1 }, { 0, 1, 1, 1 }, { 0, 0, 0, 1 } };
  const int *c = corner[side];
  int ax = x - 1 + c[0], ay = y - 1 + c[1], bx = x - 1 + c[2], by = y - 1 + c[3];
  double a = value_at (m, ax, ay), b = value_at (m, bx, by);
  double t = CLAMP (a / (a - b), 0.02, 0.98);
  double cell = m->raster->cell_m;

  return (WfPoint){ CLAMP ((ax + t * (bx - ax)) * cell - GEN_HALF_W, -GEN_HALF_W, GEN_HALF_W),
                    CLAMP ((ay + t * (by - ay)) * cell - GEN_HALF_H, -GEN_HALF_H, GEN_HALF_H) };
}

/* The side by which the line that came in by @from leaves, the high ground on its left. A saddle
 * keeps its high corners apart. */
static int
leave (guint corners, int from)
{
  /* corners: bit 0 SW, 1 SE, 2 NE, 3 NW. Entry side, exit side for each. */
  static const gint8 exits[16][4]
      = { { -1, -1, -1, -1 }, { 3, -1, -1, -1 }, { -1, 0, -1, -1 }, { -1, 3, -1, -1 },
          { -1, -1, 1, -1 },  { 3, -1, 1, -1 },  { -1, -1, 0, -1 }, { -1, -1, 3, -1 },
          { -1, -1, -1, 2 },  { 2, -1, -1, -1 }, { -1, 0, -1, 2 },  { -1, 2, -1, -1 },
          { -1, -1, -1, 1 },  { 1, -1, -1, -1 }, { -1, -1, -1, 0 }, { -1, -1, -1, -1 } };

  return exits[corners][from];
}

static guint
corners_of (const March *m, int x, int y)
{
  return (value_at (m, x - 1, y - 1) > 0 ? 1u : 0u) | (value_at (m, x, y - 1) > 0 ? 2u : 0u)
         | (value_at (m, x, y) > 0 ? 4u : 0u) | (value_at (m, x - 1, y) > 0 ? 8u : 0u);
}

static GArray *
walk (March *m, int x, int y, int from)
{
  static const int step[4][2] = { { 0, -1 }, { 1, 0 }, { 0, 1 }, { -1, 0 } };
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  while (!(m->seen[(gsize) y * (gsize) m->w + (gsize) x] & (1u << from)))
    {
      int side = leave (corners_of (m, x, y), from);

      m->seen[(gsize) y * (gsize) m->w + (gsize) x] |= (guint8) (1u << from);
      WfPoint p = crossing (m, x, y, (guint) side);

      g_array_append_val (ring, p);
      x += step[side][0];
      y += step[side][1];
      from = (side + 2) % 4;
    }
  return ring;
}

GPtrArray *
gen_contour_rings (const GenRaster *raster, double level, double min_m2)
{
  GPtrArray *rings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  March m = { raster, level, (int) raster->w + 1, (int) raster->h + 1, NULL };
  g_autofree guint8 *seen = g_malloc0 ((gsize) m.w * (gsize) m.h);

  m.seen = seen;
  for (int y = 0; y < m.h; y++)
    for (int x = 0; x < m.w; x++)
      for (int from = 0; from < 4; from++)
        {
          if (leave (corners_of (&m, x, y), from) < 0
              || (seen[(gsize) y * (gsize) m.w + (gsize) x] & (1u << from)))
            continue;
          g_autoptr (GArray) ring = walk (&m, x, y, from);
          GArray *smooth = gen_ring_smooth ((const WfPoint *) ring->data, ring->len, 2);

          gen_ring_thin (smooth, 3.0);
          if (smooth->len >= 8
              && fabs (gen_ring_area ((const WfPoint *) smooth->data, smooth->len)) >= min_m2)
            g_ptr_array_add (rings, smooth);
          else
            g_array_unref (smooth);
        }
  return rings;
}
