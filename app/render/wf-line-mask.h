/* Watchfloor: coverage of lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Strokes as distance: a pixel is covered by how far its centre lies inside the stroke, and by the
 * most that any segment covers it, so that joins and crossings of one colour are never darker.
 * Works from 0.2 pixel upwards. Each pixel is a function of the segment alone: the same in any
 * band. One thread. */
#pragma once

#include "wf-pixels.h"

typedef struct
{
  int width, height; /* of the frame */
  int top, rows; /* of the band */
  int stride;
  guint8 *cover; /* rows * stride; all 0 while clean */
  int *low, *high; /* for each row: [low, high) */
} WfLineMask;

typedef struct
{
  double width; /* pixels */
  double strength; /* 0..1, times the coverage */
  gboolean flat_start, flat_end; /* else round */
} WfStroke;

WfLineMask *wf_line_mask_new (int width, int height, int max_rows);
void wf_line_mask_free (WfLineMask *mask);
/* Only while clean. */
void wf_line_mask_move (WfLineMask *mask, int top, int rows);

/* One segment in frame pixels. */
void wf_line_mask_segment (WfLineMask *mask, double x0, double y0, double x1, double y1,
                           const WfStroke *stroke);
/* Blends and cleans. */
void wf_line_mask_paint (WfLineMask *mask, guint32 *pixels, int pixels_stride, WfInk ink);
