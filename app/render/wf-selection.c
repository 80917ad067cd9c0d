/* Watchfloor: the features one style layer draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-selection.h"

#include <math.h>

#define AREA_SCALE (1.0 / 4294967296.0)

typedef struct
{
  const WfSelection *self; /* Borrowed */
  WfUnitBox box;
  guint32 small_units;
  float min_side;
  WfSelectionVisit visit;
  gpointer data;
} Walk;

/* The area inside a feature's rings: outer rings count up, holes down. */
static float
feature_area (const WfPackShapes *shapes, guint32 feature)
{
  double sum = 0;

  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
      const WfUnit *p = shapes->coords + first;
      double ring = 0;

      for (guint32 i = 2; i < n; i++)
        {
          double ax = (gint64) p[i - 1].x - (gint64) p[0].x,
                 ay = (gint64) p[i - 1].y - (gint64) p[0].y;
          double bx = (gint64) p[i].x - (gint64) p[0].x, by = (gint64) p[i].y - (gint64) p[0].y;

          ring += ax * by - bx * ay;
        }
      sum += ring;
    }
  return (float) (fabs (sum) * (0.5 * AREA_SCALE));
}

static void
select_features (WfSelection *self, const WfExpression *filter)
{
  guint32 n = self->shapes->n_features, count = 0, first, end;
  guint32 *ids;

  wf_pack_kind_range (self->pack, self->kind, &first, &end);
  self->levels[0].n = n;
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
  self->levels[0].boxes = g_new (WfUnitBox, MAX (count, 1));
  for (guint32 i = 0; i < count; i++)
    self->levels[0].boxes[i] = self->shapes->boxes[self->ids[i]];
}

static void
measure_features (WfSelection *self)
{
  WfSelectionLevel *level = &self->levels[0];

  level->areas = g_new (float, MAX (level->n, 1));
  for (guint32 i = 0; i < level->n; i++)
    level->areas[i] = feature_area (self->shapes, wf_selection_feature (self, i));
}

static float
longest_side (const WfSelection *self, guint level, guint32 i)
{
  const WfUnitBox *box = wf_selection_box (self, level, i);

  if (level > 0)
    return self->levels[level].sides[i];
  return (float) MAX (box->max_x - box->min_x, box->max_y - box->min_y);
}

static void
add_level (WfSelection *self)
{
  const WfSelectionLevel *below = &self->levels[self->n_levels - 1];
  WfSelectionLevel *level = &self->levels[self->n_levels];

  level->n = (below->n + WF_SELECTION_FAN - 1) / WF_SELECTION_FAN;
  level->boxes = g_new (WfUnitBox, level->n);
  level->sides = g_new0 (float, level->n);
  level->areas = below->areas != NULL ? g_new0 (float, level->n) : NULL;
  for (guint32 i = 0; i < level->n; i++)
    {
      guint32 last = MIN ((i + 1) * WF_SELECTION_FAN, below->n);
      WfUnitBox box = WF_UNIT_BOX_EMPTY;

      for (guint32 k = i * WF_SELECTION_FAN; k < last; k++)
        {
          const WfUnitBox *b = wf_selection_box (self, self->n_levels - 1, k);

          wf_unit_box_add (&box, (WfUnit){ b->min_x, b->min_y });
          wf_unit_box_add (&box, (WfUnit){ b->max_x, b->max_y });
          level->sides[i] = MAX (level->sides[i], longest_side (self, self->n_levels - 1, k));
          if (level->areas != NULL)
            level->areas[i] += below->areas[k];
        }
      level->boxes[i] = box;
    }
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
  if (kind == WF_GEOMETRY_POLYGON)
    {
      measure_features (self);
      wf_pack_trim (pack);
    }
  while (self->levels[self->n_levels - 1].n > WF_SELECTION_FAN
         && self->n_levels < WF_SELECTION_MAX_LEVELS)
    add_level (self);
  return self;
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

      if (!wf_unit_box_meets (*box, w->box))
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
wf_selection_visit (const WfSelection *self, WfUnitBox box, guint32 small_units,
                    WfSelectionVisit visit, gpointer data)
{
  Walk w = { self, box, small_units, 0, visit, data };
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
          || !wf_unit_box_meets (*wf_selection_box (self, level, i), w->box))
        continue;
      if (level == 0)
        w->visit (self, 0, i, w->data);
      else
        walk_large (w, level - 1, i * WF_SELECTION_FAN,
                    MIN ((i + 1) * WF_SELECTION_FAN, self->levels[level - 1].n));
    }
}

void
wf_selection_visit_large (const WfSelection *self, WfUnitBox box, float min_side,
                          WfSelectionVisit visit, gpointer data)
{
  Walk w = { self, box, 0, min_side, visit, data };
  guint top = self->n_levels - 1;

  walk_large (&w, top, 0, self->levels[top].n);
}
