/* Watchfloor: the road graph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts how often each vertex is used, cuts the lines where that is more than once, and sorts
 * the directed edges by the node they leave. Built once on the calling thread, then immutable. */
#include "config.h"

#include "wf-road-graph-private.h"

#include "wf-error.h"
#include "wf-ground.h"
#include "wf-road-columns.h"

#include <glib/gi18n.h>

/* The table of vertices takes 1 GB for so many, while the graph is built. */
#define MAX_VERTICES 30000000u
/* How far along an edge its direction at a node is taken: past the drawn-in corner. */
#define DIRECTION_M 8.0

/* ---- vertices: an open hash of coordinate -> times used, then node */

typedef struct
{
  guint64 key;
  guint32 count; /* 0: free slot */
  guint32 node;
} Vertex;

typedef struct
{
  Vertex *slots;
  guint64 mask;
} VertexTable;

static void
vertex_table_init (VertexTable *table, guint64 n_vertices)
{
  guint64 size = 1024;

  while (size * 2 < n_vertices * 3)
    size *= 2;
  table->slots = g_new0 (Vertex, size);
  table->mask = size - 1;
}

static Vertex *
vertex_table_get (VertexTable *table, WfUnit p)
{
  guint64 key = (guint64) p.x << 32 | p.y;
  guint64 i = (key ^ key >> 29) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  for (i = (i ^ i >> 32) & table->mask;; i = (i + 1) & table->mask)
    if (table->slots[i].count == 0 || table->slots[i].key == key)
      {
        table->slots[i].key = key;
        return &table->slots[i];
      }
}

/* ---- pieces */

typedef struct
{
  WfRoadGraph *graph;
  const WfPackShapes *shapes;
  WfRoadUse *uses; /* a feature */
  VertexTable table;
  GArray *nodes; /* WfUnit */
  GArray *pieces; /* WfRoadPiece */
} Builder;

static gboolean
is_same (WfUnit a, WfUnit b)
{
  return a.x == b.x && a.y == b.y;
}

static void
count_part (Builder *builder, guint32 start, guint32 end)
{
  const WfUnit *coords = builder->shapes->coords;

  for (guint32 i = start; i < end; i++)
    {
      Vertex *vertex;

      if (i > start && is_same (coords[i], coords[i - 1]))
        continue;
      vertex = vertex_table_get (&builder->table, coords[i]);
      /* An end is a node whether shared or not. */
      vertex->count += i == start || i == end - 1 ? 2 : 1;
      vertex->node = WF_ROAD_NONE;
    }
  if (end > start)
    vertex_table_get (&builder->table, coords[end - 1])->count += 2;
}

static guint32
node_at (Builder *builder, guint32 coord)
{
  Vertex *vertex = vertex_table_get (&builder->table, builder->shapes->coords[coord]);

  if (vertex->node == WF_ROAD_NONE)
    {
      vertex->node = builder->nodes->len;
      g_array_append_val (builder->nodes, builder->shapes->coords[coord]);
    }
  return vertex->node;
}

static gboolean
add_piece (Builder *builder, guint32 feature, guint32 start, guint32 end)
{
  const WfRoadUse *use = &builder->uses[feature];
  WfRoadPiece piece = { .coord = start,
                        .n_coords = end - start + 1,
                        .feature = feature,
                        .kmh = use->kmh,
                        .forward = use->forward != FALSE,
                        .backward = use->backward != FALSE };
  double metres = 0;

  for (guint32 i = start; i < end; i++)
    metres += wf_ground_unit_m (builder->shapes->coords[i], builder->shapes->coords[i + 1]);
  if (metres <= 0)
    return FALSE;
  piece.metres = (float) metres;
  piece.seconds = (float) wf_road_pace_seconds (builder->shapes->coords + start, piece.n_coords,
                                                (double) use->kmh / 3.6);
  piece.from = node_at (builder, start);
  piece.to = node_at (builder, end);
  g_array_append_val (builder->pieces, piece);
  return TRUE;
}

static void
cut_part (Builder *builder, guint32 feature, guint32 start, guint32 end)
{
  const WfUnit *coords = builder->shapes->coords;
  const WfRoadUse *use = &builder->uses[feature];
  guint first = builder->pieces->len;
  guint32 from = start;

  for (guint32 i = start + 1; i < end; i++)
    if (vertex_table_get (&builder->table, coords[i])->count > 1
        && (i == end - 1 || !is_same (coords[i], coords[i + 1])))
      {
        add_piece (builder, feature, from, i);
        from = i;
      }
  if (builder->pieces->len > first)
    {
      g_array_index (builder->pieces, WfRoadPiece, first).no_turn_start = use->no_turn_start;
      g_array_index (builder->pieces, WfRoadPiece, builder->pieces->len - 1).no_turn_end
          = use->no_turn_end;
    }
}

static void
for_each_part (Builder *builder, gboolean cut)
{
  const WfPackShapes *shapes = builder->shapes;

  for (guint32 f = 0; f < shapes->n_features; f++)
    {
      if (cut)
        builder->graph->piece_of[f] = builder->pieces->len;
      if (!builder->uses[f].forward && !builder->uses[f].backward)
        continue;
      for (guint32 p = shapes->part_of[f]; p < shapes->part_of[f + 1]; p++)
        if (cut)
          cut_part (builder, f, shapes->coord_of[p], shapes->coord_of[p + 1]);
        else
          count_part (builder, shapes->coord_of[p], shapes->coord_of[p + 1]);
    }
}

/* Of lines a car may use. */
static guint64
count_vertices (const Builder *builder)
{
  const WfPackShapes *shapes = builder->shapes;
  guint64 n = 0;

  for (guint32 f = 0; f < shapes->n_features; f++)
    if (builder->uses[f].forward || builder->uses[f].backward)
      n += shapes->coord_of[shapes->part_of[f + 1]] - shapes->coord_of[shapes->part_of[f]];
  return n;
}

static gboolean
make_pieces (WfRoadGraph *graph, const WfCityRoads *fields, GError **error)
{
  Builder builder = { .graph = graph, .shapes = wf_pack_shapes (graph->pack) };
  WfRoadColumns columns = wf_road_columns_find (graph->pack, fields);
  g_autofree WfRoadUse *uses = g_new (WfRoadUse, builder.shapes->n_features + 1);
  guint64 n_vertices;

  for (guint32 f = 0; f < builder.shapes->n_features; f++)
    uses[f] = wf_pack_feature_kind (graph->pack, f) == WF_GEOMETRY_LINE
                  ? wf_road_columns_read (&columns, f)
                  : (WfRoadUse){ 0 };
  builder.uses = uses;
  n_vertices = count_vertices (&builder);
  if (n_vertices > MAX_VERTICES)
    {
      g_set_error (
          error, WF_ERROR, WF_ERROR_LIMIT,
          _ ("The roads of %s have %llu vertices; at most %u are taken. Cut out the part you need."),
          wf_pack_origin (graph->pack)->source, (unsigned long long) n_vertices, MAX_VERTICES);
      return FALSE;
    }
  builder.nodes = g_array_new (FALSE, FALSE, sizeof (WfUnit));
  builder.pieces = g_array_new (FALSE, FALSE, sizeof (WfRoadPiece));
  vertex_table_init (&builder.table, n_vertices);
  graph->piece_of = g_new0 (guint32, builder.shapes->n_features + 1);

  for_each_part (&builder, FALSE);
  for_each_part (&builder, TRUE);
  graph->piece_of[builder.shapes->n_features] = builder.pieces->len;

  g_free (builder.table.slots);
  graph->n_nodes = builder.nodes->len;
  graph->n_pieces = builder.pieces->len;
  graph->nodes = (WfUnit *) (void *) g_array_free (builder.nodes, FALSE);
  graph->pieces = (WfRoadPiece *) (void *) g_array_free (builder.pieces, FALSE);
  return TRUE;
}

/* ---- edges */

/* The direction of the piece at its first coordinate (@from_end: at its last, looking back). */
static guint8
direction (const WfRoadGraph *graph, const WfRoadPiece *piece, gboolean from_end)
{
  const WfUnit *coords = graph->coords + piece->coord;
  WfUnit origin = coords[from_end ? piece->n_coords - 1 : 0];
  double east = 0, north = 0;

  for (guint32 i = 1; i < piece->n_coords; i++)
    {
      wf_ground_unit_vector (origin, coords[from_end ? piece->n_coords - 1 - i : i], &east, &north);
      if (east * east + north * north >= DIRECTION_M * DIRECTION_M)
        break;
    }
  return (guint8) ((int) (wf_ground_bearing_deg (east, north) * (256.0 / 360.0) + 0.5) & 255);
}

static WfRoadEdge
make_edge (const WfRoadGraph *graph, guint32 index, gboolean reversed)
{
  const WfRoadPiece *piece = &graph->pieces[index];
  guint8 at_from = direction (graph, piece, FALSE), at_to = direction (graph, piece, TRUE);

  return (WfRoadEdge){
    .from = reversed ? piece->to : piece->from,
    .to = reversed ? piece->from : piece->to,
    .piece = index,
    .twin = WF_ROAD_NONE,
    .metres = piece->metres,
    .seconds = piece->seconds,
    .reversed = reversed != FALSE,
    .leaves = reversed ? at_to : at_from,
    .arrives = (guint8) ((reversed ? at_from : at_to) + 128),
    .no_turn = reversed ? piece->no_turn_start : piece->no_turn_end,
  };
}

static void
place_edge (WfRoadGraph *graph, guint32 *next, guint32 piece, gboolean reversed, guint32 *at)
{
  WfRoadEdge edge = make_edge (graph, piece, reversed);

  *at = next[edge.from]++;
  graph->edges[*at] = edge;
}

static void
make_edges (WfRoadGraph *graph)
{
  g_autofree guint32 *next = NULL;

  graph->out_of = g_new0 (guint32, graph->n_nodes + 1);
  for (guint32 i = 0; i < graph->n_pieces; i++)
    {
      const WfRoadPiece *piece = &graph->pieces[i];

      graph->out_of[piece->from + 1] += piece->forward;
      graph->out_of[piece->to + 1] += piece->backward;
      graph->km += (double) piece->metres / 1000.0;
      graph->max_mps = MAX (graph->max_mps, piece->kmh / 3.6f);
    }
  for (guint32 n = 0; n < graph->n_nodes; n++)
    graph->out_of[n + 1] += graph->out_of[n];
  graph->n_edges = graph->out_of[graph->n_nodes];
  graph->edges = g_new (WfRoadEdge, graph->n_edges + 1);
  next = g_memdup2 (graph->out_of, sizeof (guint32) * (graph->n_nodes + 1));

  for (guint32 i = 0; i < graph->n_pieces; i++)
    {
      guint32 there = WF_ROAD_NONE, back = WF_ROAD_NONE;

      if (graph->pieces[i].forward)
        place_edge (graph, next, i, FALSE, &there);
      if (graph->pieces[i].backward)
        place_edge (graph, next, i, TRUE, &back);
      if (there != WF_ROAD_NONE && back != WF_ROAD_NONE)
        {
          graph->edges[there].twin = back;
          graph->edges[back].twin = there;
        }
    }
}

/* ---- public */

WfRoadGraph *
wf_road_graph_new (WfPack *roads, const WfCityRoads *fields, GError **error)
{
  g_autoptr (WfRoadGraph) graph = NULL;

  g_return_val_if_fail (roads != NULL, NULL);
  if (wf_pack_kind (roads) != WF_GEOMETRY_LINE && wf_pack_kind (roads) != WF_GEOMETRY_MIXED)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("The road layer %s holds no lines; choose the layer with the streets."),
                   wf_pack_origin (roads)->source);
      return NULL;
    }
  graph = g_new0 (WfRoadGraph, 1);
  g_atomic_ref_count_init (&graph->refs);
  graph->pack = wf_pack_ref (roads);
  graph->coords = wf_pack_shapes (roads)->coords;
  graph->name_field = wf_road_columns_find (roads, fields).name_field;
  if (!make_pieces (graph, fields, error))
    return NULL;
  if (graph->n_pieces == 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("The road layer %s has no street a car may use; check its class field."),
                   wf_pack_origin (roads)->source);
      return NULL;
    }
  make_edges (graph);
  wf_road_graph_find_components (graph);
  return g_steal_pointer (&graph);
}

WfRoadGraph *
wf_road_graph_ref (WfRoadGraph *graph)
{
  g_atomic_ref_count_inc (&graph->refs);
  return graph;
}

void
wf_road_graph_unref (WfRoadGraph *graph)
{
  if (graph == NULL || !g_atomic_ref_count_dec (&graph->refs))
    return;
  g_clear_pointer (&graph->pack, wf_pack_unref);
  g_free (graph->nodes);
  g_free (graph->pieces);
  g_free (graph->piece_of);
  g_free (graph->edges);
  g_free (graph->out_of);
  g_free (graph->component);
  g_free (graph->component_size);
  g_free (graph);
}

guint32
wf_road_graph_n_nodes (const WfRoadGraph *graph)
{
  return graph->n_nodes;
}

guint32
wf_road_graph_n_edges (const WfRoadGraph *graph)
{
  return graph->n_edges;
}

double
wf_road_graph_km (const WfRoadGraph *graph)
{
  return graph->km;
}

guint32
wf_road_graph_n_components (const WfRoadGraph *graph)
{
  return graph->n_components;
}

guint32
wf_road_graph_component (const WfRoadGraph *graph, guint32 node)
{
  g_return_val_if_fail (node < graph->n_nodes, 0);
  return graph->component[node];
}

WfLonLat
wf_road_graph_node (const WfRoadGraph *graph, guint32 node)
{
  g_return_val_if_fail (node < graph->n_nodes, ((WfLonLat){ 0, 0 }));
  return wf_unit_to_lonlat (graph->nodes[node]);
}

double
wf_road_graph_edge_m (const WfRoadGraph *graph, guint32 edge)
{
  g_return_val_if_fail (edge < graph->n_edges, 0);
  return (double) graph->edges[edge].metres;
}

double
wf_road_graph_edge_mps (const WfRoadGraph *graph, guint32 edge)
{
  g_return_val_if_fail (edge < graph->n_edges, 1);
  return (double) graph->pieces[graph->edges[edge].piece].kmh / 3.6;
}

const char *
wf_road_graph_edge_name (const WfRoadGraph *graph, guint32 edge)
{
  g_return_val_if_fail (edge < graph->n_edges, NULL);
  if (graph->name_field < 0)
    return NULL;
  return wf_pack_text (graph->pack, (guint) graph->name_field,
                       graph->pieces[graph->edges[edge].piece].feature);
}
