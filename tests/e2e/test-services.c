/* Watchfloor: e2e tests against services of features.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MapServer (WFS 1.1 and 2.0, OGC API Features) and QGIS Server serve the same thousand places:
 * through each the same ones of a window come, where they are and with their Chinese words; also
 * from a server whose short CRS name has the other axis order. */
#include "config.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-test-server.h"
#include "wf-worker.h"

#include <math.h>
#include <string.h>

#define N 1000

static char *folder, *places;

static char *
place (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_places (void)
{
  g_autoptr (GString) text
      = g_string_new ("{\"type\":\"FeatureCollection\",\"name\":\"places\",\"features\":[");

  for (guint i = 0; i < N; i++)
    g_string_append_printf (text,
                            "%s{\"type\":\"Feature\",\"properties\":{\"id\":%u,\"name\":"
                            "\"大连市第%u号\",\"h\":%u.25},\"geometry\":{\"type\":\"Point\","
                            "\"coordinates\":[%u.%03u,38.9]}}",
                            i == 0 ? "" : ",", i, i, i, 121 + i / 1000, i % 1000);
  g_string_append (text, "]}");
  places = place ("places.geojson");
  g_assert_true (g_file_set_contents (places, text->str, -1, NULL));
}

/* What of the thousand lies in a window, through @name. */
static void
expect_places (const char *name)
{
  WfPoint p = wf_mercator_from_lonlat ((WfLonLat){ 121.2, 38.9 });
  WfSource source = { .source = name,
                      .window = wf_source_window_for (
                          (WfBox){ p.x - 1e-4, p.y - 6e-5, p.x + 1e-4, p.y + 6e-5 }) };
  WfBox box = wf_source_window_box (source.window);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  const WfPackShapes *shapes;
  int words, number;
  guint inside = 0;

  g_assert_no_error (error);
  shapes = wf_pack_shapes (pack);
  words = wf_pack_find_field (pack, "name");
  number = wf_pack_find_field (pack, "id");
  for (guint i = 0; i < N; i++)
    inside
        += (121 + i * 0.001) / 360 + 0.5 >= box.min_x && (121 + i * 0.001) / 360 + 0.5 <= box.max_x;
  g_assert_cmpuint (inside, >, 50);
  g_assert_cmpuint (shapes->n_features, ==, inside);
  for (guint32 f = 0; f < shapes->n_features; f++)
    {
      WfLonLat at = wf_unit_to_lonlat (shapes->coords[f]);
      gint64 id = -1;
      g_autofree char *wanted = NULL;

      g_assert_true (wf_pack_int (pack, (guint) number, f, &id));
      wanted = g_strdup_printf ("大连市第%d号", (int) id);
      g_assert_cmpstr (wf_pack_text (pack, (guint) words, f), ==, wanted);
      g_assert_cmpfloat_with_epsilon (at.lon, 121 + (double) id * 0.001, 1e-5);
      g_assert_cmpfloat_with_epsilon (at.lat, 38.9, 1e-5);
    }
}

/* ---- MapServer */

static void
write_map (guint port)
{
  g_autofree char *map = place ("city.map");
  g_autofree char *conf = place ("ms.conf");
  g_autofree char *map_text = g_strdup_printf (
      "MAP NAME \"city\" EXTENT 120 38 123 40 PROJECTION \"init=epsg:4326\" END\n"
      "WEB METADATA \"ows_title\" \"city\" \"ows_enable_request\" \"*\"\n"
      "\"ows_srs\" \"EPSG:4326 EPSG:3857\"\n"
      "\"ows_onlineresource\" \"http://127.0.0.1:%u/cgi?map=%s\"\n"
      "\"oga_onlineresource\" \"http://127.0.0.1:%u/cgi/CITY/ogcapi\" END END\n"
      "LAYER NAME \"places\" TYPE POINT STATUS ON CONNECTIONTYPE OGR CONNECTION \"%s\"\n"
      "DATA \"places\" PROJECTION \"init=epsg:4326\" END ENCODING \"UTF-8\"\n"
      "EXTENT 121 38.8 122 39 TEMPLATE \"void\" METADATA \"ows_title\" \"places\"\n"
      "\"gml_include_items\" \"all\" \"gml_featureid\" \"id\" \"gml_types\" \"auto\"\n"
      "\"oga_title\" \"places\" END END END\n",
      port, map, port, places);
  g_autofree char *conf_text = g_strdup_printf (
      "CONFIG ENV \"MS_MAP_PATTERN\" \".\" END MAPS \"CITY\" \"%s\" END END\n", map);

  g_assert_true (g_file_set_contents (map, map_text, -1, NULL));
  g_assert_true (g_file_set_contents (conf, conf_text, -1, NULL));
}

static GSubprocess *
start_mapserver (guint port)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "e2e", "cgi-server.py", NULL);
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *conf = place ("ms.conf");
  g_autofree char *setting = g_strconcat ("MAPSERVER_CONFIG_FILE=", conf, NULL);
  const char *const argv[]
      = { "/usr/bin/python3", script, number, "/usr/lib/cgi-bin/mapserv", setting, NULL };
  GSubprocess *server;

  write_map (port);
  server = wf_test_start (argv);
  g_assert_true (wf_test_wait_port (port, server));
  return server;
}

static gboolean
skip_without (const char *program)
{
  if (g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
    return FALSE;
  g_test_skip (program);
  return TRUE;
}

static void
test_mapserver (void)
{
  guint port = wf_test_free_port ();
  g_autofree char *map = place ("city.map");
  g_autofree char *wfs_11
      = g_strdup_printf ("WFS:http://127.0.0.1:%u/cgi?map=%s&VERSION=1.1.0", port, map);
  g_autofree char *wfs_20
      = g_strdup_printf ("WFS:http://127.0.0.1:%u/cgi?map=%s&VERSION=2.0.0", port, map);
  g_autofree char *api = g_strdup_printf ("OAPIF:http://127.0.0.1:%u/cgi/CITY/ogcapi", port);
  WfSource gone = { .source = api, .window = { 3, 6, 3, 1, 1 } };
  g_autoptr (GError) error = NULL;
  GSubprocess *server;

  if (skip_without ("/usr/lib/cgi-bin/mapserv"))
    return;
  server = start_mapserver (port);
  expect_places (wfs_11);
  expect_places (wfs_20);
  expect_places (api);
  wf_test_end (server);
  g_assert_null (wf_worker_open (&gone, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_NETWORK);
  g_assert_null (strstr (error->message, "\n"));
}

/* ---- QGIS Server */

static GSubprocess *
start_qgis (guint port)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "e2e", "qgis-project.py", NULL);
  g_autofree char *project = place ("city.qgs");
  g_autofree char *home = g_strconcat ("HOME=", folder, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  const char *const make[]
      = { "env",   home, "QT_QPA_PLATFORM=offscreen", "/usr/bin/python3", script, places,
          project, NULL };
  const char *const serve[] = {
    "env", home, "QT_QPA_PLATFORM=offscreen", "qgis_mapserver", "-p", project, address, NULL
  };
  GSubprocess *server;

  g_free (wf_test_run (make, NULL));
  server = wf_test_start (serve);
  g_assert_true (wf_test_wait_port (port, server));
  return server;
}

static void
test_qgis (void)
{
  guint port = wf_test_free_port ();
  g_autofree char *wfs = g_strdup_printf ("WFS:http://127.0.0.1:%u/", port);
  g_autofree char *wfs_10 = g_strdup_printf ("WFS:http://127.0.0.1:%u/?VERSION=1.0.0", port);
  g_autofree char *api = g_strdup_printf ("OAPIF:http://127.0.0.1:%u/wfs3", port);
  GSubprocess *server;

  if (skip_without ("/usr/bin/qgis_mapserver"))
    return;
  server = start_qgis (port);
  expect_places (wfs);
  expect_places (wfs_10);
  expect_places (api);
  wf_test_end (server);
}

/* ---- A server that means longitude first by "EPSG:4326" */

static void
test_east_first (void)
{
  guint port = wf_test_free_port ();
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "e2e", "east-first-wfs.py", NULL);
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *wfs = g_strdup_printf ("WFS:http://127.0.0.1:%u/", port);
  const char *const argv[] = { "/usr/bin/python3", script, number, places, NULL };
  GSubprocess *server = wf_test_start (argv);

  g_assert_true (wf_test_wait_port (port, server));
  expect_places (wfs);
  wf_test_end (server);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int code;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("watchfloor-e2e-XXXXXX", NULL);
  cache = place ("cache");
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("LANGUAGE", "C", TRUE);
  write_places ();
  g_test_add_func ("/services/mapserver", test_mapserver);
  g_test_add_func ("/services/qgis", test_qgis);
  g_test_add_func ("/services/east-first", test_east_first);
  code = g_test_run ();
  wf_test_remove (folder);
  g_free (folder);
  g_free (places);
  return code;
}
