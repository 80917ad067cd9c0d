/* Watchfloor: looking for the fastest way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A* (Hart, Nilsson, Raphael 1968) over directed edges with a heap of four children. A label is
 * the time at the end of an edge; it is of this search where its stamp is the generation. The
 * estimate is the straight way at the graph's highest speed, hence never too long. */
#include "config.h"

#include "wf-route-search.h"

#include "wf-ground.h"
#include "wf-road-graph-private.h"

typedef struct
{
  float cost;
  guint32 parent;
  guint32 stamp;
} Label;

typedef struct
{
  float key;
  guint32 edge;
} HeapItem;

struct _WfRouteSearch
{
  WfRoadGraph *graph;
  Label *labels; /* n_edges */
  guint32 generation;
  GArray *heap; /* HeapItem */
  WfRoadCut *cuts; /* a piece; NULL = all open */
  guint32 n_settled;
  double estimate_m; /* at least so many metres a step of unit Mercator */
};

/* One search. */
typedef struct
{
  WfRouteSearch *search;
  const WfRoadGraph *graph;
  double factor;
  float turn_factor;
  double estimate_s; /* seconds a step */
  WfUnit goal;
  guint32 goal_edges[2]; /* WF_ROAD_NONE where the street is one-way */
  double goal_m[2]; /* from the start of the goal's edge to the goal */
  guint32 goal_node; /* or any edge's end at this node; WF_ROAD_NONE */
  float best_s;
  guint32 best_edge, best_parent; /* the parent is WF_ROAD_NONE on the starting edge itself */
  double best_m; /* where on the best edge the way ends */
} Run;

/* ---- heap */

static void
heap_push (GArray *heap, float key, guint32 edge)
{
  guint i = heap->len;
  HeapItem *items;

  g_array_set_size (heap, i + 1);
  items = (HeapItem *) (void *) heap->data;
  for (; i > 0 && items[(i - 1) / 4].key > key; i = (i - 1) / 4)
    items[i] = items[(i - 1) / 4];
  items[i] = (HeapItem){ key, edge };
}

static HeapItem
heap_pop (GArray *heap)
{
  HeapItem *items = (HeapItem *) (void *) heap->data;
  HeapItem top = items[0], last = items[heap->len - 1];
  guint n = heap->len - 1, i = 0;

  g_array_set_size (heap, n);
  for (guint child = 1; child < n; child = 4 * i + 1)
    {
      guint least = child;

      for (guint c = child + 1; c < MIN (child + 4, n); c++)
        if (items[c].key < items[least].key)
          least = c;
      if (items[least].key >= last.key)
        break;
      items[i] = items[least];
      i = least;
    }
  if (n > 0)
    items[i] = last;
  return top;
}

/* ---- turns */

static guint8
turn_kind (const WfRoadEdge *a, guint32 a_index, const WfRoadEdge *b)
{
  gint8 delta = (gint8) (guint8) (b->leaves - a->arrives); /* 256 to the circle, right positive */

  if (b->twin == a_index)
    return WF_TURN_BACK;
  if (delta >= -32 && delta <= 32)
    return WF_TURN_STRAIGHT;
  return delta > 0 ? WF_TURN_RIGHT : WF_TURN_LEFT;
}

float
wf_road_turn_price (const WfRoadGraph *graph, guint32 a_index, const WfRoadEdge *b)
{
  const WfRoadEdge *a = &graph->edges[a_index];
  guint8 kind = turn_kind (a, a_index, b);
  guint32 degree = graph->out_of[a->to + 1] - graph->out_of[a->to];

  /* At a dead end there is nothing but to turn back, whatever a sign says. */
  if (kind == WF_TURN_BACK && degree == 1)
    return 8;
  if (a->no_turn & kind)
    return -1;
  if (kind == WF_TURN_BACK)
    return 40;
  if (degree <= 2)
    return 0;
  return kind == WF_TURN_STRAIGHT ? 0.5f : kind == WF_TURN_RIGHT ? 2 : 4;
}

/* ---- search */

WfRouteSearch *
wf_route_search_new (WfRoadGraph *graph)
{
  WfRouteSearch *search = g_new0 (WfRouteSearch, 1);
  double widest = 0, north, east, cos_lat;

  search->graph = wf_road_graph_ref (graph);
  search->labels = g_new0 (Label, graph->n_edges + 1);
  search->heap = g_array_new (FALSE, FALSE, sizeof (HeapItem));
  /* A step is shortest on the ground where the graph is farthest from the equator. */
  for (guint32 n = 0; n < graph->n_nodes; n++)
    widest = MAX (widest, fabs (1.0 - 2.0 * (graph->nodes[n].y / WF_UNIT_SPAN)));
  cos_lat = 1.0 / cosh (M_PI * widest);
  wf_ground_radii (cos_lat, &north, &east);
  search->estimate_m = MIN (north * cos_lat, east) * 2.0 * M_PI / WF_UNIT_SPAN * 0.9999;
  return search;
}

void
wf_route_search_free (WfRouteSearch *search)
{
  if (search == NULL)
    return;
  wf_road_graph_unref (search->graph);
  g_array_unref (search->heap);
  g_free (search->labels);
  g_free (search->cuts);
  g_free (search);
}

guint32
wf_route_search_n_settled (const WfRouteSearch *search)
{
  return search->n_settled;
}

guint
wf_route_search_close (WfRouteSearch *search, const WfPack *closures)
{
  g_clear_pointer (&search->cuts, g_free);
  if (closures == NULL)
    return 0;
  search->cuts = g_new (WfRoadCut, search->graph->n_pieces + 1);
  for (guint32 i = 0; i < search->graph->n_pieces; i++)
    search->cuts[i] = WF_ROAD_CUT_NONE;
  return wf_road_graph_cut (search->graph, closures, search->cuts);
}

/* FALSE where a closed stretch lies between the two places on @edge. Who stands in the stretch may
 * leave it, and who is sent into it may enter: the closure is often the incident itself. */
static gboolean
may_drive (const WfRouteSearch *search, const WfRoadEdge *edge, double from_m, double to_m)
{
  const WfRoadCut *cut = search->cuts != NULL ? &search->cuts[edge->piece] : NULL;
  double low, high;

  if (cut == NULL || !wf_road_is_cut (cut))
    return TRUE;
  low = edge->reversed ? (double) edge->metres - to_m : from_m;
  high = edge->reversed ? (double) edge->metres - from_m : to_m;
  return !(low < (double) cut->from_m && high > (double) cut->to_m);
}

/* All of the edge: a closure at its very end closes it too. */
static gboolean
is_closed (const WfRouteSearch *search, const WfRoadEdge *edge)
{
  return search->cuts != NULL && wf_road_is_cut (&search->cuts[edge->piece]);
}

static float
edge_seconds (const Run *run, const WfRoadEdge *edge)
{
  return edge->seconds / (float) run->factor;
}

/* At least so many seconds from the end of @edge to the goal. */
static float
estimate (const Run *run, const WfRoadEdge *edge)
{
  WfUnit node = run->graph->nodes[edge->to];
  double dx = (double) node.x - run->goal.x, dy = (double) node.y - run->goal.y;

  return (float) (sqrt (dx * dx + dy * dy) * run->estimate_s);
}

static void
arrive (Run *run, guint32 edge, guint32 parent, float cost, double along_m)
{
  if (cost >= run->best_s)
    return;
  run->best_s = cost;
  run->best_edge = edge;
  run->best_parent = parent;
  run->best_m = along_m;
}

/* @start_s: the time at the start of @index; only goals from @from_m on lie ahead. */
static void
reach_goal (Run *run, guint32 index, guint32 parent, float start_s, double from_m)
{
  const WfRoadEdge *edge = &run->graph->edges[index];

  for (guint g = 0; g < 2; g++)
    if (run->goal_edges[g] == index && run->goal_m[g] >= from_m
        && may_drive (run->search, edge, from_m, run->goal_m[g]))
      arrive (run, index, parent,
              start_s + (float) run->goal_m[g] / edge->metres * edge_seconds (run, edge),
              run->goal_m[g]);
}

static void
reach (Run *run, guint32 index, guint32 parent, float cost)
{
  WfRouteSearch *search = run->search;
  Label *label = &search->labels[index];
  float key;

  if (label->stamp == search->generation && label->cost <= cost)
    return;
  *label = (Label){ cost, parent, search->generation };
  if (run->graph->edges[index].to == run->goal_node)
    arrive (run, index, parent, cost, (double) run->graph->edges[index].metres);
  key = cost + estimate (run, &run->graph->edges[index]);
  if (key < run->best_s)
    heap_push (search->heap, key, index);
}

static void
settle (Run *run, guint32 index)
{
  const WfRoadGraph *graph = run->graph;
  guint32 node = graph->edges[index].to;
  float cost = run->search->labels[index].cost;

  run->search->n_settled++;
  for (guint32 e = graph->out_of[node]; e < graph->out_of[node + 1]; e++)
    {
      const WfRoadEdge *edge = &graph->edges[e];
      float price = wf_road_turn_price (graph, index, edge);
      float start;

      if (price < 0)
        continue;
      start = cost + price * run->turn_factor;
      reach_goal (run, e, index, start, 0);
      if (is_closed (run->search, edge))
        continue;
      reach (run, e, index, start + edge_seconds (run, edge));
    }
}

/* From @along_m on edge @index: to its end, or straight to a goal that lies ahead on it. */
static void
start_on (Run *run, guint32 index, double along_m)
{
  const WfRoadEdge *edge = &run->graph->edges[index];
  float rest = CLAMP (1.0f - (float) along_m / edge->metres, 0.0f, 1.0f);

  reach_goal (run, index, WF_ROAD_NONE, (rest - 1.0f) * edge_seconds (run, edge), along_m);
  if (may_drive (run->search, edge, along_m, (double) edge->metres))
    reach (run, index, WF_ROAD_NONE, rest * edge_seconds (run, edge));
}

static void
set_goal (Run *run, const WfRoadSnap *to)
{
  const WfRoadEdge *edge = &run->graph->edges[to->edge];
  double along = CLAMP (to->along_m, 0, (double) edge->metres);

  run->goal = wf_unit_from_lonlat (to->position);
  run->goal_edges[0] = to->edge;
  run->goal_edges[1] = to->one_direction ? WF_ROAD_NONE : edge->twin;
  run->goal_m[0] = along;
  run->goal_m[1] = (double) edge->metres - along;
}

static GArray *
collect_edges (const Run *run)
{
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (back, run->best_edge);
  for (guint32 e = run->best_parent; e != WF_ROAD_NONE; e = run->search->labels[e].parent)
    g_array_append_val (back, e);
  for (guint i = back->len; i > 0; i--)
    g_array_append_val (edges, g_array_index (back, guint32, i - 1));
  return edges;
}

/* @from is NULL where the way starts at a node. */
static WfRoute *
make_route (const Run *run, const WfRoadSnap *from)
{
  const WfRoadGraph *graph = run->graph;
  GArray *edges = collect_edges (run);
  g_autofree float *turns = g_new0 (float, edges->len);
  guint32 first = g_array_index (edges, guint32, 0);
  double along_from = 0;

  for (guint i = 1; i < edges->len; i++)
    turns[i] = wf_road_turn_price (graph, g_array_index (edges, guint32, i - 1),
                                   &graph->edges[g_array_index (edges, guint32, i)])
               * run->turn_factor;
  if (from != NULL)
    along_from
        = first == from->edge ? from->along_m : (double) graph->edges[first].metres - from->along_m;
  return wf_route_build (graph, edges, turns, along_from, run->best_m, run->factor);
}

static Run
begin (WfRouteSearch *search, WfRouteProfile profile)
{
  gboolean siren = profile == WF_ROUTE_AMBULANCE;
  Run run = { .search = search,
              .graph = search->graph,
              .factor = siren ? 1.2 : 1.0,
              .turn_factor = siren ? 0.5f : 1.0f,
              .goal_edges = { WF_ROAD_NONE, WF_ROAD_NONE },
              .goal_node = WF_ROAD_NONE,
              .best_s = G_MAXFLOAT };

  run.estimate_s = search->estimate_m / ((double) search->graph->max_mps * run.factor);
  g_array_set_size (search->heap, 0);
  search->n_settled = 0;
  if (++search->generation == 0)
    {
      memset (search->labels, 0, sizeof (Label) * search->graph->n_edges);
      search->generation = 1;
    }
  return run;
}

static gboolean
is_past (const Run *run, HeapItem item)
{
  const WfRoadEdge *edge = &run->graph->edges[item.edge];
  const Label *label = &run->search->labels[item.edge];

  /* Reached again since by a shorter way: this item is of the past. */
  return item.key > label->cost + estimate (run, edge);
}

static void
run_search (Run *run)
{
  GArray *heap = run->search->heap;

  while (heap->len > 0)
    {
      HeapItem item = heap_pop (heap);

      if (item.key >= run->best_s)
        return;
      if (!is_past (run, item))
        settle (run, item.edge);
    }
}

WfRoute *
wf_route_search_run (WfRouteSearch *search, const WfRoadSnap *from, const WfRoadSnap *to,
                     WfRouteProfile profile)
{
  const WfRoadGraph *graph = search->graph;
  const WfRoadEdge *start;
  Run run;

  g_return_val_if_fail (from->edge < graph->n_edges && to->edge < graph->n_edges, NULL);
  start = &graph->edges[from->edge];
  run = begin (search, profile);
  set_goal (&run, to);
  start_on (&run, from->edge, from->along_m);
  if (start->twin != WF_ROAD_NONE && !from->one_direction)
    start_on (&run, start->twin, (double) start->metres - from->along_m);
  run_search (&run);
  return run.best_s < G_MAXFLOAT ? make_route (&run, from) : NULL;
}

WfRoute *
wf_route_search_nodes (WfRouteSearch *search, guint32 from, guint32 to, WfRouteProfile profile)
{
  const WfRoadGraph *graph = search->graph;
  Run run;

  g_return_val_if_fail (from < graph->n_nodes && to < graph->n_nodes && from != to, NULL);
  run = begin (search, profile);
  run.goal_node = to;
  run.goal = graph->nodes[to];
  for (guint32 e = graph->out_of[from]; e < graph->out_of[from + 1]; e++)
    if (!is_closed (search, &graph->edges[e]))
      start_on (&run, e, 0);
  run_search (&run);
  return run.best_s < G_MAXFLOAT ? make_route (&run, NULL) : NULL;
}

WfRoute *
wf_road_graph_route (WfRoadGraph *graph, guint32 from, guint32 to)
{
  g_autoptr (WfRouteSearch) search = wf_route_search_new (graph);

  return wf_route_search_nodes (search, from, to, WF_ROUTE_CAR);
}
