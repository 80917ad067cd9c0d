/* Watchfloor: tests of what is read, and how it is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a few lines through the real worker, a table of them a subject: geometries that are
 * mixed, broken or cross the edge of the map; tables; text in several encodings; coordinates that
 * do not say their system. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-mercator.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *scratch;

static char *
write_bytes (const char *name, const char *bytes, gssize n)
{
  char *path = g_build_filename (scratch, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  return path;
}

/* ---- geometries */

typedef struct
{
  const char *name, *wkt;
  guint32 n_points, n_lines, n_areas; /* features of each kind */
  guint32 n_parts;
  guint64 dropped, repaired, unrepaired, split, cut, linearized, z_dropped;
} Shape;

static const Shape shapes[] = {
  { "sound", "POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,2 2))", 0, 0, 1, 2 },
  { "bowtie", "POLYGON((10 10,20 20,20 10,10 20,10 10))", 0, 0, 1, 2, .repaired = 1 },
  { "spike", "POLYGON((0 0,10 0,10 -5,10 5,0 5,0 0))", 0, 0, 1, 1, .repaired = 1 },
  { "flat", "POLYGON((0 0,1 1,2 2,0 0))", 0, 0, 1, 1, .unrepaired = 1 },
  { "overlapping", "MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0)),((2 2,6 2,6 6,2 6,2 2)))", 0, 0, 1, 1,
    .repaired = 1 },
  { "height", "POINT Z (1 2 3)", 1, 0, 0, 1, .z_dropped = 1 },
  { "collection", "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1),POINT(2 2))", 1, 1, 0, 3,
    .split = 1 },
  { "arc", "CIRCULARSTRING(0 0,1 1,2 0)", 0, 1, 0, 1, .linearized = 1 },
  { "round", "CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))", 0, 0, 1, 1, .linearized = 1 },
  { "tin", "TIN(((0 0,0 1,1 1,0 0)),((0 0,1 1,1 0,0 0)))", 0, 0, 1, 1, .repaired = 1 },
  { "empty", "POLYGON EMPTY", 0, 0, 0, 0, .dropped = 1 },
  { "null", "", 0, 0, 0, 0, .dropped = 1 },
  { "beyond", "POLYGON((170 0,200 0,200 10,170 10,170 0))", 0, 0, 1, 2, .cut = 1 },
  { "jumping", "POLYGON((178 -18,-178 -18,-178 -16,178 -16,178 -18))", 0, 0, 1, 2, .cut = 1 },
  { "there and back", "LINESTRING(170 20,190 40,170 50)", 0, 1, 0, 3, .cut = 1 },
  { "other side", "POINT(190 20)", 1, 0, 0, 1 },
  { "shifted", "POLYGON((200 0,210 0,210 10,200 10,200 0))", 0, 0, 1, 1 },
  { "the world", "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))", 0, 0, 1, 1 },
  { "nowhere", "POINT(1900 20)", 0, 0, 0, 0, .dropped = 1 },
};

static guint32
count_kind (const WfPack *pack, WfGeometryKind kind)
{
  guint32 first, end;

  wf_pack_kind_range (pack, kind, &first, &end);
  return end - first;
}

/* A point goes along, so that the layer is never one of no geometry at all. */
static void
test_shape (gconstpointer data)
{
  const Shape *shape = data;
  g_autofree char *text = g_strdup_printf ("id;wkt\n1;\"POINT(100 30)\"\n2;\"%s\"\n", shape->wkt);
  g_autofree char *file = g_strconcat (shape->name, ".csv", NULL);
  g_autofree char *path = write_bytes (file, text, -1);
  WfSource source = { .source = path, .crs = "EPSG:4326" };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  const WfPackOrigin *origin;

  g_assert_no_error (error);
  origin = wf_pack_origin (pack);
  g_assert_cmpuint (count_kind (pack, WF_GEOMETRY_POINT), ==, shape->n_points + 1);
  g_assert_cmpuint (count_kind (pack, WF_GEOMETRY_LINE), ==, shape->n_lines);
  g_assert_cmpuint (count_kind (pack, WF_GEOMETRY_POLYGON), ==, shape->n_areas);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_parts, ==, shape->n_parts + 1);
  g_assert_cmpuint (wf_pack_origin_dropped (origin), ==, shape->dropped);
  g_assert_cmpuint (origin->n_repaired, ==, shape->repaired);
  g_assert_cmpuint (origin->n_unrepaired, ==, shape->unrepaired);
  g_assert_cmpuint (origin->n_split, ==, shape->split);
  g_assert_cmpuint (origin->n_cut, ==, shape->cut);
  g_assert_cmpuint (origin->n_linearized, ==, shape->linearized);
  g_assert_cmpuint (origin->n_z_dropped, ==, shape->z_dropped);
}

/* A square about the pole holds it, and all meridians. */
static void
test_pole (void)
{
  g_autofree char *path = write_bytes (
      "pole.csv", "id;wkt\n1;\"POLYGON((-1e6 -1e6,1e6 -1e6,1e6 1e6,-1e6 1e6,-1e6 -1e6))\"\n", -1);
  WfSource source = { .source = path, .crs = "EPSG:3413" };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (int lon = -179; lon < 180; lon += 13)
    {
      g_assert_cmpuint (wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ lon, 84.9 })),
                        ==, 0);
      g_assert_cmpuint (wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ lon, 70 })), ==,
                        G_MAXUINT32);
    }
}

/* ---- tables, text, coordinates */

typedef struct
{
  const char *name, *text, *encoding; /* what it is written in; NULL: UTF-8 */
  WfSource said;
  const char *crs, *found_encoding, *title;
  WfSaid crs_by, encoding_by;
  WfLonLat at; /* of its first place; NaN: a table without */
} Table;

#define NOWHERE                                                                                    \
  {                                                                                                \
    (double) NAN, (double) NAN                                                                     \
  }

static const Table tables[] = {
  { "chinese.csv",
    "名称,经度,纬度\n医院,121.6,38.9\n",
    NULL,
    {},
    "",
    "UTF-8",
    "医院",
    WF_SAID_DETECTED,
    WF_SAID_DETECTED,
    { 121.6, 38.9 } },
  { "gbk.csv",
    "名称,经度,纬度\n市人民医院,121.6,38.9\n",
    "GBK",
    {},
    "",
    "GB18030",
    "市人民医院",
    WF_SAID_DETECTED,
    WF_SAID_DETECTED,
    { 121.6, 38.9 } },
  { "big5.csv",
    "名稱,經度,緯度\n臺北市立聯合醫院,121.5,25.0\n",
    "BIG5",
    { .encoding = "BIG5" },
    "",
    "BIG5",
    "臺北市立聯合醫院",
    WF_SAID_DETECTED,
    WF_SAID_CHOSEN,
    { 121.5, 25.0 } },
  { "russian.csv",
    "name,lon,lat\nГородская больница номер семь,37.6,55.7\n",
    "WINDOWS-1251",
    { .encoding = "CP1251" },
    "",
    "CP1251",
    "Городская больница номер семь",
    WF_SAID_DETECTED,
    WF_SAID_CHOSEN,
    { 37.6, 55.7 } },
  { "part.csv",
    "name,gcj02_lng,gcj02_lat\na,121.648581,38.920816\n",
    NULL,
    { .datum = WF_DATUM_GCJ02 },
    "",
    "UTF-8",
    "a",
    WF_SAID_DETECTED,
    WF_SAID_DECLARED,
    { 121.6436, 38.92 } },
  { "named.csv",
    "name,a,b\na,121.6,38.9\n",
    NULL,
    { .x = "a", .y = "b" },
    "",
    "UTF-8",
    "a",
    WF_SAID_DETECTED,
    WF_SAID_DECLARED,
    { 121.6, 38.9 } },
  { "wkt.csv",
    "name;here\na;POINT(121.6 38.9)\n",
    NULL,
    { .x = "here" },
    "",
    "UTF-8",
    "a",
    WF_SAID_DETECTED,
    WF_SAID_DECLARED,
    { 121.6, 38.9 } },
  { "plain.csv",
    "name,plate,belong\na,1,2\n",
    NULL,
    {},
    "",
    "UTF-8",
    "a",
    WF_SAID_DETECTED,
    WF_SAID_DECLARED,
    NOWHERE },
  { "survey.csv",
    "name,X,Y\na,4300000,40550000\n",
    NULL,
    {},
    "EPSG:4528",
    "UTF-8",
    "a",
    WF_SAID_DETECTED,
    WF_SAID_DECLARED,
    { 120.575829, 38.831899 } },
  { "mercator.csv",
    "name,x,y\na,13536450,4706400\n",
    NULL,
    {},
    "EPSG:3857",
    "UTF-8",
    "a",
    WF_SAID_DETECTED,
    WF_SAID_DECLARED,
    { 121.599999, 38.893305 } },
  { "chosen.csv",
    "name,x,y\na,500000,4306741\n",
    NULL,
    { .crs = "EPSG:4549" },
    "EPSG:4549",
    "UTF-8",
    "a",
    WF_SAID_CHOSEN,
    WF_SAID_DECLARED,
    { 120, 38.894041 } },
};

static void
test_table (gconstpointer data)
{
  const Table *table = data;
  gsize n = 0;
  g_autofree char *bytes
      = g_convert (table->text, -1, table->encoding != NULL ? table->encoding : "UTF-8", "UTF-8",
                   NULL, &n, NULL);
  g_autofree char *path = write_bytes (table->name, bytes, (gssize) n);
  WfSource source = table->said;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  const WfPackOrigin *origin;
  WfLonLat at;

  source.source = path;
  pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  origin = wf_pack_origin (pack);
  g_assert_cmpstr (origin->crs, ==, table->crs);
  g_assert_cmpint (origin->crs_by, ==, table->crs_by);
  g_assert_cmpstr (origin->encoding, ==, table->found_encoding);
  g_assert_cmpint (origin->encoding_by, ==, table->encoding_by);
  g_assert_cmpuint (origin->n_garbled, ==, 0);
  g_assert_cmpstr (wf_pack_text (pack, 0, 0), ==, table->title);
  if (isnan (table->at.lon))
    {
      g_assert_cmpint (wf_pack_kind (pack), ==, WF_GEOMETRY_NONE);
      return;
    }
  at = wf_unit_to_lonlat (wf_pack_shapes (pack)->coords[0]);
  g_assert_cmpfloat (fabs (at.lon - table->at.lon), <, 2e-6);
  g_assert_cmpfloat (fabs (at.lat - table->at.lat), <, 2e-6);
}

static json_t *
list_layer (const char *path)
{
  const char *argv[] = { "layers", path, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = wf_worker_run (argv, NULL, NULL, &error);
  g_autoptr (json_t) layers = NULL;

  g_assert_no_error (error);
  layers = json_loads (answer, 0, NULL);
  return json_incref (json_array_get (layers, 0));
}

/* What is not known is told, with what there is to choose from. */
static void
test_asking (void)
{
  g_autofree char *columns = write_bytes ("ask-columns.csv", "名,a,b\n点,121.6,38.9\n", -1);
  g_autofree char *metres = write_bytes ("ask-metres.csv", "x,y\n500000,4300000\n", -1);
  g_autofree char *gbk = write_bytes ("ask-gbk.csv", "name,n\n\xca\xd0\xd2\xbd\xd4\xba,1\n", -1);
  g_autoptr (json_t) table = list_layer (columns), place = list_layer (metres),
                     text = list_layer (gbk);
  const json_t *offers = json_object_get (text, "encodings");

  g_assert_cmpuint (json_array_size (json_object_get (table, "columns")), ==, 2);
  g_assert_cmpstr (json_string_value (json_array_get (json_object_get (table, "columns"), 0)), ==,
                   "a");
  g_assert_true (wf_json_boolean (place, "crs_wanted", FALSE));
  g_assert_false (wf_json_boolean (table, "crs_wanted", TRUE));
  g_assert_cmpuint (json_array_size (offers), >, 1);
  g_assert_cmpstr (wf_json_string (json_array_get (offers, 0), "name", ""), ==, "GB18030");
  g_assert_cmpstr (wf_json_string (json_array_get (offers, 0), "sample", ""), ==, "市医院");
}

/* Text that claims to be UTF-8 and is not is found out while it is read. */
static void
test_false_claim (void)
{
  g_autofree char *path = write_bytes (
      "claim.geojson",
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"\xca\xd0\xc8\xcb\xc3\xf1\xd2\xbd\xd4\xba\"},"
      "\"geometry\":{\"type\":\"Point\",\"coordinates\":[121.6,38.9]}}",
      -1);
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (wf_pack_origin (pack)->encoding, ==, "GB18030");
  g_assert_cmpint (wf_pack_origin (pack)->encoding_by, ==, WF_SAID_DETECTED);
  g_assert_cmpstr (wf_pack_text (pack, 0, 0), ==, "市人民医院");
}

/* ---- city models */

static WfPack *
open_model (const char *name, const char *crs)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "fuzz", "seeds", "city-json", name, NULL);
  WfSource source = { .source = path, .crs = crs };
  g_autoptr (GError) error = NULL;
  WfPack *pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (wf_pack_origin (pack)->driver, ==, "CityJSON");
  return pack;
}

static char *
value_of (const WfPack *pack, const char *field, guint32 feature)
{
  int index = wf_pack_find_field (pack, field);

  g_assert_cmpint (index, >=, 0);
  return wf_pack_value_to_string (pack, (guint) index, feature);
}

/* Of a solid the ground, with the attributes of the building it is a part of. */
static void
test_city_solid (void)
{
  g_autoptr (WfPack) pack = open_model ("solid.json", NULL);
  static const char *const values[][2] = { { "id", "p" },      { "type", "BuildingPart" },
                                           { "parent", "b" },  { "name", "楼" },
                                           { "floors", "6" },  { "height", "9.5" },
                                           { "flat", "true" }, { "tags", "[\"a\",{\"b\":1}]" } };

  g_assert_cmpint (wf_pack_kind (pack), ==, WF_GEOMETRY_POLYGON);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 1);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_coords, ==, 4);
  g_assert_cmpstr (wf_pack_origin (pack)->crs, ==, "EPSG:7415");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *value = value_of (pack, values[i][0], 0);

      g_assert_cmpstr (value, ==, values[i][1]);
    }
}

static void
test_city_kinds (void)
{
  g_autoptr (WfPack) kinds = open_model ("kinds.json", NULL);
  g_autoptr (WfPack) sequence = open_model ("sequence.jsonl", NULL);
  g_autofree char *one = value_of (sequence, "n", 0);

  g_assert_cmpuint (count_kind (kinds, WF_GEOMETRY_POINT), ==, 1);
  g_assert_cmpuint (count_kind (kinds, WF_GEOMETRY_LINE), ==, 1);
  g_assert_cmpuint (count_kind (kinds, WF_GEOMETRY_POLYGON), ==, 1);
  g_assert_cmpuint (wf_pack_origin (kinds)->n_empty, ==, 1); /* a vertex that is not there */
  g_assert_cmpuint (count_kind (sequence, WF_GEOMETRY_POLYGON), ==, 2);
  g_assert_cmpint (wf_pack_field (sequence, 3).type, ==, WF_FIELD_TEXT);
  g_assert_true (strcmp (one, "1") == 0 || strcmp (one, "x") == 0);
}

static void
add_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *name = g_strconcat ("/readers/shape/", shapes[i].name, NULL);

      g_test_add_data_func (name, &shapes[i], test_shape);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *name = g_strconcat ("/readers/table/", tables[i].name, NULL);

      g_test_add_data_func (name, &tables[i], test_table);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  scratch = g_dir_make_tmp ("wf-readers-XXXXXX", NULL);
  remove = g_strdup_printf ("rm -r '%s'", scratch);
  g_setenv ("XDG_CACHE_HOME", scratch, TRUE);
  g_test_init (&argc, &argv, NULL);
  add_cases ();
  g_test_add_func ("/readers/pole", test_pole);
  g_test_add_func ("/readers/asking", test_asking);
  g_test_add_func ("/readers/false-claim", test_false_claim);
  g_test_add_func ("/readers/city/solid", test_city_solid);
  g_test_add_func ("/readers/city/kinds", test_city_kinds);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (scratch);
  return status;
}
