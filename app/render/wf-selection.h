/* Watchfloor: the features one style layer draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of one kind of a pack that pass a filter, under a tree of boxes: four neighbours on
 * the Hilbert curve under each node, with the area they cover, so that a whole subtree smaller than
 * a pixel is one number. Reference-counted; made once for each pack and filter, immutable while a
 * frame is drawn. */
#pragma once

#include "wf-area-grid.h"
#include "wf-expression.h"
#include "wf-pack.h"

#include <math.h>

#define WF_SELECTION_FAN 4
#define WF_SELECTION_MAX_LEVELS 17

typedef struct
{
  guint32 n;
  WfUnitBox *boxes; /* of level 0: NULL where ids is NULL (the pack's own are used) */
  float *areas; /* 2^32 square steps; polygons only. Of level 0 as boxes: see wf_selection_areas */
  float *sides; /* the longest side of any box below, in steps; not at level 0 */
} WfSelectionLevel;

typedef struct
{
  gatomicrefcount refs;
  WfPack *pack; /* Owned */
  WfGeometryKind kind; /* of all of them */
  const WfPackShapes *shapes; /* Borrowed from the pack */
  guint32 *ids; /* NULL: all features */
  guint n_levels;
  WfSelectionLevel levels[WF_SELECTION_MAX_LEVELS]; /* 0: the features */
  WfAreaGrid *grid; /* Owned; NULL until a far view of many polygons wants it */
} WfSelection;

/* @filter is bound to @pack and does not use the zoom; NULL = all of @kind. */
WfSelection *wf_selection_new (WfPack *pack, WfGeometryKind kind, const WfExpression *filter);
/* Before a frame is drawn from it, by its one keeper: makes what a view so far away is drawn from.
 */
void wf_selection_prepare (WfSelection *selection, double px_per_step);
WfSelection *wf_selection_ref (WfSelection *selection);
void wf_selection_unref (WfSelection *selection);

static inline guint32
wf_selection_feature (const WfSelection *self, guint32 item)
{
  return self->ids != NULL ? self->ids[item] : item;
}

static inline const WfUnitBox *
wf_selection_box (const WfSelection *self, guint level, guint32 i)
{
  const WfUnitBox *boxes = self->levels[level].boxes;

  return boxes != NULL ? &boxes[i] : &self->shapes->boxes[i];
}

static inline const float *
wf_selection_areas (const WfSelection *self, guint level)
{
  const float *areas = self->levels[level].areas;

  return areas != NULL || level > 0 ? areas : self->shapes->areas;
}

/* What is looked for: what meets @box and, where the view is turned, also the strip in which
 * @x * x + @y * y of a point in steps lies between @low and @high. */
typedef struct
{
  WfUnitBox box;
  gboolean turned;
  double x, y, low, high;
} WfWindow;

static inline gboolean
wf_window_meets (const WfWindow *window, const WfUnitBox *box)
{
  double at, reach;

  if (!wf_unit_box_meets (*box, window->box))
    return FALSE;
  if (!window->turned)
    return TRUE;
  at = window->x * (box->min_x + (double) box->max_x) / 2
       + window->y * (box->min_y + (double) box->max_y) / 2;
  reach = fabs (window->x) * (double) (box->max_x - box->min_x) / 2
          + fabs (window->y) * (double) (box->max_y - box->min_y) / 2;
  return at + reach >= window->low && at - reach <= window->high;
}

/* Called with level > 0 for a subtree no larger than @small_units, with 0 for a feature. */
typedef void (*WfSelectionVisit) (const WfSelection *self, guint level, guint32 i, gpointer data);

/* Visits what meets @window, in pack order. @small_units 0: every feature. */
void wf_selection_visit (const WfSelection *self, const WfWindow *window, guint32 small_units,
                         WfSelectionVisit visit, gpointer data);

/* Visits the features that meet @window and whose box is at least @min_side on a side. */
void wf_selection_visit_large (const WfSelection *self, const WfWindow *window, float min_side,
                               WfSelectionVisit visit, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSelection, wf_selection_unref)
