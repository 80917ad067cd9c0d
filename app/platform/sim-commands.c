/* Watchfloor: how the embedded city answers commands.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each new Command entity is received, judged and carried out by simulated people, with the
 * delays people have. Chance comes from the seed and the command's id alone. A command that is
 * past its validUntil is never carried out; a state moves only along the table of wf-command.h.
 * Answered commands are kept for a while and then deleted (WF_SIM_KEPT_COMMANDS). */
#include "config.h"

#include "wf-command.h"
#include "wf-json.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A place so far from any road is not one a car is sent to. */
#define FARTHEST_FROM_ROAD_M 3000.0

typedef struct _Kind Kind;

typedef struct
{
  WfCommand *command;
  const Kind *kind; /* NULL: not ours */
  WfSimRandom random;
  double next_s; /* world time of the next step; HUGE_VAL: waits for the unit */
  gboolean silent; /* will never be answered */
  gboolean unwilling; /* the crew will say no */
} Pending;

struct _Kind
{
  const char *name;
  /* A reason to refuse (g_free), NULL to grant. @unit is NULL where the target is no unit. */
  char *(*judge) (WfSim *sim, Pending *pending, WfSimUnit *unit);
  void (*grant) (WfSim *sim, Pending *pending, WfSimUnit *unit);
  /* Returns TRUE where that was all of it. */
  gboolean (*carry_out) (WfSim *sim, Pending *pending, WfSimUnit *unit);
};

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  wf_command_free (pending->command);
  g_free (pending);
}

static WfSimUnit *
unit_of (WfSim *sim, const Pending *pending)
{
  return g_hash_table_lookup (sim->units_by_id, pending->command->target);
}

static gboolean
is_bound (const WfSimUnit *unit, const Pending *pending)
{
  return unit != NULL && unit->command_id != NULL
         && g_str_equal (unit->command_id, pending->command->id);
}

/* The way so far and the step to @state: a desk that is told late, or only of the last step, still
 * learns of each. */
static json_t *
history_with (WfSim *sim, const char *id, const char *state)
{
  const json_t *stored = json_object_get (wf_entity_store_get (sim->store, id), "stateHistory");
  const json_t *steps = json_object_get (stored, "value");
  json_t *history = json_is_array (steps) ? json_copy ((json_t *) steps) : json_array ();
  g_autofree char *at = wf_time_format (sim->now_us);

  json_array_append_new (history, json_pack ("{s:s, s:s}", "state", state, "at", at));
  return json_pack ("{s:s, s:o}", "type", "Property", "value", history);
}

static void
set_state (WfSim *sim, Pending *pending, WfCommandState state, const char *reason)
{
  json_t *attrs;

  if (!wf_command_state_may (pending->command->state, state))
    return;
  pending->command->state = state;
  attrs = json_object ();
  json_object_set_new (attrs, "state", wf_sim_text (wf_command_state_code (state)));
  json_object_set_new (attrs, "stateChangedAt", wf_sim_time (sim->now_us));
  json_object_set_new (attrs, "stateHistory",
                       history_with (sim, pending->command->id, wf_command_state_code (state)));
  if (reason != NULL)
    json_object_set_new (attrs, "reason", wf_sim_text (reason));
  wf_sim_patch (sim, pending->command->id, attrs);
}

/* ---- where to */

static const char *
incident_of (const Pending *pending)
{
  return wf_json_string (pending->command->params, "incident", NULL);
}

static char *
find_place (WfSim *sim, const Pending *pending, WfRoadSnap *place)
{
  WfLonLat p = { wf_json_number (pending->command->params, "lon", NAN),
                 wf_json_number (pending->command->params, "lat", NAN) };

  if (!wf_lonlat_is_valid (p))
    return g_strdup (_ ("The order names no place; give it a position and send it again."));
  if (!wf_road_graph_snap (sim->graph, p, place) || place->away_m > FARTHEST_FROM_ROAD_M)
    return g_strdup (_ ("No road leads near the place."));
  return NULL;
}

static char *
no_such_unit (const Pending *pending)
{
  return g_strdup_printf (_ ("There is no unit %s here."), pending->command->target);
}

/* ---- sendUnit, standBy */

static char *
judge_availability (const Pending *pending, const WfSimUnit *unit)
{
  if (unit->state == WF_UNIT_SUSPENDED)
    return g_strdup (_ ("The unit is suspended: the crew rests or restocks."));
  if (unit->state == WF_UNIT_UNAVAILABLE)
    return g_strdup (_ ("The unit is in the workshop."));
  if (!wf_sim_unit_is_free (unit))
    return g_strdup (_ ("The unit is busy with another task."));
  if (pending->unwilling)
    return g_strdup (_ ("The crew is at the end of its shift."));
  return NULL;
}

static char *
judge_drive (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  WfRoadSnap place;
  char *reason = unit != NULL ? judge_availability (pending, unit) : no_such_unit (pending);

  return reason != NULL ? reason : find_place (sim, pending, &place);
}

static void
tell_incident (WfSim *sim, const Pending *pending)
{
  const char *incident = incident_of (pending);
  json_t *attrs;

  if (incident == NULL || !g_str_equal (wf_sim_stored_text (sim, incident, "state", ""), "open"))
    return;
  attrs = json_object ();
  json_object_set_new (attrs, "state", wf_sim_text ("dispatched"));
  wf_sim_patch (sim, incident, attrs);
}

/* The order that holds the unit, if any, ends here. */
static void
fail_order_of (WfSim *sim, WfSimUnit *unit, const char *reason)
{
  g_autofree char *id = g_steal_pointer (&unit->command_id);

  if (id != NULL)
    wf_sim_command_failed (sim, id, reason);
}

static void
bind_unit (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  g_autofree char *reason = NULL;
  WfRoadSnap place = unit->scene;

  fail_order_of (sim, unit, _ ("A later order took the unit."));
  reason = find_place (sim, pending, &place);
  wf_sim_unit_bind (unit, pending->command->id, incident_of (pending), &place);
}

static void
grant_send (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  bind_unit (sim, pending, unit);
  wf_sim_unit_enter (sim, unit, WF_UNIT_ASSIGNED, HUGE_VAL);
  tell_incident (sim, pending);
}

/* The crew runs to the car; a unit on the road only turns. */
static gboolean
carry_out_send (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  gboolean on_the_road = unit->mover.drive != NULL;

  wf_sim_unit_enter (sim, unit, WF_UNIT_ACKNOWLEDGED,
                     on_the_road ? wf_sim_random_range (&pending->random, 2, 6)
                                 : wf_sim_random_range (&pending->random, 12, 40));
  return FALSE;
}

static gboolean
carry_out_stand_by (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  bind_unit (sim, pending, unit);
  if (!wf_sim_unit_stand_by (sim, unit))
    {
      set_state (sim, pending, WF_COMMAND_FAILED, _ ("No road leads from the unit to the place."));
      wf_sim_unit_release (sim, unit);
    }
  return FALSE;
}

/* ---- recall, message */

static char *
judge_recall (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  if (unit == NULL)
    return no_such_unit (pending);
  if (unit->state == WF_UNIT_PATIENT_ABOARD || unit->state == WF_UNIT_AT_HOSPITAL)
    return g_strdup (_ ("The unit has a patient aboard."));
  if (unit->state == WF_UNIT_UNAVAILABLE || unit->state == WF_UNIT_SUSPENDED)
    return g_strdup (_ ("The unit is out of service."));
  if (unit->state == WF_UNIT_STANDBY_HOME)
    return g_strdup (_ ("The unit is at its station already."));
  if (!wf_sim_unit_is_free (unit) && unit->command_id == NULL)
    return g_strdup (_ ("The unit works for another desk; ask there."));
  return NULL;
}

static gboolean
carry_out_recall (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  fail_order_of (sim, unit, _ ("The unit was recalled by another order."));
  wf_sim_unit_release (sim, unit);
  return TRUE;
}

static char *
judge_message (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  if (unit == NULL && wf_entity_store_get (sim->store, pending->command->target) == NULL)
    return no_such_unit (pending);
  return NULL;
}

static gboolean
carry_out_message (WfSim *sim, Pending *pending, WfSimUnit *unit)
{
  return TRUE;
}

static const Kind kinds[] = {
  { "sendUnit", judge_drive, grant_send, carry_out_send },
  { "standBy", judge_drive, NULL, carry_out_stand_by },
  { "recall", judge_recall, NULL, carry_out_recall },
  { "message", judge_message, NULL, carry_out_message },
};

/* ---- the way of one command */

static double
soon (WfSim *sim, Pending *pending, double least, double most)
{
  return sim->now_s + wf_sim_random_range (&pending->random, least, most);
}

static void
judge (WfSim *sim, Pending *pending)
{
  WfSimUnit *unit = unit_of (sim, pending);
  g_autofree char *reason = NULL;

  if (pending->kind == NULL)
    reason = g_strdup_printf (_ ("Commands of the kind %s are not known here."),
                              pending->command->kind);
  else
    reason = pending->kind->judge (sim, pending, unit);
  if (reason != NULL)
    {
      set_state (sim, pending, WF_COMMAND_REFUSED, reason);
      return;
    }
  set_state (sim, pending, WF_COMMAND_GRANTED, NULL);
  if (pending->kind->grant != NULL)
    pending->kind->grant (sim, pending, unit);
  pending->next_s = soon (sim, pending, 1, 4);
}

static void
carry_out (WfSim *sim, Pending *pending)
{
  WfSimUnit *unit = unit_of (sim, pending);
  g_autofree char *reason = NULL;

  /* Between the grant and now another order may have taken the unit. */
  if (!is_bound (unit, pending))
    reason = pending->kind->judge (sim, pending, unit);
  if (reason != NULL)
    {
      set_state (sim, pending, WF_COMMAND_FAILED, reason);
      return;
    }
  set_state (sim, pending, WF_COMMAND_IN_PROGRESS, NULL);
  pending->next_s = HUGE_VAL;
  if (pending->kind->carry_out (sim, pending, unit))
    set_state (sim, pending, WF_COMMAND_DONE, NULL);
}

static void
release_unit (WfSim *sim, Pending *pending)
{
  WfSimUnit *unit = unit_of (sim, pending);

  if (is_bound (unit, pending))
    wf_sim_unit_release (sim, unit);
}

/* TRUE where it may not be carried out any more. */
static gboolean
lapse (WfSim *sim, Pending *pending)
{
  const WfCommand *command = pending->command;

  if (command->state == WF_COMMAND_IN_PROGRESS || sim->now_us < command->valid_until_us)
    return FALSE;
  set_state (sim, pending, WF_COMMAND_EXPIRED,
             pending->silent ? _ ("Nobody answered before the order lapsed.")
                             : _ ("The order lapsed before it could be carried out."));
  release_unit (sim, pending);
  return TRUE;
}

static void
advance (WfSim *sim, Pending *pending)
{
  if (g_hash_table_remove (sim->revoked, pending->command->id))
    {
      set_state (sim, pending, WF_COMMAND_REVOKED, _ ("Revoked by the desk."));
      release_unit (sim, pending);
      return;
    }
  while (!wf_command_state_is_final (pending->command->state) && !lapse (sim, pending)
         && !pending->silent && sim->now_s >= pending->next_s)
    {
      if (pending->command->state == WF_COMMAND_RECEIVED)
        judge (sim, pending);
      else if (pending->command->state == WF_COMMAND_GRANTED)
        carry_out (sim, pending);
      else
        {
          set_state (sim, pending, WF_COMMAND_RECEIVED, NULL);
          pending->next_s = soon (sim, pending, 1, 4);
        }
    }
}

/* ---- what units say */

static Pending *
find_pending (WfSim *sim, const char *command_id)
{
  for (guint i = 0; i < sim->pending->len; i++)
    {
      Pending *pending = g_ptr_array_index (sim->pending, i);

      if (g_str_equal (pending->command->id, command_id))
        return pending;
    }
  return NULL;
}

void
wf_sim_command_arrived (WfSim *sim, const char *command_id)
{
  Pending *pending = find_pending (sim, command_id);

  if (pending != NULL)
    set_state (sim, pending, WF_COMMAND_DONE, NULL);
}

void
wf_sim_command_failed (WfSim *sim, const char *command_id, const char *reason)
{
  Pending *pending = find_pending (sim, command_id);

  if (pending != NULL)
    set_state (sim, pending, WF_COMMAND_FAILED, reason);
}

/* ---- the part */

static const Kind *
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return &kinds[i];
  return NULL;
}

/* @id is in its last state. */
static void
keep_answered (WfSim *sim, const char *id, gint64 valid_until_us)
{
  gsize length = strlen (id) + 1;
  WfSimAnswered *answered = g_malloc (sizeof *answered + length);

  answered->valid_until_us = valid_until_us;
  memcpy (answered->id, id, length);
  g_queue_push_tail (sim->answered, answered);
}

static void
forget_oldest (WfSim *sim)
{
  GList *link = sim->answered->head;

  while (link != NULL && sim->answered->length > WF_SIM_KEPT_COMMANDS)
    {
      WfSimAnswered *answered = link->data;
      GList *next = link->next;

      if (sim->now_us >= answered->valid_until_us)
        {
          wf_entity_store_delete (sim->store, answered->id, NULL);
          g_queue_delete_link (sim->answered, link);
          g_free (answered);
        }
      link = next;
    }
}

static void
refuse_malformed (WfSim *sim, const char *id, const char *reason)
{
  json_t *attrs = json_object ();

  json_object_set_new (attrs, "state", wf_sim_text ("refused"));
  json_object_set_new (attrs, "reason", wf_sim_text (reason));
  json_object_set_new (attrs, "stateChangedAt", wf_sim_time (sim->now_us));
  wf_sim_patch (sim, id, attrs);
  keep_answered (sim, id, sim->now_us);
}

static void
take_command (WfSim *sim, const char *id)
{
  const json_t *entity = wf_entity_store_get (sim->store, id);
  g_autoptr (json_t) plain = entity != NULL ? wf_entity_to_key_values (entity) : NULL;
  g_autoptr (GError) error = NULL;
  WfCommand *command;
  Pending *pending;

  if (plain == NULL)
    return;
  command = wf_command_from_entity (plain, &error);
  if (command == NULL || command->valid_until_us == WF_TIME_NONE)
    {
      refuse_malformed (sim, id,
                        error != NULL ? error->message
                                      : _ ("The order does not say until when it is valid."));
      wf_command_free (command);
      return;
    }
  pending = g_new0 (Pending, 1);
  pending->command = command;
  pending->kind = find_kind (command->kind);
  pending->random = wf_sim_random (sim, command->id);
  pending->silent = wf_sim_random_chance (&pending->random, sim->options.silent_share);
  pending->unwilling = wf_sim_random_chance (&pending->random, sim->options.refuse_share);
  pending->next_s = soon (sim, pending, 1, 3);
  /* Whoever posts it cannot say more of its state than that it was sent. */
  command->state = WF_COMMAND_SENT;
  g_ptr_array_add (sim->pending, pending);
}

static void
store_changed_cb (WfEntityChange change, const json_t *entity, const char *const *attrs,
                  gpointer user_data)
{
  WfSim *sim = user_data;
  const char *id = wf_json_string (entity, "id", "");

  if (!g_str_equal (wf_json_string (entity, "type", ""), "Command"))
    return;
  if (change == WF_ENTITY_CREATED)
    g_queue_push_tail (sim->inbox, g_strdup (id));
  if (change != WF_ENTITY_DELETED && g_strv_contains (attrs, "revokeRequestedBy"))
    g_hash_table_add (sim->revoked, g_strdup (id));
}

static gpointer
commands_start (WfSim *sim)
{
  sim->pending = g_ptr_array_new_with_free_func (pending_free);
  wf_entity_store_watch (sim->store, store_changed_cb, sim);
  return sim;
}

static void
commands_step (WfSim *sim, gpointer part)
{
  GPtrArray *all = sim->pending;
  g_autofree char *id = NULL;

  while ((id = g_queue_pop_head (sim->inbox)) != NULL)
    {
      take_command (sim, id);
      g_clear_pointer (&id, g_free);
    }
  for (guint i = 0; i < all->len; i++)
    advance (sim, g_ptr_array_index (all, i));
  /* Those asked for in vain were final already. */
  g_hash_table_remove_all (sim->revoked);
  for (guint i = 0; i < all->len;)
    {
      Pending *pending = g_ptr_array_index (all, i);

      if (!wf_command_state_is_final (pending->command->state))
        {
          i++;
          continue;
        }
      keep_answered (sim, pending->command->id, pending->command->valid_until_us);
      g_ptr_array_remove_index (all, i);
    }
  forget_oldest (sim);
}

static void
count_state (const json_t *entity, gpointer counts)
{
  const char *code = wf_json_string (json_object_get (entity, "state"), "value", "unknown");

  json_object_set_new (counts, code, json_integer (wf_json_integer (counts, code, 0) + 1));
}

static void
commands_report (WfSim *sim, gpointer part, json_t *state)
{
  json_t *counts = json_object ();

  wf_entity_store_foreach (sim->store, "Command", count_state, counts);
  json_object_set_new (state, "commands", counts);
}

static void
commands_stop (gpointer part)
{
  WfSim *sim = part;

  g_clear_pointer (&sim->pending, g_ptr_array_unref);
}

const WfSimPart wf_sim_part_commands
    = { "commands", commands_start, commands_step, commands_report, commands_stop };
