/* Watchfloor: where a frame lies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame is drawn for one view and shown in others until a new one is made. Pure. */
#pragma once

#include "wf-view.h"

#include <glib.h>

/* Where @frame, drawn for its own view, lies in @now (logical pixels): its centre, how much it is
 * stretched and turned. */
typedef struct
{
  WfPoint center;
  double stretch, turn_rad;
} WfFramePlace;

WfFramePlace wf_frame_place (const WfView *frame, const WfView *now);

/* TRUE where @frame covers all of @now with at least @slack logical pixels to spare. */
gboolean wf_frame_covers (const WfView *frame, const WfView *now, double slack);

/* TRUE where frame @a looks better in @now than frame @b: it covers it while @b does not, or its
 * zoom is nearer. */
gboolean wf_frame_is_nearer (const WfView *a, const WfView *b, const WfView *now);

/* TRUE where both are seen from as far and turned as far. */
gboolean wf_frame_same_sight (const WfView *a, const WfView *b);
