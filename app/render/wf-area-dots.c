/* Watchfloor: footprints under a pixel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Floats are enough: they hold a frame's pixels to 1/4096, and every band computes
 * the same numbers. */
#include "config.h"

#include "wf-area-dots.h"

#include <math.h>
#include <string.h>

#define WHOLE 131072.0
/* What is a little larger than a pixel is spread over one: nobody sees the difference, and turned
 * houses are many. */
#define SMALL_PX 1.3
#define HALF_PX 0.4999f

typedef guint32 Four __attribute__ ((vector_size (16)));
typedef gint32 FourI __attribute__ ((vector_size (16)));
typedef float FourF __attribute__ ((vector_size (16)));

typedef struct
{
  const WfSelection *self; /* Borrowed */
  const WfUnitBox *boxes; /* Borrowed: of the features */
  const float *areas; /* Borrowed: of the features */
  WfAreaMask *mask; /* Borrowed */
  const WfWindow *window; /* Borrowed */
  guint32 small_steps;
  Four base; /* the frame's top left corner, in steps, twice */
  float px_per_step;
  gboolean turned;
  float xx, xy, yx, yy; /* of a turned view: pixels a step */
  float amount; /* from WfSelectionLevel.areas to the mask's unit */
  float band_top, band_bottom;
  WfDotsLarger larger;
  gpointer data;
  guint64 n_drawn;
  int left, right; /* columns that were touched */
} Walk;

/* The box around the turned box. */
static inline FourF
turn (const Walk *w, FourF p)
{
  float cx = (p[0] + p[2]) / 2, cy = (p[1] + p[3]) / 2;
  float hx = (p[2] - p[0]) / 2, hy = (p[3] - p[1]) / 2;
  float x = w->xx * cx + w->xy * cy, y = w->yx * cx + w->yy * cy;
  float ex = fabsf (w->xx) * hx + fabsf (w->xy) * hy;
  float ey = fabsf (w->yx) * hx + fabsf (w->yy) * hy;

  return (FourF){ x - ex, y - ey, x + ex, y + ey };
}

static inline FourF
to_pixels (const Walk *w, const WfUnitBox *box)
{
  Four steps;
  FourF p;

  memcpy (&steps, box, sizeof steps);
  /* Signed: what lies left of the frame or above it may reach into it. */
  p = __builtin_convertvector((FourI) (steps - w->base), FourF);
  return w->turned ? turn (w, p) : p * w->px_per_step;
}

/* Around its centre, a pixel a side at most. */
static inline FourF
shrink (FourF p)
{
  float x = (p[0] + p[2]) / 2, y = (p[1] + p[3]) / 2;
  float w = MIN ((p[2] - p[0]) / 2, HALF_PX), h = MIN ((p[3] - p[1]) / 2, HALF_PX);

  return (FourF){ x - w, y - h, x + w, y + h };
}

/* At most two pixels a side, the parts in proportion to the box. Without a branch: whether a
 * footprint crosses a border of pixels is anybody's guess. */
static inline void
add_dot (Walk *w, FourF p, float area)
{
  WfAreaMask *mask = w->mask;
  float amount = area * w->amount, right, below, w_px, h_px, scale;
  int x, row;
  gint32 all, r, b, both;
  gint32 *cells;

  x = (int) p[0];
  row = (int) p[1] - mask->top;
  if (p[0] < 0 || p[1] < 0 || p[2] >= (float) mask->width || row < -1 || row >= mask->rows)
    {
      wf_area_mask_dot (mask, (double) p[0], (double) p[1], (double) p[2], (double) p[3],
                        (double) amount / WHOLE);
      return;
    }
  w_px = MAX (p[2] - p[0], 1e-6f);
  h_px = MAX (p[3] - p[1], 1e-6f);
  scale = 1.0f / (w_px * h_px);
  right = MAX (p[2] - (float) (x + 1), 0) * h_px * scale;
  below = MAX (p[3] - (float) (row + 1 + mask->top), 0) * w_px * scale;
  all = (gint32) (amount + 0.5f);
  r = (gint32) (amount * right + 0.5f);
  b = (gint32) (amount * below + 0.5f);
  both = (gint32) (amount * right * below + 0.5f);
  /* The mask has a row to spare above and below. */
  cells = mask->edges + (gssize) row * mask->stride + x;
  cells[0] += all - r - b + both;
  cells[1] += 2 * (r - both) + b - all;
  cells[2] -= r - both;
  cells += mask->stride;
  cells[0] += b - both;
  cells[1] += 2 * both - b;
  cells[2] -= both;
  w->left = MIN (w->left, x);
  w->right = MAX (w->right, x);
}

static inline gboolean
starts_here (const Walk *w, FourF p)
{
  float y = p[1] < 0 ? 0 : p[1];

  return y >= w->band_top && y < w->band_bottom;
}

static inline void
visit_feature (Walk *w, guint32 i)
{
  const WfUnitBox *box = &w->boxes[i];
  FourF p;

  if (!wf_window_meets (w->window, box))
    return;
  p = to_pixels (w, box);
  w->n_drawn += starts_here (w, p);
  if (box->max_x - box->min_x <= w->small_steps && box->max_y - box->min_y <= w->small_steps)
    add_dot (w, shrink (p), w->areas[i]);
  else
    w->larger (i, w->data);
}

static void
walk (Walk *w, guint level, guint32 first, guint32 last)
{
  const WfSelectionLevel *here = &w->self->levels[level];

  for (guint32 i = first; i < last; i++)
    {
      const WfUnitBox *box = &here->boxes[i];
      guint32 below = i * WF_SELECTION_FAN;
      guint32 end = MIN (below + WF_SELECTION_FAN, w->self->levels[level - 1].n);

      if (!wf_window_meets (w->window, box))
        continue;
      if (box->max_x - box->min_x <= w->small_steps && box->max_y - box->min_y <= w->small_steps)
        {
          FourF p = to_pixels (w, box);

          if (starts_here (w, p))
            w->n_drawn += MIN (1u << (2 * level), w->self->levels[0].n - (i << (2 * level)));
          add_dot (w, shrink (p), here->areas[i]);
        }
      else if (level > 1)
        walk (w, level - 1, below, end);
      else
        for (guint32 k = below; k < end; k++)
          visit_feature (w, k);
    }
}

G_STATIC_ASSERT (WF_SELECTION_FAN == 4);

static void
walk_tree (Walk *w)
{
  guint top = w->self->n_levels - 1;

  if (top > 0)
    walk (w, top, 0, w->self->levels[top].n);
  else
    for (guint32 i = 0; i < w->self->levels[0].n; i++)
      visit_feature (w, i);
}

/* ---- by the square */

static void
visit_large (const WfSelection *self, guint level, guint32 i, gpointer data)
{
  visit_feature (data, i);
}

/* Of the features below the nodes: those whose box meets the frame. */
static guint64
count_below (const WfSelection *self, const WfUnitBox *frame, guint level, guint32 first,
             guint32 last)
{
  guint64 n = 0;

  for (guint32 i = first; i < last; i++)
    {
      const WfUnitBox *box = wf_selection_box (self, level, i);
      guint32 below = i * WF_SELECTION_FAN;

      if (!wf_unit_box_meets (*box, *frame))
        continue;
      if (box->min_x >= frame->min_x && box->max_x <= frame->max_x && box->min_y >= frame->min_y
          && box->max_y <= frame->max_y)
        n += MIN (1u << (2 * level), self->levels[0].n - (i << (2 * level)));
      else if (level == 0)
        n++;
      else
        n += count_below (self, frame, level - 1, below,
                          MIN (below + WF_SELECTION_FAN, self->levels[level - 1].n));
    }
  return n;
}

/* FALSE where the squares are too coarse for this view. */
static gboolean
draw_squares (Walk *w, WfBand *band)
{
  const WfSelection *self = w->self;
  const WfFramePlan *plan = band->plan;
  const WfAreaGridLevel *level = NULL;
  guint top = self->n_levels - 1;

  if (self->grid != NULL && !w->turned)
    level = wf_area_grid_level (self->grid, plan->px_per_step);
  if (level == NULL)
    return FALSE;
  wf_area_grid_draw (level, band->areas, plan->px_per_step, plan->to_px.x0, plan->to_px.y0);
  wf_selection_visit_large (self, w->window, ldexpf (1, (int) level->shift), visit_large, w);
  /* Once for all bands. */
  w->n_drawn = 0;
  if (band->top == 0)
    {
      WfUnitBox frame
          = wf_frame_plan_box (plan, 0, 0, plan->view.width_px, plan->view.height_px, 0);

      w->n_drawn = count_below (self, &frame, top, 0, self->levels[top].n);
    }
  return TRUE;
}

gboolean
wf_area_dots_draw (WfBand *band, const WfSelection *selection, const WfWindow *window,
                   WfDotsLarger larger, gpointer data, guint64 *n_drawn)
{
  const WfFramePlan *plan = band->plan;
  const WfAffine *a = &plan->to_px;
  WfPoint corner = wf_view_pixel_to_point (&plan->view, (WfPoint){ 0, 0 });
  double left = corner.x * WF_UNIT_SPAN, top = corner.y * WF_UNIT_SPAN;
  double span = MAX (plan->view.width_px, plan->view.height_px) / plan->px_per_step;
  Walk w = { .self = selection, .mask = band->areas, .window = window };
  guint32 base_x, base_y;

  if (span > 1e9 || left < 0 || top < 0 || left > 4.2e9 || top > 4.2e9)
    return FALSE;
  base_x = (guint32) left;
  base_y = (guint32) top;
  w.base = (Four){ base_x, base_y, base_x, base_y };
  w.boxes
      = selection->levels[0].boxes != NULL ? selection->levels[0].boxes : selection->shapes->boxes;
  w.areas = wf_selection_areas (selection, 0);
  w.small_steps = (guint32) (MIN (SMALL_PX / plan->px_per_step, 4e9));
  w.px_per_step = (float) plan->px_per_step;
  w.turned = a->xy != 0;
  w.xx = (float) a->xx;
  w.xy = (float) a->xy;
  w.yx = (float) a->yx;
  w.yy = (float) a->yy;
  w.amount = (float) (WF_UNIT_SPAN * plan->px_per_step * plan->px_per_step * WHOLE);
  w.band_top = (float) band->top;
  w.band_bottom = (float) (band->top + band->rows);
  w.larger = larger;
  w.data = data;
  w.left = G_MAXINT;
  w.right = -1;
  if (!draw_squares (&w, band))
    walk_tree (&w);
  *n_drawn += w.n_drawn;
  wf_area_mask_touch (band->areas, w.left, w.right);
  return TRUE;
}
