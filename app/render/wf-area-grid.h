/* Watchfloor: footprints by the square.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of each square of the ground is covered by the small shapes of a selection, at sizes of
 * square that double: what millions of footprints under a pixel are drawn from, at a cost that no
 * longer depends on their number. A level holds the shapes whose longer side is less than its
 * square; larger ones are for the caller. Immutable. */
#pragma once

#include "wf-area-mask.h"
#include "wf-point.h"

#define WF_AREA_GRID_LEVELS 20

typedef struct
{
  guint shift; /* a square is 2^shift steps a side */
  guint32 x0, y0; /* the first square's number from the world's corner */
  guint32 width, height; /* squares */
  float per_area; /* from a shape's area to a cell's unit */
  guint16 *cells; /* Owned: 16384 = covered once */
} WfAreaGridLevel;

typedef struct
{
  guint n_levels; /* finest first */
  WfAreaGridLevel levels[WF_AREA_GRID_LEVELS];
} WfAreaGrid;

/* Whether @n shapes in @all would be drawn from squares where a step has so many pixels. */
gboolean wf_area_grid_helps (WfUnitBox all, guint32 n, double px_per_step);

/* @areas: 2^32 square steps. An eighth of a shape a square at the finest. */
WfAreaGrid *wf_area_grid_new (const WfUnitBox *boxes, const float *areas, guint32 n, WfUnitBox all);
void wf_area_grid_free (WfAreaGrid *grid);

/* The coarsest level whose squares are well under a pixel; NULL where none is. */
const WfAreaGridLevel *wf_area_grid_level (const WfAreaGrid *grid, double px_per_step);

/* Adds all of the level to the band of @mask; pixel = steps * @px_per_step + (@x0, @y0). */
void wf_area_grid_draw (const WfAreaGridLevel *level, WfAreaMask *mask, double px_per_step,
                        double x0, double y0);
