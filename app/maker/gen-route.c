/* Watchfloor: ways through the roads in the making.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Dijkstra's search over the vertices of the roads. */
#include "config.h"

#include "gen-route.h"

#include "gen-heap.h"
#include "gen-shape.h"

typedef struct
{
  guint32 from;
  GenLink link;
} Arc;

static guint32
vertex_for (GenRoute *route, const GenCity *city, GHashTable *known, guint32 node)
{
  gpointer found;

  if (g_hash_table_lookup_extended (known, GUINT_TO_POINTER (node), NULL, &found))
    return GPOINTER_TO_UINT (found);
  WfPoint p = gen_road_point (city, node);

  g_array_append_val (route->at, p);
  g_hash_table_insert (known, GUINT_TO_POINTER (node), GUINT_TO_POINTER (route->at->len - 1));
  return route->at->len - 1;
}

static void
add_road (GenRoute *route, const GenCity *city, GHashTable *known, const GenRoad *road,
          guint32 number, GArray *arcs)
{
  static const double mps[GEN_N_ROADS] = { 22, 18, 12, 11, 9, 6, 4 };

  for (guint i = 1; i < road->nodes->len; i++)
    {
      guint32 a = vertex_for (route, city, known, g_array_index (road->nodes, guint32, i - 1));
      guint32 b = vertex_for (route, city, known, g_array_index (road->nodes, guint32, i));
      double metres = gen_distance (g_array_index (route->at, WfPoint, a),
                                    g_array_index (route->at, WfPoint, b));
      Arc there = { a, { b, number, metres, metres / mps[road->edge.class] } };
      Arc back = { b, { a, number, metres, metres / mps[road->edge.class] } };

      if (road->edge.oneway >= 0)
        g_array_append_val (arcs, there);
      if (road->edge.oneway <= 0)
        g_array_append_val (arcs, back);
    }
}

static int
compare_arcs (gconstpointer x, gconstpointer y)
{
  const Arc *a = x, *b = y;

  if (a->from != b->from)
    return a->from < b->from ? -1 : 1;
  return a->link.to < b->link.to ? -1 : a->link.to > b->link.to;
}

GenRoute *
gen_route_new (const GenCity *city, const GPtrArray *roads, GenClass most)
{
  GenRoute *route = g_new0 (GenRoute, 1);
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (Arc));

  route->at = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  route->fan = g_array_new (FALSE, FALSE, sizeof (guint32));
  route->links = g_array_new (FALSE, FALSE, sizeof (GenLink));
  for (guint32 i = 0; i < roads->len; i++)
    {
      const GenRoad *road = g_ptr_array_index (roads, i);

      if (road->edge.class > GEN_TRUNK && road->edge.class <= most)
        add_road (route, city, known, road, i, arcs);
    }
  g_array_sort (arcs, compare_arcs);
  for (guint32 v = 0, i = 0; v <= route->at->len; v++)
    {
      g_array_append_val (route->fan, i);
      while (i < arcs->len && g_array_index (arcs, Arc, i).from == v)
        g_array_append_val (route->links, g_array_index (arcs, Arc, i++).link);
    }
  return route;
}

void
gen_route_free (GenRoute *route)
{
  if (route == NULL)
    return;
  g_array_unref (route->at);
  g_array_unref (route->fan);
  g_array_unref (route->links);
  g_free (route);
}

guint32
gen_route_nearest (const GenRoute *route, WfPoint p)
{
  guint32 best = GEN_NONE;
  double nearest = 1e300;

  for (guint32 v = 0; v < route->at->len; v++)
    {
      double d = gen_distance (g_array_index (route->at, WfPoint, v), p);

      if (d < nearest
          && g_array_index (route->fan, guint32, v + 1) > g_array_index (route->fan, guint32, v))
        {
          nearest = d;
          best = v;
        }
    }
  return best;
}

static GArray *
trace_back (const guint32 *came, const guint32 *by, guint32 from, guint32 to, GArray *links)
{
  GArray *way = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 v = to;; v = came[v])
    {
      g_array_prepend_val (way, v);
      if (v == from)
        return way;
      if (links != NULL)
        g_array_prepend_val (links, by[v]);
    }
}

GArray *
gen_route_find (const GenRoute *route, guint32 from, guint32 to, const float *load, GArray *links)
{
  guint n = route->at->len;
  g_autofree double *cost = g_new (double, n);
  g_autofree guint32 *came = g_new (guint32, n), *by = g_new (guint32, n);
  g_autoptr (GArray) heap = gen_heap_new ();

  for (guint i = 0; i < n; i++)
    cost[i] = 1e300;
  cost[from] = 0.0;
  gen_heap_push (heap, 0.0, from);
  while (heap->len > 0)
    {
      GenQueued q = gen_heap_pop (heap);

      if (q.node == to)
        return trace_back (came, by, from, to, links);
      if (q.cost > cost[q.node])
        continue;
      for (guint32 l = g_array_index (route->fan, guint32, q.node);
           l < g_array_index (route->fan, guint32, q.node + 1); l++)
        {
          const GenLink *link = &g_array_index (route->links, GenLink, l);
          double there = q.cost + link->seconds * (1.0 + (load != NULL ? (double) load[l] : 0.0));

          if (there >= cost[link->to])
            continue;
          cost[link->to] = there;
          came[link->to] = q.node;
          by[link->to] = l;
          gen_heap_push (heap, there, link->to);
        }
    }
  return NULL;
}
