/* Watchfloor: the past, being kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands what the feeds report to the history (wf-history.h) in the folder beside the journal, and
 * knows what is kept there. Where another console keeps the same folder, that one writes; it is
 * asked again each minute, should it have ended. Main thread; folders are listed off it. */
#pragma once

#include "wf-history.h"

typedef struct _WfRecorder WfRecorder;

typedef struct
{
  gint64 since_us; /* the first that is kept; WF_TIME_NONE before that is known */
  guint64 bytes; /* on the disk */
  guint64 n_dropped; /* reports that could not be kept since the start */
  WfHistoryLimits limits;
  gboolean is_elsewhere; /* another console writes */
  const char *trouble; /* NULL while it is written; until the next call */
} WfRecorderStatus;

/* "/x/city.history" beside "/x/city.journal". Free with g_free. */
char *wf_recorder_folder_of (const char *journal_path);

WfRecorder *wf_recorder_new (const char *folder, WfHistoryLimits limits);
/* Writes what waits on a thread of its own; free waits for it. */
void wf_recorder_stop (WfRecorder *recorder);
void wf_recorder_free (WfRecorder *recorder);

const char *wf_recorder_get_folder (WfRecorder *recorder);

/* As wf_history_add and wf_history_commit. */
void wf_recorder_add (WfRecorder *recorder, const char *feed, const WfReport *report);
void wf_recorder_commit (WfRecorder *recorder);
/* Once a second: what is due. */
void wf_recorder_tick (WfRecorder *recorder);

WfRecorderStatus wf_recorder_get_status (WfRecorder *recorder);
