/* Watchfloor: what hands expect.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search goes to, which unit Enter takes, how a form is left and what becomes of its draft:
 * in the main window over a town with its platform. */
#include "config.h"

#include "wf-finder.h"
#include "wf-geodesic.h"
#include "wf-list-line.h"
#include "wf-test-seat.h"
#include "wf-window.h"

static char *folder, *town_path;

static const char call_sign[]
    = "{\"id\":\"urn:ngsi-ld:Vehicle:h1\",\"type\":\"Vehicle\",\"vehicleType\":\"ambulance\","
      "\"name\":\"77-05\",\"location\":{\"type\":\"Point\",\"coordinates\":[121.612,38.912]}}";
static const char tram[]
    = "{\"id\":\"urn:ngsi-ld:Vehicle:h2\",\"type\":\"Vehicle\",\"vehicleType\":\"bus\","
      "\"name\":\"12 38\",\"location\":{\"type\":\"Point\",\"coordinates\":[121.613,38.913]}}";

static WfWindow *
begin (WfSeat *seat)
{
  WfWindow *window;

  wf_seat_start_platform (seat, town_path, "1");
  wf_test_platform_send (seat->platform, "POST", "/ngsi-ld/v1/entities", call_sign, NULL);
  wf_test_platform_send (seat->platform, "POST", "/ngsi-ld/v1/entities", tram, NULL);
  wf_seat_take (seat, folder, town_path, wf_test_platform_url (seat->platform));
  window = wf_window_new (NULL, seat->session);
  gtk_window_present (GTK_WINDOW (window));
  seat->window = GTK_WIDGET (window);
  WAIT_UNTIL (wf_session_layers_settled (seat->session));
  WAIT_UNTIL (wf_track_store_find (wf_session_get_tracks (seat->session), "urn:ngsi-ld:Vehicle:h2")
              != NULL);
  return window;
}

static void
end (WfSeat *seat)
{
  wf_seat_hide (seat);
  wf_seat_leave (seat);
}

static WfFinder *
search (WfSeat *seat, const char *text)
{
  GtkWidget *entry = wf_seat_find (seat->window, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  for (GtkWidget *child = gtk_widget_get_first_child (entry); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (WF_IS_FINDER (child))
      {
        WAIT_UNTIL (wf_finder_has (WF_FINDER (child), text)
                    && wf_finder_n_found (WF_FINDER (child)) >= 0);
        return WF_FINDER (child);
      }
  g_assert_not_reached ();
}

static gboolean
is_over (WfSeat *seat, WfLonLat p)
{
  WfView view = wf_map_view_get_view (wf_window_get_map (WF_WINDOW (seat->window)));

  return wf_geodesic_distance_m (wf_mercator_to_lonlat (view.center), p) < 50;
}

static gboolean
is_selected (WfSeat *seat, const char *id)
{
  g_autofree char *selected = NULL;

  g_object_get (seat->session, "selected-id", &selected, NULL);
  return g_strcmp0 (selected, id) == 0;
}

/* A call sign is no coordinate; where the text is both, what the city has comes first. */
static void
test_search (void)
{
  static const char *const texts[] = { "77-05", "77-0", "12 38" };
  static const char *const ids[]
      = { "urn:ngsi-ld:Vehicle:h1", "urn:ngsi-ld:Vehicle:h1", "urn:ngsi-ld:Vehicle:h2" };
  static const WfLonLat places[]
      = { { 121.612, 38.912 }, { 121.612, 38.912 }, { 121.613, 38.913 } };
  WfSeat seat = { 0 };

  begin (&seat);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      WfFinder *finder = search (&seat, texts[i]);
      GtkWidget *entry = wf_seat_find (seat.window, GTK_TYPE_SEARCH_ENTRY);
      GtkWidget *first = wf_seat_find (GTK_WIDGET (finder), WF_TYPE_LIST_LINE);

      g_assert_true (wf_seat_says (first, i < 2 ? "77-05" : "12 38"));
      g_assert_true (wf_finder_n_found (finder) == 1 || i == 2);
      g_object_set (seat.session, "selected-id", NULL, NULL);
      g_signal_emit_by_name (entry, "activate");
      WAIT_UNTIL (is_selected (&seat, ids[i]) && is_over (&seat, places[i]));
    }
  end (&seat);
}

/* Enter before the search has come to an end waits for it. */
static void
test_at_once (void)
{
  WfSeat seat = { 0 };
  GtkWidget *entry;

  begin (&seat);
  entry = wf_seat_find (seat.window, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "121.63, 38.92");
  g_signal_emit_by_name (entry, "activate");
  WAIT_UNTIL (is_over (&seat, (WfLonLat){ 121.63, 38.92 }));
  end (&seat);
}

static GtkWidget *
first_row (WfDispatchPane *pane)
{
  GtkWidget *list = wf_seat_find (GTK_WIDGET (pane), GTK_TYPE_LIST_VIEW);

  return list != NULL ? gtk_widget_get_first_child (list) : NULL;
}

static void
test_choose (void)
{
  WfSeat seat = { 0 };
  WfWindow *window = begin (&seat);
  g_autofree char *incident = wf_seat_open_incident (&seat);
  WfDispatchPane *pane;

  g_object_set (seat.session, "selected-id", incident, NULL);
  gtk_widget_activate_action (seat.window, "win.send-unit", NULL);
  pane = wf_window_get_dispatch (window);
  WAIT_UNTIL (wf_dispatch_pane_first (pane) != NULL && first_row (pane) != NULL);
  WAIT_UNTIL (gtk_window_get_focus (GTK_WINDOW (window)) == first_row (pane));
  g_assert_false (wf_seat_says (GTK_WIDGET (pane), "Send now"));
  /* As Enter does. */
  gtk_widget_activate (first_row (pane));
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (pane), "Send now"));
  g_assert_null (wf_dispatch_pane_get_sent (pane));
  end (&seat);
}

/* What the map does with a key; as GTK asks it. */
static gboolean
press_on_map (WfWindow *window, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers
      = gtk_widget_observe_controllers (GTK_WIDGET (wf_window_get_map (window)));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr (GtkEventController) keys = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (keys))
        g_signal_emit_by_name (keys, "key-pressed", key, 0, state, &handled);
    }
  return handled;
}

/* One press of Ctrl+Enter on the map is left to the window, whose action opens what is drawn. */
static void
test_open (void)
{
  WfSeat seat = { 0 };
  WfWindow *window = begin (&seat);

  gtk_widget_activate_action (seat.window, "win.draw", "s", "point");
  gtk_widget_activate_action (seat.window, "win.open-drawn", NULL);
  WAIT_UNTIL (wf_seat_says (seat.window, "Show the place on the map first."));
  wf_map_view_add_vertex (wf_window_get_map (window), (WfLonLat){ 121.61, 38.91 });
  g_assert_false (press_on_map (window, GDK_KEY_Return, GDK_CONTROL_MASK));
  gtk_widget_activate_action (seat.window, "win.open-drawn", NULL);
  WAIT_UNTIL (g_list_model_get_n_items (wf_session_get_incidents (seat.session)) == 1);
  WAIT_UNTIL (wf_seat_says (seat.window, "Choose a unit"));
  end (&seat);
}

static void
test_leave (void)
{
  WfSeat seat = { 0 };
  WfWindow *window = begin (&seat);
  g_autofree char *incident = NULL;
  WfIncidentRow *row;
  GtkWidget *form;

  /* Nothing was said: nothing is kept. */
  gtk_widget_activate_action (seat.window, "win.draw", "s", "point");
  form = GTK_WIDGET (wf_window_get_form (window));
  gtk_widget_activate_action (form, "form.leave", NULL);
  WAIT_UNTIL (!gtk_widget_get_mapped (form));
  g_assert_null (wf_session_get_draft (seat.session));
  gtk_widget_activate_action (seat.window, "win.draw", "s", "point");
  wf_incident_form_fill (WF_INCIDENT_FORM (form), "fire", 2, "港湾路 1", "");
  gtk_widget_activate_action (form, "form.leave", NULL);
  WAIT_UNTIL (wf_seat_says (seat.window, "The draft is kept"));
  WAIT_UNTIL (wf_seat_says (seat.window, "Fire · 港湾路 1"));
  g_assert_false (gtk_widget_get_mapped (form));
  g_assert_false (wf_map_view_is_drawing (wf_window_get_map (window)));
  /* Discarded from the offer, and back. */
  gtk_widget_activate_action (seat.window, "win.discard-draft", NULL);
  WAIT_UNTIL (wf_seat_says (seat.window, "The draft was discarded."));
  g_assert_null (wf_session_get_draft (seat.session));
  gtk_widget_activate_action (seat.window, "win.restore-draft", NULL);
  WAIT_UNTIL (wf_seat_says (seat.window, "Fire · 港湾路 1"));
  /* An edit that was left is taken up again. */
  incident = wf_seat_open_incident (&seat);
  g_object_set (seat.session, "selected-id", incident, NULL);
  gtk_widget_activate_action (seat.window, "win.edit-incident", NULL);
  wf_incident_form_fill (WF_INCIDENT_FORM (form), NULL, 0, "Other Street", NULL);
  gtk_widget_activate_action (form, "form.leave", NULL);
  WAIT_UNTIL (!gtk_widget_get_mapped (form));
  gtk_widget_activate_action (seat.window, "win.edit-incident", NULL);
  g_assert_true (wf_incident_form_open (WF_INCIDENT_FORM (form)));
  row = wf_session_find_incident (seat.session, incident);
  WAIT_UNTIL (g_strcmp0 (wf_incident_row_get (row)->address, "Other Street") == 0);
  end (&seat);
}

/* Another console holds the journal: the form does not speak of keeping more than it can. */
static void
test_unsaved (void)
{
  WfSeat first = { 0 }, second = { 0 };
  WfWindow *window;

  wf_seat_take (&first, folder, town_path, NULL);
  WAIT_UNTIL (g_file_test (first.journal, G_FILE_TEST_EXISTS));
  second.journal = g_strdup (first.journal);
  wf_seat_take (&second, folder, town_path, NULL);
  window = wf_window_new (NULL, second.session);
  second.window = GTK_WIDGET (window);
  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (wf_seat_says (second.window, "in use by another console. Close that one first."));
  gtk_widget_activate_action (second.window, "win.draw", "s", "point");
  wf_incident_form_fill (wf_window_get_form (window), "fire", 2, "Test Street 1", "");
  WAIT_UNTIL (wf_seat_says (second.window, "kept only until this console ends"));
  g_assert_false (wf_seat_says (second.window, "Draft kept"));
  wf_seat_leave (&first);
  WAIT_UNTIL (wf_seat_says (second.window, "Draft kept"));
  end (&second);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/hands/search", test_search);
  g_test_add_func ("/hands/at-once", test_at_once);
  g_test_add_func ("/hands/choose", test_choose);
  g_test_add_func ("/hands/open", test_open);
  g_test_add_func ("/hands/leave", test_leave);
  g_test_add_func ("/hands/unsaved", test_unsaved);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
