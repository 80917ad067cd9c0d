/* Watchfloor: arterials and collectors of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Evenly spaced lines along and across the street field (Jobard, Lefer: Creating evenly-spaced
 * streamlines of arbitrary density, 1997), the wide roads first, each finer class between them.
 * A line that comes too near to one of its own kind stops; its end is then led on to meet it. */
#include "config.h"

#include "gen-city.h"
#include "gen-shape.h"

#define STEP_M 30.0
#define CELL_M 250.0
#define SQUARE_M 104.0

/* What is already there, by direction: points of lines in a grid. */
typedef struct
{
  WfPoint at, direction;
  guint line;
} Mark;

typedef struct
{
  GenCity *city;
  guint w, h;
  GArray **marks; /* Mark, by cell */
  GenClass class;
  double apart_m; /* between lines of a direction in the middle of the city */
  double edge; /* of urban: no further */
  guint line; /* being drawn */
} Trace;

static GArray **
cell_of (const Trace *t, WfPoint p)
{
  guint x = (guint) CLAMP ((p.x + GEN_HALF_W) / CELL_M, 0, t->w - 1);
  guint y = (guint) CLAMP ((p.y + GEN_HALF_H) / CELL_M, 0, t->h - 1);

  return &t->marks[y * t->w + x];
}

static void
add_mark (Trace *t, WfPoint p, WfPoint direction, guint line)
{
  GArray **cell = cell_of (t, p);
  Mark mark = { p, direction, line };

  if (*cell == NULL)
    *cell = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_append_val (*cell, mark);
}

static void
mark_line (Trace *t, const GArray *points, guint line)
{
  double length = gen_line_length ((const WfPoint *) points->data, points->len);

  if (points->len < 2)
    return;
  g_autoptr (GArray) even
      = gen_line_even ((const WfPoint *) points->data, points->len, MIN (40.0, length));

  for (guint i = 0; i + 1 < even->len; i++)
    {
      WfPoint a = g_array_index (even, WfPoint, i), b = g_array_index (even, WfPoint, i + 1);

      add_mark (t, a, gen_normal (gen_sub (b, a)), line);
    }
}

/* TRUE where another line of about the direction @d passes within @apart of @p. */
static gboolean
is_taken (const Trace *t, WfPoint p, WfPoint d, double apart)
{
  int reach = (int) (apart / CELL_M) + 1;

  for (int j = -reach; j <= reach; j++)
    for (int i = -reach; i <= reach; i++)
      {
        WfPoint q = { p.x + i * CELL_M, p.y + j * CELL_M };
        const GArray *cell;

        if (fabs (q.x) > GEN_HALF_W || fabs (q.y) > GEN_HALF_H || (cell = *cell_of (t, q)) == NULL)
          continue;
        for (guint k = 0; k < cell->len; k++)
          {
            const Mark *m = &g_array_index (cell, Mark, k);

            if (m->line != t->line && fabs (gen_dot (m->direction, d)) > 0.75
                && fabs (gen_cross (gen_sub (m->at, p), d)) < apart
                && gen_distance (m->at, p) < apart)
              return TRUE;
          }
      }
  return FALSE;
}

static double
apart_at (const Trace *t, WfPoint p)
{
  double u = gen_field_urban (t->city, p);

  return t->apart_m * (1.0 + 0.9 * CLAMP (0.75 - u, 0.0, 0.6));
}

/* Ways that lead to the old town end on its round square. */
static gboolean
is_in_square (const GenCity *city, WfPoint p)
{
  for (guint i = 0; i < city->centres->len; i++)
    {
      const GenCentre *c = &g_array_index (city->centres, GenCentre, i);

      if (c->kind == GEN_CENTRE_OLD && gen_distance (c->at, p) < SQUARE_M)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_ground (const Trace *t, WfPoint p)
{
  return fabs (p.x) < GEN_HALF_W - 200 && fabs (p.y) < GEN_HALF_H - 200
         && gen_field_urban (t->city, p) > t->edge && !is_in_square (t->city, p)
         && gen_raster_sample (&t->city->terrain->shore, p) > 55.0;
}

static WfPoint
direction_at (const Trace *t, WfPoint p, WfPoint before, gboolean across)
{
  WfPoint d = gen_direction (gen_field_angle (t->city, p) + (across ? M_PI_2 : 0.0));

  return gen_dot (d, before) < 0.0 ? gen_add ((WfPoint){ 0, 0 }, d, -1.0) : d;
}

/* One way from @p, until the ground or the room ends. */
static void
follow (Trace *t, WfPoint p, WfPoint d, gboolean across, double most_m, GArray *points)
{
  WfPoint start = p;
  double turned = 0.0;

  for (double gone = 0.0; gone < most_m; gone += STEP_M)
    {
      WfPoint half = direction_at (t, gen_add (p, d, STEP_M / 2), d, across);
      WfPoint next = gen_add (p, half, STEP_M);

      turned += fabs (gen_cross (d, half));
      /* A bend this sharp is a place where the field has no direction. */
      if (!is_ground (t, next) || gen_dot (d, half) < 0.86 || turned > 2.6
          || is_taken (t, next, half, 0.52 * apart_at (t, next))
          || (gone > 600.0 && gen_distance (start, next) < 300.0))
        return;
      g_array_append_val (points, next);
      p = next;
      d = half;
    }
}

static GArray *
trace_line (Trace *t, WfPoint seed, gboolean across, double most_m)
{
  WfPoint d = gen_direction (gen_field_angle (t->city, seed) + (across ? M_PI_2 : 0.0));
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  GArray *line = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  follow (t, seed, gen_add ((WfPoint){ 0, 0 }, d, -1.0), across, most_m, back);
  for (guint i = back->len; i > 0; i--)
    g_array_append_val (line, g_array_index (back, WfPoint, i - 1));
  g_array_append_val (line, seed);
  follow (t, seed, d, across, most_m, line);
  return line;
}

/* Leads both ends on by up to @far, straight: where they meet a line the graph joins them; what
 * meets nothing it cuts off. */
static void
lead_on (const Trace *t, GArray *line, double far)
{
  for (guint end = 0; end < 2; end++)
    {
      guint n = line->len;
      WfPoint a = g_array_index (line, WfPoint, end == 0 ? MIN (2, n - 1) : n - 1 - MIN (2, n - 1));
      WfPoint b = g_array_index (line, WfPoint, end == 0 ? 0 : n - 1);
      WfPoint d = gen_normal (gen_sub (b, a));

      for (double gone = STEP_M; gone <= far; gone += STEP_M)
        {
          WfPoint p = gen_add (b, d, gone);

          if (is_in_square (t->city, p) || gen_raster_sample (&t->city->terrain->shore, p) < 45.0
              || fabs (p.x) > GEN_HALF_W || fabs (p.y) > GEN_HALF_H)
            break;
          if (end == 0)
            g_array_prepend_val (line, p);
          else
            g_array_append_val (line, p);
        }
    }
}

static void
try_seed (Trace *t, WfPoint seed, gboolean across, double least_m, double most_m)
{
  double apart = apart_at (t, seed);
  WfPoint d = gen_direction (gen_field_angle (t->city, seed) + (across ? M_PI_2 : 0.0));

  t->line = GEN_NONE - 1;
  if (!is_ground (t, seed) || is_taken (t, seed, d, apart))
    return;
  g_autoptr (GArray) line = trace_line (t, seed, across, most_m);

  if (gen_line_length ((const WfPoint *) line->data, line->len) < least_m)
    return;
  mark_line (t, line, t->city->lines->len);
  lead_on (t, line, 0.75 * apart);
  GArray *kept = g_array_copy (line);

  gen_line_thin (kept, 2.0);
  gen_city_add_line (t->city, t->class, FALSE, kept);
}

/* Seeds from the middle outwards, so that the middle is regular. */
typedef struct
{
  WfPoint at;
  double urban;
} Seed;

static int
compare_seeds (gconstpointer a, gconstpointer b)
{
  const Seed *s = a, *t = b;

  if (s->urban != t->urban)
    return s->urban > t->urban ? -1 : 1;
  if (s->at.x != t->at.x)
    return s->at.x < t->at.x ? -1 : 1;
  return s->at.y < t->at.y ? -1 : 1;
}

static void
trace_class (Trace *t, GenClass class, double apart_m, double edge, double least_m, double most_m)
{
  GenRandom random = gen_random (t->city->seed, 500 + class);
  g_autoptr (GArray) seeds = g_array_new (FALSE, FALSE, sizeof (Seed));
  double grid = apart_m * 0.45;

  t->class = class;
  t->apart_m = apart_m;
  t->edge = edge;
  for (double y = -GEN_HALF_H; y < GEN_HALF_H; y += grid)
    for (double x = -GEN_HALF_W; x < GEN_HALF_W; x += grid)
      {
        WfPoint p = { x + grid * gen_random_unit (&random), y + grid * gen_random_unit (&random) };
        Seed seed = { p, gen_field_urban (t->city, p) };

        if (seed.urban > edge)
          g_array_append_val (seeds, seed);
      }
  g_array_sort (seeds, compare_seeds);
  for (guint i = 0; i < seeds->len; i++)
    for (guint across = 0; across < 2; across++)
      try_seed (t, g_array_index (seeds, Seed, i).at, across == 1, least_m, most_m);
}

/* Cuts the end of @line that lies on the square at @c, and leads it to the rim. */
static void
end_on_rim (GArray *line, WfPoint c, gboolean at_start)
{
  while (line->len > 2)
    {
      guint end = at_start ? 0 : line->len - 1, next = at_start ? 1 : line->len - 2;

      if (gen_distance (g_array_index (line, WfPoint, next), c) > SQUARE_M)
        {
          WfPoint d = gen_normal (gen_sub (g_array_index (line, WfPoint, next), c));

          g_array_index (line, WfPoint, end) = gen_add (c, d, SQUARE_M + 1.0);
          return;
        }
      g_array_remove_index (line, end);
    }
}

static void
clear_square (GenCity *city, WfPoint c)
{
  for (guint i = 0; i < city->lines->len; i++)
    {
      const GenLine *line = g_ptr_array_index (city->lines, i);

      if (line->closed || line->class > GEN_RAIL)
        continue;
      for (guint k = 0; k < 2; k++)
        if (gen_distance (g_array_index (line->points, WfPoint, k ? 0 : line->points->len - 1), c)
            < SQUARE_M)
          end_on_rim (line->points, c, k == 1);
    }
}

/* Round squares in the old town, where its radial avenues meet. */
static void
add_squares (GenCity *city)
{
  for (guint i = 0; i < city->centres->len; i++)
    {
      const GenCentre *c = &g_array_index (city->centres, GenCentre, i);

      if (c->kind != GEN_CENTRE_OLD)
        continue;
      clear_square (city, c->at);
      GArray *ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));

      for (guint k = 0; k < 24; k++)
        {
          WfPoint p = gen_add (c->at, gen_direction (k * M_PI / 12), 105.0);

          g_array_append_val (ring, p);
        }
      gen_city_add_line (city, GEN_PRIMARY, TRUE, ring);
      for (guint k = 0; k < 8; k++)
        {
          WfPoint d = gen_direction (c->angle + k * M_PI / 4 + 0.1);
          GArray *avenue = g_array_new (FALSE, FALSE, sizeof (WfPoint));

          for (double r = 100.0; r < 900.0; r += 100.0)
            {
              WfPoint p = gen_add (c->at, d, r);

              if (gen_raster_sample (&city->terrain->shore, p) > 60.0)
                g_array_append_val (avenue, p);
              else
                break;
            }
          gen_line_thin (avenue, 1.0);
          if (avenue->len >= 2)
            gen_city_add_line (city, k % 2 ? GEN_TERTIARY : GEN_SECONDARY, FALSE, avenue);
          else
            g_array_unref (avenue);
        }
    }
}

void
gen_trace_make (GenCity *city)
{
  Trace t = { .city = city };
  double level = city->threshold;

  add_squares (city);
  t.w = (guint) (2 * GEN_HALF_W / CELL_M) + 1;
  t.h = (guint) (2 * GEN_HALF_H / CELL_M) + 1;
  t.marks = g_new0 (GArray *, (gsize) t.w * t.h);
  for (guint i = 0; i < city->lines->len; i++)
    {
      const GenLine *line = g_ptr_array_index (city->lines, i);

      if (line->class <= GEN_TERTIARY || line->class == GEN_RAIL || line->class == GEN_RIVER)
        mark_line (&t, line->points, i);
    }
  trace_class (&t, GEN_PRIMARY, 1900.0, level * 0.9, 1500.0, 9000.0);
  trace_class (&t, GEN_SECONDARY, 850.0, level * 0.85, 700.0, 6000.0);
  trace_class (&t, GEN_TERTIARY, 400.0, level * 0.9, 300.0, 2500.0);
  for (gsize i = 0; i < (gsize) t.w * t.h; i++)
    g_clear_pointer (&t.marks[i], g_array_unref);
  g_free (t.marks);
}
