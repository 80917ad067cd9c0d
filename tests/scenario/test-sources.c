/* Watchfloor: tests of sources, good and hostile.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The real worker on files made to hurt it, killed while it works, asked for the same thing by
 * many at once; and every format there and back. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *scratch;

static char *
place (const char *name)
{
  return g_build_filename (scratch, name, NULL);
}

static char *
write_file (const char *name, const char *text)
{
  char *path = place (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
expect_refusal (const char *path, int code)
{
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;

  g_assert_null (wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, code);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

#define POINT                                                                                      \
  "{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":{\"type\":\"Point\","               \
  "\"coordinates\":[121.6,38.9]}}"

static void
test_not_files (void)
{
  g_autofree char *fifo = place ("fifo.gpkg");
  g_autofree char *folder = place ("folder.gpkg");
  g_autofree char *empty = write_file ("empty.gpkg", "");
  g_autofree char *absent = place ("absent.gpkg");

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  expect_refusal (fifo, WF_ERROR_REFUSED);
  expect_refusal (folder, WF_ERROR_REFUSED);
  expect_refusal ("/dev/zero", WF_ERROR_REFUSED);
  expect_refusal (empty, WF_ERROR_INVALID);
  expect_refusal (absent, WF_ERROR_NOT_FOUND);
}

/* A file that points at another one must not get it opened. */
static void
test_reaching_out (void)
{
  g_autofree char *inner = write_file ("secret.geojson", POINT);
  g_autofree char *text = g_strdup_printf (
      "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>%s</SrcDataSource>"
      "</OGRVRTLayer></OGRVRTDataSource>",
      inner);
  g_autofree char *vrt = write_file ("reach.vrt", text);
  g_autofree char *hidden = write_file ("reach.gpkg", text);

  expect_refusal (vrt, WF_ERROR_REFUSED);
  expect_refusal (hidden, WF_ERROR_INVALID);
  expect_refusal ("/vsistdin/", WF_ERROR_REFUSED);
  expect_refusal ("/vsicurl/http://127.0.0.1:9/x.geojson", WF_ERROR_REFUSED);
}

static void
test_broken (void)
{
  static const char *const names[] = { "junk.gpkg", "junk.fgb", "junk.shp", "junk.geojson",
                                       "junk.kml",  "junk.pbf", "junk.dxf", "junk.gpx" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = write_file (names[i], "this is no layer at all, whatever it is");

      expect_refusal (path, WF_ERROR_INVALID);
    }
}

/* Metres without a word about the system: nobody can say where that is. */
static void
test_no_crs (void)
{
  g_autofree char *path = write_file ("metres.csv", "x,y,name\n500000,4300000,a\n");

  expect_refusal (path, WF_ERROR_ASK);
}

static void
test_counted (void)
{
  g_autofree char *path = write_file (
      "mixed.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":[" POINT
      ",{\"type\":\"Feature\",\"properties\":{\"n\":2},\"geometry\":{\"type\":\"Point\","
      "\"coordinates\":[121.7,38.9,12.5]}}"
      ",{\"type\":\"Feature\",\"properties\":{\"n\":3},\"geometry\":null}"
      ",{\"type\":\"Feature\",\"properties\":{\"n\":4},\"geometry\":{\"type\":\"Point\","
      "\"coordinates\":[600,38.9]}}"
      ",{\"type\":\"Feature\",\"properties\":{\"n\":5},\"geometry\":{\"type\":\"LineString\","
      "\"coordinates\":[[121,38],[122,39]]}}"
      ",{\"type\":\"Feature\",\"properties\":{\"n\":6},\"geometry\":{\"type\":\"GeometryCollection\","
      "\"geometries\":[{\"type\":\"Point\",\"coordinates\":[121.8,38.9]},"
      "{\"type\":\"LineString\",\"coordinates\":[[121,38.5],[122,39.5]]}]}}]}");
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);
  const WfPackOrigin *origin;
  guint32 first, end;

  g_assert_no_error (error);
  origin = wf_pack_origin (pack);
  g_assert_cmpint (wf_pack_kind (pack), ==, WF_GEOMETRY_MIXED);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 5);
  wf_pack_kind_range (pack, WF_GEOMETRY_LINE, &first, &end);
  g_assert_cmpuint (first, ==, 3);
  g_assert_cmpuint (end, ==, 5);
  g_assert_cmpint (wf_pack_feature_kind (pack, 2), ==, WF_GEOMETRY_POINT);
  g_assert_cmpint (wf_pack_feature_kind (pack, 3), ==, WF_GEOMETRY_LINE);
  g_assert_cmpuint (origin->n_empty, ==, 1);
  g_assert_cmpuint (origin->n_out_of_range, ==, 1);
  g_assert_cmpuint (origin->n_split, ==, 1);
  g_assert_cmpuint (origin->n_z_dropped, >=, 1);
}

static void
test_datum (void)
{
  g_autofree char *path = write_file (
      "shifted.geojson", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
                         "\"coordinates\":[121.648581,38.920816]}}");
  WfSource source = { .source = path, .datum = WF_DATUM_GCJ02 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);
  WfLonLat p;

  g_assert_no_error (error);
  p = wf_unit_to_lonlat (wf_pack_shapes (pack)->coords[0]);
  g_assert_cmpfloat (fabs (p.lon - 121.6436), <, 2e-6);
  g_assert_cmpfloat (fabs (p.lat - 38.92), <, 2e-6);
}

/* ---- the cache */

static void
test_cache (void)
{
  g_autofree char *path = write_file ("cached.geojson", POINT);
  g_autofree char *packs = place ("watchfloor/packs");
  WfSource source = { .source = path };
  gboolean was_cached = TRUE, is_temporary = TRUE;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *bytes = NULL;
  gsize size;

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (WfPack) pack = wf_worker_open (&source, TRUE, NULL, NULL, &was_cached, &error);

      g_assert_no_error (error);
      g_assert_cmpint (was_cached, ==, round == 1);
    }
  file = wf_worker_make_pack (&source, &is_temporary, &error);
  g_assert_false (is_temporary);
  g_assert_true (g_str_has_prefix (file, packs));
  g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
  bytes[size / 2] ^= 1;
  g_assert_true (g_file_set_contents (file, bytes, (gssize) size, NULL));
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (WfPack) pack = wf_worker_open (&source, TRUE, NULL, NULL, &was_cached, &error);

      g_assert_no_error (error);
      g_assert_cmpint (was_cached, ==, round == 1);
    }
}

/* ---- many at once, cancelled, killed */

static char *
write_long (const char *name, guint n)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s" POINT, i > 0 ? "," : "");
  g_string_append (text, "]}");
  return write_file (name, text->str);
}

typedef struct
{
  guint left, good;
  GError *error;
  GCancellable *cancellable;
  gboolean kill_it;
} Waiting;

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open_finish (result, NULL, &error);

  waiting->left--;
  if (pack != NULL)
    waiting->good++;
  else if (waiting->error == NULL)
    waiting->error = g_steal_pointer (&error);
}

static pid_t
only_child (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return (pid_t) atoi (text);
}

static void
progress_cb (double fraction, const char *what, gpointer user_data)
{
  Waiting *waiting = user_data;

  if (waiting->cancellable != NULL)
    g_cancellable_cancel (waiting->cancellable);
  if (waiting->kill_it && only_child () > 0)
    kill (only_child (), SIGKILL);
  waiting->kill_it = FALSE;
}

static void
open_and_wait (const char *path, guint n, Waiting *waiting)
{
  WfSource source = { .source = path };

  waiting->left = n;
  for (guint i = 0; i < n; i++)
    wf_worker_open_async (&source, progress_cb, waiting, NULL, waiting->cancellable, opened_cb,
                          waiting);
  while (waiting->left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_many (void)
{
  g_autofree char *path = write_long ("many.geojson", 5000);
  Waiting waiting = { 0 };

  open_and_wait (path, 4, &waiting);
  g_assert_no_error (waiting.error);
  g_assert_cmpuint (waiting.good, ==, 4);
}

static void
test_killed (void)
{
  g_autofree char *path = write_long ("killed.geojson", 200000);
  Waiting waiting = { .kill_it = TRUE };

  open_and_wait (path, 1, &waiting);
  g_assert_error (waiting.error, WF_ERROR, WF_ERROR_FAILED);
  g_assert_nonnull (strstr (waiting.error->message, "killed.geojson"));
  g_clear_error (&waiting.error);
  open_and_wait (path, 1, &waiting);
  g_assert_no_error (waiting.error);
  g_assert_cmpuint (waiting.good, ==, 1);
}

static void
test_cancelled (void)
{
  g_autofree char *path = write_long ("cancelled.geojson", 200000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiting waiting = { .cancellable = cancellable };

  open_and_wait (path, 1, &waiting);
  g_assert_error (waiting.error, WF_ERROR, WF_ERROR_CANCELLED);
  g_clear_error (&waiting.error);
}

/* ---- there and back */

static char *
make_pack (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  char *path = place ("there.wfpack");
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  guint floors = wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);
  guint height = wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);

  for (guint i = 0; i < 3; i++)
    {
      double lon = 121.6 + 0.01 * i;

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (
          writer, (WfLonLat[]){ { lon, 38.9 }, { lon + 0.005, 38.9 }, { lon, 38.905 } }, 3);
      wf_pack_writer_set_text (writer, name, i == 0 ? "中山区 甲楼" : i == 1 ? "乙" : NULL);
      wf_pack_writer_set_int (writer, floors, (gint64) i + 10);
      wf_pack_writer_set_real (writer, height, i * 3.25);
      wf_pack_writer_end (writer);
    }
  g_assert_true (wf_pack_writer_finish (writer, path, NULL));
  return path;
}

/* A pack of somebody else's that is cut short while it is shown: its pages are not ours to lose. */
static void
test_guest (void)
{
  g_autofree char *path = make_pack ();
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);
  g_autoptr (WfPack) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (truncate (path, 10), ==, 0);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 3);
  for (guint32 i = 0; i < wf_pack_shapes (pack)->n_coords; i++)
    g_assert_cmpuint (wf_pack_shapes (pack)->coords[i].x, >, 0);
  g_assert_cmpstr (wf_pack_text (pack, 0, 0), !=, NULL);
  /* As it is now it is damaged, and is called what the operator calls it. */
  again = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);
  g_assert_error (error, WF_ERROR, WF_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "there.wfpack"));
  g_unlink (path);
}

static void
check_back (const char *path, gboolean has_null)
{
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  int name, floors;

  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 3);
  name = wf_pack_find_field (pack, "name");
  floors = wf_pack_find_field (pack, "floors");
  name = name >= 0 ? name : wf_pack_find_field (pack, "Name");
  g_assert_cmpint (name, >=, 0);
  g_assert_cmpint (floors, >=, 0);
  for (guint i = 0; i < 3; i++)
    {
      WfUnit at = wf_unit_from_lonlat ((WfLonLat){ 121.601 + 0.01 * i, 38.901 });
      guint32 f = wf_pack_polygon_at (pack, at);
      g_autofree char *number = NULL;
      g_autofree char *wanted = g_strdup_printf ("%u", i + 10);

      g_assert_cmpuint (f, !=, G_MAXUINT32);
      number = wf_pack_value_to_string (pack, (guint) floors, f);
      g_assert_cmpstr (number, ==, wanted);
      if (i < 2)
        g_assert_cmpstr (wf_pack_text (pack, (guint) name, f), ==, i == 0 ? "中山区 甲楼" : "乙");
      else if (has_null)
        g_assert_null (wf_pack_text (pack, (guint) name, f));
    }
}

static void
test_formats (void)
{
  static const struct
  {
    const char *file, *crs, *encoding;
    gboolean has_null;
  } formats[] = { { "back.gpkg", "EPSG:4490", NULL, TRUE },
                  { "back.fgb", "EPSG:4490", NULL, TRUE },
                  { "back.geojson", NULL, NULL, TRUE },
                  { "back.shp", "EPSG:4490", "GBK", TRUE },
                  { "gauss.shp", "EPSG:4549", "GBK", TRUE }, /* 3-degree zone, metres */
                  { "mercator.gpkg", "EPSG:3857", NULL, TRUE },
                  { "back.csv", NULL, NULL, FALSE },
                  { "back.kml", NULL, NULL, FALSE } };
  g_autofree char *pack = make_pack ();

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = place (formats[i].file);
      g_autoptr (GError) error = NULL;

      wf_worker_export (pack, path, "layer", formats[i].crs, formats[i].encoding, FALSE, &error);
      g_assert_no_error (error);
      check_back (path, formats[i].has_null);
    }
}

/* Reading leaves the folder as it was. */
static void
test_nothing_beside (void)
{
  static const char *const files[] = { "only.gml", "only.geojson", "only.gpkg" };
  g_autofree char *pack = make_pack ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *folder = g_strconcat (scratch, "/beside-", files[i], NULL);
      g_autofree char *made = place (files[i]);
      g_autofree char *path = g_build_filename (folder, files[i], NULL);
      g_autoptr (GDir) dir = NULL;
      guint n = 0;

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      g_assert_true (wf_worker_export (pack, made, "layer", NULL, NULL, FALSE, NULL));
      g_assert_cmpint (g_rename (made, path), ==, 0);
      check_back (path, FALSE);
      dir = g_dir_open (folder, 0, NULL);
      while (g_dir_read_name (dir) != NULL)
        n++;
      g_assert_cmpuint (n, ==, 1);
    }
}

/* A .dbf whose maker said nothing: GBK is found by its bytes. */
static void
test_no_hint (void)
{
  g_autofree char *pack = make_pack ();
  g_autofree char *path = place ("silent.shp");
  g_autofree char *cpg = place ("silent.cpg");
  g_autofree char *dbf = place ("silent.dbf");
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (wf_worker_export (pack, path, "silent", NULL, "GBK", FALSE, NULL));
  g_unlink (cpg);
  g_assert_true (g_file_get_contents (dbf, &bytes, &size, NULL));
  bytes[29] = 0; /* the code page byte */
  g_assert_true (g_file_set_contents (dbf, bytes, (gssize) size, NULL));
  check_back (path, TRUE);
}

/* FlatGeobuf leaves out what has no place; that is said, and no file left that looks whole. */
static void
test_counted_back (void)
{
  g_autofree char *csv = write_file ("table.csv", "name,n\nfirst,1\nsecond,2\n");
  g_autofree char *lossy = place ("table.fgb");
  g_autofree char *whole = place ("table.geojson");
  WfSource source = { .source = csv };
  gboolean is_temporary = FALSE;
  g_autoptr (GError) error = NULL;
  g_autofree char *pack = wf_worker_make_pack (&source, &is_temporary, &error);

  g_assert_no_error (error);
  g_assert_true (wf_worker_export (pack, whole, "table", NULL, NULL, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (wf_worker_export (pack, lossy, "table", NULL, NULL, FALSE, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_IO);
  g_assert_false (g_file_test (lossy, G_FILE_TEST_EXISTS));
  if (is_temporary)
    g_unlink (pack);
}

static void
test_raster (void)
{
  enum
  {
    W = 60,
    H = 40
  };
  g_autofree char *raw = place ("raw.bin");
  g_autofree char *tif = place ("raster.tif");
  guint8 pixels[W * H * 4];
  const char *argv[]
      = { "write-raster",          raw,        "--width", "60", "--height", "40", "--bbox",
          "121.3,38.8,121.9,39.2", "--output", tif,       NULL };
  WfSource source = { .source = tif, .is_raster = TRUE };
  g_autofree char *answer = NULL;
  g_autoptr (WfRaster) picture = NULL;
  g_autoptr (GError) error = NULL;
  int width, height;
  WfLonLat nw;

  for (guint i = 0; i < W * H; i++)
    memcpy (pixels + 4 * i, "\x10\x80\xf0\xff", 4); /* blue, green, red, alpha */
  g_assert_true (g_file_set_contents (raw, (const char *) pixels, sizeof pixels, NULL));
  answer = wf_worker_run (argv, NULL, NULL, &error);
  g_assert_no_error (error);
  picture = wf_worker_open_raster (&source, TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (wf_source_window_facts_complete (&picture->facts));
  width = picture->width_px;
  height = picture->height_px;
  g_assert_cmpuint (g_bytes_get_size (picture->pixels), ==, (gsize) width * (gsize) height * 4);
  nw = wf_mercator_to_lonlat ((WfPoint){ picture->box.min_x, picture->box.min_y });
  g_assert_cmpfloat (fabs (nw.lon - 121.3), <, 0.02);
  g_assert_cmpfloat (fabs (nw.lat - 39.2), <, 0.02);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (picture->pixels, NULL)
                       + 4 * ((gsize) (height / 2) * (gsize) width + (gsize) width / 2),
                   4, "\x10\x80\xf0\xff", 4);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestFunc function;
  } tests[]
      = { { "/sources/not-files", test_not_files }, { "/sources/reaching-out", test_reaching_out },
          { "/sources/broken", test_broken },       { "/sources/no-crs", test_no_crs },
          { "/sources/counted", test_counted },     { "/sources/datum", test_datum },
          { "/sources/cache", test_cache },         { "/sources/many", test_many },
          { "/sources/killed", test_killed },       { "/sources/cancelled", test_cancelled },
          { "/sources/formats", test_formats },     { "/sources/beside", test_nothing_beside },
          { "/sources/no-hint", test_no_hint },     { "/sources/counted-back", test_counted_back },
          { "/sources/raster", test_raster },       { "/sources/guest", test_guest } };
  g_autofree char *remove = NULL;
  int status;

  scratch = g_dir_make_tmp ("wf-sources-XXXXXX", NULL);
  remove = g_strdup_printf ("rm -r '%s'", scratch);
  g_setenv ("XDG_CACHE_HOME", scratch, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].name, tests[i].function);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (scratch);
  return status;
}
