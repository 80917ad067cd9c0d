/* Watchfloor: opening a city for the simulation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers by role, through the worker and its cache. */
#include "config.h"

#include "wf-error.h"
#include "wf-sim-private.h"
#include "wf-worker.h"

#include <glib/gi18n.h>

static WfPack *
open_layer (const WfCityLayer *layer, GError **error)
{
  WfSource source = { .source = layer->source,
                      .layer = layer->layer,
                      .encoding = layer->encoding,
                      .datum = layer->datum };

  return wf_worker_open (&source, TRUE, NULL, NULL, NULL, error);
}

/* @id, where the city file names a layer for the part; else the layer with that role. */
static WfPack *
open_role (const WfCity *city, const char *role, const char *id)
{
  const WfCityLayer *named = id != NULL ? wf_city_layer_by_id (city, id) : NULL;
  const WfCityLayer *layer = named != NULL ? named : wf_city_layer_by_role (city, role);
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  if (layer == NULL)
    return NULL;
  pack = open_layer (layer, &error);
  if (pack == NULL)
    g_message (_ ("The simulation does without the layer %s: %s"), role, error->message);
  return pack;
}

WfSimWorld *
wf_sim_world_load (WfCity *city, GError **error)
{
  const WfCityLayer *roads = wf_city_roads_layer (city);
  const WfCityPoints *signals = wf_city_signals (city);
  g_autoptr (WfSimWorld) world = NULL;

  if (roads == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("The city %s has no roads layer, so nothing moves in it; name one under "
                      "\"roads\" in its city file."),
                   wf_city_title (city, FALSE));
      return NULL;
    }
  world = g_new0 (WfSimWorld, 1);
  world->city = wf_city_ref (city);
  world->roads = open_layer (roads, error);
  if (world->roads == NULL)
    return NULL;
  world->stations = open_role (city, "stations", NULL);
  world->hospitals = open_role (city, "hospitals", NULL);
  world->signals = open_role (city, "signals", signals != NULL ? signals->layer : NULL);
  world->bus_lines = open_role (city, "bus_lines", NULL);
  world->bus_stops = open_role (city, "bus_stops", NULL);
  world->water = open_role (city, "water", NULL);
  return g_steal_pointer (&world);
}

WfSim *
wf_sim_new (WfCity *city, WfEntityStore *store, const WfSimOptions *options, gint64 now_us,
            GError **error)
{
  WfSimWorld *world = wf_sim_world_load (city, error);

  return world != NULL ? wf_sim_new_in_world (world, store, options, now_us, error) : NULL;
}
