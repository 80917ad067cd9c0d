/* Watchfloor: the fastest way between two places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One search, printed with its line. */
#include "config.h"

#include "wf-error.h"
#include "wf-roads-source.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <stdio.h>

typedef struct
{
  char *roads, *from, *to, *close, *profile;
  gboolean json;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->roads);
  g_free (words->from);
  g_free (words->to);
  g_free (words->close);
  g_free (words->profile);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int argc, char **argv, Words *words, WfCtlSource *how, GError **error)
{
  const GOptionEntry entries[]
      = { { "roads", 0, 0, G_OPTION_ARG_STRING, &words->roads, NULL, NULL },
          WF_CTL_SOURCE_ENTRIES (how, "crs"),
          { "from", 0, 0, G_OPTION_ARG_STRING, &words->from, NULL, NULL },
          { "to", 0, 0, G_OPTION_ARG_STRING, &words->to, NULL, NULL },
          { "close", 0, 0, G_OPTION_ARG_STRING, &words->close, NULL, NULL },
          { "profile", 0, 0, G_OPTION_ARG_STRING, &words->profile, NULL, NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &words->json, NULL, NULL },
          G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (words->roads != NULL && argc == 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("give the roads with --roads SOURCE"));
  return FALSE;
}

static gboolean
parse_profile (const char *name, WfRouteProfile *profile, GError **error)
{
  if (name == NULL || g_str_equal (name, "car"))
    *profile = WF_ROUTE_CAR;
  else if (g_str_equal (name, "ambulance"))
    *profile = WF_ROUTE_AMBULANCE;
  else
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("the profile '%s' is not known; there are: car, ambulance"), name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
find_place (const WfRoadGraph *graph, WfLonLat p, WfRoadSnap *snap, GError **error)
{
  if (wf_road_graph_snap (graph, p, snap))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
               _ ("No road is near %.5f,%.5f; choose a place inside the road layer."), p.lon,
               p.lat);
  return FALSE;
}

static gboolean
close_roads (WfRouteSearch *search, const char *file, guint *n_closed, GError **error)
{
  g_autoptr (WfPack) closures = NULL;

  if (file == NULL)
    return TRUE;
  closures = wf_roads_source_pack (file, NULL, NULL, error);
  if (closures == NULL)
    return FALSE;
  *n_closed = wf_route_search_close (search, closures);
  return TRUE;
}

static void
print_json (const WfRoute *route, const WfRoadSnap ends[2], double search_ms, guint n_settled,
            guint n_closed)
{
  json_t *points = json_array ();
  json_t *line;

  for (guint i = 0; i < route->points->len; i++)
    {
      WfLonLat p = g_array_index (route->points, WfLonLat, i);

      json_array_append_new (points, json_pack ("[f, f]", p.lon, p.lat));
    }
  line = json_pack ("{s:f, s:f, s:{s:s, s:o}, s:f, s:I, s:I, s:f, s:f}", "seconds", route->seconds,
                    "metres", route->metres, "geometry", "type", "LineString", "coordinates",
                    points, "search_ms", search_ms, "settled", (json_int_t) n_settled, "closed",
                    (json_int_t) n_closed, "from_away_m", ends[0].away_m, "to_away_m",
                    ends[1].away_m);
  json_dumpf (line, stdout, JSON_COMPACT | JSON_REAL_PRECISION (10));
  putchar ('\n');
  json_decref (line);
}

/* Why there is no way: the closures, or the roads themselves. */
static void
set_no_way (const Words *words, WfRouteSearch *search, const WfRoadSnap snaps[2],
            WfRouteProfile profile, GError **error)
{
  g_autoptr (WfRoute) open = NULL;

  wf_route_search_close (search, NULL);
  open = wf_route_search_run (search, &snaps[0], &snaps[1], profile);
  if (open != NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                 _ ("Every way from %s to %s is closed by %s; choose a place outside of what is "
                    "closed."),
                 words->from, words->to, words->close);
  else
    g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                 _ ("No way leads from %s to %s; the roads are not joined."), words->from,
                 words->to);
}

static gboolean
search_and_print (const Words *words, const WfRoadGraph *graph, WfRouteSearch *search,
                  const WfLonLat ends[2], WfRouteProfile profile, GError **error)
{
  WfRoadSnap snaps[2];
  g_autoptr (WfRoute) route = NULL;
  guint n_closed = 0;
  gint64 start_us;
  double ms;

  if (!close_roads (search, words->close, &n_closed, error)
      || !find_place (graph, ends[0], &snaps[0], error)
      || !find_place (graph, ends[1], &snaps[1], error))
    return FALSE;
  start_us = g_get_monotonic_time ();
  route = wf_route_search_run (search, &snaps[0], &snaps[1], profile);
  ms = (double) (g_get_monotonic_time () - start_us) / 1000;
  if (route == NULL)
    {
      set_no_way (words, search, snaps, profile, error);
      return FALSE;
    }
  if (words->json)
    print_json (route, snaps, ms, wf_route_search_n_settled (search), n_closed);
  else
    g_print (_ ("%.0f s, %.0f m, found in %.1f ms\n"), route->seconds, route->metres, ms);
  if (!words->json && words->close != NULL)
    g_print (ngettext ("%u stretch of road was closed\n", "%u stretches of road were closed\n",
                       n_closed),
             n_closed);
  return TRUE;
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_auto (Words) words = { 0 };
  g_auto (WfRoadsSource) roads = { 0 };
  g_autoptr (WfRouteSearch) search = NULL;
  WfRouteProfile profile;
  WfLonLat ends[2];

  if (!parse_words (argc, argv, &words, &roads.how, error)
      || !parse_profile (words.profile, &profile, error)
      || !wf_subcommand_place (words.from, "--from", &ends[0], error)
      || !wf_subcommand_place (words.to, "--to", &ends[1], error)
      || !wf_roads_source_open (words.roads, &roads, error))
    return FALSE;
  search = wf_route_search_new (roads.graph);
  return search_and_print (&words, roads.graph, search, ends, profile, error);
}

const WfSubcommand wf_ctl_route = {
  .name = "route",
  .summary = N_ ("Find the fastest way by road"),
  .synopsis = "watchfloorctl route --roads SOURCE[#NAME] --from LON,LAT --to LON,LAT\n"
              "    [--encoding E] [--crs EPSG:N] [--x COLUMN --y COLUMN | --wkt COLUMN]\n"
              "                    [--close FILE.geojson] [--profile car|ambulance] [--json]\n"
              "Streets that a line of FILE crosses, or that lie in an area of it, are closed.",
  .run = run,
};
