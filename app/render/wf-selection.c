/* Watchfloor: the features one style layer draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-selection.h"

#include "wf-share.h"

#define PIECE 8192 /* nodes a processor makes at a time */

typedef struct
{
  const WfSelection *self; /* Borrowed */
  const WfWindow *window; /* Borrowed */
  guint32 small_units;
  float min_side;
  WfSelectionVisit visit;
  gpointer data;
} Walk;

/* The boxes and areas of the chosen, side by side. */
static void
gather (WfSelection *self)
{
  WfSelectionLevel *level = &self->levels[0];
  const WfPackShapes *shapes = self->shapes;

  level->boxes = g_new (WfUnitBox, MAX (level->n, 1));
  level->areas = self->kind == WF_GEOMETRY_POLYGON ? g_new (float, MAX (level->n, 1)) : NULL;
  for (guint32 i = 0; i < level->n; i++)
    {
      level->boxes[i] = shapes->boxes[self->ids[i]];
      if (level->areas != NULL)
        level->areas[i] = shapes->areas[self->ids[i]];
    }
}

static void
select_features (WfSelection *self, const WfExpression *filter)
{
  guint32 n = self->shapes->n_features, count = 0, first, end;
  guint32 *ids;

  wf_pack_kind_range (self->pack, self->kind, &first, &end);
  self->levels[0].n = n;
  /* What says the same of every feature is asked once. */
  if (filter != NULL && !wf_expression_uses_feature (filter))
    {
      end = wf_value_is_true (wf_expression_eval (filter, first, 0, NULL)) ? end : first;
      filter = NULL;
    }
  if (filter == NULL && end - first == n)
    return;
  ids = g_new (guint32, MAX (end - first, 1));
  for (guint32 i = first; i < end; i++)
    if (filter == NULL || wf_value_is_true (wf_expression_eval (filter, i, 0, NULL)))
      ids[count++] = i;
  if (count == n)
    {
      g_free (ids);
      return;
    }
  self->ids = g_renew (guint32, ids, MAX (count, 1));
  self->levels[0].n = count;
  gather (self);
}

static float
longest_side (const WfSelection *self, guint level, guint32 i)
{
  const WfUnitBox *box = wf_selection_box (self, level, i);

  if (level > 0)
    return self->levels[level].sides[i];
  return (float) MAX (box->max_x - box->min_x, box->max_y - box->min_y);
}

/* Nodes of the level being made. */
static void
make_nodes (gpointer data, guint32 from, guint32 to)
{
  const WfSelection *self = data;
  guint under = self->n_levels - 1;
  const WfSelectionLevel *below = &self->levels[under], *level = &self->levels[self->n_levels];
  const float *areas = wf_selection_areas (self, under);

  for (guint32 i = from; i < to; i++)
    {
      guint32 first = i * WF_SELECTION_FAN, last = MIN (first + WF_SELECTION_FAN, below->n);
      float side = 0, area = 0;

      for (guint32 k = first; k < last; k++)
        {
          side = MAX (side, longest_side (self, under, k));
          area += level->areas != NULL ? areas[k] : 0;
        }
      level->boxes[i] = wf_index_union (wf_selection_box (self, under, first), last - first);
      level->sides[i] = side;
      if (level->areas != NULL)
        level->areas[i] = area;
    }
}

static void
add_level (WfSelection *self)
{
  WfSelectionLevel *level = &self->levels[self->n_levels];

  level->n = (level[-1].n + WF_SELECTION_FAN - 1) / WF_SELECTION_FAN;
  level->boxes = g_new (WfUnitBox, level->n);
  level->sides = g_new (float, level->n);
  level->areas = self->kind == WF_GEOMETRY_POLYGON ? g_new (float, level->n) : NULL;
  wf_share_out (level->n, PIECE, make_nodes, self, NULL);
  self->n_levels++;
}

WfSelection *
wf_selection_new (WfPack *pack, WfGeometryKind kind, const WfExpression *filter)
{
  WfSelection *self = g_new0 (WfSelection, 1);

  g_atomic_ref_count_init (&self->refs);
  self->pack = wf_pack_ref (pack);
  self->kind = kind;
  self->shapes = wf_pack_shapes (pack);
  self->n_levels = 1;
  select_features (self, filter);
  while (self->levels[self->n_levels - 1].n > WF_SELECTION_FAN
         && self->n_levels < WF_SELECTION_MAX_LEVELS)
    add_level (self);
  return self;
}

void
wf_selection_prepare (WfSelection *self, double px_per_step)
{
  const WfSelectionLevel *top = &self->levels[self->n_levels - 1];
  WfUnitBox all;

  if (self->grid != NULL || self->kind != WF_GEOMETRY_POLYGON || top->n == 0)
    return;
  all = wf_index_union (wf_selection_box (self, self->n_levels - 1, 0), top->n);
  if (wf_area_grid_helps (all, self->levels[0].n, px_per_step))
    self->grid = wf_area_grid_new (wf_selection_box (self, 0, 0), wf_selection_areas (self, 0),
                                   self->levels[0].n, all);
}

WfSelection *
wf_selection_ref (WfSelection *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
wf_selection_unref (WfSelection *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_levels; i++)
    {
      g_free (self->levels[i].boxes);
      g_free (self->levels[i].areas);
      g_free (self->levels[i].sides);
    }
  g_free (self->ids);
  wf_area_grid_free (self->grid);
  wf_pack_unref (self->pack);
  g_free (self);
}

static void
walk (const Walk *w, guint level, guint32 first, guint32 last)
{
  const WfSelection *self = w->self;

  for (guint32 i = first; i < last; i++)
    {
      const WfUnitBox *box = wf_selection_box (self, level, i);

      if (!wf_window_meets (w->window, box))
        continue;
      if (level == 0
          || (w->small_units > 0 && box->max_x - box->min_x <= w->small_units
              && box->max_y - box->min_y <= w->small_units))
        w->visit (self, level, i, w->data);
      else
        walk (w, level - 1, i * WF_SELECTION_FAN,
              MIN ((i + 1) * WF_SELECTION_FAN, self->levels[level - 1].n));
    }
}

void
wf_selection_visit (const WfSelection *self, const WfWindow *window, guint32 small_units,
                    WfSelectionVisit visit, gpointer data)
{
  Walk w = { self, window, small_units, 0, visit, data };
  guint top = self->n_levels - 1;

  walk (&w, top, 0, self->levels[top].n);
}

static void
walk_large (const Walk *w, guint level, guint32 first, guint32 last)
{
  const WfSelection *self = w->self;

  for (guint32 i = first; i < last; i++)
    {
      if (longest_side (self, level, i) < w->min_side
          || !wf_window_meets (w->window, wf_selection_box (self, level, i)))
        continue;
      if (level == 0)
        w->visit (self, 0, i, w->data);
      else
        walk_large (w, level - 1, i * WF_SELECTION_FAN,
                    MIN ((i + 1) * WF_SELECTION_FAN, self->levels[level - 1].n));
    }
}

void
wf_selection_visit_large (const WfSelection *self, const WfWindow *window, float min_side,
                          WfSelectionVisit visit, gpointer data)
{
  Walk w = { self, window, 0, min_side, visit, data };
  guint top = self->n_levels - 1;

  walk_large (&w, top, 0, self->levels[top].n);
}
