/* Watchfloor: the ground the simulation stands on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of a city that the simulation lives on, as packs; each but the roads may be NULL.
 * Owned by the simulation. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-pack.h"

typedef struct
{
  WfPack *roads;
  WfPack *stations, *hospitals; /* points: id, name; stations also kind */
  WfPack *signals; /* points: id, name */
  WfPack *bus_lines; /* lines: id, name */
  WfPack *bus_stops; /* points: id, name, line (an id of bus_lines, may be missing) */
  WfPack *water; /* polygons or lines: name */
  WfCity *city; /* NULL: field names are the usual ones, no "simulation" */
} WfSimWorld;

/* Reads the layers of @city by their roles (waits for the worker). What cannot be read is named in
 * the log and left out, but for the roads. Error: WF_ERROR_NOT_FOUND, or what the worker says. */
WfSimWorld *wf_sim_world_load (WfCity *city, GError **error);
void wf_sim_world_free (WfSimWorld *world);

/* The text in the column @field of @feature; @fallback where there is none. */
const char *
wf_sim_world_text (const WfPack *pack, guint32 feature, const char *field, const char *fallback);

/* The first point of @feature. */
WfLonLat wf_sim_world_point (const WfPack *pack, guint32 feature);

/* 0 for NULL, and for a table without places. */
guint32 wf_sim_world_count (const WfPack *pack);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSimWorld, wf_sim_world_free)
