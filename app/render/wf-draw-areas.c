/* Watchfloor: drawing areas.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Polygons of one step in one band. Anything under a pixel, a footprint or a whole subtree of
 * them, adds its area; the rest is scan-converted. Outlines are lines that fade in as footprints
 * grow, because an outline around two pixels is only noise. */
#include "config.h"

#include "wf-area-dots.h"
#include "wf-color-bins.h"
#include "wf-frame-plan.h"

#include <math.h>

/* A shape at least this large on a side (pixels) gets its own winding; smaller ones are summed. */
#define OWN_WINDING_PX 48.0
/* Outlines appear from the first to the second size (square root of the pixels covered). */
#define OUTLINE_FROM_PX 3.5
#define OUTLINE_FULL_PX 9.0

typedef struct
{
  WfBand *band; /* Borrowed */
  const WfDrawStep *step; /* Borrowed */
  gboolean one_color;
  GArray *items; /* Borrowed: WfColorItem */
} AreaJob;

typedef struct
{
  double x0, y0, x1, y1;
} PixelBox;

static PixelBox
pixel_box (const WfFramePlan *plan, const WfUnitBox *box)
{
  const WfAffine *a = &plan->to_px;
  double cx = (box->min_x + (double) box->max_x) / 2, cy = (box->min_y + (double) box->max_y) / 2;
  double hx = (double) (box->max_x - box->min_x) / 2, hy = (double) (box->max_y - box->min_y) / 2;
  double x = a->xx * cx + a->xy * cy + a->x0, y = a->yx * cx + a->yy * cy + a->y0;
  double w = fabs (a->xx) * hx + fabs (a->xy) * hy, h = fabs (a->yx) * hx + fabs (a->yy) * hy;

  return (PixelBox){ x - w, y - h, x + w, y + h };
}

static double
pixel_area (const WfFramePlan *plan, float area)
{
  return (double) area * WF_UNIT_SPAN * plan->px_per_step * plan->px_per_step;
}

static void
add_rings (WfBand *band, guint32 feature, const WfSelection *selection)
{
  const WfPackShapes *shapes = selection->shapes;

  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], last = shapes->coord_of[part + 1];
      WfPoint before;

      if (last - first < 3)
        continue;
      before = wf_plan_pixel (band->plan, shapes->coords[last - 1]);
      for (guint32 i = first; i < last; i++)
        {
          WfPoint p = wf_plan_pixel (band->plan, shapes->coords[i]);

          wf_area_mask_edge (band->areas, before.x, before.y, p.x, p.y);
          before = p;
        }
    }
}

/* Draws one visited thing into the mask; TRUE where it must be settled by itself. */
static void
add_small (WfBand *band, const WfSelection *selection, guint level, guint32 i)
{
  const WfUnitBox *box = wf_selection_box (selection, level, i);
  PixelBox px = pixel_box (band->plan, box);

  if (px.y1 <= band->top || px.y0 >= band->top + band->rows)
    return;
  if (level > 0 || (px.x1 - px.x0 <= 1 && px.y1 - px.y0 <= 1))
    wf_area_mask_dot (band->areas, px.x0, px.y0, px.x1, px.y1,
                      pixel_area (band->plan, wf_selection_areas (selection, level)[i]));
  else
    add_rings (band, wf_selection_feature (selection, i), selection);
}

/* Whether a shape gets its own winding. Even-odd is nothing that could be summed. */
static gboolean
is_large (const WfFramePlan *plan, const WfDrawStep *step, guint32 i)
{
  const WfUnitBox *box = wf_selection_box (step->selection, 0, i);
  double limit = OWN_WINDING_PX / plan->px_per_step;

  return step->even_odd || box->max_x - box->min_x > limit || box->max_y - box->min_y > limit;
}

static void
count_visit (WfBand *band, const WfDrawStep *step, guint level, guint32 i)
{
  guint64 n = 1;

  if (!step->counts || !wf_band_owns (band, wf_selection_box (step->selection, level, i)))
    return;
  for (guint k = 0; k < level; k++)
    n *= WF_SELECTION_FAN;
  band->n_drawn += MIN (n, step->selection->levels[0].n - i * n);
}

static void
visit_area (const WfSelection *selection, guint level, guint32 i, gpointer data)
{
  AreaJob *job = data;
  guint32 first = i;
  WfColorItem item;

  for (guint k = 0; k < level; k++)
    first *= WF_SELECTION_FAN;
  if (job->step->filter != NULL
      && !wf_step_takes (job->band->plan, job->step, wf_selection_feature (selection, first)))
    return;
  count_visit (job->band, job->step, level, i);
  if (job->one_color && (level > 0 || !is_large (job->band->plan, job->step, i)))
    {
      add_small (job->band, selection, level, i);
      return;
    }
  item = (WfColorItem){ .item = i, .level = (guint8) level };
  /* A subtree takes the colour of its first feature. */
  item.color = job->one_color
                   ? 0
                   : wf_step_color (job->band->plan, job->step, WF_PROP_FILL_COLOR,
                                    WF_PROP_FILL_OPACITY, wf_selection_feature (selection, first));
  if (job->one_color || item.color >> 24 != 0)
    g_array_append_val (job->items, item);
}

/* What wf-area-dots.c leaves: footprints of a pixel and more. */
static void
larger_cb (guint32 i, gpointer data)
{
  AreaJob *job = data;
  WfBand *band = job->band;
  const WfSelection *selection = job->step->selection;
  WfColorItem item = { .item = i };

  if (is_large (band->plan, job->step, i))
    g_array_append_val (job->items, item);
  else
    add_rings (band, wf_selection_feature (selection, i), selection);
}

static void
add_shape (WfBand *band, const WfPackShapes *shapes, guint32 feature, gboolean even_odd)
{
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], last = shapes->coord_of[part + 1];
      WfPoint before = wf_plan_pixel (band->plan, shapes->coords[last - 1]);

      for (guint32 i = first; i < last; i++)
        {
          WfPoint p = wf_plan_pixel (band->plan, shapes->coords[i]);

          wf_area_shape_edge (band->shape, before.x, before.y, p.x, p.y);
          before = p;
        }
    }
  wf_area_shape_settle (band->shape, band->areas, even_odd);
}

static void
add_item (WfBand *band, const WfDrawStep *step, const WfColorItem *item)
{
  const WfSelection *selection = step->selection;

  if (item->level == 0 && is_large (band->plan, step, item->item))
    add_shape (band, selection->shapes, wf_selection_feature (selection, item->item),
               step->even_odd);
  else
    add_small (band, selection, item->level, item->item);
}

/* ---- outlines */

static void
outline_feature (WfBand *band, const WfDrawStep *step, guint32 i)
{
  const WfSelection *selection = step->selection;
  double size = sqrt (pixel_area (band->plan, wf_selection_areas (selection, 0)[i]));
  double strength = (size - OUTLINE_FROM_PX) / (OUTLINE_FULL_PX - OUTLINE_FROM_PX);

  if (strength > 0)
    wf_draw_outline (band, selection->shapes, wf_selection_feature (selection, i),
                     band->plan->view.scale, strength);
}

static void
visit_outline (const WfSelection *selection, guint level, guint32 i, gpointer data)
{
  AreaJob *job = data;
  WfBand *band = job->band;
  guint32 feature;
  WfColorItem item = { .item = i };

  if (level > 0
      || pixel_area (band->plan, wf_selection_areas (selection, 0)[i])
             <= OUTLINE_FROM_PX * OUTLINE_FROM_PX)
    return;
  feature = wf_selection_feature (selection, i);
  if (!wf_step_takes (band->plan, job->step, feature))
    return;
  if (job->one_color)
    {
      outline_feature (band, job->step, i);
      return;
    }
  item.color = wf_step_color (band->plan, job->step, WF_PROP_FILL_OUTLINE_COLOR,
                              WF_PROP_FILL_OPACITY, feature);
  if (item.color >> 24 != 0)
    g_array_append_val (job->items, item);
}

static WfWindow
band_window (const WfBand *band, double margin)
{
  return wf_frame_plan_window (band->plan, band->top, band->top + band->rows, margin);
}

static gboolean
has_one_color (const WfDrawStep *step, WfStyleProp color)
{
  return step->props[color] == NULL && step->props[WF_PROP_FILL_OPACITY] == NULL
         && (!step->style->is_raised || step->props[WF_PROP_FILL_HEIGHT] == NULL);
}

static void
draw_outlines (WfBand *band, const WfDrawStep *step)
{
  int stride = band->plan->view.width_px;
  AreaJob job = { band, step, has_one_color (step, WF_PROP_FILL_OUTLINE_COLOR), band->items };
  WfWindow window = band_window (band, 2);
  guint32 color = 0;

  if (job.one_color)
    {
      color = wf_step_color (band->plan, step, WF_PROP_FILL_OUTLINE_COLOR, WF_PROP_FILL_OPACITY, 0);
      if (color >> 24 == 0)
        return;
    }
  g_array_set_size (band->items, 0);
  /* What is smaller than where outlines begin is not even looked at. */
  wf_selection_visit_large (step->selection, &window,
                            (float) (OUTLINE_FROM_PX / band->plan->px_per_step), visit_outline,
                            &job);
  wf_color_bins_sort (band->items);
  for (guint i = 0; i < band->items->len; i++)
    {
      const WfColorItem *item = &g_array_index (band->items, WfColorItem, i);

      if (color != item->color && i > 0)
        wf_area_mask_paint (band->areas, band->pixels, stride, wf_ink (color));
      color = item->color;
      outline_feature (band, step, item->item);
    }
  wf_area_mask_paint (band->areas, band->pixels, stride, wf_ink (color));
}

void
wf_draw_areas (WfBand *band, const WfDrawStep *step)
{
  int stride = band->plan->view.width_px;
  AreaJob job = { band, step, has_one_color (step, WF_PROP_FILL_COLOR), band->items };
  guint32 color = 0;
  guint64 uncounted = 0;
  WfWindow window = band_window (band, 1);
  const WfPattern *pattern = step->pattern.kind != WF_PATTERN_NONE ? &step->pattern : NULL;

  if (step->selection->kind != WF_GEOMETRY_POLYGON)
    return;
  if (job.one_color)
    color = wf_step_color (band->plan, step, WF_PROP_FILL_COLOR, WF_PROP_FILL_OPACITY, 0);
  if (!job.one_color || color >> 24 != 0)
    {
      g_array_set_size (band->items, 0);
      if (!job.one_color || step->filter != NULL
          || !wf_area_dots_draw (band, step->selection, &window, larger_cb, &job,
                                 step->counts ? &band->n_drawn : &uncounted))
        wf_selection_visit (step->selection, &window, band->plan->small_steps, visit_area, &job);
      if (!job.one_color)
        wf_color_bins_sort (band->items);
      for (guint i = 0; i < band->items->len; i++)
        {
          const WfColorItem *item = &g_array_index (band->items, WfColorItem, i);

          if (!job.one_color && i > 0 && color != item->color)
            wf_area_mask_paint_pattern (band->areas, band->pixels, stride, wf_ink (color), pattern);
          if (!job.one_color)
            color = item->color;
          add_item (band, step, item);
        }
      wf_area_mask_paint_pattern (band->areas, band->pixels, stride, wf_ink (color), pattern);
    }
  if (step->props[WF_PROP_FILL_OUTLINE_COLOR] != NULL
      || step->fixed[WF_PROP_FILL_OUTLINE_COLOR].type == WF_VALUE_COLOR)
    draw_outlines (band, step);
}
