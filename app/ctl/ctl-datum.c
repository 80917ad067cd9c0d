/* Watchfloor: from one datum to another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Converts positions, and finds out in which datum a feed speaks: vehicles drive on roads, so the
 * right datum is the one that brings their positions nearest to the roads. */
#include "config.h"

#include "wf-datum.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-roads-source.h"
#include "wf-subcommand.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_LINE 65536
#define MAX_POSITIONS 20000

/* ---- converting */

static gboolean
parse_datum (const char *name, const char *flag, WfDatum *datum, GError **error)
{
  if (name != NULL && wf_datum_parse (name, datum))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s takes one of wgs84, cgcs2000, gcj02, bd09"), flag);
  return FALSE;
}

static gboolean
convert_one (const char *text, WfDatum from, WfDatum to, GError **error)
{
  WfLonLat p;

  if (!wf_subcommand_place (text, _ ("each position"), &p, error))
    return FALSE;
  p = wf_datum_from_wgs84 (to, wf_datum_to_wgs84 (from, p));
  printf ("%.10f,%.10f\n", p.lon, p.lat);
  return TRUE;
}

/* A wrong line of a stream is a failure of the work, not of the command's usage. */
static gboolean
convert_stdin (WfDatum from, WfDatum to, GError **error)
{
  g_autofree char *line = g_malloc (MAX_LINE);
  guint number = 0;

  while (fgets (line, MAX_LINE, stdin) != NULL)
    {
      g_autoptr (GError) problem = NULL;

      number++;
      g_strstrip (line);
      if (*line == '\0' || convert_one (line, from, to, &problem))
        continue;
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("Line %u is not LON,LAT in degrees; correct it and start again."), number);
      return FALSE;
    }
  return TRUE;
}

/* GOption takes "-122.5,37" for an option: positions west of Greenwich are picked out first. */
static int
take_positions (int argc, char **argv, GPtrArray *positions)
{
  int kept = 1;

  for (int i = 1; i < argc; i++)
    {
      const char *digits = argv[i] + (argv[i][0] == '-');

      if (g_ascii_isdigit (*digits) || *digits == '.')
        g_ptr_array_add (positions, argv[i]);
      else
        argv[kept++] = argv[i];
    }
  argv[kept] = NULL;
  return kept;
}

static gboolean
convert (int argc, char **argv, GError **error)
{
  g_autofree char *from_name = NULL, *to_name = NULL;
  g_autoptr (GPtrArray) positions = g_ptr_array_new ();
  const GOptionEntry entries[] = { { "from", 0, 0, G_OPTION_ARG_STRING, &from_name, NULL, NULL },
                                   { "to", 0, 0, G_OPTION_ARG_STRING, &to_name, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  WfDatum from, to;

  argc = take_positions (argc, argv, positions);
  if (!wf_subcommand_parse (entries, &argc, &argv, error)
      || !parse_datum (from_name, "--from", &from, error)
      || !parse_datum (to_name, "--to", &to, error))
    return FALSE;
  if (argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("'%s' is not LON,LAT in degrees, such as 121.6,38.9"), argv[1]);
      return FALSE;
    }
  if (positions->len == 0)
    return convert_stdin (from, to, error);
  for (guint i = 0; i < positions->len; i++)
    if (!convert_one (g_ptr_array_index (positions, i), from, to, error))
      return FALSE;
  return TRUE;
}

/* ---- finding out */

static gboolean
add_position (const char *line, gsize length, guint number, GArray *positions, GError **error)
{
  g_autofree char *what = g_strdup_printf (_ ("Line %u of the feed"), number);
  g_autoptr (json_t) report = wf_json_parse (line, length, MAX_LINE, what, error);
  WfLonLat p;

  if (report == NULL)
    return FALSE;
  p = (WfLonLat){ wf_json_number (report, "lon", 999), wf_json_number (report, "lat", 999) };
  /* Problems and alerts stand in the same stream; they have no place. */
  if (wf_lonlat_is_valid (p) && positions->len < MAX_POSITIONS)
    g_array_append_val (positions, p);
  return TRUE;
}

static GArray *
read_positions (const char *path, GError **error)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (WfLonLat));
  g_autofree char *line = g_malloc (MAX_LINE);
  struct stat about;
  gboolean is_odd = stat (path, &about) == 0 && !S_ISREG (about.st_mode);
  FILE *file = is_odd ? NULL : fopen (path, "r");
  gboolean ok = TRUE;

  /* A pipe would keep us waiting, and /dev/zero has no end. */
  if (is_odd)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s is not a regular file; record the feed to one first."), path);
      return NULL;
    }
  if (file == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("%s cannot be read: %s."), path,
                   g_strerror (errno));
      return NULL;
    }
  for (guint number = 1; ok && fgets (line, MAX_LINE, file) != NULL; number++)
    {
      g_strstrip (line);
      ok = *line == '\0' || add_position (line, strlen (line), number, positions, error);
    }
  fclose (file);
  if (!ok)
    return NULL;
  if (positions->len == 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s holds no positions; record it with watchfloorctl feed."), path);
      return NULL;
    }
  return g_steal_pointer (&positions);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median_away_m (const WfRoadGraph *graph, const GArray *positions, WfDatum datum)
{
  g_autofree double *away = g_new (double, positions->len);

  for (guint i = 0; i < positions->len; i++)
    {
      WfLonLat p = wf_datum_to_wgs84 (datum, g_array_index (positions, WfLonLat, i));
      WfRoadSnap snap;

      away[i] = wf_road_graph_snap (graph, p, &snap) ? snap.away_m : 1e6;
    }
  qsort (away, positions->len, sizeof *away, compare_doubles);
  return away[positions->len / 2];
}

static void
print_candidates (const double medians[WF_DATUM_N], WfDatum best, gboolean json)
{
  g_autoptr (json_t) report = json_object ();
  json_t *candidates = json_array ();

  for (guint d = 0; d < WF_DATUM_N; d++)
    {
      json_array_append_new (
          candidates,
          json_pack ("{s:s, s:f}", "datum", wf_datum_name ((WfDatum) d), "median_m", medians[d]));
      if (!json)
        g_print (_ ("%-9s %.1f m from the roads\n"), wf_datum_name ((WfDatum) d), medians[d]);
    }
  json_object_set_new (report, "best", json_string (wf_datum_name (best)));
  json_object_set_new (report, "candidates", candidates);
  if (json)
    {
      json_dumpf (report, stdout, JSON_COMPACT | JSON_REAL_PRECISION (6));
      putchar ('\n');
    }
}

static gboolean
detect (int argc, char **argv, GError **error)
{
  g_autofree char *feed = NULL, *source = NULL;
  gboolean json = FALSE;
  g_auto (WfRoadsSource) roads = { 0 };
  const GOptionEntry entries[] = { { "feed", 0, 0, G_OPTION_ARG_FILENAME, &feed, NULL, NULL },
                                   { "roads", 0, 0, G_OPTION_ARG_STRING, &source, NULL, NULL },
                                   WF_CTL_SOURCE_ENTRIES (&roads.how, "crs"),
                                   { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GArray) positions = NULL;
  double medians[WF_DATUM_N];
  WfDatum best = WF_DATUM_WGS84;

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (feed == NULL || source == NULL || argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("give --feed FILE.ndjson and --roads SOURCE"));
      return FALSE;
    }
  positions = read_positions (feed, error);
  if (positions == NULL || !wf_roads_source_open (source, &roads, error))
    return FALSE;
  for (guint d = 0; d < WF_DATUM_N; d++)
    {
      medians[d] = median_away_m (roads.graph, positions, (WfDatum) d);
      if (medians[d] < medians[best])
        best = (WfDatum) d;
    }
  print_candidates (medians, best, json);
  return TRUE;
}

static gboolean
run (int argc, char **argv, GError **error)
{
  if (argc > 1 && g_str_equal (argv[1], "detect"))
    return detect (argc - 1, argv + 1, error);
  return convert (argc, argv, error);
}

const WfSubcommand wf_ctl_datum = {
  .name = "datum",
  .summary = N_ ("Convert positions, or find out a feed's datum"),
  .synopsis = "watchfloorctl datum --from D --to D [LON,LAT ...]   (reads stdin without LON,LAT)\n"
              "watchfloorctl datum detect --feed FILE.ndjson --roads SOURCE[#NAME]\n"
              "    [--encoding E] [--crs EPSG:N] [--x COLUMN --y COLUMN | --wkt COLUMN] [--json]\n"
              "D is wgs84, cgcs2000, gcj02 or bd09.",
  .run = run,
};
