/* Watchfloor: a shape with its own winding.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a single shape covers by the non-zero or the even-odd rule. Where its outline keeps to
 * itself, that is the winding an area mask sums up. Around the rows where it does not, a pixel's
 * sum no longer tells what is covered once from what is covered twice: there the crossings of each
 * row are sorted along many lines (W. Bouknight, A procedure for generation of three-dimensional
 * half-toned computer graphics presentations, CACM 1970). The same in any band. One thread. */
#pragma once

#include "wf-area-mask.h"

typedef struct
{
  double x0, y0, x1, y1; /* downward */
  int sign;
} WfShapeEdge;

typedef struct
{
  WfAreaMask *winding; /* Owned: a row more than the band above and below */
  GArray *edges; /* WfShapeEdge: what reaches these rows */
  GArray *crossings; /* Owned: scratch of a line */
  GArray *active; /* WfShapeEdge: of a row */
  guint8 *crossed; /* Owned: by row of the winding */
} WfAreaShape;

WfAreaShape *wf_area_shape_new (int width, int height, int max_rows);
void wf_area_shape_free (WfAreaShape *self);
/* Only while clean. */
void wf_area_shape_move (WfAreaShape *self, int top, int rows);

/* One edge in frame pixels. */
void wf_area_shape_edge (WfAreaShape *self, double x0, double y0, double x1, double y1);
/* Adds what the shape covers to @mask, which must be of the same band, and cleans it. */
void wf_area_shape_settle (WfAreaShape *self, WfAreaMask *mask, gboolean even_odd);
