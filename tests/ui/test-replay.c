/* Watchfloor: tests of the past in the window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Into the past and back: the frame stands, nothing can be sent, it plays on, and the main loop is
 * never held up for long. */
#include "config.h"

#include "wf-test-seat.h"
#include "wf-time-scale.h"
#include "wf-window.h"

#include <string.h>

static char *folder, *town_path;

typedef struct
{
  WfSeat seat;
  WfWindow *window;
  guint n_grave;
} Desk;

static guint
count_units (Desk *desk)
{
  guint n;

  wf_track_store_tracks (wf_session_get_tracks (desk->seat.session), &n);
  return n;
}

static void
sit_down (Desk *desk, gconstpointer data)
{
  wf_seat_start_platform (&desk->seat, town_path, "8");
  wf_seat_take (&desk->seat, folder, town_path, wf_test_platform_url (desk->seat.platform));
  desk->window = wf_window_new (NULL, desk->seat.session);
  gtk_window_present (GTK_WINDOW (desk->window));
  WAIT_UNTIL (wf_session_layers_settled (desk->seat.session));
  WAIT_UNTIL (count_units (desk) > 4);
}

static void
stand_up (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  wf_seat_leave (&desk->seat);
}

static void
act (Desk *desk, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (desk->window), action, NULL);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static WfReplay *
replay_of (Desk *desk)
{
  return wf_session_get_replay (desk->seat.session);
}

static gint64
now_of (Desk *desk)
{
  return wf_clock_now (wf_session_get_clock (desk->seat.session));
}

static void
test_there_and_back (Desk *desk, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (desk->window);
  g_autofree char *incident = wf_seat_open_incident (&desk->seat);
  gint64 began_us = now_of (desk), at_us;

  g_object_set (desk->seat.session, "selected-id", incident, NULL);
  WAIT_UNTIL (now_of (desk) > began_us + 9 * WF_SECOND_US);
  g_assert_false (wf_seat_says (window, "Back to Live"));
  act (desk, "win.past");
  g_assert_nonnull (replay_of (desk));
  wf_replay_go_to (replay_of (desk), began_us + WF_SECOND_US);
  WAIT_UNTIL (wf_replay_is_settled (replay_of (desk)) && count_units (desk) > 4);
  WAIT_UNTIL (wf_seat_says (window, "Back to Live"));
  /* It was open then, and nobody can be sent to it. */
  g_assert_nonnull (wf_session_find_incident (desk->seat.session, incident));
  act (desk, "win.send-unit");
  g_assert_null (wf_window_get_dispatch (desk->window));
  gtk_widget_activate_action (window, "win.draw", "s", "point");
  g_assert_false (wf_map_view_is_drawing (wf_window_get_map (desk->window)));

  at_us = wf_replay_get_time (replay_of (desk));
  wf_replay_set_speed (replay_of (desk), 10);
  gtk_widget_activate_action (find (window, WF_TYPE_TIME_SCALE), "past.play", NULL);
  g_assert_true (wf_replay_is_playing (replay_of (desk)));
  WAIT_UNTIL (wf_replay_get_time (replay_of (desk)) > at_us + WF_SECOND_US);
  gtk_widget_activate_action (find (window, WF_TYPE_TIME_SCALE), "past.play", NULL);
  gtk_widget_activate_action (find (window, WF_TYPE_TIME_SCALE), "past.previous-event", NULL);
  WAIT_UNTIL (wf_replay_is_settled (replay_of (desk)));
  g_assert_cmpint (wf_replay_get_time (replay_of (desk)), <, at_us);

  act (desk, "win.past");
  g_assert_null (replay_of (desk));
  WAIT_UNTIL (!wf_seat_says (window, "Back to Live"));
  act (desk, "win.send-unit");
  g_assert_nonnull (wf_window_get_dispatch (desk->window));
  /* What is half done is of now. */
  act (desk, "win.past");
  g_assert_null (replay_of (desk));
}

static void
notice_cb (WfSession *session, const char *sentence, gboolean grave, Desk *desk)
{
  desk->n_grave += grave;
}

/* What is grave now is said now. */
static void
test_grave_comes_through (Desk *desk, gconstpointer data)
{
  g_signal_connect (desk->seat.session, "notice", G_CALLBACK (notice_cb), desk);
  act (desk, "win.past");
  g_assert_nonnull (replay_of (desk));
  g_signal_emit_by_name (desk->seat.session, "notice", "The siren went off.", TRUE);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "The siren went off."));
  g_assert_cmpuint (desk->n_grave, ==, 1);
}

int
main (int argc, char **argv)
{
  int failed;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add ("/replay/there-and-back", Desk, NULL, sit_down, test_there_and_back, stand_up);
  g_test_add ("/replay/grave-comes-through", Desk, NULL, sit_down, test_grave_comes_through,
              stand_up);
  failed = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return failed;
}
