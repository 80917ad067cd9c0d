/* Watchfloor: a desk taken again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the next session of a desk shows of the one before: the draft to its last letter, and
 * places named in the language that is read now. */
#include "config.h"

#include "wf-detail-pane.h"
#include "wf-test-seat.h"
#include "wf-window.h"

static char *folder, *town_path;

static void
take (WfSeat *seat)
{
  wf_seat_take (seat, folder, town_path, NULL);
  WAIT_UNTIL (wf_session_layers_settled (seat->session));
}

/* The journal stays. */
static void
change_over (WfSeat *seat)
{
  wf_seat_hide (seat);
  wf_session_stop (seat->session);
  g_clear_object (&seat->session);
  g_clear_pointer (&seat->clock, wf_clock_unref);
}

static WfWindow *
open_window (WfSeat *seat)
{
  WfWindow *window = wf_window_new (NULL, seat->session);

  gtk_window_present (GTK_WINDOW (window));
  seat->window = GTK_WIDGET (window);
  return window;
}

/* What is in the first entry or text view in @widget or below; free with g_free. */
static char *
find_typed (GtkWidget *widget, GType type)
{
  char *typed = NULL;

  if (G_OBJECT_TYPE (widget) == type && GTK_IS_EDITABLE (widget))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (widget)));
  if (G_OBJECT_TYPE (widget) == type)
    {
      g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &typed, NULL);
      return typed;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && typed == NULL;
       child = gtk_widget_get_next_sibling (child))
    typed = find_typed (child, type);
  return typed;
}

static void
test_draft (void)
{
  WfSeat seat = { 0 };
  WfWindow *window;
  g_autofree char *address = NULL;
  g_autofree char *notes = NULL;
  g_autoptr (WfIncident) draft = NULL;

  take (&seat);
  window = open_window (&seat);
  g_assert_false (wf_seat_says (seat.window, "An unfinished incident"));
  gtk_widget_activate_action (seat.window, "win.draw", "s", "point");
  wf_incident_form_fill (wf_window_get_form (window), "fire", 2, "港湾路 1", "two floors, smo");
  /* At once: no pause in the typing has come. */
  change_over (&seat);

  take (&seat);
  window = open_window (&seat);
  WAIT_UNTIL (wf_seat_says (seat.window, "An unfinished incident"));
  gtk_widget_activate_action (seat.window, "win.resume-draft", NULL);
  WAIT_UNTIL (wf_window_get_form (window) != NULL
              && gtk_widget_get_mapped (GTK_WIDGET (wf_window_get_form (window))));
  g_assert_false (wf_seat_says (seat.window, "An unfinished incident"));
  address = find_typed (GTK_WIDGET (wf_window_get_form (window)), GTK_TYPE_ENTRY);
  notes = find_typed (GTK_WIDGET (wf_window_get_form (window)), GTK_TYPE_TEXT_VIEW);
  g_assert_cmpstr (address, ==, "港湾路 1");
  g_assert_cmpstr (notes, ==, "two floors, smo");
  draft = wf_session_get_draft (seat.session);
  g_assert_cmpstr (draft->kind, ==, "fire");
  g_assert_cmpint (draft->level, ==, 2);
  wf_seat_hide (&seat);
  wf_seat_leave (&seat);
}

static void
open_incident (WfSeat *seat, char **id)
{
  WfLonLat p = { 121.62, 38.91 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &p, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 1", wf_clock_now (seat->clock));
  g_autoptr (GError) error = NULL;

  incident->place = wf_session_place_at (seat->session, p);
  g_assert_cmpstr (incident->place.community, ==, "东社区");
  wf_session_open_incident (seat->session, incident, &error);
  g_assert_no_error (error);
  *id = g_strdup (incident->id);
  WAIT_UNTIL (wf_session_find_incident (seat->session, incident->id) != NULL);
}

static void
test_language (void)
{
  WfSeat seat = { .chinese = TRUE };
  g_autofree char *id = NULL;
  WfIncidentRow *row;

  take (&seat);
  open_incident (&seat, &id);
  change_over (&seat);

  seat.chinese = FALSE;
  take (&seat);
  WAIT_UNTIL (wf_session_find_incident (seat.session, id) != NULL);
  open_window (&seat);
  g_object_set (seat.session, "selected-id", id, NULL);
  WAIT_UNTIL (wf_seat_says (seat.window, "Middle Street"));
  g_assert_true (wf_seat_says (seat.window, "East"));
  g_assert_false (wf_seat_says (seat.window, "东社区"));
  /* What was recorded stays as it was. */
  row = wf_session_find_incident (seat.session, id);
  g_assert_cmpstr (wf_incident_row_get (row)->place.community, ==, "东社区");
  wf_seat_hide (&seat);
  wf_seat_leave (&seat);
}

static const char bus[]
    = "{\"id\":\"urn:ngsi-ld:Vehicle:x1\",\"type\":\"Vehicle\",\"vehicleType\":\"bus\",\"name\":"
      "\"10路-01\",\"alternateName\":\"Line 10-01\",\"lineName\":\"10路\","
      "\"alternateLineName\":\"10\",\"location\":{\"type\":\"Point\","
      "\"coordinates\":[121.61,38.91]}}";

static void
test_label (void)
{
  static const char *const labels[] = { "Line 10-01", "10路-01" };
  static const char *const lines[] = { "10", "10路" };
  WfSeat seat = { 0 };

  wf_seat_start_platform (&seat, town_path, "1");
  wf_test_platform_send (seat.platform, "POST", "/ngsi-ld/v1/entities", bus, NULL);
  for (guint chinese = 0; chinese < 2; chinese++)
    {
      const WfTrack *track = NULL;

      seat.chinese = chinese;
      wf_seat_take (&seat, folder, town_path, wf_test_platform_url (seat.platform));
      WAIT_UNTIL ((track = wf_track_store_find (wf_session_get_tracks (seat.session),
                                                "urn:ngsi-ld:Vehicle:x1"))
                  != NULL);
      g_assert_cmpstr (track->label, ==, labels[chinese]);
      open_window (&seat);
      g_object_set (seat.session, "selected-id", track->id, NULL);
      WAIT_UNTIL (wf_seat_says (seat.window, "Bus line"));
      g_assert_true (wf_seat_says (seat.window, lines[chinese]));
      g_assert_cmpint (wf_seat_says (seat.window, "10路"), ==, chinese);
      wf_seat_hide (&seat);
      change_over (&seat);
    }
  take (&seat);
  wf_seat_leave (&seat);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/again/draft", test_draft);
  g_test_add_func ("/again/language", test_language);
  g_test_add_func ("/again/label", test_label);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
