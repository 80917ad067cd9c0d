/* Watchfloor: the inside of the road graph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of app/route only. Geometry is not copied: a piece is a run of the pack's
 * coordinates. */
#pragma once

#include "wf-road-class.h"
#include "wf-road-graph.h"

/* A run of a line between two nodes, in the line's sense. */
typedef struct
{
  guint32 coord, n_coords; /* in the pack */
  guint32 feature;
  guint32 from, to;
  float metres, kmh;
  float seconds; /* bends included */
  guint8 forward, backward;
  guint8 no_turn_start, no_turn_end;
} WfRoadPiece;

/* A piece in one sense. Edges lie sorted by @from: those that leave node n are
 * out_of[n] .. out_of[n + 1]. */
typedef struct
{
  guint32 from, to;
  guint32 piece;
  guint32 twin; /* the same piece in the other sense, WF_ROAD_NONE */
  float metres, seconds;
  guint8 reversed; /* against the line */
  guint8 leaves, arrives; /* directions, 256 to the circle, clockwise from north */
  guint8 no_turn; /* WF_TURN_ bits at its end */
} WfRoadEdge;

struct _WfRoadGraph
{
  gatomicrefcount refs;
  WfPack *pack;
  const WfUnit *coords; /* the pack's */
  int name_field;

  guint32 n_nodes, n_pieces, n_edges, n_components;
  WfUnit *nodes;
  WfRoadPiece *pieces;
  guint32 *piece_of; /* n_features + 1 */
  WfRoadEdge *edges;
  guint32 *out_of; /* n_nodes + 1 */
  guint32 *component; /* n_nodes */
  guint32 *component_size; /* n_components */
  double km;
  float max_mps;
};

/* Fills component, component_size and n_components (Tarjan 1972, without recursion). */
void wf_road_graph_find_components (WfRoadGraph *graph);

/* The i-th coordinate along the edge. */
static inline WfUnit
wf_road_edge_coord (const WfRoadGraph *graph, const WfRoadEdge *edge, guint32 i)
{
  const WfRoadPiece *piece = &graph->pieces[edge->piece];

  return graph->coords[edge->reversed ? piece->coord + piece->n_coords - 1 - i : piece->coord + i];
}

/* Seconds a car takes over the line of @n points at @limit_mps, slowing down for its bends. */
double wf_road_pace_seconds (const WfUnit *coords, guint32 n, double limit_mps);

/* Seconds it costs a car to go from edge @a_index on to @b, which leaves its end: 0.5 straight on,
 * 2 to the right, 4 to the left, 40 back (8 at a dead end), nothing where no street meets.
 * Negative where the turn is forbidden. */
float wf_road_turn_price (const WfRoadGraph *graph, guint32 a_index, const WfRoadEdge *b);

/* The closed stretch of a piece, metres in the line's sense; open while from > to. Several
 * closures of one piece are one stretch from the first to the last. */
typedef struct
{
  float from_m, to_m;
} WfRoadCut;

#define WF_ROAD_CUT_NONE ((WfRoadCut){ G_MAXFLOAT, -1 })

static inline gboolean
wf_road_is_cut (const WfRoadCut *cut)
{
  return cut->from_m <= cut->to_m;
}

/* Widens @cuts (one a piece) where a line of @closures meets the piece or an area holds some of
 * it. Returns how many were open before. */
guint wf_road_graph_cut (const WfRoadGraph *graph, const WfPack *closures, WfRoadCut *cuts);

/* Builds the route over @edges (guint32, taken) from @along_from on the first to @along_to on the
 * last; @turn_s of the same length is the price paid before each edge. @factor divides times. */
WfRoute *wf_route_build (const WfRoadGraph *graph, GArray *edges, const float *turn_s,
                         double along_from, double along_to, double factor);
