/* Watchfloor: reading a journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For watchfloorctl and tests: reads without changing, also while a console writes. One thread. */
#pragma once

#include "wf-journal-row.h"

typedef struct
{
  gint64 n_rows;
  gboolean ok;
  gint64 first_bad; /* seq of the first row that is missing or not as written; 0 = none */
  char *head; /* hash of the last row; NULL in an empty journal */
  char *why; /* in words, of the first bad row; NULL where ok */
} WfJournalVerdict;

void wf_journal_verdict_clear (WfJournalVerdict *verdict);

/* Checks every row of the journal @path. FALSE with an error only where it cannot be read as a
 * journal at all (WF_ERROR_NOT_FOUND, WF_ERROR_DAMAGED, WF_ERROR_INVALID). */
gboolean wf_journal_verify (const char *path, WfJournalVerdict *verdict, GError **error);

/* Calls @each for the rows of @path in order up to @until_us (WF_TIME_NONE = all). */
gboolean wf_journal_read (const char *path, gint64 until_us, WfJournalEach each, gpointer user_data,
                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfJournalVerdict, wf_journal_verdict_clear)
