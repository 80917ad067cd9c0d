/* Watchfloor: tests of the embedded city's life.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-command.h"
#include "wf-error.h"
#include "wf-ground.h"
#include "wf-json.h"
#include "wf-pack-writer.h"
#include "wf-sim-private.h"

#include <glib/gstdio.h>

#define START_US (G_GINT64_CONSTANT (1767571200) * WF_SECOND_US)
#define SIDE 12
#define PITCH 0.003 /* degrees between streets */

static char *folder;

/* ---- a town of streets on a grid */

static WfLonLat
corner (double column, double row)
{
  return (WfLonLat){ 121.6 + column * PITCH, 38.9 + row * PITCH };
}

typedef struct
{
  const char *fields[4];
  const char *values[4];
  WfLonLat points[SIDE];
  guint n_points;
} Thing;

static WfPack *
pack_of (WfGeometryKind kind, const Thing *things, guint n)
{
  WfPackWriter *writer = wf_pack_writer_new (kind);
  g_autofree char *path = g_strdup_printf ("%s/%u.wfpack", folder, g_random_int ());
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  for (guint f = 0; f < 4 && things[0].fields[f] != NULL; f++)
    wf_pack_writer_add_field (writer, things[0].fields[f], WF_FIELD_TEXT);
  for (guint i = 0; i < n; i++)
    {
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, things[i].points, things[i].n_points);
      for (guint f = 0; f < 4 && things[0].fields[f] != NULL; f++)
        if (things[i].values[f] != NULL)
          wf_pack_writer_set_text (writer, f, things[i].values[f]);
      wf_pack_writer_end (writer);
    }
  g_assert_true (wf_pack_writer_finish (writer, path, &error));
  g_assert_no_error (error);
  pack = wf_pack_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return pack;
}

static WfPack *
streets (const char *class_name)
{
  Thing lines[2 * SIDE] = { 0 };

  for (int i = 0; i < SIDE; i++)
    for (int down = 0; down < 2; down++)
      {
        Thing *line = &lines[2 * i + down];

        *line = (Thing){ { "class", NULL }, { i % 4 == 0 ? "primary" : class_name } };
        line->n_points = SIDE;
        for (int k = 0; k < SIDE; k++)
          line->points[k] = down ? corner (i, k) : corner (k, i);
      }
  return pack_of (WF_GEOMETRY_LINE, lines, 2 * SIDE);
}

static WfSimWorld *
bare_world (void)
{
  WfSimWorld *world = g_new0 (WfSimWorld, 1);

  world->roads = streets ("residential");
  return world;
}

static WfSimWorld *
full_world (void)
{
  Thing stations[]
      = { { { "id", "name", "kind" }, { "s1", "Station 1", "ambulance" }, { corner (2, 2) }, 1 },
          { { 0 }, { "s2", "Station 2", "ambulance" }, { corner (9, 3.2) }, 1 },
          { { 0 }, { "f1", "Fire 1", "fire" }, { corner (5, 5) }, 1 } };
  Thing hospitals[] = { { { "id", "name" }, { "h1", "Hospital 1" }, { corner (6, 6) }, 1 } };
  Thing signals[] = { { { "id", "name" }, { "t1", "First" }, { corner (4, 4) }, 1 },
                      { { 0 }, { "t1", "Same id" }, { corner (8, 4) }, 1 },
                      { { 0 }, { NULL, NULL }, { corner (8, 8) }, 1 } };
  Thing lines[] = { { { "id", "name" }, { "b1", "1" }, { corner (0, 4), corner (11, 4) }, 2 },
                    { { 0 }, { "b2", "2" }, { corner (4, 0), corner (4, 11) }, 2 } };
  Thing stops[] = { { { "id", "name", "line" }, { "p1", "A", "b1" }, { corner (3, 4) }, 1 },
                    { { 0 }, { "p2", "B", "b1" }, { corner (7, 4) }, 1 } };
  Thing water[] = { { { "name" },
                      { "Bay" },
                      { corner (0, 11.1), corner (11, 11.1), corner (11, 14), corner (0, 14) },
                      4 } };
  WfSimWorld *world = bare_world ();

  world->stations = pack_of (WF_GEOMETRY_POINT, stations, G_N_ELEMENTS (stations));
  world->hospitals = pack_of (WF_GEOMETRY_POINT, hospitals, G_N_ELEMENTS (hospitals));
  world->signals = pack_of (WF_GEOMETRY_POINT, signals, G_N_ELEMENTS (signals));
  world->bus_lines = pack_of (WF_GEOMETRY_LINE, lines, G_N_ELEMENTS (lines));
  world->bus_stops = pack_of (WF_GEOMETRY_POINT, stops, G_N_ELEMENTS (stops));
  world->water = pack_of (WF_GEOMETRY_POLYGON, water, G_N_ELEMENTS (water));
  return world;
}

typedef struct
{
  WfEntityStore *store;
  WfClock *clock;
  WfSim *sim;
} Town;

static WfSimOptions
willing (void)
{
  WfSimOptions options = WF_SIM_OPTIONS_DEFAULT;

  options.seed = 5;
  options.refuse_share = 0;
  options.silent_share = 0;
  return options;
}

static Town
town_new (WfSimWorld *world, const WfSimOptions *options)
{
  g_autoptr (GError) error = NULL;
  Town town = { wf_entity_store_new (), wf_clock_new_manual (START_US), NULL };

  wf_entity_store_set_clock (town.store, town.clock);
  town.sim = wf_sim_new_in_world (world, town.store, options, START_US, &error);
  g_assert_no_error (error);
  return town;
}

static void
town_clear (Town *town)
{
  wf_sim_free (town->sim);
  wf_entity_store_free (town->store);
  wf_clock_unref (town->clock);
}

static void
pass (Town *town, double seconds)
{
  for (; seconds > 0; seconds -= 0.5)
    {
      wf_clock_advance (town->clock, WF_SECOND_US / 2);
      wf_sim_step (town->sim, wf_clock_now (town->clock));
    }
}

static const char *
text_of (Town *town, const char *id, const char *attribute)
{
  return wf_sim_stored_text (town->sim, id, attribute, "");
}

static WfLonLat
place_of (const json_t *entity)
{
  const json_t *at = json_object_get (
      json_object_get (json_object_get (entity, "location"), "value"), "coordinates");

  return (WfLonLat){ json_number_value (json_array_get (at, 0)),
                     json_number_value (json_array_get (at, 1)) };
}

static const char *
free_ambulance (Town *town)
{
  for (guint i = 0; i < town->sim->units->len; i++)
    {
      const WfSimUnit *unit = g_ptr_array_index (town->sim->units, i);

      if (unit->kind == WF_SIM_AMBULANCE && unit->state == WF_UNIT_STANDBY_HOME)
        return unit->id;
    }
  g_assert_not_reached ();
}

/* Posts it as a desk does. Returns its id (g_free). */
static char *
post (Town *town, const char *kind, const char *target, json_t *params, double valid_s)
{
  gint64 now_us = wf_clock_now (town->clock);
  g_autoptr (WfCommand) command
      = wf_command_new (kind, target, params, "desk", now_us, (gint64) (valid_s * WF_SECOND_US));
  static guint number;
  g_autoptr (GError) error = NULL;

  g_free (command->id);
  command->id = g_strdup_printf ("urn:ngsi-ld:Command:test-%u", ++number);
  command->state = WF_COMMAND_SENT;
  g_assert_true (
      wf_entity_store_create (town->store, wf_command_to_entity (command), now_us, &error));
  g_assert_no_error (error);
  return g_strdup (command->id);
}

static json_t *
to_corner (double column, double row, const char *incident)
{
  WfLonLat p = corner (column, row);

  return json_pack ("{s:f, s:f, s:s*}", "lon", p.lon, "lat", p.lat, "incident", incident);
}

static gboolean
wait_for_state (Town *town, const char *id, const char *state, double seconds)
{
  for (; seconds > 0 && !g_str_equal (text_of (town, id, "state"), state); seconds -= 0.5)
    pass (town, 0.5);
  return g_str_equal (text_of (town, id, "state"), state);
}

/* ---- the city as a whole */

static void
append_entity (const json_t *entity, gpointer text)
{
  g_autofree char *line = wf_json_canonical (entity);

  g_string_append_printf (text, "%s\n", line);
}

static char *
dump_after (double seconds, guint64 seed)
{
  WfSimOptions options = WF_SIM_OPTIONS_DEFAULT;
  GString *text = g_string_new (NULL);
  Town town;

  options.seed = seed;
  options.n_buses = 30;
  town = town_new (full_world (), &options);
  pass (&town, seconds);
  wf_entity_store_foreach (town.store, NULL, append_entity, text);
  town_clear (&town);
  return g_string_free (text, FALSE);
}

static void
test_deterministic (void)
{
  g_autofree char *a = dump_after (600, 7);
  g_autofree char *b = dump_after (600, 7);
  g_autofree char *c = dump_after (600, 8);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

typedef struct
{
  Town *town;
  double fastest_kmh, farthest_m;
  guint n_moving, n_bad;
} Watch;

static void
look_at_vehicle (const json_t *entity, gpointer user_data)
{
  Watch *watch = user_data;
  double kmh = wf_json_number (json_object_get (entity, "speed"), "value", 0);
  WfRoadSnap snap;

  g_assert_true (wf_road_graph_snap (watch->town->sim->graph, place_of (entity), &snap));
  watch->farthest_m = MAX (watch->farthest_m, snap.away_m);
  watch->fastest_kmh = MAX (watch->fastest_kmh, kmh);
  watch->n_moving += kmh > 5;
}

static void
test_on_roads_and_sane (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  Watch watch = { &town, 0, 0, 0, 0 };

  for (guint i = 0; i < 60; i++)
    {
      guint n_free = 0, n = 0;

      pass (&town, 20);
      wf_entity_store_foreach (town.store, "Vehicle", look_at_vehicle, &watch);
      for (guint k = 0; k < town.sim->units->len; k++)
        {
          const WfSimUnit *unit = g_ptr_array_index (town.sim->units, k);

          n += unit->kind == WF_SIM_AMBULANCE;
          n_free += unit->kind == WF_SIM_AMBULANCE && wf_sim_unit_is_free (unit);
        }
      g_assert_cmpuint (2 * n_free + 4, >=, n); /* two are out of service, some rest */
    }
  g_assert_cmpfloat (watch.farthest_m, <, 15);
  g_assert_cmpfloat (watch.fastest_kmh, <, 130);
  g_assert_cmpfloat (watch.fastest_kmh, >, 25);
  g_assert_cmpuint (watch.n_moving, >, 100);
  town_clear (&town);
}

static void
count_call (const json_t *entity, gpointer count)
{
  WfLonLat p = place_of (entity);
  double accuracy = wf_json_number (json_object_get (entity, "accuracy"), "value", 0);

  g_assert_true (wf_lonlat_is_valid (p));
  g_assert_cmpfloat (accuracy, >=, 50);
  g_assert_cmpfloat (accuracy, <=, 200);
  ++*(guint *) count;
}

static void
test_what_there_is (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  g_autofree char *phase = NULL;
  g_autoptr (json_t) state = NULL;
  guint n_calls = 0;

  g_assert_cmpuint (wf_entity_store_count (town.store, "TrafficSignal"), ==, 3);
  g_assert_cmpuint (wf_entity_store_count (town.store, "Device"), ==, 1);
  g_assert_cmpuint (wf_entity_store_count (town.store, "WeatherObserved"), ==, 3);
  phase = g_strdup (text_of (&town, "urn:ngsi-ld:TrafficSignal:t1", "phase"));
  for (guint i = 0;
       i < 60 && g_str_equal (phase, text_of (&town, "urn:ngsi-ld:TrafficSignal:t1", "phase")); i++)
    pass (&town, 1);
  g_assert_cmpstr (phase, !=, text_of (&town, "urn:ngsi-ld:TrafficSignal:t1", "phase"));
  pass (&town, 600);
  wf_entity_store_foreach (town.store, "EmergencyCall", count_call, &n_calls);
  g_assert_cmpuint (n_calls, >=, 2);
  state = wf_sim_state (town.sim);
  g_assert_cmpint (wf_json_integer (state, "signals", 0), ==, 3);
  g_assert_true (json_is_object (json_object_get (state, "units")));
  town_clear (&town);
}

/* Buses of a line keep their distance in time: each comes by a place a headway after the other. */
static void
test_headway (void)
{
  WfSimOptions options = willing ();
  Town town;
  WfLonLat here = corner (5.5, 4);
  double last_s = -1, shortest = 1e9, longest = 0;
  gboolean near_before[40] = { FALSE };

  options.n_buses = 12;
  town = town_new (full_world (), &options);
  for (double t = 0; t < 1800; t += 1)
    {
      pass (&town, 1);
      for (guint i = 1; i <= 12; i++)
        {
          g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:bus-%03u", i);
          const json_t *bus = wf_entity_store_get (town.store, id);
          double heading = wf_json_number (json_object_get (bus, "heading"), "value", -1);
          gboolean near_now = g_str_equal (text_of (&town, id, "lineName"), "1")
                              && wf_ground_m (place_of (bus), here) < 30 && heading < 180;

          if (near_now && !near_before[i])
            {
              if (last_s >= 0)
                {
                  shortest = MIN (shortest, t - last_s);
                  longest = MAX (longest, t - last_s);
                }
              last_s = t;
            }
          near_before[i] = near_now;
        }
    }
  g_assert_cmpfloat (longest, >, 0);
  g_assert_cmpfloat (longest - shortest, <, 90);
  g_assert_cmpfloat (shortest, >, 60);
  town_clear (&town);
}

static void
test_bare_city (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (bare_world (), &options);
  Watch watch = { &town, 0, 0, 0, 0 };

  pass (&town, 900);
  wf_entity_store_foreach (town.store, "Vehicle", look_at_vehicle, &watch);
  g_assert_cmpuint (wf_entity_store_count (town.store, "TrafficSignal"), ==, 0);
  g_assert_cmpuint (watch.n_moving, >, 0);
  g_assert_cmpfloat (watch.farthest_m, <, 15);
  town_clear (&town);
}

static void
test_no_streets (void)
{
  Thing path[] = { { { "class" }, { "footway" }, { corner (0, 0), corner (1, 0) }, 2 } };
  WfSimWorld *world = g_new0 (WfSimWorld, 1);
  WfSimOptions options = willing ();
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  g_autoptr (GError) error = NULL;

  world->roads = pack_of (WF_GEOMETRY_LINE, path, 1);
  g_assert_null (wf_sim_new_in_world (world, store, &options, START_US, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_NOT_FOUND);
}

/* ---- commands */

static void
test_send_to_done (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  const char *unit = free_ambulance (&town);
  g_autofree char *id = NULL;
  const json_t *entity;

  g_assert_true (
      wf_entity_store_create (town.store,
                              json_pack ("{s:s, s:s, s:s}", "id", "urn:ngsi-ld:Incident:1", "type",
                                         "Incident", "state", "open"),
                              START_US, NULL));
  id = post (&town, "sendUnit", unit, to_corner (10, 10.4, "urn:ngsi-ld:Incident:1"), 120);
  g_assert_true (wait_for_state (&town, id, "received", 10));
  g_assert_true (wait_for_state (&town, id, "granted", 10));
  g_assert_cmpstr (text_of (&town, "urn:ngsi-ld:Incident:1", "state"), ==, "dispatched");
  g_assert_true (wait_for_state (&town, id, "inProgress", 10));
  pass (&town, 1);
  entity = wf_entity_store_get (town.store, unit);
  g_assert_cmpstr (text_of (&town, unit, "workState"), ==, "acknowledged");
  g_assert_cmpstr (wf_json_string (json_object_get (entity, "refIncident"), "object", ""), ==,
                   "urn:ngsi-ld:Incident:1");
  pass (&town, 60);
  g_assert_cmpstr (text_of (&town, unit, "workState"), ==, "enRoute");
  /* validUntil is for the order; a car on its way does not turn to dust. */
  g_assert_true (wait_for_state (&town, id, "done", 900));
  pass (&town, 2);
  g_assert_cmpstr (text_of (&town, unit, "workState"), ==, "onScene");
  g_assert_cmpfloat (
      wf_ground_m (place_of (wf_entity_store_get (town.store, unit)), corner (10, 10.4)), <, 160);
  pass (&town, 4000);
  g_assert_null (json_object_get (wf_entity_store_get (town.store, unit), "refIncident"));
  town_clear (&town);
}

static void
test_refusals (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  const char *unit = free_ambulance (&town);
  g_autofree char *first = post (&town, "sendUnit", unit, to_corner (3, 3, NULL), 60);
  g_autofree char *busy = NULL, *kind = NULL, *nobody = NULL, *nowhere = NULL, *workshop = NULL;

  g_assert_true (wait_for_state (&town, first, "granted", 20));
  busy = post (&town, "sendUnit", unit, to_corner (4, 4, NULL), 60);
  kind = post (&town, "openFloodgate", unit, NULL, 60);
  nobody = post (&town, "sendUnit", "urn:ngsi-ld:Vehicle:none", to_corner (4, 4, NULL), 60);
  nowhere = post (&town, "sendUnit", free_ambulance (&town), json_pack ("{s:f}", "lon", 500.0), 60);
  workshop = post (&town, "sendUnit", "urn:ngsi-ld:Vehicle:amb-24", to_corner (4, 4, NULL), 60);
  g_assert_true (wait_for_state (&town, busy, "refused", 20));
  g_assert_cmpstr (text_of (&town, busy, "reason"), !=, "");
  g_assert_true (wait_for_state (&town, kind, "refused", 20));
  g_assert_nonnull (strstr (text_of (&town, kind, "reason"), "openFloodgate"));
  g_assert_true (wait_for_state (&town, nobody, "refused", 20));
  g_assert_true (wait_for_state (&town, nowhere, "refused", 20));
  g_assert_true (wait_for_state (&town, workshop, "refused", 20));
  town_clear (&town);
}

static void
test_unwilling_crew (void)
{
  WfSimOptions options = willing ();
  Town town;
  g_autofree char *id = NULL;

  options.refuse_share = 1;
  town = town_new (full_world (), &options);
  id = post (&town, "sendUnit", free_ambulance (&town), to_corner (4, 4, NULL), 60);
  g_assert_true (wait_for_state (&town, id, "refused", 20));
  town_clear (&town);
}

/* Nobody answers: it expires, not a moment before and no later than a step after. */
static void
test_silence_expires (void)
{
  WfSimOptions options = willing ();
  Town town;
  const char *unit;
  g_autofree char *id = NULL;

  options.silent_share = 1;
  town = town_new (full_world (), &options);
  unit = free_ambulance (&town);
  id = post (&town, "sendUnit", unit, to_corner (4, 4, NULL), 30);
  pass (&town, 29.5);
  g_assert_cmpstr (text_of (&town, id, "state"), ==, "sent");
  pass (&town, 0.5);
  g_assert_cmpstr (text_of (&town, id, "state"), ==, "expired");
  pass (&town, 120);
  g_assert_cmpstr (text_of (&town, id, "state"), ==, "expired");
  g_assert_cmpstr (text_of (&town, unit, "workState"), ==, "standbyHome");
  town_clear (&town);
}

/* However late the city's clock comes round, what has lapsed is not carried out. */
static void
test_never_late (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  const char *unit = free_ambulance (&town);
  g_autofree char *id = post (&town, "sendUnit", unit, to_corner (4, 4, NULL), 20);
  g_autofree char *old = NULL;

  wf_clock_advance (town.clock, 3600 * WF_SECOND_US);
  wf_sim_step (town.sim, wf_clock_now (town.clock));
  g_assert_cmpstr (text_of (&town, id, "state"), ==, "expired");
  old = post (&town, "sendUnit", free_ambulance (&town), to_corner (4, 4, NULL), -5);
  pass (&town, 0.5);
  g_assert_cmpstr (text_of (&town, old, "state"), ==, "expired");
  town_clear (&town);
}

static void
test_revoked (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  const char *unit = free_ambulance (&town);
  g_autofree char *id = post (&town, "sendUnit", unit, to_corner (10, 10, "urn:x:i"), 60);
  g_autofree char *done = NULL;

  g_assert_true (wait_for_state (&town, id, "inProgress", 30));
  pass (&town, 50);
  g_assert_true (wf_entity_store_patch (town.store, id,
                                        json_pack ("{s:s}", "revokeRequestedBy", "desk 2"),
                                        wf_clock_now (town.clock), NULL));
  g_assert_true (wait_for_state (&town, id, "revoked", 5));
  pass (&town, 2);
  g_assert_cmpstr (text_of (&town, unit, "workState"), ==, "standbyAway");
  g_assert_null (json_object_get (wf_entity_store_get (town.store, unit), "refIncident"));

  /* What is done cannot be revoked. */
  done = post (&town, "message", unit, json_pack ("{s:s}", "text", "hello"), 60);
  g_assert_true (wait_for_state (&town, done, "done", 30));
  g_assert_true (wf_entity_store_patch (town.store, done,
                                        json_pack ("{s:s}", "revokeRequestedBy", "desk 2"),
                                        wf_clock_now (town.clock), NULL));
  pass (&town, 5);
  g_assert_cmpstr (text_of (&town, done, "state"), ==, "done");
  town_clear (&town);
}

static void
test_recall_and_stand_by (void)
{
  WfSimOptions options = willing ();
  Town town = town_new (full_world (), &options);
  const char *unit = free_ambulance (&town);
  g_autofree char *send = post (&town, "sendUnit", unit, to_corner (10, 10, NULL), 60);
  g_autofree char *recall = NULL, *stand_by = NULL, *again = NULL;

  g_assert_true (wait_for_state (&town, send, "inProgress", 30));
  recall = post (&town, "recall", unit, NULL, 60);
  g_assert_true (wait_for_state (&town, recall, "done", 30));
  g_assert_cmpstr (text_of (&town, send, "state"), ==, "failed");

  unit = free_ambulance (&town);
  stand_by = post (&town, "standBy", unit, to_corner (0, 11, NULL), 60);
  g_assert_true (wait_for_state (&town, stand_by, "inProgress", 30));
  again = post (&town, "sendUnit", unit, to_corner (1, 1, NULL), 60);
  g_assert_true (wait_for_state (&town, again, "granted", 30));
  g_assert_cmpstr (text_of (&town, stand_by, "state"), ==, "failed");
  g_assert_true (wait_for_state (&town, again, "done", 900));
  town_clear (&town);
}

/* World time runs faster, stamps do not. */
static void
test_speed (void)
{
  WfSimOptions options = willing ();
  Town town;
  g_autofree char *id = NULL;

  options.speed = 20;
  town = town_new (full_world (), &options);
  id = post (&town, "sendUnit", free_ambulance (&town), to_corner (10, 10, NULL), 60);
  g_assert_true (wait_for_state (&town, id, "done", 60));
  g_assert_cmpfloat (town.sim->now_s, >, 60);
  town_clear (&town);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("wf-sim-XXXXXX", NULL);
  g_test_add_func ("/sim/deterministic", test_deterministic);
  g_test_add_func ("/sim/on-roads-and-sane", test_on_roads_and_sane);
  g_test_add_func ("/sim/what-there-is", test_what_there_is);
  g_test_add_func ("/sim/headway", test_headway);
  g_test_add_func ("/sim/bare-city", test_bare_city);
  g_test_add_func ("/sim/no-streets", test_no_streets);
  g_test_add_func ("/sim/send-to-done", test_send_to_done);
  g_test_add_func ("/sim/refusals", test_refusals);
  g_test_add_func ("/sim/unwilling-crew", test_unwilling_crew);
  g_test_add_func ("/sim/silence-expires", test_silence_expires);
  g_test_add_func ("/sim/never-late", test_never_late);
  g_test_add_func ("/sim/revoked", test_revoked);
  g_test_add_func ("/sim/recall-and-stand-by", test_recall_and_stand_by);
  g_test_add_func ("/sim/speed", test_speed);
  result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
