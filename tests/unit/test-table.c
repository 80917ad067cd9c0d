/* Watchfloor: tests of tables and of what is picked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-pack-writer.h"
#include "wf-picked.h"
#include "wf-table.h"

#include <glib/gstdio.h>

#define N_ROWS 500

static WfLayer *
make_layer (void)
{
  WfCityLayer description
      = { .id = (char *) "halls", .title_en = (char *) "Halls", .visible = TRUE, .opacity = 1 };
  WfLayer *layer = wf_layer_new (&description, FALSE);
  g_autofree char *folder = g_dir_make_tmp ("wf-table-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "halls.wfpack", NULL);
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POINT);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  guint seats = wf_pack_writer_add_field (writer, "seats", WF_FIELD_INT);
  guint name_en = wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_ROWS; i++)
    {
      WfLonLat p = { 121 + i % 25 * 0.01, 38 + i / 25 * 0.01 };
      g_autofree char *text = g_strdup_printf ("Hall %u", i);

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, &p, 1);
      wf_pack_writer_set_text (writer, name, text);
      if (i % 2 == 0)
        wf_pack_writer_set_text (writer, name_en, "Even hall");
      wf_pack_writer_set_int (writer, seats, (i * 37) % N_ROWS);
      wf_pack_writer_end (writer);
    }
  wf_pack_writer_finish (writer, path, &error);
  g_assert_no_error (error);
  wf_layer_take_pack (layer, wf_pack_open (path, NULL));
  g_unlink (path);
  g_rmdir (folder);
  return layer;
}

static void
wait (WfTable *table)
{
  while (wf_table_is_busy (table))
    g_main_context_iteration (NULL, TRUE);
}

static gint64
seats_at (WfTable *table, guint position)
{
  gint64 seats = -1;

  wf_pack_int (wf_table_get_pack (table), 1, wf_table_feature_at (table, position), &seats);
  return seats;
}

static void
count_cb (gpointer object, guint at, guint removed, guint added, guint *n)
{
  (*n)++;
}

static void
test_sort_and_filter (void)
{
  g_autoptr (WfLayer) layer = make_layer ();
  g_autoptr (WfTable) table = wf_table_new (layer);
  GListModel *rows = G_LIST_MODEL (table);
  guint n_changes = 0;

  g_signal_connect (table, "items-changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, N_ROWS);
  wf_table_sort (table, 1, TRUE);
  wait (table);
  g_assert_cmpint (seats_at (table, 0), ==, N_ROWS - 1);
  g_assert_cmpint (seats_at (table, N_ROWS - 1), ==, 0);
  wf_table_filter (table, "seats < 10");
  wait (table);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 10);
  g_assert_cmpint (seats_at (table, 0), ==, 9);
  g_assert_cmpuint (n_changes, ==, 2);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (wf_table_position_of (table, wf_table_feature_at (table, i)), ==, i);
  /* Of what is asked for in one go only the last is shown. */
  wf_table_filter (table, "seats < 300");
  wf_table_sort (table, 1, FALSE);
  wf_table_filter (table, "seats < 20");
  wait (table);
  g_assert_cmpuint (n_changes, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 20);
  g_assert_cmpint (seats_at (table, 0), ==, 0);
}

static void
test_refused_filter (void)
{
  g_autoptr (WfLayer) layer = make_layer ();
  g_autoptr (WfTable) table = wf_table_new (layer);
  guint32 hidden;

  wf_table_filter (table, "rows > 3");
  wait (table);
  g_assert_nonnull (wf_table_get_trouble (table));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, N_ROWS);
  hidden = wf_table_feature_at (table, 0);
  wf_table_filter (table, "nowhere");
  wait (table);
  g_assert_null (wf_table_get_trouble (table));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 0);
  g_assert_cmpuint (wf_table_position_of (table, hidden), ==, G_MAXUINT);
}

/* A table that goes away while it is busy takes its job with it. */
static void
test_dropped_while_busy (void)
{
  g_autoptr (WfLayer) layer = make_layer ();
  WfTable *table = wf_table_new (layer);

  g_object_add_weak_pointer (G_OBJECT (table), (gpointer *) &table);
  wf_table_sort (table, 0, FALSE);
  g_object_unref (table);
  /* The job may let go of it last, in its own thread. */
  while (table != NULL)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

/* What has no name in the language has its name all the same. */
static void
test_title (void)
{
  g_autoptr (WfLayer) layer = make_layer ();
  g_autoptr (WfTable) table = wf_table_new (layer);

  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr (WfFeature) feature = g_list_model_get_item (G_LIST_MODEL (table), i);
      gint64 fid = wf_pack_fid (wf_feature_get_pack (feature), wf_feature_get_number (feature));
      g_autofree char *name = g_strdup_printf ("Hall %" G_GINT64_FORMAT, fid);
      g_autofree char *english = wf_feature_title (feature, FALSE);
      g_autofree char *chinese = wf_feature_title (feature, TRUE);

      g_assert_cmpstr (chinese, ==, name);
      g_assert_cmpstr (english, ==, fid % 2 == 0 ? "Even hall" : name);
    }
}

static void
test_feature (void)
{
  g_autoptr (WfLayer) layer = make_layer ();
  g_autoptr (WfTable) table = wf_table_new (layer);
  g_autoptr (WfFeature) feature = g_list_model_get_item (G_LIST_MODEL (table), 3);
  g_autofree char *text = wf_feature_to_text (feature);
  g_autofree char *geojson = wf_feature_to_geojson (feature);
  WfBox box = wf_feature_extent (feature);

  g_assert_nonnull (strstr (text, "seats: "));
  g_assert_nonnull (strstr (geojson, "\"Feature\""));
  g_assert_true (box.min_x >= 120.99 && box.max_y <= 38.3);
}

static void
told_cb (WfPicked *picked, guint *n)
{
  (*n)++;
}

static void
test_picked (void)
{
  g_autoptr (WfLayer) layer = make_layer ();
  g_autoptr (WfPicked) picked = wf_picked_new ();
  WfPack *pack = wf_layer_get_pack (layer);
  const guint32 some[] = { 40, 7, 300 };
  guint n, n_told = 0;

  g_signal_connect (picked, "changed", G_CALLBACK (told_cb), &n_told);
  g_assert_true (wf_box_is_empty (wf_picked_extent (picked)));
  wf_picked_set (picked, layer, pack, some, 3);
  wf_picked_set (picked, layer, pack, some, 3);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpuint (wf_picked_get_features (picked, &n)[0], ==, 7);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (wf_picked_has (picked, pack, 300));
  g_assert_false (wf_picked_has (picked, pack, 8));
  g_assert_false (wf_box_is_empty (wf_picked_extent (picked)));
  wf_picked_clear (picked);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_null (wf_picked_get_layer (picked));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/sort-and-filter", test_sort_and_filter);
  g_test_add_func ("/table/refused-filter", test_refused_filter);
  g_test_add_func ("/table/dropped", test_dropped_while_busy);
  g_test_add_func ("/table/feature", test_feature);
  g_test_add_func ("/table/title", test_title);
  g_test_add_func ("/picked", test_picked);
  return g_test_run ();
}
