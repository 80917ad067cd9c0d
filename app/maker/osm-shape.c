/* Watchfloor: shapes on the way from OpenStreetMap to a city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See osm-city.h. */
#include "config.h"

#include "osm-city.h"
#include "wf-mercator.h"

#include <math.h>

static double
ring_area (const WfUnit *ring, guint32 n)
{
  double area = 0;

  for (guint32 i = 0, j = n - 1; i < n; j = i++)
    area += ((double) ring[j].x - ring[0].x) * ((double) ring[i].y - ring[0].y)
            - ((double) ring[i].x - ring[0].x) * ((double) ring[j].y - ring[0].y);
  return area / 2;
}

void
osm_copy_shape (WfPackWriter *writer, const WfPack *pack, guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);

  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      const WfUnit *points = shapes->coords + shapes->coord_of[part];
      guint32 n = shapes->coord_of[part + 1] - shapes->coord_of[part];

      if (wf_pack_feature_kind (pack, feature) == WF_GEOMETRY_POLYGON)
        wf_pack_writer_add_ring (writer, points, n, ring_area (points, n) < 0);
      else
        wf_pack_writer_add_part (writer, points, n);
    }
}

/* The centroid of the first ring (P. Bourke, Calculating the area and centroid of a polygon). */
static WfUnit
ring_middle (const WfUnit *ring, guint32 n)
{
  double area = ring_area (ring, n), cx = 0, cy = 0;

  for (guint32 i = 0, j = n - 1; i < n; j = i++)
    {
      double ax = (double) ring[j].x - ring[0].x, ay = (double) ring[j].y - ring[0].y;
      double bx = (double) ring[i].x - ring[0].x, by = (double) ring[i].y - ring[0].y;
      double cross = ax * by - bx * ay;

      cx += (ax + bx) * cross;
      cy += (ay + by) * cross;
    }
  if (area == 0)
    return ring[0];
  return (WfUnit){ (guint32) (ring[0].x + cx / (6 * area)),
                   (guint32) (ring[0].y + cy / (6 * area)) };
}

WfUnit
osm_middle (const WfPack *pack, guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  guint32 part = shapes->part_of[feature], first = shapes->coord_of[part];
  guint32 n = shapes->coord_of[part + 1] - first;
  const WfUnit *points = shapes->coords + first;
  WfUnit middle;

  if (wf_pack_feature_kind (pack, feature) == WF_GEOMETRY_POINT)
    return points[0];
  if (wf_pack_feature_kind (pack, feature) == WF_GEOMETRY_LINE)
    return points[n / 2];
  middle = ring_middle (points, n);
  return wf_pack_polygon_contains (pack, feature, middle) ? middle : points[0];
}

static double
metres_per_step (WfUnit at)
{
  return wf_mercator_metres (wf_unit_to_lonlat (at).lat) / WF_UNIT_SPAN;
}

double
osm_steps (WfUnit at, double metres)
{
  return metres / metres_per_step (at);
}

double
osm_distance_m (WfUnit a, WfUnit b)
{
  return hypot ((double) a.x - b.x, (double) a.y - b.y) * metres_per_step (a);
}

gboolean
osm_is_within (WfUnit a, WfUnit b, double reach_steps)
{
  return fabs ((double) a.x - b.x) < reach_steps && fabs ((double) a.y - b.y) < reach_steps
         && hypot ((double) a.x - b.x, (double) a.y - b.y) < reach_steps;
}

WfUnit
osm_move (WfUnit from, double east_m, double north_m)
{
  double k = 1 / metres_per_step (from);

  return (WfUnit){ (guint32) CLAMP (from.x + east_m * k, 0, G_MAXUINT32),
                   (guint32) CLAMP (from.y - north_m * k, 0, G_MAXUINT32) };
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const WfUnit *p = a, *q = b;

  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  return p->y < q->y ? -1 : p->y > q->y;
}

static double
turn (WfUnit o, WfUnit a, WfUnit b)
{
  return ((double) a.x - o.x) * ((double) b.y - o.y) - ((double) a.y - o.y) * ((double) b.x - o.x);
}

static void
add_to_chain (GArray *chain, guint least, WfUnit p)
{
  while (chain->len >= least
         && turn (g_array_index (chain, WfUnit, chain->len - 2),
                  g_array_index (chain, WfUnit, chain->len - 1), p)
                <= 0)
    g_array_set_size (chain, chain->len - 1);
  g_array_append_val (chain, p);
}

/* Andrew's monotone chain (Another efficient algorithm for convex hulls, 1979). */
GArray *
osm_hull (const GArray *points, double margin_m)
{
  GArray *hull = g_array_new (FALSE, FALSE, sizeof (WfUnit));
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (WfUnit));
  guint lower;

  /* Widened by the corners of a square around each point: convex again, and simple. */
  for (guint i = 0; i < points->len; i++)
    for (guint corner = 0; corner < 4; corner++)
      {
        WfUnit p = osm_move (g_array_index (points, WfUnit, i), corner & 1 ? margin_m : -margin_m,
                             corner & 2 ? margin_m : -margin_m);

        g_array_append_val (sorted, p);
      }
  g_array_sort (sorted, compare_points);
  for (guint i = 0; i < sorted->len; i++)
    add_to_chain (hull, 2, g_array_index (sorted, WfUnit, i));
  lower = hull->len + 1;
  for (guint i = sorted->len; i-- > 1;)
    add_to_chain (hull, lower, g_array_index (sorted, WfUnit, i - 1));
  if (hull->len > 1)
    g_array_set_size (hull, hull->len - 1);
  return hull;
}

gboolean
osm_ring_holds (const GArray *ring, WfUnit p)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = ring->len - 1; i < ring->len; j = i++)
    {
      WfUnit a = g_array_index (ring, WfUnit, i), b = g_array_index (ring, WfUnit, j);

      if ((a.y > p.y) != (b.y > p.y)
          && p.x < ((double) b.x - a.x) * ((double) p.y - a.y) / ((double) b.y - a.y) + a.x)
        inside = !inside;
    }
  return inside;
}
