/* Watchfloor: the units of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ambulances through the states of 120 practice, fire engines, police cars on patrol. Besides our
 * desks' orders they run errands of other desks, so that a fleet at work is seen; half of each
 * kind stays free. What a unit does in a state is decided in one switch. */
#include "config.h"

#include "wf-ground.h"
#include "wf-json.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>

/* So long the city has lived before anybody looks. */
#define WARM_UP_S 1800.0
#define WARM_UP_STEP_S 10.0
#define ERRAND_REACH_M 7000.0
#define PATROL_REACH_M 2500.0

static const struct
{
  const char *vehicle_type, *id_prefix, *name_prefix, *station_kind;
  double errand_mean_s; /* between errands of one unit; 0: none */
  double scene_s[2]; /* at least and at most on scene */
} kinds[] = {
  [WF_SIM_AMBULANCE] = { "ambulance", "amb", "120", "ambulance", 6000, { 240, 600 } },
  [WF_SIM_FIRE] = { "fireTender", "fire", "119", "fire", 7200, { 600, 1500 } },
  [WF_SIM_POLICE] = { "policeVan", "police", "110", "police", 0, { 300, 900 } },
};

/* ---- what the others may ask and tell a unit */

gboolean
wf_sim_unit_is_free (const WfSimUnit *unit)
{
  return wf_unit_state_is_available (unit->state);
}

void
wf_sim_unit_enter (WfSim *sim, WfSimUnit *unit, WfUnitState state, double seconds)
{
  unit->state = state;
  unit->until_s = sim->now_s + seconds;
  unit->news = TRUE;
}

void
wf_sim_unit_bind (WfSimUnit *unit, const char *command_id, const char *incident_id,
                  const WfRoadSnap *scene)
{
  g_free (unit->command_id);
  g_free (unit->incident_id);
  unit->command_id = g_strdup (command_id);
  unit->incident_id = g_strdup (incident_id);
  unit->scene = *scene;
  unit->news = TRUE;
}

static WfRouteProfile
profile_of (const WfSimUnit *unit)
{
  gboolean hurries = unit->state == WF_UNIT_EN_ROUTE || unit->state == WF_UNIT_PATIENT_ABOARD;

  return hurries ? WF_ROUTE_AMBULANCE : WF_ROUTE_CAR;
}

void
wf_sim_unit_release (WfSim *sim, WfSimUnit *unit)
{
  g_clear_pointer (&unit->command_id, g_free);
  g_clear_pointer (&unit->incident_id, g_free);
  unit->next_errand_s
      = sim->now_s + 60
        + wf_sim_random_wait (&unit->random, MAX (kinds[unit->kind].errand_mean_s, 60));
  if (unit->kind == WF_SIM_POLICE)
    {
      wf_sim_mover_halt (sim, &unit->mover);
      wf_sim_unit_enter (sim, unit, WF_UNIT_STANDBY_AWAY, 30);
      return;
    }
  wf_sim_unit_enter (sim, unit, WF_UNIT_STANDBY_AWAY, HUGE_VAL);
  /* Where no way leads home it stays, and is as free as ever. */
  wf_sim_mover_go (sim, &unit->mover, &unit->home, WF_ROUTE_CAR);
}

gboolean
wf_sim_unit_stand_by (WfSim *sim, WfSimUnit *unit)
{
  wf_sim_unit_enter (sim, unit, WF_UNIT_STANDBY_AWAY, HUGE_VAL);
  return wf_sim_mover_go (sim, &unit->mover, &unit->scene, WF_ROUTE_CAR);
}

/* ---- errands of other desks */

static gboolean
half_stay_free (WfSim *sim, WfSimUnitKind kind)
{
  guint n = 0, n_free = 0;

  for (guint i = 0; i < sim->units->len; i++)
    {
      const WfSimUnit *unit = g_ptr_array_index (sim->units, i);

      n += unit->kind == kind;
      n_free += unit->kind == kind && wf_sim_unit_is_free (unit);
    }
  return 2 * (n_free - 1) >= n && n_free > 0;
}

static void
start_errand (WfSim *sim, WfSimUnit *unit, const WfRoadSnap *scene)
{
  wf_sim_unit_bind (unit, NULL, NULL, scene);
  wf_sim_unit_enter (sim, unit, WF_UNIT_ASSIGNED, wf_sim_random_range (&unit->random, 4, 12));
}

static void
consider_errand (WfSim *sim, WfSimUnit *unit)
{
  WfRoadSnap scene;

  if (kinds[unit->kind].errand_mean_s <= 0 || sim->now_s < unit->next_errand_s)
    return;
  if (!half_stay_free (sim, unit->kind))
    {
      unit->next_errand_s = sim->now_s + wf_sim_random_range (&unit->random, 120, 600);
      return;
    }
  scene = wf_sim_random_place (sim, &unit->random, &unit->home.position, ERRAND_REACH_M);
  start_errand (sim, unit, &scene);
}

void
wf_sim_send_for_another_desk (WfSim *sim, WfSimUnitKind kind, const WfRoadSnap *scene)
{
  WfSimUnit *nearest = NULL;
  double least = HUGE_VAL;

  for (guint i = 0; i < sim->units->len; i++)
    {
      WfSimUnit *unit = g_ptr_array_index (sim->units, i);
      WfDriveState state;
      double metres;

      if (unit->kind != kind || !wf_sim_unit_is_free (unit) || unit->command_id != NULL)
        continue;
      state = wf_sim_mover_state (sim, &unit->mover);
      metres = wf_ground_m (state.position, scene->position);
      if (metres < least)
        {
          least = metres;
          nearest = unit;
        }
    }
  if (nearest != NULL && half_stay_free (sim, kind))
    start_errand (sim, nearest, scene);
}

/* ---- the life of one unit */

static gboolean
has_arrived (WfSim *sim, const WfSimUnit *unit)
{
  return sim->now_s >= wf_sim_mover_arrival_s (&unit->mover);
}

static const WfRoadSnap *
choose_hospital (WfSim *sim, const WfSimUnit *unit)
{
  const WfRoadSnap *best = NULL;
  double least = HUGE_VAL;

  for (guint i = 0; i < sim->hospitals->len; i++)
    {
      const WfRoadSnap *hospital = &g_array_index (sim->hospitals, WfRoadSnap, i);
      double metres = wf_ground_m (unit->scene.position, hospital->position);

      if (metres < least)
        {
          least = metres;
          best = hospital;
        }
    }
  return best;
}

static void
set_out (WfSim *sim, WfSimUnit *unit)
{
  wf_sim_unit_enter (sim, unit, WF_UNIT_EN_ROUTE, HUGE_VAL);
  if (wf_sim_mover_go (sim, &unit->mover, &unit->scene, profile_of (unit)))
    return;
  if (unit->command_id != NULL)
    wf_sim_command_failed (sim, unit->command_id, _ ("No road leads from the unit to the place."));
  wf_sim_unit_release (sim, unit);
}

static void
arrive_on_scene (WfSim *sim, WfSimUnit *unit)
{
  const double *span = kinds[unit->kind].scene_s;

  wf_sim_unit_enter (sim, unit, WF_UNIT_ON_SCENE,
                     wf_sim_random_range (&unit->random, span[0], span[1]));
  if (unit->command_id != NULL)
    wf_sim_command_arrived (sim, unit->command_id);
}

static void
leave_scene (WfSim *sim, WfSimUnit *unit)
{
  const WfRoadSnap *hospital = choose_hospital (sim, unit);

  /* Some patients are treated on the spot, and a city may have no hospital. */
  if (unit->kind != WF_SIM_AMBULANCE || hospital == NULL
      || wf_sim_random_chance (&unit->random, 0.15))
    {
      wf_sim_unit_release (sim, unit);
      return;
    }
  wf_sim_unit_enter (sim, unit, WF_UNIT_PATIENT_ABOARD, HUGE_VAL);
  if (!wf_sim_mover_go (sim, &unit->mover, hospital, profile_of (unit)))
    wf_sim_unit_release (sim, unit);
}

static void
leave_hospital (WfSim *sim, WfSimUnit *unit)
{
  g_clear_pointer (&unit->command_id, g_free);
  g_clear_pointer (&unit->incident_id, g_free);
  /* The car is cleaned and stocked, sometimes for longer. */
  if (wf_sim_random_chance (&unit->random, 0.15))
    wf_sim_unit_enter (sim, unit, WF_UNIT_SUSPENDED, wf_sim_random_range (&unit->random, 300, 900));
  else
    wf_sim_unit_release (sim, unit);
}

static void
patrol (WfSim *sim, WfSimUnit *unit)
{
  WfRoadSnap place = wf_sim_random_place (sim, &unit->random, &unit->home.position, PATROL_REACH_M);
  double pause_s = wf_sim_random_range (&unit->random, 20, 120);

  if (wf_sim_mover_go (sim, &unit->mover, &place, WF_ROUTE_CAR))
    unit->until_s = wf_sim_mover_arrival_s (&unit->mover) + pause_s;
  else
    unit->until_s = sim->now_s + 300;
}

/* Away and free: at home at last, done standing by, or on the next round. */
static void
go_on_standing_by (WfSim *sim, WfSimUnit *unit)
{
  if (unit->kind == WF_SIM_POLICE && unit->command_id == NULL)
    {
      if (sim->now_s >= unit->until_s)
        patrol (sim, unit);
    }
  else if (unit->command_id != NULL)
    {
      if (!has_arrived (sim, unit))
        return;
      wf_sim_command_arrived (sim, unit->command_id);
      g_clear_pointer (&unit->command_id, g_free);
      unit->until_s = sim->now_s + 1800;
    }
  else if (sim->now_s >= unit->until_s)
    wf_sim_unit_release (sim, unit);
  else if (unit->until_s == HUGE_VAL && has_arrived (sim, unit))
    wf_sim_unit_enter (sim, unit, WF_UNIT_STANDBY_HOME, HUGE_VAL);
}

static void
take_step (WfSim *sim, WfSimUnit *unit)
{
  gboolean over = sim->now_s >= unit->until_s;

  switch (unit->state)
    {
    case WF_UNIT_STANDBY_HOME:
    case WF_UNIT_STANDBY_AWAY:
      if (unit->state == WF_UNIT_STANDBY_AWAY)
        go_on_standing_by (sim, unit);
      if (wf_sim_unit_is_free (unit) && unit->command_id == NULL)
        consider_errand (sim, unit);
      break;
    case WF_UNIT_ASSIGNED:
      if (over)
        wf_sim_unit_enter (sim, unit, WF_UNIT_ACKNOWLEDGED,
                           wf_sim_random_range (&unit->random, 15, 50));
      break;
    case WF_UNIT_ACKNOWLEDGED:
      if (over)
        set_out (sim, unit);
      break;
    case WF_UNIT_EN_ROUTE:
      if (has_arrived (sim, unit))
        arrive_on_scene (sim, unit);
      break;
    case WF_UNIT_ON_SCENE:
      if (over)
        leave_scene (sim, unit);
      break;
    case WF_UNIT_PATIENT_ABOARD:
      if (has_arrived (sim, unit))
        wf_sim_unit_enter (sim, unit, WF_UNIT_AT_HOSPITAL,
                           wf_sim_random_range (&unit->random, 300, 720));
      break;
    case WF_UNIT_AT_HOSPITAL:
      if (over)
        leave_hospital (sim, unit);
      break;
    case WF_UNIT_UNAVAILABLE:
    case WF_UNIT_SUSPENDED:
      if (over)
        wf_sim_unit_release (sim, unit);
      break;
    default:
      break;
    }
}

/* A long step may take a unit through several states. */
static void
live (WfSim *sim, WfSimUnit *unit)
{
  for (guint i = 0; i < WF_UNIT_N_STATES; i++)
    {
      WfUnitState before = unit->state;

      take_step (sim, unit);
      if (unit->state == before)
        return;
    }
}

/* ---- telling */

static json_t *
state_news (const WfSimUnit *unit)
{
  json_t *attrs = json_object ();

  json_object_set_new (attrs, "workState", wf_sim_text (wf_unit_state_code (unit->state)));
  json_object_set_new (attrs, "refIncident",
                       unit->incident_id != NULL ? wf_sim_relation (unit->incident_id)
                                                 : json_null ());
  return attrs;
}

static void
tell (WfSim *sim, WfSimUnit *unit)
{
  WfDriveState state = wf_sim_mover_state (sim, &unit->mover);

  if (sim->silent)
    return;
  wf_sim_tell_motion (sim, unit->id, &unit->told, &state, &unit->random,
                      unit->news ? state_news (unit) : NULL);
  unit->news = FALSE;
}

static void
name_station (WfSim *sim, const WfSimUnit *unit, json_t *entity)
{
  const WfPack *stations = sim->world->stations;
  const char *id = wf_sim_world_text (stations, unit->station, "id", NULL);
  g_autofree char *urn = wf_sim_urn ("Station", id, unit->station + 1);

  json_object_set_new (entity, "refStation", wf_sim_relation (urn));
  json_object_set_new (entity, "stationName",
                       wf_sim_text (wf_sim_world_text (stations, unit->station, "name", urn)));
}

static void
create_entity (WfSim *sim, WfSimUnit *unit, guint number)
{
  json_t *entity = wf_sim_entity (unit->id, "Vehicle");
  const json_t *simulation
      = sim->world->city != NULL ? wf_city_simulation (sim->world->city) : NULL;
  const char *prefix = wf_json_string (simulation, "plate_prefix", "WF-");
  g_autofree char *plate
      = g_strdup_printf ("%s%c%04u", prefix, "AHX"[unit->kind], 1000 + number * 37 % 9000);

  json_object_set_new (entity, "vehicleType", wf_sim_text (kinds[unit->kind].vehicle_type));
  json_object_set_new (entity, "name", wf_sim_text (unit->name));
  json_object_set_new (entity, "vehiclePlateIdentifier", wf_sim_text (plate));
  json_object_set_new (entity, "accuracy", wf_sim_number (5, 0, "MTR"));
  json_object_set_new (entity, "capability",
                       wf_sim_text (unit->kind != WF_SIM_AMBULANCE ? "standard"
                                    : number % 4 == 1              ? "icu"
                                                                   : "basic"));
  json_object_set_new (entity, "workState", wf_sim_text (wf_unit_state_code (unit->state)));
  json_object_set_new (entity, "location", wf_sim_location (unit->mover.at.position));
  if (unit->station != WF_ROAD_NONE)
    name_station (sim, unit, entity);
  wf_sim_create (sim, entity);
  unit->told = wf_sim_told_new (sim, &unit->random);
}

/* ---- making */

static void
unit_free (gpointer data)
{
  WfSimUnit *unit = data;

  wf_sim_mover_clear (&unit->mover);
  g_free (unit->id);
  g_free (unit->name);
  g_free (unit->command_id);
  g_free (unit->incident_id);
  g_free (unit);
}

/* The points of the layer that lie near a road; @features (may be NULL) takes which they are. */
static GArray *
snap_points (WfSim *sim, const WfPack *pack, const char *kind, GArray *features)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (WfRoadSnap));

  for (guint32 i = 0; i < wf_sim_world_count (pack); i++)
    {
      WfRoadSnap snap;

      if (kind != NULL && !g_str_equal (wf_sim_world_text (pack, i, "kind", ""), kind))
        continue;
      if (wf_road_graph_snap (sim->graph, wf_sim_world_point (pack, i), &snap)
          && snap.away_m < 2000)
        {
          g_array_append_val (places, snap);
          if (features != NULL)
            g_array_append_val (features, i);
        }
    }
  return places;
}

/* Where a city names no stations: each the farthest of a few tries from those before. */
static void
spread_places (WfSim *sim, GArray *places, guint n, WfSimRandom *random)
{
  while (places->len < n)
    {
      WfRoadSnap best = { 0 };
      double farthest = -1;

      for (guint k = 0; k < 10; k++)
        {
          WfRoadSnap snap = wf_sim_random_place (sim, random, NULL, 0);
          double nearest = 1e9;

          for (guint i = 0; i < places->len; i++)
            nearest = MIN (nearest, wf_ground_m (g_array_index (places, WfRoadSnap, i).position,
                                                 snap.position));
          if (nearest > farthest)
            {
              farthest = nearest;
              best = snap;
            }
        }
      g_array_append_val (places, best);
    }
}

static void
add_units (WfSim *sim, WfSimUnitKind kind, guint n)
{
  WfSimRandom random = wf_sim_random (sim, kinds[kind].station_kind);
  g_autoptr (GArray) stations = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) homes
      = snap_points (sim, sim->world->stations, kinds[kind].station_kind, stations);

  if (homes->len == 0 && kind == WF_SIM_AMBULANCE)
    g_array_append_vals (homes, sim->hospitals->data, sim->hospitals->len);
  if (homes->len == 0)
    spread_places (sim, homes, MIN (n, 12), &random);
  for (guint i = 0; i < n; i++)
    {
      WfSimUnit *unit = g_new0 (WfSimUnit, 1);

      unit->kind = kind;
      unit->id = g_strdup_printf ("urn:ngsi-ld:Vehicle:%s-%02u", kinds[kind].id_prefix, i + 1);
      unit->name = g_strdup_printf ("%s-%02u", kinds[kind].name_prefix, i + 1);
      unit->random = wf_sim_random (sim, unit->id);
      unit->home = g_array_index (homes, WfRoadSnap, i % homes->len);
      unit->station
          = stations->len > 0 ? g_array_index (stations, guint32, i % stations->len) : WF_ROAD_NONE;
      unit->mover.pace = wf_sim_random_range (&unit->random, 0.93, 1.02);
      wf_sim_mover_place (sim, &unit->mover, &unit->home);
      unit->next_errand_s
          = sim->now_s + wf_sim_random_range (&unit->random, 0, kinds[kind].errand_mean_s);
      wf_sim_unit_enter (sim, unit, WF_UNIT_STANDBY_HOME, HUGE_VAL);
      if (kind == WF_SIM_POLICE)
        wf_sim_unit_enter (sim, unit, WF_UNIT_STANDBY_AWAY, 0);
      /* One in the workshop, one resting: every fleet of size has them. */
      if (kind == WF_SIM_AMBULANCE && n >= 12 && i + 2 >= n)
        wf_sim_unit_enter (sim, unit, i + 1 == n ? WF_UNIT_UNAVAILABLE : WF_UNIT_SUSPENDED,
                           WARM_UP_S + (i + 1 == n ? 6 * 3600 : 1200));
      g_ptr_array_add (sim->units, unit);
      g_hash_table_insert (sim->units_by_id, unit->id, unit);
    }
}

static void
warm_up (WfSim *sim)
{
  double end_s = sim->now_s;

  sim->silent = TRUE;
  for (sim->now_s = end_s - WARM_UP_S; sim->now_s < end_s; sim->now_s += WARM_UP_STEP_S)
    for (guint i = 0; i < sim->units->len; i++)
      {
        WfSimUnit *unit = g_ptr_array_index (sim->units, i);

        live (sim, unit);
        wf_sim_mover_state (sim, &unit->mover);
      }
  sim->now_s = end_s;
  sim->silent = FALSE;
}

static gpointer
units_start (WfSim *sim)
{
  sim->hospitals = snap_points (sim, sim->world->hospitals, NULL, NULL);
  sim->units = g_ptr_array_new_with_free_func (unit_free);
  sim->units_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  sim->now_s -= WARM_UP_S;
  add_units (sim, WF_SIM_AMBULANCE, (guint) sim->options.n_ambulances);
  add_units (sim, WF_SIM_FIRE, (guint) sim->options.n_fire);
  add_units (sim, WF_SIM_POLICE, (guint) sim->options.n_police);
  sim->now_s += WARM_UP_S;
  warm_up (sim);
  for (guint i = 0; i < sim->units->len; i++)
    {
      create_entity (sim, g_ptr_array_index (sim->units, i), i);
      tell (sim, g_ptr_array_index (sim->units, i));
    }
  return sim;
}

static void
units_step (WfSim *sim, gpointer part)
{
  for (guint i = 0; i < sim->units->len; i++)
    {
      live (sim, g_ptr_array_index (sim->units, i));
      tell (sim, g_ptr_array_index (sim->units, i));
    }
}

static void
units_report (WfSim *sim, gpointer part, json_t *state)
{
  json_t *counts = json_object ();

  for (guint i = 0; i < sim->units->len; i++)
    {
      const WfSimUnit *unit = g_ptr_array_index (sim->units, i);
      const char *code = wf_unit_state_code (unit->state);

      json_object_set_new (counts, code, json_integer (wf_json_integer (counts, code, 0) + 1));
    }
  json_object_set_new (state, "units", counts);
}

static void
units_stop (gpointer part)
{
  WfSim *sim = part;

  g_clear_pointer (&sim->units_by_id, g_hash_table_unref);
  g_clear_pointer (&sim->units, g_ptr_array_unref);
  g_clear_pointer (&sim->hospitals, g_array_unref);
}

const WfSimPart wf_sim_part_units = { "units", units_start, units_step, units_report, units_stop };
