/* Watchfloor: the file of a journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite seen from inside the store: the schema, a row out of a statement, the check of the
 * chain. One thread at a time. */
#pragma once

#include "wf-journal-row.h"

#include <sqlite3.h>

#define WF_JOURNAL_APPLICATION_ID 0x57464a4c /* "WFJL" */
#define WF_JOURNAL_VERSION 1

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* Where a chain of rows has got to. */
typedef struct
{
  gint64 seq; /* of the last good row */
  char hash[WF_JOURNAL_HASH_LENGTH + 1];
} WfJournalHead;

/* At the beginning of a journal. */
void wf_journal_head_init (WfJournalHead *head);

/* Sets @error from what @db says: WF_ERROR_DAMAGED where the file is at fault, else WF_ERROR_IO.
 * Always FALSE. */
gboolean wf_journal_file_fail (sqlite3 *db, const char *path, GError **error);

/* Looks at the file without opening it as a database: FALSE (WF_ERROR_INVALID) where something is
 * there that bears neither a journal's mark nor its name (.journal). */
gboolean wf_journal_file_may_be_ours (const char *path, GError **error);

/* WF_ERROR_INVALID where the open @db is somebody else's or newer, WF_ERROR_DAMAGED where it is
 * broken. @is_new where nothing is in it yet. */
gboolean wf_journal_file_identify (sqlite3 *db, const char *path, gboolean *is_new, GError **error);

/* Table, version, WAL. */
gboolean wf_journal_file_prepare (sqlite3 *db, const char *path, gboolean is_new, GError **error);

/* "SELECT ... FROM journal WHERE seq > @after ORDER BY seq"; NULL with the error. */
sqlite3_stmt *wf_journal_file_rows (sqlite3 *db, const char *path, gint64 after, GError **error);

/* The rows of all that is spoken of after @recent, or whose last row does not end it, in order. */
sqlite3_stmt *
wf_journal_file_live_rows (sqlite3 *db, const char *path, gint64 recent, GError **error);

/* The row @statement stands on. FALSE where a column is not of its type. */
gboolean wf_journal_file_row (sqlite3_stmt *statement, WfJournalRow *row);

/* Checks the rows after @head and moves it to the last good one. Returns NULL where all are good,
 * else the reason in words (g_free): the bad row is head->seq + 1. */
char *wf_journal_file_check (sqlite3 *db, WfJournalHead *head);

/* The highest seq ever given, also where that row was deleted; 0 in an empty journal. */
gint64 wf_journal_file_highest (sqlite3 *db);
