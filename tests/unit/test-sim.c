/* Watchfloor: tests of the embedded city's life.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-error.h"
#include "wf-ground.h"
#include "wf-json.h"
#include "wf-test-town.h"

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
  WfTestTown town;

  options.seed = seed;
  options.n_buses = 30;
  town = wf_test_town_new (wf_test_full_world (), &options);
  wf_test_town_pass (&town, seconds);
  wf_entity_store_foreach (town.store, NULL, append_entity, text);
  wf_test_town_clear (&town);
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
  WfTestTown *town;
  double fastest_kmh, farthest_m;
  guint n_moving, n_bad;
} Watch;

static void
look_at_vehicle (const json_t *entity, gpointer user_data)
{
  Watch *watch = user_data;
  double kmh = wf_json_number (json_object_get (entity, "speed"), "value", 0);
  WfRoadSnap snap;

  g_assert_true (wf_road_graph_snap (watch->town->sim->graph, wf_test_place_of (entity), &snap));
  watch->farthest_m = MAX (watch->farthest_m, snap.away_m);
  watch->fastest_kmh = MAX (watch->fastest_kmh, kmh);
  watch->n_moving += kmh > 5;
}

static void
test_on_roads_and_sane (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  Watch watch = { &town, 0, 0, 0, 0 };

  for (guint i = 0; i < 60; i++)
    {
      guint n_free = 0, n = 0;

      wf_test_town_pass (&town, 20);
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
  wf_test_town_clear (&town);
}

static void
test_names (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  static const char signal[] = "urn:ngsi-ld:TrafficSignal:t1";
  static const char bus[] = "urn:ngsi-ld:Vehicle:bus-001";

  g_assert_cmpstr (wf_test_town_text (&town, signal, "name"), ==, "第一");
  g_assert_cmpstr (wf_test_town_text (&town, signal, "alternateName"), ==, "First");
  g_assert_cmpstr (wf_test_town_text (&town, bus, "lineName"), ==, "2");
  g_assert_cmpstr (wf_test_town_text (&town, bus, "alternateLineName"), ==, "Two");
  wf_test_town_clear (&town);
}

static void
count_call (const json_t *entity, gpointer count)
{
  WfLonLat p = wf_test_place_of (entity);
  double accuracy = wf_json_number (json_object_get (entity, "accuracy"), "value", 0);

  g_assert_true (wf_lonlat_is_valid (p));
  g_assert_cmpfloat (accuracy, >=, 50);
  g_assert_cmpfloat (accuracy, <=, 200);
  ++*(guint *) count;
}

static void
test_what_there_is (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  g_autofree char *phase = NULL;
  g_autoptr (json_t) state = NULL;
  guint n_calls = 0;

  g_assert_cmpuint (wf_entity_store_count (town.store, "TrafficSignal"), ==, 3);
  g_assert_cmpuint (wf_entity_store_count (town.store, "Device"), ==, 1);
  g_assert_cmpuint (wf_entity_store_count (town.store, "WeatherObserved"), ==, 3);
  phase = g_strdup (wf_test_town_text (&town, "urn:ngsi-ld:TrafficSignal:t1", "phase"));
  for (guint i = 0;
       i < 60
       && g_str_equal (phase, wf_test_town_text (&town, "urn:ngsi-ld:TrafficSignal:t1", "phase"));
       i++)
    wf_test_town_pass (&town, 1);
  g_assert_cmpstr (phase, !=, wf_test_town_text (&town, "urn:ngsi-ld:TrafficSignal:t1", "phase"));
  wf_test_town_pass (&town, 600);
  wf_entity_store_foreach (town.store, "EmergencyCall", count_call, &n_calls);
  g_assert_cmpuint (n_calls, >=, 2);
  state = wf_sim_state (town.sim);
  g_assert_cmpint (wf_json_integer (state, "signals", 0), ==, 3);
  g_assert_true (json_is_object (json_object_get (state, "units")));
  wf_test_town_clear (&town);
}

/* A call our desk takes stays ours until we close it. */
static void
test_call_is_ours (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *id = "urn:ngsi-ld:EmergencyCall:000001";

  for (guint i = 0; i < 60 && wf_entity_store_get (town.store, id) == NULL; i++)
    wf_test_town_pass (&town, 1);
  g_assert_cmpstr (wf_test_town_text (&town, id, "state"), ==, "ringing");
  wf_sim_patch (town.sim, id, json_pack ("{s:s}", "state", "answered"));
  wf_test_town_pass (&town, 900);
  g_assert_cmpstr (wf_test_town_text (&town, id, "state"), ==, "answered");
  wf_sim_patch (town.sim, id, json_pack ("{s:s}", "state", "closed"));
  wf_test_town_pass (&town, 3000);
  g_assert_null (wf_entity_store_get (town.store, id));
  wf_test_town_clear (&town);
}

/* Buses of a line keep their distance in time: each comes by a place a headway after the other. */
static void
test_headway (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town;
  WfLonLat here = wf_test_corner (5.5, 4);
  double last_s = -1, shortest = 1e9, longest = 0;
  gboolean near_before[40] = { FALSE };

  options.n_buses = 12;
  town = wf_test_town_new (wf_test_full_world (), &options);
  for (double t = 0; t < 1800; t += 1)
    {
      wf_test_town_pass (&town, 1);
      for (guint i = 1; i <= 12; i++)
        {
          g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:bus-%03u", i);
          const json_t *bus = wf_entity_store_get (town.store, id);
          double heading = wf_json_number (json_object_get (bus, "heading"), "value", -1);
          gboolean near_now = g_str_equal (wf_test_town_text (&town, id, "lineName"), "1")
                              && wf_ground_m (wf_test_place_of (bus), here) < 30 && heading < 180;

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
  wf_test_town_clear (&town);
}

/* ---- signals */

#define N_BUSES 24

/* A junction of the test town, and when each way had green last. */
typedef struct
{
  const char *id;
  WfLonLat at;
  double north_s, east_s;
} Junction;

typedef struct
{
  double east_m[N_BUSES], north_m[N_BUSES]; /* of each bus, as seen last */
} Sight;

static void
look_at_phase (WfTestTown *town, Junction *junction, double now_s)
{
  const char *phase = wf_test_town_text (town, junction->id, "phase");

  if (g_str_equal (phase, "NS"))
    junction->north_s = now_s;
  if (g_str_equal (phase, "EW"))
    junction->east_s = now_s;
}

/* TRUE where bus @i came over the middle since the last look, along its line. */
static gboolean
has_crossed (WfTestTown *town, const Junction *junction, Sight *sight, guint i, gboolean eastward)
{
  g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:bus-%03u", i + 1);
  double east, north, before, now;
  double *last_east = &sight->east_m[i], *last_north = &sight->north_m[i];

  wf_ground_vector (junction->at, wf_test_place_of (wf_entity_store_get (town->store, id)), &east,
                    &north);
  before = eastward ? *last_east : *last_north;
  now = eastward ? east : north;
  *last_east = east;
  *last_north = north;
  return fabs (eastward ? north : east) < 15 && fabs (before) < 60 && fabs (now) < 60
         && (before < 0) != (now < 0);
}

/* A receiver errs by a few metres, and the middle lies some seconds behind the line: but nobody is
 * there who has not had green just before. */
static void
test_nobody_crosses_at_red (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town;
  Junction junctions[] = { { "urn:ngsi-ld:TrafficSignal:t1", wf_test_corner (4, 4), -99, -99 },
                           { "urn:ngsi-ld:TrafficSignal:at-2", wf_test_corner (8, 4), -99, -99 } };
  static Sight sights[G_N_ELEMENTS (junctions)];
  guint n_crossed = 0;

  options.n_buses = N_BUSES;
  town = wf_test_town_new (wf_test_full_world (), &options);
  for (double now_s = 0; now_s < 2400; now_s += 0.5)
    {
      wf_test_town_pass (&town, 0.5);
      for (guint j = 0; j < G_N_ELEMENTS (junctions); j++)
        {
          Junction *junction = &junctions[j];

          look_at_phase (&town, junction, now_s);
          for (guint i = 0; i < N_BUSES; i++)
            {
              g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:bus-%03u", i + 1);
              gboolean eastward = g_str_equal (wf_test_town_text (&town, id, "lineName"), "1");

              if (!has_crossed (&town, junction, &sights[j], i, eastward) || now_s < 60)
                continue;
              n_crossed++;
              g_assert_cmpfloat (now_s - (eastward ? junction->east_s : junction->north_s), <, 9);
            }
        }
    }
  g_assert_cmpuint (n_crossed, >, 60);
  wf_test_town_clear (&town);
}

static void
test_bare_city (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_bare_world (), &options);
  Watch watch = { &town, 0, 0, 0, 0 };

  wf_test_town_pass (&town, 900);
  wf_entity_store_foreach (town.store, "Vehicle", look_at_vehicle, &watch);
  g_assert_cmpuint (wf_entity_store_count (town.store, "TrafficSignal"), ==, 0);
  g_assert_cmpuint (watch.n_moving, >, 0);
  g_assert_cmpfloat (watch.farthest_m, <, 15);
  wf_test_town_clear (&town);
}

static void
test_no_streets (void)
{
  WfTestThing path[]
      = { { { "class" }, { "footway" }, { wf_test_corner (0, 0), wf_test_corner (1, 0) }, 2 } };
  WfSimWorld *world = g_new0 (WfSimWorld, 1);
  WfSimOptions options = wf_test_willing ();
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  g_autoptr (GError) error = NULL;

  world->roads = wf_test_pack_of (WF_GEOMETRY_LINE, path, 1);
  g_assert_null (wf_sim_new_in_world (world, store, &options, WF_TEST_START_US, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/deterministic", test_deterministic);
  g_test_add_func ("/sim/on-roads-and-sane", test_on_roads_and_sane);
  g_test_add_func ("/sim/what-there-is", test_what_there_is);
  g_test_add_func ("/sim/names", test_names);
  g_test_add_func ("/sim/call-is-ours", test_call_is_ours);
  g_test_add_func ("/sim/headway", test_headway);
  g_test_add_func ("/sim/nobody-crosses-at-red", test_nobody_crosses_at_red);
  g_test_add_func ("/sim/bare-city", test_bare_city);
  g_test_add_func ("/sim/no-streets", test_no_streets);
  return g_test_run ();
}
