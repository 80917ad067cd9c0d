/* Watchfloor: what a road graph is made of.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and the time it took. */
#include "config.h"

#include "wf-roads-source.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <stdio.h>

static void
print_json (const WfRoadsSource *roads)
{
  const WfRoadGraph *graph = roads->graph;
  json_t *line = json_pack (
      "{s:I, s:I, s:f, s:I, s:f, s:f, s:b}", "nodes", (json_int_t) wf_road_graph_n_nodes (graph),
      "edges", (json_int_t) wf_road_graph_n_edges (graph), "km", wf_road_graph_km (graph),
      "components", (json_int_t) wf_road_graph_n_components (graph), "build_ms", roads->build_ms,
      "open_ms", roads->open_ms, "cached", roads->cached);

  json_dumpf (line, stdout, JSON_COMPACT | JSON_REAL_PRECISION (9));
  putchar ('\n');
  json_decref (line);
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_autofree char *source = NULL;
  gboolean json = FALSE;
  g_auto (WfRoadsSource) roads = { 0 };
  const GOptionEntry entries[] = { { "roads", 0, 0, G_OPTION_ARG_STRING, &source, NULL, NULL },
                                   WF_CTL_SOURCE_ENTRIES (&roads.how, "crs"),
                                   { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (source == NULL || argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("give the roads with --roads SOURCE"));
      return FALSE;
    }
  if (!wf_roads_source_open (source, &roads, error))
    return FALSE;
  if (json)
    print_json (&roads);
  else
    g_print (_ ("%u nodes, %u edges, %.1f km of road, %u components, built in %.0f ms\n"),
             wf_road_graph_n_nodes (roads.graph), wf_road_graph_n_edges (roads.graph),
             wf_road_graph_km (roads.graph), wf_road_graph_n_components (roads.graph),
             roads.build_ms);
  return TRUE;
}

const WfSubcommand wf_ctl_graph = {
  .name = "graph",
  .summary = N_ ("Count what a road graph is made of"),
  .synopsis = "watchfloorctl graph --roads SOURCE[#NAME] [--encoding E] [--crs EPSG:N]\n"
              "    [--x COLUMN --y COLUMN | --wkt COLUMN] [--json]",
  .run = run,
};
