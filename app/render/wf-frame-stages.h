/* Watchfloor: a frame between its layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pixels of the last frame as they stood after some of its steps. A frame of the same view
 * whose first steps are the same goes on from there: hiding the roads or moving their colour draws
 * none of the million buildings below them again, and a change among the labels draws no layer.
 * What is left out is what was drawn, so the picture is that of a frame drawn whole, to the bit.
 * Kept are the stages below what changed last, above the layer of most features, and of all layers,
 * as many of them as 64 MiB hold. Owned by the renderer, under its lock. */
#pragma once

#include "wf-frame-plan.h"

typedef struct _WfFrameStages WfFrameStages;

WfFrameStages *wf_frame_stages_new (void);
void wf_frame_stages_free (WfFrameStages *stages);
/* Tells @plan where to begin and which stages to leave. */
void wf_frame_stages_begin (WfFrameStages *stages, WfFramePlan *plan);
/* After the drawing; @whole: FALSE where it was broken off. */
void wf_frame_stages_end (WfFrameStages *stages, const WfFramePlan *plan, gboolean whole);
