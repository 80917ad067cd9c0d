/* Watchfloor: a row of the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, by whom, about what, and the hash that binds it to the row before. Pure, any
 * thread. */
#pragma once

#include "wf-time.h"

#include <glib.h>

#define WF_JOURNAL_HASH_LENGTH 64 /* SHA-256 in lower-case hex */
#define WF_JOURNAL_MAX_BODY (1024 * 1024)

/* The prev of the first row. */
#define WF_JOURNAL_GENESIS "0000000000000000000000000000000000000000000000000000000000000000"

/* Strings are borrowed from whoever reads and live during the call. */
typedef struct
{
  gint64 seq; /* 1, 2, 3... without a gap */
  gint64 at_us;
  const char *by; /* "desk 3", "platform" */
  const char *kind; /* "command.state" */
  const char *entity; /* id of what it is about; "" where nothing */
  const char *body; /* canonical JSON */
  const char *prev; /* hash of the row before */
  const char *hash;
} WfJournalRow;

typedef void (*WfJournalEach) (const WfJournalRow *row, gpointer user_data);

/* The hash @row must have: SHA-256 over prev followed by the JSON array
 * [seq,at_us,"by","kind","entity","body"] written without spaces. NULL where a text is not UTF-8.
 * Free with g_free. */
char *wf_journal_row_hash (const WfJournalRow *row);
