/* Watchfloor: tests of layers nobody here made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every geographic file of the fixtures through the worker: counts, places and text as their
 * makers meant them. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-mercator.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
fixture (const char *name)
{
  const char *fixtures = g_getenv ("WATCHFLOOR_FIXTURES");
  g_autofree char *path = g_build_filename (fixtures != NULL ? fixtures : "/nowhere", name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("no fixtures");
  return NULL;
}

static WfPack *
open_layer (const char *path, const char *layer)
{
  WfSource source = { .source = path, .layer = layer };
  g_autoptr (GError) error = NULL;
  WfPack *pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return pack;
}

typedef struct
{
  const char *file, *layer;
  WfGeometryKind kind;
  guint32 n_features;
  const char *driver, *encoding;
  double west, south, east, north; /* all of it lies inside */
} Case;

static const Case cases[] = {
  { "fgb/africa.fgb", NULL, WF_GEOMETRY_POLYGON, 51, "FlatGeobuf", "UTF-8", -18, -35, 52, 38 },
  { "encoding/encoding_1251.shp", NULL, WF_GEOMETRY_POINT, 18, "ESRI Shapefile", "CP1251", -21, -11,
    31, 11 },
  { "encoding/gbk.dbf", NULL, WF_GEOMETRY_NONE, 1, "ESRI Shapefile", "GB18030", 0, 0, 0, 0 },
  { "track/Stonehenge.gpx", NULL, WF_GEOMETRY_LINE, 1, "GPX", "UTF-8", -2, 51, -1, 52 },
  { "track/Stonehenge.kml", NULL, WF_GEOMETRY_LINE, 1, "LIBKML", "UTF-8", -2, 51, -1, 52 },
  { "track/StonehengeMap.kmz", NULL, WF_GEOMETRY_POLYGON, 1, "LIBKML", "UTF-8", -2, 51, -1, 52 },
  { "osm/monaco.osm.gz", "lines", WF_GEOMETRY_LINE, 911, "OSM", "UTF-8", 7, 43, 8, 44 },
  { "osm/monaco.osm.gz", "multipolygons", WF_GEOMETRY_POLYGON, 1018, "OSM", "UTF-8", 7, 43, 8, 44 },
  { "city/delft.json", NULL, WF_GEOMETRY_POLYGON, 570, "CityJSON", "UTF-8", 4.36, 52, 4.37, 52.1 },
  { "osm/andorra.osm.pbf", "lines", WF_GEOMETRY_LINE, 2081, "OSM", "UTF-8", 0, 41, 3, 43 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *path = fixture (c->file);
  g_autoptr (WfPack) pack = path != NULL ? open_layer (path, c->layer) : NULL;
  WfUnitBox box;
  WfLonLat nw, se;

  if (pack == NULL)
    return;
  g_assert_cmpint (wf_pack_kind (pack), ==, c->kind);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, c->n_features);
  g_assert_cmpstr (wf_pack_origin (pack)->driver, ==, c->driver);
  g_assert_cmpstr (wf_pack_origin (pack)->encoding, ==, c->encoding);
  if (c->kind == WF_GEOMETRY_NONE)
    return;
  box = wf_pack_box (pack);
  nw = wf_unit_to_lonlat ((WfUnit){ box.min_x, box.min_y });
  se = wf_unit_to_lonlat ((WfUnit){ box.max_x, box.max_y });
  g_assert_true (nw.lon > c->west && se.lon < c->east && se.lat > c->south && nw.lat < c->north);
}

static void
test_africa (void)
{
  g_autofree char *path = fixture ("fgb/africa.fgb");
  g_autoptr (WfPack) pack = path != NULL ? open_layer (path, NULL) : NULL;
  static const struct
  {
    WfLonLat at;
    const char *name;
  } places[] = { { { 20, 5 }, "Central African Republic" },
                 { { 37, 0 }, "Kenya" },
                 { { 28.2, -29.5 }, "Lesotho" }, /* a hole of South Africa */
                 { { 25, -29 }, "South Africa" },
                 { { -30, 0 }, NULL } };

  for (guint i = 0; pack != NULL && i < G_N_ELEMENTS (places); i++)
    {
      guint32 f = wf_pack_polygon_at (pack, wf_unit_from_lonlat (places[i].at));
      int field = wf_pack_find_field (pack, "name_en");

      g_assert_cmpint (field, >=, 0);
      g_assert_cmpstr (f != G_MAXUINT32 ? wf_pack_text (pack, (guint) field, f) : NULL, ==,
                       places[i].name);
    }
}

static void
test_broken (void)
{
  g_autofree char *path = fixture ("fgb/flatgeobuf-invalid.fgb");
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  g_assert_null (wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
}

static gboolean
has_text (const WfPack *pack, const char *part)
{
  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    for (guint32 f = 0; f < wf_pack_shapes (pack)->n_features; f++)
      {
        const char *text = wf_pack_text (pack, field, f);

        if (text != NULL && strstr (text, part) != NULL)
          return TRUE;
      }
  return FALSE;
}

static void
test_text (void)
{
  static const char *const files[][2]
      = { { "encoding/encoding_1251.shp", "АБВГДЕЖЗИЙКЛМНОП" }, { "encoding/gbk.dbf", "简体" } };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = fixture (files[i][0]);
      g_autoptr (WfPack) pack = path != NULL ? open_layer (path, NULL) : NULL;

      g_assert_true (pack == NULL || has_text (pack, files[i][1]));
    }
}

static void
test_list (void)
{
  g_autofree char *path = fixture ("osm/monaco.osm.gz");
  const char *argv[] = { "layers", path, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = path != NULL ? wf_worker_run (argv, NULL, NULL, &error) : NULL;
  g_autoptr (json_t) layers = NULL;

  if (path == NULL)
    return;
  g_assert_no_error (error);
  layers = json_loads (answer, 0, NULL);
  g_assert_cmpuint (json_array_size (layers), ==, 5);
  g_assert_cmpstr (wf_json_string (json_array_get (layers, 1), "name", NULL), ==, "lines");
  g_assert_cmpint (wf_json_integer (json_array_get (layers, 1), "features", 0), ==, 911);
  g_assert_cmpuint (json_array_size (json_object_get (json_array_get (layers, 1), "extent")), ==,
                    4);
}

/* ---- beside GDAL's own tool */

static const char *const counted[]
    = { "fgb/africa.fgb",       "encoding/encoding_1251.shp", "encoding/gbk.dbf",
        "track/Stonehenge.gpx", "track/Stonehenge.kml",       "track/StonehengeMap.kmz" };

/* All that was there is in the pack or counted as left out. */
static void
check_count (const char *path, const char *layer, guint64 n)
{
  g_autoptr (WfPack) pack = open_layer (path, layer);
  const WfPackOrigin *origin = wf_pack_origin (pack);

  g_assert_cmpuint (wf_pack_shapes (pack)->n_features + wf_pack_origin_dropped (origin), ==,
                    n + origin->n_split);
  if (n > 0)
    g_assert_cmpuint (wf_pack_shapes (pack)->n_features, >, 0);
}

static void
test_counts (gconstpointer data)
{
  g_autofree char *path = fixture (data);
  const char *argv[] = { "ogrinfo", "-ro", "-so", "-al", path, NULL };
  g_autofree char *said = NULL;
  g_autofree char *layer = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_layers = 0;

  if (path == NULL)
    return;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, &said, NULL, NULL, NULL))
    {
      g_test_skip ("no ogrinfo");
      return;
    }
  lines = g_strsplit (said, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "Layer name: "))
      {
        g_free (layer);
        layer = g_strdup (lines[i] + strlen ("Layer name: "));
      }
    else if (g_str_has_prefix (lines[i], "Feature Count: "))
      {
        check_count (path, layer,
                     g_ascii_strtoull (lines[i] + strlen ("Feature Count: "), NULL, 10));
        n_layers++;
      }
  g_assert_cmpuint (n_layers, >, 0);
}

/* A model without a system says so; with the right one it lies where its makers live. */
static void
test_city_without_crs (void)
{
  g_autofree char *path = fixture ("city/DH_01_subs.city.json");
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  WfLonLat p;

  if (path == NULL)
    return;
  g_assert_null (wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_ASK);
  g_clear_error (&error);
  source.crs = "EPSG:28992";
  pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 9);
  p = wf_unit_to_lonlat (wf_pack_shapes (pack)->coords[0]);
  g_assert_true (p.lon > 4.2 && p.lon < 4.4 && p.lat > 52 && p.lat < 52.2);
  g_assert_true (has_text (pack, "GroundSurface") == FALSE && has_text (pack, "BuildingPart"));
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("wf-geo-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", cache);
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name
          = g_strdup_printf ("/geo-files/%u-%s", i, strrchr (cases[i].file, '/') + 1);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    {
      g_autofree char *name
          = g_strconcat ("/geo-files/count/", strrchr (counted[i], '/') + 1, NULL);

      g_test_add_data_func (name, counted[i], test_counts);
    }
  g_test_add_func ("/geo-files/africa", test_africa);
  g_test_add_func ("/geo-files/city-without-crs", test_city_without_crs);
  g_test_add_func ("/geo-files/broken", test_broken);
  g_test_add_func ("/geo-files/text", test_text);
  g_test_add_func ("/geo-files/list", test_list);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  return status;
}
