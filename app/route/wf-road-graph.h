/* Watchfloor: the road graph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Roads of a line pack as a directed graph: nodes where lines share a vertex, edges with length
 * and travel time. Immutable and reference-counted; searches may run in any thread, each with a
 * WfRouteSearch of its own. */
#pragma once

#include "wf-city.h"
#include "wf-pack.h"

typedef struct _WfRoadGraph WfRoadGraph;

/* @fields names the pack's columns (class, one-way: "yes"/"-1"/1, speed limit km/h). */
WfRoadGraph *wf_road_graph_new (WfPack *roads, const WfCityRoads *fields, GError **error);
WfRoadGraph *wf_road_graph_ref (WfRoadGraph *graph);
void wf_road_graph_unref (WfRoadGraph *graph);

guint32 wf_road_graph_n_nodes (const WfRoadGraph *graph);
guint32 wf_road_graph_n_edges (const WfRoadGraph *graph);
double wf_road_graph_km (const WfRoadGraph *graph);
/* Strongly connected components; component 0 is the largest. */
guint32 wf_road_graph_n_components (const WfRoadGraph *graph);
WfLonLat wf_road_graph_node (const WfRoadGraph *graph, guint32 node);
/* The nearest node of the largest component, G_MAXUINT32 in an empty graph. */
guint32 wf_road_graph_nearest (const WfRoadGraph *graph, WfLonLat p);

typedef struct
{
  double seconds, metres;
  GArray *points; /* WfLonLat along the road */
  GArray *seconds_at; /* double: time from the start at each point */
} WfRoute;

/* The fastest way from node @from to node @to (A*); NULL where there is none. */
WfRoute *wf_road_graph_route (const WfRoadGraph *graph, guint32 from, guint32 to);
void wf_route_free (WfRoute *route);

/* Where one is @seconds after the start, and heading (degrees), speed (m/s). */
void wf_route_at (const WfRoute *route, double seconds, WfLonLat *position, double *heading_deg,
                  double *speed_mps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRoadGraph, wf_road_graph_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRoute, wf_route_free)
