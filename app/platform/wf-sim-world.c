/* Watchfloor: the ground the simulation stands on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers by role, through the worker and its cache. */
#include "config.h"

#include "wf-sim-world.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-worker.h"

#include <glib/gi18n.h>

static WfPack *
open_layer (const WfCityLayer *layer, GError **error)
{
  WfSource source = { layer->source, layer->layer, layer->encoding, layer->datum };

  return wf_worker_open (&source, TRUE, NULL, NULL, NULL, error);
}

static WfPack *
open_role (const WfCity *city, const char *role)
{
  const WfCityLayer *layer = wf_city_layer_by_role (city, role);
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  if (layer == NULL)
    return NULL;
  pack = open_layer (layer, &error);
  if (pack == NULL)
    g_message (_ ("The simulation does without the layer %s: %s"), role, error->message);
  return pack;
}

static const WfCityLayer *
roads_layer (const WfCity *city)
{
  const WfCityRoads *roads = wf_city_roads (city);
  const WfCityLayer *layer = NULL;

  if (roads != NULL && roads->layer != NULL)
    layer = wf_city_layer_by_id (city, roads->layer);
  return layer != NULL ? layer : wf_city_layer_by_role (city, "roads");
}

WfSimWorld *
wf_sim_world_load (WfCity *city, GError **error)
{
  const WfCityLayer *roads = roads_layer (city);
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
  world->stations = open_role (city, "stations");
  world->hospitals = open_role (city, "hospitals");
  world->signals = open_role (city, "signals");
  world->bus_lines = open_role (city, "bus_lines");
  world->bus_stops = open_role (city, "bus_stops");
  world->water = open_role (city, "water");
  return g_steal_pointer (&world);
}

void
wf_sim_world_free (WfSimWorld *world)
{
  if (world == NULL)
    return;
  g_clear_pointer (&world->roads, wf_pack_unref);
  g_clear_pointer (&world->stations, wf_pack_unref);
  g_clear_pointer (&world->hospitals, wf_pack_unref);
  g_clear_pointer (&world->signals, wf_pack_unref);
  g_clear_pointer (&world->bus_lines, wf_pack_unref);
  g_clear_pointer (&world->bus_stops, wf_pack_unref);
  g_clear_pointer (&world->water, wf_pack_unref);
  g_clear_pointer (&world->city, wf_city_unref);
  g_free (world);
}

const char *
wf_sim_world_text (const WfPack *pack, guint32 feature, const char *field, const char *fallback)
{
  int column = wf_pack_find_field (pack, field);
  const char *text = column >= 0 ? wf_pack_text (pack, (guint) column, feature) : NULL;

  return text != NULL && *text != '\0' ? text : fallback;
}

WfLonLat
wf_sim_world_point (const WfPack *pack, guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);

  return wf_unit_to_lonlat (shapes->coords[shapes->coord_of[shapes->part_of[feature]]]);
}

guint32
wf_sim_world_count (const WfPack *pack)
{
  return pack != NULL ? wf_pack_shapes (pack)->n_features : 0;
}
