/* Watchfloor: the plan of a frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene at one zoom: what is drawn in which order, with everything evaluated that does not
 * depend on a feature. Made by one thread, then read by all that draw bands of it. */
#pragma once

#include "wf-area-shape.h"
#include "wf-frame-cache.h"
#include "wf-scene.h"
#include "wf-selection.h"
#include "wf-stroker.h"

typedef struct
{
  const WfStyleLayer *style; /* Borrowed */
  const WfSceneLayer *layer; /* Borrowed; NULL for a background */
  WfSelection *selection; /* Owned; NULL for pictures and backgrounds */
  WfPyramid *picture; /* Owned; for pictures */
  WfExpression *filter; /* Owned; left over where it depends on the zoom */
  WfExpression *props[WF_N_PROPS]; /* Owned; NULL where the value is fixed */
  WfValue fixed[WF_N_PROPS];
  WfPattern pattern; /* of areas; NONE: plain */
  gboolean even_odd; /* of areas; else non-zero */
  gboolean counts; /* the first to draw these features */
  guint order; /* of symbols: by map layer */
} WfDrawStep;

/* The picture after so many steps. */
typedef struct
{
  guint after;
  guint32 *pixels;
} WfFrameStage;

#define WF_FRAME_MAX_STAGES 3

typedef struct _WfFramePlan
{
  WfScene *scene; /* Owned */
  WfView view;
  WfAffine to_px; /* from WfUnit steps */
  double px_per_step;
  guint32 small_steps; /* one pixel, in steps; 0 when a step is larger */
  guint32 background; /* word; opaque or not, under everything */
  GArray *steps; /* WfDrawStep: areas, lines, circles, pictures; bottom first */
  GArray *symbols; /* WfDrawStep: topmost last */
  guint first_step; /* those before it are drawn already: */
  const guint32 *begun; /* Borrowed: the picture so far; NULL: the background alone */
  WfFrameStage stages[WF_FRAME_MAX_STAGES]; /* to be left; pixels borrowed */
  guint n_stages;
} WfFramePlan;

WfFramePlan *wf_frame_plan_new (WfScene *scene, const WfView *view, WfFrameCache *cache);
void wf_frame_plan_free (WfFramePlan *plan);

/* The box that shows in the given pixels, widened by @margin_px. */
WfUnitBox wf_frame_plan_box (const WfFramePlan *plan, double x0, double y0, double x1, double y1,
                             double margin_px);

/* What may show in rows [@top, @bottom), widened by @margin_px. */
WfWindow wf_frame_plan_window (const WfFramePlan *plan, int top, int bottom, double margin_px);

static inline WfValue
wf_step_value (const WfFramePlan *plan, const WfDrawStep *step, WfStyleProp prop, guint32 feature)
{
  if (step->props[prop] == NULL)
    return step->fixed[prop];
  return wf_style_value (step->props[prop], prop, feature, plan->view.zoom, NULL);
}

static inline double
wf_step_number (const WfFramePlan *plan, const WfDrawStep *step, WfStyleProp prop, guint32 feature)
{
  return wf_step_value (plan, step, prop, feature).number;
}

/* The colour with its opacity and the layer's; 0 where nothing is to be drawn. */
guint32 wf_step_color (const WfFramePlan *plan, const WfDrawStep *step, WfStyleProp color,
                       WfStyleProp opacity, guint32 feature);
/* FALSE where a filter that depends on the zoom leaves the feature out. */
gboolean wf_step_takes (const WfFramePlan *plan, const WfDrawStep *step, guint32 feature);

static inline WfPoint
wf_plan_pixel (const WfFramePlan *plan, WfUnit p)
{
  const WfAffine *a = &plan->to_px;

  return (WfPoint){ a->xx * p.x + a->xy * p.y + a->x0, a->yx * p.x + a->yy * p.y + a->y0 };
}

/* ---- a band of rows: one thread draws it */

typedef struct
{
  const WfFramePlan *plan; /* Borrowed */
  int top, rows;
  guint32 *pixels; /* Borrowed: the band's first row */
  WfAreaMask *areas; /* Owned */
  WfAreaShape *shape; /* Owned: goes into areas */
  WfStroker stroker; /* into areas */
  GArray *items; /* Owned: scratch of the drawing functions */
  GArray *points, *dash; /* Owned: WfPoint scratch */
  guint64 n_drawn;
} WfBand;

void wf_band_init (WfBand *band, const WfFramePlan *plan, int max_rows);
void wf_band_clear (WfBand *band);
void wf_band_draw (WfBand *band, guint32 *frame_pixels, int top, int rows);

/* TRUE where the band is the one that counts a feature: its topmost. */
gboolean wf_band_owns (const WfBand *band, const WfUnitBox *box);

void wf_draw_areas (WfBand *band, const WfDrawStep *step);
void wf_draw_lines (WfBand *band, const WfDrawStep *step);
/* The rings of one feature, @width pixels, into the band's areas: joined, not painted. */
void wf_draw_outline (WfBand *band, const WfPackShapes *shapes, guint32 feature, double width,
                      double strength);
void wf_draw_circles (WfBand *band, const WfDrawStep *step);
void wf_draw_picture (WfBand *band, const WfDrawStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfFramePlan, wf_frame_plan_free)
