/* Watchfloor: the history of a style.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a layer's style was, for undo and redo. What one control does in one go (a slider dragged)
 * is one step. Main thread. */
#pragma once

#include "wf-layer-style.h"

#define WF_STYLE_HISTORY_MAX 100

typedef struct _WfStyleHistory WfStyleHistory;

/* @style may be NULL (the city's own), copied. */
WfStyleHistory *wf_style_history_new (const WfLayerStyle *style);
void wf_style_history_free (WfStyleHistory *history);

/* @style is the new one. @control tells who did it: the same control again within a second only
 * changes the last step; NULL is always a step of its own. */
void wf_style_history_add (WfStyleHistory *history, const WfLayerStyle *style, const char *control,
                           gint64 now_us);
gboolean wf_style_history_can_undo (const WfStyleHistory *history);
gboolean wf_style_history_can_redo (const WfStyleHistory *history);
/* One step back or forth (@by -1 or 1); what the style is then, borrowed, may be NULL. */
const WfLayerStyle *wf_style_history_go (WfStyleHistory *history, int by);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfStyleHistory, wf_style_history_free)
