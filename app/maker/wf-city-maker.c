/* Watchfloor: the made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Land, density, ways, streets, lanes, lots; then the layers, one after another. One thread. */
#include "config.h"

#include "wf-city-maker.h"

#include "gen-export.h"
#include "wf-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define LEAST_BUILDINGS 500
#define MOST_BUILDINGS 2000000

static GenCity *
city_new (guint64 seed, guint n_buildings)
{
  GenCity *city = g_new0 (GenCity, 1);

  city->seed = seed;
  city->n_buildings = n_buildings;
  city->room = 1.0;
  city->centres = g_array_new (FALSE, FALSE, sizeof (GenCentre));
  city->hamlets = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  city->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) gen_line_free);
  city->lakes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return city;
}

/* Takes the city back to the bare land. */
static void
city_clear (GenCity *city)
{
  gen_field_clear (city);
  g_clear_pointer (&city->mesh, gen_mesh_free);
  g_clear_pointer (&city->blocks, g_array_unref);
  g_array_set_size (city->centres, 0);
  g_ptr_array_set_size (city->lines, 0);
  g_ptr_array_set_size (city->lakes, 0);
}

static void
city_free (GenCity *city)
{
  city_clear (city);
  gen_terrain_free (city->terrain);
  g_array_unref (city->centres);
  g_array_unref (city->hamlets);
  g_ptr_array_unref (city->lines);
  g_ptr_array_unref (city->lakes);
  g_free (city);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GenCity, city_free)

/* How many buildings the blocks have room for, counted up to a little over what is wanted. */
static guint
count_room (const GenCity *city)
{
  g_autoptr (GArray) buildings = g_array_new (FALSE, FALSE, sizeof (GenBuilding));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  guint n = 0;

  for (guint i = 0; i < city->blocks->len; i++)
    {
      g_array_set_size (buildings, 0);
      g_array_set_size (points, 0);
      gen_lot_fill (city, &g_array_index (city->blocks, GenBlock, i), buildings, points);
      n += buildings->len;
    }
  return n;
}

/* Lays everything out with the room there is; returns how many buildings that holds. */
static guint
lay_out_once (GenCity *city)
{
  guint n;

  city_clear (city);
  gen_field_make (city);
  gen_path_make (city);
  gen_trace_make (city);
  gen_net_make (city);
  gen_road_span (city);
  gen_block_make (city);
  n = count_room (city);
  g_debug ("room %.3f holds %u of %u buildings, crowding %.2f", city->room, n, city->n_buildings,
           city->crowding);
  return n;
}

/* Finds the room in which just a few blocks at the city's edge stay empty: more room does not
 * always hold more buildings, so the least that was enough is kept. */
static gboolean
lay_out (GenCity *city, GError **error)
{
  double enough = 0.0, too_little = 0.0;
  guint wanted = city->n_buildings, n = 0;

  for (guint try = 0; try < 7; try++)
    {
      n = lay_out_once (city);
      if (n >= wanted && n < wanted * 1.12)
        return TRUE;
      if (n >= wanted && (enough == 0.0 || city->room < enough))
        enough = city->room;
      if (n < wanted && city->room > too_little)
        too_little = city->room;
      if (enough > 0.0 && too_little > 0.0 && too_little < enough)
        city->room = 0.5 * (too_little + enough);
      else
        city->room *= CLAMP (1.05 * wanted / MAX (n, 1), 0.3, 2.5);
    }
  if (n < wanted && enough > 0.0)
    {
      city->room = enough;
      n = lay_out_once (city);
    }
  if (n >= wanted * 0.99)
    return TRUE;
  g_set_error (
      error, WF_ERROR, WF_ERROR_LIMIT,
      _ ("There is no room for %u buildings on this land, only for %u. Ask for fewer, or take another seed."),
      wanted, n);
  return FALSE;
}

static void
add_layers (WfCityWriter *file)
{
  static const struct
  {
    const char *id, *zh, *en, *source, *layer, *encoding;
    gboolean visible;
  } layers[] = {
    { "hinterland", "周边陆地", "Surroundings", "base.gpkg", "hinterland", NULL, TRUE },
    { "relief", "地形", "Relief", "relief.tif", NULL, NULL, TRUE },
    { "land", "陆地", "Land", "base.gpkg", "land", NULL, TRUE },
    { "landuse", "用地", "Land use", "base.gpkg", "landuse", NULL, TRUE },
    { "water", "水域", "Water", "base.gpkg", "water", NULL, TRUE },
    { "coastline", "海岸线", "Coastline", "base.gpkg", "coastline", NULL, TRUE },
    { "green", "绿地", "Green", "base.gpkg", "green", NULL, TRUE },
    { "buildings", "建筑物", "Buildings", "buildings.gpkg", "buildings", NULL, TRUE },
    { "roads", "道路", "Roads", "roads.fgb", NULL, NULL, TRUE },
    { "rail", "铁路", "Railways", "rail.fgb", NULL, NULL, TRUE },
    { "grid", "单元网格", "Grid cells", "grid.shp", NULL, "GBK", TRUE },
    { "districts", "行政区", "Districts", "districts.geojson", NULL, NULL, TRUE },
    { "places", "地名", "Places", "places.geojson", NULL, NULL, TRUE },
    { "hospitals", "医院", "Hospitals", "hospitals.geojson", NULL, NULL, TRUE },
    { "stations", "站点", "Stations", "stations.geojson", NULL, NULL, TRUE },
    { "signals", "信号灯", "Signals", "signals.geojson", NULL, NULL, TRUE },
    { "bus_lines", "公交线路", "Bus lines", "bus_lines.geojson", NULL, NULL, FALSE },
    { "bus_stops", "公交站", "Bus stops", "bus_stops.geojson", NULL, NULL, TRUE },
    { "cameras", "摄像头", "Cameras", "cameras.geojson", NULL, NULL, FALSE },
    { "parking", "停车场", "Car parks", "parking.geojson", NULL, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    wf_city_writer_add_layer (file, layers[i].id, layers[i].id, layers[i].zh, layers[i].en,
                              layers[i].source, layers[i].layer, layers[i].encoding,
                              layers[i].visible);
}

static gboolean
write_layers (GenExport *out, GError **error)
{
  gen_export_tell (out, 0.10, _ ("Drawing land and water"));
  if (!gen_export_base (out, error))
    return FALSE;
  if (!gen_export_relief (out, error))
    return FALSE;
  gen_export_tell (out, 0.20, _ ("Building roads"));
  if (!gen_export_roads (out, error))
    return FALSE;
  gen_export_tell (out, 0.22, _ ("Drawing the grid"));
  if (!gen_export_grid (out, error))
    return FALSE;
  gen_export_tell (out, 0.30, _ ("Opening hospitals and stations"));
  if (!gen_export_posts (out, error) || !gen_export_buses (out, error))
    return FALSE;
  gen_export_tell (out, 0.35, _ ("Putting up buildings"));
  return gen_export_buildings (out, error);
}

/* Packs in between that a maker which was stopped has left. */
static void
sweep_folder (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_str_has_prefix (name, ".making-"))
        g_unlink (path);
    }
}

/* What an earlier city left in the folder would be appended to. */
static gboolean
empty_folder (const char *dir, GError **error)
{
  static const char *const files[]
      = { "relief.tif",        "base.gpkg",        "buildings.gpkg",    "roads.fgb",
          "rail.fgb",          "grid.shp",         "grid.shx",          "grid.dbf",
          "grid.prj",          "grid.cpg",         "districts.geojson", "places.geojson",
          "hospitals.geojson", "stations.geojson", "signals.geojson",   "bus_lines.geojson",
          "bus_stops.geojson", "cameras.geojson",  "parking.geojson" };

  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The folder %s cannot be made (%s). Choose another folder."), dir,
                   g_strerror (errno));
      return FALSE;
    }
  sweep_folder (dir);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i], NULL);

      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_set_error (error, WF_ERROR, WF_ERROR_IO,
                       _ ("The file %s cannot be replaced (%s). Choose another folder."), path,
                       g_strerror (errno));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
wf_city_make (const char *dir, guint64 seed, guint n_buildings, WfCityProgress progress,
              gpointer user_data, char **city_path, GError **error)
{
  g_autoptr (GenCity) city = city_new (seed, n_buildings);
  g_autoptr (GenNamer) namer = gen_namer_new (seed), road_namer = gen_namer_new (seed + 1);
  g_autoptr (WfCityWriter) file = wf_city_writer_new (dir, "haiyu", "海屿市", "Haiyu");
  g_autoptr (GHashTable) road_names = gen_export_road_names_new ();
  GenExport out = { .city = city,
                    .dir = dir,
                    .file = file,
                    .namer = namer,
                    .road_namer = road_namer,
                    .road_names = road_names,
                    .progress = progress,
                    .user_data = user_data };

  if (n_buildings < LEAST_BUILDINGS || n_buildings > MOST_BUILDINGS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("A city has between %u and %u buildings; %u were asked for."),
                   LEAST_BUILDINGS, MOST_BUILDINGS, n_buildings);
      return FALSE;
    }
  if (!empty_folder (dir, error))
    return FALSE;
  gen_export_tell (&out, 0.0, _ ("Raising the land"));
  city->terrain = gen_terrain_new (seed);
  gen_export_tell (&out, 0.04, _ ("Laying out streets"));
  if (!lay_out (city, error))
    return FALSE;
  g_autoptr (GPtrArray) roads = gen_road_collect (city);

  out.roads = roads;
  wf_city_writer_set_extent (
      file, (WfBox){ GEN_ORIGIN_LON - GEN_LON_SPAN / 2, GEN_ORIGIN_LAT - GEN_LAT_SPAN / 2,
                     GEN_ORIGIN_LON + GEN_LON_SPAN / 2, GEN_ORIGIN_LAT + GEN_LAT_SPAN / 2 });
  if (!write_layers (&out, error))
    return FALSE;
  add_layers (file);
  gen_export_tell (&out, 1.0, _ ("Done"));
  return wf_city_writer_finish (file, city_path, error);
}
