/* Watchfloor: which roads can be reached from which.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Strongly connected components (Tarjan, Depth-first search and linear graph algorithms, 1972),
 * with a stack of our own: a country's roads are deeper than a thread's stack. */
#include "config.h"

#include "wf-road-graph-private.h"

typedef struct
{
  WfRoadGraph *graph;
  guint32 *index; /* order of discovery + 1; 0 = not seen */
  guint32 *low;
  guint32 *next_edge; /* where the walk goes on at a node */
  GArray *path; /* nodes being walked */
  GArray *open; /* nodes without a component yet */
  GArray *sizes;
  guint32 n_seen;
} Walk;

static void
enter (Walk *walk, guint32 node)
{
  walk->index[node] = walk->low[node] = ++walk->n_seen;
  walk->next_edge[node] = walk->graph->out_of[node];
  g_array_append_val (walk->path, node);
  g_array_append_val (walk->open, node);
}

static void
close_component (Walk *walk, guint32 root)
{
  guint32 component = walk->sizes->len, size = 0, node;

  do
    {
      node = g_array_index (walk->open, guint32, walk->open->len - 1);
      g_array_set_size (walk->open, walk->open->len - 1);
      walk->graph->component[node] = component;
      size++;
    }
  while (node != root);
  g_array_append_val (walk->sizes, size);
}

static void
leave (Walk *walk, guint32 node)
{
  g_array_set_size (walk->path, walk->path->len - 1);
  if (walk->low[node] == walk->index[node])
    close_component (walk, node);
  if (walk->path->len > 0)
    {
      guint32 parent = g_array_index (walk->path, guint32, walk->path->len - 1);

      walk->low[parent] = MIN (walk->low[parent], walk->low[node]);
    }
}

static void
walk_from (Walk *walk, guint32 start)
{
  const WfRoadGraph *graph = walk->graph;

  enter (walk, start);
  while (walk->path->len > 0)
    {
      guint32 node = g_array_index (walk->path, guint32, walk->path->len - 1);
      guint32 to;

      if (walk->next_edge[node] == graph->out_of[node + 1])
        {
          leave (walk, node);
          continue;
        }
      to = graph->edges[walk->next_edge[node]++].to;
      if (walk->index[to] == 0)
        enter (walk, to);
      else if (graph->component[to] == WF_ROAD_NONE)
        walk->low[node] = MIN (walk->low[node], walk->index[to]);
    }
}

static int
compare_sizes (gconstpointer a, gconstpointer b, gpointer sizes)
{
  guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;
  guint32 m = ((const guint32 *) sizes)[i], n = ((const guint32 *) sizes)[j];

  return m != n ? (m > n ? -1 : 1) : (i > j) - (i < j);
}

/* Numbers the components anew, the largest first. */
static void
order_by_size (WfRoadGraph *graph, GArray *sizes)
{
  g_autofree guint32 *order = g_new (guint32, sizes->len);
  g_autofree guint32 *rank = g_new (guint32, sizes->len);

  for (guint32 i = 0; i < sizes->len; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) sizes->len, sizeof *order, compare_sizes, sizes->data);
  graph->n_components = sizes->len;
  graph->component_size = g_new (guint32, sizes->len);
  for (guint32 i = 0; i < sizes->len; i++)
    {
      rank[order[i]] = i;
      graph->component_size[i] = g_array_index (sizes, guint32, order[i]);
    }
  for (guint32 n = 0; n < graph->n_nodes; n++)
    graph->component[n] = rank[graph->component[n]];
}

void
wf_road_graph_find_components (WfRoadGraph *graph)
{
  g_autofree guint32 *index = g_new0 (guint32, graph->n_nodes);
  g_autofree guint32 *low = g_new0 (guint32, graph->n_nodes);
  g_autofree guint32 *next_edge = g_new0 (guint32, graph->n_nodes);
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint32));
  Walk walk = { graph, index, low, next_edge, path, open, sizes, 0 };

  graph->component = g_new (guint32, graph->n_nodes);
  for (guint32 n = 0; n < graph->n_nodes; n++)
    graph->component[n] = WF_ROAD_NONE;
  for (guint32 n = 0; n < graph->n_nodes; n++)
    if (index[n] == 0)
      walk_from (&walk, n);
  order_by_size (graph, sizes);
}
