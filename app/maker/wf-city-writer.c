/* Watchfloor: writing a city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON of wf-city.h's reader. Roads, grid and signals are noted as their layers pass by.
 * Owned by the maker; one thread. */
#include "config.h"

#include "wf-city-writer.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-paths.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>

struct _WfCityWriter
{
  char *dir;
  char *name;
  json_t *root;
  json_t *layers;
};

static const char *const road_fields[][2] = {
  { "class", "class" }, { "oneway", "oneway" }, { "speed", "maxspeed" },
  { "name", "name" },   { "bridge", "bridge" }, { "tunnel", "tunnel" },
};
static const char *const grid_fields[][2] = {
  { "code", "code" },
  { "community", "community" },
  { "street", "street" },
  { "district", "district" },
};
static const char *const signal_fields[][2] = { { "id", "id" }, { "name", "name" } };

static json_t *
make_title (const char *zh, const char *en)
{
  return json_pack ("{s:s, s:s}", "zh", zh, "en", en);
}

WfCityWriter *
wf_city_writer_new (const char *dir, const char *name, const char *title_zh, const char *title_en)
{
  WfCityWriter *writer = g_new0 (WfCityWriter, 1);

  writer->dir = g_strdup (dir);
  writer->name = g_strdup (name);
  writer->root = json_object ();
  writer->layers = json_array ();
  json_object_set_new (writer->root, "name", make_title (title_zh, title_en));
  json_object_set_new (
      writer->root, "styles",
      json_pack ("{s:s, s:s}", "light", "styles/light.json", "dark", "styles/dark.json"));
  json_object_set (writer->root, "layers", writer->layers);
  return writer;
}

void
wf_city_writer_free (WfCityWriter *writer)
{
  if (writer == NULL)
    return;
  json_decref (writer->layers);
  json_decref (writer->root);
  g_free (writer->name);
  g_free (writer->dir);
  g_free (writer);
}

void
wf_city_writer_set_extent (WfCityWriter *writer, WfBox extent_deg)
{
  json_object_set_new (writer->root, "extent",
                       json_pack ("[f,f,f,f]", extent_deg.min_x, extent_deg.min_y, extent_deg.max_x,
                                  extent_deg.max_y));
}

void
wf_city_writer_set_attribution (WfCityWriter *writer, const char *text)
{
  json_object_set_new (writer->root, "attribution", json_string (text));
}

static void
note_part (WfCityWriter *writer, const char *part, const char *layer, const char *const fields[][2],
           guint n_fields)
{
  json_t *object = json_object ();

  json_object_set_new (object, "layer", json_string (layer));
  for (guint i = 0; i < n_fields; i++)
    json_object_set_new (object, fields[i][0], json_string (fields[i][1]));
  json_object_set_new (writer->root, part, object);
}

void
wf_city_writer_add_layer (WfCityWriter *writer, const char *id, const char *role,
                          const char *title_zh, const char *title_en, const char *file,
                          const char *layer, const char *encoding, gboolean visible)
{
  json_t *object = json_object ();

  json_object_set_new (object, "id", json_string (id));
  if (role != NULL)
    json_object_set_new (object, "role", json_string (role));
  json_object_set_new (object, "title", make_title (title_zh, title_en));
  json_object_set_new (object, "source", json_string (file));
  if (layer != NULL)
    json_object_set_new (object, "layer", json_string (layer));
  if (encoding != NULL)
    json_object_set_new (object, "encoding", json_string (encoding));
  json_object_set_new (object, "datum", json_string ("wgs84"));
  json_object_set_new (object, "visible", json_boolean (visible));
  json_object_set_new (object, "opacity", json_real (1.0));
  json_array_append_new (writer->layers, object);

  if (g_strcmp0 (role, "roads") == 0)
    note_part (writer, "roads", id, road_fields, G_N_ELEMENTS (road_fields));
  else if (g_strcmp0 (role, "grid") == 0)
    note_part (writer, "grid", id, grid_fields, G_N_ELEMENTS (grid_fields));
  else if (g_strcmp0 (role, "signals") == 0)
    note_part (writer, "signals", id, signal_fields, G_N_ELEMENTS (signal_fields));
}

void
wf_city_writer_take_simulation (WfCityWriter *writer, json_t *simulation)
{
  json_object_set_new (writer->root, "simulation", simulation);
}

static json_t *
make_platform_feed (void)
{
  json_t *feed = json_pack ("{s:s, s:o, s:s, s:s, s:[s,s,s,s,s,s,s], s:s, s:f}", "id", "platform",
                            "title", make_title ("城市大脑平台", "City platform"), "format",
                            "ngsi-ld", "url", "{platform}/ngsi-ld/v1", "types", "Vehicle",
                            "TrafficSignal", "Device", "WeatherObserved", "EmergencyCall",
                            "Incident", "Command", "datum", "wgs84", "poll_s", 5.0);
  json_t *feeds = json_array ();

  json_array_append_new (feeds, feed);
  return feeds;
}

/* A style that is not shipped is no error: the console then draws with its own colours. */
static gboolean
copy_styles (const WfCityWriter *writer, GError **error)
{
  static const char *const names[] = { "light.json", "dark.json" };
  g_autofree char *folder = g_build_filename (writer->dir, "styles", NULL);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The folder %s cannot be made (%s). Choose another folder."), folder,
                   g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *shipped = g_build_filename ("styles", names[i], NULL);
      g_autofree char *from = wf_paths_data (shipped);
      g_autofree char *to = g_build_filename (folder, names[i], NULL);
      g_autoptr (GFile) from_file = g_file_new_for_path (from);
      g_autoptr (GFile) to_file = g_file_new_for_path (to);

      if (g_file_query_exists (from_file, NULL)
          && !g_file_copy (from_file, to_file,
                           G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL,
                           NULL, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
wf_city_writer_finish (WfCityWriter *writer, char **city_path, GError **error)
{
  g_autofree char *file = g_strconcat (writer->name, ".city.json", NULL);
  g_autofree char *path = g_build_filename (writer->dir, file, NULL);

  json_object_set_new (writer->root, "feeds", make_platform_feed ());
  if (!copy_styles (writer, error) || !wf_json_save (writer->root, path, error))
    return FALSE;
  if (city_path != NULL)
    *city_path = g_steal_pointer (&path);
  return TRUE;
}
