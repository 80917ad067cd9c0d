/* Watchfloor: drawing circles and pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Circles of one step in one band, straight into its pixels and in pack order; and georeferenced
 * pictures, sampled at the centre of each pixel. */
#include "config.h"

#include "wf-frame-plan.h"

#include <math.h>

/* No circle reaches further: the search box is widened by this where the radius is per feature. */
#define MAX_RADIUS_PX 64.0

typedef struct
{
  WfBand *band; /* Borrowed */
  const WfDrawStep *step; /* Borrowed */
} CircleJob;

static guint32
disc_alpha (double radius, double distance, guint32 alpha)
{
  double cover = CLAMP (radius + 0.5 - distance, 0.0, 1.0) * MIN (1.0, 2 * radius);

  return (guint32) (cover * alpha + 0.5);
}

static void
draw_circle (WfBand *band, WfPoint c, double radius, double stroke, WfInk fill, WfInk edge)
{
  int stride = band->plan->view.width_px;
  double reach = radius + stroke + 0.5;
  int first = MAX ((int) floor (c.y - reach), band->top);
  int last = MIN ((int) ceil (c.y + reach), band->top + band->rows);
  int left = MAX ((int) floor (c.x - reach), 0), right = MIN ((int) ceil (c.x + reach), stride);

  for (int y = first; y < last; y++)
    {
      guint32 *row = band->pixels + (gsize) (y - band->top) * (gsize) stride;

      for (int x = left; x < right; x++)
        {
          double d = hypot (x + 0.5 - c.x, y + 0.5 - c.y);

          if (stroke > 0)
            row[x] = wf_pixel_mix (row[x], edge.word, disc_alpha (radius + stroke, d, edge.alpha));
          row[x] = wf_pixel_mix (row[x], fill.word, disc_alpha (radius, d, fill.alpha));
        }
    }
}

static void
draw_feature (const CircleJob *job, guint32 feature)
{
  WfBand *band = job->band;
  const WfFramePlan *plan = band->plan;
  const WfDrawStep *step = job->step;
  const WfPackShapes *shapes = step->selection->shapes;
  double scale = plan->view.scale;
  double radius = wf_step_number (plan, step, WF_PROP_CIRCLE_RADIUS, feature) * scale;
  double stroke = wf_step_number (plan, step, WF_PROP_CIRCLE_STROKE_WIDTH, feature) * scale;
  WfInk fill
      = wf_ink (wf_step_color (plan, step, WF_PROP_CIRCLE_COLOR, WF_PROP_CIRCLE_OPACITY, feature));
  WfInk edge = wf_ink (wf_step_color (plan, step, WF_PROP_CIRCLE_STROKE_COLOR,
                                      WF_PROP_CIRCLE_STROKE_OPACITY, feature));
  guint32 first = shapes->coord_of[shapes->part_of[feature]];
  guint32 last = shapes->coord_of[shapes->part_of[feature + 1]];

  radius = CLAMP (radius, 0, MAX_RADIUS_PX * scale);
  stroke = CLAMP (stroke, 0, MAX_RADIUS_PX * scale);
  for (guint32 i = first; i < last && radius > 0; i++)
    draw_circle (band, wf_plan_pixel (plan, shapes->coords[i]), radius, stroke, fill, edge);
}

static void
visit_circle (const WfSelection *selection, guint level, guint32 i, gpointer data)
{
  const CircleJob *job = data;
  guint32 item = i, feature;

  for (guint k = 0; k < level; k++)
    item *= WF_SELECTION_FAN;
  feature = wf_selection_feature (selection, item);
  if (!wf_step_takes (job->band->plan, job->step, feature))
    return;
  if (job->step->counts && wf_band_owns (job->band, wf_selection_box (selection, level, i)))
    job->band->n_drawn++;
  draw_feature (job, feature);
}

void
wf_draw_circles (WfBand *band, const WfDrawStep *step)
{
  const WfFramePlan *plan = band->plan;
  CircleJob job = { band, step };
  double margin = 2 * MAX_RADIUS_PX * plan->view.scale + 1;

  if (wf_pack_kind (step->selection->pack) != WF_GEOMETRY_POINT)
    return;
  if (step->props[WF_PROP_CIRCLE_RADIUS] == NULL
      && step->props[WF_PROP_CIRCLE_STROKE_WIDTH] == NULL)
    margin = (step->fixed[WF_PROP_CIRCLE_RADIUS].number
              + step->fixed[WF_PROP_CIRCLE_STROKE_WIDTH].number)
                 * plan->view.scale
             + 1;
  wf_selection_visit (
      step->selection,
      wf_frame_plan_box (plan, 0, band->top, plan->view.width_px, band->top + band->rows, margin),
      plan->small_steps / 2, visit_circle, &job);
}

/* ---- pictures */

/* The four channels in lanes of sixteen bits. */
static inline guint64
spread (guint32 word)
{
  return (word & 0xff00ff) | (guint64) (word & 0xff00ff00) << 24;
}

static inline guint64
mix_lanes (guint64 a, guint64 b, guint64 t)
{
  return (a * (256 - t) + b * t) >> 8 & 0x00ff00ff00ff00ffu;
}

/* Bilinear; @u and @v in 1/256 of the picture's pixels, the centre of the first at 128. */
static inline guint32
sample (const guint32 *pixels, int width, int height, int u, int v)
{
  int x = (u - 128) >> 8, y = (v - 128) >> 8;
  guint64 tx = (guint64) (u - 128) & 255, ty = (guint64) (v - 128) & 255, lanes;
  int x0 = MAX (x, 0), x1 = MIN (x + 1, width - 1);
  const guint32 *above = pixels + (gsize) MAX (y, 0) * (gsize) width;
  const guint32 *below = pixels + (gsize) MIN (y + 1, height - 1) * (gsize) width;

  lanes = mix_lanes (mix_lanes (spread (above[x0]), spread (above[x1]), tx),
                     mix_lanes (spread (below[x0]), spread (below[x1]), tx), ty);
  return (guint32) (lanes & 0xff00ff) | (guint32) (lanes >> 24 & 0xff00ff00);
}

/* The mean of the picture's pixels under one of ours. */
static guint32
sample_mean (const guint32 *pixels, int width, int height, int u, int v, int reach)
{
  guint32 sum[4] = { 0 }, n = 0, word = 0;

  for (int y = v - reach / 2; y < v - reach / 2 + reach; y++)
    for (int x = u - reach / 2; x < u - reach / 2 + reach; x++)
      if (x >= 0 && y >= 0 && x < width && y < height)
        {
          guint32 p = pixels[(gsize) y * (gsize) width + (gsize) x];

          for (guint k = 0; k < 4; k++)
            sum[k] += p >> (8 * k) & 255;
          n++;
        }
  for (guint k = 0; n > 0 && k < 4; k++)
    word |= (sum[k] + n / 2) / n << (8 * k);
  return word;
}

void
wf_draw_picture (WfBand *band, const WfDrawStep *step)
{
  const WfFramePlan *plan = band->plan;
  const WfSceneLayer *layer = step->layer;
  const guint32 *pixels = g_bytes_get_data (layer->picture, NULL);
  int w = layer->picture_width, h = layer->picture_height, stride = plan->view.width_px;
  double sx = w / (layer->picture_box.max_x - layer->picture_box.min_x);
  double sy = h / (layer->picture_box.max_y - layer->picture_box.min_y);
  double per_px = sx / wf_view_pixels_per_unit (&plan->view);
  int reach = (int) CLAMP (per_px + 0.5, 1, 16);
  double fade = wf_step_number (plan, step, WF_PROP_RASTER_OPACITY, 0) * layer->opacity;
  guint32 opacity = (guint32) (CLAMP (fade, 0.0, 1.0) * 256 + 0.5);

  for (int y = band->top; y < band->top + band->rows && opacity > 0; y++)
    {
      guint32 *row = band->pixels + (gsize) (y - band->top) * (gsize) stride;
      WfPoint a = wf_view_pixel_to_point (&plan->view, (WfPoint){ 0.5, y + 0.5 });
      WfPoint b = wf_view_pixel_to_point (&plan->view, (WfPoint){ 1.5, y + 0.5 });
      double u0 = (a.x - layer->picture_box.min_x) * sx, v0 = (a.y - layer->picture_box.min_y) * sy;
      double du = (b.x - a.x) * sx, dv = (b.y - a.y) * sy;

      /* In 1/65536 of the picture's pixels. */
      gint64 fu = (gint64) (u0 * 65536), fv = (gint64) (v0 * 65536);
      gint64 step_u = (gint64) (du * 65536), step_v = (gint64) (dv * 65536);

      for (int x = 0; x < stride; x++, fu += step_u, fv += step_v)
        if (fu >= 0 && fv >= 0 && fu < (gint64) w << 16 && fv < (gint64) h << 16)
          row[x] = wf_pixel_over (
              row[x],
              reach > 1 ? sample_mean (pixels, w, h, (int) (fu >> 16), (int) (fv >> 16), reach)
                        : sample (pixels, w, h, (int) (fu >> 8), (int) (fv >> 8)),
              opacity);
    }
}
