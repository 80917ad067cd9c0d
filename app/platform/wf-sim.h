/* Watchfloor: the life of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Units, buses, signals, weather, water, calls, and the people and machines that answer commands.
 * Deterministic for a seed and a sequence of steps. It changes the world only through the entity
 * store and learns of new Command entities from it. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-entity-store.h"

typedef struct _WfSim WfSim;

/* Start from WF_SIM_OPTIONS_DEFAULT. A number below 0 means: as the city file's "simulation"
 * object says under the name in quotes, else the value in brackets. */
typedef struct
{
  guint64 seed;
  double speed; /* world seconds a wall second; stamps stay wall time */
  int n_ambulances; /* "ambulances" (24) */
  int n_buses; /* "buses" (200) */
  int n_fire; /* "fire_engines" (6) */
  int n_police; /* "police_cars" (10) */
  double refuse_share; /* "refuse_share" (0.04): crews that say no though they could */
  double silent_share; /* "silent_share" (0.02): commands never answered */
} WfSimOptions;

#define WF_SIM_OPTIONS_DEFAULT ((WfSimOptions){ 1, 1.0, -1, -1, -1, -1, -1, -1 })

/* Loads roads, stations, hospitals and signals of @city through layer packs (waits), and puts the
 * first entities into @store at @now_us. Only roads are needed; a layer that is missing or broken
 * is done without and named in a warning. Error: WF_ERROR_NOT_FOUND (a city without roads). */
WfSim *wf_sim_new (WfCity *city, WfEntityStore *store, const WfSimOptions *options, gint64 now_us,
                   GError **error);
void wf_sim_free (WfSim *sim);

/* Moves the city on to @now_us (the wall clock's; called some times a second). */
void wf_sim_step (WfSim *sim, gint64 now_us);

/* {"units":{state:n},"buses":n,"calls":n,"commands":{state:n}} for /admin/state; new reference. */
json_t *wf_sim_state (WfSim *sim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSim, wf_sim_free)
