/* Watchfloor: drawing lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Polylines, and the rings of polygons, of one step in one band: width, casing, offset, caps,
 * joins, dashes. Vertices nearer than a fraction of a pixel are passed over. */
#include "config.h"

#include "wf-color-bins.h"
#include "wf-frame-plan.h"

#include <math.h>
#include <string.h>

/* Pixels; squared below. */
#define SKIP_PX 0.2
/* A dash shorter than this cannot be seen: the line is drawn through. */
#define MIN_DASH_PX 0.5
/* A ring of so many points is stroked whole. */
#define WHOLE_RING 64
/* Longer miters are cut off. */
#define WIDEST_MITER 10.0
/* No line whose width is by feature is wider: bands look this far around for what reaches them. */
#define WIDEST_PX 128.0

typedef struct
{
  WfBand *band; /* Borrowed */
  const WfDrawStep *step; /* Borrowed */
  gboolean one_color;
} LineJob;

/* How one feature's line looks, pixels. */
typedef struct
{
  double width, offset, gap;
  double margin; /* how far from the line anything of it can show */
  WfStrokeShape shape;
} Look;

static double
distance (WfPoint a, WfPoint b)
{
  return sqrt ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
}

/* The part's pixels into the scratch array; neighbours differ. */
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
      double skip = i + 1 < last || ring ? SKIP_PX * SKIP_PX : 0;

      if (band->points->len > 0 && dx * dx + dy * dy <= skip)
        continue;
      g_array_append_val (band->points, p);
      kept = p;
    }
}

/* ---- runs of points */

static void
stroke_run (WfBand *band, const WfPoint *points, guint n, gboolean closed, const Look *look)
{
  WfStrokeShape shape = look->shape;

  if (look->gap <= 0)
    {
      wf_stroker_add (&band->stroker, points, n, closed, &shape);
      return;
    }
  /* A casing: a line on either side of the gap. */
  shape.right = look->offset - look->gap / 2;
  shape.left = shape.right - look->width;
  wf_stroker_add (&band->stroker, points, n, closed, &shape);
  shape.left = look->offset + look->gap / 2;
  shape.right = shape.left + look->width;
  wf_stroker_add (&band->stroker, points, n, closed, &shape);
}

/* Whether the segment can show in the band. */
static gboolean
reaches (const WfBand *band, WfPoint a, WfPoint b, double margin)
{
  return MAX (a.x, b.x) >= -margin && MIN (a.x, b.x) <= band->plan->view.width_px + margin
         && MAX (a.y, b.y) >= band->top - margin
         && MIN (a.y, b.y) <= band->top + band->rows + margin;
}

/* Long lines are mostly elsewhere: strokes runs of what reaches the band, each with a segment more
 * at its ends, whose caps then lie out of sight. */
static void
stroke_points (WfBand *band, const Look *look)
{
  const WfPoint *p = (const WfPoint *) (gconstpointer) band->points->data;
  guint n = band->points->len, i = 0;

  while (i + 1 < n)
    {
      guint first;

      while (i + 1 < n && !reaches (band, p[i], p[i + 1], look->margin))
        i++;
      if (i + 1 >= n)
        return;
      first = i > 0 ? i - 1 : 0;
      while (i + 1 < n && reaches (band, p[i], p[i + 1], look->margin))
        i++;
      stroke_run (band, p + first, MIN (i + 1, n - 1) - first + 1, FALSE, look);
    }
}

static void
stroke_ring (WfBand *band, const Look *look)
{
  guint n = band->points->len;

  if (n > 2 && n <= WHOLE_RING)
    {
      stroke_run (band, (const WfPoint *) (gconstpointer) band->points->data, n, TRUE, look);
      return;
    }
  /* Two points more: the joins at the start are then in the middle of a run. */
  for (guint i = 0; i < 2 && n > 2; i++)
    {
      WfPoint again = g_array_index (band->points, WfPoint, i);

      g_array_append_val (band->points, again);
    }
  stroke_points (band, look);
}

/* ---- dashes */

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

static WfPoint
between (WfPoint a, WfPoint b, double t)
{
  return (WfPoint){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

/* Ends the dash being collected. */
static void
finish_dash (WfBand *band, const Look *look)
{
  stroke_run (band, (const WfPoint *) (gconstpointer) band->dash->data, band->dash->len, FALSE,
              look);
  g_array_set_size (band->dash, 0);
}

static void
extend_dash (WfBand *band, WfPoint p)
{
  guint n = band->dash->len;

  if (n == 0 || distance (g_array_index (band->dash, WfPoint, n - 1), p) > 1e-6)
    g_array_append_val (band->dash, p);
}

static void
dash_segment (WfBand *band, DashWalk *walk, WfPoint a, WfPoint b, const Look *look)
{
  double length = distance (a, b), done = 0;

  while (done < length)
    {
      double part = MIN (walk->left, length - done);
      gboolean shows = walk->at % 2 == 0;

      if (shows)
        {
          extend_dash (band, between (a, b, done / length));
          extend_dash (band, between (a, b, (done + part) / length));
        }
      done += part;
      walk->left -= part;
      if (walk->left > 1e-9)
        continue;
      if (shows)
        finish_dash (band, look);
      next_dash (walk);
    }
}

/* Passes over a segment out of sight without walking its dashes. */
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
stroke_dashed (WfBand *band, const WfStyleLayer *style, const Look *look)
{
  const WfPoint *p = (const WfPoint *) (gconstpointer) band->points->data;
  double lengths[WF_STYLE_MAX_DASHES], period = 0, unit = MAX (look->width, 0.1);
  DashWalk walk = { lengths, style->n_dashes, 0, 0 };

  for (guint i = 0; i < style->n_dashes; i++)
    period += lengths[i] = style->dashes[i] * unit;
  if (period < MIN_DASH_PX)
    {
      stroke_points (band, look);
      return;
    }
  walk.left = lengths[0];
  for (guint i = 0; i + 1 < band->points->len; i++)
    {
      double length = distance (p[i], p[i + 1]), t0, t1;

      clip_range (band->plan, p[i], p[i + 1], look->margin, &t0, &t1);
      if (t0 >= t1 || !reaches (band, p[i], p[i + 1], look->margin))
        {
          finish_dash (band, look);
          skip_segment (&walk, period, length);
          continue;
        }
      skip_segment (&walk, period, length * t0);
      dash_segment (band, &walk, between (p[i], p[i + 1], t0), between (p[i], p[i + 1], t1), look);
      if (t1 < 1)
        finish_dash (band, look);
      skip_segment (&walk, period, length * (1 - t1));
    }
  finish_dash (band, look);
}

/* ---- features */

/* Which of @names a feature's property names; 0 where none. */
static guint
choice (const LineJob *job, WfStyleProp prop, guint32 feature, const char *const *names)
{
  WfValue value = wf_step_value (job->band->plan, job->step, prop, feature);

  for (guint i = 0; names[i] != NULL; i++)
    if (value.type == WF_VALUE_TEXT && strcmp (value.text, names[i]) == 0)
      return i;
  return 0;
}

static double
pixels (const LineJob *job, WfStyleProp prop, guint32 feature)
{
  double scale = job->band->plan->view.scale;
  double value = wf_step_number (job->band->plan, job->step, prop, feature);

  return (job->step->props[prop] != NULL ? CLAMP (value, -WIDEST_PX, WIDEST_PX) : value) * scale;
}

static gboolean
read_look (const LineJob *job, guint32 feature, Look *look)
{
  static const char *const caps[] = { "butt", "round", "square", NULL };
  static const char *const joins[] = { "miter", "bevel", "round", NULL };
  double reach;

  look->width = pixels (job, WF_PROP_LINE_WIDTH, feature);
  look->offset = pixels (job, WF_PROP_LINE_OFFSET, feature);
  look->gap = pixels (job, WF_PROP_LINE_GAP_WIDTH, feature);
  look->shape.left = look->offset - look->width / 2;
  look->shape.right = look->offset + look->width / 2;
  look->shape.cap = (WfCap) choice (job, WF_PROP_LINE_CAP, feature, caps);
  look->shape.join = (WfJoin) choice (job, WF_PROP_LINE_JOIN, feature, joins);
  look->shape.miter_limit
      = wf_step_number (job->band->plan, job->step, WF_PROP_LINE_MITER_LIMIT, feature);
  look->shape.miter_limit = CLAMP (look->shape.miter_limit, 1, WIDEST_MITER);
  reach = fabs (look->offset) + MAX (look->gap, 0) / 2 + look->width;
  look->margin = reach * MAX (look->shape.miter_limit, 1.5) + 2;
  return look->width >= 0.02;
}

static void
stroke_part (const LineJob *job, guint32 part, gboolean ring, const Look *look)
{
  WfBand *band = job->band;

  project_part (band, job->step->selection->shapes, part, ring);
  if (job->step->style->n_dashes == 0)
    {
      if (ring)
        stroke_ring (band, look);
      else
        stroke_points (band, look);
      return;
    }
  if (ring && band->points->len > 0)
    {
      WfPoint first = g_array_index (band->points, WfPoint, 0);

      g_array_append_val (band->points, first);
    }
  stroke_dashed (band, job->step->style, look);
}

static void
stroke_feature (const LineJob *job, guint32 feature)
{
  WfBand *band = job->band;
  const WfPackShapes *shapes = job->step->selection->shapes;
  gboolean ring = job->step->selection->kind == WF_GEOMETRY_POLYGON;
  Look look;

  if (!read_look (job, feature, &look))
    return;
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    stroke_part (job, part, ring, &look);
  /* Neighbours share their borders: what both draw is not darker for it. */
  if (ring)
    wf_area_mask_join (band->areas, 1);
}

void
wf_draw_outline (WfBand *band, const WfPackShapes *shapes, guint32 feature, double width,
                 double strength)
{
  Look look = { .width = width, .margin = 2 * width + 2 };

  look.shape = (WfStrokeShape){ -width / 2, width / 2, WF_CAP_BUTT, WF_JOIN_MITER, 2 };
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      project_part (band, shapes, part, TRUE);
      stroke_ring (band, &look);
    }
  wf_area_mask_join (band->areas, strength);
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

static double
largest (const WfDrawStep *step, WfStyleProp prop)
{
  return step->props[prop] == NULL ? fabs (step->fixed[prop].number) : WIDEST_PX;
}

/* How far from its path a line of the step can show: features just outside the band reach into
 * it. */
static double
widest (const WfFramePlan *plan, const WfDrawStep *step)
{
  double gap = largest (step, WF_PROP_LINE_GAP_WIDTH), width = largest (step, WF_PROP_LINE_WIDTH);
  double side = largest (step, WF_PROP_LINE_OFFSET) + gap / 2 + (gap > 0 ? width : width / 2);

  return side * plan->view.scale
             * CLAMP (largest (step, WF_PROP_LINE_MITER_LIMIT), 1.5, WIDEST_MITER)
         + 2;
}

void
wf_draw_lines (WfBand *band, const WfDrawStep *step)
{
  const WfFramePlan *plan = band->plan;
  int stride = plan->view.width_px;
  LineJob job = { .band = band, .step = step };
  WfWindow window;
  guint32 color = 0;

  if (step->selection->kind == WF_GEOMETRY_POINT)
    return;
  job.one_color
      = step->props[WF_PROP_LINE_COLOR] == NULL && step->props[WF_PROP_LINE_OPACITY] == NULL;
  if (job.one_color)
    {
      color = wf_step_color (plan, step, WF_PROP_LINE_COLOR, WF_PROP_LINE_OPACITY, 0);
      if (color >> 24 == 0)
        return;
    }
  window = wf_frame_plan_window (plan, band->top, band->top + band->rows, widest (plan, step));
  g_array_set_size (band->items, 0);
  wf_selection_visit (step->selection, &window, plan->small_steps / 2, visit_line, &job);
  if (!job.one_color)
    wf_color_bins_sort (band->items);
  for (guint i = 0; i < band->items->len; i++)
    {
      const WfColorItem *item = &g_array_index (band->items, WfColorItem, i);

      if (i > 0 && color != item->color)
        wf_area_mask_paint (band->areas, band->pixels, stride, wf_ink (color));
      color = item->color;
      stroke_feature (&job, wf_selection_feature (step->selection, item->item));
    }
  wf_area_mask_paint (band->areas, band->pixels, stride, wf_ink (color));
}
