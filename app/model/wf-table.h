/* Watchfloor: a layer as a table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A GListModel over the columns of a pack: a row is a WfFeature made when it is asked for, order
 * and filter are arrays of numbers made in a thread. What was asked for last counts; what was asked
 * for before is given up. Main thread. */
#pragma once

#include "wf-feature.h"

/* Properties: busy (boolean), trouble (string: why the filter was refused; NULL = it was not), both
 * read-only. */
#define WF_TYPE_TABLE (wf_table_get_type ())
G_DECLARE_FINAL_TYPE (WfTable, wf_table, WF, TABLE, GObject)

/* The layer must be ready and have a pack. All rows in pack order. */
WfTable *wf_table_new (WfLayer *layer);

WfLayer *wf_table_get_layer (WfTable *table); /* borrowed */
WfPack *wf_table_get_pack (WfTable *table); /* borrowed */

#define WF_TABLE_UNSORTED (-2)

/* @field as wf_pack_sort, or WF_TABLE_UNSORTED. */
void wf_table_sort (WfTable *table, int field, gboolean descending);
/* See wf_pack_filter; "" lets all through. Where it is refused the rows stay as they are. */
void wf_table_filter (WfTable *table, const char *text);

guint wf_table_n_all (WfTable *table);
gboolean wf_table_is_busy (WfTable *table);
const char *wf_table_get_trouble (WfTable *table);

/* The feature shown at @position. */
guint32 wf_table_feature_at (WfTable *table, guint position);
/* Where @feature is shown, G_MAXUINT where the filter hides it. */
guint wf_table_position_of (WfTable *table, guint32 feature);
