/* Watchfloor: tests of the export window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer of awkward values over the town, exported by the window in each format, of the selection,
 * the view and all; given up; to a folder that takes nothing; to a disk that is full. What came of
 * it is told, and read again by the real worker. */
#include "config.h"

#include "wf-export-window.h"
#include "wf-table-pane.h"
#include "wf-test-seat.h"
#include "wf-window.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define N_ROWS 40
#define SMALL_DISK (16 * 1024)

static char *folder, *town_path;

typedef struct
{
  WfSeat seat;
  WfWindow *window;
  WfLayer *layer; /* borrowed */
} Desk;

/* Points in a row; each name is a formula to a spreadsheet. */
static char *
write_points (void)
{
  char *path = g_build_filename (folder, "井盖.geojson", NULL);
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");

  for (int i = 0; i < N_ROWS; i++)
    g_string_append_printf (text,
                            "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"=1+%d,\\\"井\\\"\","
                            "\"depth\":%d},\"geometry\":{\"type\":\"Point\",\"coordinates\":"
                            "[%.4f,38.9]}}",
                            i > 0 ? "," : "", i, i, 121.6 + i * 0.001);
  g_string_append (text, "]}");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

static void
sit_down (Desk *desk, gconstpointer data)
{
  g_autofree char *path = write_points ();

  wf_seat_take (&desk->seat, folder, town_path, "http://127.0.0.1:1");
  desk->window = wf_window_new (NULL, desk->seat.session);
  gtk_window_present (GTK_WINDOW (desk->window));
  WAIT_UNTIL (wf_session_layers_settled (desk->seat.session));
  desk->layer = wf_session_open_source (desk->seat.session, path);
  WAIT_UNTIL (wf_layer_get_state (desk->layer) == WF_LAYER_READY);
}

static void
stand_up (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  wf_seat_leave (&desk->seat);
}

/* A path of the folder (g_free). */
static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static guint
count_windows (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

static void
export_all (Desk *desk, guint n, const char *path)
{
  WfPack *pack = wf_layer_get_pack (desk->layer);
  g_autofree guint32 *rows = g_new (guint32, n);

  for (guint i = 0; i < n; i++)
    rows[i] = i;
  wf_export_window_begin (GTK_WINDOW (desk->window), desk->layer, pack, rows, n, path);
}

static guint64
count_features (const char *path)
{
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return wf_pack_shapes (pack)->n_features;
}

static void
test_formats (Desk *desk, gconstpointer data)
{
  static const char *const endings[] = { "gpkg", "geojson", "fgb", "csv", "kml", "shp", "xlsx" };
  guint n_windows = count_windows ();

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat ("all.", endings[i], NULL);
      g_autofree char *path = path_of (name);

      export_all (desk, N_ROWS, path);
      g_assert_cmpuint (count_windows (), ==, n_windows + 1);
      WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), name));
      g_assert_cmpuint (count_windows (), ==, n_windows);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      /* A table asks where its places are, so it is not read as a map. */
      if (!g_str_equal (endings[i], "xlsx"))
        g_assert_cmpuint (count_features (path), ==, N_ROWS);
    }
}

/* A table of text alone: its first row is not counted as one. */
static void
test_text (Desk *desk, gconstpointer data)
{
  static const char *const names[] = { "text.csv", "text.xlsx" };
  g_autofree char *source = path_of ("text.geojson");

  g_assert_true (g_file_set_contents (
      source,
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"a\"},\"geometry\":{\"type\":\"Point\","
      "\"coordinates\":[121.6,38.9]}}",
      -1, NULL));
  desk->layer = wf_session_open_source (desk->seat.session, source);
  WAIT_UNTIL (wf_layer_get_state (desk->layer) == WF_LAYER_READY);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (names[i]);

      export_all (desk, 1, path);
      WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), names[i]));
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
}

/* What a spreadsheet would compute is text to it. */
static void
test_formula (Desk *desk, gconstpointer data)
{
  g_autofree char *path = path_of ("safe.csv");
  g_autofree char *text = NULL;

  export_all (desk, 2, path);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "safe.csv"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"'=1+0,\"\"井\"\"\""));
  g_assert_null (strstr (text, ",=1"));
  g_assert_null (strstr (text, "\n=1"));
}

static void
test_parts (Desk *desk, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (desk->window), *pane;
  g_autofree char *selected = path_of ("selected.geojson"), *filtered = path_of ("filtered.csv");
  g_autofree char *view = path_of ("view.gpkg");
  GtkSelectionModel *rows;

  gtk_widget_activate_action (window, "win.table", "s", wf_layer_get_id (desk->layer));
  WAIT_UNTIL ((pane = wf_seat_find (window, WF_TYPE_TABLE_PANE)) != NULL);
  WAIT_UNTIL (!wf_table_pane_is_busy (WF_TABLE_PANE (pane)));
  rows = gtk_column_view_get_model (GTK_COLUMN_VIEW (wf_seat_find (pane, GTK_TYPE_COLUMN_VIEW)));
  gtk_selection_model_select_range (rows, 3, 5, TRUE);
  gtk_widget_activate_action (pane, "table.export-to", "(ss)", "selected", selected);
  WAIT_UNTIL (wf_seat_says (window, "selected.geojson"));
  g_assert_cmpuint (count_features (selected), ==, 5);
  wf_table_pane_set_filter (WF_TABLE_PANE (pane), "depth < 7");
  WAIT_UNTIL (!wf_table_pane_is_busy (WF_TABLE_PANE (pane)));
  gtk_widget_activate_action (pane, "table.export-to", "(ss)", "filtered", filtered);
  WAIT_UNTIL (wf_seat_says (window, "filtered.csv"));
  g_assert_cmpuint (count_features (filtered), ==, 7);
  /* Half of the row: what is right of its middle is not on the map. */
  wf_map_view_go_to (wf_window_get_map (desk->window), (WfLonLat){ 121.59, 38.9 }, 15, FALSE);
  gtk_widget_activate_action (window, "win.export-view-to", "(ss)", wf_layer_get_id (desk->layer),
                              view);
  WAIT_UNTIL (wf_seat_says (window, "view.gpkg"));
  g_assert_cmpuint (count_features (view), >=, 10);
  g_assert_cmpuint (count_features (view), <, N_ROWS);
}

static void
test_given_up (Desk *desk, gconstpointer data)
{
  g_autofree char *path = path_of ("given-up.gpkg");
  GtkWidget *progress, *button;
  guint n = count_windows ();

  export_all (desk, N_ROWS, path);
  progress = g_list_model_get_item (gtk_window_get_toplevels (), n);
  button = wf_seat_find (progress, GTK_TYPE_BUTTON);
  WAIT_UNTIL (button != NULL || (button = wf_seat_find (progress, GTK_TYPE_BUTTON)) != NULL);
  gtk_window_close (GTK_WINDOW (progress));
  g_object_unref (progress);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "nothing was written"));
  g_assert_cmpuint (count_windows (), ==, n);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_unwritable (Desk *desk, gconstpointer data)
{
  g_autofree char *file = path_of ("no-folder"), *path = path_of ("no-folder/x.gpkg");
  g_autofree char *taken = path_of ("taken.csv");
  guint n = count_windows ();

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  export_all (desk, N_ROWS, path);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "cannot be written"));
  g_assert_cmpuint (count_windows (), ==, n);
  /* A folder has the name already: it stays. */
  g_assert_cmpint (g_mkdir (taken, 0700), ==, 0);
  export_all (desk, N_ROWS, taken);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "taken.csv"));
  g_assert_cmpuint (count_windows (), ==, n);
  g_assert_true (g_file_test (taken, G_FILE_TEST_IS_DIR));
}

/* The last one: files of this process and of its workers end at 16 kB from here on. */
static void
test_full (Desk *desk, gconstpointer data)
{
  struct rlimit disk = { SMALL_DISK, SMALL_DISK };
  g_autofree char *path = path_of ("full.gpkg");
  guint n = count_windows ();

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &disk), ==, 0);
  export_all (desk, N_ROWS, path);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "free some"));
  g_assert_cmpuint (count_windows (), ==, n);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add ("/export/formats", Desk, NULL, sit_down, test_formats, stand_up);
  g_test_add ("/export/text", Desk, NULL, sit_down, test_text, stand_up);
  g_test_add ("/export/formula", Desk, NULL, sit_down, test_formula, stand_up);
  g_test_add ("/export/parts", Desk, NULL, sit_down, test_parts, stand_up);
  g_test_add ("/export/given-up", Desk, NULL, sit_down, test_given_up, stand_up);
  g_test_add ("/export/unwritable", Desk, NULL, sit_down, test_unwritable, stand_up);
  g_test_add ("/export/full", Desk, NULL, sit_down, test_full, stand_up);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  return status;
}
