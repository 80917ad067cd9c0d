/* Watchfloor: the layers of a made city, written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each layer is built as a pack and handed to the worker, which writes it in the format a real
 * city would send. One thread; blocks. */
#pragma once

#include "gen-block.h"
#include "gen-name.h"
#include "gen-road.h"
#include "wf-city-maker.h"
#include "wf-city-writer.h"
#include "wf-pack-writer.h"

typedef struct
{
  GenCity *city;
  const char *dir;
  WfCityWriter *file;
  GenNamer *namer;
  GPtrArray *roads; /* GenRoad */
  GenNamer *road_namer;
  GHashTable *road_names; /* by way; gen_export_road_names_new */
  guint n_grid_cells;
  WfCityProgress progress;
  gpointer user_data;
} GenExport;

/* Says how far it is. */
void gen_export_tell (const GenExport *out, double fraction, const char *what);

/* Writes the pack of @taken (the call's to free) to FILE in the folder as layer @layer. */
gboolean
gen_export_layer (const GenExport *out, WfPackWriter *taken, const char *file, const char *layer,
                  const char *encoding, gboolean append, GError **error);

/* A path in the folder for a pack in between; g_free. */
char *gen_export_temporary (const GenExport *out, const char *name);

void gen_export_ring (WfPackWriter *writer, const WfPoint *points, guint n);

/* gen-export-base.c: land, water, green, landuse, rail. */
gboolean gen_export_base (GenExport *out, GError **error);
/* gen-export-roads.c */
gboolean gen_export_roads (GenExport *out, GError **error);
GHashTable *gen_export_road_names_new (void);
/* The name of a way: borrowed; NULL where it has none. */
void gen_export_road_name (GenExport *out, const GenEdge *edge, const char **zh, const char **en);
/* gen-export-buildings.c */
gboolean gen_export_buildings (GenExport *out, GError **error);
/* gen-export-grid.c: grid and districts. */
gboolean gen_export_grid (GenExport *out, GError **error);
/* gen-export-posts.c: hospitals, stations, signals, cameras, parking, places. */
gboolean gen_export_posts (GenExport *out, GError **error);
/* gen-export-buses.c */
gboolean gen_export_buses (GenExport *out, GError **error);
/* gen-relief.c */
gboolean gen_export_relief (GenExport *out, GError **error);
