/* Watchfloor: how the view moves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure; time is a parameter. */
#include "config.h"

#include "wf-motion.h"

#define FLIGHT_US (350 * 1000.0)
/* Share of the way left after a second: small, so that the wheel answers within the frame. */
#define ZOOM_TIME_S 0.06
#define GLIDE_TIME_S 0.22
#define GLIDE_MIN_SPEED 12.0 /* pixels a second */
#define ZOOM_ARRIVED 0.002

WfMotion
wf_motion_flight (const WfView *from, const WfView *to)
{
  WfMotion motion = { .kind = WF_MOTION_FLIGHT, .from = *from, .to = *to };
  double turn = remainder (to->rotation_rad - from->rotation_rad, 2 * M_PI);

  /* The short way round. */
  motion.to.rotation_rad = from->rotation_rad + turn;
  return motion;
}

WfMotion
wf_motion_zoom (double zoom_target, WfPoint anchor_px)
{
  return (WfMotion){ .kind = WF_MOTION_ZOOM, .zoom_target = zoom_target, .anchor_px = anchor_px };
}

WfMotion
wf_motion_glide (double velocity_x, double velocity_y)
{
  return (WfMotion){ .kind = WF_MOTION_GLIDE, .velocity_x = velocity_x, .velocity_y = velocity_y };
}

void
wf_view_pan (WfView *view, double dx, double dy)
{
  WfPoint px = { view->width_px / 2.0 - dx, view->height_px / 2.0 - dy };

  view->center = wf_view_pixel_to_point (view, px);
}

void
wf_view_zoom_about (WfView *view, double zoom, WfPoint anchor_px)
{
  WfPoint place = wf_view_pixel_to_point (view, anchor_px);
  WfPoint moved;

  view->zoom = zoom;
  moved = wf_view_pixel_to_point (view, anchor_px);
  view->center.x += place.x - moved.x;
  view->center.y += place.y - moved.y;
}

void
wf_view_rotate_about (WfView *view, double angle_rad, WfPoint anchor_px)
{
  WfPoint place = wf_view_pixel_to_point (view, anchor_px);
  WfPoint moved;

  view->rotation_rad += angle_rad;
  moved = wf_view_pixel_to_point (view, anchor_px);
  view->center.x += place.x - moved.x;
  view->center.y += place.y - moved.y;
}

static double
mix (double a, double b, double t)
{
  return a + (b - a) * t;
}

/* The centre moves with the scale, so that the goal does not sweep past at the far zoom. */
static gboolean
step_flight (WfMotion *motion, gint64 frame_us, WfView *view)
{
  double t = CLAMP ((double) (frame_us - motion->start_us) / FLIGHT_US, 0, 1);
  double eased = 1 - (1 - t) * (1 - t) * (1 - t);
  double dz = motion->to.zoom - motion->from.zoom;
  double along = fabs (dz) < 1e-6 ? eased : (1 - exp2 (-dz * eased)) / (1 - exp2 (-dz));

  view->zoom = mix (motion->from.zoom, motion->to.zoom, eased);
  view->rotation_rad = mix (motion->from.rotation_rad, motion->to.rotation_rad, eased);
  view->center.x = mix (motion->from.center.x, motion->to.center.x, along);
  view->center.y = mix (motion->from.center.y, motion->to.center.y, along);
  return t < 1;
}

static gboolean
step_zoom (WfMotion *motion, double seconds, WfView *view)
{
  double left = exp (-seconds / ZOOM_TIME_S);
  double zoom = motion->zoom_target + (view->zoom - motion->zoom_target) * left;
  gboolean arrived = fabs (zoom - motion->zoom_target) < ZOOM_ARRIVED;

  wf_view_zoom_about (view, arrived ? motion->zoom_target : zoom, motion->anchor_px);
  return !arrived;
}

static gboolean
step_glide (WfMotion *motion, double seconds, WfView *view)
{
  double left = exp (-seconds / GLIDE_TIME_S);
  /* The distance a decaying speed covers in this time. */
  double reach = GLIDE_TIME_S * (1 - left);

  wf_view_pan (view, motion->velocity_x * reach, motion->velocity_y * reach);
  motion->velocity_x *= left;
  motion->velocity_y *= left;
  return hypot (motion->velocity_x, motion->velocity_y) > GLIDE_MIN_SPEED;
}

gboolean
wf_motion_step (WfMotion *motion, gint64 frame_us, WfView *view)
{
  gboolean goes_on = FALSE;
  double seconds;

  if (motion->start_us == 0)
    motion->start_us = motion->last_us = frame_us;
  seconds = (double) MAX (frame_us - motion->last_us, 0) / 1e6;
  motion->last_us = frame_us;
  switch (motion->kind)
    {
    case WF_MOTION_FLIGHT:
      goes_on = step_flight (motion, frame_us, view);
      break;
    case WF_MOTION_ZOOM:
      goes_on = step_zoom (motion, seconds, view);
      break;
    case WF_MOTION_GLIDE:
      goes_on = step_glide (motion, seconds, view);
      break;
    case WF_MOTION_NONE:
      break;
    }
  if (!goes_on)
    motion->kind = WF_MOTION_NONE;
  return goes_on;
}

WfView
wf_motion_goal (const WfMotion *motion, const WfView *view)
{
  WfMotion rest = *motion;
  WfView goal = *view;
  double speed = hypot (motion->velocity_x, motion->velocity_y);
  double reach = GLIDE_TIME_S * MAX (0, 1 - GLIDE_MIN_SPEED / MAX (speed, 1e-9));

  if (motion->kind == WF_MOTION_GLIDE)
    wf_view_pan (&goal, motion->velocity_x * reach, motion->velocity_y * reach);
  else
    wf_motion_finish (&rest, &goal);
  return goal;
}

void
wf_motion_finish (WfMotion *motion, WfView *view)
{
  if (motion->kind == WF_MOTION_FLIGHT)
    {
      view->center = motion->to.center;
      view->zoom = motion->to.zoom;
      view->rotation_rad = motion->to.rotation_rad;
    }
  else if (motion->kind == WF_MOTION_ZOOM)
    wf_view_zoom_about (view, motion->zoom_target, motion->anchor_px);
  motion->kind = WF_MOTION_NONE;
}
