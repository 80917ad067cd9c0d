/* Watchfloor: commands without a screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends by the same desk as the console does: journal, outbox, platform; lists from the journal. */
#include "config.h"

#include "wf-command-kind.h"
#include "wf-ctl-desk.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>

#define WAIT_S 900
#define REVOKE_S 15

static gboolean
need (const char *value, const char *option, GError **error)
{
  if (value != NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("%s is missing"), option);
  return FALSE;
}

static json_t *
row_to_json (WfCommandRow *row)
{
  const WfCommand *command = wf_command_row_get (row);
  const GArray *steps = wf_command_row_get_steps (row);
  json_t *history = json_array ();

  for (guint i = 0; i < steps->len; i++)
    {
      const WfCommandStep *step = &g_array_index (steps, WfCommandStep, i);
      g_autofree char *at = wf_time_format (step->at_us);

      json_array_append_new (history, json_pack ("{s:s, s:s, s:s, s:s?}", "state",
                                                 wf_command_state_code (step->state), "at", at,
                                                 "by", step->by, "reason", step->reason));
    }
  return json_pack ("{s:s, s:s, s:s?, s:o}", "id", command->id, "state",
                    wf_command_state_code (command->state), "reason", command->reason, "history",
                    history);
}

static void
print_row (WfCommandRow *row, gboolean json)
{
  const WfCommand *command = wf_command_row_get (row);

  if (json)
    wf_ctl_print_json (row_to_json (row));
  else
    g_print ("%s  %s%s%s\n", command->id, wf_command_state_label (command->state),
             command->reason != NULL ? ": " : "", command->reason != NULL ? command->reason : "");
}

/* ---- send */

static gboolean
check_kind (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const WfCommandKind *kind;

  if (wf_command_kind_find (name) != NULL)
    return TRUE;
  for (guint i = 0; (kind = wf_command_kind_nth (i)) != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", kind->kind);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("the kind '%s' is not known; there are: %s"), name, names->str);
  return FALSE;
}

/* What the kind cannot do without; the platform is not asked what we know. */
static gboolean
check_params (const char *kind, const json_t *params, GError **error)
{
  const json_t *lon = json_object_get (params, "lon"), *lat = json_object_get (params, "lat");
  WfLonLat at = { json_number_value (lon), json_number_value (lat) };
  const char *missing = NULL;

  if (lon != NULL || lat != NULL)
    missing = json_is_number (lon) && json_is_number (lat) && wf_lonlat_is_valid (at)
                  ? NULL
                  : _ ("lon and lat must both be given, in degrees");
  else if (g_str_equal (kind, "sendUnit") && wf_json_string (params, "incident", NULL) == NULL)
    missing = _ ("say where to: --param incident=ID, or --param lon=X --param lat=Y");
  if (g_str_equal (kind, "message") && json_object_get (params, "text") == NULL)
    missing = _ ("say what: --param text=WORDS");
  if (missing == NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, missing);
  return FALSE;
}

/* An incident's place goes with the order where only its id was given. */
static gboolean
complete_params (WfCtlDesk *desk, const WfCtlWords *words, json_t *params, GError **error)
{
  const char *incident = wf_json_string (params, "incident", NULL);
  g_autoptr (json_t) entity = NULL;
  g_autoptr (WfIncident) known = NULL;
  WfLonLat at;

  if (incident == NULL || json_object_get (params, "lon") != NULL)
    return TRUE;
  entity = wf_ctl_desk_get_entity (desk, words->platform, incident, error);
  known = entity != NULL ? wf_incident_from_entity (entity, error) : NULL;
  if (known == NULL)
    return FALSE;
  at = wf_shape_anchor (&known->shape);
  json_object_set_new (params, "lon", json_real (at.lon));
  json_object_set_new (params, "lat", json_real (at.lat));
  return TRUE;
}

typedef struct
{
  WfCommandRow *row;
  gboolean to_the_end;
} Waiting;

static gboolean
is_over (gpointer data)
{
  const Waiting *waiting = data;
  WfCommandState state = wf_command_row_get (waiting->row)->state;

  if (wf_command_state_is_final (state))
    return TRUE;
  return !waiting->to_the_end && state != WF_COMMAND_DRAFT && state != WF_COMMAND_QUEUED
         && state != WF_COMMAND_UNKNOWN;
}

/* Sent is success where nobody waits for more; else only done is. */
static gboolean
judge (WfCommandRow *row, gboolean waited, gboolean met, GError **error)
{
  const WfCommand *command = wf_command_row_get (row);
  gboolean has_ended = wf_command_state_is_final (command->state);

  if (met && (command->state == WF_COMMAND_DONE || (!waited && !has_ended)))
    return TRUE;
  g_set_error (error, WF_ERROR, met ? WF_ERROR_REFUSED : WF_ERROR_TIMEOUT,
               _ ("the command %s is not done: %s%s%s"), command->id,
               wf_command_state_label (command->state), command->reason != NULL ? ": " : "",
               command->reason != NULL ? command->reason : "");
  return FALSE;
}

static gint64
validity_of (const WfCtlWords *words)
{
  const WfCommandKind *kind = wf_command_kind_find (words->kind);

  if (words->valid_s > 0)
    return (gint64) (words->valid_s * (double) WF_SECOND_US);
  return kind != NULL ? kind->valid_us : 60 * WF_SECOND_US;
}

static gboolean
order (WfCtlDesk *desk, const WfCtlWords *words, json_t *params, GError **error)
{
  g_autoptr (WfCommand) command = wf_command_new (
      words->kind, words->target, params, words->by != NULL ? words->by : g_get_user_name (),
      wf_clock_now (wf_ctl_desk_clock (desk)), validity_of (words));
  WfCommandRow *row = wf_desk_order (wf_ctl_desk_get (desk), command, error);
  Waiting waiting = { row, words->wait };
  gboolean met;

  if (row == NULL)
    return FALSE;
  met = wf_ctl_desk_wait (desk, is_over, &waiting, words->wait ? command->id : NULL,
                          words->seconds > 0 ? words->seconds : WAIT_S);
  print_row (row, words->json);
  return judge (row, words->wait, met, error);
}

static gboolean
send_order (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfCtlDesk) desk = NULL;
  g_autoptr (json_t) params = NULL;

  if (!need (words->platform, "--platform", error) || !need (words->kind, "--kind", error)
      || !need (words->target, "--target", error))
    return FALSE;
  if (!check_kind (words->kind, error))
    return FALSE;
  params = wf_ctl_words_pairs (words->params, error);
  if (params == NULL || !check_params (words->kind, params, error)
      || (desk = wf_ctl_desk_new (words, error)) == NULL)
    return FALSE;
  if (!complete_params (desk, words, params, error))
    return FALSE;
  return order (desk, words, g_steal_pointer (&params), error);
}

/* ---- list, show, revoke */

static gboolean
list (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfProjection) projection = wf_ctl_words_read_journal (words, error);
  json_t *all;

  if (projection == NULL)
    return FALSE;
  if (words->json)
    {
      all = wf_projection_to_json (projection);
      wf_ctl_print_json (json_pack ("{s:O}", "commands", json_object_get (all, "commands")));
      json_decref (all);
      return TRUE;
    }
  for (guint i = 0; i < projection->commands->len; i++)
    {
      const WfCommand *command = ((WfProjectedCommand *) projection->commands->pdata[i])->command;
      g_autofree char *at = wf_time_format (command->issued_us);

      g_print ("%s  %s  %s  %s  %s\n", command->id, at, wf_command_kind_label (command->kind),
               command->target, wf_command_state_label (command->state));
    }
  return TRUE;
}

static gboolean
show (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfProjection) projection = NULL;
  const WfProjectedCommand *command;

  if (!need (words->journal, "--journal", error) || !need (words->rest[1], "ID", error)
      || (projection = wf_ctl_words_read_journal (words, error)) == NULL)
    return FALSE;
  command = wf_projection_command (projection, words->rest[1]);
  if (command == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("the journal has no command %s; 'command list' shows them"), words->rest[1]);
      return FALSE;
    }
  wf_ctl_print_json (wf_projected_command_to_json (command));
  return TRUE;
}

static gboolean
take_back (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfCtlDesk) desk = NULL;
  Waiting waiting = { NULL, TRUE };
  gboolean met;

  if (!need (words->journal, "--journal", error) || !need (words->rest[1], "ID", error)
      || !need (words->platform, "--platform", error))
    return FALSE;
  desk = wf_ctl_desk_new (words, error);
  if (desk == NULL || !wf_desk_revoke (wf_ctl_desk_get (desk), words->rest[1], error))
    return FALSE;
  waiting.row = wf_desk_find_command (wf_ctl_desk_get (desk), words->rest[1]);
  met = wf_ctl_desk_wait (desk, is_over, &waiting, words->rest[1],
                          words->seconds > 0 ? words->seconds : REVOKE_S);
  print_row (waiting.row, words->json);
  if (met && wf_command_row_get (waiting.row)->state == WF_COMMAND_REVOKED)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_REFUSED, _ ("the platform has not taken it back: %s"),
               wf_command_state_label (wf_command_row_get (waiting.row)->state));
  return FALSE;
}

static gboolean
run (int argc, char **argv, GError **error)
{
  static const WfCtlVerb verbs[] = {
    { "send", send_order }, { "list", list }, { "show", show }, { "revoke", take_back }, { NULL }
  };
  g_auto (WfCtlWords) words = { NULL };
  const WfCtlVerb *verb;

  return wf_ctl_words_parse (argc, argv, &words, error)
         && (verb = wf_ctl_words_verb (&words, verbs, error)) != NULL && verb->run (&words, error);
}

const WfSubcommand wf_ctl_command = {
  .name = "command",
  .summary = N_ ("Send commands to the platform, follow them, take them back"),
  .synopsis
  = "watchfloorctl command send --platform URL --kind KIND --target ID [--param K=V ...]\n"
    "                   [--valid-s S] [--by NAME] [--journal DB] [--wait] [--seconds S] [--json]\n"
    "watchfloorctl command list --journal DB [--json]\n"
    "watchfloorctl command show ID --journal DB\n"
    "watchfloorctl command revoke ID --journal DB --platform URL [--json]\n"
    "Kinds: sendUnit (incident, or lon and lat), recall, standBy, message (text)",
  .run = run,
};
