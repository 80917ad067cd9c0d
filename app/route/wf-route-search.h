/* Watchfloor: looking for the fastest way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of searches over one road graph, used again and again without being cleared.
 * Searches go over directed edges, so that turns have a price and can be forbidden. One thread
 * at a time. */
#pragma once

#include "wf-road-graph.h"

typedef struct _WfRouteSearch WfRouteSearch;

typedef enum
{
  WF_ROUTE_CAR,
  WF_ROUTE_AMBULANCE, /* with siren: a fifth faster, turns at half the price; signs hold */
} WfRouteProfile;

WfRouteSearch *wf_route_search_new (WfRoadGraph *graph);
void wf_route_search_free (WfRouteSearch *search);

/* Closes streets where lines of a line pack cross or touch them, or where they lie in polygons of
 * a polygon pack; NULL opens all again. One may still drive up to the closure, and into it where
 * the goal lies in it and the way there is open. Returns how many streets, from crossing to
 * crossing, are closed somewhere. */
guint wf_route_search_close (WfRouteSearch *search, const WfPack *closures);

/* The fastest way from @from to @to, NULL where there is none. */
WfRoute *wf_route_search_run (WfRouteSearch *search, const WfRoadSnap *from, const WfRoadSnap *to,
                              WfRouteProfile profile);
/* The same between two nodes that are not the same. */
WfRoute *
wf_route_search_nodes (WfRouteSearch *search, guint32 from, guint32 to, WfRouteProfile profile);

/* Edges settled by the last search, for benchmarks. */
guint32 wf_route_search_n_settled (const WfRouteSearch *search);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRouteSearch, wf_route_search_free)
