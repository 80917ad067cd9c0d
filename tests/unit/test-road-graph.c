/* Watchfloor: tests of the road graph and its searches.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-geodesic.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-road-columns.h"
#include "wf-road-graph-private.h"
#include "wf-route-search.h"

#include <glib/gstdio.h>

/* A town on a square grid of 0.001 degrees near Dalian: column and row of a crossing. */
#define LON(column) (121.6 + (column) *0.001)
#define LAT(row) (38.9 + (row) *0.001)

typedef struct
{
  const char *class_name, *oneway, *no_turn;
  int speed; /* 0: the layer does not say */
  int at[12]; /* column, row, ...; ends with -1 */
} Street;

static char *folder;

static WfPack *
pack_of (const Street *streets, guint n)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  g_autofree char *path = g_strdup_printf ("%s/%u.wfpack", folder, g_random_int ());
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  wf_pack_writer_add_field (writer, "class", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "oneway", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "maxspeed", WF_FIELD_INT);
  wf_pack_writer_add_field (writer, "no_turn", WF_FIELD_TEXT);
  for (guint i = 0; i < n; i++)
    {
      WfLonLat line[6];
      guint k = 0;

      for (; k < 6 && streets[i].at[2 * k] >= 0; k++)
        line[k] = (WfLonLat){ LON (streets[i].at[2 * k]), LAT (streets[i].at[2 * k + 1]) };
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, line, k);
      wf_pack_writer_set_text (writer, 0, streets[i].class_name);
      if (streets[i].oneway != NULL)
        wf_pack_writer_set_text (writer, 1, streets[i].oneway);
      if (streets[i].speed > 0)
        wf_pack_writer_set_int (writer, 2, streets[i].speed);
      if (streets[i].no_turn != NULL)
        wf_pack_writer_set_text (writer, 3, streets[i].no_turn);
      wf_pack_writer_end (writer);
    }
  g_assert_true (wf_pack_writer_finish (writer, path, &error));
  g_assert_no_error (error);
  pack = wf_pack_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return pack;
}

static WfRoadGraph *
graph_of (const Street *streets, guint n)
{
  g_autoptr (WfPack) pack = pack_of (streets, n);
  g_autoptr (GError) error = NULL;
  WfRoadGraph *graph = wf_road_graph_new (pack, NULL, &error);

  g_assert_no_error (error);
  return graph;
}

static guint32
node_at (const WfRoadGraph *graph, int column, int row)
{
  for (guint32 n = 0; n < wf_road_graph_n_nodes (graph); n++)
    {
      WfLonLat p = wf_road_graph_node (graph, n);

      if (ABS (p.lon - LON (column)) < 1e-6 && ABS (p.lat - LAT (row)) < 1e-6)
        return n;
    }
  return WF_ROAD_NONE;
}

static void
test_nodes_where_lines_meet (void)
{
  const Street streets[] = {
    { "primary", NULL, NULL, 0, { 0, 0, 1, 0, 2, 0, -1 } },
    { "residential", NULL, NULL, 0, { 1, 0, 1, 1, 1, 2, -1 } },
    { "footway", NULL, NULL, 0, { 0, 0, 1, 2, -1 } },
    { "service", NULL, NULL, 0, { 7, 7, 8, 7, -1 } },
  };
  g_autoptr (WfRoadGraph) graph = graph_of (streets, G_N_ELEMENTS (streets));
  const WfLonLat main_line[] = { { LON (0), LAT (0) }, { LON (2), LAT (0) } };
  const WfLonLat side_line[] = { { LON (1), LAT (0) }, { LON (1), LAT (2) } };
  const WfLonLat far_line[] = { { LON (7), LAT (7) }, { LON (8), LAT (7) } };
  double km = (wf_geodesic_length_m (main_line, 2) + wf_geodesic_length_m (side_line, 2)
               + wf_geodesic_length_m (far_line, 2))
              / 1000;

  /* 1,1 is a bend, no crossing. */
  g_assert_cmpuint (wf_road_graph_n_nodes (graph), ==, 6);
  g_assert_cmpuint (node_at (graph, 1, 1), ==, WF_ROAD_NONE);
  g_assert_cmpuint (wf_road_graph_n_edges (graph), ==, 8);
  g_assert_cmpuint (wf_road_graph_n_components (graph), ==, 2);
  g_assert_cmpfloat_with_epsilon (wf_road_graph_km (graph), km, 0.0002);
  /* The service lane is nearer, but nobody gets there. */
  g_assert_cmpuint (wf_road_graph_nearest (graph, (WfLonLat){ LON (7), LAT (7) }), !=,
                    node_at (graph, 7, 7));
}

static void
test_one_way_words (void)
{
  const struct
  {
    const char *word;
    gboolean forward, backward;
  } cases[] = { { "yes", TRUE, FALSE },     { "true", TRUE, FALSE },    { "1", TRUE, FALSE },
                { "-1", FALSE, TRUE },      { "reverse", FALSE, TRUE }, { "no", TRUE, TRUE },
                { "whatever", TRUE, TRUE }, { NULL, TRUE, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WfRoadUse use = wf_road_use_read ("primary", cases[i].word, NULL, NULL, NULL, NULL);

      g_assert_cmpint (use.forward, ==, cases[i].forward);
      g_assert_cmpint (use.backward, ==, cases[i].backward);
    }
  g_assert_false (wf_road_use_read ("primary", NULL, NULL, NULL, "roundabout", NULL).backward);
  g_assert_false (wf_road_use_read ("motorway", NULL, NULL, NULL, NULL, NULL).backward);
  g_assert_false (wf_road_use_read ("steps", NULL, NULL, NULL, NULL, NULL).forward);
  g_assert_false (wf_road_use_read ("primary", NULL, NULL, "no", NULL, NULL).forward);
}

static void
test_speed_words (void)
{
  g_assert_cmpfloat (wf_road_speed_parse ("50"), ==, 50);
  g_assert_cmpfloat_with_epsilon (wf_road_speed_parse ("30 mph"), 48.28, 0.01);
  g_assert_cmpfloat (wf_road_speed_parse ("walk"), ==, 0);
  g_assert_cmpfloat (wf_road_speed_parse ("-5"), ==, 0);
  g_assert_cmpfloat (wf_road_speed_parse (NULL), ==, 0);
}

static void
test_tags (void)
{
  const char *tags = "\"lanes\"=>\"2\",\"maxspeed\"=>\"30 mph\",\"oneway\"=>\"yes\"";
  char value[8];

  g_assert_cmpstr (wf_road_tag (tags, "oneway", value, sizeof value), ==, "yes");
  g_assert_cmpstr (wf_road_tag (tags, "maxspeed", value, sizeof value), ==, "30 mph");
  g_assert_null (wf_road_tag (tags, "speed", value, sizeof value));
  g_assert_null (wf_road_tag (tags, "maxspeed", value, 4));
  g_assert_null (wf_road_tag (NULL, "oneway", value, sizeof value));
  g_assert_cmpstr (wf_road_tag ("\"oneway\"=>\"y", "oneway", value, sizeof value), ==, "y");
}

/* Round the block against a one-way street; the fast way round where the short one is slow. */
static void
test_one_way_and_speed (void)
{
  const Street streets[] = {
    { "residential", "yes", NULL, 30, { 0, 0, 1, 0, -1 } },
    { "residential", NULL, NULL, 30, { 1, 0, 1, 1, 0, 1, 0, 0, -1 } },
  };
  g_autoptr (WfRoadGraph) graph = graph_of (streets, G_N_ELEMENTS (streets));
  guint32 a = node_at (graph, 0, 0), b = node_at (graph, 1, 0);
  g_autoptr (WfRoute) there = wf_road_graph_route (graph, a, b);
  g_autoptr (WfRoute) back = wf_road_graph_route (graph, b, a);

  g_assert_nonnull (there);
  g_assert_nonnull (back);
  g_assert_cmpfloat (back->metres, >, there->metres * 3);
  g_assert_cmpfloat_with_epsilon (there->seconds, there->metres / (27 / 3.6), 0.01);
  g_assert_cmpuint (there->points->len, ==, there->seconds_at->len);
  g_assert_cmpuint (there->points->len, ==, there->limits_mps->len + 1);
}

/* "No left turn" at a crossing sends the car straight on and round the block. */
static void
test_forbidden_turn (void)
{
  Street streets[] = {
    { "residential", NULL, NULL, 50, { 0, 1, 1, 1, -1 } }, /* comes from the west */
    { "residential", NULL, NULL, 50, { 1, 1, 2, 1, 2, 2, 1, 2, -1 } },
    { "residential", NULL, NULL, 50, { 1, 1, 1, 2, -1 } }, /* leads north: a left turn */
    { "residential", NULL, NULL, 50, { 1, 1, 1, 0, -1 } },
  };
  g_autoptr (WfRoadGraph) open = graph_of (streets, G_N_ELEMENTS (streets));
  g_autoptr (WfRoadGraph) signed_graph = NULL;
  g_autoptr (WfRoute) direct = NULL;
  g_autoptr (WfRoute) round = NULL;

  streets[0].no_turn = "left@end;u@end";
  signed_graph = graph_of (streets, G_N_ELEMENTS (streets));
  direct = wf_road_graph_route (open, node_at (open, 0, 1), node_at (open, 1, 2));
  round = wf_road_graph_route (signed_graph, node_at (signed_graph, 0, 1),
                               node_at (signed_graph, 1, 2));
  g_assert_cmpuint (direct->edges->len, ==, 2);
  g_assert_nonnull (round);
  g_assert_cmpfloat (round->metres, >, direct->metres * 1.5);
}

static void
test_snap_on_edge (void)
{
  const Street streets[] = { { "primary", NULL, NULL, 0, { 0, 0, 4, 0, -1 } },
                             { "primary", NULL, NULL, 0, { 4, 0, 4, 4, -1 } } };
  g_autoptr (WfRoadGraph) graph = graph_of (streets, G_N_ELEMENTS (streets));
  g_autoptr (WfRouteSearch) search = wf_route_search_new (graph);
  WfLonLat p = { LON (1), LAT (0) + 0.0003 };
  WfLonLat q = { LON (4) + 0.0002, LAT (3) };
  WfRoadSnap a, b;
  g_autoptr (WfRoute) route = NULL;
  g_autoptr (WfRoute) short_way = NULL;

  g_assert_true (wf_road_graph_snap (graph, p, &a));
  g_assert_true (wf_road_graph_snap (graph, q, &b));
  g_assert_cmpfloat_with_epsilon (a.away_m, wf_geodesic_distance_m (p, a.position), 0.1);
  g_assert_cmpfloat_with_epsilon (a.position.lat, LAT (0), 1e-6);
  route = wf_route_search_run (search, &a, &b, WF_ROUTE_CAR);
  g_assert_nonnull (route);
  g_assert_cmpfloat_with_epsilon (
      route->metres,
      wf_geodesic_distance_m (a.position, (WfLonLat){ LON (4), LAT (0) })
          + wf_geodesic_distance_m ((WfLonLat){ LON (4), LAT (0) }, b.position),
      0.5);

  /* Two places on one street, in both senses; and a moving car that may not turn at once. */
  g_assert_true (wf_road_graph_snap (graph, (WfLonLat){ LON (3), LAT (0) }, &b));
  short_way = wf_route_search_run (search, &b, &a, WF_ROUTE_CAR);
  g_assert_cmpfloat_with_epsilon (short_way->metres,
                                  wf_geodesic_distance_m (a.position, b.position), 0.5);
  g_clear_pointer (&short_way, wf_route_free);
  b.one_direction = TRUE;
  short_way = wf_route_search_run (search, &b, &a, WF_ROUTE_CAR);
  if (b.along_m > a.along_m)
    g_assert_cmpfloat (short_way->metres, >, 300);
}

/* ---- against brute force: relax every pair of edges until nothing changes */

static float
brute_force (const WfRoadGraph *graph, guint32 from, guint32 to)
{
  g_autofree float *cost = g_new (float, graph->n_edges);
  gboolean changed = TRUE;
  float best = G_MAXFLOAT;

  for (guint32 e = 0; e < graph->n_edges; e++)
    cost[e] = graph->edges[e].from == from ? graph->edges[e].seconds : G_MAXFLOAT;
  while (changed)
    {
      changed = FALSE;
      for (guint32 a = 0; a < graph->n_edges; a++)
        for (guint32 b = 0; b < graph->n_edges && cost[a] < G_MAXFLOAT; b++)
          {
            const WfRoadEdge *edge = &graph->edges[b];
            float price;

            if (edge->from != graph->edges[a].to)
              continue;
            price = wf_road_turn_price (graph, a, edge);
            if (price >= 0 && cost[a] + price + edge->seconds < cost[b])
              {
                cost[b] = cost[a] + price + edge->seconds;
                changed = TRUE;
              }
          }
    }
  for (guint32 e = 0; e < graph->n_edges; e++)
    if (graph->edges[e].to == to)
      best = MIN (best, cost[e]);
  return best;
}

static WfRoadGraph *
random_town (GRand *rand, int size)
{
  static const char *const oneways[] = { NULL, NULL, "yes", "-1" };
  static const char *const turns[] = { NULL, NULL, "left@end", "right@start;u@end" };
  static const char *const names[] = { "primary", "residential", "service", "trunk" };
  g_autoptr (GArray) streets = g_array_new (FALSE, FALSE, sizeof (Street));

  for (int row = 0; row < size; row++)
    for (int column = 0; column < size; column++)
      for (int down = 0; down < 2; down++)
        {
          Street street = { names[g_rand_int_range (rand, 0, 4)],
                            oneways[g_rand_int_range (rand, 0, 4)],
                            turns[g_rand_int_range (rand, 0, 4)],
                            g_rand_int_range (rand, 0, 3) * 30,
                            { column, row, column + !down, row + down, -1 } };

          if (g_rand_double (rand) < 0.85)
            g_array_append_val (streets, street);
        }
  return graph_of ((const Street *) (void *) streets->data, streets->len);
}

static void
test_against_brute_force (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint found = 0;

  for (guint town = 0; town < 6; town++)
    {
      g_autoptr (WfRoadGraph) graph = random_town (rand, 5);
      g_autoptr (WfRouteSearch) search = wf_route_search_new (graph);

      for (guint k = 0; k < 40; k++)
        {
          guint32 from = (guint32) g_rand_int_range (rand, 0, (gint32) graph->n_nodes);
          guint32 to = (guint32) g_rand_int_range (rand, 0, (gint32) graph->n_nodes);
          g_autoptr (WfRoute) route = NULL;
          float expected;

          if (from == to)
            continue;
          route = wf_route_search_nodes (search, from, to, WF_ROUTE_CAR);
          expected = brute_force (graph, from, to);
          g_assert_cmpint (route != NULL, ==, expected < G_MAXFLOAT);
          if (route == NULL)
            continue;
          found++;
          g_assert_cmpfloat_with_epsilon (route->seconds, (double) expected, 0.02);
        }
    }
  g_assert_cmpuint (found, >, 60);
}

/* A component is what reaches one another: each pair by brute force. */
static void
test_components (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (WfRoadGraph) graph = random_town (rand, 5);
  guint32 n = graph->n_nodes;
  g_autofree guint8 *reach = g_new0 (guint8, n * n);

  for (guint32 e = 0; e < graph->n_edges; e++)
    reach[graph->edges[e].from * n + graph->edges[e].to] = 1;
  for (guint32 k = 0; k < n; k++)
    for (guint32 i = 0; i < n; i++)
      for (guint32 j = 0; j < n; j++)
        if (reach[i * n + k] && reach[k * n + j])
          reach[i * n + j] = 1;
  for (guint32 i = 0; i < n; i++)
    for (guint32 j = 0; j < n; j++)
      if (i != j)
        g_assert_cmpint (wf_road_graph_component (graph, i) == wf_road_graph_component (graph, j),
                         ==, reach[i * n + j] && reach[j * n + i]);
  for (guint32 c = 1; c < graph->n_components; c++)
    g_assert_cmpuint (graph->component_size[c - 1], >=, graph->component_size[c]);
}

static void
test_closure (void)
{
  const Street streets[] = {
    { "primary", NULL, NULL, 50, { 0, 0, 2, 0, -1 } },
    { "primary", NULL, NULL, 50, { 0, 0, 0, 2, 2, 2, 2, 0, -1 } },
  };
  g_autoptr (WfRoadGraph) graph = graph_of (streets, G_N_ELEMENTS (streets));
  g_autoptr (WfRouteSearch) search = wf_route_search_new (graph);
  const Street bar[] = { { "bar", NULL, NULL, 0, { 1, 0, 1, 1, -1 } } };
  g_autoptr (WfPack) closures = pack_of (bar, 1);
  guint32 a = node_at (graph, 0, 0), b = node_at (graph, 2, 0);
  g_autoptr (WfRoute) open = wf_route_search_nodes (search, a, b, WF_ROUTE_CAR);
  g_autoptr (WfRoute) round = NULL;
  g_autoptr (WfRoute) again = NULL;
  g_autoptr (WfRoute) into = NULL;
  g_autoptr (WfRoute) past = NULL;
  g_autoptr (WfRoute) out = NULL;
  WfRoadSnap before, inside, behind;

  g_assert_cmpuint (wf_route_search_close (search, closures), ==, 1);
  round = wf_route_search_nodes (search, a, b, WF_ROUTE_CAR);
  g_assert_cmpfloat (round->metres, >, open->metres * 2.5);
  /* Up to the closure from either side, into it, but not through. */
  g_assert_true (wf_road_graph_snap (graph, (WfLonLat){ LON (0.5), LAT (0) }, &before));
  g_assert_true (wf_road_graph_snap (graph, (WfLonLat){ LON (1), LAT (0) }, &inside));
  g_assert_true (wf_road_graph_snap (graph, (WfLonLat){ LON (1.5), LAT (0) }, &behind));
  into = wf_route_search_run (search, &before, &inside, WF_ROUTE_CAR);
  past = wf_route_search_run (search, &before, &behind, WF_ROUTE_CAR);
  out = wf_route_search_run (search, &inside, &behind, WF_ROUTE_CAR);
  g_assert_cmpfloat (into->metres, <, open->metres / 3);
  g_assert_cmpfloat (past->metres, >, open->metres * 2);
  g_assert_cmpfloat (out->metres, <, open->metres / 3);
  g_assert_cmpuint (wf_route_search_close (search, NULL), ==, 0);
  again = wf_route_search_nodes (search, a, b, WF_ROUTE_CAR);
  g_assert_cmpfloat (again->metres, ==, open->metres);
}

static void
test_no_roads (void)
{
  const Street streets[] = { { "footway", NULL, NULL, 0, { 0, 0, 1, 0, -1 } } };
  g_autoptr (WfPack) pack = pack_of (streets, 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (wf_road_graph_new (pack, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("wf-road-XXXXXX", NULL);
  g_test_add_func ("/road-graph/nodes-where-lines-meet", test_nodes_where_lines_meet);
  g_test_add_func ("/road-graph/one-way-words", test_one_way_words);
  g_test_add_func ("/road-graph/speed-words", test_speed_words);
  g_test_add_func ("/road-graph/tags", test_tags);
  g_test_add_func ("/road-graph/one-way-and-speed", test_one_way_and_speed);
  g_test_add_func ("/road-graph/forbidden-turn", test_forbidden_turn);
  g_test_add_func ("/road-graph/snap-on-edge", test_snap_on_edge);
  g_test_add_func ("/road-graph/against-brute-force", test_against_brute_force);
  g_test_add_func ("/road-graph/components", test_components);
  g_test_add_func ("/road-graph/closure", test_closure);
  g_test_add_func ("/road-graph/no-roads", test_no_roads);
  result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
