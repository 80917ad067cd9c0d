/* Watchfloor: the life of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the two times, wall and world, and steps the parts in their order. Main thread. */
#include "config.h"

#include "wf-sim.h"

#include "wf-json.h"
#include "wf-sim-private.h"

#define WF_SIM_PART(name) extern const WfSimPart wf_sim_part_##name;
#include "sim.def"
#undef WF_SIM_PART

static const WfSimPart *const parts[] = {
#define WF_SIM_PART(name) &wf_sim_part_##name,
#include "sim.def"
#undef WF_SIM_PART
};

/* ---- options */

static int
resolve_count (int given, const json_t *simulation, const char *name, int usual, int most)
{
  gint64 value = given >= 0 ? given : wf_json_integer (simulation, name, usual);

  return (int) CLAMP (value, 0, most);
}

static double
resolve_share (double given, const json_t *simulation, const char *name, double usual)
{
  double value = given >= 0 ? given : wf_json_number (simulation, name, usual);

  return CLAMP (value, 0, 1);
}

/* A village does not run two hundred buses. */
static int
usual_buses (const WfRoadGraph *graph)
{
  return (int) CLAMP (wf_road_graph_km (graph) / 3, 8, 200);
}

static void
resolve_options (WfSim *sim, const WfSimOptions *given)
{
  const json_t *city = sim->world->city != NULL ? wf_city_simulation (sim->world->city) : NULL;

  sim->options = (WfSimOptions){
    .seed = given->seed,
    .speed = given->speed > 0 ? MIN (given->speed, 1000) : 1,
    .n_ambulances = resolve_count (given->n_ambulances, city, "ambulances", 24, 5000),
    .n_buses = resolve_count (given->n_buses, city, "buses", usual_buses (sim->graph), 20000),
    .n_fire = resolve_count (given->n_fire, city, "fire_engines", 6, 5000),
    .n_police = resolve_count (given->n_police, city, "police_cars", 10, 5000),
    .refuse_share = resolve_share (given->refuse_share, city, "refuse_share", 0.04),
    .silent_share = resolve_share (given->silent_share, city, "silent_share", 0.02),
  };
}

/* ---- making */

static void
collect_nodes (WfSim *sim)
{
  sim->free_nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 n = 0; n < wf_road_graph_n_nodes (sim->graph); n++)
    if (wf_road_graph_component (sim->graph, n) == 0)
      g_array_append_val (sim->free_nodes, n);
}

WfSim *
wf_sim_new_in_world (WfSimWorld *world, WfEntityStore *store, const WfSimOptions *options,
                     gint64 now_us, GError **error)
{
  g_autoptr (WfSim) sim = g_new0 (WfSim, 1);

  sim->world = world;
  sim->store = store;
  sim->start_us = sim->now_us = now_us;
  sim->inbox = g_queue_new ();
  sim->answered = g_queue_new ();
  sim->queues = wf_sim_queues_new ();
  sim->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sim->parts = g_new0 (gpointer, G_N_ELEMENTS (parts));
  sim->graph = wf_road_graph_new (world->roads,
                                  world->city != NULL ? wf_city_roads (world->city) : NULL, error);
  if (sim->graph == NULL)
    return NULL;
  sim->search = wf_route_search_new (sim->graph);
  resolve_options (sim, options);
  collect_nodes (sim);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    sim->parts[i] = parts[i]->start (sim);
  return g_steal_pointer (&sim);
}

void
wf_sim_free (WfSim *sim)
{
  if (sim == NULL)
    return;
  for (guint i = G_N_ELEMENTS (parts); i > 0; i--)
    if (sim->parts[i - 1] != NULL)
      parts[i - 1]->stop (sim->parts[i - 1]);
  g_free (sim->parts);
  g_queue_free_full (sim->inbox, g_free);
  g_queue_free_full (sim->answered, g_free);
  g_hash_table_unref (sim->revoked);
  g_hash_table_unref (sim->queues);
  g_clear_pointer (&sim->free_nodes, g_array_unref);
  wf_route_search_free (sim->search);
  wf_road_graph_unref (sim->graph);
  wf_sim_world_free (sim->world);
  g_free (sim);
}

/* ---- living */

void
wf_sim_step (WfSim *sim, gint64 now_us)
{
  gint64 passed_us = now_us - sim->now_us;

  sim->now_us = now_us;
  /* A clock that was set back holds the city up, it does not undo it. */
  if (passed_us > 0)
    sim->now_s += (double) passed_us / 1e6 * sim->options.speed;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (sim->parts[i] != NULL && parts[i]->step != NULL)
      parts[i]->step (sim, sim->parts[i]);
}

json_t *
wf_sim_state (WfSim *sim)
{
  json_t *state = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (sim->parts[i] != NULL && parts[i]->report != NULL)
      parts[i]->report (sim, sim->parts[i], state);
  json_object_set_new (state, "world_s", json_real (sim->now_s));
  json_object_set_new (state, "speed", json_real (sim->options.speed));
  return state;
}
