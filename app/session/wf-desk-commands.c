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

/* It cannot have got to @state but through the platform, which the journal lost: to take it for one
 * that waits would send it twice. */
static gboolean
was_sent_between (WfCommandState from, WfCommandState state)
{
  return !wf_command_state_may (from, state) && wf_command_state_may (from, WF_COMMAND_SENT)
         && wf_command_state_may (WF_COMMAND_SENT, state);
}

/* The steps of the journal are played into a row that begins as a draft. */
static void
play_steps (DeskCommand *entry, const GArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const WfProjectedStep *step = &g_array_index (steps, WfProjectedStep, i);

      if (was_sent_between (wf_command_row_get (entry->row)->state, step->state))
        wf_command_row_step (entry->row, WF_COMMAND_SENT, step->at_us, step->by, NULL);
      wf_command_row_step (entry->row, step->state, step->at_us, step->by, step->reason);
    }
  entry->expected = wf_command_row_get (entry->row)->state;
  entry->expected_us = wf_command_row_get (entry->row)->changed_us;
}

/* What is for another platform, or was for one where there is none now, is not this desk's to send,
 * and what this platform never had it cannot have lost. */
static void
find_platform (WfDesk *desk, DeskCommand *entry, const char *platform)
{
  g_autofree char *host = NULL;

  entry->is_unaddressed = platform == NULL;
  if (platform == NULL || g_strcmp0 (platform, desk->platform_url) == 0
      || wf_command_state_is_final (entry->expected))
    return;
  host = wf_http_host (platform);
  entry->is_elsewhere = TRUE;
  wf_command_row_set_elsewhere (entry->row, host);
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
      find_platform (desk, entry, known->platform);
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

  /* Given in the future, or left there: the date was set back since, and nobody knows how long it
   * has waited. */
  if (command->issued_us > wf_clock_now (desk->clock) + DATE_SLACK_US
      || (ask_first && desk->was_set_back))
    valid_until_us = 0;

  json_object_set_new (entity, "state", json_string (wf_command_state_code (WF_COMMAND_SENT)));
  json_object_del (entity, "reason");
  if (desk->courier != NULL)
    wf_courier_add (desk->courier, entry->id, entity, valid_until_us, ask_first);
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

static DeskCommand *
find_entry (const Step *step)
{
  return g_hash_table_lookup (step->desk->command_by_id, step->id);
}

/* A step the platform has taken is true whether or not the disk would have it. */
static void
stepped_cb (gboolean saved, gpointer data)
{
  Step *step = data;
  DeskCommand *entry = find_entry (step);

  entry->is_unsaved = !saved;
  wf_command_row_step (entry->row, step->state, step->at_us, step->by, step->reason);
  wf_desk_tell_changed (step->desk);
  step_free (step);
}

static void
record_step (WfDesk *desk, Step *step, WfLedgerThen then)
{
  g_autofree char *at = wf_time_format (step->at_us);

  wf_ledger_append (desk->ledger, step->by, "command.state", step->id,
                    json_pack ("{s:s, s:s?, s:s, s:s*}", "state",
                               wf_command_state_code (step->state), "reason", step->reason, "at",
                               at, "platform", desk->platform_url),
                    then, step);
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
  record_step (desk, step, stepped_cb);
  return TRUE;
}

void
wf_desk_move_command (WfDesk *desk, DeskCommand *entry, WfCommandState state, const char *by,
                      const char *reason)
{
  move_at (desk, entry, state, WF_TIME_NONE, by, reason);
}

static void
saved_again_cb (gboolean saved, gpointer data)
{
  Step *step = data;

  if (!saved)
    find_entry (step)->is_unsaved = TRUE;
  step_free (step);
}

/* A row that says "queued" of a command that was taken back would let it fire after a crash. What
 * is being written meanwhile says more than what is shown. */
static void
save_again (WfDesk *desk, DeskCommand *entry)
{
  const WfCommand *command = wf_command_row_get (entry->row);
  Step *step;

  if (!entry->is_unsaved || command->state != entry->expected)
    return;
  entry->is_unsaved = FALSE;
  step = step_new (desk, entry, command->state, "desk", command->reason);
  step->at_us = command->changed_us;
  record_step (desk, step, saved_again_cb);
}

static void resume_command (WfDesk *desk, DeskCommand *entry);

void
wf_desk_save_commands (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->command_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskCommand *entry = value;

      wf_desk_save_recall (desk, entry);
      save_again (desk, entry);
      if (entry->is_address_unsaved)
        resume_command (desk, entry);
    }
}

/* ---- going on after a restart */

/* It may have left before the crash: it is asked for first. */
static void
send_again (WfDesk *desk, DeskCommand *entry)
{
  send_command (desk, entry, TRUE);
  if (entry->wants_revoke && desk->courier != NULL)
    wf_courier_remove (desk->courier, entry->id);
}

static gboolean
is_to_be_sent (const DeskCommand *entry)
{
  return entry->expected == WF_COMMAND_QUEUED || entry->expected == WF_COMMAND_UNKNOWN;
}

static void
addressed_cb (gboolean saved, gpointer data)
{
  Step *step = data;
  DeskCommand *entry = find_entry (step);

  entry->is_unaddressed = !saved;
  entry->is_address_unsaved = !saved;
  if (saved && is_to_be_sent (entry))
    send_again (step->desk, entry);
  step_free (step);
}

/* Before it leaves, whom it is for: it must not leave for another after a crash. */
static void
address (WfDesk *desk, DeskCommand *entry)
{
  entry->is_address_unsaved = FALSE;
  wf_ledger_append (desk->ledger, "desk", "command.platform", entry->id,
                    json_pack ("{s:s}", "platform", desk->platform_url), addressed_cb,
                    step_new (desk, entry, entry->expected, "desk", NULL));
}

static void
resume_command (WfDesk *desk, DeskCommand *entry)
{
  /* Being saved: it goes out by itself once it is. */
  if (wf_command_row_get (entry->row)->state == WF_COMMAND_DRAFT
      || wf_command_state_is_final (entry->expected) || desk->courier == NULL)
    return;
  if (entry->is_elsewhere)
    wf_courier_ask (desk->courier, entry->id); /* it may be the same one at another address */
  else if (is_to_be_sent (entry) && entry->is_unaddressed)
    address (desk, entry);
  else if (is_to_be_sent (entry))
    send_again (desk, entry);
  else
    {
      wf_courier_ask (desk->courier, entry->id);
      if (entry->wants_revoke)
        wf_desk_ask_back (desk, entry);
    }
}

void
wf_desk_resume_commands (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->command_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    resume_command (desk, value);
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

      /* What is elsewhere may never be heard of here: it does not keep a unit from being sent. */
      if (!wf_command_state_is_final (entry->expected) && !entry->is_elsewhere
          && g_str_equal (command->kind, kind) && g_str_equal (command->target, target))
        return command;
    }
  return NULL;
}

static void
ordered_cb (gboolean saved, gpointer data)
{
  Step *step = data;
  WfDesk *desk = step->desk;
  DeskCommand *entry = find_entry (step);

  if (saved)
    {
      wf_command_row_step (entry->row, WF_COMMAND_QUEUED, step->at_us, step->by, NULL);
      if (entry->wants_revoke)
        wf_desk_command_recalled (desk, entry);
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
  entry->is_unaddressed = desk->platform_url == NULL;
  g_list_store_insert (desk->commands, 0, entry->row);
  entity = wf_command_to_entity (draft);
  json_object_set_new (entity, "state", json_string (wf_command_state_code (WF_COMMAND_QUEUED)));
  if (desk->platform_url != NULL)
    json_object_set_new (entity, "platform", json_string (desk->platform_url));
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
  wf_desk_move_command (desk, entry, WF_COMMAND_SENT, "platform", NULL);
  if (entry->wants_revoke)
    wf_desk_ask_back (desk, entry);
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
      wf_desk_move_command (desk, entry, WF_COMMAND_REFUSED, "platform", reason);
      break;
    case WF_OUTBOX_EXPIRED:
      wf_desk_move_command (desk, entry, WF_COMMAND_EXPIRED, "desk",
                            _ ("its validity passed before it could be sent"));
      break;
    case WF_OUTBOX_UNKNOWN:
      wf_desk_move_command (desk, entry, WF_COMMAND_UNKNOWN, "desk",
                            _ ("the platform's answer was lost; it is being asked"));
      break;
    case WF_OUTBOX_REQUEUED:
      wf_desk_move_command (desk, entry, WF_COMMAND_QUEUED, "desk",
                            _ ("the platform does not have it"));
      break;
    case WF_OUTBOX_RECALLED:
      wf_desk_command_recalled (desk, entry);
      break;
    case WF_OUTBOX_DELAYED:
    default:
      break;
    }
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

static gboolean
was_delivered (const DeskCommand *entry)
{
  return !wf_command_state_is_final (entry->expected) && entry->expected >= WF_COMMAND_SENT
         && entry->expected != WF_COMMAND_UNKNOWN && !entry->is_elsewhere;
}

/* The platform knows it: it is the one it was given to, at another address. */
static void
take_home (WfDesk *desk, DeskCommand *entry)
{
  if (!entry->is_elsewhere)
    return;
  entry->is_elsewhere = FALSE;
  wf_command_row_set_elsewhere (entry->row, NULL);
  wf_desk_tell_changed (desk);
}

void
wf_desk_hear_command (WfDesk *desk, const json_t *entity)
{
  g_autoptr (WfCommand) heard = wf_command_from_entity (entity, NULL);
  DeskCommand *entry = heard != NULL ? g_hash_table_lookup (desk->command_by_id, heard->id) : NULL;

  if (entry == NULL)
    return;
  entry->heard_us = g_get_monotonic_time ();
  take_home (desk, entry);
  /* The event may overtake the answer to our own POST; "delivered" is told within. */
  if (desk->courier != NULL)
    wf_courier_seen (desk->courier, entry->id);
  if (!is_platforms (heard->state))
    return;
  if (entry->expected == WF_COMMAND_QUEUED)
    take_delivered (desk, entry);
  if (heard->state != entry->expected)
    {
      hear_missed_steps (desk, entry, entity, heard->state);
      move_at (desk, entry, heard->state, heard->changed_us, "platform", heard->reason);
    }
  if (entry->wants_revoke && was_delivered (entry))
    wf_desk_ask_back (desk, entry);
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
  wf_desk_move_command (desk, entry, WF_COMMAND_FAILED, "desk",
                        _ ("the platform no longer knows of it"));
  desk->watch.notice (_ ("The platform has lost a command. Ask the unit whether it has the order; "
                         "it is not sent again by itself."),
                      TRUE, desk->user_data);
}
