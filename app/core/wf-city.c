/* Watchfloor: the city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What was read of it (wf-city-reader.c). Immutable; any thread. */
#include "config.h"

#include "wf-city-private.h"

static void
feed_free (gpointer data)
{
  WfCityFeed *feed = data;

  g_free (feed->id);
  g_free (feed->title_zh);
  g_free (feed->title_en);
  g_free (feed->format);
  g_free (feed->url);
  g_free (feed->ca_file);
  g_free (feed->proxy);
  g_free (feed->auth.kind);
  g_free (feed->auth.user);
  g_free (feed->auth.secret);
  g_free (feed->auth.token_url);
  g_free (feed->auth.scope);
  g_free (feed->mqtt_session);
  g_free (feed->mqtt_will_topic);
  g_free (feed->mqtt_will_text);
  g_strfreev (feed->types);
  g_free (feed);
}

WfCity *
wf_city_new (const char *path)
{
  WfCity *city = g_new0 (WfCity, 1);

  g_atomic_ref_count_init (&city->refs);
  city->path = g_canonicalize_filename (path, NULL);
  city->folder = g_path_get_dirname (city->path);
  city->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_city_layer_free);
  city->feeds = g_ptr_array_new_with_free_func (feed_free);
  return city;
}

WfCity *
wf_city_ref (WfCity *city)
{
  g_atomic_ref_count_inc (&city->refs);
  return city;
}

static void
free_part_names (WfCity *city)
{
  char **names[]
      = { &city->roads.layer,          &city->roads.class_field, &city->roads.oneway_field,
          &city->roads.speed_field,    &city->roads.name_field,  &city->roads.bridge_field,
          &city->roads.tunnel_field,   &city->grid.layer,        &city->grid.code_field,
          &city->grid.community_field, &city->grid.street_field, &city->grid.district_field,
          &city->signals.layer,        &city->signals.id_field,  &city->signals.name_field };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (*names[i]);
}

void
wf_city_unref (WfCity *city)
{
  if (city == NULL || !g_atomic_ref_count_dec (&city->refs))
    return;
  free_part_names (city);
  g_free (city->path);
  g_free (city->folder);
  g_free (city->title_zh);
  g_free (city->title_en);
  g_free (city->platform);
  g_free (city->attribution);
  g_free (city->style_light);
  g_free (city->style_dark);
  g_ptr_array_unref (city->layers);
  g_ptr_array_unref (city->feeds);
  json_decref (city->simulation);
  g_free (city);
}

const char *
wf_city_path (const WfCity *city)
{
  return city->path;
}

const char *
wf_city_title (const WfCity *city, gboolean chinese)
{
  return chinese ? city->title_zh : city->title_en;
}

WfBox
wf_city_extent (const WfCity *city)
{
  return city->extent;
}

const char *
wf_city_attribution (const WfCity *city)
{
  return city->attribution;
}

const char *
wf_city_platform (const WfCity *city)
{
  return city->platform;
}

const char *
wf_city_style (const WfCity *city, gboolean dark)
{
  return dark ? city->style_dark : city->style_light;
}

guint
wf_city_n_layers (const WfCity *city)
{
  return city->layers->len;
}

const WfCityLayer *
wf_city_layer (const WfCity *city, guint i)
{
  return g_ptr_array_index (city->layers, i);
}

const WfCityLayer *
wf_city_layer_by_id (const WfCity *city, const char *id)
{
  for (guint i = 0; i < city->layers->len; i++)
    if (g_strcmp0 (wf_city_layer (city, i)->id, id) == 0)
      return wf_city_layer (city, i);
  return NULL;
}

const WfCityLayer *
wf_city_layer_by_role (const WfCity *city, const char *role)
{
  for (guint i = 0; i < city->layers->len; i++)
    if (g_strcmp0 (wf_city_layer (city, i)->role, role) == 0)
      return wf_city_layer (city, i);
  return NULL;
}

guint
wf_city_n_feeds (const WfCity *city)
{
  return city->feeds->len;
}

const WfCityFeed *
wf_city_feed (const WfCity *city, guint i)
{
  return g_ptr_array_index (city->feeds, i);
}

const WfCityRoads *
wf_city_roads (const WfCity *city)
{
  return &city->roads;
}

const WfCityLayer *
wf_city_roads_layer (const WfCity *city)
{
  const WfCityRoads *roads = wf_city_roads (city);
  const WfCityLayer *layer = NULL;

  if (roads != NULL && roads->layer != NULL)
    layer = wf_city_layer_by_id (city, roads->layer);
  return layer != NULL ? layer : wf_city_layer_by_role (city, "roads");
}

const WfCityGrid *
wf_city_grid (const WfCity *city)
{
  return &city->grid;
}

const WfCityPoints *
wf_city_signals (const WfCity *city)
{
  return &city->signals;
}

const WfCityHistory *
wf_city_history (const WfCity *city)
{
  return &city->history;
}

const json_t *
wf_city_simulation (const WfCity *city)
{
  return city->simulation;
}
