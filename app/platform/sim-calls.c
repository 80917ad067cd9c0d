/* Watchfloor: people who call for help.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls come in every few minutes from near a road, and the caller's place is only roughly known.
 * A call none of our desks answers is answered by another desk, which sends a unit of its own. */
#include "config.h"

#include "wf-ground.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>

/* Entities of closed calls stay so long for those who look back. */
#define KEEP_CLOSED_S 900.0
/* So long a call stays answered that a desk of ours took and did not close. */
#define HELD_S 1800.0
#define MAX_CALLS 80

static const struct
{
  const char *kind, *description;
  int needs; /* a WfSimUnitKind, -1: none of ours */
} troubles[] = {
  { "medical", N_ ("Chest pain, man of about 60, conscious"), WF_SIM_AMBULANCE },
  { "medical", N_ ("Woman fallen down the stairs, cannot stand up"), WF_SIM_AMBULANCE },
  { "medical", N_ ("Child with high fever and cramps"), WF_SIM_AMBULANCE },
  { "medical", N_ ("Man lying at the roadside, does not answer"), WF_SIM_AMBULANCE },
  { "traffic", N_ ("Two cars collided, one person hurt"), WF_SIM_AMBULANCE },
  { "traffic", N_ ("Electric scooter hit by a car"), WF_SIM_AMBULANCE },
  { "fire", N_ ("Smoke from a flat on the third floor"), WF_SIM_FIRE },
  { "fire", N_ ("Rubbish bins burning beside a building"), WF_SIM_FIRE },
  { "gas", N_ ("Smell of gas in a stairwell"), WF_SIM_FIRE },
  { "flood", N_ ("Underpass under water, a car stands in it"), -1 },
};

typedef struct
{
  char *id;
  const char *state;
  double next_s;
  WfRoadSnap place; /* where it really is */
  int needs;
} Call;

typedef struct
{
  WfSimRandom random;
  GArray *calls; /* Call */
  guint n_calls; /* ever */
  double next_s;
} Calls;

static void
call_clear (gpointer data)
{
  g_free (((Call *) data)->id);
}

/* In our language, and beside it in English for desks that read it, as units have it. */
static void
set_texts (json_t *entity, const char *attribute, const char *alternate, const char *text,
           const char *english)
{
  json_object_set_new (entity, attribute, wf_sim_text (text));
  if (!g_str_equal (text, english))
    json_object_set_new (entity, alternate, wf_sim_text (english));
}

static void
add_call (WfSim *sim, Calls *calls)
{
  WfRoadSnap place = wf_sim_random_place (sim, &calls->random, NULL, 0);
  double accuracy_m = wf_sim_random_range (&calls->random, 50, 200);
  WfLonLat said
      = wf_ground_move (place.position, wf_sim_random_bell (&calls->random) * accuracy_m * 0.4,
                        wf_sim_random_bell (&calls->random) * accuracy_m * 0.4);
  guint trouble = wf_sim_random_index (&calls->random, G_N_ELEMENTS (troubles));
  g_autofree char *name = NULL, *english = NULL;
  Call call = { g_strdup_printf ("urn:ngsi-ld:EmergencyCall:%06u", ++calls->n_calls), "ringing",
                sim->now_s + wf_sim_random_range (&calls->random, 25, 75), place,
                troubles[trouble].needs };
  json_t *entity = wf_sim_entity (call.id, "EmergencyCall");

  name = g_strdup_printf (_ ("Call %u"), calls->n_calls);
  english = g_strdup_printf ("Call %u", calls->n_calls);
  set_texts (entity, "name", "alternateName", name, english);
  json_object_set_new (entity, "kind", wf_sim_text (troubles[trouble].kind));
  set_texts (entity, "description", "alternateDescription", _ (troubles[trouble].description),
             troubles[trouble].description);
  json_object_set_new (entity, "location", wf_sim_location (said));
  json_object_set_new (entity, "accuracy", wf_sim_number (accuracy_m, 0, "MTR"));
  json_object_set_new (entity, "state", wf_sim_text (call.state));
  json_object_set_new (entity, "receivedAt", wf_sim_time (sim->now_us));
  wf_sim_create (sim, entity);
  g_array_append_val (calls->calls, call);
}

static void
enter (WfSim *sim, Call *call, const char *state, double seconds)
{
  call->state = state;
  call->next_s = sim->now_s + seconds;
}

static void
tell_state (WfSim *sim, const Call *call)
{
  json_t *attrs = json_object ();

  json_object_set_new (attrs, "state", wf_sim_text (call->state));
  wf_sim_patch (sim, call->id, attrs);
}

/* FALSE once the call is gone. */
static gboolean
move_call_on (WfSim *sim, Calls *calls, Call *call)
{
  const char *state = wf_sim_stored_text (sim, call->id, "state", NULL);

  if (state == NULL)
    return FALSE;
  if (g_str_equal (call->state, "closed"))
    {
      wf_entity_store_delete (sim->store, call->id, NULL);
      return FALSE;
    }
  if (!g_str_equal (state, call->state))
    {
      /* A desk of ours took it, and closes it; the caller does not hold the line for ever. */
      gboolean is_closed = g_str_equal (state, "closed");

      enter (sim, call, is_closed ? "closed" : "answered", is_closed ? KEEP_CLOSED_S : HELD_S);
      return TRUE;
    }
  if (g_str_equal (state, "ringing"))
    {
      enter (sim, call, "answered", wf_sim_random_range (&calls->random, 180, 480));
      if (call->needs >= 0)
        wf_sim_send_for_another_desk (sim, (WfSimUnitKind) call->needs, &call->place);
    }
  else
    enter (sim, call, "closed", KEEP_CLOSED_S);
  tell_state (sim, call);
  return TRUE;
}

static gpointer
calls_start (WfSim *sim)
{
  Calls *calls = g_new0 (Calls, 1);

  calls->random = wf_sim_random (sim, "calls");
  calls->calls = g_array_new (FALSE, FALSE, sizeof (Call));
  g_array_set_clear_func (calls->calls, call_clear);
  calls->next_s = sim->now_s + wf_sim_random_range (&calls->random, 5, 40);
  return calls;
}

static void
calls_step (WfSim *sim, gpointer part)
{
  Calls *calls = part;

  for (guint i = 0; i < calls->calls->len;)
    {
      Call *call = &g_array_index (calls->calls, Call, i);

      if (sim->now_s < call->next_s || move_call_on (sim, calls, call))
        i++;
      else
        g_array_remove_index (calls->calls, i);
    }
  if (sim->now_s < calls->next_s)
    return;
  calls->next_s = sim->now_s + wf_sim_random_range (&calls->random, 60, 180);
  if (calls->calls->len < MAX_CALLS)
    add_call (sim, calls);
}

static void
calls_report (WfSim *sim, gpointer part, json_t *state)
{
  json_object_set_new (state, "calls", json_integer (((Calls *) part)->calls->len));
}

static void
calls_stop (gpointer part)
{
  Calls *calls = part;

  g_array_unref (calls->calls);
  g_free (calls);
}

const WfSimPart wf_sim_part_calls = { "calls", calls_start, calls_step, calls_report, calls_stop };
