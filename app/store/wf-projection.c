/* Watchfloor: what the journal adds up to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of row kinds, each with what it does; kinds it does not know change nothing. */
#include "config.h"

#include "wf-projection.h"

#include "wf-json.h"

#include <string.h>

static void
incident_free (gpointer data)
{
  WfProjectedIncident *incident = data;

  wf_incident_free (incident->incident);
  json_decref (incident->changes);
  json_decref (incident->before);
  g_free (incident->reason);
  g_free (incident->platform);
  g_free (incident);
}

static void
clear_step (gpointer data)
{
  WfProjectedStep *step = data;

  g_clear_pointer (&step->by, g_free);
  g_clear_pointer (&step->reason, g_free);
}

static void
command_free (gpointer data)
{
  WfProjectedCommand *command = data;

  wf_command_free (command->command);
  g_array_unref (command->steps);
  g_free (command->platform);
  g_free (command->revoke_reason);
  g_free (command);
}

WfProjection *
wf_projection_new (void)
{
  WfProjection *projection = g_new0 (WfProjection, 1);

  projection->incidents = g_ptr_array_new_with_free_func (incident_free);
  projection->commands = g_ptr_array_new_with_free_func (command_free);
  projection->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return projection;
}

void
wf_projection_free (WfProjection *projection)
{
  if (projection == NULL)
    return;
  g_hash_table_unref (projection->by_id);
  g_ptr_array_unref (projection->incidents);
  g_ptr_array_unref (projection->commands);
  wf_incident_free (projection->draft);
  g_free (projection);
}

/* Ids say what they are: urn:ngsi-ld:Command:... */
static gboolean
is_command_id (const char *id)
{
  return g_str_has_prefix (id, "urn:ngsi-ld:Command:");
}

WfProjectedIncident *
wf_projection_incident (WfProjection *projection, const char *id)
{
  return is_command_id (id) ? NULL : g_hash_table_lookup (projection->by_id, id);
}

WfProjectedCommand *
wf_projection_command (WfProjection *projection, const char *id)
{
  return is_command_id (id) ? g_hash_table_lookup (projection->by_id, id) : NULL;
}

/* ---- what each kind does; FALSE where the body cannot be understood */

static gboolean
keep_draft (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfIncident *draft = wf_incident_from_draft (body, NULL);

  if (draft == NULL)
    return FALSE;
  wf_incident_free (projection->draft);
  projection->draft = draft;
  return TRUE;
}

static gboolean
drop_draft (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  g_clear_pointer (&projection->draft, wf_incident_free);
  return TRUE;
}

/* What a row says of the platform, over what was known. */
static void
keep_platform (char **known, const json_t *body)
{
  const char *platform = wf_json_string (body, "platform", NULL);

  if (platform == NULL)
    return;
  g_free (*known);
  *known = g_strdup (platform);
}

/* When it was, where the row says so: it may be written later. */
static gint64
time_of (const WfJournalRow *row, const json_t *body)
{
  gint64 at_us;

  return wf_time_parse (wf_json_string (body, "at", NULL), &at_us) ? at_us : row->at_us;
}

static gboolean
set_incident (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfIncident *incident = wf_incident_from_entity (body, NULL);
  WfProjectedIncident *known;

  if (incident == NULL || is_command_id (incident->id))
    {
      wf_incident_free (incident);
      return FALSE;
    }
  known = wf_projection_incident (projection, incident->id);
  if (known == NULL)
    {
      known = g_new0 (WfProjectedIncident, 1);
      g_ptr_array_add (projection->incidents, known);
    }
  else
    {
      g_hash_table_remove (projection->by_id, known->incident->id);
      wf_incident_free (known->incident);
    }
  known->incident = incident;
  keep_platform (&known->platform, body);
  g_hash_table_insert (projection->by_id, incident->id, known);
  if (g_str_equal (row->kind, "incident.received"))
    {
      known->sync = WF_PROJECTED_SHARED;
      g_clear_pointer (&known->reason, g_free); /* why it was not, or no more */
    }
  if (projection->draft != NULL && g_str_equal (projection->draft->id, incident->id))
    g_clear_pointer (&projection->draft, wf_incident_free);
  return TRUE;
}

static gboolean
set_sync (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedIncident *known = wf_projection_incident (projection, row->entity);

  if (known == NULL)
    return FALSE;
  keep_platform (&known->platform, body);
  g_free (known->reason);
  known->reason = g_strdup (wf_json_string (body, "reason", NULL));
  known->sync = g_str_equal (row->kind, "incident.shared")    ? WF_PROJECTED_SHARED
                : g_str_equal (row->kind, "incident.refused") ? WF_PROJECTED_REFUSED
                : g_str_equal (row->kind, "incident.lost")    ? WF_PROJECTED_LOST
                                                              : WF_PROJECTED_QUEUED;
  known->incident->version = wf_json_integer (body, "version", known->incident->version);
  return TRUE;
}

/* Later values win; what was before stays what it was before the first change. */
static void
collect_changes (WfProjectedIncident *known, const json_t *attrs, const json_t *before)
{
  if (known->changes == NULL)
    {
      known->changes = json_object ();
      known->before = json_object ();
    }
  json_object_update_missing (known->before, (json_t *) before);
  json_object_update (known->changes, (json_t *) attrs);
}

/* The changed attributes over the entity that was. */
static gboolean
change_incident (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedIncident *known = wf_projection_incident (projection, row->entity);
  const json_t *attrs = json_object_get (body, "attrs");
  g_autoptr (json_t) entity = known != NULL ? wf_incident_to_entity (known->incident) : NULL;
  WfIncident *changed;

  if (entity == NULL || !json_is_object (attrs))
    return FALSE;
  json_object_update (entity, (json_t *) attrs);
  changed = wf_incident_from_entity (entity, NULL);
  if (changed == NULL || !g_str_equal (changed->id, known->incident->id))
    {
      wf_incident_free (changed);
      return FALSE;
    }
  g_hash_table_remove (projection->by_id, known->incident->id);
  wf_incident_free (known->incident);
  known->incident = changed;
  g_hash_table_insert (projection->by_id, changed->id, known);
  collect_changes (known, attrs, json_object_get (body, "before"));
  return TRUE;
}

static gboolean
end_changes (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedIncident *known = wf_projection_incident (projection, row->entity);
  const json_t *attrs = json_object_get (body, "attrs");
  const json_t *name;
  size_t i;

  if (known == NULL)
    return FALSE;
  json_array_foreach (attrs, i, name)
    {
      json_object_del (known->changes, json_string_value (name));
      json_object_del (known->before, json_string_value (name));
    }
  if (attrs == NULL || json_object_size (known->changes) == 0)
    {
      g_clear_pointer (&known->changes, json_decref);
      g_clear_pointer (&known->before, json_decref);
    }
  known->incident->version = wf_json_integer (body, "version", known->incident->version);
  return TRUE;
}

static gboolean
delete_incident (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedIncident *known = wf_projection_incident (projection, row->entity);

  if (known == NULL)
    return FALSE;
  g_clear_pointer (&known->changes, json_decref);
  g_clear_pointer (&known->before, json_decref);
  g_free (known->reason);
  known->reason = g_strdup (wf_json_string (body, "reason", NULL));
  g_free (known->incident->state);
  known->incident->state = g_strdup ("closed");
  return TRUE;
}

static void
add_step (WfProjectedCommand *known, const WfJournalRow *row, WfCommandState state, gint64 at_us,
          const char *reason)
{
  WfProjectedStep step = { state, at_us, g_strdup (row->by), g_strdup (reason) };

  g_array_append_val (known->steps, step);
  known->command->state = state;
  known->command->changed_us = at_us;
  g_free (known->command->reason);
  known->command->reason = g_strdup (reason);
}

static gboolean
order_command (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfCommand *command = wf_command_from_entity (body, NULL);
  WfProjectedCommand *known;

  if (command == NULL || !is_command_id (command->id)
      || g_hash_table_contains (projection->by_id, command->id))
    {
      wf_command_free (command);
      return FALSE;
    }
  known = g_new0 (WfProjectedCommand, 1);
  known->command = command;
  known->steps = g_array_new (FALSE, TRUE, sizeof (WfProjectedStep));
  g_array_set_clear_func (known->steps, clear_step);
  g_ptr_array_add (projection->commands, known);
  g_hash_table_insert (projection->by_id, command->id, known);
  keep_platform (&known->platform, body);
  add_step (known, row, WF_COMMAND_QUEUED, row->at_us, NULL);
  return TRUE;
}

static gboolean
address_command (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedCommand *known = wf_projection_command (projection, row->entity);

  if (known == NULL)
    return FALSE;
  keep_platform (&known->platform, body);
  return TRUE;
}

static gboolean
move_command (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedCommand *known = wf_projection_command (projection, row->entity);
  WfCommandState state;

  if (known == NULL || !wf_command_state_parse (wf_json_string (body, "state", NULL), &state))
    return FALSE;
  keep_platform (&known->platform, body);
  add_step (known, row, state, time_of (row, body), wf_json_string (body, "reason", NULL));
  return TRUE;
}

static gboolean
ask_revoke (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedCommand *known = wf_projection_command (projection, row->entity);

  if (known == NULL)
    return FALSE;
  known->is_revoke_asked = TRUE;
  known->revoke_us = time_of (row, body);
  g_clear_pointer (&known->revoke_reason, g_free);
  return TRUE;
}

/* It is not asked for again by itself: the operator has read the refusal. */
static gboolean
refuse_revoke (WfProjection *projection, const WfJournalRow *row, const json_t *body)
{
  WfProjectedCommand *known = wf_projection_command (projection, row->entity);

  if (known == NULL)
    return FALSE;
  known->is_revoke_asked = FALSE;
  known->revoke_us = time_of (row, body);
  g_free (known->revoke_reason);
  known->revoke_reason = g_strdup (wf_json_string (body, "reason", ""));
  return TRUE;
}

static const struct
{
  const char *kind;
  gboolean (*apply) (WfProjection *projection, const WfJournalRow *row, const json_t *body);
} kinds[] = {
  { "draft.kept", keep_draft },
  { "draft.dropped", drop_draft },
  { "incident.opened", set_incident },
  { "incident.received", set_incident },
  { "incident.shared", set_sync },
  { "incident.refused", set_sync },
  { "incident.lost", set_sync },
  { "incident.queued", set_sync },
  { "incident.changed", change_incident },
  { "incident.merged", end_changes },
  { "command.ordered", order_command },
  { "command.state", move_command },
  { "command.revoke", ask_revoke },
  { "command.stands", refuse_revoke },
  { "command.platform", address_command },
  { "incident.deleted", delete_incident },
};

void
wf_projection_apply (const WfJournalRow *row, gpointer data)
{
  WfProjection *projection = data;

  projection->n_rows++;
  projection->last_us = row->at_us;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (row->kind, kinds[i].kind))
      {
        g_autoptr (json_t) body = json_loads (row->body, 0, NULL);

        if (body == NULL || !kinds[i].apply (projection, row, body))
          projection->n_unread++;
        return;
      }
}

/* ---- as JSON */

json_t *
wf_projected_incident_to_json (const WfProjectedIncident *incident)
{
  static const char *const syncs[] = { "queued", "shared", "refused" };
  json_t *value = wf_incident_to_entity (incident->incident);

  json_object_set_new (value, "sync", json_string (syncs[incident->sync]));
  if (incident->reason != NULL)
    json_object_set_new (value, "reason", json_string (incident->reason));
  return value;
}

json_t *
wf_projected_command_to_json (const WfProjectedCommand *command)
{
  json_t *value = wf_command_to_entity (command->command);
  json_t *history = json_array ();

  for (guint i = 0; i < command->steps->len; i++)
    {
      const WfProjectedStep *step = &g_array_index (command->steps, WfProjectedStep, i);
      g_autofree char *at = wf_time_format (step->at_us);

      json_array_append_new (history, json_pack ("{s:s, s:s, s:s, s:s?}", "state",
                                                 wf_command_state_code (step->state), "at", at,
                                                 "by", step->by, "reason", step->reason));
    }
  json_object_set_new (value, "history", history);
  if (command->platform != NULL)
    json_object_set_new (value, "platform", json_string (command->platform));
  return value;
}

json_t *
wf_projection_to_json (const WfProjection *projection)
{
  json_t *incidents = json_array ();
  json_t *commands = json_array ();

  for (guint i = 0; i < projection->incidents->len; i++)
    json_array_append_new (incidents,
                           wf_projected_incident_to_json (projection->incidents->pdata[i]));
  for (guint i = 0; i < projection->commands->len; i++)
    json_array_append_new (commands, wf_projected_command_to_json (projection->commands->pdata[i]));
  return json_pack ("{s:o, s:o, s:o}", "incidents", incidents, "commands", commands, "draft",
                    projection->draft != NULL ? wf_incident_to_entity (projection->draft)
                                              : json_null ());
}
