/* Watchfloor: drawing lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Polylines, and the rings of polygons, of one step in one band: width, caps, round joins, dashes.
 * Vertices nearer than a fraction of a pixel are passed over. */
#include "config.h"

#include "wf-color-bins.h"
#include "wf-frame-plan.h"

#include <math.h>
#include <string.h>

/* Pixels; squared below. */
#define SKIP_PX 0.35
/* A dash shorter than this cannot be seen: the line is drawn through. */
#define MIN_DASH_PX 0.5
/* No line whose width is by feature is wider: bands look this far around for what reaches them. */
#define WIDEST_PX 128.0

typedef struct
{
  WfBand *band; /* Borrowed */
  const WfDrawStep *step; /* Borrowed */
  gboolean one_color;
  gboolean flat;
  double margin; /* widest half width, pixels */
} LineJob;

static inline double
distance (WfPoint a, WfPoint b)
{
  return sqrt ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
}

static gboolean
fixed_text_is (const WfDrawStep *step, WfStyleProp prop, const char *text)
{
  const WfValue *value = &step->fixed[prop];

  return step->props[prop] == NULL && value->type == WF_VALUE_TEXT
         && strcmp (value->text, text) == 0;
}

/* The part's pixels into the scratch array. */
static void
project_part (WfBand *band, const WfPackShapes *shapes, guint32 part, gboolean ring)
{
  guint32 first = shapes->coord_of[part], last = shapes->coord_of[part + 1];
  WfPoint kept = { 0, 0 };

  g_array_set_size (band->points, 0);
  for (guint32 i = first; i < last; i++)
    {
      WfPoint p = wf_plan_pixel (band->plan, shapes->coords[i]);
      double dx = p.x - kept.x, dy = p.y - kept.y;

      if (i > first && i + 1 < last && dx * dx + dy * dy < SKIP_PX * SKIP_PX)
        continue;
      g_array_append_val (band->points, p);
      kept = p;
    }
  if (ring && band->points->len > 0)
    {
      WfPoint p = g_array_index (band->points, WfPoint, 0);

      g_array_append_val (band->points, p);
    }
}

static void
stroke_points (WfBand *band, WfStroke stroke, gboolean flat)
{
  const WfPoint *p = &g_array_index (band->points, WfPoint, 0);
  guint n = band->points->len;

  for (guint i = 0; i + 1 < n; i++)
    {
      stroke.flat_start = flat && i == 0;
      stroke.flat_end = flat && i + 2 == n;
      wf_line_mask_segment (band->lines, p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, &stroke);
    }
}

typedef struct
{
  const double *lengths; /* pixels */
  guint n, at;
  double left; /* of the present dash or gap */
} DashWalk;

static void
next_dash (DashWalk *walk)
{
  walk->at = (walk->at + 1) % walk->n;
  walk->left = walk->lengths[walk->at];
}

static void
dash_segment (WfBand *band, DashWalk *walk, WfPoint a, WfPoint b, WfStroke stroke)
{
  double length = distance (a, b), done = 0;

  while (done < length)
    {
      double part = MIN (walk->left, length - done);

      if (walk->at % 2 == 0 && part > 0)
        {
          double t0 = done / length, t1 = (done + part) / length;

          wf_line_mask_segment (band->lines, a.x + (b.x - a.x) * t0, a.y + (b.y - a.y) * t0,
                                a.x + (b.x - a.x) * t1, a.y + (b.y - a.y) * t1, &stroke);
        }
      done += part;
      walk->left -= part;
      if (walk->left <= 1e-9)
        next_dash (walk);
    }
}

/* Passes over a segment outside the frame without walking its dashes. */
static void
skip_segment (DashWalk *walk, double period, double length)
{
  length = fmod (length, period);
  while (length > 0)
    {
      double part = MIN (walk->left, length);

      length -= part;
      walk->left -= part;
      if (walk->left <= 1e-9)
        next_dash (walk);
    }
}

static gboolean
is_outside (const WfFramePlan *plan, WfPoint a, WfPoint b, double margin)
{
  return MAX (a.x, b.x) < -margin || MIN (a.x, b.x) > plan->view.width_px + margin
         || MAX (a.y, b.y) < -margin || MIN (a.y, b.y) > plan->view.height_px + margin;
}

/* Where along a-b the frame begins and ends, so that a dashed line across a continent costs what
 * is seen of it. */
static void
clip_range (const WfFramePlan *plan, WfPoint a, WfPoint b, double margin, double *t0, double *t1)
{
  double from[2] = { a.x, a.y }, by[2] = { b.x - a.x, b.y - a.y };
  double size[2] = { plan->view.width_px, plan->view.height_px };

  *t0 = 0;
  *t1 = 1;
  for (guint i = 0; i < 2; i++)
    if (by[i] != 0)
      {
        double u = (-margin - from[i]) / by[i], v = (size[i] + margin - from[i]) / by[i];

        *t0 = MAX (*t0, MIN (u, v));
        *t1 = MIN (*t1, MAX (u, v));
      }
}

static void
stroke_dashed (WfBand *band, const WfStyleLayer *style, WfStroke stroke, gboolean flat)
{
  const WfPoint *p = &g_array_index (band->points, WfPoint, 0);
  double lengths[WF_STYLE_MAX_DASHES], period = 0, unit = MAX (stroke.width, 0.1);
  double margin = stroke.width + 4;
  DashWalk walk = { lengths, style->n_dashes, 0, 0 };

  for (guint i = 0; i < style->n_dashes; i++)
    period += lengths[i] = style->dashes[i] * unit;
  if (period < MIN_DASH_PX)
    {
      stroke_points (band, stroke, flat);
      return;
    }
  walk.left = lengths[0];
  stroke.flat_start = stroke.flat_end = flat;
  for (guint i = 0; i + 1 < band->points->len; i++)
    {
      double length = distance (p[i], p[i + 1]), t0, t1;
      WfPoint a = p[i], b = p[i + 1];

      clip_range (band->plan, a, b, margin, &t0, &t1);
      if (t0 >= t1 || is_outside (band->plan, a, b, margin))
        {
          skip_segment (&walk, period, length);
          continue;
        }
      skip_segment (&walk, period, length * t0);
      dash_segment (band, &walk, (WfPoint){ a.x + (b.x - a.x) * t0, a.y + (b.y - a.y) * t0 },
                    (WfPoint){ a.x + (b.x - a.x) * t1, a.y + (b.y - a.y) * t1 }, stroke);
      skip_segment (&walk, period, length * (1 - t1));
    }
}

static void
stroke_feature (const LineJob *job, guint32 feature)
{
  WfBand *band = job->band;
  const WfDrawStep *step = job->step;
  const WfPackShapes *shapes = step->selection->shapes;
  gboolean ring = step->selection->kind == WF_GEOMETRY_POLYGON;
  WfStroke stroke = { .strength = 1 };

  stroke.width
      = wf_step_number (band->plan, step, WF_PROP_LINE_WIDTH, feature) * band->plan->view.scale;
  if (step->props[WF_PROP_LINE_WIDTH] != NULL)
    stroke.width = MIN (stroke.width, WIDEST_PX * band->plan->view.scale);
  if (stroke.width < 0.02)
    return;
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      project_part (band, shapes, part, ring);
      if (step->style->n_dashes > 0)
        stroke_dashed (band, step->style, stroke, job->flat);
      else
        stroke_points (band, stroke, job->flat && !ring);
    }
}

static void
visit_line (const WfSelection *selection, guint level, guint32 i, gpointer data)
{
  const LineJob *job = data;
  WfBand *band = job->band;
  WfColorItem item = { .item = i };
  guint32 feature;

  /* A bush of lines inside half a pixel: any of them stands for all. */
  for (guint k = 0; k < level; k++)
    item.item *= WF_SELECTION_FAN;
  feature = wf_selection_feature (selection, item.item);
  if (!wf_step_takes (band->plan, job->step, feature))
    return;
  if (job->step->counts && wf_band_owns (band, wf_selection_box (selection, level, i)))
    band->n_drawn++;
  if (job->one_color)
    {
      stroke_feature (job, feature);
      return;
    }
  item.color
      = wf_step_color (band->plan, job->step, WF_PROP_LINE_COLOR, WF_PROP_LINE_OPACITY, feature);
  if (item.color >> 24 != 0)
    g_array_append_val (band->items, item);
}

/* Half the widest line of the step: features just outside the band reach into it. */
static double
widest (const WfFramePlan *plan, const WfDrawStep *step)
{
  if (step->props[WF_PROP_LINE_WIDTH] == NULL)
    return step->fixed[WF_PROP_LINE_WIDTH].number * plan->view.scale / 2 + 1;
  return WIDEST_PX / 2 * plan->view.scale + 1;
}

void
wf_draw_lines (WfBand *band, const WfDrawStep *step)
{
  const WfFramePlan *plan = band->plan;
  int stride = plan->view.width_px;
  LineJob job = { .band = band, .step = step };
  WfUnitBox box;
  guint32 color = 0;

  if (step->selection->kind == WF_GEOMETRY_POINT)
    return;
  job.one_color
      = step->props[WF_PROP_LINE_COLOR] == NULL && step->props[WF_PROP_LINE_OPACITY] == NULL;
  job.flat = fixed_text_is (step, WF_PROP_LINE_CAP, "butt");
  job.margin = widest (plan, step);
  if (job.one_color)
    {
      color = wf_step_color (plan, step, WF_PROP_LINE_COLOR, WF_PROP_LINE_OPACITY, 0);
      if (color >> 24 == 0)
        return;
    }
  box = wf_frame_plan_box (plan, 0, band->top, plan->view.width_px, band->top + band->rows,
                           job.margin);
  g_array_set_size (band->items, 0);
  wf_selection_visit (step->selection, box, plan->small_steps / 2, visit_line, &job);
  if (!job.one_color)
    wf_color_bins_sort (band->items);
  for (guint i = 0; i < band->items->len; i++)
    {
      const WfColorItem *item = &g_array_index (band->items, WfColorItem, i);

      if (i > 0 && color != item->color)
        wf_line_mask_paint (band->lines, band->pixels, stride, wf_ink (color));
      color = item->color;
      stroke_feature (&job, wf_selection_feature (step->selection, item->item));
    }
  wf_line_mask_paint (band->lines, band->pixels, stride, wf_ink (color));
}
