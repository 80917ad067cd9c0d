/* Watchfloor: strokes as outlines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sides of a polyline, with its joins and caps, as closed outlines in an area mask: exact
 * coverage at any width. Sides are offsets from the line, so that a casing or a line drawn beside
 * its path is the same work. Every point depends on its neighbours in the line alone: the same in
 * any band. One thread. */
#pragma once

#include "wf-area-mask.h"
#include "wf-point.h"

typedef enum
{
  WF_CAP_BUTT,
  WF_CAP_ROUND,
  WF_CAP_SQUARE,
} WfCap;

typedef enum
{
  WF_JOIN_MITER,
  WF_JOIN_BEVEL,
  WF_JOIN_ROUND,
} WfJoin;

typedef struct
{
  double left, right; /* pixels right of the line as it runs (y down); left < right */
  WfCap cap;
  WfJoin join;
  double miter_limit; /* miter length in widths of a half: a sharper corner is cut off */
} WfStrokeShape;

typedef struct
{
  WfAreaMask *mask; /* Borrowed */
  GArray *outline; /* Owned: WfPoint scratch */
} WfStroker;

void wf_stroker_init (WfStroker *self, WfAreaMask *mask);
void wf_stroker_clear (WfStroker *self);

/* Points in frame pixels; neighbours must differ. @n < 2 draws nothing. A @closed line runs from
 * the last point back to the first, which is not repeated. */
void wf_stroker_add (WfStroker *self, const WfPoint *points, guint n, gboolean closed,
                     const WfStrokeShape *shape);
