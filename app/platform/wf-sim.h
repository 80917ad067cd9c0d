/* Watchfloor: the life of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Units, buses, signals, weather, water, calls, and the people and machines that answer commands.
 * Deterministic for a seed and a sequence of steps. It changes the world only through the entity
 * store and learns of new Command entities from it. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-entity-store.h"

typedef struct _WfSim WfSim;

typedef struct
{
  guint64 seed;
  guint n_ambulances; /* 24 */
  guint n_buses; /* 200 */
} WfSimOptions;

/* Loads roads, stations, hospitals and signals of @city through layer packs (waits), and puts the
 * first entities into @store at @now_us. */
WfSim *wf_sim_new (WfCity *city, WfEntityStore *store, const WfSimOptions *options, gint64 now_us,
                   GError **error);
void wf_sim_free (WfSim *sim);

/* Moves the city on to @now_us (the clock's; called some times a second). */
void wf_sim_step (WfSim *sim, gint64 now_us);

/* {"units":{state:n},"buses":n,"calls":n,"commands":{state:n}} for /admin/state; new reference. */
json_t *wf_sim_state (WfSim *sim);
