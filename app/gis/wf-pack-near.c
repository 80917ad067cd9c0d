/* Watchfloor: what lies at a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The nearest point of a shape is sought in the Mercator plane, which is true to angles: near the
 * place it is the nearest on the ground too. Its distance is then taken on the ellipsoid. */
#include "config.h"

#include "wf-pack-near.h"

#include "wf-geodesic.h"
#include "wf-mercator.h"

#include <math.h>

/* Mercator's scale is the sphere's; the ellipsoid's differs by up to 0.7 %. */
#define SLACK 1.02

static WfPoint
nearest_on (WfUnit a, WfUnit b, WfPoint p)
{
  double ax = a.x, ay = a.y, dx = b.x - ax, dy = b.y - ay, length = dx * dx + dy * dy;
  double t = length > 0 ? ((p.x - ax) * dx + (p.y - ay) * dy) / length : 0;

  t = CLAMP (t, 0, 1);
  return (WfPoint){ ax + t * dx, ay + t * dy };
}

static double
squared (WfPoint a, WfPoint b)
{
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

/* The nearest point of one part, in steps. */
static WfPoint
nearest_in_part (const WfUnit *points, guint32 n, WfGeometryKind kind, WfPoint p)
{
  WfPoint best = { points[0].x, points[0].y };

  if (kind == WF_GEOMETRY_POLYGON)
    best = nearest_on (points[n - 1], points[0], p);
  for (guint32 i = kind == WF_GEOMETRY_POINT ? 0 : 1; i < n; i++)
    {
      WfPoint at = kind == WF_GEOMETRY_POINT ? (WfPoint){ points[i].x, points[i].y }
                                             : nearest_on (points[i - 1], points[i], p);

      if (squared (at, p) < squared (best, p))
        best = at;
    }
  return best;
}

static double
distance_m (const WfPack *pack, guint32 feature, WfLonLat place, WfUnit at)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  WfPoint p = { at.x, at.y }, best = { 1e300, 1e300 };

  if (wf_pack_polygon_contains (pack, feature, at))
    return 0;
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
      WfPoint near;

      if (n == 0)
        continue;
      near = nearest_in_part (shapes->coords + first, n, wf_pack_kind (pack), p);
      if (squared (near, p) < squared (best, p))
        best = near;
    }
  return wf_geodesic_distance_m (
      place, wf_mercator_to_lonlat ((WfPoint){ best.x / WF_UNIT_SPAN, best.y / WF_UNIT_SPAN }));
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const WfPackHit *x = a, *y = b;

  if (x->distance_m != y->distance_m)
    return x->distance_m < y->distance_m ? -1 : 1;
  return x->feature < y->feature ? -1 : 1;
}

GArray *
wf_pack_near (const WfPack *pack, WfLonLat p, double radius_m)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (WfPackHit));
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (guint32));
  WfPoint centre = wf_mercator_from_lonlat (p);
  double reach = radius_m * SLACK / wf_mercator_metres (CLAMP (p.lat, -85, 85));
  WfBox around = { centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach };
  WfUnit at = wf_unit_from_point (centre);

  if (wf_pack_kind (pack) == WF_GEOMETRY_NONE)
    return hits;
  wf_pack_search (pack, wf_unit_box_from_box (around), boxes);
  for (guint i = 0; i < boxes->len; i++)
    {
      WfPackHit hit = { g_array_index (boxes, guint32, i), 0 };

      hit.distance_m = distance_m (pack, hit.feature, p, at);
      /* Half a step of the pack: a place exactly on a point is at it. */
      if (hit.distance_m <= radius_m + 0.01)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  return hits;
}
