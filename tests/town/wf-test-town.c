/* Watchfloor: a town for the tests of the simulation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-town.h"

#include "wf-command.h"
#include "wf-json.h"
#include "wf-pack-writer.h"

#include <glib/gstdio.h>

/* Degrees between streets. */
#define PITCH 0.003

/* ---- a town of streets on a grid */

WfLonLat
wf_test_corner (double column, double row)
{
  return (WfLonLat){ 121.6 + column * PITCH, 38.9 + row * PITCH };
}

WfPack *
wf_test_pack_of (WfGeometryKind kind, const WfTestThing *things, guint n)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (kind);
  g_autofree char *folder = g_dir_make_tmp ("wf-town-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "town.wfpack", NULL);
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
  g_rmdir (folder);
  return pack;
}

static WfPack *
streets (const char *class_name)
{
  WfTestThing lines[2 * WF_TEST_SIDE] = { 0 };

  for (int i = 0; i < WF_TEST_SIDE; i++)
    for (int down = 0; down < 2; down++)
      {
        WfTestThing *line = &lines[2 * i + down];

        *line = (WfTestThing){ { "class", NULL }, { i % 4 == 0 ? "primary" : class_name } };
        line->n_points = WF_TEST_SIDE;
        for (int k = 0; k < WF_TEST_SIDE; k++)
          line->points[k] = down ? wf_test_corner (i, k) : wf_test_corner (k, i);
      }
  return wf_test_pack_of (WF_GEOMETRY_LINE, lines, 2 * WF_TEST_SIDE);
}

WfSimWorld *
wf_test_bare_world (void)
{
  WfSimWorld *world = g_new0 (WfSimWorld, 1);

  world->roads = streets ("residential");
  return world;
}

WfSimWorld *
wf_test_full_world (void)
{
  WfTestThing stations[] = {
    { { "id", "name", "kind" }, { "s1", "Station 1", "ambulance" }, { wf_test_corner (2, 2) }, 1 },
    { { 0 }, { "s2", "Station 2", "ambulance" }, { wf_test_corner (9, 3.2) }, 1 },
    { { 0 }, { "f1", "Fire 1", "fire" }, { wf_test_corner (5, 5) }, 1 }
  };
  WfTestThing hospitals[]
      = { { { "id", "name" }, { "h1", "Hospital 1" }, { wf_test_corner (6, 6) }, 1 } };
  WfTestThing signals[]
      = { { { "id", "name", "name_en" }, { "t1", "第一", "First" }, { wf_test_corner (4, 4) }, 1 },
          { { 0 }, { "t1", "Same id" }, { wf_test_corner (8, 4) }, 1 },
          { { 0 }, { NULL, NULL }, { wf_test_corner (8, 8) }, 1 } };
  WfTestThing lines[]
      = { { { "id", "name", "name_en" },
            { "b1", "1", "One" },
            { wf_test_corner (0, 4), wf_test_corner (11, 4) },
            2 },
          { { 0 }, { "b2", "2", "Two" }, { wf_test_corner (4, 0), wf_test_corner (4, 11) }, 2 } };
  WfTestThing stops[]
      = { { { "id", "name", "line" }, { "p1", "A", "b1" }, { wf_test_corner (3, 4) }, 1 },
          { { 0 }, { "p2", "B", "b1" }, { wf_test_corner (7, 4) }, 1 } };
  WfTestThing water[] = { { { "name" },
                            { "Bay" },
                            { wf_test_corner (0, 11.1), wf_test_corner (11, 11.1),
                              wf_test_corner (11, 14), wf_test_corner (0, 14) },
                            4 } };
  WfSimWorld *world = wf_test_bare_world ();

  world->stations = wf_test_pack_of (WF_GEOMETRY_POINT, stations, G_N_ELEMENTS (stations));
  world->hospitals = wf_test_pack_of (WF_GEOMETRY_POINT, hospitals, G_N_ELEMENTS (hospitals));
  world->signals = wf_test_pack_of (WF_GEOMETRY_POINT, signals, G_N_ELEMENTS (signals));
  world->bus_lines = wf_test_pack_of (WF_GEOMETRY_LINE, lines, G_N_ELEMENTS (lines));
  world->bus_stops = wf_test_pack_of (WF_GEOMETRY_POINT, stops, G_N_ELEMENTS (stops));
  world->water = wf_test_pack_of (WF_GEOMETRY_POLYGON, water, G_N_ELEMENTS (water));
  return world;
}

WfSimOptions
wf_test_willing (void)
{
  WfSimOptions options = WF_SIM_OPTIONS_DEFAULT;

  options.seed = 5;
  options.refuse_share = 0;
  options.silent_share = 0;
  return options;
}

WfTestTown
wf_test_town_new (WfSimWorld *world, const WfSimOptions *options)
{
  g_autoptr (GError) error = NULL;
  WfTestTown town = { wf_entity_store_new (), wf_clock_new_manual (WF_TEST_START_US), NULL };

  wf_entity_store_set_clock (town.store, town.clock);
  town.sim = wf_sim_new_in_world (world, town.store, options, WF_TEST_START_US, &error);
  g_assert_no_error (error);
  return town;
}

void
wf_test_town_clear (WfTestTown *town)
{
  wf_sim_free (town->sim);
  wf_entity_store_free (town->store);
  wf_clock_unref (town->clock);
}

void
wf_test_town_pass (WfTestTown *town, double seconds)
{
  /* Long waits in long strides: the test is of the city, not of the clock. */
  gint64 step_us = seconds >= 300 ? 2 * WF_SECOND_US : WF_SECOND_US / 2;

  for (gint64 left_us = (gint64) (seconds * WF_SECOND_US); left_us > 0; left_us -= step_us)
    {
      wf_clock_advance (town->clock, step_us);
      wf_sim_step (town->sim, wf_clock_now (town->clock));
    }
}

const char *
wf_test_town_text (WfTestTown *town, const char *id, const char *attribute)
{
  return wf_sim_stored_text (town->sim, id, attribute, "");
}

WfLonLat
wf_test_place_of (const json_t *entity)
{
  const json_t *at = json_object_get (
      json_object_get (json_object_get (entity, "location"), "value"), "coordinates");

  return (WfLonLat){ json_number_value (json_array_get (at, 0)),
                     json_number_value (json_array_get (at, 1)) };
}

const char *
wf_test_town_free_ambulance (WfTestTown *town)
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
char *
wf_test_town_post (WfTestTown *town, const char *kind, const char *target, json_t *params,
                   double valid_s)
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

json_t *
wf_test_to_corner (double column, double row, const char *incident)
{
  WfLonLat p = wf_test_corner (column, row);

  return json_pack ("{s:f, s:f, s:s*}", "lon", p.lon, "lat", p.lat, "incident", incident);
}

gboolean
wf_test_town_wait (WfTestTown *town, const char *id, const char *state, double seconds)
{
  for (; seconds > 0 && !g_str_equal (wf_test_town_text (town, id, "state"), state); seconds -= 0.5)
    wf_test_town_pass (town, 0.5);
  return g_str_equal (wf_test_town_text (town, id, "state"), state);
}
