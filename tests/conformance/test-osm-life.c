/* Watchfloor: the main job on input nobody here wrote.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* watchfloorctl makes a city of Monaco and of Andorra, the platform plays it, and an order to a
 * free ambulance is carried out on its streets. Real programs, real sockets. */
#include "config.h"

#include "wf-geodesic.h"
#include "wf-json.h"
#include "wf-paths.h"
#include "wf-test-platform.h"
#include "wf-time.h"

typedef struct
{
  const char *file;
  double lon, lat; /* in the middle of town */
} Place;

static const Place monaco = { "monaco.osm.gz", 7.4246, 43.7384 };
static const Place andorra = { "andorra.osm.pbf", 1.5218, 42.5063 };

static char *
make_city (const char *extract, const char *folder)
{
  g_autofree char *program = wf_paths_program ("watchfloorctl");
  char *dir = g_build_filename (folder, "city", NULL);
  const char *argv[] = { program, "city", "new", "--osm", extract, dir, NULL };
  g_autofree char *trouble = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &trouble,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return dir;
}

static json_t *
get (WfTestPlatform *platform, const char *path)
{
  json_t *answer = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &answer), ==, 200);
  return answer;
}

/* The id of an ambulance that stands by (g_free). */
static char *
find_free (WfTestPlatform *platform)
{
  g_autoptr (json_t) vehicles
      = get (platform, "/ngsi-ld/v1/entities?type=Vehicle&limit=1000&options=keyValues");
  size_t i;
  json_t *vehicle;

  json_array_foreach (vehicles, i, vehicle)
    {
      if (g_str_equal (wf_json_string (vehicle, "vehicleType", ""), "ambulance")
          && g_str_equal (wf_json_string (vehicle, "workState", ""), "standbyHome"))
        return g_strdup (wf_json_string (vehicle, "id", ""));
    }
  g_assert_not_reached ();
}

static void
post_order (WfTestPlatform *platform, const Place *place, const char *target)
{
  g_autoptr (json_t) state = wf_test_platform_state (platform);
  gint64 now_us = 0;
  g_autofree char *issued = NULL, *until = NULL, *body = NULL;

  g_assert_true (wf_time_parse (wf_json_string (state, "now", ""), &now_us));
  issued = wf_time_format (now_us);
  until = wf_time_format (now_us + 120 * WF_SECOND_US);
  body = g_strdup_printf (
      "{\"id\":\"urn:ngsi-ld:Command:1\",\"type\":\"Command\",\"kind\":\"sendUnit\",\"target\":"
      "\"%s\",\"params\":{\"lon\":%.5f,\"lat\":%.5f},\"issuedBy\":\"desk\",\"issuedAt\":\"%s\","
      "\"validUntil\":\"%s\",\"state\":\"sent\"}",
      target, place->lon, place->lat, issued, until);
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entities", body, NULL),
                    ==, 201);
}

/* A fountain has no gauge, and no shore two. */
static void
check_gauges (WfTestPlatform *platform)
{
  g_autoptr (json_t) gauges
      = get (platform, "/ngsi-ld/v1/entities?type=Device&limit=100&options=keyValues");
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (WfLonLat));
  json_t *gauge;
  size_t i;

  json_array_foreach (gauges, i, gauge)
    {
      const json_t *at = json_object_get (json_object_get (gauge, "location"), "coordinates");
      WfLonLat p = { json_number_value (json_array_get (at, 0)),
                     json_number_value (json_array_get (at, 1)) };

      for (guint k = 0; k < places->len; k++)
        g_assert_cmpfloat (wf_geodesic_distance_m (g_array_index (places, WfLonLat, k), p), >=,
                           499);
      g_array_append_val (places, p);
    }
  g_assert_cmpuint (places->len, >=, 1);
}

/* The most willing crew of a real city may refuse: seed 1 is one in which this one does not. */
static void
play (const char *dir, const Place *place)
{
  const char *const arguments[] = { "--city", dir, "--clock", "fake", "--seed", "1", NULL };
  WfTestPlatform *platform = wf_test_platform_start (arguments);
  g_autofree char *unit = find_free (platform);
  g_autofree char *path = g_strdup_printf ("/ngsi-ld/v1/entities/%s?options=keyValues", unit);
  g_autoptr (json_t) order = NULL;
  g_autoptr (json_t) vehicle = NULL;

  check_gauges (platform);
  post_order (platform, place, unit);
  for (guint i = 0; i < 60; i++)
    {
      g_clear_pointer (&order, json_decref);
      wf_test_platform_send (platform, "POST", "/admin/clock?advance_s=30", NULL, NULL);
      order = get (platform, "/ngsi-ld/v1/entities/urn:ngsi-ld:Command:1?options=keyValues");
      if (g_str_equal (wf_json_string (order, "state", ""), "done"))
        break;
    }
  g_assert_cmpstr (wf_json_string (order, "state", ""), ==, "done");
  vehicle = get (platform, path);
  g_assert_cmpstr (wf_json_string (vehicle, "workState", ""), ==, "onScene");
  wf_test_platform_stop (platform);
}

static void
test_order (gconstpointer data)
{
  const Place *place = data;
  const char *fixtures = g_getenv ("WATCHFLOOR_FIXTURES");
  g_autofree char *extract
      = g_build_filename (fixtures != NULL ? fixtures : "/nowhere", "osm", place->file, NULL);
  g_autofree char *folder = NULL, *clean = NULL, *dir = NULL;

  if (!g_file_test (extract, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no fixtures");
      return;
    }
  folder = g_dir_make_tmp ("wf-osm-life-XXXXXX", NULL);
  clean = g_strdup_printf ("rm -rf '%s'", folder);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  dir = make_city (extract, folder);
  play (dir, place);
  g_assert_true (g_spawn_command_line_sync (clean, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/osm-life/monaco", &monaco, test_order);
  g_test_add_data_func ("/osm-life/andorra", &andorra, test_order);
  return g_test_run ();
}
