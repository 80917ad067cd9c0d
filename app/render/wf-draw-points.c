/* Watchfloor: drawing circles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Circles of one step in one band, straight into its pixels and in pack order. */
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
          double dx = x + 0.5 - c.x, dy = y + 0.5 - c.y, d = sqrt (dx * dx + dy * dy);

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
  WfWindow window;
  double margin = 2 * MAX_RADIUS_PX * plan->view.scale + 1;

  if (step->selection->kind != WF_GEOMETRY_POINT)
    return;
  if (step->props[WF_PROP_CIRCLE_RADIUS] == NULL
      && step->props[WF_PROP_CIRCLE_STROKE_WIDTH] == NULL)
    margin = (step->fixed[WF_PROP_CIRCLE_RADIUS].number
              + step->fixed[WF_PROP_CIRCLE_STROKE_WIDTH].number)
                 * plan->view.scale
             + 1;
  window = wf_frame_plan_window (plan, band->top, band->top + band->rows, margin);
  wf_selection_visit (step->selection, &window, plan->small_steps / 2, visit_circle, &job);
}
