/* Watchfloor: tests of files that mean harm, or came to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One layer in every format GDAL's own tools write here: whole, it is read as it was written;
 * cut short or with bytes changed, it gives a pack or one sentence, soon, and the reader is gone.
 * Then what was never a layer: files without end, bombs, loops. */
#include "config.h"

#include "wf-error.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The sanitizer is slow, and counts memory only so often. */
#ifdef __SANITIZE_ADDRESS__
#  define SOON_US (60 * G_USEC_PER_SEC)
#else
#  define SOON_US (20 * G_USEC_PER_SEC)
#endif
#define N_FEATURES 40
#define N_CHANGED 6

typedef struct
{
  const char *driver, *file, *options; /* for ogr2ogr */
  gboolean keeps_text; /* its fields come back by name */
} Format;

static const Format formats[] = {
  { "GPKG", "a.gpkg", "", TRUE },
  { "FlatGeobuf", "a.fgb", "", TRUE },
  { "ESRI Shapefile", "a.shp", "-lco ENCODING=GBK", TRUE },
  { "ESRI Shapefile", "a.shz", "-lco ENCODING=UTF-8", TRUE },
  { "GeoJSON", "a.geojson", "", TRUE },
  { "GeoJSONSeq", "a.geojsonl", "", TRUE },
  { "KML", "a.kml", "", TRUE },
  { "LIBKML", "a.kmz", "", TRUE },
  { "GML", "a.gml", "", TRUE },
  { "GPX", "a.gpx", "-dsco GPX_USE_EXTENSIONS=YES -nlt POINT", FALSE },
  { "DXF", "a.dxf", "-select ''", FALSE },
  { "MapInfo File", "a.tab", "-lco ENCODING=UTF-8", TRUE },
  { "MapInfo File", "a.mif", "-lco ENCODING=UTF-8", TRUE },
  { "CSV", "a.csv", "-lco GEOMETRY=AS_WKT", TRUE },
  { "XLSX", "a.xlsx", "", TRUE },
  { "ODS", "a.ods", "", TRUE },
  { "SQLite", "a.sqlite", "-dsco SPATIALITE=NO", TRUE },
  { "OpenFileGDB", "a.gdb", "", TRUE },
};

static char *scratch;

static char *
place (const char *name)
{
  return g_build_filename (scratch, name, NULL);
}

static char *
write_bytes (const char *name, const char *bytes, gssize n)
{
  char *path = place (name);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  return path;
}

/* A pack, or one sentence, and soon. */
static WfPack *
open_soon (const char *path, GError **error)
{
  WfSource source = { .source = path, .crs = "EPSG:4326" };
  gint64 start = g_get_monotonic_time ();
  WfPack *pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, error);

  if (g_get_monotonic_time () - start > SOON_US)
    g_error ("%s took %.1f s", path, (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  if (pack == NULL)
    {
      g_assert_nonnull (*error);
      g_assert_true ((*error)->domain == WF_ERROR);
      g_assert_cmpuint (strlen ((*error)->message), >, 20);
      g_assert_null (strchr ((*error)->message, '\n'));
    }
  return pack;
}

static void
expect_refusal (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_soon (path, &error));
}

/* ---- every format */

static char *
write_original (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");

  for (guint i = 0; i < N_FEATURES; i++)
    g_string_append_printf (
        text,
        "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"大连%u\",\"n\":%u},\"geometry\":"
        "{\"type\":\"Point\",\"coordinates\":[121.%02u,38.%02u]}}",
        i > 0 ? "," : "", i, i, i, i);
  g_string_append (text, "]}");
  return write_bytes ("original.geojson", text->str, -1);
}

/* NULL where GDAL here cannot write it. */
static char *
make_format (const Format *format)
{
  g_autofree char *original = write_original ();
  char *path = place (format->file);
  g_autofree char *command = g_strdup_printf ("ogr2ogr -f '%s' '%s' '%s' %s", format->driver, path,
                                              original, format->options);
  int status = 1;

  if (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0)
    return path;
  g_free (path);
  return NULL;
}

static guint32
count_text (const WfPack *pack, const char *part)
{
  guint32 n = 0;

  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    for (guint32 f = 0; f < wf_pack_shapes (pack)->n_features; f++)
      {
        const char *text = wf_pack_text (pack, field, f);

        n += text != NULL && strstr (text, part) != NULL;
      }
  return n;
}

static void
check_whole (const Format *format, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = open_soon (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, N_FEATURES);
  if (format->keeps_text)
    g_assert_cmpuint (count_text (pack, "大连"), >=, N_FEATURES);
}

/* What is broken is a file of its own, with its companions beside it whole. */
static void
check_broken (const char *path, const char *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  pack = open_soon (path, &error);
  if (pack != NULL)
    g_assert_cmpuint (wf_pack_shapes (pack)->n_features, <=, 100 * N_FEATURES);
  /* What GDAL said ends no sentence within ours. */
  else
    g_assert_null (strstr (error->message, ".)"));
}

static void
test_format (gconstpointer data)
{
  const Format *format = data;
  g_autofree char *path = make_format (format);
  g_autofree char *bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  gsize size;

  if (path == NULL)
    {
      g_test_skip ("GDAL does not write it here");
      return;
    }
  check_whole (format, path);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return;
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (guint i = 1; i <= 3; i++)
    check_broken (path, bytes, size * i / 4);
  for (guint i = 0; i < N_CHANGED; i++)
    {
      g_autofree char *changed = g_memdup2 (bytes, size);

      for (guint k = 0; k < 8; k++)
        changed[g_rand_int_range (rand, 0, (gint32) size)] = (char) g_rand_int (rand);
      check_broken (path, changed, size);
    }
}

/* ---- never layers */

/* Two hundred gigabytes of nothing, in no space at all. */
static void
test_sparse (void)
{
  static const char *const endings[]
      = { "geojson", "json", "csv", "gpkg", "fgb", "shp",  "kml", "gml",     "dxf",
          "gpx",     "pbf",  "osm", "zip",  "kmz", "xlsx", "tab", "geojsonl" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat ("sparse.", endings[i], NULL);
      g_autofree char *path = write_bytes (name, "", 0);

      g_assert_cmpint (truncate (path, (off_t) 200 << 30), ==, 0);
      expect_refusal (path);
      g_unlink (path);
    }
}

static void
test_loop (void)
{
  g_autofree char *a = place ("loop-a.geojson");
  g_autofree char *b = place ("loop-b.geojson");

  g_assert_cmpint (symlink (a, b), ==, 0);
  g_assert_cmpint (symlink (b, a), ==, 0);
  expect_refusal (a);
}

#define LAUGHS                                                                                     \
  "<?xml version=\"1.0\"?><!DOCTYPE k [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">"   \
  "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"   \
  "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"   \
  "<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\"><!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">"   \
  "<!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\"><!ENTITY i \"&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;\">]>"

/* Never grown into what they stand for. */
static void
test_xml_bombs (void)
{
  static const char *const bombs[][2] = {
    { "laugh.kml", LAUGHS "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark>"
                          "<name>&i;</name><Point><coordinates>121,38</coordinates></Point>"
                          "</Placemark></Document></kml>" },
    { "laugh.gpx", LAUGHS "<gpx version=\"1.1\" creator=\"x\"><wpt lat=\"38\" lon=\"121\"><name>&i;"
                          "</name></wpt></gpx>" },
    { "laugh.gml",
      LAUGHS "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
             "xmlns:gml=\"http://www.opengis.net/gml\"><gml:featureMember><ogr:a>"
             "<ogr:n>&i;</ogr:n></ogr:a></gml:featureMember></ogr:FeatureCollection>" },
    { "laugh.osm",
      LAUGHS "<osm version=\"0.6\"><node id=\"1\" lat=\"38\" lon=\"121\"><tag k=\"name\" "
             "v=\"&i;\"/></node></osm>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      g_autofree char *path = write_bytes (bombs[i][0], bombs[i][1], -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (WfPack) pack = open_soon (path, &error);

      if (pack != NULL)
        g_assert_cmpuint (count_text (pack, "aaaaaaaa"), ==, 0);
    }
}

/* Half a gigabyte of blanks in half a megabyte. */
static void
test_zip_bombs (void)
{
  static const char *const inner[][2] = { { "bomb.zip", "bomb.geojson" },
                                          { "bomb.kmz", "doc.kml" },
                                          { "bomb.xlsx", "xl/workbook.xml" } };

  for (guint i = 0; i < G_N_ELEMENTS (inner); i++)
    {
      g_autofree char *path = place (inner[i][0]);
      g_autofree char *script = g_strdup_printf (
          "import zipfile\n"
          "z = zipfile.ZipFile('%s', 'w', zipfile.ZIP_DEFLATED, compresslevel=1)\n"
          "f = z.open('%s', 'w')\n"
          "[f.write(b' ' * (1 << 20)) for i in range(512)]\n"
          "f.close()\nz.close()\n",
          path, inner[i][1]);
      const char *argv[] = { "python3", "-c", script, NULL };
      g_autoptr (GError) error = NULL;
      int status = 1;

      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                                   NULL, NULL, &status, NULL));
      g_assert_cmpint (status, ==, 0);
      g_assert_null (open_soon (path, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
    }
}

/* Brackets as deep as the file is long. */
static void
test_deep (void)
{
  static const char *const names[] = { "deep.geojson", "deep.json", "deep.city.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *deep = g_strnfill (200000, '[');
      g_autofree char *text = g_strconcat ("{\"type\":\"CityJSON\",\"a\":", deep, NULL);
      g_autofree char *path = write_bytes (names[i], text, -1);

      expect_refusal (path);
    }
}

/* A geometry in so many levels of detail that none of them could be tried against all others. */
static void
test_many_lods (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"CityJSON\",\"version\":\"1.1\","
                                           "\"CityObjects\":{\"a\":{\"type\":\"Building\","
                                           "\"geometry\":[");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;

  for (guint i = 0; i < 40000; i++)
    g_string_append_printf (text, "%s{\"type\":\"MultiSurface\",\"lod\":\"%u\",\"boundaries\":[]}",
                            i > 0 ? "," : "", i + 1);
  g_string_append (text, "]}},\"vertices\":[]}");
  path = write_bytes ("lods.city.json", text->str, -1);
  pack = open_soon (path, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  scratch = g_dir_make_tmp ("wf-hostile-XXXXXX", NULL);
  remove = g_strdup_printf ("rm -r '%s'", scratch);
  g_setenv ("XDG_CACHE_HOME", scratch, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strconcat ("/hostile/format/", formats[i].file, NULL);

      g_test_add_data_func (name, &formats[i], test_format);
    }
  g_test_add_func ("/hostile/sparse", test_sparse);
  g_test_add_func ("/hostile/loop", test_loop);
  g_test_add_func ("/hostile/xml-bombs", test_xml_bombs);
  g_test_add_func ("/hostile/zip-bombs", test_zip_bombs);
  g_test_add_func ("/hostile/deep", test_deep);
  g_test_add_func ("/hostile/many-lods", test_many_lods);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (scratch);
  return status;
}
