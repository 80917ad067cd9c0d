/* Watchfloor: small geometry in metres.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Pure. */
#include "config.h"

#include "gen-shape.h"

WfPoint
gen_normal (WfPoint a)
{
  double length = hypot (a.x, a.y);

  return length > 1e-12 ? (WfPoint){ a.x / length, a.y / length } : (WfPoint){ 1.0, 0.0 };
}

double
gen_ring_area (const WfPoint *points, guint n)
{
  double sum = 0.0;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    sum += gen_cross (gen_sub (points[j], points[0]), gen_sub (points[i], points[0]));
  return 0.5 * sum;
}

WfPoint
gen_ring_centre (const WfPoint *points, guint n)
{
  double sum = 0.0, x = 0.0, y = 0.0;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    {
      WfPoint a = gen_sub (points[j], points[0]), b = gen_sub (points[i], points[0]);
      double c = gen_cross (a, b);

      sum += c;
      x += c * (a.x + b.x);
      y += c * (a.y + b.y);
    }
  if (fabs (sum) < 1e-9)
    return points[0];
  return (WfPoint){ points[0].x + x / (3 * sum), points[0].y + y / (3 * sum) };
}

gboolean
gen_ring_contains (const WfPoint *points, guint n, WfPoint p)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    if ((points[i].y > p.y) != (points[j].y > p.y)
        && p.x < (points[j].x - points[i].x) * (p.y - points[i].y) / (points[j].y - points[i].y)
                     + points[i].x)
      inside = !inside;
  return inside;
}

double
gen_segment_distance (WfPoint a, WfPoint b, WfPoint p)
{
  WfPoint d = gen_sub (b, a);
  double length = gen_dot (d, d);
  double t = length > 0.0 ? CLAMP (gen_dot (gen_sub (p, a), d) / length, 0.0, 1.0) : 0.0;

  return gen_distance (p, gen_add (a, d, t));
}

double
gen_ring_distance (const WfPoint *points, guint n, WfPoint p)
{
  double best = 1e18;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    best = MIN (best, gen_segment_distance (points[j], points[i], p));
  return best;
}

gboolean
gen_segments_cross (WfPoint a, WfPoint b, WfPoint c, WfPoint d, double *t, double *u)
{
  WfPoint r = gen_sub (b, a), s = gen_sub (d, c), q = gen_sub (c, a);
  double den = gen_cross (r, s);

  if (fabs (den) < 1e-12)
    return FALSE;
  *t = gen_cross (q, s) / den;
  *u = gen_cross (q, r) / den;
  return *t >= 0.0 && *t <= 1.0 && *u >= 0.0 && *u <= 1.0;
}

static GArray *
cut_corners (const WfPoint *points, guint n, gboolean ring)
{
  GArray *out = g_array_sized_new (FALSE, FALSE, sizeof (WfPoint), 2 * n + 2);

  if (!ring && n > 0)
    g_array_append_val (out, points[0]);
  for (guint i = 0; i < (ring ? n : MAX (n, 1) - 1); i++)
    {
      WfPoint d = gen_sub (points[(i + 1) % n], points[i]);
      WfPoint a = gen_add (points[i], d, 0.25), b = gen_add (points[i], d, 0.75);

      g_array_append_val (out, a);
      g_array_append_val (out, b);
    }
  if (!ring && n > 1)
    g_array_append_val (out, points[n - 1]);
  return out;
}

static GArray *
smooth (const WfPoint *points, guint n, guint times, gboolean ring)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  g_array_append_vals (out, points, n);
  for (guint i = 0; i < times; i++)
    {
      GArray *next = cut_corners ((const WfPoint *) out->data, out->len, ring);

      g_array_unref (out);
      out = next;
    }
  return out;
}

GArray *
gen_ring_smooth (const WfPoint *points, guint n, guint times)
{
  return smooth (points, n, times, TRUE);
}

GArray *
gen_line_smooth (const WfPoint *points, guint n, guint times)
{
  return smooth (points, n, times, FALSE);
}

/* Marks the points to keep between two kept ones, without recursion: lines may be long. */
static void
mark_kept (const WfPoint *points, guint n, double tolerance, guint8 *keep)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first = 0, last = n - 1;

  keep[0] = keep[n - 1] = 1;
  g_array_append_val (stack, first);
  g_array_append_val (stack, last);
  while (stack->len > 0)
    {
      guint b = g_array_index (stack, guint, stack->len - 1);
      guint a = g_array_index (stack, guint, stack->len - 2);
      guint worst = a;
      double far = tolerance;

      g_array_set_size (stack, stack->len - 2);
      for (guint i = a + 1; i < b; i++)
        {
          double d = gen_segment_distance (points[a], points[b], points[i]);

          if (d > far)
            {
              far = d;
              worst = i;
            }
        }
      if (worst == a)
        continue;
      keep[worst] = 1;
      guint halves[4] = { a, worst, worst, b };

      g_array_append_vals (stack, halves, 4);
    }
}

void
gen_line_thin (GArray *line, double tolerance)
{
  WfPoint *points = (WfPoint *) line->data;
  guint n = 0;

  if (line->len < 3)
    return;
  g_autofree guint8 *keep = g_malloc0 (line->len);

  mark_kept (points, line->len, tolerance, keep);
  for (guint i = 0; i < line->len; i++)
    if (keep[i])
      points[n++] = points[i];
  g_array_set_size (line, n);
}

void
gen_ring_thin (GArray *ring, double tolerance)
{
  if (ring->len < 4)
    return;
  WfPoint first = g_array_index (ring, WfPoint, 0);

  g_array_append_val (ring, first);
  gen_line_thin (ring, tolerance);
  g_array_set_size (ring, ring->len - 1);
}

double
gen_line_length (const WfPoint *points, guint n)
{
  double sum = 0.0;

  for (guint i = 1; i < n; i++)
    sum += gen_distance (points[i - 1], points[i]);
  return sum;
}

WfPoint
gen_line_at (const WfPoint *points, guint n, double distance, WfPoint *direction)
{
  guint i = 1;

  for (; i + 1 < n; i++)
    {
      double d = gen_distance (points[i - 1], points[i]);

      if (distance <= d)
        break;
      distance -= d;
    }
  WfPoint heading = gen_normal (gen_sub (points[i], points[i - 1]));

  if (direction != NULL)
    *direction = heading;
  return gen_add (points[i - 1], heading,
                  CLAMP (distance, 0.0, gen_distance (points[i - 1], points[i])));
}

GArray *
gen_line_even (const WfPoint *points, guint n, double step)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  double length = gen_line_length (points, n);
  guint parts = MAX (1, (guint) (length / step + 0.5));
  double along = 0.0, wanted = 0.0;
  guint i = 1;

  for (guint k = 0; k < parts; k++, wanted = length * k / parts)
    {
      while (i + 1 < n && along + gen_distance (points[i - 1], points[i]) < wanted)
        {
          along += gen_distance (points[i - 1], points[i]);
          i++;
        }
      WfPoint p = gen_add (points[i - 1], gen_normal (gen_sub (points[i], points[i - 1])),
                           wanted - along);

      g_array_append_val (out, p);
    }
  g_array_append_val (out, points[n - 1]);
  return out;
}

GArray *
gen_line_ribbon (const WfPoint *points, guint n, double half_width, double half_width_end)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  for (guint k = 0; k < 2 * n; k++)
    {
      guint i = k < n ? k : 2 * n - 1 - k;
      WfPoint before = points[i > 0 ? i - 1 : i], after = points[i + 1 < n ? i + 1 : i];
      WfPoint side = gen_left (gen_normal (gen_sub (after, before)));
      double width = half_width + (half_width_end - half_width) * i / MAX (n - 1, 1);
      WfPoint p = gen_add (points[i], side, k < n ? -width : width);

      g_array_append_val (out, p);
    }
  return out;
}
