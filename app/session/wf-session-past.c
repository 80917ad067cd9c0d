/* Watchfloor: the session in the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What windows ask for is of the time that is shown; what the feeds bring and the desk does goes on
 * meanwhile, unseen. */
#include "config.h"

#include "wf-session-private.h"

#include "wf-error.h"

#include <glib/gi18n.h>

static void
shown_cb (WfSession *session)
{
  wf_session_emit_past_changed (session);
}

gboolean
wf_session_enter_past (WfSession *session, gint64 at_us, GError **error)
{
  g_return_val_if_fail (WF_IS_SESSION (session), FALSE);
  if (session->recorder == NULL)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                           _ ("Nothing is kept of this city's past: it has no feeds, or its file "
                              "says \"days\": 0 under \"history\"."));
      return FALSE;
    }
  if (session->replay == NULL)
    {
      session->replay = wf_replay_new (session->clock, wf_recorder_get_folder (session->recorder),
                                       session->journal_path);
      g_signal_connect_object (session->replay, "shown", G_CALLBACK (shown_cb), session,
                               G_CONNECT_SWAPPED);
      wf_shown_list_set_model (session->incidents, wf_replay_get_incidents (session->replay));
      wf_shown_list_set_model (session->commands, wf_replay_get_commands (session->replay));
      wf_session_emit_past_changed (session);
    }
  wf_replay_go_to (session->replay, at_us);
  return TRUE;
}

void
wf_session_leave_past (WfSession *session)
{
  g_autoptr (WfReplay) replay = g_steal_pointer (&session->replay);

  if (replay == NULL)
    return;
  wf_replay_stop (replay);
  g_signal_handlers_disconnect_by_func (replay, shown_cb, session);
  wf_shown_list_set_model (session->incidents, wf_session_get_live_incidents (session));
  wf_shown_list_set_model (session->commands, wf_session_get_live_commands (session));
  wf_session_emit_past_changed (session);
}

WfReplay *
wf_session_get_replay (WfSession *session)
{
  return session->replay;
}

gboolean
wf_session_is_live (WfSession *session, GError **error)
{
  if (session->replay == NULL)
    return TRUE;
  g_set_error_literal (error, WF_ERROR, WF_ERROR_REFUSED,
                       _ ("The past is shown: nothing can be sent or changed in it. Go back to "
                          "live first."));
  return FALSE;
}

/* ---- what is of the time that is shown */

WfClock *
wf_session_get_shown_clock (WfSession *session)
{
  return session->replay != NULL ? wf_replay_get_clock (session->replay) : session->clock;
}

WfTrackStore *
wf_session_get_tracks (WfSession *session)
{
  return session->replay != NULL ? wf_replay_get_tracks (session->replay) : session->tracks;
}

GListModel *
wf_session_get_incidents (WfSession *session)
{
  return G_LIST_MODEL (session->incidents);
}

GListModel *
wf_session_get_commands (WfSession *session)
{
  return G_LIST_MODEL (session->commands);
}

static WfIncidentRow *
find_then (GListModel *incidents, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++)
    {
      g_autoptr (WfIncidentRow) row = g_list_model_get_item (incidents, i);

      if (g_str_equal (wf_incident_row_get (row)->id, id))
        return row; /* the model keeps it */
    }
  return NULL;
}

WfIncidentRow *
wf_session_find_incident (WfSession *session, const char *id)
{
  if (id == NULL)
    return NULL;
  return session->replay != NULL ? find_then (wf_replay_get_incidents (session->replay), id)
                                 : wf_desk_find_incident (session->desk, id);
}
