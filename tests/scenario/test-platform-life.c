/* Watchfloor: scenario of the embedded city's life.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A real platform on a city of GeoJSON files read by the real worker: an order by HTTP is carried
 * out while the fake clock is moved; cities with holes are served all the same. */
#include "config.h"

#include "wf-json.h"
#include "wf-test-platform.h"
#include "wf-time.h"

#include <glib/gstdio.h>

#define SIDE 8

static char *folder;

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_no_error (error);
}

static char *
grid_of_streets (void)
{
  GString *text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");

  for (int i = 0; i < SIDE; i++)
    for (int down = 0; down < 2; down++)
      {
        g_string_append (text, i + down > 0 ? "," : "");
        g_string_append (text, "{\"type\":\"Feature\",\"properties\":{\"class\":\"tertiary\"},"
                               "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
        for (int k = 0; k < SIDE; k++)
          g_string_append_printf (text, "%s[%.3f,%.3f]", k > 0 ? "," : "",
                                  121.6 + 0.004 * (down ? i : k), 38.9 + 0.004 * (down ? k : i));
        g_string_append (text, "]}}");
      }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

/* A city of its own folder; @roads and @stations may be NULL. @share of orders is refused, and as
 * many of the rest are not answered, where the command line does not say otherwise. */
static char *
make_city_with (const char *name, const char *roads, const char *stations, double share)
{
  char *dir = g_build_filename (folder, name, NULL);
  GString *layers = g_string_new (NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  if (roads != NULL)
    {
      write_file (dir, "roads.geojson", roads);
      g_string_append (layers, "{\"id\":\"roads\",\"role\":\"roads\",\"title\":{\"zh\":\"路\","
                               "\"en\":\"Roads\"},\"source\":\"roads.geojson\"}");
    }
  if (stations != NULL)
    {
      write_file (dir, "stations.geojson", stations);
      g_string_append (layers, ",{\"id\":\"stations\",\"role\":\"stations\",\"title\":{\"zh\":"
                               "\"站\",\"en\":\"Stations\"},\"source\":\"stations.geojson\"}");
    }
  text = g_strdup_printf ("{\"name\":{\"zh\":\"城\",\"en\":\"Town\"},\"extent\":[121.6,38.9,121.63,"
                          "38.93],\"layers\":[%s],\"simulation\":{\"ambulances\":4,\"buses\":6,"
                          "\"refuse_share\":%g,\"silent_share\":%g}}",
                          layers->str, share, share);
  write_file (dir, "town.city.json", text);
  g_string_free (layers, TRUE);
  return dir;
}

static char *
make_city (const char *name, const char *roads, const char *stations)
{
  return make_city_with (name, roads, stations, 0);
}

static WfTestPlatform *
start_city (const char *dir)
{
  const char *const arguments[] = { "--city", dir, "--clock", "fake", NULL };

  return wf_test_platform_start (arguments);
}

static gint64
count_of (WfTestPlatform *platform, const char *type)
{
  g_autoptr (json_t) state = wf_test_platform_state (platform);

  return wf_json_integer (json_object_get (state, "entities"), type, 0);
}

static void
advance (WfTestPlatform *platform, int seconds)
{
  g_autofree char *path = g_strdup_printf ("/admin/clock?advance_s=%d", seconds);

  g_assert_cmpuint (wf_test_platform_send (platform, "POST", path, NULL, NULL), <, 300);
}

static char *
state_of (WfTestPlatform *platform, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/ngsi-ld/v1/entities/%s?options=keyValues", id);
  g_autoptr (json_t) entity = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &entity), ==, 200);
  return g_strdup (wf_json_string (entity, "state", ""));
}

static void
post_order (WfTestPlatform *platform, const char *id, const char *target, int valid_s)
{
  g_autoptr (json_t) state = wf_test_platform_state (platform);
  gint64 now_us = 0;
  g_autofree char *issued = NULL, *until = NULL, *body = NULL;

  g_assert_true (wf_time_parse (wf_json_string (state, "now", ""), &now_us));
  issued = wf_time_format (now_us);
  until = wf_time_format (now_us + valid_s * WF_SECOND_US);
  body = g_strdup_printf (
      "{\"id\":\"%s\",\"type\":\"Command\",\"kind\":\"sendUnit\",\"target\":\"%s\",\"params\":"
      "{\"lon\":121.62,\"lat\":38.92},\"issuedBy\":\"desk\",\"issuedAt\":\"%s\",\"validUntil\":"
      "\"%s\",\"state\":\"sent\"}",
      id, target, issued, until);
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entities", body, NULL),
                    ==, 201);
}

/* Whichever is free: half of them are, whatever other desks do. */
static char *
find_free_ambulance (WfTestPlatform *platform)
{
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:amb-%02u", i);
      g_autofree char *path = g_strdup_printf ("/ngsi-ld/v1/entities/%s?options=keyValues", id);
      g_autoptr (json_t) unit = NULL;

      g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &unit), ==, 200);
      if (g_str_has_prefix (wf_json_string (unit, "workState", ""), "standby"))
        return g_steal_pointer (&id);
    }
  g_assert_not_reached ();
}

static void
test_order_is_carried_out (void)
{
  g_autofree char *roads = grid_of_streets ();
  g_autofree char *dir = make_city (
      "whole", roads,
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":"
      "\"s1\",\"name\":\"One\",\"kind\":\"ambulance\"},\"geometry\":{\"type\":\"Point\","
      "\"coordinates\":[121.604,38.904]}}]}");
  WfTestPlatform *platform = start_city (dir);
  const char *ours = "urn:ngsi-ld:Command:ours", *late = "urn:ngsi-ld:Command:late";
  g_autofree char *state = NULL, *end = NULL, *lapsed = NULL;
  g_autofree char *target = NULL;

  g_assert_cmpint (count_of (platform, "Vehicle"), ==, 4 + 6 + 6 + 10);
  target = find_free_ambulance (platform);
  post_order (platform, ours, target, 120);
  advance (platform, 20);
  state = state_of (platform, ours);
  g_assert_cmpstr (state, ==, "inProgress");
  post_order (platform, late, target, -1);
  advance (platform, 600);
  end = state_of (platform, ours);
  g_assert_cmpstr (end, ==, "done");
  lapsed = state_of (platform, late);
  g_assert_cmpstr (lapsed, ==, "expired");
  wf_test_platform_stop (platform);
}

/* What the command line says of crews goes before what the city file says. */
static void
test_shares (void)
{
  static const struct
  {
    const char *refuse, *silent, *soon, *late;
  } cases[] = { { "1", "0", "refused", "refused" },
                { "0", "1", "sent", "expired" },
                { "0", "0", "inProgress", "done" } };
  g_autofree char *roads = grid_of_streets ();
  g_autofree char *dir = make_city_with ("shares", roads, NULL, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const arguments[] = { "--city",
                                        dir,
                                        "--clock",
                                        "fake",
                                        "--refuse-share",
                                        cases[i].refuse,
                                        "--silent-share",
                                        cases[i].silent,
                                        NULL };
      WfTestPlatform *platform = wf_test_platform_start (arguments);
      g_autofree char *target = find_free_ambulance (platform), *soon = NULL, *late = NULL;
      const char *id = "urn:ngsi-ld:Command:asked";

      post_order (platform, id, target, 120);
      advance (platform, 20);
      soon = state_of (platform, id);
      g_assert_cmpstr (soon, ==, cases[i].soon);
      advance (platform, 600);
      late = state_of (platform, id);
      g_assert_cmpstr (late, ==, cases[i].late);
      wf_test_platform_stop (platform);
    }
}

/* All vehicles, signals and calls after ten minutes, as text. */
static char *
life_of (const char *dir, const char *seed)
{
  static const char *const types[] = { "Vehicle", "EmergencyCall", "WeatherObserved" };
  const char *const arguments[] = { "--city", dir, "--clock", "fake", "--seed", seed, NULL };
  WfTestPlatform *platform = wf_test_platform_start (arguments);
  GString *text = g_string_new (NULL);

  advance (platform, 600);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ngsi-ld/v1/entities?type=%s&limit=500", types[i]);
      g_autoptr (json_t) entities = NULL;
      g_autofree char *line = NULL;

      g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &entities), ==, 200);
      line = wf_json_canonical (entities);
      g_string_append (text, line);
    }
  wf_test_platform_stop (platform);
  return g_string_free (text, FALSE);
}

static void
test_same_seed_same_life (void)
{
  g_autofree char *roads = grid_of_streets ();
  g_autofree char *dir = make_city ("twice", roads, NULL);
  g_autofree char *a = life_of (dir, "3"), *b = life_of (dir, "3"), *c = life_of (dir, "4");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

/* A Chinese city calls its calls so, and tells a desk that reads English the same in English. */
static void
test_calls_in_two_languages (void)
{
  g_autofree char *roads = grid_of_streets ();
  g_autofree char *dir = make_city ("tongues", roads, NULL);
  g_autoptr (json_t) calls = NULL;
  WfTestPlatform *platform;

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  platform = start_city (dir);
  g_unsetenv ("LANGUAGE");
  g_unsetenv ("LC_ALL");
  advance (platform, 600);
  g_assert_cmpuint (wf_test_platform_send (
                        platform, "GET",
                        "/ngsi-ld/v1/entities?type=EmergencyCall&options=keyValues", NULL, &calls),
                    ==, 200);
  g_assert_cmpuint (json_array_size (calls), >, 0);
  for (gsize i = 0; i < json_array_size (calls); i++)
    {
      const json_t *call = json_array_get (calls, i);

      g_assert_false (g_str_is_ascii (wf_json_string (call, "name", "")));
      g_assert_false (g_str_is_ascii (wf_json_string (call, "description", "")));
      g_assert_true (g_str_has_prefix (wf_json_string (call, "alternateName", ""), "Call "));
      g_assert_true (g_str_is_ascii (wf_json_string (call, "alternateDescription", "好")));
    }
  wf_test_platform_stop (platform);
}

static void
test_broken_layer (void)
{
  g_autofree char *roads = grid_of_streets ();
  g_autofree char *dir = make_city ("broken", roads, "{\"type\":\"FeatureColl");
  WfTestPlatform *platform = start_city (dir);

  g_assert_cmpint (count_of (platform, "Vehicle"), ==, 4 + 6 + 6 + 10);
  wf_test_platform_stop (platform);
}

static void
test_no_roads (void)
{
  g_autofree char *dir = make_city ("empty", NULL, NULL);
  WfTestPlatform *platform = start_city (dir);
  g_autoptr (json_t) state = wf_test_platform_state (platform);

  g_assert_cmpint (count_of (platform, "Vehicle"), ==, 0);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entities",
                             "{\"id\":\"urn:ngsi-ld:Incident:1\",\"type\":\"Incident\"}", NULL),
      ==, 201);
  wf_test_platform_stop (platform);
}

int
main (int argc, char **argv)
{
  g_autofree char *clean = NULL, *cache = NULL;
  int result;

  folder = g_dir_make_tmp ("wf-life-XXXXXX", NULL);
  clean = g_strdup_printf ("rm -rf '%s'", folder);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform-life/order-is-carried-out", test_order_is_carried_out);
  g_test_add_func ("/platform-life/shares", test_shares);
  g_test_add_func ("/platform-life/same-seed-same-life", test_same_seed_same_life);
  g_test_add_func ("/platform-life/calls-in-two-languages", test_calls_in_two_languages);
  g_test_add_func ("/platform-life/broken-layer", test_broken_layer);
  g_test_add_func ("/platform-life/no-roads", test_no_roads);
  result = g_test_run ();
  g_free (folder);
  return g_spawn_command_line_sync (clean, NULL, NULL, NULL, NULL) ? result : 1;
}
