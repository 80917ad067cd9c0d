/* Watchfloor: motion in the simulation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Things that follow routes, and what their receivers tell of them. */
#include "config.h"

#include "wf-ground.h"
#include "wf-sim-private.h"

#define MOVING_EVERY_US (950 * 1000)
#define STANDING_EVERY_US (15 * WF_SECOND_US)
/* Faster than this a car cannot turn on the spot. */
#define TURNS_ON_THE_SPOT_MPS 2.0

void
wf_sim_mover_clear (WfSimMover *mover)
{
  g_clear_pointer (&mover->route, wf_route_free);
  g_clear_pointer (&mover->drive, wf_drive_free);
}

void
wf_sim_mover_place (WfSim *sim, WfSimMover *mover, const WfRoadSnap *at)
{
  wf_sim_mover_clear (mover);
  mover->at = *at;
  mover->at.one_direction = FALSE;
  mover->heading_deg = wf_road_graph_heading (sim->graph, at->edge, at->along_m);
}

double
wf_sim_mover_arrival_s (const WfSimMover *mover)
{
  return mover->drive != NULL ? mover->start_s + wf_drive_seconds (mover->drive) : -HUGE_VAL;
}

/* The place @state stands for, on the edges of the route. */
static WfRoadSnap
place_on_route (WfSim *sim, const WfSimMover *mover, const WfDriveState *state)
{
  const GArray *edges = mover->route->edges;
  double along = state->along_m;
  guint i = 0;
  guint32 first = g_array_index (edges, guint32, 0);

  along += first == mover->at.edge ? mover->at.along_m
                                   : wf_road_graph_edge_m (sim->graph, first) - mover->at.along_m;
  for (; i + 1 < edges->len; i++)
    {
      double length = wf_road_graph_edge_m (sim->graph, g_array_index (edges, guint32, i));

      if (along <= length)
        break;
      along -= length;
    }
  return (WfRoadSnap){
    .edge = g_array_index (edges, guint32, i),
    .one_direction = state->speed_mps > TURNS_ON_THE_SPOT_MPS,
    .along_m
    = CLAMP (along, 0, wf_road_graph_edge_m (sim->graph, g_array_index (edges, guint32, i))),
    .position = state->position,
  };
}

WfDriveState
wf_sim_mover_state (WfSim *sim, WfSimMover *mover)
{
  WfDriveState state = { mover->at.position, mover->heading_deg, 0, 0 };

  if (mover->drive == NULL)
    return state;
  state = wf_drive_at (mover->drive, sim->now_s - mover->start_s);
  if (sim->now_s >= wf_sim_mover_arrival_s (mover))
    {
      WfRoadSnap at = place_on_route (sim, mover, &state);

      mover->heading_deg = state.heading_deg;
      mover->at = at;
      wf_sim_mover_clear (mover);
    }
  return state;
}

void
wf_sim_mover_halt (WfSim *sim, WfSimMover *mover)
{
  WfDriveState state = wf_sim_mover_state (sim, mover);

  if (mover->drive == NULL)
    return;
  mover->at = place_on_route (sim, mover, &state);
  mover->at.one_direction = FALSE;
  mover->heading_deg = state.heading_deg;
  wf_sim_mover_clear (mover);
}

/* Who has the siren on passes at red. */
static WfDrive *
make_drive (WfSim *sim, const WfRoute *route, double speed_mps, WfRouteProfile profile)
{
  const WfLonLat *points = (const WfLonLat *) (void *) route->points->data;
  g_autoptr (GArray) lights = NULL;

  if (profile == WF_ROUTE_AMBULANCE)
    return wf_drive_new (points, route->points->len,
                         (const float *) (void *) route->limits_mps->data, NULL, 0, speed_mps,
                         WF_DRIVE_SIREN);
  lights = wf_sim_lights_on (sim, points, route->points->len);
  return wf_sim_drive_by_lights (sim, route->points, route->limits_mps, speed_mps, WF_DRIVE_CAR,
                                 sim->now_s, (const WfSimLight *) (void *) lights->data,
                                 lights->len, 0, FALSE);
}

gboolean
wf_sim_mover_go (WfSim *sim, WfSimMover *mover, const WfRoadSnap *to, WfRouteProfile profile)
{
  WfDriveState state = wf_sim_mover_state (sim, mover);
  WfRoadSnap from = mover->drive != NULL ? place_on_route (sim, mover, &state) : mover->at;
  WfRoute *route = wf_route_search_run (sim->search, &from, to, profile);

  if (route == NULL && from.one_direction)
    {
      from.one_direction = FALSE;
      route = wf_route_search_run (sim->search, &from, to, profile);
    }
  if (route == NULL)
    return FALSE;
  for (guint i = 0; i < route->limits_mps->len; i++)
    g_array_index (route->limits_mps, float, i) *= (float) mover->pace;
  wf_sim_mover_clear (mover);
  mover->at = from;
  mover->heading_deg = state.heading_deg;
  mover->route = route;
  mover->drive = make_drive (sim, route, from.one_direction ? state.speed_mps : 0, profile);
  mover->start_s = sim->now_s;
  return TRUE;
}

WfRoadSnap
wf_sim_random_place (WfSim *sim, WfSimRandom *random, const WfLonLat *near, double reach_m)
{
  WfRoadSnap snap = { 0 };
  WfLonLat p = { 0, 0 };

  for (guint i = 0; i < 40; i++)
    {
      guint32 k = wf_sim_random_index (random, sim->free_nodes->len);

      p = wf_road_graph_node (sim->graph, g_array_index (sim->free_nodes, guint32, k));
      if (near == NULL || wf_ground_m (*near, p) <= reach_m)
        break;
    }
  if (!wf_road_graph_snap (sim->graph, p, &snap))
    g_warn_if_reached (); /* a node is always on a road */
  return snap;
}

WfSimTold
wf_sim_told_new (WfSim *sim, WfSimRandom *random)
{
  return (WfSimTold){ .told_us
                      = sim->now_us - (gint64) wf_sim_random_range (random, 0, MOVING_EVERY_US),
                      .speed_kmh = -1,
                      .heading_deg = -1,
                      .east_m = wf_sim_random_bell (random) * 1.5,
                      .north_m = wf_sim_random_bell (random) * 1.5 };
}

/* A receiver's error wanders slowly and stays small. */
static void
wander (WfSimTold *told, WfSimRandom *random)
{
  told->east_m = CLAMP (told->east_m * 0.9 + wf_sim_random_bell (random) * 0.7, -5, 5);
  told->north_m = CLAMP (told->north_m * 0.9 + wf_sim_random_bell (random) * 0.7, -5, 5);
}

void
wf_sim_tell_motion (WfSim *sim, const char *id, WfSimTold *told, const WfDriveState *state,
                    WfSimRandom *random, json_t *extra)
{
  double kmh = state->speed_mps * 3.6;
  gboolean changed = state->speed_mps > 0 || told->speed_kmh > 0;
  json_t *attrs = extra;

  if (sim->silent
      || (extra == NULL
          && sim->now_us - told->told_us < (changed ? MOVING_EVERY_US : STANDING_EVERY_US)))
    {
      json_decref (extra);
      return;
    }
  if (attrs == NULL)
    attrs = json_object ();
  if (state->speed_mps > 0)
    wander (told, random);
  json_object_set_new (
      attrs, "location",
      wf_sim_location (wf_ground_move (state->position, told->east_m, told->north_m)));
  if (fabs (kmh - told->speed_kmh) >= 0.05)
    json_object_set_new (attrs, "speed", wf_sim_number (kmh, 1, "KMH"));
  if (fabs (state->heading_deg - told->heading_deg) >= 0.5)
    json_object_set_new (attrs, "heading",
                         wf_sim_number (fmod (round (state->heading_deg), 360), 0, "DD"));
  told->speed_kmh = kmh;
  told->heading_deg = state->heading_deg;
  told->told_us = sim->now_us;
  wf_sim_patch (sim, id, attrs);
}
