/* Watchfloor: where the demo shift's incident is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Found from the city itself, so that the shift plays anywhere. Main thread. */
#include "config.h"

#include "wf-tour-private.h"

#include "wf-geodesic.h"

#include <glib/gi18n.h>
#include <math.h>

#define NEAR_M 350.0
#define FAR_M 1500.0
#define DENSITY_M 900.0

static WfPack *
find_roads (WfSession *session)
{
  GListModel *layers = wf_session_get_layers (session);
  const WfCityLayer *roads = wf_city_roads_layer (wf_session_get_city (session));
  guint n = g_list_model_get_n_items (layers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (roads != NULL && g_strcmp0 (wf_layer_get_id (layer), roads->id) == 0)
        return wf_layer_get_pack (layer);
    }
  return NULL;
}

static WfUnitBox
box_around (WfLonLat p, double radius_m)
{
  WfPoint c = wf_mercator_from_lonlat (p);
  double r = radius_m / wf_mercator_metres (p.lat);

  return wf_unit_box_from_box ((WfBox){ c.x - r, c.y - r, c.x + r, c.y + r });
}

/* In a grid cell, where the city has any. */
static gboolean
is_governed (WfSession *session, WfLonLat p)
{
  const WfCityGrid *grid = wf_city_grid (wf_session_get_city (session));
  g_auto (WfPlace) place = wf_session_place_at (session, p);

  return grid == NULL || grid->layer == NULL || place.grid_code != NULL;
}

/* The named road nearest to a kilometre from @unit; named ones first: they make an address. */
static gboolean
find_on_roads (WfSession *session, WfPack *pack, WfLonLat unit, WfLonLat *place, char **address)
{
  const WfCityRoads *roads = wf_city_roads (wf_session_get_city (session));
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  int english = wf_session_get_chinese (session) ? -1 : wf_pack_find_field (pack, "name_en");
  const char *usual = roads != NULL && roads->name_field != NULL ? roads->name_field : "name";
  int name_field = english >= 0 ? english : wf_pack_find_field (pack, usual);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  double best = INFINITY;

  wf_pack_search (pack, box_around (unit, FAR_M), found);
  for (guint i = 0; i < found->len; i++)
    {
      guint32 feature = g_array_index (found, guint32, i);
      guint32 part = shapes->part_of[feature];
      guint32 from = shapes->coord_of[part], to = shapes->coord_of[part + 1];
      const char *name = name_field >= 0 ? wf_pack_text (pack, (guint) name_field, feature) : NULL;
      WfLonLat p;
      double m, cost;

      if (shapes->part_of[feature + 1] == part || to == from)
        continue;
      p = wf_unit_to_lonlat (shapes->coords[(from + to) / 2]);
      m = wf_geodesic_distance_m (unit, p);
      cost = fabs (m - 800.0) + (name == NULL || name[0] == '\0' ? 5000.0 : 0.0);
      if (m < NEAR_M || m > FAR_M || cost >= best || !is_governed (session, p))
        continue;
      best = cost;
      *place = p;
      g_free (*address);
      *address = g_strdup (name != NULL ? name : "");
    }
  return isfinite (best);
}

/* How many stretches of road there are about: the picture should show the town. */
static guint
count_roads (WfPack *pack, WfLonLat p)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));

  wf_pack_search (pack, box_around (p, DENSITY_M), found);
  return found->len;
}

gboolean
wf_tour_find_place (WfSession *session, WfLonLat *place, char **address)
{
  WfPack *roads = find_roads (session);
  guint n;
  const WfTrack *tracks = wf_track_store_tracks (wf_session_get_tracks (session), &n);
  guint best = 0;

  if (roads == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      WfLonLat found = { NAN, NAN };
      g_autofree char *name = NULL;
      guint density;

      if (g_strcmp0 (tracks[i].class_name, "ambulance") != 0
          || !wf_unit_state_is_available (tracks[i].state) || !isfinite (tracks[i].position.lon))
        continue;
      density = count_roads (roads, tracks[i].position);
      if (density <= best || !find_on_roads (session, roads, tracks[i].position, &found, &name))
        continue;
      best = density;
      *place = found;
      g_free (*address);
      *address = g_steal_pointer (&name);
    }
  return best > 0;
}
