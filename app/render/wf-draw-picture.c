/* Watchfloor: drawing pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Georeferenced pictures of one step in one band, sampled at the centre of each pixel from the
 * size that fits. */
#include "config.h"

#include "wf-frame-plan.h"

#include <math.h>

/* From pixels of the frame to those of a level, in 1/65536. */
typedef struct
{
  gint64 u, v; /* of the row's first pixel */
  gint64 step_u, step_v;
} Sampling;

static Sampling
sample_row (const WfFramePlan *plan, const WfSceneLayer *layer, const WfPyramidLevel *level, int y)
{
  const WfBox *box = &layer->picture_box;
  double sx = level->width * 65536.0 / (box->max_x - box->min_x);
  double sy = level->height * 65536.0 / (box->max_y - box->min_y);
  WfPoint a = wf_view_pixel_to_point (&plan->view, (WfPoint){ 0.5, y + 0.5 });
  double k = wf_view_pixels_per_unit (&plan->view);
  Sampling s;

  s.u = (gint64) floor ((a.x - box->min_x) * sx);
  s.v = (gint64) floor ((a.y - box->min_y) * sy);
  s.step_u = (gint64) floor (cos (plan->view.rotation_rad) / k * sx + 0.5);
  s.step_v = (gint64) floor (-sin (plan->view.rotation_rad) / k * sy + 0.5);
  return s;
}

/* Bilinear; @u and @v in 1/256, the centre of the first pixel at 128. */
static inline guint32
sample (const WfPyramidLevel *level, int u, int v)
{
  int x = (u - 128) >> 8, y = (v - 128) >> 8;
  guint64 tx = (guint64) (u - 128) & 255, ty = (guint64) (v - 128) & 255;
  int x0 = MAX (x, 0), x1 = MIN (x + 1, level->width - 1);
  const guint32 *above = level->pixels + (gsize) MAX (y, 0) * (gsize) level->width;
  const guint32 *below
      = level->pixels + (gsize) MIN (y + 1, level->height - 1) * (gsize) level->width;

  return wf_lanes_word (wf_lanes_mix (wf_lanes_mix (wf_lanes (above[x0]), wf_lanes (above[x1]), tx),
                                      wf_lanes_mix (wf_lanes (below[x0]), wf_lanes (below[x1]), tx),
                                      ty));
}

/* The pixels of the row that lie on the picture: [*from, *to). */
static void
clip_axis (gint64 at, gint64 step, gint64 size, int *from, int *to)
{
  double a, b;

  if (step == 0)
    {
      if (at < 0 || at >= size)
        *to = *from;
      return;
    }
  a = -(double) at / (double) step;
  b = (double) (size - at) / (double) step;
  *from = (int) CLAMP (ceil (MIN (a, b)), *from, *to);
  *to = (int) CLAMP (floor (MAX (a, b)), *from, *to);
}

/* Not turned: the two rows of the picture are mixed once a column of it, not once a pixel. */
static void
draw_level_row (const WfPyramidLevel *level, const Sampling *s, guint32 *row, int from, int to,
                guint32 opacity)
{
  int y = (int) ((s->v >> 8) - 128) >> 8, known = -2;
  guint64 ty = (guint64) ((s->v >> 8) - 128) & 255, left = 0, right = 0;
  const guint32 *above = level->pixels + (gsize) MAX (y, 0) * (gsize) level->width;
  const guint32 *below
      = level->pixels + (gsize) MIN (y + 1, level->height - 1) * (gsize) level->width;
  gint64 u = s->u + s->step_u * from;

  for (int i = from; i < to; i++, u += s->step_u)
    {
      int at = (int) (u >> 8) - 128, x = at >> 8;

      if (x != known)
        {
          int x0 = MAX (x, 0), x1 = MIN (x + 1, level->width - 1);

          left = wf_lanes_mix (wf_lanes (above[x0]), wf_lanes (below[x0]), ty);
          right = wf_lanes_mix (wf_lanes (above[x1]), wf_lanes (below[x1]), ty);
          known = x;
        }
      row[i] = wf_pixel_over (
          row[i], wf_lanes_word (wf_lanes_mix (left, right, (guint64) at & 255)), opacity);
    }
}

static void
draw_turned_row (const WfPyramidLevel *level, const Sampling *s, guint32 *row, int from, int to,
                 guint32 opacity)
{
  for (int i = from; i < to; i++)
    row[i] = wf_pixel_over (
        row[i],
        sample (level, (int) ((s->u + s->step_u * i) >> 8), (int) ((s->v + s->step_v * i) >> 8)),
        opacity);
}

void
wf_draw_picture (WfBand *band, const WfDrawStep *step)
{
  const WfFramePlan *plan = band->plan;
  const WfSceneLayer *layer = step->layer;
  double span = layer->picture_box.max_x - layer->picture_box.min_x;
  double per_px = layer->picture_width / span / wf_view_pixels_per_unit (&plan->view);
  const WfPyramidLevel *level = wf_pyramid_level (step->picture, per_px);
  double fade = wf_step_number (plan, step, WF_PROP_RASTER_OPACITY, 0) * layer->opacity;
  guint32 opacity = (guint32) (CLAMP (fade, 0.0, 1.0) * 256 + 0.5);
  int stride = plan->view.width_px;

  for (int y = band->top; y < band->top + band->rows && opacity > 0; y++)
    {
      guint32 *row = band->pixels + (gsize) (y - band->top) * (gsize) stride;
      Sampling s = sample_row (plan, layer, level, y);
      int from = 0, to = stride;

      clip_axis (s.u, s.step_u, (gint64) level->width << 16, &from, &to);
      clip_axis (s.v, s.step_v, (gint64) level->height << 16, &from, &to);
      if (s.step_v == 0)
        draw_level_row (level, &s, row, from, to, opacity);
      else
        draw_turned_row (level, &s, row, from, to, opacity);
    }
}
