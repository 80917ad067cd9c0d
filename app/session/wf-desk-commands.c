/* Watchfloor: the commands of a desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each step is journalled with its cause, then shown. "expected" runs ahead of what is shown by
 * the steps that are being written, so that two events at once are judged in order. */
#include "config.h"

#include "wf-desk-private.h"

#include "wf-command-kind.h"
#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>

/* How far a date may be corrected unnoticed. */
#define DATE_SLACK_US WF_SECOND_US

void
wf_desk_command_free (DeskCommand *command)
{
  g_free (command->id);
  g_object_unref (command->row);
  g_free (command);
}

static DeskCommand *
add_entry (WfDesk *desk, const WfCommand *command)
{
  DeskCommand *entry = g_new0 (DeskCommand, 1);

  entry->id = g_strdup (command->id);
  entry->row = wf_command_row_new (command);
  entry->expected = command->state;
  g_hash_table_insert (desk->command_by_id, entry->id, entry);
  return entry;
}

/* The steps of the journal are played into a row that begins as a draft. */
static void
play_steps (DeskCommand *entry, const GArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const WfProjectedStep *step = &g_array_index (steps, WfProjectedStep, i);

      wf_command_row_step (entry->row, step->state, step->at_us, step->by, step->reason);
    }
  entry->expected = wf_command_row_get (entry->row)->state;
  entry->expected_us = wf_command_row_get (entry->row)->changed_us;
}

void
wf_desk_load_commands (WfDesk *desk, WfProjection *projection)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = projection->commands->len; i-- > 0;)
    {
      const WfProjectedCommand *known = projection->commands->pdata[i];
      g_autoptr (WfCommand) draft = wf_command_copy (known->command);
      DeskCommand *entry;

      if (g_hash_table_contains (desk->command_by_id, draft->id))
        continue;
      draft->state = WF_COMMAND_DRAFT;
      entry = add_entry (desk, draft);
      play_steps (entry, known->steps);
      entry->wants_revoke = known->is_revoke_asked && !wf_command_state_is_final (entry->expected);
      if (known->revoke_us > 0)
        wf_command_row_recall (entry->row,
                               known->is_revoke_asked ? WF_RECALL_ASKED : WF_RECALL_REFUSED,
                               known->revoke_us, known->revoke_reason);
      g_ptr_array_add (rows, entry->row);
    }
  g_list_store_splice (desk->commands, g_list_model_get_n_items (G_LIST_MODEL (desk->commands)), 0,
                       rows->pdata, rows->len);
}

/* On the wire a command is sent: the platform never sees our drafts and queues. */
static void
send_command (WfDesk *desk, DeskCommand *entry, gboolean ask_first)
{
  const WfCommand *command = wf_command_row_get (entry->row);
  g_autoptr (json_t) entity = wf_command_to_entity (command);
  gint64 valid_until_us = command->valid_until_us;

  /* Given in the future: the date was set back since, and nobody knows how long it has waited. */
  if (command->issued_us > wf_clock_now (desk->clock) + DATE_SLACK_US)
    valid_until_us = 0;

  json_object_set_new (entity, "state", json_string (wf_command_state_code (WF_COMMAND_SENT)));
  json_object_del (entity, "reason");
  if (desk->courier != NULL)
    wf_courier_add (desk->courier, entry->id, entity, valid_until_us, ask_first);
}

static void
ask_back (WfDesk *desk, DeskCommand *entry)
{
  g_autoptr (json_t) attrs = json_pack ("{s:s}", "revokeRequestedBy", desk->operator_name);

  entry->wants_revoke = FALSE;
  if (desk->courier != NULL)
    wf_courier_patch (desk->courier, entry->id, attrs, -1);
}

/* After a restart what was queued may have left before the crash: it is asked for first. */
void
wf_desk_resume_commands (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->command_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskCommand *entry = value;

      /* Being saved: it goes out by itself once it is. */
      if (wf_command_row_get (entry->row)->state == WF_COMMAND_DRAFT)
        continue;
      if (entry->expected == WF_COMMAND_QUEUED || entry->expected == WF_COMMAND_UNKNOWN)
        {
          send_command (desk, entry, TRUE);
          if (entry->wants_revoke)
            wf_courier_remove (desk->courier, entry->id);
        }
      else if (!wf_command_state_is_final (entry->expected))
        {
          wf_courier_ask (desk->courier, entry->id);
          if (entry->wants_revoke)
            ask_back (desk, entry);
        }
    }
}

/* ---- steps */

typedef struct
{
  WfDesk *desk;
  char *id;
  WfCommandState state;
  gint64 at_us;
  char *by;
  char *reason;
} Step;

static void
step_free (Step *step)
{
  g_free (step->id);
  g_free (step->by);
  g_free (step->reason);
  g_free (step);
}

static Step *
step_new (WfDesk *desk, DeskCommand *entry, WfCommandState state, const char *by,
          const char *reason)
{
  Step *step = g_new0 (Step, 1);

  step->desk = desk;
  step->id = g_strdup (entry->id);
  step->state = state;
  step->at_us = wf_clock_now (desk->clock);
  step->by = g_strdup (by);
  step->reason = g_strdup (reason);
  return step;
}

/* A step the platform has taken is true whether or not the disk would have it. */
static void
stepped_cb (gboolean saved, gpointer data)
{
  Step *step = data;
  DeskCommand *entry = g_hash_table_lookup (step->desk->command_by_id, step->id);

  entry->is_unsaved = !saved;
  wf_command_row_step (entry->row, step->state, step->at_us, step->by, step->reason);
  wf_desk_tell_changed (step->desk);
  step_free (step);
}

static void
record_step (WfDesk *desk, Step *step)
{
  g_autofree char *at = wf_time_format (step->at_us);

  wf_ledger_append (desk->ledger, step->by, "command.state", step->id,
                    json_pack ("{s:s, s:s?, s:s}", "state", wf_command_state_code (step->state),
                               "reason", step->reason, "at", at),
                    stepped_cb, step);
}

/* FALSE where the table does not allow it: then nothing happens. @at_us is the platform's word: it
 * is taken as far as it can be true, which is after the step before and not in the future. */
static gboolean
move_at (WfDesk *desk, DeskCommand *entry, WfCommandState state, gint64 at_us, const char *by,
         const char *reason)
{
  gint64 now_us = wf_clock_now (desk->clock);
  Step *step;

  if (!wf_command_state_may (entry->expected, state) || desk->is_stopped)
    return FALSE;
  if (at_us == WF_TIME_NONE || at_us < entry->expected_us || at_us > now_us)
    at_us = now_us;
  entry->expected = state;
  entry->expected_us = at_us;
  step = step_new (desk, entry, state, by, reason);
  step->at_us = at_us;
  record_step (desk, step);
  return TRUE;
}

static gboolean
move (WfDesk *desk, DeskCommand *entry, WfCommandState state, const char *by, const char *reason)
{
  return move_at (desk, entry, state, WF_TIME_NONE, by, reason);
}

/* A row that says "queued" of a command that was taken back would let it fire after a crash. */
void
wf_desk_save_commands (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->command_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskCommand *entry = value;
      const WfCommand *command = wf_command_row_get (entry->row);
      g_autofree char *at = wf_time_format (command->changed_us);

      if (!entry->is_unsaved)
        continue;
      entry->is_unsaved = FALSE;
      wf_ledger_append (desk->ledger, "desk", "command.state", entry->id,
                        json_pack ("{s:s, s:s?, s:s}", "state",
                                   wf_command_state_code (command->state), "reason",
                                   command->reason, "at", at),
                        NULL, NULL);
    }
}

/* ---- ordering */

const WfCommand *
wf_desk_find_busy (WfDesk *desk, const char *kind, const char *target)
{
  const WfCommandKind *known = wf_command_kind_find (kind);
  GHashTableIter iter;
  gpointer value;

  if (known == NULL || !known->is_exclusive)
    return NULL;
  g_hash_table_iter_init (&iter, desk->command_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskCommand *entry = value;
      const WfCommand *command = wf_command_row_get (entry->row);

      if (!wf_command_state_is_final (entry->expected) && g_str_equal (command->kind, kind)
          && g_str_equal (command->target, target))
        return command;
    }
  return NULL;
}

static void
ordered_cb (gboolean saved, gpointer data)
{
  Step *step = data;
  WfDesk *desk = step->desk;
  DeskCommand *entry = g_hash_table_lookup (desk->command_by_id, step->id);

  if (saved)
    {
      wf_command_row_step (entry->row, WF_COMMAND_QUEUED, step->at_us, step->by, NULL);
      if (entry->wants_revoke)
        move (desk, entry, WF_COMMAND_REVOKED, desk->operator_name,
              _ ("taken back before it was sent"));
      else
        send_command (desk, entry, FALSE);
    }
  else
    {
      entry->expected = WF_COMMAND_REVOKED;
      wf_command_row_step (entry->row, WF_COMMAND_REVOKED, step->at_us, "desk",
                           _ ("it could not be saved and was not sent"));
      desk->watch.notice (_ ("The command could not be saved and was NOT sent."), TRUE,
                          desk->user_data);
    }
  wf_desk_tell_changed (desk);
  step_free (step);
}

static gboolean
may_order (WfDesk *desk, const WfCommand *command, GError **error)
{
  if (!wf_ledger_can_save (desk->ledger) || desk->is_stopped)
    g_set_error (error, WF_ERROR, WF_ERROR_IO,
                 _ ("The command was not sent, because it cannot be saved. %s"),
                 wf_desk_get_trouble (desk) != NULL ? wf_desk_get_trouble (desk) : "");
  else if (g_hash_table_contains (desk->command_by_id, command->id))
    g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                 _ ("This command was given already. Begin a new one."));
  else if (wf_desk_find_busy (desk, command->kind, command->target) != NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                 _ ("The same order is under way to this unit. Wait for it or take it back."));
  else
    return TRUE;
  return FALSE;
}

WfCommandRow *
wf_desk_order (WfDesk *desk, const WfCommand *command, GError **error)
{
  g_autoptr (WfCommand) draft = NULL;
  g_autoptr (json_t) entity = NULL;
  DeskCommand *entry;

  if (!may_order (desk, command, error))
    return NULL;
  draft = wf_command_copy (command);
  draft->state = WF_COMMAND_DRAFT;
  entry = add_entry (desk, draft);
  entry->expected = WF_COMMAND_QUEUED;
  g_list_store_insert (desk->commands, 0, entry->row);
  entity = wf_command_to_entity (draft);
  json_object_set_new (entity, "state", json_string (wf_command_state_code (WF_COMMAND_QUEUED)));
  wf_ledger_append (desk->ledger, desk->operator_name, "command.ordered", entry->id,
                    g_steal_pointer (&entity), ordered_cb,
                    step_new (desk, entry, WF_COMMAND_QUEUED, desk->operator_name, NULL));
  wf_desk_tell_changed (desk);
  return entry->row;
}

/* ---- the way to the platform */

static void
take_delivered (WfDesk *desk, DeskCommand *entry)
{
  entry->heard_us = g_get_monotonic_time ();
  move (desk, entry, WF_COMMAND_SENT, "platform", NULL);
  if (entry->wants_revoke)
    ask_back (desk, entry);
}

void
wf_desk_command_event (WfDesk *desk, DeskCommand *entry, WfOutboxEvent event, const char *reason)
{
  switch (event)
    {
    case WF_OUTBOX_DELIVERED:
      take_delivered (desk, entry);
      break;
    case WF_OUTBOX_REFUSED:
      move (desk, entry, WF_COMMAND_REFUSED, "platform", reason);
      break;
    case WF_OUTBOX_EXPIRED:
      move (desk, entry, WF_COMMAND_EXPIRED, "desk",
            _ ("its validity passed before it could be sent"));
      break;
    case WF_OUTBOX_UNKNOWN:
      move (desk, entry, WF_COMMAND_UNKNOWN, "desk",
            _ ("the platform's answer was lost; it is being asked"));
      break;
    case WF_OUTBOX_REQUEUED:
      move (desk, entry, WF_COMMAND_QUEUED, "desk", _ ("the platform does not have it"));
      break;
    case WF_OUTBOX_RECALLED:
      move (desk, entry, WF_COMMAND_REVOKED, desk->operator_name,
            _ ("taken back before it was sent"));
      break;
    case WF_OUTBOX_DELAYED:
    default:
      break;
    }
}

/* And will not any more. */
static gboolean
has_not_left (WfDesk *desk, DeskCommand *entry)
{
  if (desk->courier != NULL)
    return wf_courier_remove (desk->courier, entry->id);
  return wf_command_row_get (entry->row)->state == WF_COMMAND_QUEUED;
}

gboolean
wf_desk_revoke (WfDesk *desk, const char *id, GError **error)
{
  DeskCommand *entry = g_hash_table_lookup (desk->command_by_id, id);

  if (entry == NULL || wf_command_state_is_final (entry->expected))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                   entry == NULL ? _ ("There is no such command.")
                                 : _ ("The command has ended and cannot be taken back."));
      return FALSE;
    }
  if (desk->courier == NULL && entry->expected != WF_COMMAND_QUEUED)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                   _ ("The command has left this desk, and there is no platform to take it back. "
                      "Call the unit."));
      return FALSE;
    }
  /* First of all: a wish that a crash forgot would let the command fire. */
  wf_ledger_append (desk->ledger, desk->operator_name, "command.revoke", entry->id, json_object (),
                    NULL, NULL);
  wf_command_row_recall (entry->row, WF_RECALL_ASKED, wf_clock_now (desk->clock), NULL);
  if (entry->expected != WF_COMMAND_QUEUED && entry->expected != WF_COMMAND_UNKNOWN)
    ask_back (desk, entry);
  else if (has_not_left (desk, entry))
    move (desk, entry, WF_COMMAND_REVOKED, desk->operator_name,
          _ ("taken back before it was sent"));
  else
    entry->wants_revoke = TRUE; /* being saved, or on its way out */
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
  wf_ledger_append (desk->ledger, "platform", "command.stands", entry->id,
                    json_pack ("{s:s}", "reason", trouble), NULL, NULL);
  wf_command_row_recall (entry->row, WF_RECALL_REFUSED, wf_clock_now (desk->clock), trouble);
  desk->watch.notice (sentence, TRUE, desk->user_data);
}

/* ---- what the platform says of one */

/* A command passes through few states; more is garbage. */
#define MAX_HISTORY 32

/* What only a desk can say of a command is no news from the platform. */
static gboolean
is_platforms (WfCommandState state)
{
  return state != WF_COMMAND_DRAFT && state != WF_COMMAND_QUEUED && state != WF_COMMAND_UNKNOWN;
}

/* Steps between the last we heard of and the present one: notifications are gathered, and some
 * get lost. The table lets only later ones through. */
static void
hear_missed_steps (WfDesk *desk, DeskCommand *entry, const json_t *entity, WfCommandState present)
{
  const json_t *history = json_object_get (entity, "stateHistory");

  for (gsize i = 0; i < MIN (json_array_size (history), MAX_HISTORY); i++)
    {
      const json_t *step = json_array_get (history, i);
      WfCommandState state;
      gint64 at_us;

      if (!wf_time_parse (wf_json_string (step, "at", NULL), &at_us))
        at_us = WF_TIME_NONE;
      if (wf_command_state_parse (wf_json_string (step, "state", NULL), &state)
          && is_platforms (state) && !wf_command_state_is_final (state) && state != present)
        move_at (desk, entry, state, at_us, "platform", NULL);
    }
}

void
wf_desk_hear_command (WfDesk *desk, const json_t *entity)
{
  g_autoptr (WfCommand) heard = wf_command_from_entity (entity, NULL);
  DeskCommand *entry = heard != NULL ? g_hash_table_lookup (desk->command_by_id, heard->id) : NULL;

  if (entry == NULL)
    return;
  entry->heard_us = g_get_monotonic_time ();
  /* The event may overtake the answer to our own POST; "delivered" is told within. */
  if (desk->courier != NULL)
    wf_courier_seen (desk->courier, entry->id);
  if (heard->state == entry->expected || !is_platforms (heard->state))
    return;
  if (entry->expected == WF_COMMAND_QUEUED)
    take_delivered (desk, entry);
  hear_missed_steps (desk, entry, entity, heard->state);
  move_at (desk, entry, heard->state, heard->changed_us, "platform", heard->reason);
}

static gboolean
was_delivered (const DeskCommand *entry)
{
  return !wf_command_state_is_final (entry->expected) && entry->expected >= WF_COMMAND_SENT
         && entry->expected != WF_COMMAND_UNKNOWN;
}

void
wf_desk_miss_command (WfDesk *desk, DeskCommand *entry)
{
  if (was_delivered (entry) && desk->courier != NULL)
    wf_courier_patch (desk->courier, entry->id, NULL, -1);
}

void
wf_desk_command_gone (WfDesk *desk, DeskCommand *entry)
{
  if (!was_delivered (entry))
    return;
  move (desk, entry, WF_COMMAND_FAILED, "desk", _ ("the platform no longer knows of it"));
  desk->watch.notice (_ ("The platform has lost a command. Ask the unit whether it has the order; "
                         "it is not sent again by itself."),
                      TRUE, desk->user_data);
}
