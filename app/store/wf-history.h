/* Watchfloor: the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every report that was taken, kept for some days in a folder of its own (wf-history-files.h), so
 * that the map can be shown as it was at any time. Written by a thread of its own, a block each
 * few seconds: a power cut costs those, never more. It is no journal: when it cannot be written
 * the desk goes on, says so, and what came meanwhile is missing. Owner's thread. */
#pragma once

#include "wf-report.h"

typedef struct _WfHistory WfHistory;

typedef struct
{
  guint64 max_bytes;
  gint64 max_age_us;
} WfHistoryLimits;

#define WF_HISTORY_MAX_BYTES (G_GUINT64_CONSTANT (20) << 30)
#define WF_HISTORY_MAX_AGE_US (7 * 24 * 3600 * WF_SECOND_US)
/* Reports that wait for the disk. */
#define WF_HISTORY_MAX_WAITING 500000

typedef struct
{
  guint64 n_written, n_dropped; /* reports; dropped: the disk was too slow, or did not take them */
  const char *trouble; /* NULL while it is written; until the next call */
} WfHistoryStatus;

/* Errors: WF_ERROR_CONFLICT where another console writes there, WF_ERROR_IO. */
WfHistory *wf_history_open (const char *folder, WfHistoryLimits limits, GError **error);

/* Begins to write what waits, and takes no more. */
void wf_history_end (WfHistory *history);

/* Writes what waits and waits for it. */
void wf_history_close (WfHistory *history);

/* Deletes all that is kept in @folder, unless a console writes there (FALSE). Any thread. */
gboolean wf_history_forget (const char *folder);

/* Adds what feed @feed reported, as it was taken: @report->flags are what was found of it,
 * @report->attrs all that is known of the thing now. Incidents and commands are the journal's and
 * passed over. Cheap; nothing is written before the next commit. */
void wf_history_add (WfHistory *history, const char *feed, const WfReport *report);

/* Hands what was added to the writer; once a frame or a second. */
void wf_history_commit (WfHistory *history);

WfHistoryStatus wf_history_get_status (WfHistory *history);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfHistory, wf_history_close)
