/* Watchfloor: reports in few bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain is what writer and reader of a run of reports both know of each thing: its names, where
 * it was and how it went on. A report is written as its difference from what they expect, in
 * streams of like numbers that zstd then makes small: some 10 bytes for a vehicle's position.
 *
 *   block    u32 magic, u32 packed bytes, u32 raw bytes (little endian), a zstd frame with checksum
 *   raw      u32 reports, N_STREAMS x u32 bytes, the streams
 *   numbers  LEB128, signed ones zigzag; places in 1e-7 degrees, times in ms, speed in cm/s,
 *            heading in 0.01 degrees, accuracy in cm
 *   words    0 and a new word, or the number of one said before
 *
 * Reports stand in the order they arrived. Blocks of a chain are read in the order they were
 * written. Nothing a block says is trusted: one that lies ends the reading. One thread. */
#pragma once

#include "wf-report.h"

#define WF_HISTORY_BLOCK_MAX (16u << 20) /* bytes, packed */
#define WF_HISTORY_BLOCK_HEAD 12
#define WF_HISTORY_THINGS_MAX 1000000

typedef struct _WfHistoryChain WfHistoryChain;

/* A report as it is kept. Strings live until the chain is freed, but for @report.attrs: until the
 * thing's next report. */
typedef struct
{
  guint32 thing; /* its number in the chain */
  const char *feed;
  WfReport report; /* @attrs is all that was known of it then */
  gboolean is_carried; /* said before this chain began: @received_us is at most its fix */
} WfHistoryEntry;

typedef void (*WfHistoryVisit) (const WfHistoryEntry *entry, gpointer user_data);

WfHistoryChain *wf_history_chain_new (gint64 begins_us);
void wf_history_chain_free (WfHistoryChain *chain);

/* Adds to the block that is being written. What is no position is rounded; the rest is kept as it
 * is. FALSE where the chain is full: begin another. */
gboolean wf_history_chain_add (WfHistoryChain *chain, const WfHistoryEntry *entry);
guint wf_history_chain_n_waiting (WfHistoryChain *chain);
gsize wf_history_chain_waiting_bytes (WfHistoryChain *chain);
/* Closes the block; NULL where nothing waits. */
GBytes *wf_history_chain_take_block (WfHistoryChain *chain);

/* The size of a block after its head; 0 where @head (WF_HISTORY_BLOCK_HEAD bytes) is none. */
gsize wf_history_block_size (const guint8 *head);

/* Takes up one block, head and all, where the last is read to its end. Errors: WF_ERROR_DAMAGED. */
gboolean
wf_history_chain_load (WfHistoryChain *chain, const guint8 *block, gsize size, GError **error);
/* The next report of the block, if it arrived by @until_us. */
gboolean wf_history_chain_next (WfHistoryChain *chain, gint64 until_us, WfHistoryEntry *entry);
/* Whether the block has more; whether it lied. */
gboolean wf_history_chain_has_more (WfHistoryChain *chain);
gboolean wf_history_chain_has_failed (WfHistoryChain *chain);

/* Visits what is known of each thing, in the order they came up first, leaving out what was
 * deleted: its last report, and before it the last that placed it where that is an earlier one. */
void wf_history_chain_each (WfHistoryChain *chain, WfHistoryVisit visit, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfHistoryChain, wf_history_chain_free)
