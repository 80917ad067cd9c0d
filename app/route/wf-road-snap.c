/* Watchfloor: the nearest place on the roads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks in growing boxes of the pack's own index, so the graph needs none. */
#include "config.h"

#include "wf-road-graph-private.h"

#include "wf-ground.h"

#define FIRST_RADIUS_M 120.0
#define LAST_RADIUS_M 50000.0

typedef struct
{
  double distance2; /* in steps of unit Mercator, squared */
  guint32 piece;
  guint32 segment; /* from its i-th coordinate to the next */
  double share; /* of the segment */
} Nearest;

static void
look_at_piece (const WfRoadGraph *graph, guint32 index, WfUnit p, Nearest *best)
{
  const WfRoadPiece *piece = &graph->pieces[index];
  const WfUnit *c = graph->coords + piece->coord;

  for (guint32 i = 0; i + 1 < piece->n_coords; i++)
    {
      double dx = (double) c[i + 1].x - c[i].x, dy = (double) c[i + 1].y - c[i].y;
      double px = (double) p.x - c[i].x, py = (double) p.y - c[i].y;
      double length2 = dx * dx + dy * dy;
      double share = length2 > 0 ? CLAMP ((px * dx + py * dy) / length2, 0, 1) : 0;
      double ex = px - share * dx, ey = py - share * dy;

      if (ex * ex + ey * ey < best->distance2)
        *best = (Nearest){ ex * ex + ey * ey, index, i, share };
    }
}

static gboolean
is_usable (const WfRoadGraph *graph, const WfRoadPiece *piece)
{
  return graph->component[piece->from] == 0 && graph->component[piece->to] == 0;
}

static void
look_in_box (const WfRoadGraph *graph, WfUnit p, double radius, GArray *found, Nearest *best)
{
  WfUnitBox box
      = { (guint32) MAX (p.x - radius, 0), (guint32) MAX (p.y - radius, 0),
          (guint32) MIN (p.x + radius, 4294967295.0), (guint32) MIN (p.y + radius, 4294967295.0) };

  g_array_set_size (found, 0);
  wf_pack_search (graph->pack, box, found);
  for (guint k = 0; k < found->len; k++)
    {
      guint32 feature = g_array_index (found, guint32, k);

      for (guint32 i = graph->piece_of[feature]; i < graph->piece_of[feature + 1]; i++)
        if (is_usable (graph, &graph->pieces[i]))
          look_at_piece (graph, i, p, best);
    }
}

static guint32
edge_of_piece (const WfRoadGraph *graph, guint32 index)
{
  const WfRoadPiece *piece = &graph->pieces[index];
  guint32 node = piece->forward ? piece->from : piece->to;

  for (guint32 e = graph->out_of[node]; e < graph->out_of[node + 1]; e++)
    if (graph->edges[e].piece == index && graph->edges[e].reversed == !piece->forward)
      return e;
  g_assert_not_reached ();
}

static void
fill_snap (const WfRoadGraph *graph, const Nearest *best, double metres_a_step, WfRoadSnap *snap)
{
  const WfRoadPiece *piece = &graph->pieces[best->piece];
  const WfUnit *c = graph->coords + piece->coord;
  WfUnit a = c[best->segment], b = c[best->segment + 1];
  WfPoint at = { (a.x + best->share * ((double) b.x - a.x)) / WF_UNIT_SPAN,
                 (a.y + best->share * ((double) b.y - a.y)) / WF_UNIT_SPAN };
  double along = best->share * wf_ground_unit_m (a, b);

  for (guint32 i = 0; i < best->segment; i++)
    along += wf_ground_unit_m (c[i], c[i + 1]);
  along = MIN (along, (double) piece->metres);
  *snap = (WfRoadSnap){
    .edge = edge_of_piece (graph, best->piece),
    .along_m = piece->forward ? along : (double) piece->metres - along,
    .position = wf_mercator_to_lonlat (at),
    .away_m = sqrt (best->distance2) * metres_a_step,
  };
}

gboolean
wf_road_graph_snap (const WfRoadGraph *graph, WfLonLat p, WfRoadSnap *snap)
{
  WfUnit u = wf_unit_from_lonlat (p);
  double metres_a_step = wf_mercator_metres (p.lat) / WF_UNIT_SPAN;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (double radius_m = FIRST_RADIUS_M; radius_m <= LAST_RADIUS_M; radius_m *= 4)
    {
      double radius = radius_m / metres_a_step;
      Nearest best = { radius * radius, WF_ROAD_NONE, 0, 0 };

      look_in_box (graph, u, radius, found, &best);
      if (best.piece != WF_ROAD_NONE)
        {
          fill_snap (graph, &best, metres_a_step, snap);
          return TRUE;
        }
    }
  return FALSE;
}

guint32
wf_road_graph_nearest (const WfRoadGraph *graph, WfLonLat p)
{
  WfRoadSnap snap;
  const WfRoadEdge *edge;

  if (!wf_road_graph_snap (graph, p, &snap))
    return WF_ROAD_NONE;
  edge = &graph->edges[snap.edge];
  return snap.along_m * 2 <= (double) edge->metres ? edge->from : edge->to;
}

double
wf_road_graph_heading (const WfRoadGraph *graph, guint32 index, double along_m)
{
  const WfRoadEdge *edge;
  guint32 n;
  double east = 0, north = 1;

  g_return_val_if_fail (index < graph->n_edges, 0);
  edge = &graph->edges[index];
  n = graph->pieces[edge->piece].n_coords;
  for (guint32 i = 0; i + 1 < n; i++)
    {
      double length;

      wf_ground_unit_vector (wf_road_edge_coord (graph, edge, i),
                             wf_road_edge_coord (graph, edge, i + 1), &east, &north);
      length = sqrt (east * east + north * north);
      if (along_m <= length)
        break;
      along_m -= length;
    }
  return wf_ground_bearing_deg (east, north);
}
