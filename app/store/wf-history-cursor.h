/* Watchfloor: reading the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor stands at a time: what was known then, and what arrived next. It can follow a history
 * that is being written. Off the main thread, one at a time. */
#pragma once

#include "wf-history-chain.h"

typedef struct _WfHistoryCursor WfHistoryCursor;

WfHistoryCursor *wf_history_cursor_new (const char *folder);
void wf_history_cursor_free (WfHistoryCursor *cursor);

/* Goes to @at_us (not longer than one segment's reading) and visits what was known of each thing.
 * Errors: WF_ERROR_NOT_FOUND where the history begins later; WF_ERROR_IO. A damaged segment is read
 * as far as it is whole. */
gboolean wf_history_cursor_seek (WfHistoryCursor *cursor, gint64 at_us, WfHistoryVisit visit,
                                 gpointer user_data, GError **error);

/* Visits what arrived after where the cursor stands, to @until_us, and goes there. */
void wf_history_cursor_play (WfHistoryCursor *cursor, gint64 until_us, WfHistoryVisit visit,
                             gpointer user_data);

/* How many damaged segments it came upon. */
guint wf_history_cursor_n_damaged (WfHistoryCursor *cursor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfHistoryCursor, wf_history_cursor_free)
