/* Watchfloor: the made city, looked at through the worker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A small city is made once; each test opens its files as any other source. */
#include "config.h"

#include "wf-city-maker.h"
#include "wf-city.h"
#include "wf-error.h"
#include "wf-geodesic.h"
#include "wf-grid-maker.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-road-graph.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_BUILDINGS 2000
#define SEED 5

static char *root; /* of all cities of this run */
static WfCity *city;

static WfCity *
make_city (const char *name, guint64 seed)
{
  g_autofree char *dir = g_build_filename (root, name, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  WfCity *made;

  g_assert_true (wf_city_make (dir, seed, N_BUILDINGS, NULL, NULL, &path, &error));
  g_assert_no_error (error);
  made = wf_city_load (path, &error);
  g_assert_no_error (error);
  return made;
}

static WfPack *
open_layer (const WfCity *from, const char *role)
{
  const WfCityLayer *layer = wf_city_layer_by_role (from, role);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (layer);
  WfSource source = { .source = layer->source,
                      .layer = layer->layer,
                      .encoding = layer->encoding,
                      .datum = layer->datum };
  WfPack *pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return pack;
}

static gboolean
is_same (const WfPack *a, const WfPack *b)
{
  const WfPackShapes *s = wf_pack_shapes (a), *t = wf_pack_shapes (b);

  return s->n_features == t->n_features && s->n_coords == t->n_coords
         && memcmp (s->coords, t->coords, s->n_coords * sizeof (WfUnit)) == 0;
}

static void
test_deterministic (void)
{
  static const char *const roles[] = { "buildings", "roads", "grid", "hospitals", "bus_lines" };
  g_autoptr (WfCity) again = make_city ("again", SEED), other = make_city ("other", SEED + 1);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (WfPack) a = open_layer (city, roles[i]), b = open_layer (again, roles[i]);
      g_autoptr (WfPack) c = open_layer (other, roles[i]);
      int name = wf_pack_find_field (a, "name");

      g_assert_true (is_same (a, b));
      g_assert_false (is_same (a, c));
      for (guint32 f = 0; name >= 0 && f < wf_pack_shapes (a)->n_features; f++)
        g_assert_cmpstr (wf_pack_text (a, (guint) name, f), ==, wf_pack_text (b, (guint) name, f));
    }
}

static void
test_complete (void)
{
  static const char *const roles[]
      = { "hinterland", "coastline", "land",      "water",     "green",   "landuse",
          "roads",      "rail",      "grid",      "districts", "places",  "hospitals",
          "stations",   "signals",   "bus_lines", "bus_stops", "cameras", "parking" };
  g_autoptr (WfPack) buildings = open_layer (city, "buildings");
  int floors = wf_pack_find_field (buildings, "floors"),
      id = wf_pack_find_field (buildings, "bim_id");
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (wf_pack_shapes (buildings)->n_features, >=, N_BUILDINGS * 99 / 100);
  g_assert_cmpuint (wf_pack_shapes (buildings)->n_features, <=, N_BUILDINGS * 101 / 100);
  for (guint32 i = 0; i < wf_pack_shapes (buildings)->n_features; i++)
    {
      gint64 n;

      g_assert_true (wf_pack_int (buildings, (guint) floors, i, &n));
      g_assert_cmpint (n, >, 0);
      g_assert_true (g_hash_table_add (ids, (gpointer) wf_pack_text (buildings, (guint) id, i)));
    }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (WfPack) pack = open_layer (city, roles[i]);

      g_assert_cmpuint (wf_pack_shapes (pack)->n_features, >, 0);
    }
}

/* What has a Chinese name has one that a console in English can show. */
static void
test_names (void)
{
  static const char *const roles[]
      = { "roads",   "grid",      "districts", "places",  "hospitals", "stations",
          "signals", "bus_lines", "bus_stops", "cameras", "parking" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (WfPack) pack = open_layer (city, roles[i]);
      int zh = wf_pack_find_field (pack, "name"), en = wf_pack_find_field (pack, "name_en");

      g_assert_cmpint (zh, >=, 0);
      g_assert_cmpint (en, >=, 0);
      for (guint32 f = 0; f < wf_pack_shapes (pack)->n_features; f++)
        {
          const char *name = wf_pack_text (pack, (guint) zh, f);
          const char *english = wf_pack_text (pack, (guint) en, f);

          g_assert_true (name == NULL || english != NULL);
          g_assert_true (english == NULL || g_str_is_ascii (english));
        }
    }
}

static void
test_one_component (void)
{
  g_autoptr (WfPack) roads = open_layer (city, "roads");
  g_autoptr (GError) error = NULL;
  g_autoptr (WfRoadGraph) graph = wf_road_graph_new (roads, wf_city_roads (city), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (wf_road_graph_n_components (graph), ==, 1);
  g_assert_cmpfloat (wf_road_graph_km (graph), >, 50.0);
}

/* ---- the grid */

static void
test_codes (void)
{
  g_autoptr (WfPack) grid = open_layer (city, "grid");
  guint code = (guint) wf_pack_find_field (grid, "code"),
        community = (guint) wf_pack_find_field (grid, "community");
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 i = 0; i < wf_pack_shapes (grid)->n_features; i++)
    {
      const char *text = wf_pack_text (grid, code, i), *name = wf_pack_text (grid, community, i);
      char *prefix = g_strndup (text, 12);

      g_assert_cmpuint (strlen (text), ==, 15);
      g_assert_cmpuint (strspn (text, "0123456789"), ==, 15);
      g_assert_true (g_hash_table_add (codes, (gpointer) text));
      g_assert_true (g_utf8_validate (name, -1, NULL));
      /* One community code, one name. */
      if (g_hash_table_contains (named, prefix))
        g_assert_cmpstr (g_hash_table_lookup (named, prefix), ==, name);
      g_hash_table_insert (named, g_strdup (prefix), (gpointer) name);
      g_hash_table_insert (
          counts, prefix,
          GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, prefix)) + 1));
    }
  /* Serials run from 001 without gaps. */
  for (guint32 i = 0; i < wf_pack_shapes (grid)->n_features; i++)
    {
      const char *text = wf_pack_text (grid, code, i);
      g_autofree char *prefix = g_strndup (text, 12);

      g_assert_cmpuint (g_ascii_strtoull (text + 12, NULL, 10), >=, 1);
      g_assert_cmpuint (g_ascii_strtoull (text + 12, NULL, 10), <=,
                        GPOINTER_TO_UINT (g_hash_table_lookup (counts, prefix)));
    }
}

/* Within a community no cell that lies west in the same row, or in a row to the north, has a
 * higher number: of two neighbours in number the later lies further east or further south. */
static void
test_order (void)
{
  g_autoptr (WfPack) grid = open_layer (city, "grid");
  const WfPackShapes *s = wf_pack_shapes (grid);
  guint code = (guint) wf_pack_find_field (grid, "code");
  g_autoptr (GHashTable) by_code = g_hash_table_new (g_str_hash, g_str_equal);
  guint pairs = 0;

  for (guint32 i = 0; i < s->n_features; i++)
    g_hash_table_insert (by_code, (gpointer) wf_pack_text (grid, code, i), GUINT_TO_POINTER (i));
  for (guint32 i = 0; i < s->n_features; i++)
    {
      const char *text = wf_pack_text (grid, code, i);
      g_autofree char *next
          = g_strdup_printf ("%.12s%03u", text, (guint) g_ascii_strtoull (text + 12, NULL, 10) + 1);
      gpointer found;

      if (!g_hash_table_lookup_extended (by_code, next, NULL, &found))
        continue;
      WfUnitBox a = s->boxes[i], b = s->boxes[GPOINTER_TO_UINT (found)];

      g_assert_true (b.max_x > a.min_x || b.max_y > a.min_y);
      g_assert_true ((guint64) a.min_x + a.max_x < (guint64) b.min_x + b.max_x
                     || a.min_y < b.max_y);
      pairs++;
    }
  g_assert_cmpuint (pairs, >, 100);
}

static double
area_of (const WfPack *pack)
{
  const WfPackShapes *s = wf_pack_shapes (pack);
  double sum = 0.0;

  for (guint32 p = 0; p < s->n_parts; p++)
    for (guint32 i = s->coord_of[p], j = s->coord_of[p + 1] - 1; i < s->coord_of[p + 1]; j = i++)
      sum += (double) s->coords[j].x * s->coords[i].y - (double) s->coords[i].x * s->coords[j].y;
  return sum / 2;
}

static void
test_no_gaps (void)
{
  g_autoptr (WfPack) grid = open_layer (city, "grid"), land = open_layer (city, "land");
  const WfPackShapes *s = wf_pack_shapes (grid);
  g_autoptr (GHashTable) sides = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint inner = 0, outer = 0;

  for (guint32 p = 0; p < s->n_parts; p++)
    for (guint32 i = s->coord_of[p], j = s->coord_of[p + 1] - 1; i < s->coord_of[p + 1]; j = i++)
      /* No side is walked twice in the same direction: nothing overlaps. */
      g_assert_true (
          g_hash_table_add (sides, g_strdup_printf ("%u,%u %u,%u", s->coords[j].x, s->coords[j].y,
                                                    s->coords[i].x, s->coords[i].y)));
  for (guint32 p = 0; p < s->n_parts; p++)
    for (guint32 i = s->coord_of[p], j = s->coord_of[p + 1] - 1; i < s->coord_of[p + 1]; j = i++)
      {
        g_autofree char *back = g_strdup_printf ("%u,%u %u,%u", s->coords[i].x, s->coords[i].y,
                                                 s->coords[j].x, s->coords[j].y);

        if (g_hash_table_contains (sides, back))
          inner++;
        else
          outer++;
      }
  g_assert_cmpuint (inner, >, 3 * outer);
  g_assert_cmpfloat (fabs (area_of (grid) / area_of (land) - 1.0), <, 1e-4);
}

static void
test_one_cell_a_place (void)
{
  g_autoptr (WfPack) grid = open_layer (city, "grid"), land = open_layer (city, "land");
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  WfUnitBox box = wf_pack_box (land);
  guint on_land = 0, at_odds = 0;

  for (guint i = 0; i < 4000; i++)
    {
      WfUnit p = { (guint32) g_rand_double_range (rand, box.min_x, box.max_x),
                   (guint32) g_rand_double_range (rand, box.min_y, box.max_y) };
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
      guint holding = 0;

      wf_pack_search (grid, (WfUnitBox){ p.x, p.y, p.x, p.y }, found);
      for (guint k = 0; k < found->len; k++)
        holding += wf_pack_polygon_contains (grid, g_array_index (found, guint32, k), p) ? 1 : 0;
      g_assert_cmpuint (holding, <=, 1);
      gboolean dry = wf_pack_polygon_at (land, p) != G_MAXUINT32;

      on_land += dry;
      at_odds += dry != (holding == 1);
    }
  g_assert_cmpuint (on_land, >, 400);
  /* On the very coast the two files may differ by a step of the pack. */
  g_assert_cmpuint (at_odds, <=, 2);
}

static void
test_overflow (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  g_autofree char *lines = g_build_filename (root, "lattice.wfpack", NULL),
                  *cells = g_build_filename (root, "cells.wfpack", NULL);
  g_autoptr (GError) error = NULL;
  WfGridPlan plan
      = { .lines_pack = lines, .county_base = 210271, .cell_m2 = 1e4, .cells_per_community = 5000 };
  guint n = 0;

  for (guint i = 0; i <= 40; i++)
    for (guint across = 0; across < 2; across++)
      {
        double v = 0.001 * i;
        WfLonLat line[2] = { { 121.0 + (across ? v : 0.0), 39.0 + (across ? 0.0 : v) },
                             { 121.0 + (across ? v : 0.04), 39.0 + (across ? 0.04 : v) } };

        wf_pack_writer_begin (writer, i);
        wf_pack_writer_add_lonlats (writer, line, 2);
        wf_pack_writer_end (writer);
      }
  g_assert_true (wf_pack_writer_finish (writer, lines, &error));
  g_assert_false (wf_grid_make (&plan, cells, &n, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
  g_clear_error (&error);
  plan.cells_per_community = 9;
  g_assert_true (wf_grid_make (&plan, cells, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1600);
}

/* ---- buildings */

static gboolean
sides_cross (WfUnit a, WfUnit b, WfUnit c, WfUnit d)
{
  double rx = (double) b.x - a.x, ry = (double) b.y - a.y, sx = (double) d.x - c.x,
         sy = (double) d.y - c.y;
  double qx = (double) c.x - a.x, qy = (double) c.y - a.y, den = rx * sy - ry * sx;

  if (den == 0.0)
    return FALSE;
  double t = (qx * sy - qy * sx) / den, u = (qx * ry - qy * rx) / den;

  return t >= 0.0 && t <= 1.0 && u >= 0.0 && u <= 1.0;
}

/* How many sides of feature @f of @pack cross a line of @lines. */
static guint
count_crossings (const WfPack *pack, guint32 f, const WfPack *lines, GArray *found)
{
  const WfPackShapes *s = wf_pack_shapes (pack), *l = wf_pack_shapes (lines);
  guint32 first = s->coord_of[s->part_of[f]], last = s->coord_of[s->part_of[f] + 1];
  guint n = 0;

  g_array_set_size (found, 0);
  wf_pack_search (lines, s->boxes[f], found);
  for (guint k = 0; k < found->len; k++)
    {
      guint32 line = g_array_index (found, guint32, k);

      for (guint32 p = l->part_of[line]; p < l->part_of[line + 1]; p++)
        for (guint32 m = l->coord_of[p] + 1; m < l->coord_of[p + 1]; m++)
          for (guint32 i = first, j = last - 1; i < last; j = i++)
            n += sides_cross (s->coords[j], s->coords[i], l->coords[m - 1], l->coords[m]);
    }
  return n;
}

static void
test_buildings_stand_free (void)
{
  g_autoptr (WfPack) buildings = open_layer (city, "buildings"), roads = open_layer (city, "roads"),
                     rail = open_layer (city, "rail");
  g_autoptr (WfPack) land = open_layer (city, "land"), water = open_layer (city, "water");
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  const WfPackShapes *s = wf_pack_shapes (buildings);

  for (guint32 f = 0; f < s->n_features; f++)
    {
      g_assert_cmpuint (count_crossings (buildings, f, roads, found), ==, 0);
      g_assert_cmpuint (count_crossings (buildings, f, rail, found), ==, 0);
      for (guint32 i = s->coord_of[s->part_of[f]]; i < s->coord_of[s->part_of[f + 1]]; i++)
        {
          g_assert_cmpuint (wf_pack_polygon_at (land, s->coords[i]), !=, G_MAXUINT32);
          g_assert_cmpuint (wf_pack_polygon_at (water, s->coords[i]), ==, G_MAXUINT32);
        }
    }
}

static void
test_bad_number (void)
{
  g_autofree char *dir = g_build_filename (root, "none", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (wf_city_make (dir, 1, 3, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  root = g_dir_make_tmp ("wf-made-city-XXXXXX", NULL);
  g_assert_nonnull (root);
  g_autofree char *cache = g_build_filename (root, "cache", NULL);

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  city = make_city ("city", SEED);
  g_test_add_func ("/made-city/complete", test_complete);
  g_test_add_func ("/made-city/names", test_names);
  g_test_add_func ("/made-city/one-component", test_one_component);
  g_test_add_func ("/made-city/codes", test_codes);
  g_test_add_func ("/made-city/order", test_order);
  g_test_add_func ("/made-city/no-gaps", test_no_gaps);
  g_test_add_func ("/made-city/one-cell-a-place", test_one_cell_a_place);
  g_test_add_func ("/made-city/overflow", test_overflow);
  g_test_add_func ("/made-city/buildings-stand-free", test_buildings_stand_free);
  g_test_add_func ("/made-city/deterministic", test_deterministic);
  g_test_add_func ("/made-city/bad-number", test_bad_number);
  result = g_test_run ();
  wf_city_unref (city);
  remove_all (root);
  g_free (root);
  return result;
}
