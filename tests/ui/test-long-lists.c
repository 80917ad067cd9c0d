/* Watchfloor: long lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Five thousand units in the list that a person works in: all are there, what is aimed at stays
 * where it is, and what is selected stays selected. */
#include "config.h"

#include "wf-panel.h"
#include "wf-test-seat.h"
#include "wf-unit-model.h"

#define N_UNITS 5000

static char *folder, *town_path;

static void
report (WfTrackStore *tracks, guint number, WfUnitState state)
{
  g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:u%04u", number);
  g_autofree char *label = g_strdup_printf ("U-%04u", number);
  WfReport one = wf_report_init ();

  one.kind = WF_REPORT_POSITION;
  one.id = id;
  one.label = label;
  one.class_name = "ambulance";
  one.state = wf_unit_state_code (state);
  one.position = (WfLonLat){ 121.6 + number * 1e-6, 38.9 };
  one.observed_us = one.received_us = g_get_real_time ();
  wf_track_store_apply (tracks, "test", &one, one.received_us);
}

static void
report_gone (WfTrackStore *tracks, guint number)
{
  g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:u%04u", number);
  WfReport one = wf_report_init ();

  one.kind = WF_REPORT_DELETE;
  one.id = id;
  one.class_name = "ambulance";
  one.observed_us = one.received_us = g_get_real_time ();
  wf_track_store_apply (tracks, "test", &one, one.received_us);
}

static void
fill (WfTrackStore *tracks)
{
  for (guint i = 0; i < N_UNITS; i++)
    report (tracks, i, WF_UNIT_STANDBY_HOME);
}

static const char *
id_at (WfUnitModel *model, guint at)
{
  g_autoptr (GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (model), at);

  return gtk_string_object_get_string (item); /* the model keeps it */
}

static void
test_order (void)
{
  g_autoptr (WfTrackStore) tracks = wf_track_store_new ();
  g_autoptr (WfUnitModel) model = wf_unit_model_new (tracks);

  fill (tracks);
  wf_unit_model_refresh (model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N_UNITS);
  g_assert_cmpuint (wf_unit_model_left_out (model), ==, 0);
  g_assert_cmpstr (id_at (model, 0), ==, "urn:ngsi-ld:Vehicle:u0000");
  /* Those on a task come first, but not under the hand of whoever is about to choose. */
  wf_unit_model_hold (model, TRUE);
  report (tracks, 4000, WF_UNIT_PATIENT_ABOARD);
  report (tracks, N_UNITS, WF_UNIT_PATIENT_ABOARD);
  wf_unit_model_refresh (model);
  g_assert_cmpstr (id_at (model, 0), ==, "urn:ngsi-ld:Vehicle:u0000");
  g_assert_cmpstr (id_at (model, 4000), ==, "urn:ngsi-ld:Vehicle:u4000");
  g_assert_cmpstr (id_at (model, N_UNITS), ==, "urn:ngsi-ld:Vehicle:u5000");
  wf_unit_model_hold (model, FALSE);
  wf_unit_model_refresh (model);
  g_assert_cmpstr (id_at (model, 0), ==, "urn:ngsi-ld:Vehicle:u4000");
  g_assert_cmpstr (id_at (model, 1), ==, "urn:ngsi-ld:Vehicle:u5000");
  /* Another order is what the operator asked for. */
  wf_unit_model_hold (model, TRUE);
  wf_unit_model_set_sort (model, WF_UNIT_SORT_NAME);
  wf_unit_model_refresh (model);
  g_assert_cmpstr (id_at (model, 0), ==, "urn:ngsi-ld:Vehicle:u0000");
}

/* A unit that no longer passes the filter does not draw its neighbours under the hand. */
static void
test_filter (void)
{
  g_autoptr (WfTrackStore) tracks = wf_track_store_new ();
  g_autoptr (WfUnitModel) model = wf_unit_model_new (tracks);

  fill (tracks);
  report (tracks, N_UNITS, WF_UNIT_PATIENT_ABOARD);
  wf_unit_model_set_groups (model, 1u << wf_unit_state_group (WF_UNIT_STANDBY_HOME));
  wf_unit_model_refresh (model);
  wf_unit_model_hold (model, TRUE);
  report (tracks, 10, WF_UNIT_PATIENT_ABOARD);
  wf_unit_model_refresh (model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N_UNITS);
  g_assert_cmpstr (id_at (model, 10), ==, "urn:ngsi-ld:Vehicle:u0010");
  wf_unit_model_hold (model, FALSE);
  wf_unit_model_refresh (model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N_UNITS - 1);
  g_assert_cmpstr (id_at (model, 10), ==, "urn:ngsi-ld:Vehicle:u0011");
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = GTK_IS_DROP_DOWN (child) ? NULL : find_list (child);
  return found;
}

static GtkWidget *
find_row (GtkWidget *list, const char *words)
{
  GtkWidget *row = gtk_widget_get_first_child (list);

  while (row != NULL && !wf_seat_says (row, words))
    row = gtk_widget_get_next_sibling (row);
  g_assert_nonnull (row);
  return row;
}

static char *
selected_in (GtkWidget *list)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  gpointer item = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model));

  return item != NULL ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

static void
count_frame_cb (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* What has changed is laid out. */
static void
wait_frames (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame_cb), &n);

  while (n < 3)
    {
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
}

/* Where the row with the focus is in what is to be seen of the list, in pixels from its top. */
static float
focus_y (GtkWidget *list)
{
  GtkWidget *view = gtk_widget_get_parent (list);
  GtkWidget *row = gtk_root_get_focus (gtk_widget_get_root (list));
  graphene_point_t at = GRAPHENE_POINT_INIT (-1, -1);

  g_assert_true (row != NULL && gtk_widget_is_ancestor (row, list));
  g_assert_true (gtk_widget_get_mapped (row));
  g_assert_true (gtk_widget_compute_point (row, view, &GRAPHENE_POINT_INIT (0, 0), &at));
  g_assert_cmpfloat (at.y, >=, 0);
  g_assert_cmpfloat (at.y + (float) gtk_widget_get_height (row), <=,
                     (float) gtk_widget_get_height (view));
  return at.y;
}

static GtkWidget *
create_panel (WfSeat *seat, const char *id)
{
  guint i = 0;

  while (!g_str_equal (wf_panels ()[i]->id, id))
    i++;
  return wf_panel_create (wf_panels ()[i], seat->session);
}

/* The list has been put in order anew, and is laid out. */
static void
wait_beat (GtkWidget *panel)
{
  WF_PANE_GET_CLASS (panel)->beat (WF_PANE (panel));
  wait_frames (panel);
}

/* The keyboard is in row @at, which says @words. */
static void
aim (GtkWidget *list, guint at, const char *words)
{
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", at);
  wait_frames (list);
  WAIT_UNTIL (wf_seat_says (list, words));
  gtk_widget_grab_focus (find_row (list, words));
  wait_frames (list);
  g_assert_cmpfloat (
      gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list))), >, 0);
}

static void
test_panel (void)
{
  WfSeat seat = { 0 };
  WfTrackStore *tracks;
  GtkWidget *panel, *list;
  g_autofree char *selected = NULL;
  float y;

  wf_seat_take (&seat, folder, town_path, NULL);
  tracks = wf_session_get_tracks (seat.session);
  fill (tracks);
  panel = create_panel (&seat, "units");
  wf_seat_show (&seat, panel);
  WAIT_UNTIL (wf_seat_count_lines (panel) > 0);
  wait_frames (panel);
  /* Rows are made for what is on the screen, not for all. */
  g_assert_cmpuint (wf_seat_count_lines (panel), <, 500);
  list = find_list (panel);
  g_object_set (seat.session, "selected-id", "urn:ngsi-ld:Vehicle:u2500", NULL);
  aim (list, 2500, "U-2500");
  y = focus_y (list);
  for (guint i = 2450; i < 2550; i++)
    report (tracks, i, WF_UNIT_PATIENT_ABOARD);
  report (tracks, N_UNITS, WF_UNIT_PATIENT_ABOARD);
  /* The list has taken it in: the chip counts them. */
  WAIT_UNTIL (wf_seat_says (panel, "101"));
  wait_frames (list);
  g_assert_cmpfloat_with_epsilon (focus_y (list), y, 1);
  /* Rows above it go. */
  for (guint i = 0; i < 100; i++)
    report_gone (tracks, i);
  WAIT_UNTIL (wf_seat_says (panel, "4800"));
  wait_frames (list);
  g_assert_cmpfloat_with_epsilon (focus_y (list), y, 1);
  selected = selected_in (list);
  g_assert_cmpstr (selected, ==, "urn:ngsi-ld:Vehicle:u2500");
  wf_seat_hide (&seat);
  wf_seat_leave (&seat);
}

static char *
open_incident (WfSeat *seat, guint number)
{
  const WfLonLat at = { 121.6 + number * 1e-5, 38.9 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (
      &shape, "desk 3", wf_clock_now (wf_session_get_clock (seat->session)) + number);

  incident->level = 4;
  incident->address = g_strdup_printf ("No. %u", number);
  g_assert_true (wf_session_open_incident (seat->session, incident, NULL));
  return g_strdup (incident->id);
}

static void
set_level (WfSeat *seat, const char *id, int level)
{
  const WfIncident *base = wf_incident_row_get (wf_session_find_incident (seat->session, id));
  g_autoptr (WfIncident) edited = wf_incident_copy (base);

  edited->level = level;
  g_assert_true (wf_session_change_incident (seat->session, base, edited, NULL));
  WAIT_UNTIL (wf_incident_row_get (wf_session_find_incident (seat->session, id))->level == level);
}

static GtkWidget *
find_drop_down (GtkWidget *widget, const char *name)
{
  GtkWidget *found
      = GTK_IS_DROP_DOWN (widget)
                && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0
            ? widget
            : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_drop_down (child, name);
  return found;
}

/* Incidents arrive and change their level: the one with the focus stays in sight. */
static void
test_incidents (void)
{
  WfSeat seat = { 0 };
  GtkWidget *panel, *list;
  g_autofree char *aimed = NULL, *other = NULL;
  float y;

  wf_seat_take (&seat, folder, town_path, NULL);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = open_incident (&seat, i);

      if (i == 40)
        aimed = g_steal_pointer (&id);
      else if (i == 90)
        other = g_steal_pointer (&id);
    }
  panel = create_panel (&seat, "incidents");
  wf_seat_show (&seat, panel);
  WAIT_UNTIL (wf_seat_count_lines (panel) > 0);
  wait_frames (panel);
  list = find_list (panel);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_drop_down (panel, "sort")), 1);
  aim (list, 59, "No. 40");
  y = focus_y (list);
  for (guint i = 100; i < 130; i++)
    g_free (open_incident (&seat, i));
  wait_frames (list);
  g_assert_cmpfloat_with_epsilon (focus_y (list), y, 1);
  set_level (&seat, other, 1);
  wait_beat (panel);
  g_assert_cmpfloat_with_epsilon (focus_y (list), y, 1);
  set_level (&seat, aimed, 1);
  wait_beat (panel);
  g_assert_true (wf_seat_says (gtk_root_get_focus (gtk_widget_get_root (list)), "No. 40"));
  focus_y (list);
  wf_seat_hide (&seat);
  wf_seat_leave (&seat);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/long-lists/order", test_order);
  g_test_add_func ("/long-lists/filter", test_filter);
  g_test_add_func ("/long-lists/panel", test_panel);
  g_test_add_func ("/long-lists/incidents", test_incidents);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
