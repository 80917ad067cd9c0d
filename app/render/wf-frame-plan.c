/* Watchfloor: the plan of a frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-frame-plan.h"

#include "wf-color-bins.h"
#include "wf-color.h"

#include <math.h>
#include <string.h>

/* How far a high roof's colour may go from its own, and the height that goes 63 % of the way. */
#define MAX_SHADE 0.4
#define SHADE_M 60.0

static void
clear_step (gpointer data)
{
  WfDrawStep *step = data;

  wf_selection_unref (step->selection);
  wf_pyramid_unref (step->picture);
  wf_expression_free (step->filter);
  for (guint i = 0; i < WF_N_PROPS; i++)
    wf_expression_free (step->props[i]);
}

/* Folds what is known at this zoom. Text that is fixed lives in the bound expression. */
static void
fix_properties (WfDrawStep *step, const WfBoundLayer *bound, double zoom)
{
  for (guint i = 0; i < WF_N_PROPS; i++)
    {
      WfStyleProp prop = (WfStyleProp) i;
      const WfExpression *expression = bound->props[i];

      if (wf_style_prop_info (prop)->kind != step->style->kind)
        continue;
      if (expression != NULL && wf_expression_uses_feature (expression))
        step->props[i] = wf_expression_at_zoom (expression, zoom);
      else
        step->fixed[i] = wf_style_value (expression, prop, 0, zoom, NULL);
    }
}

static gboolean
shows_now (const WfBoundLayer *bound, double zoom)
{
  return zoom >= bound->style->min_zoom && zoom < bound->style->max_zoom;
}

static void
choose_features (WfDrawStep *step, const WfBoundLayer *bound, const WfSceneLayer *layer,
                 double zoom, WfFrameCache *cache)
{
  if (bound->filter != NULL && wf_expression_uses_zoom (bound->filter))
    {
      step->filter = wf_expression_at_zoom (bound->filter, zoom);
      step->selection = wf_frame_cache_selection (cache, layer->pack, layer->kind, NULL, "");
    }
  else
    step->selection = wf_frame_cache_selection (cache, layer->pack, layer->kind, bound->filter,
                                                bound->filter_key);
}

static const char *
step_text (const WfDrawStep *step, WfStyleProp prop)
{
  return step->fixed[prop].type == WF_VALUE_TEXT ? step->fixed[prop].text : "";
}

static void
add_step (WfFramePlan *plan, const WfSceneLayer *layer, const WfBoundLayer *bound,
          WfFrameCache *cache)
{
  WfDrawStep step = { .style = bound->style, .layer = layer };

  /* A table without places: its boxes are empty, and at low zooms would count as everywhere. */
  if (layer->pack != NULL && layer->kind == WF_GEOMETRY_NONE)
    return;
  fix_properties (&step, bound, plan->view.zoom);
  if (wf_pattern_parse (step_text (&step, WF_PROP_FILL_PATTERN), &step.pattern))
    step.pattern = wf_pattern_in_view (step.pattern, &plan->view);
  step.even_odd = g_str_equal (step_text (&step, WF_PROP_FILL_RULE), "evenodd");
  if (layer->pack != NULL)
    choose_features (&step, bound, layer, plan->view.zoom, cache);
  if (step.selection != NULL && step.style->kind == WF_STYLE_FILL && plan->to_px.xy == 0)
    wf_selection_prepare (step.selection, plan->px_per_step);
  if (layer->picture != NULL)
    step.picture = wf_frame_cache_picture (cache, layer->picture, layer->picture_width,
                                           layer->picture_height);
  if (bound->style->kind == WF_STYLE_SYMBOL)
    {
      step.order = plan->symbols->len;
      g_array_append_val (plan->symbols, step);
      return;
    }
  step.counts = TRUE;
  for (guint i = 0; i < plan->steps->len; i++)
    if (step.selection != NULL
        && g_array_index (plan->steps, WfDrawStep, i).selection == step.selection)
      step.counts = FALSE;
  g_array_append_val (plan->steps, step);
}

/* A background with a source is for scenes that show it: the sea behind the land. */
static gboolean
has_layer (const WfScene *scene, const char *id)
{
  for (guint i = 0; i < scene->layers->len; i++)
    if (g_str_equal (((const WfSceneLayer *) g_ptr_array_index (scene->layers, i))->id, id))
      return TRUE;
  return FALSE;
}

static void
paint_background (WfFramePlan *plan)
{
  plan->background = wf_pixel_mix (0, plan->scene->background | 0xff000000u,
                                   wf_ink (plan->scene->background).alpha);
  for (guint i = 0; i < plan->scene->backgrounds->len; i++)
    {
      const WfBoundLayer *bound = g_ptr_array_index (plan->scene->backgrounds, i);
      WfDrawStep step = { .style = bound->style };
      WfInk ink;

      if (!shows_now (bound, plan->view.zoom)
          || (bound->style->source != NULL && !has_layer (plan->scene, bound->style->source)))
        continue;
      fix_properties (&step, bound, plan->view.zoom);
      ink = wf_ink (
          wf_step_color (plan, &step, WF_PROP_BACKGROUND_COLOR, WF_PROP_BACKGROUND_OPACITY, 0));
      plan->background = wf_pixel_mix (plan->background, ink.word, ink.alpha);
      clear_step (&step);
    }
}

/* Symbols go by the document, whatever map layer they belong to: a hospital's sign is not given up
 * for a car park's. g_array_sort is not stable, so equals keep the order of their layers here. */
static int
compare_symbols (gconstpointer a, gconstpointer b)
{
  const WfDrawStep *x = a, *y = b;

  if (x->style->index != y->style->index)
    return x->style->index < y->style->index ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

WfFramePlan *
wf_frame_plan_new (WfScene *scene, const WfView *view, WfFrameCache *cache)
{
  WfFramePlan *plan = g_new0 (WfFramePlan, 1);
  WfAffine a = wf_view_to_pixels (view);
  double steps_per_px;

  plan->scene = wf_scene_ref (scene);
  plan->view = *view;
  plan->to_px = (WfAffine){
    a.xx / WF_UNIT_SPAN, a.xy / WF_UNIT_SPAN, a.yx / WF_UNIT_SPAN, a.yy / WF_UNIT_SPAN, a.x0, a.y0
  };
  plan->px_per_step = wf_view_pixels_per_unit (view) / WF_UNIT_SPAN;
  steps_per_px = 1.0 / plan->px_per_step;
  plan->small_steps = steps_per_px >= 4e9 ? 0xee000000u : (guint32) steps_per_px;
  plan->steps = g_array_new (FALSE, FALSE, sizeof (WfDrawStep));
  plan->symbols = g_array_new (FALSE, FALSE, sizeof (WfDrawStep));
  g_array_set_clear_func (plan->steps, clear_step);
  g_array_set_clear_func (plan->symbols, clear_step);
  paint_background (plan);
  for (guint i = 0; i < scene->layers->len; i++)
    {
      const WfSceneLayer *layer = g_ptr_array_index (scene->layers, i);

      for (guint k = 0; k < layer->bound->len; k++)
        if (shows_now (g_ptr_array_index (layer->bound, k), view->zoom))
          add_step (plan, layer, g_ptr_array_index (layer->bound, k), cache);
    }
  g_array_sort (plan->symbols, compare_symbols);
  return plan;
}

void
wf_frame_plan_free (WfFramePlan *plan)
{
  if (plan == NULL)
    return;
  g_array_unref (plan->steps);
  g_array_unref (plan->symbols);
  wf_scene_unref (plan->scene);
  g_free (plan);
}

WfUnitBox
wf_frame_plan_box (const WfFramePlan *plan, double x0, double y0, double x1, double y1,
                   double margin_px)
{
  WfBox box = WF_BOX_EMPTY;

  for (int i = 0; i < 4; i++)
    {
      WfPoint px
          = { i & 1 ? x1 + margin_px : x0 - margin_px, i & 2 ? y1 + margin_px : y0 - margin_px };
      WfPoint p = wf_view_pixel_to_point (&plan->view, px);

      wf_box_add (&box, p.x, p.y);
    }
  return wf_unit_box_from_box (box);
}

WfWindow
wf_frame_plan_window (const WfFramePlan *plan, int top, int bottom, double margin_px)
{
  const WfAffine *a = &plan->to_px;
  WfWindow window = { .turned = a->yx != 0, .x = a->yx, .y = a->yy };

  window.box = wf_frame_plan_box (plan, 0, top, plan->view.width_px, bottom, margin_px);
  window.low = top - margin_px - a->y0;
  window.high = bottom + margin_px - a->y0;
  return window;
}

/* A roof's colour: away from the ground's, the higher the further. */
static guint32
shade (guint32 argb, double height_m)
{
  guint32 light = (argb >> 16 & 255) * 3 + (argb >> 8 & 255) * 6 + (argb & 255);
  guint32 towards = (argb & 0xff000000u) | (light > 1100 ? 0 : 0xffffff);

  return wf_color_mix (argb, towards, MAX_SHADE * (1 - exp (-MAX (height_m, 0) / SHADE_M)));
}

guint32
wf_step_color (const WfFramePlan *plan, const WfDrawStep *step, WfStyleProp color,
               WfStyleProp opacity, guint32 feature)
{
  WfValue value = wf_step_value (plan, step, color, feature);
  double fade = wf_step_number (plan, step, opacity, feature);

  if (value.type != WF_VALUE_COLOR)
    return 0;
  if (step->layer != NULL)
    fade *= step->layer->opacity;
  if (step->style->is_raised && color == WF_PROP_FILL_COLOR)
    value.argb = shade (value.argb, wf_step_number (plan, step, WF_PROP_FILL_HEIGHT, feature));
  return fade >= 1 ? value.argb : wf_color_fade (value.argb, fade);
}

gboolean
wf_step_takes (const WfFramePlan *plan, const WfDrawStep *step, guint32 feature)
{
  return step->filter == NULL
         || wf_value_is_true (wf_expression_eval (step->filter, feature, plan->view.zoom, NULL));
}

/* ---- bands */

void
wf_band_init (WfBand *band, const WfFramePlan *plan, int max_rows)
{
  int width = plan->view.width_px, height = plan->view.height_px;

  *band = (WfBand){ .plan = plan };
  band->areas = wf_area_mask_new (width, height, max_rows);
  band->shape = wf_area_shape_new (width, height, max_rows);
  wf_stroker_init (&band->stroker, band->areas);
  band->items = g_array_new (FALSE, FALSE, sizeof (WfColorItem));
  band->points = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  band->dash = g_array_new (FALSE, FALSE, sizeof (WfPoint));
}

void
wf_band_clear (WfBand *band)
{
  wf_stroker_clear (&band->stroker);
  g_clear_pointer (&band->areas, wf_area_mask_free);
  g_clear_pointer (&band->shape, wf_area_shape_free);
  g_clear_pointer (&band->items, g_array_unref);
  g_clear_pointer (&band->points, g_array_unref);
  g_clear_pointer (&band->dash, g_array_unref);
}

gboolean
wf_band_owns (const WfBand *band, const WfUnitBox *box)
{
  WfPoint a = wf_plan_pixel (band->plan, (WfUnit){ box->min_x, box->min_y });
  WfPoint b = wf_plan_pixel (band->plan, (WfUnit){ box->max_x, box->max_y });
  double y = MAX (MIN (a.y, b.y), 0);

  return y >= band->top && y < band->top + band->rows;
}

static void
fill_words (guint32 *words, gsize n, guint32 word)
{
  for (gsize i = 0; i < n; i++)
    words[i] = word;
}

/* Leaves the picture as it stands where that is wanted. */
static void
leave_stage (const WfBand *band, gsize n_words, guint after)
{
  const WfFramePlan *plan = band->plan;
  gsize from = (gsize) band->top * (gsize) plan->view.width_px;

  for (guint i = 0; i < plan->n_stages; i++)
    if (plan->stages[i].after == after)
      memcpy (plan->stages[i].pixels + from, band->pixels, n_words * sizeof (guint32));
}

void
wf_band_draw (WfBand *band, guint32 *frame_pixels, int top, int rows)
{
  const WfFramePlan *plan = band->plan;
  gsize n = (gsize) rows * (gsize) plan->view.width_px;

  band->top = top;
  band->rows = rows;
  band->pixels = frame_pixels + (gsize) top * (gsize) plan->view.width_px;
  wf_area_mask_move (band->areas, top, rows);
  wf_area_shape_move (band->shape, top, rows);
  if (plan->begun != NULL)
    memcpy (band->pixels, plan->begun + (band->pixels - frame_pixels), n * sizeof (guint32));
  else
    fill_words (band->pixels, n, plan->background);
  for (guint i = plan->first_step; i < plan->steps->len; i++)
    {
      const WfDrawStep *step = &g_array_index (plan->steps, WfDrawStep, i);

      if (step->style->kind == WF_STYLE_FILL)
        wf_draw_areas (band, step);
      else if (step->style->kind == WF_STYLE_LINE)
        wf_draw_lines (band, step);
      else if (step->style->kind == WF_STYLE_CIRCLE)
        wf_draw_circles (band, step);
      else if (step->style->kind == WF_STYLE_RASTER)
        wf_draw_picture (band, step);
      leave_stage (band, n, i + 1);
    }
}
