/* Watchfloor: the road graph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Roads of a line pack as a directed graph: nodes where lines share a vertex, edges with length
 * and travel time. Immutable and reference-counted; searches may run in any thread, each with a
 * WfRouteSearch of its own. */
#pragma once

#include "wf-city.h"
#include "wf-pack.h"

typedef struct _WfRoadGraph WfRoadGraph;

#define WF_ROAD_NONE G_MAXUINT32

/* @fields names the pack's columns (NULL = the usual names: class, oneway, maxspeed, name):
 *   class     (or highway, fclass) OpenStreetMap's highway values; what no car may use (footway,
 * steps, cycleway, track, ...) is left out; a pack without this column is all "unclassified"
 *   one-way   "yes", "true", "1", 1 along the line; "-1", "reverse" against it; else both ways
 *   speed     limit in km/h, number or text ("50", "30 mph"); else by class
 * Found by name where the pack has them (also in other_tags): access, junction ("roundabout" is
 * one-way), no_turn. no_turn is what signs say at an end of the line, words joined by ';':
 * "left@end", "right@start", "straight@end", "u@end": who leaves this line over that end may not
 * turn so. Errors: WF_ERROR_INVALID (not lines), WF_ERROR_NOT_FOUND (no road for cars in it). */
WfRoadGraph *wf_road_graph_new (WfPack *roads, const WfCityRoads *fields, GError **error);
WfRoadGraph *wf_road_graph_ref (WfRoadGraph *graph);
void wf_road_graph_unref (WfRoadGraph *graph);

guint32 wf_road_graph_n_nodes (const WfRoadGraph *graph);
/* Directed: a two-way street counts twice. */
guint32 wf_road_graph_n_edges (const WfRoadGraph *graph);
/* Of road, a two-way street once. */
double wf_road_graph_km (const WfRoadGraph *graph);
/* Strongly connected components; component 0 is the largest. */
guint32 wf_road_graph_n_components (const WfRoadGraph *graph);
guint32 wf_road_graph_component (const WfRoadGraph *graph, guint32 node);
WfLonLat wf_road_graph_node (const WfRoadGraph *graph, guint32 node);
/* The nearest node of the largest component, WF_ROAD_NONE in an empty graph. */
guint32 wf_road_graph_nearest (const WfRoadGraph *graph, WfLonLat p);

/* A place on a road: @along_m metres from the start of the directed @edge. */
typedef struct
{
  guint32 edge;
  gboolean one_direction; /* only along @edge, though the street be two-way (a moving car) */
  double along_m;
  WfLonLat position;
  double away_m; /* how far the point asked for is from it */
} WfRoadSnap;

/* The place on the nearest road whose both ends are in the largest component; FALSE where none
 * is within 50 km. */
gboolean wf_road_graph_snap (const WfRoadGraph *graph, WfLonLat p, WfRoadSnap *snap);

/* The way an edge leads, degrees clockwise from north, at @along_m from its start. */
double wf_road_graph_heading (const WfRoadGraph *graph, guint32 edge, double along_m);
double wf_road_graph_edge_m (const WfRoadGraph *graph, guint32 edge);
/* Driven on it when it is empty, where it is straight. */
double wf_road_graph_edge_mps (const WfRoadGraph *graph, guint32 edge);
/* The street's name, NULL where it has none. */
const char *wf_road_graph_edge_name (const WfRoadGraph *graph, guint32 edge);

typedef struct
{
  double seconds, metres;
  GArray *points; /* WfLonLat along the road */
  GArray *seconds_at; /* double: time from the start at each point */
  GArray *limits_mps; /* float: speed driven from each point to the next (one fewer) */
  GArray *edges; /* guint32: the directed edges driven, first and last in part */
} WfRoute;

/* The fastest way from node @from to another node @to (A*); NULL where there is none. Makes a
 * search of its own: for many routes use WfRouteSearch. */
WfRoute *wf_road_graph_route (WfRoadGraph *graph, guint32 from, guint32 to);
void wf_route_free (WfRoute *route);

/* Where one is @seconds after the start, and heading (degrees), speed (m/s). */
void wf_route_at (const WfRoute *route, double seconds, WfLonLat *position, double *heading_deg,
                  double *speed_mps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRoadGraph, wf_road_graph_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRoute, wf_route_free)
