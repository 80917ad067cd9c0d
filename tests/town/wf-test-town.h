/* Watchfloor: a town for the tests of the simulation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Twelve streets by twelve, two stations, a hospital, three signals, two bus lines, a bay; with a
 * store and a clock moved by hand. */
#pragma once

#include "wf-clock.h"
#include "wf-sim-private.h"

#define WF_TEST_SIDE 12
#define WF_TEST_START_US (G_GINT64_CONSTANT (1767571200) * WF_SECOND_US)

typedef struct
{
  const char *fields[4]; /* of the first thing: of all */
  const char *values[4];
  WfLonLat points[WF_TEST_SIDE];
  guint n_points;
} WfTestThing;

typedef struct
{
  WfEntityStore *store;
  WfClock *clock;
  WfSim *sim;
} WfTestTown;

/* The crossing of a column and a row. */
WfLonLat wf_test_corner (double column, double row);
WfPack *wf_test_pack_of (WfGeometryKind kind, const WfTestThing *things, guint n);
WfSimWorld *wf_test_bare_world (void); /* streets only */
WfSimWorld *wf_test_full_world (void);
/* Crews that never refuse and always answer. */
WfSimOptions wf_test_willing (void);

/* @world is taken. */
WfTestTown wf_test_town_new (WfSimWorld *world, const WfSimOptions *options);
void wf_test_town_clear (WfTestTown *town);
void wf_test_town_pass (WfTestTown *town, double seconds);
/* A property's text, "" where there is none. */
const char *wf_test_town_text (WfTestTown *town, const char *id, const char *attribute);
WfLonLat wf_test_place_of (const json_t *entity);
const char *wf_test_town_free_ambulance (WfTestTown *town);
/* Posts a command as a desk does; @params is taken. Returns its id (g_free). */
char *wf_test_town_post (WfTestTown *town, const char *kind, const char *target, json_t *params,
                         double valid_s);
json_t *wf_test_to_corner (double column, double row, const char *incident);
/* TRUE once the command is in @state, FALSE after @seconds. */
gboolean wf_test_town_wait (WfTestTown *town, const char *id, const char *state, double seconds);
