/* Watchfloor: tests of kept views.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window over the town: a view is kept, listed, searched, gone back to with its layers,
 * renamed, removed and brought back, by actions and keys' actions. */
#include "config.h"

#include "wf-finder.h"
#include "wf-geodesic.h"
#include "wf-session-views.h"
#include "wf-test-seat.h"
#include "wf-views-pane.h"
#include "wf-window.h"

#include <math.h>

static char *folder, *town_path;

typedef struct
{
  WfSeat seat;
  WfWindow *window;
} Desk;

static void
sit_down (Desk *desk, gconstpointer data)
{
  wf_seat_take (&desk->seat, folder, town_path, "http://127.0.0.1:1");
  desk->window = wf_window_new (NULL, desk->seat.session);
  gtk_window_present (GTK_WINDOW (desk->window));
  WAIT_UNTIL (wf_session_layers_settled (desk->seat.session));
  WAIT_UNTIL (wf_map_view_is_settled (wf_window_get_map (desk->window)));
}

static void
stand_up (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  wf_seat_leave (&desk->seat);
}

static void
act (Desk *desk, const char *action, const char *text)
{
  if (text != NULL)
    gtk_widget_activate_action (GTK_WIDGET (desk->window), action, "s", text);
  else
    gtk_widget_activate_action (GTK_WIDGET (desk->window), action, NULL);
}

static WfBookmark *
bookmark_at (Desk *desk, guint i)
{
  g_autoptr (WfBookmark) bookmark
      = g_list_model_get_item (wf_session_get_bookmarks (desk->seat.session), i);

  return bookmark; /* the list holds it */
}

static WfLayer *
first_layer (Desk *desk)
{
  g_autoptr (WfLayer) layer = g_list_model_get_item (wf_session_get_layers (desk->seat.session), 0);

  return layer; /* the list holds it */
}

static void
test_go_back (Desk *desk, gconstpointer data)
{
  WfMapView *map = wf_window_get_map (desk->window);
  WfLonLat place = { 121.6, 38.91 }, elsewhere = { 121.7, 38.95 };
  WfLayer *layer = first_layer (desk);
  GtkWidget *pane, *row;
  WfView view;

  wf_layer_set_visible (layer, FALSE);
  wf_map_view_go_to (map, place, 15, FALSE);
  act (desk, "win.keep-view-as", "Harbour");
  wf_layer_set_visible (layer, TRUE);
  wf_map_view_go_to (map, elsewhere, 12, FALSE);
  act (desk, "win.views", NULL);
  WAIT_UNTIL ((pane = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_VIEWS_PANE)) != NULL);
  g_assert_cmpuint (wf_views_pane_n_shown (WF_VIEWS_PANE (pane)), ==, 1);
  g_assert_true (wf_seat_says (pane, "Harbour"));
  row = wf_seat_find (pane, GTK_TYPE_LIST_BOX_ROW);
  g_assert_true (
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_signal_emit_by_name (row, "activate");
  WAIT_UNTIL (wf_map_view_is_settled (map));
  view = wf_map_view_get_view (map);
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_mercator_to_lonlat (view.center), place), <, 1);
  g_assert_cmpfloat (fabs (view.zoom - 15), <, 1e-6);
  g_assert_false (wf_layer_get_visible (layer));
  gtk_widget_activate_action (pane, "views.close", NULL);
  WAIT_UNTIL (wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_VIEWS_PANE) == NULL);
}

/* Bars above the map that have nothing to say take no room. */
static void
test_nothing_between (Desk *desk, gconstpointer data)
{
  GtkWidget *flap = wf_seat_find (GTK_WIDGET (desk->window), ADW_TYPE_FLAP);

  for (GtkWidget *bar = gtk_widget_get_prev_sibling (flap); bar != NULL;
       bar = gtk_widget_get_prev_sibling (bar))
    if (GTK_IS_REVEALER (bar) && !gtk_revealer_get_reveal_child (GTK_REVEALER (bar)))
      g_assert_cmpint (gtk_widget_get_height (bar), ==, 0);
}

static void
test_search (Desk *desk, gconstpointer data)
{
  GtkWidget *pane, *entry, *finder;

  act (desk, "win.keep-view-as", "港区 North");
  act (desk, "win.keep-view-as", "School");
  act (desk, "win.views", NULL);
  WAIT_UNTIL ((pane = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_VIEWS_PANE)) != NULL);
  entry = wf_seat_find (pane, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "north");
  WAIT_UNTIL (wf_views_pane_n_shown (WF_VIEWS_PANE (pane)) == 1);
  g_assert_true (wf_seat_says (pane, "港区 North"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "nothing is called like this");
  WAIT_UNTIL (wf_views_pane_n_shown (WF_VIEWS_PANE (pane)) == 0);
  WAIT_UNTIL (wf_seat_says (pane, "No view is called so"));
  /* The window's own search knows them, too. */
  entry = wf_seat_find (GTK_WIDGET (desk->window), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "港区");
  WAIT_UNTIL ((finder = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_FINDER)) != NULL);
  WAIT_UNTIL (wf_finder_n_found (WF_FINDER (finder)) == 1);
}

static void
test_change (Desk *desk, gconstpointer data)
{
  GtkWidget *pane, *dialog, *entry;
  WfView view = { .scale = 1 };

  act (desk, "win.keep-view-as", "A");
  act (desk, "win.keep-view-as", "B");
  act (desk, "win.views", NULL);
  WAIT_UNTIL ((pane = wf_seat_find (GTK_WIDGET (desk->window), WF_TYPE_VIEWS_PANE)) != NULL);
  gtk_widget_activate_action (pane, "views.rename", "u", 0);
  dialog = g_list_model_get_item (gtk_window_get_toplevels (), 1);
  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  entry = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));
  gtk_editable_set_text (GTK_EDITABLE (entry), "  东港  ");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  g_assert_cmpstr (wf_bookmark_get_name (bookmark_at (desk, 0)), ==, "东港");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
  WAIT_UNTIL (wf_seat_says (pane, "东港"));
  wf_map_view_go_to (wf_window_get_map (desk->window), (WfLonLat){ 121.65, 38.9 }, 13, FALSE);
  gtk_widget_activate_action (pane, "views.move", "u", 0);
  wf_bookmark_get_view (bookmark_at (desk, 0), &view);
  g_assert_cmpfloat (fabs (view.zoom - 13), <, 1e-9);
  gtk_widget_activate_action (pane, "views.remove", "u", 0);
  g_assert_cmpstr (wf_bookmark_get_name (bookmark_at (desk, 0)), ==, "B");
  act (desk, "win.restore-view", NULL);
  g_assert_cmpstr (wf_bookmark_get_name (bookmark_at (desk, 0)), ==, "东港");
  g_assert_cmpstr (wf_bookmark_get_name (bookmark_at (desk, 1)), ==, "B");
}

/* The dialog offers a name and keeps nothing without one. */
static void
test_ask (Desk *desk, gconstpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWidget) dialog = NULL;
  GtkWidget *entry;

  act (desk, "win.keep-view", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, 2);
  dialog = g_list_model_get_item (windows, 1);
  entry = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), !=, "");
  g_assert_true (
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL));
  gtk_editable_set_text (GTK_EDITABLE (entry), " ");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "accept"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_assert_null (bookmark_at (desk, 0));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add ("/views/go-back", Desk, NULL, sit_down, test_go_back, stand_up);
  g_test_add ("/views/nothing-between", Desk, NULL, sit_down, test_nothing_between, stand_up);
  g_test_add ("/views/search", Desk, NULL, sit_down, test_search, stand_up);
  g_test_add ("/views/change", Desk, NULL, sit_down, test_change, stand_up);
  g_test_add ("/views/ask", Desk, NULL, sit_down, test_ask, stand_up);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  return status;
}
