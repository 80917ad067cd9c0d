/* Watchfloor: scenarios of opening anything.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operator drops on the map, good and bad, in a session without a window and without a
 * platform. A watchdog on the main loop sees whether anything held it up. */
#include "config.h"

#include "wf-json.h"
#include "wf-legend.h"
#include "wf-session.h"
#include "wf-test-town-files.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_STALL_US (400 * 1000)

static char *folder, *city_path;

typedef struct
{
  WfClock *clock;
  WfSession *session;
  WfLayer *asking;
  guint n_opened;
  guint watchdog;
  gint64 last_us, worst_us;
} Room;

static const char point[]
    = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":"
      "\"井\",\"depth\":3},\"geometry\":{\"type\":\"Point\",\"coordinates\":[121.61,38.91]}}]}";

static const char two_layers[]
    = "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
      "<Folder><name>泵站</name><Placemark><name>a</name><Point><coordinates>121.61,38.91"
      "</coordinates></Point></Placemark></Folder>"
      "<Folder><name>管线</name><Placemark><name>b</name><LineString><coordinates>121.61,38.91 "
      "121.62,38.92</coordinates></LineString></Placemark></Folder></Document></kml>";

/* A file of the folder (g_free). */
static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static gboolean
watchdog_cb (gpointer data)
{
  Room *room = data;
  gint64 now_us = g_get_monotonic_time ();

  room->worst_us = MAX (room->worst_us, now_us - room->last_us);
  room->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
found_cb (WfSession *session, WfLayer *layer, gpointer data)
{
  ((Room *) data)->asking = layer;
}

static void
opened_cb (WfSession *session, WfLayer *layer, gpointer data)
{
  ((Room *) data)->n_opened++;
}

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited 60 s in vain");
  return G_SOURCE_REMOVE;
}

static void
wait_for (WfLayer *layer, WfLayerState state)
{
  guint limit = g_timeout_add_seconds (60, give_up_cb, NULL);

  while (wf_layer_get_state (layer) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static guint
count_layers (Room *room)
{
  return g_list_model_get_n_items (wf_session_get_layers (room->session));
}

static void
room_setup (Room *room, gconstpointer data)
{
  static int number;
  g_autofree char *journal = g_strdup_printf ("%s/%d.journal", folder, number++);
  WfSessionOptions options
      = { .city_path = city_path, .journal_path = journal, .operator_name = "desk 5" };
  g_autoptr (GError) error = NULL;

  room->clock = wf_clock_new_system (1);
  room->session = wf_session_new (room->clock, &options, &error);
  g_assert_no_error (error);
  g_signal_connect (room->session, "layers-found", G_CALLBACK (found_cb), room);
  g_signal_connect (room->session, "layer-opened", G_CALLBACK (opened_cb), room);
  wf_session_start (room->session);
  room->last_us = g_get_monotonic_time ();
  room->watchdog = g_timeout_add (5, watchdog_cb, room);
}

static void
room_teardown (Room *room, gconstpointer data)
{
  g_source_remove (room->watchdog);
  wf_session_stop (room->session);
  g_assert_finalize_object (room->session);
  wf_clock_unref (room->clock);
  g_assert_cmpint (room->worst_us, <, MAX_STALL_US);
}

static void
test_one (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("wells.geojson", point);
  guint n = count_layers (room);
  WfLayer *layer = wf_session_open_source (room->session, path);
  g_autofree char *id = g_strdup (wf_layer_get_id (layer));
  g_autoptr (WfLayer) kept = g_object_ref (layer);
  WfLayer *copy;
  WfBox box;

  g_assert_cmpuint (count_layers (room), ==, n + 1);
  g_assert_cmpstr (wf_layer_get_title (layer), ==, "wells");
  g_assert_true (wf_layer_is_own (layer));
  wait_for (layer, WF_LAYER_READY);
  g_assert_cmpuint (room->n_opened, ==, 1);
  g_assert_true (wf_layer_get_extent (layer, &box));
  g_assert_cmpfloat_with_epsilon (box.min_x, 121.61, 1e-6);
  g_assert_cmpfloat_with_epsilon (box.max_y, 38.91, 1e-6);
  g_assert_true (wf_style_covers (wf_session_get_style (room->session), id));

  copy = wf_session_duplicate_layer (room->session, layer);
  wait_for (copy, WF_LAYER_READY);
  g_assert_cmpstr (wf_layer_get_id (copy), !=, id);
  g_assert_true (wf_layer_style_equal (wf_session_get_layer_style (room->session, copy),
                                       wf_session_get_layer_style (room->session, layer)));
  wf_session_remove_layer (room->session, layer);
  g_assert_cmpuint (count_layers (room), ==, n + 1);
  g_assert_null (wf_session_find_layer (room->session, id));
  wf_session_restore_layer (room->session, kept, n);
  g_assert_true (wf_session_find_layer (room->session, id) == kept);
  g_assert_true (wf_style_covers (wf_session_get_style (room->session), id));
}

static void
test_several (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("network.kml", two_layers);
  WfLayer *layer = wf_session_open_source (room->session, path), *second;
  const guint both[] = { 0, 1 };
  const WfSourceLayer *found;
  guint n = count_layers (room);

  wait_for (layer, WF_LAYER_ASKING);
  g_assert_true (room->asking == layer);
  g_assert_nonnull (wf_layer_get_note (layer));
  g_assert_cmpuint (wf_session_get_listing (room->session, layer)->len, ==, 2);
  found = wf_session_get_listing (room->session, layer)->pdata[1];
  g_assert_cmpstr (found->name, ==, "管线");
  g_assert_cmpint (found->n_features, ==, 1);
  wf_session_choose_layers (room->session, layer, both, 2);
  g_assert_null (wf_session_get_listing (room->session, layer));
  g_assert_cmpuint (count_layers (room), ==, n + 1);
  second = g_list_model_get_item (wf_session_get_layers (room->session), n);
  wait_for (layer, WF_LAYER_READY);
  wait_for (second, WF_LAYER_READY);
  g_assert_cmpstr (wf_layer_get_title (second), ==, "管线");
  g_assert_cmpint (wf_pack_kind (wf_layer_get_pack (layer)), ==, WF_GEOMETRY_POINT);
  g_assert_cmpint (wf_pack_kind (wf_layer_get_pack (second)), ==, WF_GEOMETRY_LINE);
  g_object_unref (second);
}

/* A table that does not tell its columns asks, and is read as it was answered. */
static void
test_table (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("t.csv", "name,a,b\nx,38.91,121.61\ny,38.92,121.62\n");
  WfLayer *layer = wf_session_open_source (room->session, path);
  g_autoptr (WfCityLayer) how = NULL;
  const WfSourceLayer *entry;
  WfBox box;

  wait_for (layer, WF_LAYER_ASKING);
  g_assert_cmpuint (wf_session_get_listing (room->session, layer)->len, ==, 1);
  entry = wf_session_get_listing (room->session, layer)->pdata[0];
  g_assert_cmpuint (g_strv_length (entry->columns), ==, 2);
  how = wf_city_layer_copy (wf_layer_get_description (layer));
  how->x = g_strdup ("b");
  how->y = g_strdup ("a");
  wf_session_answer_layer (room->session, layer, how);
  wait_for (layer, WF_LAYER_READY);
  g_assert_true (wf_layer_get_extent (layer, &box));
  g_assert_cmpfloat_with_epsilon (box.min_x, 121.61, 1e-6);
  g_assert_cmpfloat_with_epsilon (box.max_y, 38.92, 1e-6);
}

/* A pack is a file like others, and one layer. */
static void
test_pack (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("packed.geojson", point);
  g_autofree char *packs = g_build_filename (folder, "watchfloor", "packs", NULL);
  g_autofree char *copy = g_build_filename (folder, "packed.wfpack", NULL);
  WfLayer *layer = wf_session_open_source (room->session, path);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  wait_for (layer, WF_LAYER_READY);
  dir = g_dir_open (packs, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL && !g_str_has_suffix (name, ".wfpack"))
    ;
  g_assert_nonnull (name);
  {
    g_autofree char *pack = g_build_filename (packs, name, NULL);

    g_assert_cmpint (link (pack, copy), ==, 0);
  }
  wait_for (wf_session_open_source (room->session, copy), WF_LAYER_READY);
}

/* Each fails in its own row with a sentence, and none holds up the rest. */
static void
test_bad (Room *room, gconstpointer data)
{
  g_autofree char *empty = write_file ("empty.gpkg", "");
  g_autofree char *cut = write_file ("cut.geojson", "{\"type\":\"FeatureCollection\",\"featu");
  g_autofree char *vrt
      = write_file ("out.vrt", "<OGRVRTDataSource><OGRVRTLayer name=\"passwd\"><SrcDataSource>"
                               "CSV:/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
  g_autofree char *dir = g_build_filename (folder, "folder", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe.geojson", NULL);
  g_autofree char *sparse = write_file ("sparse.shp", "");
  const char *bad[] = { empty, cut, vrt, dir, pipe, sparse, "/dev/zero", "/nowhere/at.all" };
  WfLayer *layers[G_N_ELEMENTS (bad)];

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (truncate (sparse, G_GINT64_CONSTANT (200) << 30), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    layers[i] = wf_session_open_source (room->session, bad[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      wait_for (layers[i], WF_LAYER_FAILED);
      g_test_message ("%s", wf_layer_get_trouble (layers[i]));
      g_assert_nonnull (wf_layer_get_trouble (layers[i]));
      g_assert_null (strchr (wf_layer_get_trouble (layers[i]), '\n'));
      g_assert_null (wf_layer_get_pack (layers[i]));
    }
}

/* What failed is read once it can be; what is cancelled says so. */
static void
test_again (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("late.geojson", "");
  g_autofree char *large = NULL;
  WfLayer *layer = wf_session_open_source (room->session, path);

  wait_for (layer, WF_LAYER_FAILED);
  g_assert_true (g_file_set_contents (path, point, -1, NULL));
  wf_session_reload_layer (room->session, layer);
  wait_for (layer, WF_LAYER_READY);

  large = write_file ("more.geojson", point);
  layer = wf_session_open_source (room->session, large);
  wf_session_cancel_layer (room->session, layer);
  g_assert_cmpint (wf_layer_get_state (layer), ==, WF_LAYER_FAILED);
  wf_session_reload_layer (room->session, layer);
  wait_for (layer, WF_LAYER_READY);
}

/* What is written anew is read anew, and its row says so. */
static void
test_changed (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("growing.geojson", point);
  g_autofree char *two = g_strdup (point);
  WfLayer *layer = wf_session_open_source (room->session, path);
  guint limit = g_timeout_add_seconds (60, give_up_cb, NULL);

  wait_for (layer, WF_LAYER_READY);
  memcpy (strstr (two, "121.61"), "121.62", 6);
  g_assert_true (g_file_set_contents (path, two, -1, NULL));
  for (WfBox box = { 0 }; box.min_x < 121.615; wf_layer_get_extent (layer, &box))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
  g_assert_cmpint (wf_layer_get_state (layer), ==, WF_LAYER_READY);
  g_assert_nonnull (wf_layer_get_note (layer));
}

static void
test_style (Room *room, gconstpointer data)
{
  g_autofree char *path = write_file ("styled.geojson", point);
  WfLayer *layer = wf_session_open_source (room->session, path);
  WfLayer *grid = wf_session_find_layer (room->session, "grid");
  g_autoptr (WfLayerStyle) style = wf_layer_style_new (0xff123456);
  g_autoptr (WfLayerStyle) again = NULL;
  g_autoptr (json_t) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) legend = NULL;

  wait_for (layer, WF_LAYER_READY);
  style->class_field = g_strdup ("depth");
  wf_layer_style_add_class (style, 0, NULL, 0xffff0000, 2);
  wf_layer_style_add_class (style, 2, NULL, 0xff00ff00, 1);
  style->label_field = g_strdup ("name");
  wf_session_set_layer_style (room->session, layer, style);
  g_assert_true (wf_layer_style_equal (wf_session_get_layer_style (room->session, layer), style));
  document = wf_layer_style_save (style, WF_GEOMETRY_POINT);
  again = wf_layer_style_load (document, "saved", &error);
  g_assert_no_error (error);
  g_assert_true (wf_layer_style_equal (again, style));
  /* A layer of the city in another colour, and back again. */
  wait_for (grid, WF_LAYER_READY);
  wf_layer_style_clear_classes (style);
  g_clear_pointer (&style->class_field, g_free);
  wf_session_set_layer_style (room->session, grid, style);
  legend = wf_style_legend (wf_session_get_style (room->session), "grid", FALSE);
  g_assert_cmpuint (legend->len, >=, 1);
  g_assert_cmphex (g_array_index (legend, WfLegendEntry, 0).fill & 0xffffff, ==, 0x123456);
  wf_session_set_layer_style (room->session, grid, NULL);
  g_assert_null (wf_session_get_layer_style (room->session, grid));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  remove (path);
}

/* A title is read by all who pass the desk. */
static void
test_secret_title (Room *room, gconstpointer data)
{
  static const char *const sources[]
      = { "WFS:https://desk:geheim@127.0.0.1:1/wfs?service=WFS", "PG:host=h password=geheim" };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      WfLayer *layer = wf_session_open_source (room->session, sources[i]);

      g_assert_null (strstr (wf_layer_get_title (layer), "geheim"));
    }
}

int
main (int argc, char **argv)
{
  int failed;

  folder = g_dir_make_tmp ("wf-opening-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  city_path = wf_test_town_write (folder);
  g_test_add ("/opening/one", Room, NULL, room_setup, test_one, room_teardown);
  g_test_add ("/opening/several", Room, NULL, room_setup, test_several, room_teardown);
  g_test_add ("/opening/secret-title", Room, NULL, room_setup, test_secret_title, room_teardown);
  g_test_add ("/opening/table", Room, NULL, room_setup, test_table, room_teardown);
  g_test_add ("/opening/pack", Room, NULL, room_setup, test_pack, room_teardown);
  g_test_add ("/opening/bad", Room, NULL, room_setup, test_bad, room_teardown);
  g_test_add ("/opening/again", Room, NULL, room_setup, test_again, room_teardown);
  g_test_add ("/opening/changed", Room, NULL, room_setup, test_changed, room_teardown);
  g_test_add ("/opening/style", Room, NULL, room_setup, test_style, room_teardown);
  failed = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  g_free (city_path);
  return failed;
}
