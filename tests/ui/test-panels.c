/* Watchfloor: tests of the panels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every panel and pane in a real window with three sessions: one of an empty city, one of a living
 * town with a real platform, one whose platform and a layer are missing. What can be operated must
 * have a name for a screen reader. */
#include "config.h"

#include "wf-detail-pane.h"
#include "wf-dispatch-pane.h"
#include "wf-incident-form.h"
#include "wf-panel.h"
#include "wf-status-bar.h"
#include "wf-test-seat.h"

#include <string.h>

static char *folder, *town_path, *empty_path;

/* The first text in @widget or below; NULL where there is none. */
static const char *
find_text (GtkWidget *widget)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;

  if (text != NULL && text[0] != '\0')
    return text;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if ((text = find_text (child)) != NULL)
      return text;
  return NULL;
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
         || find_text (widget) != NULL;
}

static gboolean
can_be_operated (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget)
         || GTK_IS_DROP_DOWN (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SCALE (widget)
         || GTK_IS_LIST_VIEW (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_TEXT_VIEW (widget);
}

/* Returns how many controls there were; each must have a name. */
static guint
check_names (GtkWidget *widget)
{
  guint n = 0;

  /* What these are made of inside is the toolkit's. */
  gboolean inside = GTK_IS_DROP_DOWN (widget) || GTK_IS_ENTRY (widget)
                    || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SCALE (widget);

  if (can_be_operated (widget))
    {
      if (!has_name (widget))
        g_error ("a %s without a name", G_OBJECT_TYPE_NAME (widget));
      n = 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !inside;
       child = gtk_widget_get_next_sibling (child))
    n += check_names (child);
  return n;
}

static const WfPanel *
find_panel (const char *id)
{
  for (guint i = 0; wf_panels ()[i] != NULL; i++)
    if (g_str_equal (wf_panels ()[i]->id, id))
      return wf_panels ()[i];
  g_assert_not_reached ();
}

static GtkWidget *
show_panel (WfSeat *desk, const char *id)
{
  GtkWidget *panel = wf_panel_create (find_panel (id), desk->session);

  wf_seat_show (desk, panel);
  check_names (panel);
  return panel;
}

static void
test_empty (void)
{
  static const char *const expected[][2] = {
    { "layers", "No layers" },
    { "incidents", "No incidents" },
    { "units", "No positions yet" },
    { "commands", "No commands" },
  };
  WfSeat desk = { 0 };
  GtkWidget *status;

  wf_seat_take (&desk, folder, empty_path, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      GtkWidget *panel = show_panel (&desk, expected[i][0]);

      WAIT_UNTIL (wf_seat_says (panel, expected[i][1]));
      g_assert_cmpuint (wf_seat_count_lines (panel), ==, 0);
      wf_seat_hide (&desk);
    }
  status = g_object_new (WF_TYPE_STATUS_BAR, "session", desk.session, NULL);
  wf_seat_show (&desk, status);
  g_assert_cmpuint (check_names (status), >, 0);
  WAIT_UNTIL (wf_seat_says (status, "No feeds"));
  wf_seat_hide (&desk);
  wf_seat_show (&desk, g_object_new (WF_TYPE_DETAIL_PANE, "session", desk.session, NULL));
  WAIT_UNTIL (wf_seat_says (desk.window, "Select an incident or a unit"));
  wf_seat_hide (&desk);
  wf_seat_leave (&desk);
}

static guint
count_tracks (WfSeat *desk)
{
  guint n;

  wf_track_store_tracks (wf_session_get_tracks (desk->session), &n);
  return n;
}

static WfLonLat
unit_position (WfSeat *desk)
{
  guint n;
  const WfTrack *tracks = wf_track_store_tracks (wf_session_get_tracks (desk->session), &n);

  for (guint i = 0; i < n; i++)
    if (wf_track_is_unit (&tracks[i]))
      return tracks[i].position;
  g_assert_not_reached ();
}

static gboolean
has_unit (WfSeat *desk)
{
  return find_panel ("units")->count (desk->session) > 0;
}

/* What was typed stays and is said to be too much, until it is made less. */
static void
check_too_long (GtkWidget *form)
{
  g_autofree char *notes = g_strnfill (WF_INCIDENT_MAX_NOTES + 1, 'n');
  g_autofree char *address = g_strnfill (WF_INCIDENT_MAX_ADDRESS + 1, 'a');

  wf_incident_form_fill (WF_INCIDENT_FORM (form), "fire", 2, address, notes);
  WAIT_UNTIL (wf_seat_says (form, "4001 of 4000 characters"));
  g_assert_true (wf_seat_says (form, "401 of 400 characters"));
  WAIT_UNTIL (wf_seat_says (form, "Too long: not kept"));
  g_assert_false (wf_incident_form_open (WF_INCIDENT_FORM (form)));
  g_assert_true (wf_incident_form_is_active (WF_INCIDENT_FORM (form)));
  g_assert_true (wf_seat_says (
      form, "Address: 401 characters are too many, at most 400 are kept. Shorten the text."));
  wf_incident_form_fill (WF_INCIDENT_FORM (form), "fire", 2, "Test Street 1", "short");
  g_assert_false (wf_seat_says (form, "of 4000 characters"));
}

static char *
open_incident (WfSeat *desk)
{
  WfLonLat p = unit_position (desk);
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &p, 1);
  GtkWidget *form = g_object_new (WF_TYPE_INCIDENT_FORM, "session", desk->session, NULL);
  char *id;
  g_autoptr (WfIncidentRow) row = NULL;

  wf_seat_show (desk, form);
  wf_incident_form_begin (WF_INCIDENT_FORM (form), WF_SHAPE_POINT);
  g_assert_cmpuint (check_names (form), >=, 13);
  g_assert_false (wf_incident_form_open (WF_INCIDENT_FORM (form)));
  WAIT_UNTIL (wf_seat_says (form, "Show the place on the map first."));
  check_too_long (form);
  wf_incident_form_fill (WF_INCIDENT_FORM (form), "medical", 2, "Test Street 1", "a note");
  wf_incident_form_set_shape (WF_INCIDENT_FORM (form), &shape);
  g_assert_true (wf_incident_form_open (WF_INCIDENT_FORM (form)));
  g_assert_false (wf_incident_form_is_active (WF_INCIDENT_FORM (form)));
  wf_seat_hide (desk);
  g_assert_cmpuint (g_list_model_get_n_items (wf_session_get_incidents (desk->session)), ==, 1);
  row = g_list_model_get_item (wf_session_get_incidents (desk->session), 0);
  g_assert_cmpint (wf_incident_row_get (row)->level, ==, 2);
  g_assert_cmpstr (wf_incident_row_get (row)->address, ==, "Test Street 1");
  id = g_strdup (wf_incident_row_get (row)->id);
  return id;
}

static void
send_unit (WfSeat *desk, const char *incident)
{
  GtkWidget *pane = g_object_new (WF_TYPE_DISPATCH_PANE, "session", desk->session, NULL);
  WfDispatchPane *dispatch = WF_DISPATCH_PANE (pane);
  WfCommandRow *row;
  g_autofree char *unit = NULL;

  wf_seat_show (desk, pane);
  wf_dispatch_pane_begin (dispatch, incident);
  g_assert_cmpuint (check_names (pane), >, 3);
  g_assert_null (wf_dispatch_pane_confirm (dispatch)); /* nothing is chosen */
  WAIT_UNTIL (wf_dispatch_pane_first (dispatch) != NULL);
  unit = g_strdup (wf_dispatch_pane_first (dispatch));
  g_assert_true (wf_dispatch_pane_choose (dispatch, unit));
  row = wf_dispatch_pane_confirm (dispatch);
  g_assert_nonnull (row);
  g_assert_null (wf_dispatch_pane_confirm (dispatch)); /* never twice */
  WAIT_UNTIL (wf_command_row_get (row)->state >= WF_COMMAND_RECEIVED);
  g_assert_cmpuint (wf_seat_count_lines (pane), >=, 6);
  wf_seat_hide (desk);
}

static void
check_lists (WfSeat *desk, const char *incident)
{
  static const char *const panels[] = { "incidents", "units", "commands" };
  static const char *const none[] = { "No incident matches", "Nothing matches" };
  GtkWidget *detail;

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    {
      GtkWidget *panel = show_panel (desk, panels[i]);

      WAIT_UNTIL (wf_seat_count_lines (panel) > 0);
      wf_pane_search (WF_PANE (panel), "nothing is called like this");
      if (i < G_N_ELEMENTS (none))
        WAIT_UNTIL (wf_seat_says (panel, none[i]));
      wf_pane_search (WF_PANE (panel), "");
      WAIT_UNTIL (wf_seat_count_lines (panel) > 0);
      wf_seat_hide (desk);
    }
  g_object_set (desk->session, "selected-id", incident, NULL);
  detail = g_object_new (WF_TYPE_DETAIL_PANE, "session", desk->session, NULL);
  wf_seat_show (desk, detail);
  WAIT_UNTIL (wf_seat_says (detail, "Test Street 1") && wf_seat_count_lines (detail) > 0);
  g_assert_cmpuint (check_names (detail), >=, 2);
  wf_seat_hide (desk);
}

static void
test_full (void)
{
  WfSeat desk = { 0 };
  g_autofree char *incident = NULL;
  GtkWidget *layers;

  wf_seat_start_platform (&desk, town_path, "40");
  wf_seat_take (&desk, folder, town_path, wf_test_platform_url (desk.platform));
  WAIT_UNTIL (count_tracks (&desk) > 0 && has_unit (&desk));
  WAIT_UNTIL (wf_session_layers_settled (desk.session));
  layers = show_panel (&desk, "layers");
  g_assert_true (wf_seat_says (layers, "shown"));
  wf_seat_hide (&desk);
  incident = open_incident (&desk);
  send_unit (&desk, incident);
  check_lists (&desk, incident);
  wf_seat_leave (&desk);
}

static void
test_failing (void)
{
  WfSeat desk = { 0 };
  GtkWidget *widget;

  /* Port 1 answers nobody; one layer of the town has no file. */
  wf_seat_take (&desk, folder, town_path, "http://127.0.0.1:1");
  WAIT_UNTIL (wf_session_layers_settled (desk.session));
  widget = show_panel (&desk, "layers");
  WAIT_UNTIL (check_names (widget) > 4); /* its rows are made turn by turn */
  wf_seat_hide (&desk);
  widget = g_object_new (WF_TYPE_STATUS_BAR, "session", desk.session, NULL);
  wf_seat_show (&desk, widget);
  WAIT_UNTIL (wf_seat_says (widget, "Down"));
  wf_seat_hide (&desk);
  widget = show_panel (&desk, "units");
  WAIT_UNTIL (wf_seat_says (widget, "No positions yet"));
  wf_seat_hide (&desk);
  wf_seat_leave (&desk);
}

static void
write_empty_city (void)
{
  g_autoptr (GError) error = NULL;

  empty_path = g_build_filename (folder, "empty.city.json", NULL);
  g_file_set_contents (empty_path,
                       "{\"name\": {\"zh\": \"空\", \"en\": \"Empty\"},"
                       " \"extent\": [121.5, 38.8, 121.7, 39.0], \"layers\": []}",
                       -1, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  write_empty_city ();
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/panels/empty", test_empty);
  g_test_add_func ("/panels/full", test_full);
  g_test_add_func ("/panels/failing", test_failing);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  return status;
}
