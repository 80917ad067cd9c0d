/* Watchfloor: the table of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All features of a layer by column: sorted by a click on a head, filtered by words or a condition,
 * columns chosen and resized; what is selected is picked on the map, and the other way. Main
 * thread. */
#pragma once

#include "wf-pane.h"

/* Signal ::closed. */
#define WF_TYPE_TABLE_PANE (wf_table_pane_get_type ())
G_DECLARE_FINAL_TYPE (WfTablePane, wf_table_pane, WF, TABLE_PANE, WfPane)

/* Shows the layer @id, "" for the one of what is picked or with most rows; one that is not ready is
 * said. */
void wf_table_pane_show (WfTablePane *pane, const char *id);
void wf_table_pane_focus (WfTablePane *pane);
/* For the tour and tests. */
void wf_table_pane_set_filter (WfTablePane *pane, const char *text);
guint wf_table_pane_n_rows (WfTablePane *pane);
gboolean wf_table_pane_is_busy (WfTablePane *pane);
