/* Watchfloor: a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker reads the extract into four packs; each osm-*.c makes its layers of them; the city
 * file comes last, so that a folder with one is a whole city. */
#include "config.h"

#include "osm-city.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-paths.h"
#include "wf-worker.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* Bottom first. */
static const struct
{
  const char *id, *zh, *en;
  gboolean visible;
} titles[OSM_N_LAYERS] = {
  { "hinterland", "周边陆地", "Surroundings", TRUE },
  { "land", "陆地", "Land", TRUE },
  { "landuse", "用地", "Land use", TRUE },
  { "water", "水域", "Water", TRUE },
  { "coastline", "海岸线", "Coastline", TRUE },
  { "green", "绿地", "Green", TRUE },
  { "buildings", "建筑物", "Buildings", TRUE },
  { "roads", "道路", "Roads", TRUE },
  { "rail", "铁路", "Railways", TRUE },
  { "districts", "行政区", "Districts", TRUE },
  { "grid", "网格", "Grid cells", TRUE },
  { "places", "地名", "Places", TRUE },
  { "hospitals", "医院", "Hospitals", TRUE },
  { "stations", "站点", "Stations", TRUE },
  { "signals", "信号灯", "Signals", TRUE },
  { "bus_lines", "公交线路", "Bus lines", FALSE },
  { "bus_stops", "公交站", "Bus stops", FALSE },
  { "cameras", "摄像头", "Cameras", FALSE },
  { "parking", "停车场", "Car parks", FALSE },
};

void
osm_city_tell (const OsmCity *city, double fraction, const char *what)
{
  if (city->progress != NULL)
    city->progress (fraction, what, city->user_data);
}

char *
osm_city_scratch (const OsmCity *city, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".wfpack", NULL);

  return g_build_filename (city->scratch, file, NULL);
}

void
osm_city_has (OsmCity *city, const char *id, const char *file)
{
  for (guint i = 0; i < OSM_N_LAYERS; i++)
    if (g_str_equal (titles[i].id, id))
      city->files[i] = g_intern_string (file);
}

static void
list_layers (const OsmCity *city)
{
  for (guint i = 0; i < OSM_N_LAYERS; i++)
    if (city->files[i] != NULL)
      wf_city_writer_add_layer (city->file, titles[i].id, titles[i].id, titles[i].zh, titles[i].en,
                                city->files[i],
                                g_str_has_suffix (city->files[i], ".gpkg") ? titles[i].id : NULL,
                                NULL, titles[i].visible);
}

gboolean
osm_city_layer (OsmCity *city, WfPackWriter *writer, const char *id, const char *file,
                gboolean append, WfPack **kept, GError **error)
{
  g_autofree char *pack = osm_city_scratch (city, id);
  g_autofree char *path = g_build_filename (city->dir, file, NULL);
  gboolean empty = wf_pack_writer_n_features (writer) == 0;

  if (!wf_pack_writer_finish (writer, pack, error))
    return FALSE;
  if (kept != NULL && (!empty || g_str_equal (id, "roads")))
    {
      *kept = wf_pack_open (pack, error);
      if (*kept == NULL)
        return FALSE;
    }
  if (empty)
    return TRUE;
  if (!wf_worker_export (pack, path, id, "EPSG:4326", NULL, append, error))
    return FALSE;
  osm_city_has (city, id, file);
  return TRUE;
}

WfPack *
osm_city_cut (const OsmCity *city, WfPackWriter *lines, const char *land, const char *name,
              GError **error)
{
  g_autofree char *lines_name = g_strconcat (name, "-lines", NULL);
  g_autofree char *lines_path = osm_city_scratch (city, lines_name);
  g_autofree char *faces_path = osm_city_scratch (city, name);
  const char *argv[]
      = { "polygonize", lines_path, "--output", faces_path, land != NULL ? "--land" : NULL,
          land,         NULL };
  g_autofree char *answer = NULL;

  if (!wf_pack_writer_finish (lines, lines_path, error))
    return NULL;
  answer = wf_worker_run (argv, NULL, NULL, error);
  return answer != NULL ? wf_pack_open (faces_path, error) : NULL;
}

static WfPack *
read_layer (OsmCity *city, const char *layer, GError **error)
{
  g_autofree char *path = osm_city_scratch (city, layer);
  const char *argv[] = { "import", city->osm, "--layer", layer, "--output", path, NULL };
  g_autofree char *answer = wf_worker_run (argv, NULL, NULL, error);

  return answer != NULL ? wf_pack_open (path, error) : NULL;
}

static gboolean
read_extract (OsmCity *city, GError **error)
{
  struct
  {
    const char *layer;
    WfPack **pack;
  } layers[] = { { "points", &city->points },
                 { "lines", &city->lines },
                 { "multipolygons", &city->areas },
                 { "multilinestrings", &city->routes } };

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      osm_city_tell (city, 0.1 * i, _ ("Reading the extract"));
      *layers[i].pack = read_layer (city, layers[i].layer, error);
      if (*layers[i].pack == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_roads (const OsmCity *city, GError **error)
{
  if (wf_pack_shapes (city->roads)->n_features > 0)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("%s has no road for cars; take an extract of a whole town."), city->osm);
  return FALSE;
}

static gboolean
make_layers (OsmCity *city, GError **error)
{
  if (!read_extract (city, error))
    return FALSE;
  osm_city_tell (city, 0.4, _ ("Roads"));
  if (!osm_make_roads (city, error) || !has_roads (city, error))
    return FALSE;
  osm_city_tell (city, 0.5, _ ("Land and water"));
  if (!osm_make_land (city, error) || !osm_make_water (city, error))
    return FALSE;
  osm_city_tell (city, 0.6, _ ("Areas and buildings"));
  if (!osm_make_areas (city, error))
    return FALSE;
  osm_city_tell (city, 0.7, _ ("Grid cells"));
  if (!osm_make_grid (city, error))
    return FALSE;
  osm_city_tell (city, 0.9, _ ("Hospitals, stations, signals"));
  return osm_make_posts (city, error) && osm_make_street (city, error);
}

static WfBox
extent_of_roads (const OsmCity *city)
{
  WfUnitBox box = wf_pack_box (city->roads);
  WfLonLat nw = wf_unit_to_lonlat ((WfUnit){ box.min_x, box.min_y });
  WfLonLat se = wf_unit_to_lonlat ((WfUnit){ box.max_x, box.max_y });

  return (WfBox){ nw.lon, se.lat, se.lon, nw.lat };
}

/* As many as the stations can hold and the streets can carry. */
static json_t *
simulation_of (const OsmCity *city)
{
  gint64 ambulances = CLAMP (city->n_stations[0] * 3, 4, 24);
  gint64 buses = CLAMP (city->junctions->len / 12, 4, 200);

  return json_pack ("{s:I, s:I, s:s}", "ambulances", (json_int_t) ambulances, "buses",
                    (json_int_t) buses, "plate_prefix", "OSM-");
}

static char *
title_of (const char *osm, const char *name)
{
  g_autofree char *base = g_path_get_basename (osm);
  char *title;

  if (name != NULL && *name != '\0')
    return g_strdup (name);
  base[strcspn (base, ".")] = '\0';
  title = g_utf8_make_valid (*base != '\0' ? base : "city", -1);
  title[0] = g_ascii_toupper (title[0]);
  return title;
}

static char *
file_stem (const char *title)
{
  g_autofree char *ascii = g_str_to_ascii (title, "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);

  g_strcanon (lower, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
  return g_strdup (strspn (lower, "-") == strlen (lower) ? "city" : lower);
}

static void
city_clear (OsmCity *city)
{
  WfPack *packs[] = { city->points, city->lines, city->areas,     city->routes,   city->roads,
                      city->land,   city->sea,   city->districts, city->hospitals };

  for (guint i = 0; i < G_N_ELEMENTS (packs); i++)
    wf_pack_unref (packs[i]);
  g_clear_pointer (&city->junctions, g_array_unref);
  g_clear_pointer (&city->hull, g_array_unref);
  wf_city_writer_free (city->file);
  if (city->scratch != NULL)
    wf_paths_remove_folder (city->scratch);
  g_free (city->scratch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OsmCity, city_clear)

/* Two cities in one folder would share their layers: the later one's. */
static gboolean
check_alone (const char *dir, const char *stem, GError **error)
{
  g_autofree char *own = g_strconcat (stem, ".city.json", NULL);
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".city.json") && !g_str_equal (name, own))
      {
        g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                     _ ("The folder %s holds another city (%s); choose an empty folder."), dir,
                     name);
        return FALSE;
      }
  return TRUE;
}

gboolean
wf_osm_city_make (const char *osm, const char *dir, const char *name, WfCityProgress progress,
                  gpointer user_data, char **city_path, GError **error)
{
  g_auto (OsmCity) city = { .osm = osm, .dir = dir, .progress = progress, .user_data = user_data };
  g_autofree char *title = title_of (osm, name);
  g_autofree char *stem = file_stem (title);

  if (!check_alone (dir, stem, error))
    return FALSE;
  city.scratch = g_build_filename (dir, ".making-XXXXXX", NULL);
  if (g_mkdir_with_parents (dir, 0755) != 0 || g_mkdtemp (city.scratch) == NULL)
    {
      g_clear_pointer (&city.scratch, g_free);
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The folder %s cannot be written; choose another."), dir);
      return FALSE;
    }
  city.file = wf_city_writer_new (dir, stem, title, title);
  if (!make_layers (&city, error))
    return FALSE;
  list_layers (&city);
  wf_city_writer_set_attribution (city.file, "© OpenStreetMap contributors");
  wf_city_writer_set_extent (city.file, extent_of_roads (&city));
  wf_city_writer_take_simulation (city.file, simulation_of (&city));
  osm_city_tell (&city, 1, _ ("Done"));
  return wf_city_writer_finish (city.file, city_path, error);
}
