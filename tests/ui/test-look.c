/* Watchfloor: tests of looking closer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window over the town without a platform: what is here, the table under the map, and what
 * is picked in one shown by the other. */
#include "config.h"

#include "wf-fact-line.h"
#include "wf-field-words.h"
#include "wf-finder.h"
#include "wf-geodesic.h"
#include "wf-identify-pane.h"
#include "wf-session-look.h"
#include "wf-table-pane.h"
#include "wf-test-seat.h"
#include "wf-window.h"

#include <math.h>

static char *folder, *town_path;

typedef struct
{
  WfClock *clock;
  WfSession *session;
  WfWindow *window;
} Desk;

static void
sit_down (Desk *desk, gconstpointer data)
{
  g_autofree char *journal = g_strdup_printf ("%s/%p.journal", folder, (gpointer) desk);
  WfSessionOptions options = { .city_path = town_path,
                               .platform_url = "http://127.0.0.1:1",
                               .journal_path = journal,
                               .operator_name = "desk 1" };
  g_autoptr (GError) error = NULL;

  desk->clock = wf_clock_new_system (1);
  desk->session = wf_session_new (desk->clock, &options, &error);
  g_assert_no_error (error);
  wf_session_start (desk->session);
  desk->window = wf_window_new (NULL, desk->session);
  gtk_window_present (GTK_WINDOW (desk->window));
  WAIT_UNTIL (wf_session_layers_settled (desk->session));
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (wf_window_get_map (desk->window))) > 0);
}

static void
stand_up (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  wf_session_stop (desk->session);
  g_clear_object (&desk->session);
  g_clear_pointer (&desk->clock, wf_clock_unref);
}

static WfLayer *
find_with_rows (Desk *desk, guint least)
{
  GListModel *layers = wf_session_get_layers (desk->session);

  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);
      WfPack *pack = wf_layer_get_pack (layer);

      if (pack != NULL && wf_pack_shapes (pack)->n_features >= least)
        return layer;
    }
  g_assert_not_reached ();
}

/* Names in words, at the left of their values; found by both. */
static void
check_values (GtkWidget *pane)
{
  GtkWidget *line = wf_seat_find (pane, WF_TYPE_FACT_LINE),
            *filter = wf_seat_find (pane, GTK_TYPE_SEARCH_ENTRY);
  const char *text = wf_fact_line_get_text (WF_FACT_LINE (line));
  g_auto (GStrv) parts = g_strsplit (text, "\t", 2);
  guint n = wf_identify_pane_n_values (WF_IDENTIFY_PANE (pane));
  GtkWidget *name = gtk_widget_get_first_child (line);

  g_assert_true (
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (name)), ==, wf_field_word (parts[0]));
  gtk_editable_set_text (GTK_EDITABLE (filter), parts[1]);
  WAIT_UNTIL (wf_identify_pane_n_values (WF_IDENTIFY_PANE (pane)) < n || n == 1);
  g_assert_cmpuint (wf_identify_pane_n_values (WF_IDENTIFY_PANE (pane)), >, 0);
  gtk_editable_set_text (GTK_EDITABLE (filter), "nothing is called like this");
  WAIT_UNTIL (wf_identify_pane_n_values (WF_IDENTIFY_PANE (pane)) == 0);
  gtk_editable_set_text (GTK_EDITABLE (filter), "");
  WAIT_UNTIL (wf_identify_pane_n_values (WF_IDENTIFY_PANE (pane)) == n);
}

static void
test_identify (Desk *desk, gconstpointer data)
{
  WfMapView *map = wf_window_get_map (desk->window);
  WfLayer *layer = find_with_rows (desk, 2);
  g_autoptr (WfFeature) feature = wf_feature_new (layer, wf_layer_get_pack (layer), 0, 0);
  WfBox box = wf_feature_extent (feature);
  WfPicked *picked = wf_session_get_picked (desk->session);
  GtkWidget *pane;
  WfPoint px;

  wf_map_view_go_to (map, (WfLonLat){ box.min_x, box.min_y }, 16, FALSE);
  px = wf_map_view_pixel_of (map, (WfLonLat){ box.min_x, box.min_y });
  g_signal_emit_by_name (map, "identify", px.x, px.y);
  WAIT_UNTIL ((pane = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_IDENTIFY_PANE)) != NULL);
  g_assert_cmpuint (wf_identify_pane_n_found (WF_IDENTIFY_PANE (pane)), >, 0);
  g_assert_nonnull (wf_picked_get_layer (picked));
  check_values (pane);
  gtk_widget_activate_action (pane, "identify.close", NULL);
  WAIT_UNTIL (wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_IDENTIFY_PANE) == NULL);
  g_assert_null (wf_picked_get_layer (picked));
}

static void
test_table (Desk *desk, gconstpointer data)
{
  WfLayer *layer = find_with_rows (desk, 2);
  WfPack *pack = wf_layer_get_pack (layer);
  WfPicked *picked = wf_session_get_picked (desk->session);
  const guint32 second = 1;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  GtkWidget *pane, *view;
  GtkSelectionModel *selection;
  guint n;

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.table", "s", wf_layer_get_id (layer));
  WAIT_UNTIL ((pane = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_TABLE_PANE)) != NULL);
  /* While its rows come a click is not taken: it would speak of a part of them. */
  WAIT_UNTIL (!wf_table_pane_is_busy (WF_TABLE_PANE (pane)));
  view = wf_seat_find (pane, GTK_TYPE_COLUMN_VIEW);
  selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
  g_assert_cmpuint (wf_table_pane_n_rows (WF_TABLE_PANE (pane)), ==,
                    wf_pack_shapes (pack)->n_features);
  /* Picked elsewhere, selected here; and the other way. */
  wf_picked_set (picked, layer, pack, &second, 1);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  gtk_selection_model_select_item (selection, 0, TRUE);
  g_assert_cmpuint (wf_picked_get_features (picked, &n)[0], ==, 0);
  g_assert_cmpuint (n, ==, 1);
  wf_table_pane_set_filter (WF_TABLE_PANE (pane), "nothing is called like this");
  WAIT_UNTIL (!wf_table_pane_is_busy (WF_TABLE_PANE (pane)));
  g_assert_cmpuint (wf_table_pane_n_rows (WF_TABLE_PANE (pane)), ==, 0);
  /* Sorted and closed: the view's sorter must not ask a table that is gone. */
  wf_table_pane_set_filter (WF_TABLE_PANE (pane), "");
  column = g_list_model_get_item (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view)), 1);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (view), column, GTK_SORT_DESCENDING);
  WAIT_UNTIL (!wf_table_pane_is_busy (WF_TABLE_PANE (pane)));
  gtk_widget_activate_action (pane, "table.close", NULL);
  WAIT_UNTIL (wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_TABLE_PANE) == NULL);
}

/* A coordinate is understood and gone to; a code is found in the layers. */
static void
test_find (Desk *desk, gconstpointer data)
{
  GtkWidget *entry = wf_seat_find (GTK_WIDGET (desk->window), GTK_TYPE_SEARCH_ENTRY);
  WfLonLat place = { 121.6, 38.91 };
  GtkWidget *finder;
  WfView view;

  gtk_editable_set_text (GTK_EDITABLE (entry), "WGS84 121.6, 38.91");
  WAIT_UNTIL ((finder = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_FINDER)) != NULL);
  WAIT_UNTIL (wf_finder_n_found (WF_FINDER (finder)) == 1);
  g_assert_true (wf_finder_go (WF_FINDER (finder)));
  WAIT_UNTIL (wf_map_view_is_settled (wf_window_get_map (desk->window)));
  view = wf_map_view_get_view (wf_window_get_map (desk->window));
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_mercator_to_lonlat (view.center), place), <, 5);
  gtk_editable_set_text (GTK_EDITABLE (entry), "nothing is called like this");
  WAIT_UNTIL (wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_FINDER) == NULL);
}

static char *
clipboard_text (Desk *desk)
{
  GdkContentProvider *content
      = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (desk->window)));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_nonnull (content);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}

static void
test_measure (Desk *desk, gconstpointer data)
{
  static const WfLonLat ends[] = { { 121.6, 38.9 }, { 121.61, 38.9 } };
  WfMapView *map = wf_window_get_map (desk->window);
  g_autofree char *text = NULL;

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.measure", "s", "line");
  wf_map_view_add_vertex (map, ends[0]);
  wf_map_view_add_vertex (map, ends[1]);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.copy-measure", NULL);
  text = clipboard_text (desk);
  g_assert_cmpfloat (fabs (g_ascii_strtod (text, NULL) - wf_geodesic_length_m (ends, 2)), <, 0.001);
  wf_map_view_cancel_drawing (map);
  g_assert_false (wf_map_view_is_drawing (map));
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add ("/look/identify", Desk, NULL, sit_down, test_identify, stand_up);
  g_test_add ("/look/table", Desk, NULL, sit_down, test_table, stand_up);
  g_test_add ("/look/find", Desk, NULL, sit_down, test_find, stand_up);
  g_test_add ("/look/measure", Desk, NULL, sit_down, test_measure, stand_up);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  return status;
}
