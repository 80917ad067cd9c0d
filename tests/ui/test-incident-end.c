/* Watchfloor: how an incident ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator closes it from where it is shown, is told of orders that go on, and can take the
 * closing back. */
#include "config.h"

#include "wf-detail-pane.h"
#include "wf-test-seat.h"
#include "wf-window.h"

static char *folder, *town_path;

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* The question, answered. */
static void
answer (const char *words, const char *response)
{
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWidget) dialog = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, 2);
  dialog = g_list_model_get_item (windows, 1);
  WAIT_UNTIL (wf_seat_says (dialog, words));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
is_closed (WfSeat *seat, const char *id)
{
  const WfIncident *incident = wf_incident_row_get (wf_session_find_incident (seat->session, id));

  return g_str_equal (incident->state, "closed");
}

static void
order_unit (WfSeat *seat, const char *incident)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfProposal) proposal = NULL;
  g_autoptr (GArray) units = NULL;
  const WfCandidate *nearest;

  units = wf_session_rank_units (seat->session, (WfLonLat){ 121.65, 38.9 });
  nearest = &g_array_index (units, WfCandidate, 0);
  proposal = wf_session_propose (seat->session, "sendUnit", nearest->id, incident, &error);
  g_assert_no_error (error);
  g_assert_nonnull (wf_session_confirm (seat->session, proposal, &error));
  g_assert_no_error (error);
}

static void
test_close (void)
{
  WfSeat seat = { 0 };
  g_autofree char *id = NULL;
  GtkWidget *pane;

  wf_seat_start_platform (&seat, town_path, "1");
  wf_seat_take (&seat, folder, town_path, wf_test_platform_url (seat.platform));
  seat.window = GTK_WIDGET (wf_window_new (NULL, seat.session));
  gtk_window_present (GTK_WINDOW (seat.window));
  id = wf_seat_open_incident (&seat);
  g_object_set (seat.session, "selected-id", id, NULL);
  pane = find (seat.window, WF_TYPE_DETAIL_PANE);
  gtk_widget_activate_action (pane, "detail.close", NULL);
  answer ("can be opened again", "cancel");
  g_assert_false (is_closed (&seat, id));
  gtk_widget_activate_action (pane, "detail.close", NULL);
  answer ("can be opened again", "close");
  WAIT_UNTIL (is_closed (&seat, id));
  WAIT_UNTIL (wf_seat_says (pane, "Open again"));
  gtk_widget_activate_action (pane, "detail.reopen", NULL);
  WAIT_UNTIL (!is_closed (&seat, id));
  order_unit (&seat, id);
  gtk_widget_activate_action (pane, "detail.close", NULL);
  answer ("closing calls nobody back", "close");
  WAIT_UNTIL (is_closed (&seat, id));
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
  g_test_add_func ("/incident-end/close", test_close);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
