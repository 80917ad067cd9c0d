/* Watchfloor: closed streets.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where on which pieces of the graph a drawn line crosses or a drawn area lies: orientation tests
 * on the packs' integer coordinates, so that a touch counts. */
#include "config.h"

#include "wf-ground.h"
#include "wf-road-graph-private.h"

/* A barrier has a width: who is sent to it is sent into the closure, not behind it. */
#define HALF_BARRIER_M 5.0

/* Twice the signed area of a, b, c: fits 66 bits, hence long double. */
static int
side (WfUnit a, WfUnit b, WfUnit c)
{
  long double v = ((long double) b.x - a.x) * ((long double) c.y - a.y)
                  - ((long double) b.y - a.y) * ((long double) c.x - a.x);

  return (v > 0) - (v < 0);
}

static gboolean
is_within (WfUnit a, WfUnit b, WfUnit p)
{
  return p.x >= MIN (a.x, b.x) && p.x <= MAX (a.x, b.x) && p.y >= MIN (a.y, b.y)
         && p.y <= MAX (a.y, b.y);
}

static gboolean
segments_meet (WfUnit a, WfUnit b, WfUnit c, WfUnit d)
{
  int abc = side (a, b, c), abd = side (a, b, d), cda = side (c, d, a), cdb = side (c, d, b);

  if (abc * abd < 0 && cda * cdb < 0)
    return TRUE;
  return (abc == 0 && is_within (a, b, c)) || (abd == 0 && is_within (a, b, d))
         || (cda == 0 && is_within (c, d, a)) || (cdb == 0 && is_within (c, d, b));
}

/* Where on a, b the line c, d crosses: 0 at a, 1 at b. */
static double
crossing_share (WfUnit a, WfUnit b, WfUnit c, WfUnit d)
{
  double abx = (double) b.x - a.x, aby = (double) b.y - a.y;
  double cdx = (double) d.x - c.x, cdy = (double) d.y - c.y;
  double cross = abx * cdy - aby * cdx;

  return cross == 0 ? (double) NAN
                    : (((double) c.x - a.x) * cdy - ((double) c.y - a.y) * cdx) / cross;
}

static void
widen (WfRoadCut *cut, double along_m)
{
  cut->from_m = MIN (cut->from_m, (float) (along_m - HALF_BARRIER_M));
  cut->to_m = MAX (cut->to_m, (float) (along_m + HALF_BARRIER_M));
}

static void
cut_by_line (const WfRoadGraph *graph, const WfRoadPiece *piece, WfUnit a, WfUnit b, WfRoadCut *cut)
{
  const WfUnit *c = graph->coords + piece->coord;
  double along = 0;

  for (guint32 i = 0; i + 1 < piece->n_coords; i++)
    {
      double length = wf_ground_unit_m (c[i], c[i + 1]);

      if (segments_meet (c[i], c[i + 1], a, b))
        {
          double share = crossing_share (c[i], c[i + 1], a, b);

          /* Along one another: all of the segment. */
          widen (cut, along + (isnan (share) ? 0 : CLAMP (share, 0, 1)) * length);
          widen (cut, along + (isnan (share) ? 1 : CLAMP (share, 0, 1)) * length);
        }
      along += length;
    }
}

static void
cut_by_area (const WfRoadGraph *graph, const WfRoadPiece *piece, const WfPack *closures,
             guint32 feature, WfRoadCut *cut)
{
  const WfUnit *c = graph->coords + piece->coord;
  double along = 0;

  for (guint32 i = 0; i < piece->n_coords; i++)
    {
      if (i > 0)
        along += wf_ground_unit_m (c[i - 1], c[i]);
      if (wf_pack_polygon_contains (closures, feature, c[i]))
        widen (cut, along);
    }
}

static void
cut_piece (const WfRoadGraph *graph, const WfRoadPiece *piece, const WfPack *closures,
           guint32 feature, WfRoadCut *cut)
{
  const WfPackShapes *shapes = wf_pack_shapes (closures);
  gboolean is_area = wf_pack_feature_kind (closures, feature) == WF_GEOMETRY_POLYGON;

  if (is_area)
    cut_by_area (graph, piece, closures, feature, cut);
  for (guint32 p = shapes->part_of[feature]; p < shapes->part_of[feature + 1]; p++)
    {
      guint32 first = shapes->coord_of[p], end = shapes->coord_of[p + 1];

      for (guint32 i = first; i + 1 < end; i++)
        cut_by_line (graph, piece, shapes->coords[i], shapes->coords[i + 1], cut);
      /* Rings are not closed in the pack. */
      if (is_area && end > first)
        cut_by_line (graph, piece, shapes->coords[end - 1], shapes->coords[first], cut);
    }
}

guint
wf_road_graph_cut (const WfRoadGraph *graph, const WfPack *closures, WfRoadCut *cuts)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n_closures = wf_pack_shapes (closures)->n_features;
  guint n = 0;

  for (guint32 k = 0; k < n_closures; k++)
    {
      g_array_set_size (found, 0);
      wf_pack_search (graph->pack, wf_pack_shapes (closures)->boxes[k], found);
      for (guint i = 0; i < found->len; i++)
        {
          guint32 road = g_array_index (found, guint32, i);

          for (guint32 p = graph->piece_of[road]; p < graph->piece_of[road + 1]; p++)
            {
              gboolean was_cut = wf_road_is_cut (&cuts[p]);

              cut_piece (graph, &graph->pieces[p], closures, k, &cuts[p]);
              n += !was_cut && wf_road_is_cut (&cuts[p]);
            }
        }
    }
  return n;
}
