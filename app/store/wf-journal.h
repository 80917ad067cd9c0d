/* Watchfloor: the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything done at this desk in one append-only, hash-chained SQLite table: outbox, audit and
 * crash recovery read the same rows. A thread of its own writes (WAL, synchronous=FULL, what
 * waits goes into one commit); the caller is told in its main context once the row is on the
 * disk. Open, append and close from one thread. */
#pragma once

#include "wf-journal-row.h"

#include <jansson.h>

typedef struct _WfJournal WfJournal;

#define WF_JOURNAL_RECENT 5000

/* How much may wait for the disk before append says no. */
#define WF_JOURNAL_MAX_WAITING 4096
#define WF_JOURNAL_MAX_WAITING_BYTES (16 * 1024 * 1024)

/* @row is on the disk; or NULL, with the reason, and nothing of it is. */
typedef void (*WfJournalDone) (const WfJournalRow *row, const GError *error, gpointer user_data);

/* Opens @path or begins it (mode 0600) and calls @each for the rows in order: all of them, or, in a
 * journal of more than WF_JOURNAL_RECENT rows, those of everything that was spoken of in that many
 * last ones, or has not ended (a command in a final state, an incident closed). Quick integrity
 * and the chain of the newest rows are checked first; what is damaged is renamed
 * PATH.damaged-YYYYMMDD-HHMMSS (by @now_us, UTC) with its -wal and -shm, that name is put into
 * @set_aside (g_free), and a new journal begins. @each may be NULL.
 * Errors: WF_ERROR_IO (read-only, full, no right), WF_ERROR_CONFLICT (another program writes it),
 * WF_ERROR_INVALID (not a journal of ours, or a newer one: it is left alone). */
WfJournal *wf_journal_open (const char *path, gint64 now_us, WfJournalEach each, gpointer user_data,
                            char **set_aside, GError **error);

/* The calling thread and its thread-default main context own the journal from now on, which was
 * opened in another. Before the first append. */
void wf_journal_adopt (WfJournal *journal);

/* Queues one row; returns at once. @body is borrowed. @done (may be NULL) is called exactly once,
 * in the order of the appends, in the thread-default main context of wf_journal_open, unless FALSE
 * is returned: WF_ERROR_LIMIT where too much waits for now, WF_ERROR_TOO_LARGE where the body is
 * larger than any journal takes. */
gboolean wf_journal_append (WfJournal *journal, gint64 at_us, const char *by, const char *kind,
                            const char *entity, const json_t *body, WfJournalDone done,
                            gpointer user_data, GError **error);

/* Rows accepted but not on the disk yet. */
guint wf_journal_n_waiting (WfJournal *journal);

/* Writes what waits, tells those who wait, closes. NULL is allowed. */
void wf_journal_close (WfJournal *journal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfJournal, wf_journal_close)
