/* Watchfloor: chance that repeats itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradient noise over hashed lattice points. Pure. */
#include "config.h"

#include "gen-random.h"

#include <math.h>

static double
gradient (guint64 seed, gint64 ix, gint64 iy, double dx, double dy)
{
  static const double directions[8][2] = { { 1, 0 },
                                           { 0, 1 },
                                           { -1, 0 },
                                           { 0, -1 },
                                           { M_SQRT1_2, M_SQRT1_2 },
                                           { -M_SQRT1_2, M_SQRT1_2 },
                                           { M_SQRT1_2, -M_SQRT1_2 },
                                           { -M_SQRT1_2, -M_SQRT1_2 } };
  guint64 h = gen_mix (seed + (guint64) ix * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
                       + (guint64) iy * G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f));
  const double *d = directions[h >> 61];

  return d[0] * dx + d[1] * dy;
}

static double
fade (double t)
{
  return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

double
gen_noise (guint64 seed, double x, double y)
{
  double fx = floor (x), fy = floor (y);
  double dx = x - fx, dy = y - fy;
  gint64 ix = (gint64) fx, iy = (gint64) fy;
  double u = fade (dx), v = fade (dy);
  double a = gradient (seed, ix, iy, dx, dy);
  double b = gradient (seed, ix + 1, iy, dx - 1.0, dy);
  double c = gradient (seed, ix, iy + 1, dx, dy - 1.0);
  double d = gradient (seed, ix + 1, iy + 1, dx - 1.0, dy - 1.0);
  double top = a + u * (b - a), bottom = c + u * (d - c);

  return 1.4 * (top + v * (bottom - top));
}

double
gen_fractal (guint64 seed, double x, double y, guint octaves, double gain)
{
  double sum = 0.0, weight = 1.0, total = 0.0;

  for (guint i = 0; i < octaves; i++)
    {
      sum += weight * gen_noise (seed + i, x, y);
      total += weight;
      weight *= gain;
      /* Turned as well as shrunk: lattices that lie over one another show. */
      double turned = 1.6 * x + 1.2 * y;

      y = 1.6 * y - 1.2 * x;
      x = turned;
    }
  return sum / total;
}
