/* Watchfloor: a route.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The line a search found, with the time at each of its points. Pure. */
#include "config.h"

#include "wf-ground.h"
#include "wf-road-graph-private.h"

/* Points nearer than this are one. */
#define SAME_M 0.02

static WfRoute *
route_new (void)
{
  WfRoute *route = g_new0 (WfRoute, 1);

  route->points = g_array_new (FALSE, FALSE, sizeof (WfLonLat));
  route->seconds_at = g_array_new (FALSE, FALSE, sizeof (double));
  route->limits_mps = g_array_new (FALSE, FALSE, sizeof (float));
  return route;
}

static void
append_point (WfRoute *route, WfLonLat p, float limit_mps, double pace_mps, double *wait_s)
{
  if (route->points->len > 0)
    {
      WfLonLat last = g_array_index (route->points, WfLonLat, route->points->len - 1);
      double metres = wf_ground_m (last, p);

      if (metres < SAME_M)
        return;
      route->metres += metres;
      route->seconds += metres / pace_mps + *wait_s;
      *wait_s = 0;
      g_array_append_val (route->limits_mps, limit_mps);
    }
  g_array_append_val (route->points, p);
  g_array_append_val (route->seconds_at, route->seconds);
}

/* The part of the edge from @start_m to @end_m. */
static void
append_edge (WfRoute *route, const WfRoadGraph *graph, const WfRoadEdge *edge, double start_m,
             double end_m, double factor, double wait_s)
{
  guint32 n = graph->pieces[edge->piece].n_coords;
  double pace_mps = (double) edge->metres / (double) edge->seconds * factor;
  float limit_mps = (float) ((double) graph->pieces[edge->piece].kmh / 3.6 * factor);
  double along = 0;

  for (guint32 i = 0; i + 1 < n; i++)
    {
      WfUnit a = wf_road_edge_coord (graph, edge, i), b = wf_road_edge_coord (graph, edge, i + 1);
      double length = wf_ground_unit_m (a, b);
      double from = MAX (start_m - along, 0), to = MIN (end_m - along, length);

      along += length;
      if (length <= 0 || from > length || to < 0)
        continue;
      for (guint k = 0; k < 2; k++)
        {
          double share = (k == 0 ? from : to) / length;
          WfPoint p = { (a.x + share * ((double) b.x - a.x)) / WF_UNIT_SPAN,
                        (a.y + share * ((double) b.y - a.y)) / WF_UNIT_SPAN };

          append_point (route, wf_mercator_to_lonlat (p), limit_mps, pace_mps, &wait_s);
        }
    }
}

WfRoute *
wf_route_build (const WfRoadGraph *graph, GArray *edges, const float *turn_s, double along_from,
                double along_to, double factor)
{
  WfRoute *route = route_new ();
  double none = 0;

  route->edges = edges;
  for (guint i = 0; i < edges->len; i++)
    {
      const WfRoadEdge *edge = &graph->edges[g_array_index (edges, guint32, i)];

      append_edge (route, graph, edge, i == 0 ? along_from : 0,
                   i == edges->len - 1 ? along_to : (double) edge->metres + 1.0, factor,
                   (double) turn_s[i]);
    }
  /* From a place to itself is still a line of two points. */
  if (route->points->len == 0)
    append_point (route,
                  wf_road_graph_node (graph, graph->edges[g_array_index (edges, guint32, 0)].from),
                  1, 1, &none);
  if (route->points->len == 1)
    {
      WfLonLat p = g_array_index (route->points, WfLonLat, 0);
      float mps = 1;

      g_array_append_val (route->points, p);
      g_array_append_val (route->seconds_at, route->seconds);
      g_array_append_val (route->limits_mps, mps);
    }
  return route;
}

void
wf_route_free (WfRoute *route)
{
  if (route == NULL)
    return;
  g_array_unref (route->points);
  g_array_unref (route->seconds_at);
  g_array_unref (route->limits_mps);
  g_array_unref (route->edges);
  g_free (route);
}

static guint
segment_at (const GArray *seconds_at, double seconds)
{
  guint low = 0, high = seconds_at->len - 1;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (seconds_at, double, middle) <= seconds)
        low = middle;
      else
        high = middle;
    }
  return low;
}

void
wf_route_at (const WfRoute *route, double seconds, WfLonLat *position, double *heading_deg,
             double *speed_mps)
{
  guint i = segment_at (route->seconds_at, seconds);
  WfLonLat a = g_array_index (route->points, WfLonLat, i);
  WfLonLat b = g_array_index (route->points, WfLonLat, i + 1);
  double start = g_array_index (route->seconds_at, double, i);
  double span = g_array_index (route->seconds_at, double, i + 1) - start;
  double share = span > 0 ? CLAMP ((seconds - start) / span, 0, 1) : 0;
  double east, north;

  wf_ground_vector (a, b, &east, &north);
  *position = (WfLonLat){ a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat) };
  *heading_deg = wf_ground_bearing_deg (east, north);
  *speed_mps = seconds < 0 || seconds >= route->seconds || span <= 0
                   ? 0
                   : sqrt (east * east + north * north) / span;
}
