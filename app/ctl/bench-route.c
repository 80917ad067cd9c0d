/* Watchfloor: the benchmark of routes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches between random crossings all over a city, with the memory of one search. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-roads-source.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>

static void
search_pairs (WfRoadGraph *graph, int n, json_t *samples, json_t *report)
{
  g_autoptr (WfRouteSearch) search = wf_route_search_new (graph);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  double metres = 0, settled = 0;
  int found = 0;

  for (int i = 0; i < n; i++)
    {
      guint32 from = g_rand_int (rand) % wf_road_graph_n_nodes (graph);
      guint32 to = g_rand_int (rand) % wf_road_graph_n_nodes (graph);
      g_autoptr (WfRoute) route = NULL;
      gint64 start_us = g_get_monotonic_time ();

      if (from == to)
        continue;
      route = wf_route_search_nodes (search, from, to, WF_ROUTE_CAR);
      json_array_append_new (samples,
                             json_real ((double) (g_get_monotonic_time () - start_us) / 1000));
      settled += wf_route_search_n_settled (search);
      metres += route != NULL ? route->metres : 0;
      found += route != NULL;
    }
  json_object_set_new (report, "searches", json_integer (n));
  json_object_set_new (report, "found", json_integer (found));
  json_object_set_new (report, "mean_km", json_real (metres / MAX (found, 1) / 1000));
  json_object_set_new (report, "mean_settled", json_real (settled / MAX (n, 1)));
}

static gboolean
run_route (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  g_autofree char *source = NULL;
  int n = 200;
  const GOptionEntry entries[] = { { "roads", 0, 0, G_OPTION_ARG_STRING, &source, NULL, NULL },
                                   { "size", 0, 0, G_OPTION_ARG_INT, &n, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  g_auto (WfRoadsSource) roads = { 0 };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (source == NULL || n < 1 || n > 1000000)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("give the roads with --roads SOURCE, and --size 1 to 1000000 searches"));
      return FALSE;
    }
  if (!wf_roads_source_open (source, &roads, error))
    return FALSE;
  json_object_set_new (report, "nodes", json_integer (wf_road_graph_n_nodes (roads.graph)));
  json_object_set_new (report, "edges", json_integer (wf_road_graph_n_edges (roads.graph)));
  json_object_set_new (report, "build_ms", json_real (roads.build_ms));
  search_pairs (roads.graph, n, samples, report);
  return TRUE;
}

const WfBench wf_bench_route = {
  .name = "route",
  .summary = N_ ("Find ways between random crossings of --roads SOURCE"),
  .unit = "ms",
  .run = run_route,
};
