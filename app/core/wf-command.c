/* Watchfloor: a command to the city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The value, its state table, its entity. Pure, any thread. */
#include "config.h"

#include "wf-command.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>

#define BIT(state) (1u << WF_COMMAND_##state)

/* After SENT the platform may skip steps we do not hear of: each later state is open. */
#define ANSWERS                                                                                    \
  (BIT (RECEIVED) | BIT (GRANTED) | BIT (IN_PROGRESS) | BIT (DONE) | BIT (REFUSED) | BIT (FAILED)  \
   | BIT (EXPIRED) | BIT (REVOKED))

static const struct
{
  const char *code;
  const char *label;
  guint next;
} states[WF_COMMAND_N_STATES] = {
  [WF_COMMAND_DRAFT] = { "draft", N_ ("Draft"), BIT (QUEUED) | BIT (REVOKED) },
  [WF_COMMAND_QUEUED]
  = { "queued", N_ ("Queued"),
      BIT (SENT) | BIT (UNKNOWN) | BIT (REFUSED) | BIT (FAILED) | BIT (EXPIRED) | BIT (REVOKED) },
  [WF_COMMAND_SENT] = { "sent", N_ ("Sent"), ANSWERS | BIT (UNKNOWN) },
  [WF_COMMAND_RECEIVED] = { "received", N_ ("Received"), ANSWERS & ~BIT (RECEIVED) },
  [WF_COMMAND_GRANTED]
  = { "granted", N_ ("Granted"),
      BIT (IN_PROGRESS) | BIT (DONE) | BIT (FAILED) | BIT (EXPIRED) | BIT (REVOKED) },
  [WF_COMMAND_IN_PROGRESS]
  = { "inProgress", N_ ("In progress"), BIT (DONE) | BIT (FAILED) | BIT (REVOKED) },
  [WF_COMMAND_DONE] = { "done", N_ ("Done"), 0 },
  [WF_COMMAND_REFUSED] = { "refused", N_ ("Refused"), 0 },
  [WF_COMMAND_FAILED] = { "failed", N_ ("Failed"), 0 },
  [WF_COMMAND_EXPIRED] = { "expired", N_ ("Expired"), 0 },
  [WF_COMMAND_REVOKED] = { "revoked", N_ ("Revoked"), 0 },
  /* Not heard of at the platform: it may be queued anew; it keeps its id. */
  [WF_COMMAND_UNKNOWN] = { "unknown", N_ ("Unknown"), ANSWERS | BIT (SENT) | BIT (QUEUED) },
};

const char *
wf_command_state_code (WfCommandState state)
{
  g_return_val_if_fail (state < WF_COMMAND_N_STATES, "unknown");
  return states[state].code;
}

gboolean
wf_command_state_parse (const char *code, WfCommandState *state)
{
  for (guint i = 0; code != NULL && i < WF_COMMAND_N_STATES; i++)
    if (g_str_equal (code, states[i].code))
      {
        *state = (WfCommandState) i;
        return TRUE;
      }
  return FALSE;
}

const char *
wf_command_state_label (WfCommandState state)
{
  g_return_val_if_fail (state < WF_COMMAND_N_STATES, "");
  return _ (states[state].label);
}

gboolean
wf_command_state_may (WfCommandState from, WfCommandState to)
{
  g_return_val_if_fail (from < WF_COMMAND_N_STATES && to < WF_COMMAND_N_STATES, FALSE);
  return (states[from].next & (1u << to)) != 0;
}

gboolean
wf_command_state_is_final (WfCommandState state)
{
  g_return_val_if_fail (state < WF_COMMAND_N_STATES, TRUE);
  return states[state].next == 0;
}

WfCommand *
wf_command_new (const char *kind, const char *target, json_t *params, const char *issued_by,
                gint64 now_us, gint64 valid_us)
{
  g_autofree char *uuid = g_uuid_string_random ();
  WfCommand *command = g_new0 (WfCommand, 1);

  command->id = g_strconcat ("urn:ngsi-ld:Command:", uuid, NULL);
  command->kind = g_strdup (kind);
  command->target = g_strdup (target);
  command->params = params != NULL ? params : json_object ();
  command->issued_by = g_strdup (issued_by);
  command->issued_us = now_us;
  command->valid_until_us = now_us + valid_us;
  command->state = WF_COMMAND_DRAFT;
  command->changed_us = now_us;
  return command;
}

WfCommand *
wf_command_copy (const WfCommand *command)
{
  WfCommand *copy = g_memdup2 (command, sizeof *command);

  copy->id = g_strdup (command->id);
  copy->kind = g_strdup (command->kind);
  copy->target = g_strdup (command->target);
  copy->params = json_deep_copy (command->params);
  copy->issued_by = g_strdup (command->issued_by);
  copy->reason = g_strdup (command->reason);
  return copy;
}

void
wf_command_free (WfCommand *command)
{
  if (command == NULL)
    return;
  g_free (command->id);
  g_free (command->kind);
  g_free (command->target);
  json_decref (command->params);
  g_free (command->issued_by);
  g_free (command->reason);
  g_free (command);
}

static void
set_time (json_t *entity, const char *name, gint64 time_us)
{
  g_autofree char *text = wf_time_format (time_us);

  json_object_set_new (entity, name, json_string (text));
}

json_t *
wf_command_to_entity (const WfCommand *command)
{
  json_t *entity
      = json_pack ("{s:s, s:s, s:s, s:s, s:O, s:s, s:s}", "id", command->id, "type", "Command",
                   "kind", command->kind, "target", command->target, "params", command->params,
                   "issuedBy", command->issued_by != NULL ? command->issued_by : "", "state",
                   wf_command_state_code (command->state));

  set_time (entity, "issuedAt", command->issued_us);
  set_time (entity, "validUntil", command->valid_until_us);
  set_time (entity, "stateChangedAt", command->changed_us);
  if (command->reason != NULL)
    json_object_set_new (entity, "reason", json_string (command->reason));
  return entity;
}

static gint64
get_time (const json_t *entity, const char *name)
{
  gint64 time_us;

  return wf_time_parse (wf_json_string (entity, name, NULL), &time_us) ? time_us : WF_TIME_NONE;
}

WfCommand *
wf_command_from_entity (const json_t *entity, GError **error)
{
  const char *id = wf_json_string (entity, "id", NULL);
  const char *kind = wf_json_string (entity, "kind", NULL);
  const char *target = wf_json_string (entity, "target", NULL);
  json_t *params = json_object_get (entity, "params");
  WfCommandState state;
  WfCommand *command;

  if (id == NULL || kind == NULL || target == NULL
      || !wf_command_state_parse (wf_json_string (entity, "state", NULL), &state))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("The platform sent a command without id, kind, target or a known state."));
      return NULL;
    }
  command = g_new0 (WfCommand, 1);
  command->id = g_strdup (id);
  command->kind = g_strdup (kind);
  command->target = g_strdup (target);
  command->params = json_is_object (params) ? json_deep_copy (params) : json_object ();
  command->issued_by = g_strdup (wf_json_string (entity, "issuedBy", ""));
  command->issued_us = get_time (entity, "issuedAt");
  command->valid_until_us = get_time (entity, "validUntil");
  command->state = state;
  command->reason = g_strdup (wf_json_string (entity, "reason", NULL));
  command->changed_us = get_time (entity, "stateChangedAt");
  return command;
}
