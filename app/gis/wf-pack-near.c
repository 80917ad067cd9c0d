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

/* What the Mercator plane says of a feature. */
typedef struct
{
  guint32 feature;
  double squared; /* steps; 0 inside a polygon */
  WfPoint nearest;
} Candidate;

static Candidate
look_at (const WfPack *pack, guint32 feature, WfUnit at)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  WfGeometryKind kind = wf_pack_feature_kind (pack, feature);
  WfPoint p = { at.x, at.y };
  Candidate best = { feature, 1e300, p };

  if (wf_pack_polygon_contains (pack, feature, at))
    return (Candidate){ feature, 0, p };
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
      WfPoint near;

      if (n == 0)
        continue;
      near = nearest_in_part (shapes->coords + first, n, kind, p);
      if (squared (near, p) < best.squared)
        best = (Candidate){ feature, squared (near, p), near };
    }
  return best;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->squared != y->squared)
    return x->squared < y->squared ? -1 : 1;
  return x->feature < y->feature ? -1 : 1;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const WfPackHit *x = a, *y = b;

  if (x->distance_m != y->distance_m)
    return x->distance_m < y->distance_m ? -1 : 1;
  return x->feature < y->feature ? -1 : 1;
}

/* The candidates within @reach of @p, in steps (Candidate; g_array_unref). */
static GArray *
find_candidates (const WfPack *pack, WfPoint centre, double reach)
{
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  WfBox around = { centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach };
  double steps = reach * WF_UNIT_SPAN + 2;

  wf_pack_search (pack, wf_unit_box_from_box (around), boxes);
  for (guint i = 0; i < boxes->len; i++)
    {
      Candidate one
          = look_at (pack, g_array_index (boxes, guint32, i), wf_unit_from_point (centre));

      if (one.squared <= steps * steps)
        g_array_append_val (candidates, one);
    }
  return candidates;
}

GArray *
wf_pack_near (const WfPack *pack, WfLonLat p, double radius_m, guint most)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (WfPackHit));
  double reach = radius_m * SLACK / wf_mercator_metres (CLAMP (p.lat, -85, 85));
  g_autoptr (GArray) candidates = NULL;

  if (wf_pack_kind (pack) == WF_GEOMETRY_NONE)
    return hits;
  candidates = find_candidates (pack, wf_mercator_from_lonlat (p), reach);
  if (most > 0 && candidates->len > most)
    {
      g_array_sort (candidates, compare_candidates);
      g_array_set_size (candidates, most);
    }
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *one = &g_array_index (candidates, Candidate, i);
      WfLonLat nearest = wf_mercator_to_lonlat (
          (WfPoint){ one->nearest.x / WF_UNIT_SPAN, one->nearest.y / WF_UNIT_SPAN });
      WfPackHit hit = { one->feature, 0 };

      if (one->squared > 0)
        hit.distance_m = wf_geodesic_distance_m (p, nearest);
      /* Half a step of the pack: a place exactly on a point is at it. */
      if (hit.distance_m <= radius_m + 0.01)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  return hits;
}
