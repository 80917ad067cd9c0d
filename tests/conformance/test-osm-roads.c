/* Watchfloor: tests of roads nobody here drew.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Monaco and Andorra as OpenStreetMap has them, straight from the extract: routes are compared
 * with a plain Dijkstra, then the embedded city lives there for half an hour. */
#include "config.h"

#include "wf-ground.h"
#include "wf-json.h"
#include "wf-road-graph-private.h"
#include "wf-sim-private.h"
#include "wf-worker.h"

#include <glib/gstdio.h>

#define START_US (G_GINT64_CONSTANT (1767571200) * WF_SECOND_US)

static WfPack *
open_roads (const char *name)
{
  const char *fixtures = g_getenv ("WATCHFLOOR_FIXTURES");
  g_autofree char *path
      = g_build_filename (fixtures != NULL ? fixtures : "/nowhere", "osm", name, NULL);
  WfSource source = { .source = path, .layer = "lines" };
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no fixtures");
      return NULL;
    }
  pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return pack;
}

/* Over edges, the nearest open one found by looking at all. G_MAXFLOAT where unreachable. */
static void
plain_dijkstra (const WfRoadGraph *graph, guint32 from, float *cost)
{
  g_autofree gboolean *settled = g_new0 (gboolean, graph->n_edges);

  for (guint32 e = 0; e < graph->n_edges; e++)
    cost[e] = graph->edges[e].from == from ? graph->edges[e].seconds : G_MAXFLOAT;
  for (;;)
    {
      guint32 best = WF_ROAD_NONE, node;

      for (guint32 e = 0; e < graph->n_edges; e++)
        if (!settled[e] && cost[e] < G_MAXFLOAT && (best == WF_ROAD_NONE || cost[e] < cost[best]))
          best = e;
      if (best == WF_ROAD_NONE)
        return;
      settled[best] = TRUE;
      node = graph->edges[best].to;
      for (guint32 e = graph->out_of[node]; e < graph->out_of[node + 1]; e++)
        {
          float price = wf_road_turn_price (graph, best, &graph->edges[e]);

          if (price >= 0)
            cost[e] = MIN (cost[e], cost[best] + price + graph->edges[e].seconds);
        }
    }
}

/* What a driver needs who keeps the law of driving. */
static double
driven_seconds (const WfRoute *route)
{
  g_autoptr (WfDrive) drive
      = wf_drive_new ((const WfLonLat *) (void *) route->points->data, route->points->len,
                      (const float *) (void *) route->limits_mps->data, NULL, 0, 0, WF_DRIVE_CAR);

  return wf_drive_seconds (drive);
}

static void
test_routes (gconstpointer name)
{
  g_autoptr (WfPack) pack = open_roads (name);
  g_autoptr (WfRoadGraph) graph = NULL;
  g_autoptr (WfRouteSearch) search = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree float *cost = NULL;
  g_autoptr (GError) error = NULL;
  double promised_s = 0, driven_s = 0;
  guint found = 0;

  if (pack == NULL)
    return;
  graph = wf_road_graph_new (pack, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (graph->n_nodes, >, 300);
  g_assert_cmpuint (graph->component_size[0], >, graph->n_nodes / 2);
  search = wf_route_search_new (graph);
  cost = g_new (float, graph->n_edges);
  for (guint k = 0; k < 12; k++)
    {
      guint32 from = g_rand_int (rand) % graph->n_nodes;

      plain_dijkstra (graph, from, cost);
      for (guint i = 0; i < 20; i++)
        {
          guint32 to = g_rand_int (rand) % graph->n_nodes;
          float expected = G_MAXFLOAT;
          g_autoptr (WfRoute) route = NULL;

          if (to == from)
            continue;
          for (guint32 e = 0; e < graph->n_edges; e++)
            if (graph->edges[e].to == to)
              expected = MIN (expected, cost[e]);
          route = wf_route_search_nodes (search, from, to, WF_ROUTE_CAR);
          g_assert_cmpint (route != NULL, ==, expected < G_MAXFLOAT);
          if (route == NULL)
            continue;
          g_assert_cmpfloat_with_epsilon (route->seconds, (double) expected,
                                          0.02 + 1e-4 * (double) expected);
          promised_s += route->seconds;
          driven_s += driven_seconds (route);
          found++;
        }
    }
  g_assert_cmpuint (found, >, 60);
  g_assert_cmpfloat (driven_s / promised_s, >, 0.85);
  g_assert_cmpfloat (driven_s / promised_s, <, 1.15);
}

typedef struct
{
  WfSim *sim;
  double farthest_m, fastest_kmh;
  guint n_moving;
} Watch;

static void
look_at_vehicle (const json_t *entity, gpointer user_data)
{
  Watch *watch = user_data;
  const json_t *at = json_object_get (
      json_object_get (json_object_get (entity, "location"), "value"), "coordinates");
  WfLonLat p
      = { json_number_value (json_array_get (at, 0)), json_number_value (json_array_get (at, 1)) };
  double kmh = wf_json_number (json_object_get (entity, "speed"), "value", 0);
  WfRoadSnap snap;

  g_assert_true (wf_road_graph_snap (watch->sim->graph, p, &snap));
  watch->farthest_m = MAX (watch->farthest_m, snap.away_m);
  watch->fastest_kmh = MAX (watch->fastest_kmh, kmh);
  watch->n_moving += kmh > 5;
}

static void
test_life (gconstpointer name)
{
  g_autoptr (WfPack) pack = open_roads (name);
  g_autoptr (WfEntityStore) store = NULL;
  g_autoptr (WfSim) sim = NULL;
  g_autoptr (GError) error = NULL;
  WfSimWorld *world;
  WfSimOptions options = WF_SIM_OPTIONS_DEFAULT;
  Watch watch = { 0 };
  gint64 now_us = START_US;

  if (pack == NULL)
    return;
  store = wf_entity_store_new ();
  world = g_new0 (WfSimWorld, 1);
  world->roads = g_steal_pointer (&pack);
  options.speed = 4;
  sim = wf_sim_new_in_world (world, store, &options, START_US, &error);
  g_assert_no_error (error);
  watch.sim = sim;
  for (guint i = 0; i < 450; i++)
    {
      wf_sim_step (sim, now_us += WF_SECOND_US);
      if (i % 30 == 0)
        wf_entity_store_foreach (store, "Vehicle", look_at_vehicle, &watch);
    }
  g_assert_cmpfloat (watch.farthest_m, <, 15);
  g_assert_cmpfloat (watch.fastest_kmh, <, 130);
  g_assert_cmpuint (watch.n_moving, >, 50);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("wf-osm-roads-XXXXXX", NULL);
  g_autofree char *clean = g_strdup_printf ("rm -rf '%s'", cache);
  int result;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/osm-roads/monaco/routes", "monaco.osm.gz", test_routes);
  g_test_add_data_func ("/osm-roads/monaco/life", "monaco.osm.gz", test_life);
  g_test_add_data_func ("/osm-roads/andorra/routes", "andorra.osm.pbf", test_routes);
  g_test_add_data_func ("/osm-roads/andorra/life", "andorra.osm.pbf", test_life);
  result = g_test_run ();
  return g_spawn_command_line_sync (clean, NULL, NULL, NULL, NULL) ? result : 1;
}
