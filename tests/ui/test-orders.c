/* Watchfloor: orders on the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the operator reads of an order that is taken back, cannot be taken back, or is never
 * answered: in the dispatch pane and, elsewhere on the screen, by a toast. */
#include "config.h"

#include "wf-test-seat.h"
#include "wf-window.h"

#include <string.h>

static char *folder, *town_path;

/* Nobody answers an order of this town's. */
static void
silence_town (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GString *all;

  g_file_get_contents (town_path, &text, NULL, &error);
  g_assert_no_error (error);
  all = g_string_new (text);
  g_assert_cmpuint (g_string_replace (all, "\"silent_share\":0", "\"silent_share\":1", 0), ==, 1);
  g_file_set_contents (town_path, all->str, -1, &error);
  g_assert_no_error (error);
  g_string_free (all, TRUE);
}

static void
set_faults (WfSeat *seat, const char *rules)
{
  wf_test_platform_send (seat->platform, "PUT", "/admin/faults", rules, NULL);
}

static WfWindow *
open_window (WfSeat *seat)
{
  WfWindow *window = wf_window_new (NULL, seat->session);

  gtk_window_present (GTK_WINDOW (window));
  seat->window = GTK_WIDGET (window);
  return window;
}

static void
begin (WfSeat *seat)
{
  wf_seat_start_platform (seat, town_path, "1");
  wf_seat_take (seat, folder, town_path, wf_test_platform_url (seat->platform));
}

static void
end (WfSeat *seat)
{
  wf_seat_hide (seat);
  wf_seat_leave (seat);
}

/* Sends the first free unit to a new incident; the row is borrowed. */
static WfCommandRow *
send (WfSeat *seat, WfWindow *window)
{
  g_autofree char *incident = wf_seat_open_incident (seat);
  WfDispatchPane *pane;
  WfCommandRow *row;

  g_object_set (seat->session, "selected-id", incident, NULL);
  gtk_widget_activate_action (seat->window, "win.send-unit", NULL);
  pane = wf_window_get_dispatch (window);
  WAIT_UNTIL (wf_dispatch_pane_first (pane) != NULL);
  g_assert_true (wf_dispatch_pane_choose (pane, wf_dispatch_pane_first (pane)));
  row = wf_dispatch_pane_confirm (pane);
  g_assert_nonnull (row);
  g_assert_true (wf_dispatch_pane_get_sent (pane) == row);
  return row;
}

static void
take_back (WfWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (wf_window_get_dispatch (window)), "dispatch.revoke",
                              NULL);
}

static gboolean
may_take_back (GtkWidget *widget)
{
  const char *action
      = GTK_IS_BUTTON (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;

  if (g_strcmp0 (action, "dispatch.revoke") == 0)
    return gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (may_take_back (child))
      return TRUE;
  return FALSE;
}

static void
test_queued (void)
{
  WfSeat seat = { 0 };
  WfWindow *window;
  WfCommandRow *row;

  begin (&seat);
  window = open_window (&seat);
  g_free (wf_seat_open_incident (&seat));
  g_clear_pointer (&seat.platform, wf_test_platform_kill);
  row = send (&seat, window);
  WAIT_UNTIL (wf_seat_says (seat.window, "Lapses in"));
  WAIT_UNTIL (wf_command_row_get (row)->state == WF_COMMAND_QUEUED);
  take_back (window);
  WAIT_UNTIL (wf_seat_says (seat.window, "taken back before it was sent"));
  g_assert_false (wf_seat_says (seat.window, "Being taken back"));
  g_assert_false (wf_seat_says (seat.window, "Lapses in"));
  g_assert_false (may_take_back (seat.window));
  end (&seat);
}

/* While it is asked and has not answered, the order stands, and is not asked back twice. */
static void
test_asked (void)
{
  WfSeat seat = { 0 };
  WfWindow *window;
  WfCommandRow *row;

  begin (&seat);
  window = open_window (&seat);
  row = send (&seat, window);
  WAIT_UNTIL (wf_command_row_get (row)->state == WF_COMMAND_SENT);
  set_faults (&seat, "{\"rules\":[{\"kind\":\"error\",\"status\":503,\"match\":{\"method\":"
                     "\"PATCH\"}}]}");
  take_back (window);
  WAIT_UNTIL (wf_seat_says (seat.window, "Being taken back"));
  g_assert_true (wf_seat_says (seat.window, "until it answers, the order stands"));
  g_assert_false (may_take_back (seat.window));
  set_faults (&seat, "{\"rules\":[]}");
  WAIT_UNTIL (wf_command_row_get (row)->state == WF_COMMAND_REVOKED);
  WAIT_UNTIL (wf_seat_says (seat.window, "Revoked, "));
  g_assert_false (wf_seat_says (seat.window, "Being taken back"));
  end (&seat);
}

static void
test_refused (void)
{
  WfSeat seat = { 0 };
  WfWindow *window;
  const char *reason = NULL;
  WfCommandRow *row;
  g_autoptr (WfCommandRow) again = NULL;

  begin (&seat);
  window = open_window (&seat);
  set_faults (&seat, "{\"rules\":[{\"kind\":\"error\",\"status\":403,\"match\":{\"method\":"
                     "\"PATCH\"}}]}");
  row = send (&seat, window);
  WAIT_UNTIL (wf_command_row_get (row)->state == WF_COMMAND_SENT);
  take_back (window);
  WAIT_UNTIL (wf_seat_says (seat.window, "Not taken back"));
  g_assert_cmpint (wf_command_row_get_recall (row, NULL, &reason), ==, WF_RECALL_REFUSED);
  g_assert_nonnull (reason);
  g_assert_true (wf_seat_says (GTK_WIDGET (wf_window_get_dispatch (window)), reason));
  /* It was read: the next session does not ask by itself. */
  wf_seat_hide (&seat);
  wf_session_stop (seat.session);
  g_clear_object (&seat.session);
  g_clear_pointer (&seat.clock, wf_clock_unref);
  wf_seat_take (&seat, folder, town_path, NULL);
  WAIT_UNTIL (g_list_model_get_n_items (wf_session_get_commands (seat.session)) == 1);
  again = g_list_model_get_item (wf_session_get_commands (seat.session), 0);
  g_assert_cmpint (wf_command_row_get_recall (again, NULL, &reason), ==, WF_RECALL_REFUSED);
  g_assert_cmpstr (reason, !=, "");
  end (&seat);
}

#define TICK_MS 50

static gboolean
tick_cb (gpointer clock)
{
  wf_clock_advance (clock, TICK_MS * 1000);
  return G_SOURCE_CONTINUE;
}

/* Seen in the pane that shows it; told by a toast to whoever is elsewhere. */
static void
test_expired (void)
{
  WfSeat seat = { 0 };
  WfWindow *window;
  WfCommandRow *row;
  GtkWidget *pane;
  guint ticking;

  /* This desk's clock is so late that its orders lapse at the platform within seconds. */
  seat.clock = wf_clock_new_manual (g_get_real_time () - 57 * WF_SECOND_US);
  ticking = g_timeout_add (TICK_MS, tick_cb, seat.clock);
  begin (&seat);
  window = open_window (&seat);
  row = send (&seat, window);
  pane = GTK_WIDGET (wf_window_get_dispatch (window));
  WAIT_UNTIL (wf_command_row_get (row)->state == WF_COMMAND_EXPIRED);
  WAIT_UNTIL (wf_seat_says (pane, "Expired, "));
  g_assert_true (wf_seat_says (pane, "Nobody answered before the order lapsed."));
  g_assert_false (wf_seat_says (pane, "Done"));
  g_assert_false (may_take_back (pane));
  gtk_widget_activate_action (pane, "dispatch.close", NULL);
  row = send (&seat, window);
  gtk_widget_activate_action (pane, "dispatch.close", NULL);
  WAIT_UNTIL (wf_command_row_get (row)->state == WF_COMMAND_EXPIRED);
  WAIT_UNTIL (wf_seat_says (seat.window, ": Expired. Nobody answered"));
  row = send (&seat, window);
  gtk_widget_activate_action (pane, "dispatch.close", NULL);
  WAIT_UNTIL (wf_seat_says (seat.window, "2 orders came to nothing."));
  g_source_remove (ticking);
  end (&seat);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  silence_town ();
  g_test_add_func ("/orders/queued", test_queued);
  g_test_add_func ("/orders/asked", test_asked);
  g_test_add_func ("/orders/refused", test_refused);
  g_test_add_func ("/orders/expired", test_expired);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
