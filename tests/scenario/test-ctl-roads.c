/* Watchfloor: scenario of the subcommands about roads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The real watchfloorctl and worker on GeoJSON made here: counts, a route, the same with a street
 * closed, a feed's datum found, and the three exit codes. */
#include "config.h"

#include "wf-json.h"
#include "wf-test-ctl.h"

#include <string.h>

static char *folder;

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_no_error (error);
  return path;
}

/* A street of 0.02 degrees along 38.9 N, and a way round it. */
static char *
make_roads (void)
{
  return write_file (
      "roads.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"primary\",\"oneway\":\"no\","
      "\"maxspeed\":50},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
      "[[121.6,38.9],[121.61,38.9],[121.62,38.9]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"residential\",\"oneway\":\"no\","
      "\"maxspeed\":30},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
      "[[121.6,38.9],[121.6,38.91],[121.62,38.91],[121.62,38.9]]}}]}");
}

static void
test_graph (void)
{
  g_autofree char *roads = make_roads ();
  const char *const words[] = { "graph", "--roads", roads, "--json", NULL };
  g_autoptr (json_t) first = wf_test_ctl_json (words);
  g_autoptr (json_t) again = wf_test_ctl_json (words);

  g_assert_cmpint (wf_json_integer (first, "nodes", 0), ==, 2);
  g_assert_cmpint (wf_json_integer (first, "edges", 0), ==, 4);
  g_assert_cmpint (wf_json_integer (first, "components", 0), ==, 1);
  /* 1.735 + 1.110 + 1.735 + 1.110 km on the ellipsoid */
  g_assert_cmpfloat_with_epsilon (wf_json_number (first, "km", 0), 5.690, 0.01);
  g_assert_true (wf_json_boolean (again, "cached", FALSE));
}

static void
test_route_and_closure (void)
{
  g_autofree char *roads = make_roads ();
  g_autofree char *bar = write_file (
      "bar.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                     "\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                     "[[[121.612,38.899],[121.614,38.899],[121.614,38.901],[121.612,38.901],"
                     "[121.612,38.899]]]}}]}");
  const char *const open_words[]
      = { "route", "--roads",         roads,    "--from", "121.601,38.9001",
          "--to",  "121.619,38.8999", "--json", NULL };
  const char *const closed_words[]
      = { "route",   "--roads", roads,    "--from", "121.601,38.9001", "--to", "121.619,38.8999",
          "--close", bar,       "--json", NULL };
  const char *const fast_words[]
      = { "route", "--roads",         roads,       "--from",    "121.601,38.9001",
          "--to",  "121.619,38.8999", "--profile", "ambulance", "--json",
          NULL };
  g_autoptr (json_t) open = wf_test_ctl_json (open_words);
  g_autoptr (json_t) closed = wf_test_ctl_json (closed_words);
  g_autoptr (json_t) fast = wf_test_ctl_json (fast_words);

  g_assert_cmpfloat_with_epsilon (wf_json_number (open, "metres", 0), 1561.6, 3);
  g_assert_cmpfloat (wf_json_number (closed, "metres", 0), >, 3900);
  g_assert_cmpint (wf_json_integer (closed, "closed", 0), ==, 1);
  g_assert_cmpfloat (wf_json_number (fast, "seconds", 1e9), <, wf_json_number (open, "seconds", 0));
  g_assert_cmpstr (wf_json_string (json_object_get (open, "geometry"), "type", ""), ==,
                   "LineString");
}

/* Whose goal lies deep in what is closed is told so, and not that the roads are broken. */
static void
test_goal_in_closure (void)
{
  g_autofree char *roads = write_file (
      "row.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"primary\"},\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[121.6,38.9],[121.606,38.9]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"primary\"},\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[121.606,38.9],[121.612,38.91]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"primary\"},\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[121.612,38.91],[121.62,38.91]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"primary\"},\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[121.606,38.9],[121.606,38.89]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"class\":\"primary\"},\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[121.612,38.91],[121.612,38.92]]}}]}");
  g_autofree char *area = write_file (
      "area.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                      "\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                      "[[[121.608,38.85],[121.65,38.85],[121.65,38.95],[121.608,38.95],"
                      "[121.608,38.85]]]}}]}");
  const char *const words[] = { "route", "--roads",       roads,     "--from", "121.601,38.9001",
                                "--to",  "121.619,38.91", "--close", area,     NULL };
  g_autofree char *output = NULL, *trouble = NULL;

  g_assert_cmpint (wf_test_ctl (words, &output, &trouble), ==, 1);
  g_assert_nonnull (strstr (trouble, "area.geojson"));
}

static void
test_datum (void)
{
  g_autofree char *roads = make_roads ();
  g_autoptr (GString) feed = g_string_new ("{\"problem\":\"late\",\"at\":\"now\"}\n");
  g_autofree char *path = NULL, *best = NULL;
  g_autoptr (json_t) answer = NULL;

  /* On the street, but said in GCJ-02. */
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *place = g_strdup_printf ("%.4f,38.9", 121.6005 + i * 0.0009);
      const char *const words[] = { "datum", "--from", "wgs84", "--to", "gcj02", place, NULL };
      g_autofree char *output = NULL, *trouble = NULL;
      g_auto (GStrv) parts = NULL;

      g_assert_cmpint (wf_test_ctl (words, &output, &trouble), ==, 0);
      parts = g_strsplit (g_strstrip (output), ",", 2);
      g_string_append_printf (feed, "{\"id\":\"v\",\"lon\":%s,\"lat\":%s}\n", parts[0], parts[1]);
    }
  path = write_file ("feed.ndjson", feed->str);
  {
    const char *const words[]
        = { "datum", "detect", "--feed", path, "--roads", roads, "--json", NULL };

    answer = wf_test_ctl_json (words);
  }
  best = g_strdup (wf_json_string (answer, "best", ""));
  g_assert_cmpstr (best, ==, "gcj02");
  g_assert_cmpuint (json_array_size (json_object_get (answer, "candidates")), ==, 4);
}

static void
test_exit_codes (void)
{
  g_autofree char *roads = make_roads ();
  const struct
  {
    const char *words[8];
    int code;
  } cases[] = {
    { { "graph", "--help", NULL }, 0 },
    { { "graph", NULL }, 2 },
    { { "graph", "--roads", "/nowhere/at/all.fgb", NULL }, 1 },
    { { "route", "--roads", roads, "--from", "121.6", "--to", "121.61,38.9", NULL }, 2 },
    { { "route", "--roads", roads, "--from", "10,10", "--to", "121.61,38.9", NULL }, 1 },
    { { "datum", "--from", "nad27", "--to", "wgs84", "1,2", NULL }, 2 },
    { { "datum", "--from", "wgs84", "--to", "gcj02", "-122.5,37", NULL }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *output = NULL, *trouble = NULL;

      g_assert_cmpint (wf_test_ctl (cases[i].words, &output, &trouble), ==, cases[i].code);
      if (cases[i].code != 0)
        g_assert_cmpuint (strlen (trouble), >, 20);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *clean = NULL;
  int result;

  folder = g_dir_make_tmp ("wf-ctl-roads-XXXXXX", NULL);
  clean = g_strdup_printf ("rm -rf '%s'", folder);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("LANGUAGE", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-roads/goal-in-closure", test_goal_in_closure);
  g_test_add_func ("/ctl-roads/graph", test_graph);
  g_test_add_func ("/ctl-roads/route-and-closure", test_route_and_closure);
  g_test_add_func ("/ctl-roads/datum", test_datum);
  g_test_add_func ("/ctl-roads/exit-codes", test_exit_codes);
  result = g_test_run ();
  g_free (folder);
  return g_spawn_command_line_sync (clean, NULL, NULL, NULL, NULL) ? result : 1;
}
