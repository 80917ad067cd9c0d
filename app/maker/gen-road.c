/* Watchfloor: the roads of a made city as a network for cars.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "gen-road.h"

#include "gen-components.h"
#include "gen-shape.h"

#define SPAN_M 42.0

gboolean
gen_road_is_road (const GenEdge *edge)
{
  return edge->class < GEN_N_ROADS;
}

void
gen_road_free (GenRoad *road)
{
  g_array_unref (road->nodes);
  g_free (road);
}

WfPoint
gen_road_point (const GenCity *city, guint32 node)
{
  WfPoint p = gen_mesh_point (city->mesh, node & ~GEN_UPPER);

  return node & GEN_UPPER ? (WfPoint){ p.x + 0.4, p.y + 0.4 } : p;
}

/* ---- bridges and tunnels */

static guint16 *
classes_at_nodes (const GenMesh *mesh)
{
  guint16 *classes = g_new0 (guint16, mesh->nodes->len);

  for (guint32 h = 0; h < mesh->halves->len; h++)
    classes[gen_mesh_from (mesh, h)] |= (guint16) (1u << gen_mesh_edge (mesh, h)->class);
  return classes;
}

/* The piece of @half next to its start becomes a bridge. */
static void
span_start (GenMesh *mesh, guint32 half)
{
  WfPoint a = gen_mesh_point (mesh, gen_mesh_from (mesh, half)),
          b = gen_mesh_point (mesh, gen_mesh_to (mesh, half));

  if (gen_distance (a, b) > 1.8 * SPAN_M)
    gen_mesh_split_edge (mesh, half, gen_add (a, gen_normal (gen_sub (b, a)), SPAN_M));
  gen_mesh_edge (mesh, half)->bridge = TRUE;
}

void
gen_road_span (GenCity *city)
{
  GenMesh *mesh = city->mesh;
  g_autofree guint16 *classes = classes_at_nodes (mesh);
  guint n_halves = mesh->halves->len, n_nodes = mesh->nodes->len;

  for (guint32 h = 0; h < n_halves; h++)
    {
      /* Nodes set by a split in this loop meet nothing. */
      guint32 from = gen_mesh_from (mesh, h);
      guint16 at = from < n_nodes ? classes[from] : 0;
      GenClass class = gen_mesh_edge (mesh, h)->class;
      gboolean over_river = at & (1u << GEN_RIVER);
      gboolean over_rail = (at & (1u << GEN_RAIL)) && class <= GEN_TERTIARY;

      if ((class <= GEN_RAIL && over_river) || over_rail)
        span_start (mesh, h);
    }
  for (guint32 h = 0; h < mesh->halves->len; h += 2)
    {
      GenEdge *edge = gen_mesh_edge (mesh, h);
      WfPoint a = gen_mesh_point (mesh, gen_mesh_from (mesh, h)),
              b = gen_mesh_point (mesh, gen_mesh_to (mesh, h));
      WfPoint middle = gen_add (a, gen_sub (b, a), 0.5);

      if (edge->class > GEN_RAIL)
        continue;
      if (gen_raster_sample (&city->terrain->shore, middle) < 0.0)
        edge->bridge = TRUE;
      else if ((edge->class <= GEN_PRIMARY || edge->class == GEN_RAIL)
               && gen_raster_sample (&city->terrain->height, middle) > 105.0)
        edge->tunnel = TRUE;
    }
}

/* ---- junctions */

/* Fast roads meet only great ones on the level. */
static gboolean
is_interchange (guint16 classes, guint fast_ends, GenClass class)
{
  guint16 great = (1u << GEN_MOTORWAY) | (1u << GEN_TRUNK) | (1u << GEN_PRIMARY);

  if (class == GEN_TRUNK)
    great |= 1u << GEN_SECONDARY;
  return fast_ends != 2 || (classes & great & ~(1u << class)) != 0;
}

/* Each half-edge's vertex in the network: its node, or the level over it. */
static guint32 *
find_vertices (const GenMesh *mesh)
{
  g_autofree guint16 *classes = classes_at_nodes (mesh);
  g_autofree guint8 *ends = g_malloc0 ((gsize) mesh->nodes->len * 2);
  guint32 *vertices = g_new (guint32, mesh->halves->len);

  for (guint32 h = 0; h < mesh->halves->len; h++)
    if (gen_mesh_edge (mesh, h)->class <= GEN_TRUNK)
      ends[2 * gen_mesh_from (mesh, h) + gen_mesh_edge (mesh, h)->class]++;
  for (guint32 h = 0; h < mesh->halves->len; h++)
    {
      guint32 node = gen_mesh_from (mesh, h);
      GenClass class = gen_mesh_edge (mesh, h)->class;
      guint16 others = classes[node] & (guint16) ~((1u << class) | ~((1u << GEN_N_ROADS) - 1));

      vertices[h] = class <= GEN_TRUNK && others != 0
                            && !is_interchange (classes[node], ends[2 * node + class], class)
                        ? node | GEN_UPPER
                        : node;
    }
  return vertices;
}

static void
choose_oneways (GenCity *city)
{
  GenMesh *mesh = city->mesh;

  for (guint32 h = 0; h < mesh->halves->len; h += 2)
    {
      GenEdge *edge = gen_mesh_edge (mesh, h);
      guint64 dice = gen_mix (city->seed + 77 + edge->way);
      const GenCentre *old = &g_array_index (city->centres, GenCentre, 0);

      if (edge->class == GEN_TERTIARY && dice % 5 == 0
          && gen_distance (gen_mesh_point (mesh, gen_mesh_from (mesh, h)), old->at) < 2600.0)
        edge->oneway = 1;
    }
}

/* Leaves the roads from which all others can be reached and back; one-way streets that stand
 * against that are opened both ways first. @dead gets what is left out. */
static void
connect_all (GenMesh *mesh, const guint32 *vertices, guint8 *dead)
{
  guint n_edges = mesh->edges->len;
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (GenArc));

  for (guint pass = 0; pass < 3; pass++)
    {
      g_array_set_size (arcs, 0);
      for (guint32 e = 0; e < n_edges; e++)
        {
          const GenEdge *edge = gen_mesh_edge (mesh, 2 * e);
          /* The upper level gets numbers of its own. */
          guint32 a = vertices[2 * e], b = vertices[2 * e + 1];
          GenArc arc = { a & GEN_UPPER ? (a & ~GEN_UPPER) + mesh->nodes->len : a,
                         b & GEN_UPPER ? (b & ~GEN_UPPER) + mesh->nodes->len : b };

          if (!gen_road_is_road (edge) || dead[e])
            continue;
          if (edge->oneway >= 0)
            g_array_append_val (arcs, arc);
          if (edge->oneway <= 0)
            {
              arc = (GenArc){ arc.to, arc.from };
              g_array_append_val (arcs, arc);
            }
        }
      g_autofree guint8 *main_part
          = gen_components_greatest ((const GenArc *) arcs->data, arcs->len, 2 * mesh->nodes->len);

      for (guint32 e = 0; e < n_edges; e++)
        {
          guint32 a = vertices[2 * e], b = vertices[2 * e + 1];
          gboolean in = main_part[a & GEN_UPPER ? (a & ~GEN_UPPER) + mesh->nodes->len : a]
                        && main_part[b & GEN_UPPER ? (b & ~GEN_UPPER) + mesh->nodes->len : b];

          if (!in && pass == 0)
            gen_mesh_edge (mesh, 2 * e)->oneway = 0;
          else if (!in)
            dead[e] = 1;
        }
    }
}

/* ---- joining edges */

static gboolean
is_alike (const GenEdge *a, const GenEdge *b)
{
  return a->class == b->class && a->way == b->way && a->bridge == b->bridge
         && a->tunnel == b->tunnel && a->oneway == b->oneway;
}

/* The half-edge that goes on from the end of @half, as straight as may be; GEN_NONE at an end. */
static guint32
go_on (const GenMesh *mesh, const guint32 *vertices, const guint8 *done, guint32 half)
{
  WfPoint at = gen_mesh_point (mesh, gen_mesh_to (mesh, half));
  WfPoint d = gen_normal (gen_sub (at, gen_mesh_point (mesh, gen_mesh_from (mesh, half))));
  guint32 best = GEN_NONE, spoke = half ^ 1;
  double straight = 0.4;

  do
    {
      const GenEdge *edge = gen_mesh_edge (mesh, spoke);
      WfPoint on = gen_normal (gen_sub (gen_mesh_point (mesh, gen_mesh_to (mesh, spoke)), at));

      if (!done[spoke / 2] && is_alike (edge, gen_mesh_edge (mesh, half))
          && vertices[spoke] == vertices[half ^ 1]
          && (edge->oneway == 0 || (spoke & 1) == (half & 1)) && gen_dot (d, on) > straight)
        {
          straight = gen_dot (d, on);
          best = spoke;
        }
      spoke = gen_mesh_half (mesh, spoke ^ 1)->next;
    }
  while (spoke != (half ^ 1));
  return best;
}

/* One-way roads are joined along their direction: half-edges of a road all run with it. */
static GenRoad *
join_road (const GenMesh *mesh, const guint32 *vertices, guint8 *done, guint32 half)
{
  GenRoad *road = g_new0 (GenRoad, 1);
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (guint32));

  road->edge = *gen_mesh_edge (mesh, half);
  road->nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  done[half / 2] = 1;
  for (guint32 back = half ^ 1; back != GEN_NONE; back = go_on (mesh, vertices, done, back))
    {
      done[back / 2] = 1;
      g_array_append_val (before, vertices[back ^ 1]);
    }
  for (guint i = before->len; i > 0; i--)
    g_array_append_val (road->nodes, g_array_index (before, guint32, i - 1));
  for (guint32 on = half; on != GEN_NONE; on = go_on (mesh, vertices, done, on))
    {
      done[on / 2] = 1;
      g_array_append_val (road->nodes, vertices[on ^ 1]);
    }
  return road;
}

GPtrArray *
gen_road_collect (GenCity *city)
{
  GenMesh *mesh = city->mesh;
  GPtrArray *roads = g_ptr_array_new_with_free_func ((GDestroyNotify) gen_road_free);
  g_autofree guint32 *vertices = find_vertices (mesh);
  g_autofree guint8 *done = g_malloc0 (mesh->edges->len);

  choose_oneways (city);
  connect_all (mesh, vertices, done);
  for (guint32 h = 0; h < mesh->halves->len; h += 2)
    if (gen_road_is_road (gen_mesh_edge (mesh, h)) && !done[h / 2])
      g_ptr_array_add (roads, join_road (mesh, vertices, done, h));
  return roads;
}
