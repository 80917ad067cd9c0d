/* Watchfloor: where a made city is dense, and which way its streets run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Density falls off from centres and avoids slopes. The street directions are a tensor field
 * (Chen, Esch, Wonka, Mueller, Zhang: Interactive procedural street modeling, SIGGRAPH 2008): a
 * weighted sum of grids, radial squares, the coast's and the slopes' directions, kept as twice the
 * angle so that opposite directions are one. */
#include "config.h"

#include "gen-city.h"
#include "gen-shape.h"

#include <string.h>

#define FIELD_CELL_M 100.0
/* Buildings on a square kilometre of built land in a common city. */
#define COMMON_PER_KM2 430.0
/* The share of the land that a city may cover before it grows denser instead. */
#define MOST_COVER 0.9

static const struct
{
  double x_km, y_km, weight, radius_m;
  GenCentreKind kind;
} plan[] = {
  { 5.6, -9.6, 1.00, 2600, GEN_CENTRE_OLD },       { 0.2, -8.2, 0.97, 2600, GEN_CENTRE_BUSINESS },
  { 1.4, -2.2, 0.80, 2300, GEN_CENTRE_PORT },      { 18.6, 6.6, 0.90, 2900, GEN_CENTRE_NEW },
  { -6.6, -11.2, 0.84, 2100, GEN_CENTRE_CAMPUS },  { 3.2, 4.6, 0.82, 2300, GEN_CENTRE_NEW },
  { 11.5, 10.6, 0.80, 2100, GEN_CENTRE_FACTORY },  { -14.0, -8.2, 0.72, 1600, GEN_CENTRE_TOWN },
  { 20.5, 15.2, 0.70, 1500, GEN_CENTRE_TOWN },     { -21.5, -12.6, 0.70, 1500, GEN_CENTRE_TOWN },
  { -2.4, -2.0, 0.80, 1900, GEN_CENTRE_BUSINESS }, { 13.4, 16.4, 0.60, 1000, GEN_CENTRE_TOWN },
};

void
gen_line_free (GenLine *line)
{
  g_array_unref (line->points);
  g_free (line);
}

GenLine *
gen_city_add_line (GenCity *city, GenClass class, gboolean closed, GArray *points)
{
  GenLine *line = g_new0 (GenLine, 1);

  line->class = class;
  line->closed = closed;
  line->points = points;
  g_ptr_array_add (city->lines, line);
  return line;
}

/* Steep or wet ground is no ground for a city: 0..1. */
static double
fitness (const GenTerrain *terrain, WfPoint p)
{
  double slope = gen_terrain_slope (terrain, p);
  double height = gen_raster_sample (&terrain->height, p);
  double shore = gen_raster_sample (&terrain->shore, p);
  double dry = CLAMP ((shore - 20.0) / 80.0, 0.0, 1.0);
  double flat = 1.0 - CLAMP ((slope - 4.0) / 9.0, 0.0, 1.0);
  double low = 1.0 - CLAMP ((height - 60.0) / 90.0, 0.0, 1.0);

  return dry * flat * low;
}

/* Moves a planned centre to the best ground near it. */
static WfPoint
settle (const GenTerrain *terrain, WfPoint wish)
{
  WfPoint best = wish;
  double best_score = -1e18;

  for (int j = -12; j <= 12; j++)
    for (int i = -12; i <= 12; i++)
      {
        WfPoint p = { wish.x + i * 250.0, wish.y + j * 250.0 };
        double score = -hypot (i, j) * 0.35;

        if (fabs (p.x) > GEN_HALF_W - 2500 || fabs (p.y) > GEN_HALF_H - 2500)
          continue;
        for (guint k = 0; k < 16; k++)
          score += fitness (terrain, gen_add (p, gen_direction (k * M_PI / 4), k < 8 ? 500 : 1100));
        if (score > best_score)
          {
            best_score = score;
            best = p;
          }
      }
  return best;
}

static void
place_centres (GenCity *city)
{
  GenRandom random = gen_random (city->seed, 101);
  /* A small town has one middle. */
  guint alive = MAX (city->n_buildings / 2500, 1);
  WfPoint inland = gen_add (city->terrain->harbour, city->terrain->seaward, -1100.0);

  for (guint i = 0; i < G_N_ELEMENTS (plan); i++)
    {
      GenCentre c = { .weight = i < alive ? plan[i].weight : 0.0,
                      .radius_m = plan[i].radius_m,
                      .kind = plan[i].kind };
      WfPoint wish = { plan[i].x_km * 1000 + gen_random_range (&random, -700, 700),
                       plan[i].y_km * 1000 + gen_random_range (&random, -700, 700) };

      c.at = settle (city->terrain, c.kind == GEN_CENTRE_PORT ? inland : wish);
      c.angle = c.kind == GEN_CENTRE_NEW || c.kind == GEN_CENTRE_FACTORY
                    ? gen_random_range (&random, -0.25, 0.25)
                    : gen_random_range (&random, -0.6, 0.6);
      c.district = i;
      g_array_append_val (city->centres, c);
    }
}

/* Villages, well apart, wherever the ground allows. */
static void
place_hamlets (GenCity *city)
{
  GenRandom random = gen_random (city->seed, 102);
  guint wanted = (guint) MIN (city->n_buildings / 1200.0, 110.0);

  g_array_set_size (city->hamlets, 0);
  for (guint try = 0; try < 6000 && city->hamlets->len < wanted; try++)
    {
      WfPoint p = { gen_random_range (&random, -0.97, 0.97) * GEN_HALF_W,
                    gen_random_range (&random, -0.97, 0.97) * GEN_HALF_H };
      gboolean fits = fitness (city->terrain, p) > 0.75
                      && gen_raster_sample (&city->terrain->shore, p) > 250.0;

      for (guint i = 0; fits && i < city->centres->len; i++)
        {
          const GenCentre *c = &g_array_index (city->centres, GenCentre, i);

          fits = gen_distance (c->at, p) > c->radius_m * 1.2;
        }
      for (guint i = 0; fits && i < city->hamlets->len; i++)
        fits = gen_distance (g_array_index (city->hamlets, WfPoint, i), p) > 1900.0;
      if (fits)
        g_array_append_val (city->hamlets, p);
    }
}

/* How much of a village @p is; a small one beside the city's middle. */
static double
hamlet_at (const GenCity *city, WfPoint p)
{
  double best = 0.0;

  for (guint i = 0; i < city->hamlets->len; i++)
    {
      WfPoint h = g_array_index (city->hamlets, WfPoint, i);
      double dx = fabs (h.x - p.x), dy = fabs (h.y - p.y);

      if (dx < 1200.0 && dy < 1200.0)
        {
          double d = hypot (dx, dy) / (150.0 + (double) (gen_mix (city->seed + i) % 130));

          best = MAX (best, 0.86 / (1.0 + d * d * d));
        }
    }
  return best;
}

static double
urban_at (const GenCity *city, WfPoint p)
{
  double empty = 1.0;
  double grow = 1.0 + 0.32 * gen_fractal (city->seed + 201, p.x / 2600, p.y / 2600, 3, 0.5);

  for (guint i = 0; i < city->centres->len; i++)
    {
      const GenCentre *c = &g_array_index (city->centres, GenCentre, i);
      double d = gen_distance (c->at, p) / (c->radius_m * grow);

      empty *= 1.0 - c->weight / (1.0 + pow (d, 2.2)) * 0.96;
    }
  return MAX (1.0 - empty, hamlet_at (city, p)) * fitness (city->terrain, p);
}

static int
compare_descending (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return x > y ? -1 : x < y;
}

/* The level above which there is room for all buildings, and the crowding where land runs out. */
static void
find_threshold (GenCity *city)
{
  gsize n = (gsize) city->urban.w * city->urban.h, usable = 0;
  g_autofree float *sorted = g_memdup2 (city->urban.at, n * sizeof (float));
  double cell_km2 = FIELD_CELL_M * FIELD_CELL_M * 1e-6;
  double wanted_km2 = (city->n_buildings / COMMON_PER_KM2 + 0.8) * city->room, most_km2;

  qsort (sorted, n, sizeof (float), compare_descending);
  while (usable < n && sorted[usable] > 0.004f)
    usable++;
  most_km2 = (double) usable * cell_km2 * MOST_COVER;
  city->crowding = MAX (1.0, wanted_km2 / most_km2);
  city->threshold
      = (double) sorted[MIN ((gsize) (MIN (wanted_km2, most_km2) / cell_km2), usable - 1)];
}

static void
add_tensor (double *c, double *s, double angle, double weight)
{
  *c += weight * cos (2 * angle);
  *s += weight * sin (2 * angle);
}

static void
tensor_at (const GenCity *city, WfPoint p, double *c, double *s)
{
  double shore = gen_raster_sample (&city->terrain->shore, p);
  WfPoint along = gen_left (gen_raster_gradient (&city->terrain->shore, p));
  WfPoint level = gen_left (gen_raster_gradient (&city->terrain->height, p));
  double slope = gen_terrain_slope (city->terrain, p);

  *c = *s = 0.0;
  add_tensor (c, s, 0.9 * gen_fractal (city->seed + 301, p.x / 6000, p.y / 6000, 2, 0.5), 0.25);
  add_tensor (c, s, atan2 (along.y, along.x), 1.6 * exp (-MAX (shore, 0.0) / 650.0));
  add_tensor (c, s, atan2 (level.y, level.x), CLAMP ((slope - 3.0) / 7.0, 0.0, 1.2));
  for (guint i = 0; i < city->centres->len; i++)
    {
      const GenCentre *centre = &g_array_index (city->centres, GenCentre, i);
      WfPoint d = gen_sub (p, centre->at);
      double r = hypot (d.x, d.y), reach = r / (1.7 * centre->radius_m);

      add_tensor (c, s, centre->angle, 1.5 * exp (-reach * reach));
      if (centre->kind == GEN_CENTRE_OLD)
        add_tensor (c, s, atan2 (d.y, d.x), 3.0 * exp (-(r / 650.0) * (r / 650.0)));
    }
}

static void
make_tensors (GenCity *city)
{
  city->cos2 = gen_raster_new (FIELD_CELL_M);
  city->sin2 = gen_raster_new (FIELD_CELL_M);
  for (guint y = 0; y < city->cos2.h; y++)
    for (guint x = 0; x < city->cos2.w; x++)
      {
        gsize i = (gsize) y * city->cos2.w + x;
        double c, s;

        tensor_at (city, gen_raster_point (&city->cos2, x, y), &c, &s);
        double length = MAX (hypot (c, s), 1e-9);

        city->cos2.at[i] = (float) (c / length);
        city->sin2.at[i] = (float) (s / length);
      }
}

void
gen_field_make (GenCity *city)
{
  place_centres (city);
  place_hamlets (city);
  city->urban = gen_raster_new (FIELD_CELL_M);
  for (guint y = 0; y < city->urban.h; y++)
    for (guint x = 0; x < city->urban.w; x++)
      city->urban.at[(gsize) y * city->urban.w + x]
          = (float) urban_at (city, gen_raster_point (&city->urban, x, y));
  find_threshold (city);
  make_tensors (city);
}

void
gen_field_clear (GenCity *city)
{
  gen_raster_clear (&city->urban);
  gen_raster_clear (&city->cos2);
  gen_raster_clear (&city->sin2);
}

double
gen_field_urban (const GenCity *city, WfPoint p)
{
  return gen_raster_sample (&city->urban, p);
}

double
gen_field_angle (const GenCity *city, WfPoint p)
{
  return 0.5 * atan2 (gen_raster_sample (&city->sin2, p), gen_raster_sample (&city->cos2, p));
}
