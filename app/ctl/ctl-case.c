/* Watchfloor: cases without a screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens, changes and lists incidents by the same desk as the console; without a platform they
 * wait in the journal. */
#include "config.h"

#include "wf-ctl-desk.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define WAIT_S 30

static gboolean
fail_usage (GError **error, const char *text)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, text);
  return FALSE;
}

/* ---- new */

static gboolean
read_position (const WfCtlWords *words, WfLonLat *at, GError **error)
{
  WfDatum datum = WF_DATUM_WGS84;

  if (!wf_subcommand_datum (words->datum, &datum, error)
      || !wf_subcommand_place (words->at, "--at", at, error))
    return FALSE;
  *at = wf_datum_to_wgs84 (datum, *at);
  return TRUE;
}

static gboolean
read_shape (const WfCtlWords *words, WfShape *shape, GError **error)
{
  WfLonLat at;

  if (words->shape != NULL)
    {
      g_autoptr (json_t) geometry
          = wf_json_parse (words->shape, strlen (words->shape), 1024 * 1024, "--shape", error);

      return geometry != NULL && wf_shape_from_geojson (geometry, shape, error);
    }
  if (words->at == NULL)
    return fail_usage (error, _ ("--at LON,LAT or --shape GEOJSON is missing"));
  if (!read_position (words, &at, error))
    return FALSE;
  *shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  return TRUE;
}

static gboolean
check_kind (const char *kind, GError **error)
{
  if (kind == NULL || g_strv_contains (wf_incident_kinds (), kind))
    return TRUE;
  return fail_usage (error,
                     _ ("--kind is one of medical, fire, traffic, flood, gas, crowd, other"));
}

static WfIncident *
make_incident (WfCtlDesk *desk, const WfCtlWords *words, GError **error)
{
  g_auto (WfShape) shape = { 0 };
  WfIncident *incident;

  if (!read_shape (words, &shape, error))
    return NULL;
  incident = wf_incident_new (&shape, words->by != NULL ? words->by : g_get_user_name (),
                              wf_clock_now (wf_ctl_desk_clock (desk)));
  if (words->kind != NULL)
    {
      g_free (incident->kind);
      incident->kind = g_strdup (words->kind);
    }
  if (words->level != NULL)
    incident->level = (int) CLAMP (g_ascii_strtoll (words->level, NULL, 10), 1, 4);
  incident->address = g_strdup (words->address);
  incident->notes = g_strdup (words->notes);
  return incident;
}

typedef struct
{
  WfIncidentRow *row;
  gboolean to_platform;
} Waiting;

static gboolean
is_settled (gpointer data)
{
  const Waiting *waiting = data;
  WfSyncState sync = wf_incident_row_get_sync (waiting->row);

  if (sync == WF_SYNC_LOCAL)
    return wf_incident_row_get_trouble (waiting->row) != NULL;
  return sync != WF_SYNC_QUEUED || !waiting->to_platform;
}

static void
print_incident (WfIncidentRow *row, gboolean json)
{
  static const char *const syncs[] = { "local", "queued", "shared", "refused" };
  const WfIncident *incident = wf_incident_row_get (row);
  WfSyncState sync = wf_incident_row_get_sync (row);
  json_t *value;

  if (!json)
    {
      g_print ("%s  %s  %s\n", incident->id, wf_incident_kind_label (incident->kind),
               wf_sync_state_label (sync));
      return;
    }
  value = wf_incident_to_entity (incident);
  json_object_set_new (value, "sync", json_string (syncs[sync]));
  wf_ctl_print_json (value);
}

/* Queued is success where it was not asked to wait: it is in the journal and goes on later. */
static gboolean
wait_for (WfCtlDesk *desk, const WfCtlWords *words, WfIncidentRow *row, GError **error)
{
  Waiting waiting = { row, words->platform != NULL };
  gboolean met = wf_ctl_desk_wait (desk, is_settled, &waiting, NULL,
                                   words->seconds > 0 ? words->seconds : WAIT_S);
  WfSyncState sync = wf_incident_row_get_sync (row);

  print_incident (row, words->json);
  if (met && (sync == WF_SYNC_SHARED || (sync == WF_SYNC_QUEUED && !words->wait)))
    return TRUE;
  if (sync == WF_SYNC_QUEUED && !words->wait)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_FAILED, _ ("the case is not at the platform: %s%s%s"),
               wf_sync_state_label (sync), wf_incident_row_get_trouble (row) != NULL ? ", " : "",
               wf_incident_row_get_trouble (row) != NULL ? wf_incident_row_get_trouble (row) : "");
  return FALSE;
}

static gboolean
new_case (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfCtlDesk) desk = NULL;
  g_autoptr (WfIncident) incident = NULL;

  if (!check_kind (words->kind, error))
    return FALSE;
  desk = wf_ctl_desk_new (words, error);
  if (desk == NULL || (incident = make_incident (desk, words, error)) == NULL)
    return FALSE;
  if (!wf_desk_open_incident (wf_ctl_desk_get (desk), incident, error))
    return FALSE;
  return wait_for (desk, words, wf_desk_find_incident (wf_ctl_desk_get (desk), incident->id),
                   error);
}

/* ---- edit, move */

static gboolean
is_idle (gpointer data)
{
  return wf_desk_is_idle (data);
}

static gboolean
change (const WfCtlWords *words, const json_t *attrs, GError **error)
{
  g_autoptr (WfCtlDesk) desk = NULL;
  WfIncidentRow *row;

  if (words->rest[1] == NULL)
    return fail_usage (error, _ ("the id of the case is missing"));
  desk = wf_ctl_desk_new (words, error);
  if (desk == NULL
      || !wf_desk_change_incident (wf_ctl_desk_get (desk), words->rest[1], attrs, error))
    return FALSE;
  row = wf_desk_find_incident (wf_ctl_desk_get (desk), words->rest[1]);
  if (!wf_ctl_desk_wait (desk, is_idle, wf_ctl_desk_get (desk), NULL,
                         words->seconds > 0 ? words->seconds : WAIT_S))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_TIMEOUT,
                   _ ("the platform does not answer; the change is in the journal only"));
      return FALSE;
    }
  print_incident (row, words->json);
  if (wf_ctl_desk_notice (desk) == NULL)
    return TRUE;
  g_set_error_literal (error, WF_ERROR, WF_ERROR_CONFLICT, wf_ctl_desk_notice (desk));
  return FALSE;
}

static gboolean
edit (const WfCtlWords *words, GError **error)
{
  static const char *const fixed[] = { "id", "type", "version", "createdBy", "openedAt" };
  g_autoptr (json_t) attrs = wf_ctl_words_pairs (words->sets, error);

  if (attrs == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (json_object_get (attrs, fixed[i]) != NULL)
      return fail_usage (error, _ ("id, type, version, createdBy and openedAt cannot be set"));
  if (words->kind != NULL)
    json_object_set_new (attrs, "kind", json_string (words->kind));
  if (words->level != NULL)
    json_object_set_new (attrs, "level",
                         json_integer (CLAMP (g_ascii_strtoll (words->level, NULL, 10), 1, 4)));
  if (words->address != NULL)
    json_object_set_new (attrs, "address", json_string (words->address));
  if (words->notes != NULL)
    json_object_set_new (attrs, "notes", json_string (words->notes));
  if (json_object_size (attrs) == 0)
    return fail_usage (error, _ ("say what to change: --set NAME=VALUE, --level, --notes ..."));
  return check_kind (wf_json_string (attrs, "kind", NULL), error) && change (words, attrs, error);
}

static gboolean
move (const WfCtlWords *words, GError **error)
{
  static const char *const states[] = { "open", "dispatched", "closed", NULL };
  const char *state = words->rest[1] != NULL ? words->rest[2] : NULL;
  g_autoptr (json_t) attrs = NULL;

  if (state == NULL || !g_strv_contains (states, state))
    return fail_usage (error, _ ("say the id and one of open, dispatched, closed"));
  attrs = json_pack ("{s:s}", "state", state);
  return change (words, attrs, error);
}

/* ---- list, show */

static gboolean
list (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfProjection) projection = wf_ctl_words_read_journal (words, error);
  g_autoptr (json_t) all = NULL;

  if (projection == NULL)
    return FALSE;
  all = wf_projection_to_json (projection);
  if (words->json)
    {
      wf_ctl_print_json (json_pack ("{s:O}", "cases", json_object_get (all, "incidents")));
      return TRUE;
    }
  for (guint i = 0; i < projection->incidents->len; i++)
    {
      const WfIncident *incident
          = ((WfProjectedIncident *) projection->incidents->pdata[i])->incident;

      g_print ("%s  %s  %s  %s  %s\n", incident->id, wf_incident_kind_label (incident->kind),
               wf_incident_level_label (incident->level), wf_incident_state_label (incident->state),
               incident->address != NULL ? incident->address : "");
    }
  return TRUE;
}

static gboolean
show (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfProjection) projection = NULL;
  const WfProjectedIncident *incident;

  if (words->rest[1] == NULL)
    return fail_usage (error, _ ("the id of the case is missing"));
  projection = wf_ctl_words_read_journal (words, error);
  if (projection == NULL)
    return FALSE;
  incident = wf_projection_incident (projection, words->rest[1]);
  if (incident == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("the journal has no case %s; 'case list' shows them"), words->rest[1]);
      return FALSE;
    }
  wf_ctl_print_json (wf_projected_incident_to_json (incident));
  return TRUE;
}

/* No steps and clocks are installed yet: a case that only looks as if it had them would lie. */
static gboolean
refuse_profile (const char *profile, GError **error)
{
  g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
               _ ("There is no case profile “%s”: none is installed. Leave --profile out."),
               profile);
  return FALSE;
}

static gboolean
run (int argc, char **argv, GError **error)
{
  static const WfCtlVerb verbs[] = { { "new", new_case }, { "edit", edit }, { "list", list },
                                     { "show", show },    { "move", move }, { NULL } };
  g_auto (WfCtlWords) words = { NULL };
  const WfCtlVerb *verb;

  if (!wf_ctl_words_parse (argc, argv, &words, error)
      || (verb = wf_ctl_words_verb (&words, verbs, error)) == NULL)
    return FALSE;
  if (words.profile != NULL)
    return refuse_profile (words.profile, error);
  if (words.journal == NULL)
    return fail_usage (error, _ ("--journal is missing"));
  return verb->run (&words, error);
}

const WfSubcommand wf_ctl_case = {
  .name = "case",
  .summary = N_ ("Open, change, list and move cases in a journal and at the platform"),
  .synopsis
  = "watchfloorctl case new --journal DB [--platform URL] --at LON,LAT|--shape GEOJSON [--datum D]\n"
    "                   [--kind K] [--level 1-4] [--address A] [--notes T] [--by NAME] [--wait]\n"
    "watchfloorctl case edit ID --journal DB [--platform URL] [--set NAME=VALUE ...] [--level 1-4]\n"
    "                   [--kind K] [--address A] [--notes T] [--json]\n"
    "watchfloorctl case move ID open|dispatched|closed --journal DB [--platform URL] [--json]\n"
    "watchfloorctl case list --journal DB [--json]      watchfloorctl case show ID --journal DB",
  .run = run,
};
