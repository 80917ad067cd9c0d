/* Watchfloor: how the view moves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One movement at a time, as a plain value stepped by the time of the frame clock: a flight to a
 * place, a smooth zoom around a fixed pixel, or the glide after a flick. Pure. */
#pragma once

#include "wf-view.h"

#include <glib.h>

typedef enum
{
  WF_MOTION_NONE,
  WF_MOTION_FLIGHT,
  WF_MOTION_ZOOM,
  WF_MOTION_GLIDE,
} WfMotionKind;

typedef struct
{
  WfMotionKind kind;
  gint64 start_us, last_us; /* frame clock; 0 before the first step */
  WfView from, to; /* FLIGHT */
  double zoom_target; /* ZOOM */
  WfPoint anchor_px; /* ZOOM: stays where it is */
  double velocity_x, velocity_y; /* GLIDE: pixels a second */
} WfMotion;

WfMotion wf_motion_flight (const WfView *from, const WfView *to);
WfMotion wf_motion_zoom (double zoom_target, WfPoint anchor_px);
WfMotion wf_motion_glide (double velocity_x, double velocity_y);

/* Moves @view on to the frame at @frame_us; FALSE once it has arrived (and kind is NONE). */
gboolean wf_motion_step (WfMotion *motion, gint64 frame_us, WfView *view);

/* @view as it will be once the movement has ended, as far as can be said now. */
WfView wf_motion_goal (const WfMotion *motion, const WfView *view);

/* Ends a movement of those who want no animation: a glide where it is, the others at their goal. */
void wf_motion_finish (WfMotion *motion, WfView *view);

/* @view seen from @zoom, the place under @anchor_px staying under it. */
void wf_view_zoom_about (WfView *view, double zoom, WfPoint anchor_px);

/* @view turned by @angle_rad about @anchor_px. */
void wf_view_rotate_about (WfView *view, double angle_rad, WfPoint anchor_px);

/* @view pushed by (@dx, @dy) pixels: what was at p is at p + d. */
void wf_view_pan (WfView *view, double dx, double dy);
