/* Watchfloor: exact area coverage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed outlines become, for each pixel of a band of rows, the part of the pixel they cover: each
 * edge adds to its pixels what it changes, a running sum along the row is the coverage (the way
 * font rasterisers work, after Levien's "font-rs" notes). Whole numbers in 1/256 pixel, so the sum
 * does not depend on the order or on where the bands are cut. One thread. */
#pragma once

#include "wf-pattern.h"
#include "wf-pixels.h"

typedef struct
{
  int width, height; /* of the frame */
  int top, rows; /* of the band */
  int stride;
  gint32 *edges; /* rows * stride; 131072 = a whole pixel; all 0 while clean. A row above and
                    a row below may be written to and mean nothing. */
  gint32 *allocated; /* Owned */
  guint16 *alphas; /* Owned: a row of scratch */
  guint16 *settled; /* rows * stride; 32768 = a whole pixel; all 0 while clean */
  int *low, *high; /* for each row what of edges may be other than 0: [low, high) */
  int *settled_low, *settled_high; /* the same of settled */
  gboolean has_settled;
  int first_row, end_row; /* of the band: what of edges may be other than 0 */
} WfAreaMask;

WfAreaMask *wf_area_mask_new (int width, int height, int max_rows);
void wf_area_mask_free (WfAreaMask *mask);
/* Only while clean. */
void wf_area_mask_move (WfAreaMask *mask, int top, int rows);

/* One edge in frame pixels. Outlines must be closed; clockwise on the screen is positive. */
void wf_area_mask_edge (WfAreaMask *mask, double x0, double y0, double x1, double y1);
/* Spreads @area (square pixels) evenly over a box of at most two pixels a side. */
void wf_area_mask_dot (WfAreaMask *mask, double x0, double y0, double x1, double y1, double area);

/* For who writes to edges himself: columns @left to @right + 2 of every row may have changed. */
void wf_area_mask_touch (WfAreaMask *mask, int left, int right);

/* Closes one shape that shares its parts with others: a pixel gets the most any covers, times
 * @strength 0..1. */
void wf_area_mask_join (WfAreaMask *mask, double strength);

/* ---- for wf-area-shape.c; rows are those of the frame */

/* TRUE where some pixel is wound round more than once or the wrong way. */
gboolean wf_area_mask_row_is_crossed (const WfAreaMask *mask, int y);
void wf_area_mask_clear_row (WfAreaMask *mask, int y);
/* From @x on the row is covered (@sign 1) or no longer (-1), by one in @parts of its height. */
void wf_area_mask_step (WfAreaMask *mask, int y, double x, int sign, int parts);
/* Adds what @from covers in the rows of @mask and cleans all of @from. */
void wf_area_mask_take (WfAreaMask *mask, WfAreaMask *from);

/* Blends what is covered into @pixels (the band's first row) and cleans the mask. */
void wf_area_mask_paint (WfAreaMask *mask, guint32 *pixels, int pixels_stride, WfInk ink);
/* The same through @pattern (of the view); NULL: plain. */
void wf_area_mask_paint_pattern (WfAreaMask *mask, guint32 *pixels, int pixels_stride, WfInk ink,
                                 const WfPattern *pattern);
