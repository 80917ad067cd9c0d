/* Watchfloor: reading a journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A read-only connection; a console may write meanwhile. */
#include "config.h"

#include "wf-journal-reader.h"

#include "wf-error.h"
#include "wf-journal-file.h"

#include <glib/gi18n.h>

void
wf_journal_verdict_clear (WfJournalVerdict *verdict)
{
  g_clear_pointer (&verdict->head, g_free);
  g_clear_pointer (&verdict->why, g_free);
}

static sqlite3 *
open_with (const char *path, const char *options)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, options, NULL);
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK
      && sqlite3_busy_timeout (db, 5000) == SQLITE_OK
      && sqlite3_exec (db, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL) != SQLITE_CANTOPEN)
    return db;
  sqlite3_close (db);
  return NULL;
}

static sqlite3 *
open_reader (const char *path, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  gboolean is_new;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("There is no journal %s."), path);
      return NULL;
    }
  if (!wf_journal_file_may_be_ours (path, error))
    return NULL;
  db = open_with (path, "");
  /* In a folder we may not write, SQLite cannot make the index of the WAL: nobody writes there. */
  if (db == NULL)
    db = open_with (path, "?immutable=1");
  if (db == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("The journal %s cannot be read."), path);
      return NULL;
    }
  if (!wf_journal_file_identify (db, path, &is_new, error))
    return NULL;
  if (is_new)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("%s is empty: no journal yet."), path);
      return NULL;
    }
  return g_steal_pointer (&db);
}

gboolean
wf_journal_verify (const char *path, WfJournalVerdict *verdict, GError **error)
{
  g_autoptr (sqlite3) db = open_reader (path, error);
  g_autoptr (sqlite3_stmt) count = NULL;
  WfJournalHead head;

  if (db == NULL)
    return FALSE;
  wf_journal_head_init (&head);
  *verdict = (WfJournalVerdict){ 0 };
  verdict->why = wf_journal_file_check (db, &head);
  verdict->ok = verdict->why == NULL;
  verdict->first_bad = verdict->ok ? 0 : head.seq + 1;
  verdict->head = head.seq > 0 ? g_strdup (head.hash) : NULL;
  verdict->n_rows = head.seq;
  if (sqlite3_prepare_v2 (db, "SELECT count (*) FROM journal", -1, &count, NULL) == SQLITE_OK
      && sqlite3_step (count) == SQLITE_ROW)
    verdict->n_rows = sqlite3_column_int64 (count, 0);
  return TRUE;
}

gboolean
wf_journal_read (const char *path, gint64 until_us, WfJournalEach each, gpointer user_data,
                 GError **error)
{
  g_autoptr (sqlite3) db = open_reader (path, error);
  g_autoptr (sqlite3_stmt) rows = NULL;
  WfJournalRow row;
  int rc;

  if (db == NULL || (rows = wf_journal_file_rows (db, path, 0, error)) == NULL)
    return FALSE;
  while ((rc = sqlite3_step (rows)) == SQLITE_ROW)
    {
      if (!wf_journal_file_row (rows, &row))
        {
          g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
                       _ ("Row %lld of %s is damaged; 'journal verify' says more."),
                       (long long) row.seq, path);
          return FALSE;
        }
      if (until_us != WF_TIME_NONE && row.at_us > until_us)
        continue;
      each (&row, user_data);
    }
  return rc == SQLITE_DONE ? TRUE : wf_journal_file_fail (db, path, error);
}
