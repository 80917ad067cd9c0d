/* Watchfloor: e2e tests against PostGIS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A real PostgreSQL: what a window holds, in which place and which words; samples of large tables;
 * a wrong password, a reading called off, a server that dies while it is read. */
#include "config.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-session.h"
#include "wf-test-server.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static WfTestPostgres *postgres;
static char *folder, *source;

static const char tables[]
    = "CREATE TABLE places (id int PRIMARY KEY, name text, n bigint, h float8,"
      "  at timestamptz, geom geometry(Point, 4490));"
      "INSERT INTO places SELECT i, '大连市第' || i || '号', i * 10000000000, i / 4.0,"
      "  '2024-05-01 08:00+08', ST_SetSRID(ST_MakePoint(121 + i * 0.001, 38.9), 4490)"
      "  FROM generate_series(0, 999) i;"
      "CREATE INDEX ON places USING gist (geom);"
      "CREATE SCHEMA \"Plan 图\";"
      "CREATE TABLE \"Plan 图\".\"Parcel\" (id int PRIMARY KEY, \"用途\" text,"
      "  geom geometry(Polygon, 4528));"
      "INSERT INTO \"Plan 图\".\"Parcel\" SELECT 1, '绿地', ST_Transform(ST_SetSRID("
      "  ST_MakeEnvelope(121.6, 38.9, 121.61, 38.91), 4490), 4528);"
      "CREATE TABLE many (id int PRIMARY KEY, geom geometry(Polygon, 4326));"
      "INSERT INTO many SELECT i, ST_MakeEnvelope(x, y, x + 0.0002, y + 0.0001, 4326) FROM"
      "  (SELECT i, 121 + (i % 700) * 0.001 x, 38.5 + (i / 700) * 0.001 y"
      "   FROM generate_series(0, 489999) i) s;"
      "CREATE INDEX ON many USING gist (geom);"
      "CREATE VIEW slow AS SELECT id, name, pg_sleep(0.004)::text AS nothing, geom FROM places;"
      "ANALYZE;";

/* The window of a view of @w degrees about @lon, @lat. */
static WfSourceWindow
window_at (double lon, double lat, double w)
{
  WfPoint p = wf_mercator_from_lonlat ((WfLonLat){ lon, lat });

  return wf_source_window_for (
      (WfBox){ p.x - w / 720, p.y - w / 900, p.x + w / 720, p.y + w / 900 });
}

static WfSource
table (const char *layer, double lon, double lat, double w)
{
  return (WfSource){ .source = source, .layer = layer, .window = window_at (lon, lat, w) };
}

static WfPack *
open_table (const WfSource *from, WfWindowFacts *facts)
{
  g_autoptr (GError) error = NULL;
  WfPack *pack = wf_worker_open_window (from, FALSE, NULL, NULL, NULL, facts, &error);

  g_assert_no_error (error);
  return pack;
}

static guint
count_inside (WfSourceWindow window, double from_lon, double step, guint n)
{
  WfBox box = wf_source_window_box (window);
  guint inside = 0;

  for (guint i = 0; i < n; i++)
    {
      double x = (from_lon + i * step) / 360 + 0.5;

      inside += x >= box.min_x && x <= box.max_x;
    }
  return inside;
}

static void
test_window (void)
{
  WfSource from = table ("places", 121.2, 38.9, 0.1);
  WfWindowFacts facts;
  g_autoptr (WfPack) pack = open_table (&from, &facts);
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  int name = wf_pack_find_field (pack, "name"), n = wf_pack_find_field (pack, "n");
  int at = wf_pack_find_field (pack, "at");

  g_assert_cmpuint (shapes->n_features, ==, count_inside (from.window, 121, 0.001, 1000));
  g_assert_true (wf_source_window_facts_complete (&facts));
  for (guint32 f = 0; f < shapes->n_features; f++)
    {
      gint64 id = wf_pack_fid (pack, f), value = 0;
      g_autofree char *words = g_strdup_printf ("大连市第%d号", (int) id);
      WfLonLat p = wf_unit_to_lonlat (shapes->coords[f]);

      g_assert_cmpstr (wf_pack_text (pack, (guint) name, f), ==, words);
      g_assert_true (wf_pack_int (pack, (guint) n, f, &value));
      g_assert_cmpint (value, ==, id * G_GINT64_CONSTANT (10000000000));
      g_assert_true (wf_pack_int (pack, (guint) at, f, &value));
      g_assert_cmpint (value, ==, G_GINT64_CONSTANT (1714521600000000));
      g_assert_cmpfloat_with_epsilon (p.lon, 121 + (double) id * 0.001, 1e-6);
      g_assert_cmpfloat_with_epsilon (p.lat, 38.9, 1e-6);
    }
}

/* A schema and columns with capitals, blanks and Chinese, in Gauss-Kruger metres, northing and
 * easting. */
static void
test_gauss_kruger (void)
{
  WfSource from = table ("Plan 图.Parcel", 121.605, 38.905, 0.05);
  g_autoptr (WfPack) pack = open_table (&from, NULL);
  WfUnitBox box = wf_pack_box (pack);
  WfLonLat nw = wf_unit_to_lonlat ((WfUnit){ box.min_x, box.min_y });
  WfLonLat se = wf_unit_to_lonlat ((WfUnit){ box.max_x, box.max_y });

  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 1);
  g_assert_cmpstr (wf_pack_text (pack, (guint) wf_pack_find_field (pack, "用途"), 0), ==, "绿地");
  g_assert_cmpfloat_with_epsilon (nw.lon, 121.6, 1e-6);
  g_assert_cmpfloat_with_epsilon (nw.lat, 38.91, 1e-6);
  g_assert_cmpfloat_with_epsilon (se.lon, 121.61, 1e-6);
  g_assert_cmpfloat_with_epsilon (se.lat, 38.9, 1e-6);
}

/* From afar a sample that says so, spread over all; close by every one. */
static void
test_sample (void)
{
  WfSource far = table ("many", 121.35, 38.85, 1), near = table ("many", 121.35, 38.85, 0.02);
  WfWindowFacts facts;
  g_autoptr (WfPack) some = open_table (&far, &facts);
  g_autoptr (WfPack) all = NULL;
  guint n = wf_pack_shapes (some)->n_features;
  WfUnitBox box = wf_pack_box (some);

  g_assert_cmpint (facts.one_in, >, 1);
  g_assert_cmpint (facts.n_matched, >, 300000);
  g_assert_cmpuint (n, >, 100000);
  g_assert_cmpuint (n, <, 300000);
  g_assert_cmpfloat (wf_unit_to_lonlat ((WfUnit){ box.min_x, box.min_y }).lon, <, 121.05);
  g_assert_cmpfloat (wf_unit_to_lonlat ((WfUnit){ box.max_x, box.max_y }).lon, >, 121.65);
  all = open_table (&near, &facts);
  g_assert_cmpint (facts.one_in, ==, 1);
  g_assert_true (wf_source_window_facts_complete (&facts));
  g_assert_cmpuint (wf_pack_shapes (all)->n_features, >, 300);
}

/* One sentence, without the password. */
static void
expect_refused (const char *name, int code)
{
  WfSource from = { .source = name, .window = window_at (121.2, 38.9, 0.1) };
  g_autoptr (GError) error = NULL;

  g_assert_null (wf_worker_open (&from, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, code);
  g_assert_null (strstr (error->message, "tr0ub4dor"));
  g_assert_null (strstr (error->message, "\n"));
}

static void
test_refused (void)
{
  g_autofree char *wrong = wf_test_postgres_source (postgres, "tr0ub4dor");
  g_autofree char *nowhere = g_strdup_printf (
      "PG:host=127.0.0.1 port=%u user=wf password=tr0ub4dor", wf_test_free_port ());

  expect_refused (wrong, WF_ERROR_REFUSED);
  expect_refused (nowhere, WF_ERROR_NETWORK);
}

typedef struct
{
  GCancellable *cancellable;
  gboolean done, kill;
  guint n_progress;
  WfPack *pack;
  WfWindowFacts facts;
  GError *error;
} Reading;

/* No argument of any process tells the password. */
static void
look_at_processes (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint n_workers = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *words = NULL;
      gsize n = 0;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &words, &n, NULL))
        continue;
      n_workers += memmem (words, n, "watchfloor-gdal", 15) != NULL;
      /* psql is the test's own. */
      if (memmem (words, n, "psql", 4) == NULL)
        g_assert_null (memmem (words, n, WF_TEST_PASSWORD, strlen (WF_TEST_PASSWORD)));
    }
  g_assert_cmpuint (n_workers, >, 0);
}

static void
progress_cb (double fraction, const char *what, gpointer data)
{
  Reading *reading = data;

  if (reading->n_progress++ > 0)
    return;
  look_at_processes ();
  if (reading->kill)
    wf_test_postgres_kill (postgres);
  else
    g_cancellable_cancel (reading->cancellable);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->pack = wf_worker_open_finish (result, NULL, &reading->error);
  if (reading->pack != NULL)
    reading->facts = wf_worker_open_facts (result);
  reading->done = TRUE;
}

static void
read_slowly (Reading *reading, double w)
{
  WfSource from = table ("slow", 121.5, 38.9, w);

  reading->cancellable = g_cancellable_new ();
  wf_worker_open_async (&from, progress_cb, reading, NULL, reading->cancellable, read_cb, reading);
  while (!reading->done)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&reading->cancellable);
}

static void
test_cancel (void)
{
  Reading reading = { 0 };

  read_slowly (&reading, 1.2);
  g_assert_null (reading.pack);
  g_assert_error (reading.error, WF_ERROR, WF_ERROR_CANCELLED);
  g_error_free (reading.error);
}

static WfSession *
make_session (void)
{
  g_autofree char *path = g_build_filename (folder, "t.city.json", NULL);
  g_autofree char *journal = g_build_filename (folder, "t.journal", NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"name\":{\"zh\":\"试\",\"en\":\"T\"},\"extent\":[121,38.5,121.7,39.2],\"layers\":["
      "{\"id\":\"many\",\"title\":{\"zh\":\"楼\",\"en\":\"Many\"},\"source\":\"%s\","
      "\"layer\":\"many\"}]}",
      source);
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  WfSessionOptions options = { .city_path = path, .journal_path = journal, .operator_name = "t" };
  g_autoptr (GError) error = NULL;
  WfSession *session;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  session = wf_session_new (clock, &options, &error);
  g_assert_no_error (error);
  return session;
}

static void
wait_ready (WfSession *session, WfLayer *layer, const WfPack *before)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!(wf_layer_get_state (layer) == WF_LAYER_READY && wf_layer_get_pack (layer) != before)
         && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (wf_layer_get_state (layer), ==, WF_LAYER_READY);
}

/* The layer follows the view: a sample that says so, then all of a street. */
static void
test_session (void)
{
  g_autoptr (WfSession) session = make_session ();
  g_autoptr (WfLayer) layer = g_list_model_get_item (wf_session_get_layers (session), 0);
  WfPoint p = wf_mercator_from_lonlat ((WfLonLat){ 121.3, 38.8 });
  g_autoptr (WfPack) first = NULL;

  wf_session_start (session);
  wait_ready (session, layer, NULL);
  g_assert_nonnull (wf_layer_get_note (layer));
  first = wf_pack_ref (wf_layer_get_pack (layer));
  wf_session_set_view (
      session,
      &(WfView){ .center = p, .zoom = 17, .width_px = 1000, .height_px = 600, .scale = 1 });
  wait_ready (session, layer, first);
  g_assert_null (wf_layer_get_note (layer));
  g_assert_cmpuint (wf_pack_shapes (wf_layer_get_pack (layer))->n_features, <, 5000);
  wf_session_stop (session);
}

/* As if what is kept had been read long ago. */
static void
age_cache (void)
{
  g_autofree char *windows
      = g_build_filename (g_get_user_cache_dir (), "watchfloor", "windows", NULL);
  g_autoptr (GDir) dir = g_dir_open (windows, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        g_autofree char *path = g_build_filename (windows, name, NULL);

        g_assert_true (g_file_set_contents (path, "{\"one_in\":1,\"read\":1}", -1, NULL));
      }
}

/* Last: it costs the server. What was read earlier is shown, with a word about it. */
static void
test_gone (void)
{
  Reading broken = { .kill = TRUE };
  WfSource kept = table ("places", 121.2, 38.9, 0.1);
  WfWindowFacts facts;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&kept, TRUE, NULL, NULL, NULL, &error);
  g_autoptr (WfPack) again = NULL;

  g_assert_no_error (error);
  read_slowly (&broken, 1.1);
  g_assert_null (broken.pack);
  g_assert_error (broken.error, WF_ERROR, WF_ERROR_NETWORK);
  g_assert_null (strstr (broken.error->message, WF_TEST_PASSWORD));
  g_error_free (broken.error);
  age_cache ();
  again = wf_worker_open_window (&kept, TRUE, NULL, NULL, NULL, &facts, &error);
  g_assert_no_error (error);
  g_assert_true (facts.is_old);
  g_assert_cmpuint (wf_pack_shapes (again)->n_features, ==, wf_pack_shapes (pack)->n_features);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int code;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("watchfloor-e2e-XXXXXX", NULL);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("XDG_STATE_HOME", cache, TRUE);
  g_setenv ("LANGUAGE", "C", TRUE);
  postgres = wf_test_postgres_start ();
  if (postgres == NULL)
    {
      g_print ("1..0 # SKIP PostgreSQL with PostGIS is not installed\n");
      wf_test_remove (folder);
      return 0;
    }
  source = wf_test_postgres_source (postgres, WF_TEST_PASSWORD);
  wf_test_postgres_run (postgres, tables);
  g_test_add_func ("/postgis/window", test_window);
  g_test_add_func ("/postgis/gauss-kruger", test_gauss_kruger);
  g_test_add_func ("/postgis/sample", test_sample);
  g_test_add_func ("/postgis/refused", test_refused);
  g_test_add_func ("/postgis/cancel", test_cancel);
  g_test_add_func ("/postgis/session", test_session);
  g_test_add_func ("/postgis/gone", test_gone);
  code = g_test_run ();
  wf_test_postgres_stop (postgres);
  wf_test_remove (folder);
  g_free (folder);
  g_free (source);
  return code;
}
