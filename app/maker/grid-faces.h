/* Watchfloor: faces that become unit grid cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The faces that the worker cut, who borders on whom along how many metres, and the joining of
 * small ones. Neighbours share every vertex (snap rounding in the worker), so a border is a
 * segment that two faces walk in opposite directions. One thread. */
#pragma once

#include "wf-pack.h"

typedef struct
{
  guint32 other;
  double metres;
} GridBorder;

typedef struct
{
  const WfPack *pack;
  double metres_per_step; /* of WfUnit at the middle of the pack */
  guint n; /* faces in the pack */
  guint32 *cell_of; /* by face: its cell, 0 .. n_cells - 1 */
  guint n_cells;
  double *area_m2; /* by cell */
  WfPoint *centre; /* by cell: steps of WfUnit */
  GPtrArray *borders; /* by cell: GArray of GridBorder, sorted by other */
} GridFaces;

/* @faces is a polygon pack from "polygonize"; it must outlive the result. Faces under @least_m2
 * are joined to the neighbour they share the longest border with, while what comes of it stays
 * under @most_m2. */
GridFaces *grid_faces_new (const WfPack *faces, double least_m2, double most_m2);
void grid_faces_free (GridFaces *faces);

/* The rings round @cell: GArray of WfUnit each, outer ones (positive area) first. */
GPtrArray *grid_faces_outline (const GridFaces *faces, const guint32 *members, guint n_members);

/* Twice the area of a ring in steps, positive where it is an outer one. */
double grid_ring_area2 (const WfUnit *points, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GridFaces, grid_faces_free)
