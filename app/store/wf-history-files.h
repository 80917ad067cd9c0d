/* Watchfloor: the files of the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of segments, each some ten minutes: "20260131T080000.000Z.wfh", a head (8 bytes magic,
 * its beginning in us, little endian) and the blocks of one chain, that begins with what was known
 * then. Segments are only added to at their end; what a power cut left half written there is
 * passed over. Any thread. */
#pragma once

#include <gio/gio.h>

#define WF_HISTORY_HEAD 16
#define WF_HISTORY_SUFFIX ".wfh"

typedef struct
{
  gint64 begins_us, ends_us; /* ends_us: when it was last written */
  guint64 bytes;
  char *path;
} WfHistorySegment;

/* WfHistorySegment, oldest first; empty where there are none. Free with g_ptr_array_unref. */
GPtrArray *wf_history_files_list (const char *folder);

/* The place of the last that begins by @at_us; -1 where all are later. */
int wf_history_files_find (const GPtrArray *segments, gint64 at_us);

/* Begins one; the file, to be added to, or -1 with the error (WF_ERROR_IO). */
int wf_history_files_begin (const char *folder, gint64 begins_us, GError **error);

/* Opens one for reading behind its head; -1 with the error (WF_ERROR_IO, WF_ERROR_DAMAGED). */
int wf_history_files_open (const WfHistorySegment *segment, GError **error);

/* Deletes the oldest until no more than @max_bytes are left and none has ended before
 * @oldest_us. */
void wf_history_files_prune (const char *folder, guint64 max_bytes, gint64 oldest_us);
