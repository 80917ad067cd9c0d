/* Watchfloor: the inside of the simulation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by wf-sim.c and the parts of the city (sim-*.c, listed in sim.def). A part keeps its own
 * state and touches others only through what stands here. World time is seconds since the start
 * of the simulation, a double; stamps are wall time. Main thread. */
#pragma once

#include "wf-drive.h"
#include "wf-route-search.h"
#include "wf-sim-random.h"
#include "wf-sim-world.h"
#include "wf-sim.h"
#include "wf-unit-state.h"

/* A member of the family is one file sim-NAME.c that defines wf_sim_part_NAME, and one line in
 * sim.def. Optional functions are NULL. */
typedef struct
{
  const char *name;
  gpointer (*start) (WfSim *sim); /* makes its entities; NULL where the city has nothing of it */
  void (*step) (WfSim *sim, gpointer part);
  void (*report) (WfSim *sim, gpointer part, json_t *state);
  void (*stop) (gpointer part);
} WfSimPart;

/* So many Commands in a final state stay to be looked at; of more, the oldest go, but none before
 * it has lapsed: until then its id must stay known, so that it is not carried out twice. */
#define WF_SIM_KEPT_COMMANDS 1000

typedef struct
{
  gint64 valid_until_us;
  char id[];
} WfSimAnswered;

struct _WfSim
{
  WfSimWorld *world;
  WfEntityStore *store; /* borrowed */
  WfSimOptions options; /* all resolved */
  WfRoadGraph *graph;
  WfRouteSearch *search;
  GArray *free_nodes; /* guint32: nodes of the largest component */

  gint64 start_us; /* wall time when world time was 0 */
  gint64 now_us; /* wall */
  double now_s; /* world */
  gboolean silent; /* warming up: nothing is told to the store */

  gpointer *parts; /* in the order of sim.def */
  GArray *signals; /* owned by the part "signals"; NULL where there are none */
  GHashTable *queues; /* of those who wait at red; see sim-lights.c */
  GPtrArray *units; /* WfSimUnit, owned by the part "units" */
  GHashTable *units_by_id; /* borrowed both */
  GArray *hospitals; /* WfRoadSnap, owned by the part "units"; may be empty */
  GPtrArray *pending; /* commands under way, owned by the part "commands" */
  GQueue *inbox; /* char *: ids of new Commands, owned */
  GHashTable *revoked; /* char *: ids of Commands asked to be revoked, owned */
  GQueue *answered; /* WfSimAnswered *: Commands in a final state, oldest first, owned */
};

/* ---- entities: values in normalized form, new references */

json_t *wf_sim_text (const char *text);
/* The name of @feature, from @column or else @fallback, and beside it the English one where @pack
 * has a name_en. */
void wf_sim_set_names (json_t *entity, const WfPack *pack, guint32 feature, const char *column,
                       const char *fallback);
/* Rounded to @decimals; @unit_code may be NULL. */
json_t *wf_sim_number (double value, int decimals, const char *unit_code);
json_t *wf_sim_time (gint64 time_us);
json_t *wf_sim_relation (const char *id);
json_t *wf_sim_location (WfLonLat p);
json_t *wf_sim_entity (const char *id, const char *type);

/* urn:ngsi-ld:@type:@id, or with @index where @id is NULL or no part of a URN (g_free). */
char *wf_sim_urn (const char *type, const char *id, guint index);

/* Takes @entity; all but its name and other lasting attributes are observed now. */
void wf_sim_create (WfSim *sim, json_t *entity);
/* Takes @attrs, observed now; an entity a client deleted is let go. */
void wf_sim_patch (WfSim *sim, const char *id, json_t *attrs);
/* The text value of a property in the store; @fallback where there is none. */
const char *
wf_sim_stored_text (WfSim *sim, const char *id, const char *attribute, const char *fallback);

/* The wall time when world time will be @world_s. */
gint64 wf_sim_wall_us (const WfSim *sim, double world_s);
WfSimRandom wf_sim_random (const WfSim *sim, const char *name);

/* ---- signals */

/* Those that are simulated have the numbers of their features in the layer, from 0. */
guint32 wf_sim_n_signals (const WfSim *sim);
/* The first world time from @at_s on at which who comes with @heading_deg may pass. */
double wf_sim_signal_green_from (const WfSim *sim, guint32 number, double heading_deg, double at_s);

/* A signal on a line: where one stops for it. */
typedef struct
{
  guint32 number;
  double along_m, heading_deg;
} WfSimLight;

/* The signals @points of @n lead past, in order; WfSimLight (g_array_unref). */
GArray *wf_sim_lights_on (WfSim *sim, const WfLonLat *points, guint n);

/* As wf_drive_new, setting out at world time @start_s: it waits wherever it would meet red, and
 * does not set out to where it cannot brake any more. The first of @n_lights lies at
 * lights[0].along_m - @before_m. @queues: behind those who wait there already. */
WfDrive *
wf_sim_drive_by_lights (WfSim *sim, const GArray *points, const GArray *limits_mps,
                        double speed_mps, WfDriveStyle style, double start_s,
                        const WfSimLight *lights, guint n_lights, double before_m, gboolean queues);

/* For wf_sim_new only. */
GHashTable *wf_sim_queues_new (void);

/* ---- motion */

typedef struct
{
  WfRoadSnap at; /* where it stands, or stood when the drive began */
  WfRoute *route;
  WfDrive *drive; /* NULL while it stands */
  double start_s;
  double heading_deg; /* while it stands */
  double pace; /* this driver's share of what others drive, near 1 */
} WfSimMover;

/* What was last told of a moving thing. */
typedef struct
{
  gint64 told_us;
  double speed_kmh, heading_deg;
  double east_m, north_m; /* the receiver's error */
} WfSimTold;

void wf_sim_mover_place (WfSim *sim, WfSimMover *mover, const WfRoadSnap *at);
/* Sets out from where it is, at the speed it has. FALSE where no way leads there. */
gboolean
wf_sim_mover_go (WfSim *sim, WfSimMover *mover, const WfRoadSnap *to, WfRouteProfile profile);
/* Stands still where it is. */
void wf_sim_mover_halt (WfSim *sim, WfSimMover *mover);
/* Stands at its goal once it has arrived. */
WfDriveState wf_sim_mover_state (WfSim *sim, WfSimMover *mover);
/* World time of arrival; the past while it stands. */
double wf_sim_mover_arrival_s (const WfSimMover *mover);
void wf_sim_mover_clear (WfSimMover *mover);

/* A place on a street some node of the largest component lies at; within @reach_m of @near where
 * that is found in a few tries. */
WfRoadSnap
wf_sim_random_place (WfSim *sim, WfSimRandom *random, const WfLonLat *near, double reach_m);

/* Tells location, speed, heading of @id when it is time: once a second while it moves, every
 * fifteen while it stands. @extra (taken, may be NULL) is told at once, with them. */
void wf_sim_tell_motion (WfSim *sim, const char *id, WfSimTold *told, const WfDriveState *state,
                         WfSimRandom *random, json_t *extra);
WfSimTold wf_sim_told_new (WfSim *sim, WfSimRandom *random);

/* ---- units: ambulances, fire engines, police cars */

typedef enum
{
  WF_SIM_AMBULANCE,
  WF_SIM_FIRE,
  WF_SIM_POLICE,
} WfSimUnitKind;

typedef struct
{
  WfSimUnitKind kind;
  char *id, *name;
  WfRoadSnap home;
  guint32 station; /* its feature in the layer; WF_ROAD_NONE */
  WfSimRandom random;
  WfSimMover mover;
  WfSimTold told;

  WfUnitState state;
  double until_s; /* when the state ends by itself; HUGE_VAL: on arrival or by order */
  double next_errand_s; /* when another desk sends it */
  WfRoadSnap scene;
  char *command_id; /* of our desks; NULL on an errand of another desk */
  char *incident_id; /* may be NULL */
  gboolean news; /* state or incident not told yet */
} WfSimUnit;

gboolean wf_sim_unit_is_free (const WfSimUnit *unit);
/* Enters @state for @seconds of world time (HUGE_VAL: until told otherwise). */
void wf_sim_unit_enter (WfSim *sim, WfSimUnit *unit, WfUnitState state, double seconds);
/* Bound to @command_id (may be NULL) and @incident_id (may be NULL) at @scene. */
void wf_sim_unit_bind (WfSimUnit *unit, const char *command_id, const char *incident_id,
                       const WfRoadSnap *scene);
/* Free again, on the way home. */
void wf_sim_unit_release (WfSim *sim, WfSimUnit *unit);
/* To the bound scene, to stand by there. FALSE where no way leads there. */
gboolean wf_sim_unit_stand_by (WfSim *sim, WfSimUnit *unit);

/* Another desk sends the nearest free unit of @kind to @scene, if half of them stay free then. */
void wf_sim_send_for_another_desk (WfSim *sim, WfSimUnitKind kind, const WfRoadSnap *scene);

/* Said by a unit that has reached the place of its order. */
void wf_sim_command_arrived (WfSim *sim, const char *command_id);
/* Said by a unit that cannot get there. */
void wf_sim_command_failed (WfSim *sim, const char *command_id, const char *reason);

/* ---- buses */

typedef struct
{
  double along_m;
  double wait_s; /* at least */
  double leave_s; /* by the timetable, from the beginning of the round */
} WfSimBusStop;

typedef struct
{
  char *id, *name;
  char *name_en; /* NULL = as the name */
  GArray *points, *limits_mps; /* WfLonLat, float: there and back */
  GArray *along_m; /* double a point */
  GArray *stops; /* WfSimBusStop: the first at 0, the last where the round ends */
  GArray *lights; /* WfSimLight */
  double round_s;
} WfSimBusLine;

/* From stop @from to the next one, setting out at world time @start_s. */
WfDrive *wf_sim_bus_leg (WfSim *sim, const WfSimBusLine *line, guint from, double start_s);

/* The city's lines, or lines between far places where it names none; WfSimBusLine *, owned. */
GPtrArray *wf_sim_bus_lines_new (WfSim *sim, guint n_wanted);

/* ---- for tests and wf_sim_new */

/* As wf_sim_new, on layers that are open already. @world is taken, also on failure. */
WfSim *wf_sim_new_in_world (WfSimWorld *world, WfEntityStore *store, const WfSimOptions *options,
                            gint64 now_us, GError **error);
