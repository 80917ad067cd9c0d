/* Watchfloor: the bus lines of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each line is one drive from a terminus to the other and back, with its stops; buses follow each
 * other on it. Lines come from the city's layer, or else between places far apart. */
#include "config.h"

#include "wf-ground.h"
#include "wf-mercator.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>

#define STOP_NEAR_M 45.0
#define STOP_EVERY_M 520.0
#define LEAST_GAP_M 90.0
#define TURN_REST_S 90.0
#define SHORTEST_M 400.0
#define BUS_SHARE_OF_SPEED 0.85
#define MAX_LINES 2000
/* What a signal costs by the timetable: every other is red, for half a minute at most. */
#define SIGNAL_S 16.0

typedef struct
{
  GArray *points; /* WfLonLat */
  GArray *limits; /* float */
  GArray *stops; /* WfDriveStop */
} Path;

static Path
path_new (void)
{
  return (Path){ g_array_new (FALSE, FALSE, sizeof (WfLonLat)),
                 g_array_new (FALSE, FALSE, sizeof (float)),
                 g_array_new (FALSE, FALSE, sizeof (WfDriveStop)) };
}

static void
path_clear (Path *path)
{
  g_array_unref (path->points);
  g_array_unref (path->limits);
  g_array_unref (path->stops);
}

static WfDrive *
path_drive (const Path *path)
{
  return wf_drive_new ((const WfLonLat *) (void *) path->points->data, path->points->len,
                       (const float *) (void *) path->limits->data,
                       (const WfDriveStop *) (void *) path->stops->data, path->stops->len, 0,
                       WF_DRIVE_BUS);
}

static void
add_point (WfSim *sim, Path *path, WfLonLat p)
{
  if (path->points->len > 0)
    {
      WfLonLat last = g_array_index (path->points, WfLonLat, path->points->len - 1);
      WfLonLat middle = { (last.lon + p.lon) / 2, (last.lat + p.lat) / 2 };
      WfRoadSnap snap;
      double mps = 8;

      if (wf_ground_m (last, p) < 0.5)
        return;
      if (wf_road_graph_snap (sim->graph, middle, &snap) && snap.away_m < 30)
        mps = CLAMP (wf_road_graph_edge_mps (sim->graph, snap.edge) * BUS_SHARE_OF_SPEED, 4, 17);
      g_array_append_vals (path->limits, &(float){ (float) mps }, 1);
    }
  g_array_append_val (path->points, p);
}

/* ---- the line's geometry from the layer */

static gboolean
is_same (WfUnit a, WfUnit b)
{
  return a.x == b.x && a.y == b.y;
}

/* Adds the part to the chain's end if it fits there either way round. */
static gboolean
join_part (GArray *chain, const WfUnit *coords, guint32 start, guint32 end)
{
  WfUnit last = g_array_index (chain, WfUnit, chain->len - 1);

  if (is_same (coords[start], last))
    g_array_append_vals (chain, coords + start + 1, end - start - 1);
  else if (is_same (coords[end - 1], last))
    for (guint32 i = end - 1; i > start; i--)
      g_array_append_val (chain, coords[i - 1]);
  else
    return FALSE;
  return TRUE;
}

static gboolean
extend_chain (GArray *chain, const WfPackShapes *shapes, guint32 feature, gboolean *used)
{
  guint32 first = shapes->part_of[feature];

  for (guint32 p = first; p < shapes->part_of[feature + 1]; p++)
    if (!used[p - first] && shapes->coord_of[p + 1] - shapes->coord_of[p] >= 2
        && join_part (chain, shapes->coords, shapes->coord_of[p], shapes->coord_of[p + 1]))
      {
        used[p - first] = TRUE;
        return TRUE;
      }
  return FALSE;
}

/* The longest of the ways that come of joining parts end to end: a relation's members lie in any
 * order and with gaps. */
static GArray *
longest_chain (const WfPackShapes *shapes, guint32 feature)
{
  guint32 first = shapes->part_of[feature], n = shapes->part_of[feature + 1] - first;
  g_autofree gboolean *used = g_new0 (gboolean, n + 1);
  GArray *best = g_array_new (FALSE, FALSE, sizeof (WfUnit));

  for (guint32 p = 0; p < n; p++)
    {
      guint32 start = shapes->coord_of[first + p], end = shapes->coord_of[first + p + 1];
      g_autoptr (GArray) chain = g_array_new (FALSE, FALSE, sizeof (WfUnit));

      if (used[p] || end - start < 2)
        continue;
      used[p] = TRUE;
      g_array_append_vals (chain, shapes->coords + start, end - start);
      while (extend_chain (chain, shapes, feature, used))
        ;
      if (chain->len > best->len)
        {
          g_array_unref (best);
          best = g_steal_pointer (&chain);
        }
    }
  return best;
}

/* ---- stops */

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  double x = ((const WfDriveStop *) a)->along_m, y = ((const WfDriveStop *) b)->along_m;

  return (x > y) - (x < y);
}

static void
stops_from_layer (WfSim *sim, const WfDrive *there, const char *line_id, GArray *stops)
{
  const WfPack *pack = sim->world->bus_stops;

  for (guint32 i = 0; i < wf_sim_world_count (pack); i++)
    {
      const char *line = wf_sim_world_text (pack, i, "line", NULL);
      WfDriveStop stop = { 0, 12 + i % 5 * 3 };
      double away;

      if (line != NULL && line_id != NULL && !g_str_equal (line, line_id))
        continue;
      stop.along_m = wf_drive_project (there, wf_sim_world_point (pack, i), &away);
      if (away <= STOP_NEAR_M)
        g_array_append_val (stops, stop);
    }
  g_array_sort (stops, compare_stops);
}

static void
stops_every (double metres, GArray *stops)
{
  for (double along = STOP_EVERY_M; along < metres - LEAST_GAP_M; along += STOP_EVERY_M)
    {
      WfDriveStop stop = { along, 15 };

      g_array_append_val (stops, stop);
    }
}

static void
drop_crowded (GArray *stops, double metres)
{
  double last = 0;

  for (guint i = 0; i < stops->len;)
    {
      double along = g_array_index (stops, WfDriveStop, i).along_m;

      if (along - last < LEAST_GAP_M || metres - along < LEAST_GAP_M)
        g_array_remove_index (stops, i);
      else
        {
          last = along;
          i++;
        }
    }
}

/* ---- a line of either origin */

static void
line_free (gpointer data)
{
  WfSimBusLine *line = data;

  g_free (line->id);
  g_free (line->name);
  g_free (line->name_en);
  g_clear_pointer (&line->points, g_array_unref);
  g_clear_pointer (&line->limits_mps, g_array_unref);
  g_clear_pointer (&line->along_m, g_array_unref);
  g_clear_pointer (&line->stops, g_array_unref);
  g_clear_pointer (&line->lights, g_array_unref);
  g_free (line);
}

/* The lights between two stops: the number of the first and how many. */
static guint
lights_between (const WfSimBusLine *line, double from_m, double to_m, guint *n)
{
  guint first = 0, end;

  while (first < line->lights->len
         && g_array_index (line->lights, WfSimLight, first).along_m < from_m)
    first++;
  for (end = first;
       end < line->lights->len && g_array_index (line->lights, WfSimLight, end).along_m < to_m;)
    end++;
  *n = end - first;
  return first;
}

static WfLonLat
point_between (const WfSimBusLine *line, guint i, double along_m)
{
  const WfLonLat *p = &g_array_index (line->points, WfLonLat, i);
  const double *at = &g_array_index (line->along_m, double, i);
  double share = at[1] > at[0] ? CLAMP ((along_m - at[0]) / (at[1] - at[0]), 0, 1) : 0;

  return (WfLonLat){ p[0].lon + share * (p[1].lon - p[0].lon),
                     p[0].lat + share * (p[1].lat - p[0].lat) };
}

/* The part of the line between two places on it. */
static void
cut_out (const WfSimBusLine *line, double from_m, double to_m, GArray *points, GArray *limits)
{
  guint last = line->points->len - 2, i = 0;
  WfLonLat p;

  while (i < last && g_array_index (line->along_m, double, i + 1) <= from_m)
    i++;
  p = point_between (line, i, from_m);
  g_array_append_val (points, p);
  for (; i <= last; i++)
    {
      g_array_append_val (limits, g_array_index (line->limits_mps, float, i));
      if (i == last || g_array_index (line->along_m, double, i + 1) >= to_m)
        break;
      g_array_append_val (points, g_array_index (line->points, WfLonLat, i + 1));
    }
  p = point_between (line, MIN (i, last), to_m);
  g_array_append_val (points, p);
}

/* @start_s NAN: with all lights at green. */
WfDrive *
wf_sim_bus_leg (WfSim *sim, const WfSimBusLine *line, guint from, double start_s)
{
  const WfSimBusStop *stops = (const WfSimBusStop *) (const void *) line->stops->data;
  double from_m = stops[from].along_m, to_m = stops[from + 1].along_m;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (WfLonLat));
  g_autoptr (GArray) limits = g_array_new (FALSE, FALSE, sizeof (float));
  guint n, first = lights_between (line, from_m, to_m, &n);

  cut_out (line, from_m, to_m, points, limits);
  return wf_sim_drive_by_lights (sim, points, limits, 0, WF_DRIVE_BUS, start_s,
                                 &g_array_index (line->lights, WfSimLight, first),
                                 isnan (start_s) ? 0 : n, from_m, TRUE);
}

/* When it leaves each stop where the signals are as they mostly are. */
static void
make_timetable (WfSim *sim, WfSimBusLine *line)
{
  double now_s = 0;

  for (guint i = 0; i + 1 < line->stops->len; i++)
    {
      WfSimBusStop *stop = &g_array_index (line->stops, WfSimBusStop, i);
      g_autoptr (WfDrive) leg = wf_sim_bus_leg (sim, line, i, NAN);
      guint n_lights;

      lights_between (line, stop[0].along_m, stop[1].along_m, &n_lights);
      now_s += wf_drive_seconds (leg) + n_lights * SIGNAL_S + stop[1].wait_s;
      stop[1].leave_s = now_s;
    }
  line->round_s = now_s;
}

static void
measure (WfSimBusLine *line)
{
  double along_m = 0;

  line->along_m = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (line->along_m, along_m);
  for (guint i = 1; i < line->points->len; i++)
    {
      along_m += wf_ground_m (g_array_index (line->points, WfLonLat, i - 1),
                              g_array_index (line->points, WfLonLat, i));
      g_array_append_val (line->along_m, along_m);
    }
}

static void
add_line (WfSim *sim, GPtrArray *lines, const char *id, const char *name, const char *name_en,
          const Path *path)
{
  WfSimBusLine *line = g_new0 (WfSimBusLine, 1);
  double end_m;

  line->id = g_strdup (id);
  line->name = g_strdup (name);
  line->name_en = g_strdup (name_en);
  line->points = g_array_ref (path->points);
  line->limits_mps = g_array_ref (path->limits);
  measure (line);
  end_m = g_array_index (line->along_m, double, line->along_m->len - 1);
  line->stops = g_array_new (FALSE, TRUE, sizeof (WfSimBusStop));
  g_array_append_vals (line->stops, &(WfSimBusStop){ 0, TURN_REST_S, 0 }, 1);
  for (guint i = 0; i < path->stops->len; i++)
    {
      const WfDriveStop *known = &g_array_index (path->stops, WfDriveStop, i);
      WfSimBusStop stop = { MIN (known->along_m, end_m), known->wait_s, 0 };

      g_array_append_val (line->stops, stop);
    }
  line->lights
      = wf_sim_lights_on (sim, (const WfLonLat *) (void *) line->points->data, line->points->len);
  make_timetable (sim, line);
  g_ptr_array_add (lines, line);
}

/* The way back along the same street, with the same stops and a rest at each terminus. */
static void
add_way_back (Path *path, double metres)
{
  guint n = path->points->len, n_stops = path->stops->len;
  WfDriveStop turn = { metres, TURN_REST_S }, end = { 2 * metres, TURN_REST_S };

  for (guint i = n - 1; i > 0; i--)
    {
      /* Copied first: appending may move the array. */
      WfLonLat p = g_array_index (path->points, WfLonLat, i - 1);
      float mps = g_array_index (path->limits, float, i - 1);

      g_array_append_val (path->points, p);
      g_array_append_val (path->limits, mps);
    }
  g_array_append_val (path->stops, turn);
  for (guint i = n_stops; i > 0; i--)
    {
      WfDriveStop stop = g_array_index (path->stops, WfDriveStop, i - 1);

      stop.along_m = 2 * metres - stop.along_m;
      g_array_append_val (path->stops, stop);
    }
  g_array_append_val (path->stops, end);
}

static void
line_from_layer (WfSim *sim, GPtrArray *lines, guint32 feature)
{
  const WfPack *pack = sim->world->bus_lines;
  g_autoptr (GArray) chain = longest_chain (wf_pack_shapes (pack), feature);
  const char *id = wf_sim_world_text (pack, feature, "id", NULL);
  g_autofree char *number = g_strdup_printf ("%u", feature + 1);
  g_autoptr (WfDrive) there = NULL;
  Path path = path_new ();
  double metres;

  for (guint i = 0; i < chain->len; i++)
    add_point (sim, &path, wf_unit_to_lonlat (g_array_index (chain, WfUnit, i)));
  if (path.points->len >= 2)
    {
      there = path_drive (&path);
      metres = wf_drive_metres (there);
      if (metres >= SHORTEST_M)
        {
          stops_from_layer (sim, there, id, path.stops);
          if (path.stops->len == 0)
            stops_every (metres, path.stops);
          drop_crowded (path.stops, metres);
          add_way_back (&path, metres);
          add_line (sim, lines, id != NULL ? id : number,
                    wf_sim_world_text (pack, feature, "name", id != NULL ? id : number),
                    wf_sim_world_text (pack, feature, "name_en", NULL), &path);
        }
    }
  path_clear (&path);
}

/* ---- lines where the city names none */

static double
append_route (Path *path, const WfRoute *route)
{
  guint skip = path->points->len > 0 ? 1 : 0;

  for (guint i = skip; i < route->points->len; i++)
    g_array_append_val (path->points, g_array_index (route->points, WfLonLat, i));
  for (guint i = 0; i < route->limits_mps->len; i++)
    {
      float mps = g_array_index (route->limits_mps, float, i) * (float) BUS_SHARE_OF_SPEED;

      mps = CLAMP (mps, 3, 17);
      g_array_append_val (path->limits, mps);
    }
  return route->metres;
}

static void
made_line (WfSim *sim, GPtrArray *lines, WfSimRandom *random)
{
  WfRoadSnap a = wf_sim_random_place (sim, random, NULL, 0), b = a;
  g_autofree char *number = g_strdup_printf ("%u", lines->len + 1);
  g_autoptr (WfRoute) there = NULL;
  g_autoptr (WfRoute) back = NULL;
  Path path = path_new ();

  for (guint i = 0; i < 8; i++)
    {
      WfRoadSnap c = wf_sim_random_place (sim, random, &a.position, 15000);

      if (wf_ground_m (a.position, c.position) > wf_ground_m (a.position, b.position))
        b = c;
    }
  there = wf_route_search_run (sim->search, &a, &b, WF_ROUTE_CAR);
  back = wf_route_search_run (sim->search, &b, &a, WF_ROUTE_CAR);
  if (there != NULL && back != NULL && there->metres >= SHORTEST_M && back->metres >= SHORTEST_M)
    {
      double metres = append_route (&path, there) + append_route (&path, back);
      WfDriveStop turn = { there->metres, TURN_REST_S }, end = { metres, TURN_REST_S };

      stops_every (metres, path.stops);
      g_array_append_val (path.stops, turn);
      g_array_sort (path.stops, compare_stops);
      g_array_append_val (path.stops, end);
      add_line (sim, lines, number, number, NULL, &path);
    }
  path_clear (&path);
}

GPtrArray *
wf_sim_bus_lines_new (WfSim *sim, guint n_wanted)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  WfSimRandom random = wf_sim_random (sim, "bus lines");
  const WfPack *pack = sim->world->bus_lines;

  if (wf_sim_world_count (pack) > MAX_LINES)
    g_message (_ ("The simulation runs %u of the city's %u bus lines."), MAX_LINES,
               wf_sim_world_count (pack));
  if (pack != NULL && wf_pack_kind (pack) == WF_GEOMETRY_LINE)
    for (guint32 i = 0; i < MIN (wf_sim_world_count (pack), MAX_LINES); i++)
      line_from_layer (sim, lines, i);
  for (guint tries = 0; lines->len == 0 && n_wanted > 0 && tries < 2 * n_wanted; tries++)
    for (guint i = 0; i < n_wanted; i++)
      made_line (sim, lines, &random);
  return lines;
}
