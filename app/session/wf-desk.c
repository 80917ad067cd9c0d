/* Watchfloor: the incidents and commands of a desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The composition of ledger, courier and rows; what happens to incidents and to commands stands in
 * files of their own. */
#include "config.h"

#include "wf-desk-private.h"

#include "wf-json.h"
#include "wf-ngsi-entity.h"

#include <glib/gi18n.h>
#include <string.h>

static void
trouble_cb (gpointer data)
{
  WfDesk *desk = data;

  desk->watch.changed (desk->user_data);
}

static void resume (WfDesk *desk);

static void
opened_cb (WfProjection *projection, const char *set_aside, gpointer data)
{
  WfDesk *desk = data;

  desk->set_aside = g_strdup (set_aside);
  wf_desk_load_incidents (desk, projection);
  wf_desk_load_commands (desk, projection);
  desk->is_loaded = TRUE;
  desk->was_set_back = projection->last_us > wf_clock_now (desk->clock) + DATE_SLACK_US;
  if (desk->must_offer)
    wf_desk_offer_again (desk);
  if (desk->is_started)
    resume (desk);
  if (desk->draft != NULL || projection->draft == NULL)
    return;
  desk->draft = g_steal_pointer (&projection->draft);
  if (desk->watch.draft_found != NULL)
    desk->watch.draft_found (desk->user_data);
}

static void
recovered_cb (gpointer data)
{
  WfDesk *desk = data;

  if (desk->draft != NULL)
    wf_ledger_append (desk->ledger, desk->operator_name, "draft.kept", desk->draft->id,
                      wf_incident_to_entity (desk->draft), NULL, NULL);
  wf_desk_save_incidents (desk);
  wf_desk_save_commands (desk);
  desk->watch.notice (_ ("The journal is written again. What was only here is being saved."), FALSE,
                      desk->user_data);
}

static void
refused_cb (const char *sentence, gpointer data)
{
  WfDesk *desk = data;

  desk->watch.notice (sentence, TRUE, desk->user_data);
}

WfDesk *
wf_desk_new (WfClock *clock, WfHttp *http, const WfDeskOptions *options, const WfDeskWatch *watch,
             gpointer user_data)
{
  const WfLedgerWatch ledger_watch = { opened_cb, recovered_cb, trouble_cb, refused_cb };
  WfDesk *desk = g_new0 (WfDesk, 1);

  desk->clock = wf_clock_ref (clock);
  desk->http = http;
  desk->operator_name = g_strdup (options->operator_name != NULL ? options->operator_name : "desk");
  desk->city_name = g_strdup (options->city_name);
  desk->platform_url = g_strdup (options->platform_url);
  for (gsize n = desk->platform_url != NULL ? strlen (desk->platform_url) : 0;
       n > 0 && desk->platform_url[n - 1] == '/'; n--)
    desk->platform_url[n - 1] = '\0';
  desk->watch = *watch;
  desk->user_data = user_data;
  desk->incidents = g_list_store_new (WF_TYPE_INCIDENT_ROW);
  desk->commands = g_list_store_new (WF_TYPE_COMMAND_ROW);
  desk->incident_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                (GDestroyNotify) wf_desk_incident_free);
  desk->command_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                               (GDestroyNotify) wf_desk_command_free);
  desk->ledger = wf_ledger_new (clock, options->journal_path, &ledger_watch, desk);
  wf_ledger_open (desk->ledger, options->in_background);
  return desk;
}

/* ---- the courier's news */

static void
event_cb (WfOutboxEvent event, const char *id, const char *reason, gpointer data)
{
  WfDesk *desk = data;
  DeskIncident *incident = g_hash_table_lookup (desk->incident_by_id, id);
  DeskCommand *command = g_hash_table_lookup (desk->command_by_id, id);

  if (command != NULL)
    wf_desk_command_event (desk, command, event, reason);
  else if (incident != NULL)
    wf_desk_incident_event (desk, incident, event, reason);
}

/* One entity in answer to a question, in whatever form the platform gives. */
static void
entity_cb (GBytes *bytes, const char *id, gpointer data)
{
  WfDesk *desk = data;
  g_autoptr (json_t) entity = wf_json_parse (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), WF_COURIER_MAX_ANSWER, id, NULL);
  g_autoptr (json_t) plain = entity != NULL ? wf_ngsi_key_values (entity) : NULL;

  if (plain == NULL)
    return;
  wf_ngsi_trim (plain);
  if (g_hash_table_contains (desk->command_by_id, id))
    wf_desk_hear_command (desk, plain);
  else
    wf_desk_hear_incident (desk, plain);
}

static void
patched_cb (const char *id, WfPatchEnd end, const char *trouble, gint64 asked_us, gpointer data)
{
  WfDesk *desk = data;
  DeskIncident *incident = g_hash_table_lookup (desk->incident_by_id, id);
  DeskCommand *command = g_hash_table_lookup (desk->command_by_id, id);

  if (incident != NULL)
    wf_desk_incident_patched (desk, incident, end, trouble, asked_us);
  else if (command != NULL)
    wf_desk_command_patched (desk, command, end, trouble);
}

static void
say_set_aside (WfDesk *desk)
{
  g_autofree char *sentence
      = g_strdup_printf (_ ("The journal was damaged. It is kept as %s, and a new one has begun. "
                            "What was not at the platform yet must be entered again."),
                         desk->set_aside);

  desk->watch.notice (sentence, TRUE, desk->user_data);
}

/* What the journal gave back goes on. */
static void
resume (WfDesk *desk)
{
  if (desk->set_aside != NULL)
    say_set_aside (desk);
  g_clear_pointer (&desk->set_aside, g_free);
  if (desk->courier != NULL)
    {
      wf_desk_resume_incidents (desk);
      wf_desk_resume_commands (desk);
    }
  wf_desk_tell_changed (desk);
}

void
wf_desk_start (WfDesk *desk)
{
  const WfCourierWatch watch = { event_cb, entity_cb, patched_cb };

  if (desk->is_started || desk->is_stopped)
    return;
  desk->is_started = TRUE;
  wf_ledger_append (desk->ledger, desk->operator_name, "session.opened", NULL,
                    json_pack ("{s:s?}", "city", desk->city_name), NULL, NULL);
  if (desk->platform_url != NULL)
    desk->courier = wf_courier_new (desk->http, desk->clock, desk->platform_url, &watch, desk);
  resume (desk);
}

void
wf_desk_stop (WfDesk *desk)
{
  if (desk->is_stopped)
    return;
  g_clear_pointer (&desk->courier, wf_courier_free);
  /* The disk may take by now what it did not. */
  wf_desk_save_incidents (desk);
  wf_desk_save_commands (desk);
  wf_ledger_append (desk->ledger, desk->operator_name, "session.closed", NULL,
                    json_pack ("{s:s?}", "city", desk->city_name), NULL, NULL);
  desk->is_stopped = TRUE;
  wf_ledger_close (desk->ledger);
}

void
wf_desk_free (WfDesk *desk)
{
  if (desk == NULL)
    return;
  wf_desk_stop (desk);
  wf_ledger_free (desk->ledger);
  g_hash_table_unref (desk->incident_by_id);
  g_hash_table_unref (desk->command_by_id);
  g_object_unref (desk->incidents);
  g_object_unref (desk->commands);
  wf_incident_free (desk->draft);
  wf_clock_unref (desk->clock);
  g_free (desk->operator_name);
  g_free (desk->city_name);
  g_free (desk->platform_url);
  g_free (desk->set_aside);
  g_free (desk);
}

/* ---- what is shown */

GListStore *
wf_desk_get_incidents (WfDesk *desk)
{
  return desk->incidents;
}

GListStore *
wf_desk_get_commands (WfDesk *desk)
{
  return desk->commands;
}

WfIncidentRow *
wf_desk_find_incident (WfDesk *desk, const char *id)
{
  DeskIncident *incident = g_hash_table_lookup (desk->incident_by_id, id);

  return incident != NULL ? incident->row : NULL;
}

WfCommandRow *
wf_desk_find_command (WfDesk *desk, const char *id)
{
  DeskCommand *command = g_hash_table_lookup (desk->command_by_id, id);

  return command != NULL ? command->row : NULL;
}

const char *
wf_desk_get_trouble (WfDesk *desk)
{
  return wf_ledger_get_trouble (desk->ledger);
}

guint
wf_desk_get_n_unsent (WfDesk *desk)
{
  return desk->n_unsent;
}

static gboolean
is_unsent (WfCommandState state)
{
  return state == WF_COMMAND_DRAFT || state == WF_COMMAND_QUEUED || state == WF_COMMAND_UNKNOWN;
}

void
wf_desk_tell_changed (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, desk->incident_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      WfSyncState sync = wf_incident_row_get_sync (((DeskIncident *) value)->row);

      n += sync == WF_SYNC_LOCAL || sync == WF_SYNC_QUEUED;
    }
  g_hash_table_iter_init (&iter, desk->command_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const DeskCommand *command = value;

      n += !command->is_elsewhere && is_unsent (wf_command_row_get (command->row)->state);
    }
  if (n == desk->n_unsent)
    return;
  desk->n_unsent = n;
  desk->watch.changed (desk->user_data);
}

gboolean
wf_desk_is_saved (WfDesk *desk)
{
  return wf_ledger_is_idle (desk->ledger);
}

gboolean
wf_desk_is_idle (WfDesk *desk)
{
  return wf_ledger_is_idle (desk->ledger)
         && (desk->courier == NULL || wf_courier_is_idle (desk->courier));
}

/* ---- drafts */

void
wf_desk_save_draft (WfDesk *desk, const WfIncident *incident)
{
  WfIncident *copy = wf_incident_copy (incident);

  wf_incident_free (desk->draft);
  desk->draft = copy;
  wf_ledger_append (desk->ledger, desk->operator_name, "draft.kept", copy->id,
                    wf_incident_to_entity (copy), NULL, NULL);
}

WfIncident *
wf_desk_get_draft (WfDesk *desk)
{
  return desk->draft != NULL ? wf_incident_copy (desk->draft) : NULL;
}

void
wf_desk_drop_draft (WfDesk *desk)
{
  if (desk->draft == NULL)
    return;
  wf_ledger_append (desk->ledger, desk->operator_name, "draft.dropped", desk->draft->id,
                    json_object (), NULL, NULL);
  g_clear_pointer (&desk->draft, wf_incident_free);
}

/* ---- what is heard */

void
wf_desk_hear (WfDesk *desk, const WfReport *report)
{
  g_autoptr (json_t) entity = NULL;

  if (report->kind == WF_REPORT_DELETE)
    {
      DeskIncident *incident = g_hash_table_lookup (desk->incident_by_id, report->id);

      if (incident != NULL)
        wf_desk_miss_incident (desk, incident);
      return;
    }
  if (report->kind != WF_REPORT_ENTITY || report->attrs == NULL)
    return;
  entity = json_loads (report->attrs, 0, NULL);
  if (g_strcmp0 (report->class_name, "command") == 0)
    wf_desk_hear_command (desk, entity);
  else
    wf_desk_hear_incident (desk, entity);
}

/* A copy, because hearing of one may remove it. */
static GPtrArray *
values_of (GHashTable *table)
{
  GPtrArray *values = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (values, value);
  return values;
}

void
wf_desk_hear_all (WfDesk *desk, GHashTable *seen, gint64 began_us)
{
  g_autoptr (GPtrArray) incidents = values_of (desk->incident_by_id);
  g_autoptr (GPtrArray) commands = values_of (desk->command_by_id);

  for (guint i = 0; i < incidents->len; i++)
    {
      DeskIncident *incident = incidents->pdata[i];

      if (incident->shared_us < began_us && !g_hash_table_contains (seen, incident->id))
        wf_desk_miss_incident (desk, incident);
    }
  for (guint i = 0; i < commands->len; i++)
    {
      DeskCommand *command = commands->pdata[i];

      if (command->heard_us < began_us && !g_hash_table_contains (seen, command->id))
        wf_desk_miss_command (desk, command);
    }
}

void
wf_desk_hear_back (WfDesk *desk)
{
  if (desk->courier != NULL)
    wf_courier_hurry (desk->courier);
}

void
wf_desk_ask (WfDesk *desk, const char *id)
{
  if (desk->courier != NULL)
    wf_courier_ask (desk->courier, id);
}
