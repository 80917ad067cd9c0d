/* Watchfloor: the ways that cross a made city's country.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cheapest paths over the terrain (A*, 100 m cells), then smoothed: motorways
 * that pierce hills, trunk roads that bridge coves, a railway that hates slopes, rivers that run
 * down to the sea. */
#include "config.h"

#include "gen-city.h"

#include "gen-heap.h"
#include "gen-shape.h"

#include <string.h>

#define STEP_M 100.0

/* What a cell costs against one of flat open land. */
typedef struct
{
  double slope; /* a slope of this many degrees costs one more */
  double most; /* a hill costs no more than this: a tunnel */
  double water; /* a cell of water; 0 = never */
  double margin_m; /* nearer to the shore than this costs more */
  double urban; /* a cell in the middle of a city costs this more */
  double higher; /* rivers: each metre of height */
} PathTaste;

static const PathTaste motorway_taste = { 5.0, 5.0, 5.0, 500.0, 3.0, 0.0 };
static const PathTaste ring_taste = { 5.0, 4.0, 3.5, 300.0, 0.0, 0.0 };
static const PathTaste bridge_taste = { 5.0, 4.0, 0.9, 0.0, 0.0, 0.0 };
static const PathTaste town_taste = { 3.0, 9.0, 14.0, 150.0, 0.0, 0.0 };
static const PathTaste rail_taste = { 2.2, 7.0, 30.0, 350.0, 0.6, 0.0 };
static const PathTaste river_taste = { 1e9, 9.0, 0.9, 0.0, 0.0, 0.35 };

typedef struct
{
  const GenCity *city;
  const PathTaste *taste;
  guint w, h;
  float *cost;
  float *step; /* of each cell, where it has been asked; 0 before, below 0 for never */
  guint32 *came;
  guint8 *closed;
  GArray *heap; /* GenQueued */
} Search;

static double
cell_cost (const Search *s, WfPoint p)
{
  const PathTaste *taste = s->taste;
  double shore = gen_raster_sample (&s->city->terrain->shore, p);
  double slope = gen_terrain_slope (s->city->terrain, p) / taste->slope;
  double cost = 1.0 + MIN (slope * slope, taste->most);

  if (shore < 0.0)
    return taste->water > 0.0 ? taste->water : -1.0;
  if (shore < taste->margin_m)
    cost += 1.5 * (1.0 - shore / taste->margin_m);
  cost += taste->urban * MAX (0.0, gen_field_urban (s->city, p) - 0.35);
  return cost + taste->higher * MAX (0.0, gen_raster_sample (&s->city->terrain->height, p));
}

static WfPoint
cell_point (const Search *s, guint32 cell)
{
  return (WfPoint){ (cell % s->w) * STEP_M - GEN_HALF_W, (cell / s->w) * STEP_M - GEN_HALF_H };
}

/* Eight neighbours and eight knight's moves, so that ways do not all run in eight directions. */
static void
visit_neighbours (Search *s, guint32 cell, WfPoint goal)
{
  static const gint8 moves[16][2]
      = { { 1, 0 }, { -1, 0 }, { 0, 1 },  { 0, -1 }, { 1, 1 },   { -1, 1 },  { 1, -1 }, { -1, -1 },
          { 2, 1 }, { 1, 2 },  { -1, 2 }, { -2, 1 }, { -2, -1 }, { -1, -2 }, { 1, -2 }, { 2, -1 } };
  int x = (int) (cell % s->w), y = (int) (cell / s->w);

  for (guint k = 0; k < G_N_ELEMENTS (moves); k++)
    {
      int nx = x + moves[k][0], ny = y + moves[k][1];
      guint32 next = (guint32) (ny * (int) s->w + nx);

      if (nx < 0 || ny < 0 || nx >= (int) s->w || ny >= (int) s->h || s->closed[next])
        continue;
      WfPoint p = cell_point (s, next);

      if (s->step[next] == 0.0f)
        s->step[next] = (float) cell_cost (s, p);
      if (s->step[next] < 0.0f)
        continue;
      double cost
          = (double) s->cost[cell] + (double) s->step[next] * hypot (moves[k][0], moves[k][1]);

      if (cost + 1e-6 >= (double) s->cost[next])
        continue;
      s->cost[next] = (float) cost;
      s->came[next] = cell;
      gen_heap_push (s->heap, cost + 0.85 * gen_distance (p, goal) / STEP_M, next);
    }
}

static guint32
cell_of (const Search *s, WfPoint p)
{
  double x = CLAMP ((p.x + GEN_HALF_W) / STEP_M + 0.5, 0, s->w - 1);
  double y = CLAMP ((p.y + GEN_HALF_H) / STEP_M + 0.5, 0, s->h - 1);

  return (guint32) y * s->w + (guint32) x;
}

/* What the search found, from its start on, smoothed. */
static GArray *
draw_path (const Search *s, guint32 start, guint32 goal, WfPoint from, WfPoint to)
{
  g_autoptr (GArray) rough = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  g_array_append_val (rough, from);
  for (guint32 c = goal; c != start; c = s->came[c])
    {
      WfPoint p = cell_point (s, c);

      if (c != goal)
        g_array_insert_val (rough, 1, p);
    }
  g_array_append_val (rough, to);
  gen_line_thin (rough, 90.0);
  g_autoptr (GArray) even = gen_line_even ((const WfPoint *) rough->data, rough->len, 450.0);
  GArray *line = gen_line_smooth ((const WfPoint *) even->data, even->len, 3);

  gen_line_thin (line, 2.0);
  return line;
}

/* A smooth line from @from to @to (WfPoint), NULL where there is no way. */
static GArray *
find_path (const GenCity *city, WfPoint from, WfPoint to, const PathTaste *taste)
{
  Search s = { .city = city, .taste = taste };
  guint32 start, goal;

  s.w = (guint) (2 * GEN_HALF_W / STEP_M) + 1;
  s.h = (guint) (2 * GEN_HALF_H / STEP_M) + 1;
  start = cell_of (&s, from);
  goal = cell_of (&s, to);
  g_autofree float *cost = g_new (float, (gsize) s.w *s.h);
  g_autofree guint32 *came = g_new (guint32, (gsize) s.w * s.h);
  g_autofree float *step = g_new0 (float, (gsize) s.w *s.h);
  g_autofree guint8 *closed = g_malloc0 ((gsize) s.w * s.h);
  g_autoptr (GArray) heap = gen_heap_new ();

  s.cost = cost;
  s.came = came;
  s.step = step;
  s.closed = closed;
  s.heap = heap;
  for (gsize i = 0; i < (gsize) s.w * s.h; i++)
    cost[i] = 1e30f;
  cost[start] = 0.0f;
  came[start] = start;
  gen_heap_push (heap, 0.0, start);
  while (heap->len > 0)
    {
      GenQueued item = gen_heap_pop (heap);

      if (item.node == goal)
        break;
      if (closed[item.node])
        continue;
      closed[item.node] = 1;
      visit_neighbours (&s, item.node, cell_point (&s, goal));
    }
  return cost[goal] < 1e30f ? draw_path (&s, start, goal, from, to) : NULL;
}

static void
add_path (GenCity *city, GenClass class, WfPoint from, WfPoint to, const PathTaste *taste,
          guint name)
{
  GArray *points = find_path (city, from, to, taste);

  if (points != NULL)
    gen_city_add_line (city, class, FALSE, points)->name = name;
}

static const GenCentre *
centre (const GenCity *city, guint i)
{
  return &g_array_index (city->centres, GenCentre, i);
}

/* The nearest dry place to @p on the way to @inner. */
static WfPoint
pull_ashore (const GenCity *city, WfPoint p, WfPoint inner, double margin)
{
  for (guint i = 0; i < 60 && gen_raster_sample (&city->terrain->shore, p) < margin; i++)
    p = gen_add (p, gen_sub (inner, p), 0.04);
  return p;
}

/* A ring of trunk road around the main city, which the sea bends. */
static void
make_ring (GenCity *city, WfPoint middle, double radius, guint name)
{
  WfPoint stops[10];
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    stops[i] = pull_ashore (
        city, gen_add (middle, gen_direction (i * 2 * M_PI / G_N_ELEMENTS (stops) + 0.2), radius),
        middle, 320.0);
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autoptr (GArray) leg
          = find_path (city, stops[i], stops[(i + 1) % G_N_ELEMENTS (stops)], &ring_taste);

      if (leg == NULL)
        return;
      g_array_append_vals (all, leg->data, leg->len - 1);
    }
  g_autoptr (GArray) even = gen_ring_smooth ((const WfPoint *) all->data, all->len, 1);
  WfPoint first = g_array_index (even, WfPoint, 0);

  g_array_append_val (even, first);
  gen_line_thin (even, 60.0);
  g_array_set_size (even, even->len - 1);
  GArray *ring = gen_ring_smooth ((const WfPoint *) even->data, even->len, 3);

  gen_ring_thin (ring, 1.5);
  gen_city_add_line (city, GEN_TRUNK, TRUE, ring)->name = name;
}

/* Roads between neighbouring centres: the shortest tree over them, and some more. */
static void
join_centres (GenCity *city)
{
  guint n = city->centres->len;
  g_autofree gboolean *joined = g_new0 (gboolean, n);

  joined[0] = TRUE;
  for (guint k = 1; k < n; k++)
    {
      guint from = 0, to = 0;
      double best = 1e18;

      for (guint i = 0; i < n; i++)
        for (guint j = 0; joined[i] && j < n; j++)
          if (!joined[j] && gen_distance (centre (city, i)->at, centre (city, j)->at) < best)
            {
              best = gen_distance (centre (city, i)->at, centre (city, j)->at);
              from = i;
              to = j;
            }
      joined[to] = TRUE;
      add_path (city, GEN_PRIMARY, centre (city, from)->at, centre (city, to)->at, &town_taste, 0);
    }
}

/* Country roads between neighbouring hamlets and towns: two are neighbours where no third lies
 * between them (Toussaint's relative neighbourhood graph, 1980). */
static void
join_hamlets (GenCity *city)
{
  guint n_centres = city->centres->len, n = n_centres + city->hamlets->len;
  g_autofree WfPoint *at = g_new (WfPoint, n);

  for (guint i = 0; i < n; i++)
    at[i] = i < n_centres ? centre (city, i)->at
                          : g_array_index (city->hamlets, WfPoint, i - n_centres);
  for (guint i = 0; i < n; i++)
    for (guint j = MAX (i + 1, n_centres); j < n; j++)
      {
        double d = gen_distance (at[i], at[j]);
        gboolean between = d > 9000.0;

        for (guint k = 0; k < n && !between; k++)
          between = k != i && k != j
                    && MAX (gen_distance (at[i], at[k]), gen_distance (at[j], at[k])) < d;
        if (!between)
          add_path (city, GEN_TERTIARY, at[i], at[j], &town_taste, 0);
      }
}

/* A few streets along and across the road for each hamlet. */
static void
pave_hamlets (GenCity *city)
{
  for (guint i = 0; i < city->hamlets->len; i++)
    {
      WfPoint at = g_array_index (city->hamlets, WfPoint, i);
      WfPoint d = gen_direction (gen_field_angle (city, at)), side = gen_left (d);
      guint64 dice = gen_mix (city->seed + 31 * i);
      double half_u = 120.0 + (double) (dice % 90), half_v = 90.0 + (double) (dice / 128 % 70);

      for (int k = -1; k <= 1; k++)
        for (guint across = 0; across < 2; across++)
          {
            GArray *street = g_array_new (FALSE, FALSE, sizeof (WfPoint));
            WfPoint m = gen_add (at, across ? d : side, k * (across ? half_u : half_v));
            WfPoint ends[2] = { gen_add (m, across ? side : d, -(across ? half_v : half_u) - 3.0),
                                gen_add (m, across ? side : d, (across ? half_v : half_u) + 3.0) };

            g_array_append_vals (street, ends, 2);
            gen_city_add_line (city, GEN_RESIDENTIAL, FALSE, street);
          }
    }
}

/* The sea road: as far from the water as a promenade is. */
static void
make_sea_road (GenCity *city, double level, double reach)
{
  g_autoptr (GPtrArray) rings = gen_contour_rings (&city->terrain->shore, level, 4e6);

  for (guint r = 0; r < rings->len; r++)
    {
      const GArray *ring = g_ptr_array_index (rings, r);
      g_autoptr (GArray) run = g_array_new (FALSE, FALSE, sizeof (WfPoint));

      for (guint i = 0; i <= ring->len; i++)
        {
          WfPoint p = g_array_index (ring, WfPoint, i % ring->len);
          gboolean edge = fabs (p.x) > GEN_HALF_W - 400 || fabs (p.y) > GEN_HALF_H - 400;
          gboolean fits = i < ring->len && !edge
                          && gen_field_urban (city, p) > 0.4 * city->threshold
                          && (gen_distance (p, centre (city, 0)->at) < reach
                              || gen_distance (p, centre (city, 3)->at) < reach * 0.6);

          if (fits)
            {
              g_array_append_val (run, p);
              continue;
            }
          if (gen_line_length ((const WfPoint *) run->data, run->len) > 1200.0)
            gen_city_add_line (city, GEN_SECONDARY, FALSE,
                               gen_line_smooth ((const WfPoint *) run->data, run->len, 1));
          g_array_set_size (run, 0);
        }
    }
}

static gboolean
is_near_class (const GenCity *city, GenClass class, WfPoint p, double within)
{
  for (guint l = 0; l < city->lines->len; l++)
    {
      const GenLine *line = g_ptr_array_index (city->lines, l);

      for (guint i = 0; line->class == class && i < line->points->len; i++)
        if (gen_distance (g_array_index (line->points, WfPoint, i), p) < within)
          return TRUE;
    }
  return FALSE;
}

/* From the middle of a hill down to the sea. */
static void
make_rivers (GenCity *city)
{
  GenRandom random = gen_random (city->seed, 401);
  const GenTerrain *terrain = city->terrain;
  guint made = 0;

  for (guint try = 0, paths = 0; try < 600 && made < 5 && paths < 9; try++)
    {
      WfPoint spring = { gen_random_range (&random, -0.9, 0.9) * GEN_HALF_W,
                         gen_random_range (&random, -0.9, 0.9) * GEN_HALF_H };
      WfPoint mouth = spring;

      if (gen_raster_sample (&terrain->shore, spring) < 2300.0
          || gen_raster_sample (&terrain->height, spring) < 45.0
          || is_near_class (city, GEN_RIVER, spring, 6000.0))
        continue;
      for (guint k = 0; k < 200 && gen_raster_sample (&terrain->shore, mouth) > -150.0; k++)
        mouth = gen_add (mouth, gen_normal (gen_raster_gradient (&terrain->shore, mouth)), -50.0);
      if (is_near_class (city, GEN_RIVER, mouth, 4000.0))
        continue;
      paths++;
      GArray *points = find_path (city, spring, mouth, &river_taste);

      if (points == NULL)
        continue;
      if (gen_line_length ((const WfPoint *) points->data, points->len) < 2500.0)
        {
          g_array_unref (points);
          continue;
        }
      gen_city_add_line (city, GEN_RIVER, FALSE, points);
      made++;
    }
}

/* Reservoirs between the hills, ponds in the flat. */
static void
make_lakes (GenCity *city)
{
  GenRandom random = gen_random (city->seed, 402);

  for (guint try = 0; try < 3000 && city->lakes->len < 16; try++)
    {
      WfPoint p = { gen_random_range (&random, -0.95, 0.95) * GEN_HALF_W,
                    gen_random_range (&random, -0.95, 0.95) * GEN_HALF_H };
      double radius = gen_random_range (&random, 90.0, 420.0);

      if (gen_raster_sample (&city->terrain->shore, p) < 900.0
          || gen_field_urban (city, p) > 0.5 * city->threshold
          || gen_terrain_slope (city->terrain, p) > 6.0)
        continue;
      gboolean quiet = TRUE;

      for (guint k = 0; quiet && k < 8; k++)
        quiet
            = gen_field_urban (city, gen_add (p, gen_direction (k * M_PI / 4), 1.7 * radius + 80.0))
              < 0.2 * city->threshold;
      if (!quiet)
        continue;
      GArray *ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));

      for (guint k = 0; k < 40; k++)
        {
          WfPoint d = gen_direction (k * M_PI / 20);
          double r = radius
                     * (1.0
                        + 0.65
                              * gen_fractal (city->seed + 411, p.x + d.x * 0.9, p.y + d.y * 0.9, 3,
                                             0.55));
          WfPoint q = gen_add (p, d, MAX (r, 25.0));

          g_array_append_val (ring, q);
        }
      GArray *smooth = gen_ring_smooth ((const WfPoint *) ring->data, ring->len, 1);

      g_array_unref (ring);
      g_ptr_array_add (city->lakes, smooth);
    }
}

void
gen_path_make (GenCity *city)
{
  WfPoint old = centre (city, 0)->at, new_district = centre (city, 3)->at;
  WfPoint middle
      = gen_add (centre (city, 1)->at, gen_sub (centre (city, 10)->at, centre (city, 1)->at), 0.35);
  double size = CLAMP (sqrt (city->n_buildings / 60000.0), 0.5, 1.6);
  WfPoint east = { GEN_HALF_W + 50, GEN_HALF_H * 0.66 },
          west = { -GEN_HALF_W - 50, -GEN_HALF_H * 0.58 };
  WfPoint hub = gen_add (centre (city, 5)->at, (WfPoint){ -1500, -900 }, 1.0);

  make_rivers (city);
  make_lakes (city);
  for (guint i = 0; i < city->terrain->coasts->len; i++)
    gen_city_add_line (city, GEN_COAST, TRUE,
                       g_array_ref (g_ptr_array_index (city->terrain->coasts, i)));
  add_path (city, GEN_RAIL, gen_add (east, (WfPoint){ -300, 900 }, 1.0),
            gen_add (centre (city, 10)->at, (WfPoint){ 700, 300 }, 1.0), &rail_taste, 0);
  add_path (city, GEN_RAIL, gen_add (centre (city, 10)->at, (WfPoint){ 700, 300 }, 1.0),
            gen_add (old, (WfPoint){ -1300, 700 }, 1.0), &rail_taste, 0);
  add_path (city, GEN_RAIL, gen_add (centre (city, 10)->at, (WfPoint){ 700, 300 }, 1.0),
            gen_add (west, (WfPoint){ 0, 900 }, 1.0), &rail_taste, 0);
  make_ring (city, middle, 5600.0 * CLAMP (size, 0.8, 1.3), 1);
  if (city->n_buildings >= 20000)
    make_ring (city, centre (city, 3)->at, 3300.0 * size, 2);
  add_path (city, GEN_MOTORWAY, east, hub, &motorway_taste, 3);
  add_path (city, GEN_MOTORWAY, hub, west, &motorway_taste, 4);
  add_path (city, GEN_TRUNK, hub, old, &ring_taste, 5);
  add_path (
      city, GEN_TRUNK, pull_ashore (city, gen_add (old, (WfPoint){ 900, 1500 }, 1.0), old, 250.0),
      pull_ashore (city, gen_add (new_district, (WfPoint){ 500, -4500 }, 1.0), new_district, 250.0),
      &bridge_taste, 6);
  add_path (
      city, GEN_TRUNK,
      pull_ashore (city, gen_add (new_district, (WfPoint){ 500, -4500 }, 1.0), new_district, 250.0),
      gen_add (centre (city, 8)->at, (WfPoint){ 300, 300 }, 1.0), &ring_taste, 7);
  join_centres (city);
  join_hamlets (city);
  pave_hamlets (city);
  make_sea_road (city, 170.0, 9500.0 * size);
}
