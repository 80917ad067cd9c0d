/* Watchfloor: where a frame lies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure. */
#include "config.h"

#include "wf-frame-place.h"

WfFramePlace
wf_frame_place (const WfView *frame, const WfView *now)
{
  return (WfFramePlace){ .center = wf_view_point_to_pixel (now, frame->center),
                         .stretch = exp2 (now->zoom - frame->zoom) * now->scale,
                         .turn_rad
                         = remainder (now->rotation_rad - frame->rotation_rad, 2 * M_PI) };
}

gboolean
wf_frame_covers (const WfView *frame, const WfView *now, double slack)
{
  double slack_px = slack * frame->scale;

  for (int i = 0; i < 4; i++)
    {
      WfPoint corner = { (i & 1) ? now->width_px : 0, (i & 2) ? now->height_px : 0 };
      WfPoint px = wf_view_point_to_pixel (frame, wf_view_pixel_to_point (now, corner));

      if (px.x < slack_px || px.y < slack_px || px.x > frame->width_px - slack_px
          || px.y > frame->height_px - slack_px)
        return FALSE;
    }
  return TRUE;
}

gboolean
wf_frame_is_nearer (const WfView *a, const WfView *b, const WfView *now)
{
  gboolean covers_a = wf_frame_covers (a, now, 0), covers_b = wf_frame_covers (b, now, 0);

  if (covers_a != covers_b)
    return covers_a;
  return fabs (a->zoom - now->zoom) < fabs (b->zoom - now->zoom);
}

gboolean
wf_frame_same_sight (const WfView *a, const WfView *b)
{
  return fabs (a->zoom - b->zoom) < 1e-9
         && fabs (remainder (a->rotation_rad - b->rotation_rad, 2 * M_PI)) < 1e-9;
}
