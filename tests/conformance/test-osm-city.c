/* Watchfloor: tests of cities nobody here drew.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Monaco (a coast) and Andorra (none) become cities with everything the console and the
 * simulation ask for; the cells tile the land. */
#include "config.h"

#include "wf-city.h"
#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-osm-city.h"
#include "wf-worker.h"

#include <string.h>
#include <glib/gstdio.h>

static char *scratch;

static WfPack *
open_role (const WfCity *city, const char *role)
{
  const WfCityLayer *layer = wf_city_layer_by_role (city, role);
  g_autoptr (GError) error = NULL;
  WfSource source;
  WfPack *pack;

  g_assert_nonnull (layer);
  source = (WfSource){ .source = layer->source,
                       .layer = layer->layer,
                       .encoding = layer->encoding,
                       .datum = layer->datum };
  pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return pack;
}

/* NULL, and the test is skipped, where there are no fixtures. */
static WfCity *
make_city (const char *file)
{
  const char *fixtures = g_getenv ("WATCHFLOOR_FIXTURES");
  g_autofree char *osm
      = g_build_filename (fixtures != NULL ? fixtures : "/nowhere", "osm", file, NULL);
  g_autofree char *dir = g_build_filename (scratch, file, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  WfCity *city;

  if (!g_file_test (osm, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no fixtures");
      return NULL;
    }
  wf_osm_city_make (osm, dir, NULL, NULL, NULL, &path, &error);
  g_assert_no_error (error);
  city = wf_city_load (path, &error);
  g_assert_no_error (error);
  return city;
}

static void
check_codes (const WfPack *grid)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  int field = wf_pack_find_field (grid, "code");

  g_assert_cmpint (field, >=, 0);
  for (guint32 f = 0; f < wf_pack_shapes (grid)->n_features; f++)
    {
      const char *code = wf_pack_text (grid, (guint) field, f);

      g_assert_cmpuint (strlen (code), ==, 15);
      g_assert_cmpuint (strspn (code, "0123456789"), ==, 15);
      g_assert_true (g_hash_table_add (seen, (gpointer) code));
    }
}

/* Any place lies in one cell at most, and most junctions on land in one. */
static void
check_tiling (const WfPack *grid, const WfPack *roads)
{
  const WfPackShapes *cells = wf_pack_shapes (grid), *ways = wf_pack_shapes (roads);
  guint inside = 0;

  for (guint32 i = 0; i < ways->n_coords; i++)
    {
      guint n = 0;

      for (guint32 f = 0; f < cells->n_features; f++)
        n += wf_pack_polygon_contains (grid, f, ways->coords[i]);
      g_assert_cmpuint (n, <=, 1);
      inside += n;
    }
  g_assert_cmpuint (inside, >, ways->n_coords * 9 / 10);
}

static void
check_roads (const WfPack *roads)
{
  int speed = wf_pack_find_field (roads, "maxspeed"), oneway = wf_pack_find_field (roads, "oneway");

  for (guint32 f = 0; f < wf_pack_shapes (roads)->n_features; f++)
    {
      static const char *const ways[] = { "yes", "no", "-1", NULL };
      gint64 km_h = 0;

      g_assert_true (wf_pack_int (roads, (guint) speed, f, &km_h));
      g_assert_cmpint (km_h, >=, 5);
      g_assert_cmpint (km_h, <=, 200);
      g_assert_true (g_strv_contains (ways, wf_pack_text (roads, (guint) oneway, f)));
    }
}

static void
check_city (const WfCity *city)
{
  g_autoptr (WfPack) roads = open_role (city, "roads");
  g_autoptr (WfPack) grid = open_role (city, "grid");
  g_autoptr (WfPack) stations = open_role (city, "stations");
  g_autoptr (WfPack) hospitals = open_role (city, "hospitals");
  g_autoptr (WfPack) signals = open_role (city, "signals");
  g_autoptr (WfPack) buildings = open_role (city, "buildings");

  check_codes (grid);
  check_tiling (grid, roads);
  check_roads (roads);
  g_assert_cmpuint (wf_pack_shapes (stations)->n_features, >=, 3);
  g_assert_cmpuint (wf_pack_shapes (hospitals)->n_features, >=, 1);
  g_assert_cmpuint (wf_pack_shapes (signals)->n_features, >=, 3);
  g_assert_cmpuint (wf_pack_shapes (buildings)->n_features, >=, 200);
  g_assert_cmpstr (wf_city_layer (city, 0)->role, ==, "hinterland");
  g_assert_cmpstr (wf_city_layer (city, 1)->role, ==, "land");
  g_assert_nonnull (wf_city_simulation (city));
}

static gboolean
is_on (const WfPack *pack, double lon, double lat)
{
  return wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ lon, lat })) != G_MAXUINT32;
}

static void
test_monaco (void)
{
  g_autoptr (WfCity) city = make_city ("monaco.osm.gz");
  g_autoptr (WfPack) land = NULL;
  g_autoptr (WfPack) around = NULL;
  g_autoptr (WfPack) water = NULL;

  if (city == NULL)
    return;
  check_city (city);
  land = open_role (city, "land");
  water = open_role (city, "water");
  /* The palace stands on land, the harbour and the open sea do not. */
  g_assert_true (is_on (land, 7.4203, 43.7314) && !is_on (water, 7.4203, 43.7314));
  g_assert_true (is_on (water, 7.4257, 43.7346) && !is_on (land, 7.4257, 43.7346));
  g_assert_true (is_on (water, 7.4400, 43.7250) && !is_on (land, 7.4400, 43.7250));
  /* Land does not end at the extract's edge: the Alps are there, but not in Corsica's sea. */
  around = open_role (city, "hinterland");
  g_assert_true (is_on (around, 7.20, 43.95) && !is_on (land, 7.20, 43.95));
  g_assert_false (is_on (around, 8.20, 43.10));
}

static void
test_andorra (void)
{
  g_autoptr (WfCity) city = make_city ("andorra.osm.pbf");
  g_autoptr (WfPack) land = NULL;
  g_autoptr (WfPack) districts = NULL;

  if (city == NULL)
    return;
  check_city (city);
  land = open_role (city, "land");
  districts = open_role (city, "districts");
  g_assert_true (is_on (land, 1.5218, 42.5063));
  g_assert_cmpuint (wf_pack_shapes (districts)->n_features, >=, 5);
}

static void
test_no_town (void)
{
  g_autofree char *osm = g_build_filename (scratch, "sea.osm", NULL);
  g_autofree char *dir = g_build_filename (scratch, "sea", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (
      osm,
      "<?xml version='1.0'?><osm version='0.6'><node id='1' lat='1' lon='1' version='1'>"
      "<tag k='place' v='sea'/></node></osm>",
      -1, NULL));
  g_assert_false (wf_osm_city_make (osm, dir, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
}

/* A folder with another city is left as it is. */
static void
test_another_city (void)
{
  g_autofree char *dir = g_build_filename (scratch, "taken", NULL);
  g_autofree char *other = g_build_filename (dir, "other.city.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (other, "{}", -1, NULL));
  g_assert_false (wf_osm_city_make ("/nowhere.osm.pbf", dir, "mine", NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "other.city.json"));
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  scratch = g_dir_make_tmp ("wf-osm-XXXXXX", NULL);
  remove = g_strdup_printf ("rm -r '%s'", scratch);
  g_setenv ("XDG_CACHE_HOME", scratch, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/osm-city/monaco", test_monaco);
  g_test_add_func ("/osm-city/andorra", test_andorra);
  g_test_add_func ("/osm-city/no-town", test_no_town);
  g_test_add_func ("/osm-city/another-city", test_another_city);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (scratch);
  return status;
}
