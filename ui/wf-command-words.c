/* Watchfloor: commands in words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-command-words.h"

#include "wf-command-kind.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

char *
wf_entity_words (WfSession *session, const char *id)
{
  const WfTrack *track = wf_track_store_find (wf_session_get_tracks (session), id);
  const char *last = strrchr (id, ':');

  if (track != NULL)
    return g_strdup (track->label);
  return g_strdup (last != NULL ? last + 1 : id);
}

char *
wf_command_words (WfSession *session, const WfCommand *command)
{
  g_autofree char *target = wf_entity_words (session, command->target);

  if (g_strcmp0 (command->kind, "sendUnit") == 0)
    /* Translators: a command in a list; %s is a unit such as "120-07" */
    return g_strdup_printf (_ ("Send %s"), target);
  return g_strdup_printf ("%s · %s", wf_command_kind_label (command->kind), target);
}

const char *
wf_command_incident (const WfCommand *command)
{
  return wf_json_string (command->params, "incident", NULL);
}

gboolean
wf_command_may_take_back (WfCommandRow *row)
{
  return !wf_command_state_is_final (wf_command_row_get (row)->state)
         && wf_command_row_get_recall (row, NULL, NULL) != WF_RECALL_ASKED;
}

void
wf_command_take_back (GtkWidget *widget, WfSession *session, WfCommandRow *row)
{
  g_autoptr (GError) error = NULL;

  if (!wf_session_revoke (session, wf_command_row_get (row)->id, &error))
    gtk_widget_activate_action (widget, "win.tell", "s", error->message);
}
