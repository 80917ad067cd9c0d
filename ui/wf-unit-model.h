/* Watchfloor: the units as a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The track store's array, filtered, sorted and searched, as a list model of GtkStringObject
 * (entity ids) that changes only when refresh is called: a list that moves once a second can be
 * read, one that moves with each report cannot. Main thread. */
#pragma once

#include "wf-track-store.h"

#include <gtk/gtk.h>

/* More than a city has; the panel says how many are not shown. */
#define WF_UNIT_MODEL_MOST 10000

typedef enum
{
  WF_UNIT_SCOPE_UNITS, /* what can be sent */
  WF_UNIT_SCOPE_BUSES,
  WF_UNIT_SCOPE_OTHER, /* signals, sensors, weather, calls */
} WfUnitScope;

typedef enum
{
  WF_UNIT_SORT_STATE,
  WF_UNIT_SORT_NAME,
  WF_UNIT_SORT_AGE,
} WfUnitSort;

#define WF_TYPE_UNIT_MODEL (wf_unit_model_get_type ())
G_DECLARE_FINAL_TYPE (WfUnitModel, wf_unit_model, WF, UNIT_MODEL, GObject)

WfUnitModel *wf_unit_model_new (WfTrackStore *tracks);
/* Another store, from the next refresh on. */
void wf_unit_model_set_tracks (WfUnitModel *model, WfTrackStore *tracks);
void wf_unit_model_set_scope (WfUnitModel *model, WfUnitScope scope);
void wf_unit_model_set_sort (WfUnitModel *model, WfUnitSort sort);
void wf_unit_model_set_search (WfUnitModel *model, const char *text);
/* Bits of 1 << WfUnitGroup; 0 = all. */
void wf_unit_model_set_groups (WfUnitModel *model, guint groups);

/* While it is held, what is listed keeps its place, though it no longer passes the filter, and what
 * is new comes last, unless the operator asks for another order or filter. */
void wf_unit_model_hold (WfUnitModel *model, gboolean hold);

/* Takes what the store holds now. */
void wf_unit_model_refresh (WfUnitModel *model);
/* Of the scope, before search and groups. */
guint wf_unit_model_count (WfUnitModel *model, WfUnitGroup group);
guint wf_unit_model_total (WfUnitModel *model);
/* How many match but are not in the list. */
guint wf_unit_model_left_out (WfUnitModel *model);
