/* Watchfloor: the features that are picked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Features of one layer at a time, picked in a table, by identify or by a search; map and table
 * show the same. Main thread. */
#pragma once

#include "wf-layer.h"

/* Signal ::changed. */
#define WF_TYPE_PICKED (wf_picked_get_type ())
G_DECLARE_FINAL_TYPE (WfPicked, wf_picked, WF, PICKED, GObject)

WfPicked *wf_picked_new (void);

/* The numbers of @n features in @pack, in any order, copied; @n 0 or @layer NULL picks nothing.
 * Tells only where something is different. */
void
wf_picked_set (WfPicked *picked, WfLayer *layer, WfPack *pack, const guint32 *features, guint n);
void wf_picked_clear (WfPicked *picked);

WfLayer *wf_picked_get_layer (WfPicked *picked); /* borrowed; NULL: nothing is picked */
WfPack *wf_picked_get_pack (WfPicked *picked); /* borrowed */
/* Ascending; borrowed until the next change. */
const guint32 *wf_picked_get_features (WfPicked *picked, guint *n);
gboolean wf_picked_has (WfPicked *picked, WfPack *pack, guint32 feature);
/* West, south, east, north in degrees; empty where nothing is picked. */
WfBox wf_picked_extent (WfPicked *picked);
