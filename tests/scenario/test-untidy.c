/* Watchfloor: tests of files as people have them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Good files with one thing in them that is not: a broken shape among sound ones, a place off the
 * earth, names in another encoding, two columns of one name. One bad row costs that row. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <string.h>

static char *scratch;

static char *
write_bytes (const char *name, const char *bytes, gssize n)
{
  char *path = g_build_filename (scratch, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  return path;
}

static WfPack *
open_layer (const char *path)
{
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  WfPack *pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return pack;
}

static void
expect (const WfPack *pack, guint n_features, guint n_dropped)
{
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, n_features);
  g_assert_cmpuint (wf_pack_origin_dropped (wf_pack_origin (pack)), ==, n_dropped);
}

static void
test_broken_shapes (void)
{
  static const char *const columns[] = { "wkt", "geom" }; /* read by GDAL, read by us */

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *name = g_strconcat (columns[i], ".csv", NULL);
      g_autofree char *text = g_strconcat ("id;", columns[i],
                                           "\n1;POINT(121.6 38.9)\n2;POLYGON((0 0,1 1\n"
                                           "3;unknown\n4;CIRCULARSTRING(0 0)\n"
                                           "5;POINT(121.7 38.9)\n",
                                           NULL);
      g_autofree char *path = write_bytes (name, text, -1);
      g_autoptr (WfPack) pack = open_layer (path);

      expect (pack, 2, 3);
    }
}

static void
test_off_the_earth (void)
{
  g_autofree char *path
      = write_bytes ("off.geojson",
                     "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":"
                     "{\"name\":\"urn:ogc:def:crs:EPSG::4528\"}},\"features\":["
                     "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
                     "{\"type\":\"Point\",\"coordinates\":[40500000,4300000]}},"
                     "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
                     "{\"type\":\"Point\",\"coordinates\":[1e30,1e30]}}]}",
                     -1);
  g_autoptr (WfPack) pack = open_layer (path);

  expect (pack, 1, 1);
}

/* The words of another format in a value. */
static void
test_other_words (void)
{
  g_autofree char *path
      = write_bytes ("words.json",
                     "{\"type\":\"FeatureCollection\",\"features\":["
                     "{\"type\":\"Feature\",\"properties\":{\"from\":\"CityJSON\","
                     "\"of\":\"CityObjects\"},\"geometry\":"
                     "{\"type\":\"Point\",\"coordinates\":[121.6,38.9]}}]}",
                     -1);
  g_autoptr (WfPack) pack = open_layer (path);

  expect (pack, 1, 0);
}

/* A name as a Windows program of China packed it. */
static void
test_file_name (void)
{
  g_autofree char *path = write_bytes ("\xb4\xf3\xc1\xac.csv", "name,lon,lat\na,121.6,38.9\n", -1);
  g_autoptr (WfPack) pack = open_layer (path);

  expect (pack, 1, 0);
  g_assert_true (g_utf8_validate (wf_pack_origin (pack)->layer, -1, NULL));
}

static const char local_prj[]
    = "PROJCS[\"\xb4\xf3\xc1\xac\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM["
      "\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],"
      "UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],PARAMETER["
      "\"False_Easting\",50123.0],PARAMETER[\"False_Northing\",0.0],PARAMETER["
      "\"Central_Meridian\",121.5],PARAMETER[\"Scale_Factor\",1.0],PARAMETER["
      "\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

/* A town's own coordinate system, whose name its maker wrote in GBK. */
static void
test_local_crs (void)
{
  g_autofree char *points = write_bytes ("local.csv", "id,lon,lat\n1,121.6,38.9\n", -1);
  g_autofree char *shapes = g_build_filename (scratch, "local.shp", NULL);
  WfSource source = { .source = points };
  gboolean temporary;
  g_autofree char *pack_path = wf_worker_make_pack (&source, &temporary, NULL);
  g_autoptr (WfPack) pack = NULL;

  g_assert_true (wf_worker_export (pack_path, shapes, "local", "EPSG:4549", NULL, FALSE, NULL));
  g_free (write_bytes ("local.prj", local_prj, -1));
  pack = open_layer (shapes);
  expect (pack, 1, 0);
  g_assert_nonnull (strstr (wf_pack_origin (pack)->crs, "大连"));
  g_assert_cmpint (wf_pack_origin (pack)->datum, ==, WF_DATUM_CGCS2000);
}

/* Columns are asked for by their names, which a desk's locale knows nothing of. */
static void
test_plain_locale (void)
{
  g_autofree char *path = write_bytes ("plain.csv", "编号,百经,百纬\n1,121.6,38.9\n", -1);
  WfSource source = { .source = path, .x = "百经", .y = "百纬" };
  g_autofree char *had = g_strdup (g_getenv ("LC_ALL"));
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;

  g_setenv ("LC_ALL", "C", TRUE);
  pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  if (had != NULL)
    g_setenv ("LC_ALL", had, TRUE);
  else
    g_unsetenv ("LC_ALL");
  g_assert_no_error (error);
  expect (pack, 1, 0);
}

static const char *
text_of (const WfPack *pack, const char *field)
{
  int index = wf_pack_find_field (pack, field);

  g_assert_cmpint (index, >=, 0);
  return wf_pack_text (pack, (guint) index, 0);
}

/* Each keeps its values. */
static void
test_same_columns (void)
{
  g_autofree char *path = write_bytes ("same.csv", "n,n,lon,lat\na,b,121.6,38.9\n", -1);
  g_autoptr (WfPack) pack = open_layer (path);

  g_assert_cmpstr (text_of (pack, "n"), ==, "a");
  g_assert_cmpstr (text_of (pack, "n (2)"), ==, "b");
}

/* What is written like a number but is a code keeps what is written, as does what is not a number
 * though everything before it is. */
static void
test_codes (void)
{
  static const struct
  {
    const char *values[2];
    WfFieldType type;
  } columns[] = {
    { { "12", "-3" }, WF_FIELD_INT },
    { { "", "210211001001001" }, WF_FIELD_INT },
    { { "0411", "12" }, WF_FIELD_TEXT },
    { { "12345678901234567890", "1" }, WF_FIELD_TEXT },
    { { "1e5", "2" }, WF_FIELD_TEXT },
    { { "1.50", "2" }, WF_FIELD_REAL },
    { { "0.1", "-1.5E-7" }, WF_FIELD_REAL },
    { { "2024-02-29 12:30:00", "2024/3/1" }, WF_FIELD_TIME },
    { { "2024-13-45", "2024-01-01" }, WF_FIELD_TEXT },
  };
  g_autoptr (GString) text = g_string_new ("lon,lat");

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    g_string_append_printf (text, ",c%u", c);
  for (guint row = 0; row < 2; row++)
    {
      g_string_append (text, "\n121.6,38.9");
      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        g_string_append_printf (text, ",%s", columns[c].values[row]);
    }
  g_string_append_c (text, '\n');
  {
    g_autofree char *path = write_bytes ("codes.csv", text->str, -1);
    g_autoptr (WfPack) pack = open_layer (path);

    for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
      {
        g_assert_cmpint (wf_pack_field (pack, 2 + c).type, ==, columns[c].type);
        for (guint32 row = 0; row < 2 && columns[c].type == WF_FIELD_TEXT; row++)
          g_assert_cmpstr (wf_pack_text (pack, 2 + c, row), ==,
                           columns[c].values[wf_pack_fid (pack, row) - 1]);
      }
  }
}

static void
test_late_text (void)
{
  g_autoptr (GString) text = g_string_new ("lon,lat,n\n");
  g_autofree char *path = NULL;
  g_autoptr (WfPack) pack = NULL;
  guint n_late = 0;

  for (guint i = 0; i < 80000; i++)
    g_string_append_printf (text, "121.6,38.9,%u\n", i);
  g_string_append (text, "121.6,38.9,late\n");
  path = write_bytes ("late.csv", text->str, -1);
  pack = open_layer (path);
  for (guint32 f = 0; f < wf_pack_shapes (pack)->n_features; f++)
    n_late += g_strcmp0 (wf_pack_text (pack, 2, f), "late") == 0;
  g_assert_cmpuint (n_late, ==, 1);
}

/* A sheet of nothing but text, as many programs write theirs. */
static void
test_text_sheet (void)
{
  static const char *const sheets[] = { "sheet.xlsx", "sheet.ods" };
  g_autofree char *table
      = write_bytes ("sheet.csv", "编号,经度,纬度\n0411,121.6,38.9\n0412,121.7,38.9\n", -1);

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autofree char *path = g_build_filename (scratch, sheets[i], NULL);
      g_autofree char *command
          = g_strdup_printf ("ogr2ogr -f %s '%s' '%s'", i == 0 ? "XLSX" : "ODS", path, table);
      g_autoptr (WfPack) pack = NULL;
      int status = 1;

      g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0);
      pack = open_layer (path);
      expect (pack, 2, 0);
      g_assert_cmpint (wf_pack_kind (pack), ==, WF_GEOMETRY_POINT);
      g_assert_true (g_str_has_prefix (text_of (pack, "编号"), "041"));
    }
}

/* ---- windows */

static json_t *
import_window (const char *path)
{
  g_autofree char *output = g_build_filename (scratch, "window.wfpack", NULL);
  const char *argv[] = { "import",   path,   "--window", "121,38,122,39", "--at-most", "10",
                         "--output", output, NULL };
  g_autofree char *said = wf_worker_run (argv, NULL, NULL, NULL);

  g_assert_nonnull (said);
  return json_loads (said, 0, NULL);
}

/* GDAL cannot limit it: all of it is in. */
static void
test_window_of_table (void)
{
  g_autofree char *path = write_bytes ("table.csv", "lon,lat\n121.6,38.9\n121.7,38.9\n", -1);
  g_autoptr (json_t) said = import_window (path);

  g_assert_cmpint (json_integer_value (json_object_get (said, "features")), ==, 2);
}

/* Numbers that nothing can be estimated by: what is too much is cut, and said. */
static void
test_window_of_high_numbers (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autofree char *high = g_build_filename (scratch, "high.gpkg", NULL);
  g_autofree char *path = NULL;
  g_autofree char *command = NULL;
  g_autoptr (json_t) said = NULL;
  int status = 1;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (text,
                            "%s{\"type\":\"Feature\",\"id\":%u,\"properties\":{},\"geometry\":"
                            "{\"type\":\"Point\",\"coordinates\":[121.6,38.9]}}",
                            i > 0 ? "," : "", 10000000 + i);
  g_string_append (text, "]}");
  path = write_bytes ("high.geojson", text->str, -1);
  command = g_strdup_printf ("ogr2ogr -preserve_fid '%s' '%s'", high, path);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0);
  said = import_window (high);
  g_assert_cmpint (json_integer_value (json_object_get (said, "features")), <=, 20);
  g_assert_true (json_is_true (json_object_get (json_object_get (said, "window"), "cut")));
}

/* ---- of other programs */

static char *
convert (const char *from, const char *name, const char *driver, const char *option)
{
  char *path = g_build_filename (scratch, name, NULL);
  const char *const argv[]
      = { "ogr2ogr", "-q", "-f", driver, path, from, option != NULL ? "-lco" : NULL, option, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return path;
}

static char *
write_places (const char *name, guint n)
{
  g_autoptr (GString) text = g_string_new ("id,名称,wkt\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u,港区消防站 %u,POINT (121.%03u 38.9)\n", i, i, i);
  return write_bytes (name, text->str, -1);
}

/* The name of the file is not in the encoding of what is in it. */
static void
test_chinese_name (void)
{
  g_autofree char *csv = write_places ("places.csv", 3);
  g_autofree char *path = convert (csv, "消防.shp", "ESRI Shapefile", "ENCODING=GB18030");
  g_autoptr (WfPack) pack = open_layer (path);

  g_assert_cmpstr (wf_pack_origin (pack)->layer, ==, "消防");
  g_assert_cmpstr (wf_pack_origin (pack)->encoding, ==, "GB18030");
}

/* A part of it is not taken for all of it. */
static void
test_cut_short (void)
{
  g_autofree char *csv = write_places ("many.csv", 400);
  g_autofree char *whole = convert (csv, "whole.fgb", "FlatGeobuf", NULL);
  g_autoptr (WfPack) pack = open_layer (whole);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 400);
  g_assert_true (g_file_get_contents (whole, &bytes, &size, NULL));
  for (guint i = 1; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u-of-8.fgb", i);
      g_autofree char *part = write_bytes (name, bytes, (gssize) (size * i / 8));
      const WfSource source = { .source = part };
      g_autoptr (GError) error = NULL;

      g_assert_null (wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  scratch = g_dir_make_tmp ("wf-untidy-XXXXXX", NULL);
  remove = g_strdup_printf ("rm -r '%s'", scratch);
  g_setenv ("XDG_CACHE_HOME", scratch, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/untidy/broken-shapes", test_broken_shapes);
  g_test_add_func ("/untidy/off-the-earth", test_off_the_earth);
  g_test_add_func ("/untidy/other-words", test_other_words);
  g_test_add_func ("/untidy/file-name", test_file_name);
  g_test_add_func ("/untidy/local-crs", test_local_crs);
  g_test_add_func ("/untidy/plain-locale", test_plain_locale);
  g_test_add_func ("/untidy/same-columns", test_same_columns);
  g_test_add_func ("/untidy/codes", test_codes);
  g_test_add_func ("/untidy/late-text", test_late_text);
  g_test_add_func ("/untidy/text-sheet", test_text_sheet);
  g_test_add_func ("/untidy/chinese-name", test_chinese_name);
  g_test_add_func ("/untidy/cut-short", test_cut_short);
  g_test_add_func ("/untidy/window-of-table", test_window_of_table);
  g_test_add_func ("/untidy/window-of-high-numbers", test_window_of_high_numbers);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (scratch);
  return status;
}
