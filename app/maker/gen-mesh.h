/* Watchfloor: the plane graph of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Half-edges (Muller and Preparata, 1978): half-edge h runs from node of[h].from to the from of
 * its twin h ^ 1, with its face on the left; edge h / 2 carries what lies along it. Every road,
 * river, railway and coast is an edge, so that blocks close and neighbours share each vertex.
 * One thread. */
#pragma once

#include "wf-point.h"

#include <glib.h>

typedef enum
{
  GEN_MOTORWAY,
  GEN_TRUNK,
  GEN_PRIMARY,
  GEN_SECONDARY,
  GEN_TERTIARY,
  GEN_RESIDENTIAL,
  GEN_SERVICE,
  GEN_N_ROADS,
  GEN_RAIL = GEN_N_ROADS,
  GEN_RIVER,
  GEN_COAST,
  GEN_N_CLASSES,
} GenClass;

typedef struct
{
  guint32 from; /* node */
  guint32 next; /* half-edge along the same face */
  guint32 face;
} GenHalf;

typedef struct
{
  GenClass class;
  guint32 way; /* lines that belong together share it: a street and its name */
  gboolean forward_is_land; /* COAST: half-edge 2e has the land on its left */
  gboolean bridge, tunnel;
  gint8 oneway; /* 1 along half-edge 2e, -1 against it */
} GenEdge;

#define GEN_NONE G_MAXUINT32

typedef struct
{
  GArray *nodes; /* WfPoint */
  GArray *halves; /* GenHalf; two an edge */
  GArray *edges; /* GenEdge */
  GArray *faces; /* guint32: one half-edge of each; GEN_NONE where it is no more */
} GenMesh;

GenMesh *gen_mesh_new (void);
void gen_mesh_free (GenMesh *mesh);

guint32 gen_mesh_add_node (GenMesh *mesh, WfPoint p);
/* An edge not yet linked; gen_mesh_link does all. */
guint32 gen_mesh_add_edge (GenMesh *mesh, guint32 from, guint32 to, GenEdge edge);
/* Finds next and face of every half-edge. */
void gen_mesh_link (GenMesh *mesh);

static inline GenHalf *
gen_mesh_half (const GenMesh *mesh, guint32 half)
{
  return &g_array_index (mesh->halves, GenHalf, half);
}

static inline GenEdge *
gen_mesh_edge (const GenMesh *mesh, guint32 half)
{
  return &g_array_index (mesh->edges, GenEdge, half / 2);
}

static inline guint32
gen_mesh_from (const GenMesh *mesh, guint32 half)
{
  return gen_mesh_half (mesh, half)->from;
}

static inline guint32
gen_mesh_to (const GenMesh *mesh, guint32 half)
{
  return gen_mesh_half (mesh, half ^ 1)->from;
}

static inline WfPoint
gen_mesh_point (const GenMesh *mesh, guint32 node)
{
  return g_array_index (mesh->nodes, WfPoint, node);
}

/* Puts a node at @p into the edge of @half; afterwards @half ends there. */
guint32 gen_mesh_split_edge (GenMesh *mesh, guint32 half, WfPoint p);

/* Cuts a face in two from the start of @a to the start of @b, both half-edges of it. The new
 * half-edge from a's start to b's start is returned; its left is the face of the old b..a side,
 * which keeps the old number; the other gets a new one. */
guint32 gen_mesh_split_face (GenMesh *mesh, guint32 a, guint32 b, GenEdge edge);

/* The half-edges of @face in order, into @halves (guint32), emptied first. */
void gen_mesh_walk (const GenMesh *mesh, guint32 face, GArray *halves);
/* The points of @face (WfPoint), the starts of its half-edges in order; emptied first. */
void gen_mesh_ring (const GenMesh *mesh, guint32 face, GArray *points);
