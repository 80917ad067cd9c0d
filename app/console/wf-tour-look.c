/* Watchfloor: the planner's steps of the demo shift.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is here, the table of the buildings, a sheet for the printer. Main thread. */
#include "config.h"

#include "wf-tour-private.h"

#include <glib/gi18n.h>

static WfWindow *
get_window (WfTour *self)
{
  return watchfloor_application_get_window (self->application);
}

static void
act (WfTour *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), action, NULL);
}

gboolean
wf_tour_identify_begin (WfTour *self)
{
  act (self, "win.identify");
  return TRUE;
}

gboolean
wf_tour_table_begin (WfTour *self)
{
  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), "win.table", "s", "buildings");
  wf_table_pane_set_filter (wf_window_get_table (get_window (self)), "floors > 12");
  return TRUE;
}

gboolean
wf_tour_table_ready (WfTour *self)
{
  return wf_map_view_is_settled (wf_window_get_map (get_window (self)))
         && !wf_table_pane_is_busy (wf_window_get_table (get_window (self)));
}

gboolean
wf_tour_print_begin (WfTour *self)
{
  act (self, "win.print");
  return TRUE;
}

gboolean
wf_tour_print_ready (WfTour *self)
{
  WfPrintWindow *print = wf_window_get_print (get_window (self));

  return print != NULL && wf_print_window_is_settled (print);
}

gboolean
wf_tour_look_end (WfTour *self)
{
  WfPrintWindow *print = wf_window_get_print (get_window (self));

  if (print != NULL)
    gtk_window_destroy (GTK_WINDOW (print));
  gtk_widget_activate_action (GTK_WIDGET (wf_window_get_table (get_window (self))), "table.close",
                              NULL);
  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), "win.show-panel", "s", "incidents");
  return TRUE;
}

/* Some seconds after the order, when the unit was on its way. */
gboolean
wf_tour_past_begin (WfTour *self)
{
  WfSession *session = wf_window_get_session (get_window (self));

  act (self, "win.past");
  if (wf_session_get_replay (session) == NULL)
    {
      self->problem = g_strdup ("the past cannot be shown");
      return FALSE;
    }
  g_object_set (session, "selected-id", self->unit_id, NULL);
  return TRUE;
}

gboolean
wf_tour_past_ready (WfTour *self)
{
  WfReplay *replay = wf_session_get_replay (wf_window_get_session (get_window (self)));

  const WfPastEvent *next = wf_replay_find_event (replay, TRUE);

  if (!wf_replay_is_settled (replay) || wf_replay_get_events (replay)->len == 0)
    return FALSE;
  if (next != NULL)
    wf_replay_go_to (replay, next->at_us + 9 * WF_SECOND_US);
  else
    wf_replay_set_playing (replay, TRUE);
  return next == NULL;
}

gboolean
wf_tour_past_end (WfTour *self)
{
  act (self, "win.past");
  return TRUE;
}
