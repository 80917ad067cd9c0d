/* Watchfloor: orders that are taken back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The wish goes into the journal and out at once, whichever comes first: a disk that is full must
 * not keep an order from being taken back. What the disk did not take is written when it does. */
#include "config.h"

#include "wf-desk-private.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>

/* ---- in the journal */

typedef struct
{
  WfDesk *desk;
  char *id;
} Wish;

/* One whose order the journal never took has been revoked from the first. */
static gboolean
is_in_journal (DeskCommand *entry)
{
  const GArray *steps = wf_command_row_get_steps (entry->row);

  return steps->len > 0 && g_array_index (steps, WfCommandStep, 0).state == WF_COMMAND_QUEUED;
}

static void
recorded_cb (gboolean saved, gpointer data)
{
  Wish *wish = data;
  WfDesk *desk = wish->desk;
  DeskCommand *entry = g_hash_table_lookup (desk->command_by_id, wish->id);

  entry->is_recall_unsaved = !saved && is_in_journal (entry);
  /* What is shown: that it was revoked, too, may be on its way to a disk that is full. */
  if (entry->is_recall_unsaved
      && !wf_command_state_is_final (wf_command_row_get (entry->row)->state)
      && wf_command_row_get_recall (entry->row, NULL, NULL) == WF_RECALL_ASKED)
    desk->watch.notice (_ ("That the order is to be taken back could not be saved: should the "
                           "console end now, it would be forgotten. Call the unit."),
                        TRUE, desk->user_data);
  g_free (wish->id);
  g_free (wish);
}

/* What the row shows: asked for, or refused and why. */
static void
record (WfDesk *desk, DeskCommand *entry)
{
  const char *reason;
  gint64 at_us;
  gboolean is_asked = wf_command_row_get_recall (entry->row, &at_us, &reason) == WF_RECALL_ASKED;
  g_autofree char *at = wf_time_format (at_us);
  Wish *wish = g_new0 (Wish, 1);

  wish->desk = desk;
  wish->id = g_strdup (entry->id);
  wf_ledger_append (desk->ledger, is_asked ? desk->operator_name : "platform",
                    is_asked ? "command.revoke" : "command.stands", entry->id,
                    json_pack ("{s:s, s:s*}", "at", at, "reason", reason), recorded_cb, wish);
}

void
wf_desk_save_recall (WfDesk *desk, DeskCommand *entry)
{
  if (!entry->is_recall_unsaved)
    return;
  entry->is_recall_unsaved = FALSE;
  record (desk, entry);
}

/* ---- to the platform */

void
wf_desk_ask_back (WfDesk *desk, DeskCommand *entry)
{
  g_autoptr (json_t) attrs = json_pack ("{s:s}", "revokeRequestedBy", desk->operator_name);

  if (desk->courier == NULL)
    return;
  entry->wants_revoke = FALSE;
  wf_courier_patch (desk->courier, entry->id, attrs, -1);
}

void
wf_desk_command_recalled (WfDesk *desk, DeskCommand *entry)
{
  wf_desk_move_command (desk, entry, WF_COMMAND_REVOKED, desk->operator_name,
                        _ ("taken back before it was sent"));
}

/* NULL where it may be asked for. Free with g_free. */
static char *
find_obstacle (WfDesk *desk, DeskCommand *entry)
{
  if (entry == NULL || desk->is_stopped)
    return g_strdup (_ ("There is no such command."));
  if (wf_command_state_is_final (entry->expected))
    return g_strdup (_ ("The command has ended and cannot be taken back."));
  if (entry->is_elsewhere)
    return g_strdup_printf (_ ("The command was given to another platform (%s) and cannot be taken "
                               "back from here. Start the console with that platform, or call the "
                               "unit."),
                            wf_command_row_get_elsewhere (entry->row));
  if (desk->platform_url == NULL && entry->expected != WF_COMMAND_QUEUED)
    return g_strdup (_ ("The command has left this desk, and there is no platform to take it back. "
                        "Call the unit."));
  return NULL;
}

/* And will not any more. */
static gboolean
has_not_left (WfDesk *desk, DeskCommand *entry)
{
  if (desk->courier != NULL)
    return wf_courier_remove (desk->courier, entry->id);
  return desk->platform_url == NULL && wf_command_row_get (entry->row)->state == WF_COMMAND_QUEUED;
}

gboolean
wf_desk_revoke (WfDesk *desk, const char *id, GError **error)
{
  DeskCommand *entry = g_hash_table_lookup (desk->command_by_id, id);
  g_autofree char *obstacle = find_obstacle (desk, entry);

  if (obstacle != NULL)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_REFUSED, obstacle);
      return FALSE;
    }
  /* First of all: a wish that a crash forgot would let the command fire. */
  wf_command_row_recall (entry->row, WF_RECALL_ASKED, wf_clock_now (desk->clock), NULL);
  record (desk, entry);
  entry->wants_revoke = TRUE; /* while it is being saved, or on its way out */
  if (entry->expected != WF_COMMAND_QUEUED && entry->expected != WF_COMMAND_UNKNOWN)
    wf_desk_ask_back (desk, entry);
  else if (has_not_left (desk, entry))
    wf_desk_command_recalled (desk, entry);
  return TRUE;
}

void
wf_desk_command_patched (WfDesk *desk, DeskCommand *entry, WfPatchEnd end, const char *trouble)
{
  g_autofree char *sentence = NULL;

  if (end == WF_PATCH_ABSENT)
    {
      wf_desk_command_gone (desk, entry);
      return;
    }
  if (trouble == NULL || wf_command_state_is_final (entry->expected))
    return;
  sentence = g_strdup_printf (_ ("The platform does not take the command back: %s."), trouble);
  wf_command_row_recall (entry->row, WF_RECALL_REFUSED, wf_clock_now (desk->clock), trouble);
  record (desk, entry);
  desk->watch.notice (sentence, TRUE, desk->user_data);
}
