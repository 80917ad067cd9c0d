/* Watchfloor: lanes through the superblocks of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A face is halved by a straight lane along the street field, and its halves again, until they
 * are as small as their use wants. Lane ends move to a junction that is near, so that lanes on
 * both sides of a street meet. */
#include "config.h"

#include "gen-split.h"

#include "gen-shape.h"

#define NEAR_NODE_M 24.0

typedef struct
{
  guint index; /* of the half-edge in the ring */
  double t;
  WfPoint at;
} Hit;

/* The first wall in direction @d from @p, which lies inside. */
static gboolean
cast (const GArray *ring, WfPoint p, WfPoint d, Hit *hit)
{
  const WfPoint *points = (const WfPoint *) ring->data;
  WfPoint far = gen_add (p, d, 5000.0);
  double best = 2.0, t, u;

  for (guint i = 0; i < ring->len; i++)
    if (gen_segments_cross (p, far, points[i], points[(i + 1) % ring->len], &t, &u) && t < best)
      {
        best = t;
        *hit = (Hit){ i, u, gen_add (p, gen_sub (far, p), t) };
      }
  return best <= 1.0;
}

/* Moves the hit to an end of its wall where that is near; FALSE where the corner would be too
 * sharp for a street. */
static gboolean
settle_hit (const GArray *ring, WfPoint d, Hit *hit)
{
  const WfPoint *points = (const WfPoint *) ring->data;
  WfPoint a = points[hit->index], b = points[(hit->index + 1) % ring->len];

  if (gen_distance (a, hit->at) < NEAR_NODE_M)
    {
      hit->t = 0.0;
      hit->at = a;
    }
  else if (gen_distance (b, hit->at) < NEAR_NODE_M)
    {
      hit->index = (hit->index + 1) % ring->len;
      hit->t = 0.0;
      hit->at = b;
    }
  return fabs (gen_cross (gen_normal (gen_sub (b, a)), d)) > 0.5;
}

/* TRUE where the lane runs inside the ring and meets it only at its ends. */
static gboolean
is_clear (const GArray *ring, const Hit *a, const Hit *b)
{
  const WfPoint *points = (const WfPoint *) ring->data;
  WfPoint d = gen_normal (gen_sub (b->at, a->at));
  WfPoint p = gen_add (a->at, d, 1.0), q = gen_add (b->at, d, -1.0);
  double t, u;

  for (guint i = 0; i < ring->len; i++)
    {
      if (gen_segments_cross (p, q, points[i], points[(i + 1) % ring->len], &t, &u))
        return FALSE;
      /* Nor so near to a corner that a sliver would be left. */
      if (i != a->index && i != b->index && gen_distance (points[i], a->at) > 0.1
          && gen_distance (points[i], b->at) > 0.1 && gen_segment_distance (p, q, points[i]) < 14.0)
        return FALSE;
    }
  return gen_ring_contains (points, ring->len, gen_add (p, gen_sub (q, p), 0.5));
}

static void
extent_along (const GArray *ring, WfPoint d, double *low, double *high)
{
  *low = 1e18;
  *high = -1e18;
  for (guint i = 0; i < ring->len; i++)
    {
      double v = gen_dot (g_array_index (ring, WfPoint, i), d);

      *low = MIN (*low, v);
      *high = MAX (*high, v);
    }
}

/* Tries lanes along @d at some places across; the fullest halving that is clear wins. */
static gboolean
find_lane (const GArray *ring, WfPoint d, GenRandom *random, Hit *a, Hit *b)
{
  static const double places[] = { 0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74 };
  WfPoint side = gen_left (d);
  double low, high, start, end;
  double shift = gen_random_range (random, -0.07, 0.07);

  extent_along (ring, side, &low, &high);
  extent_along (ring, d, &start, &end);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint k = 1; k < 4; k++)
      {
        double across = low + (places[i] + shift) * (high - low);
        double along = start + (end - start) * (k == 1 ? 0.5 : k == 2 ? 0.3 : 0.7);
        WfPoint p = gen_add (gen_add ((WfPoint){ 0, 0 }, d, along), side, across);

        if (!gen_ring_contains ((const WfPoint *) ring->data, ring->len, p))
          continue;
        if (!cast (ring, p, d, b) || !cast (ring, p, gen_add ((WfPoint){ 0, 0 }, d, -1.0), a))
          continue;
        if (!settle_hit (ring, d, a) || !settle_hit (ring, d, b) || a->index == b->index)
          continue;
        if (gen_distance (a->at, b->at) > 45.0 && is_clear (ring, a, b))
          return TRUE;
      }
  return FALSE;
}

/* The half-edge that starts at the hit, which gets a node there if it has none. */
static guint32
half_at (GenMesh *mesh, guint32 half, const Hit *hit)
{
  if (hit->t <= 0.0)
    return half;
  gen_mesh_split_edge (mesh, half, hit->at);
  return gen_mesh_half (mesh, half)->next;
}

static gboolean
split_once (GenMesh *mesh, guint32 face, double angle, GenEdge lane, GenRandom *random,
            guint32 *other)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  g_autoptr (GArray) halves = g_array_new (FALSE, FALSE, sizeof (guint32));
  WfPoint d = gen_direction (angle);
  double low, high, start, end;
  Hit a, b;

  gen_mesh_ring (mesh, face, ring);
  gen_mesh_walk (mesh, face, halves);
  extent_along (ring, d, &start, &end);
  extent_along (ring, gen_left (d), &low, &high);
  if (end - start > (high - low) * 1.05)
    d = gen_left (d);
  if (!find_lane (ring, d, random, &a, &b) && !find_lane (ring, gen_left (d), random, &a, &b))
    return FALSE;
  guint32 from = g_array_index (halves, guint32, a.index),
          to = g_array_index (halves, guint32, b.index);

  to = half_at (mesh, to, &b);
  from = half_at (mesh, from, &a);
  *other = gen_mesh_half (mesh, gen_mesh_split_face (mesh, from, to, lane) ^ 1)->face;
  return TRUE;
}

void
gen_split_face (GenCity *city, guint32 face, double target_m2, guint64 seed, GArray *faces)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  GenRandom random = gen_random (seed, 601);
  double tilt = gen_random_range (&random, -0.06, 0.06);
  guint32 way = (guint32) seed | 0x80000000u;

  g_array_append_val (stack, face);
  while (stack->len > 0)
    {
      guint32 f = g_array_index (stack, guint32, stack->len - 1), other;

      g_array_set_size (stack, stack->len - 1);
      gen_mesh_ring (city->mesh, f, ring);
      double area = gen_ring_area ((const WfPoint *) ring->data, ring->len);
      WfPoint centre = gen_ring_centre ((const WfPoint *) ring->data, ring->len);
      GenEdge lane
          = { .class = area > 3.2 * target_m2 ? GEN_RESIDENTIAL : GEN_SERVICE, .way = way + f };

      if (area > target_m2 * gen_random_range (&random, 1.25, 1.75)
          && split_once (city->mesh, f, gen_field_angle (city, centre) + tilt, lane, &random,
                         &other))
        {
          g_array_append_val (stack, f);
          g_array_append_val (stack, other);
        }
      else
        g_array_append_val (faces, f);
    }
}
