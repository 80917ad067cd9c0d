/* Watchfloor: a view of the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the eye is: the one description of a frame that the map widget, the renderer and the
 * command line share, and the transforms between the unit Mercator plane and its pixels. */
#pragma once

#include "wf-mercator.h"

/* At zoom Z the whole world is 256 * 2^Z logical pixels wide. Sizes are device pixels;
 * @scale is device pixels a logical pixel. @rotation_rad turns the picture clockwise. */
typedef struct
{
  WfPoint center;
  double zoom;
  double rotation_rad;
  int width_px, height_px;
  double scale;
} WfView;

/* x' = xx * x + xy * y + x0,  y' = yx * x + yy * y + y0 */
typedef struct
{
  double xx, xy, yx, yy, x0, y0;
} WfAffine;

static inline double
wf_view_pixels_per_unit (const WfView *view)
{
  return 256.0 * exp2 (view->zoom) * view->scale;
}

/* Unit Mercator to device pixels, origin at the top left corner of the picture. */
static inline WfAffine
wf_view_to_pixels (const WfView *view)
{
  double k = wf_view_pixels_per_unit (view);
  double c = cos (view->rotation_rad), s = sin (view->rotation_rad);
  WfAffine a = { k * c, -k * s, k * s, k * c, 0, 0 };

  a.x0 = view->width_px / 2.0 - a.xx * view->center.x - a.xy * view->center.y;
  a.y0 = view->height_px / 2.0 - a.yx * view->center.x - a.yy * view->center.y;
  return a;
}

static inline WfPoint
wf_affine_apply (const WfAffine *a, WfPoint p)
{
  return (WfPoint){ a->xx * p.x + a->xy * p.y + a->x0, a->yx * p.x + a->yy * p.y + a->y0 };
}

static inline WfPoint
wf_view_point_to_pixel (const WfView *view, WfPoint p)
{
  double k = wf_view_pixels_per_unit (view);
  double c = cos (view->rotation_rad), s = sin (view->rotation_rad);
  double dx = (p.x - view->center.x) * k, dy = (p.y - view->center.y) * k;

  return (WfPoint){ dx * c - dy * s + view->width_px / 2.0,
                    dx * s + dy * c + view->height_px / 2.0 };
}

static inline WfPoint
wf_view_pixel_to_point (const WfView *view, WfPoint px)
{
  double k = wf_view_pixels_per_unit (view);
  double c = cos (view->rotation_rad), s = sin (view->rotation_rad);
  double dx = px.x - view->width_px / 2.0, dy = px.y - view->height_px / 2.0;

  return (WfPoint){ (dx * c + dy * s) / k + view->center.x,
                    (-dx * s + dy * c) / k + view->center.y };
}

/* The box of unit Mercator the picture covers, rotation included. */
static inline WfBox
wf_view_box (const WfView *view)
{
  WfBox box = WF_BOX_EMPTY;

  for (int i = 0; i < 4; i++)
    {
      WfPoint px = { (i & 1) ? view->width_px : 0.0, (i & 2) ? view->height_px : 0.0 };
      WfPoint p = wf_view_pixel_to_point (view, px);

      wf_box_add (&box, p.x, p.y);
    }
  return box;
}

/* Ground metres of one device pixel at the centre. */
static inline double
wf_view_metres_per_pixel (const WfView *view)
{
  return wf_mercator_metres (wf_mercator_to_lonlat (view->center).lat)
         / wf_view_pixels_per_unit (view);
}
