/* Watchfloor: the file of a journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite with the settings of the journal; see the header. */
#include "config.h"

#include "wf-journal-file.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Of a SQLite file's header: how it begins, and where it says whose it is (big-endian). */
#define SQLITE_MAGIC "SQLite format 3"
#define HEADER_BYTES 100
#define APPLICATION_ID_AT 68

/* AUTOINCREMENT remembers the highest seq in sqlite_sequence, which betrays a deleted tail. */
static const char schema_sql[]
    = "BEGIN IMMEDIATE;"
      "CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL,"
      " by TEXT NOT NULL, kind TEXT NOT NULL, entity TEXT NOT NULL, body TEXT NOT NULL,"
      " prev TEXT NOT NULL, hash TEXT NOT NULL);"
      "CREATE INDEX journal_entity ON journal (entity, seq);"
      "PRAGMA application_id = " G_STRINGIFY (
          WF_JOURNAL_APPLICATION_ID) ";"
                                     "PRAGMA user_version = " G_STRINGIFY (
                                         WF_JOURNAL_VERSION) ";"
                                                             "COMMIT;";

void
wf_journal_head_init (WfJournalHead *head)
{
  head->seq = 0;
  g_strlcpy (head->hash, WF_JOURNAL_GENESIS, sizeof head->hash);
}

static WfErrorCode
error_code (int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR: /* a table or column is not there */
      return WF_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return WF_ERROR_CONFLICT;
    default:
      return WF_ERROR_IO;
    }
}

gboolean
wf_journal_file_fail (sqlite3 *db, const char *path, GError **error)
{
  WfErrorCode code = error_code (sqlite3_errcode (db));

  if (code == WF_ERROR_DAMAGED)
    g_set_error (error, WF_ERROR, code,
                 _ ("The journal %s is damaged (%s). Keep the file and begin a new journal."), path,
                 sqlite3_errmsg (db));
  else if (code == WF_ERROR_CONFLICT)
    g_set_error (error, WF_ERROR, code,
                 _ ("The journal %s is in use by another program. Close that one first."), path);
  else
    g_set_error (error, WF_ERROR, code,
                 _ ("The journal %s cannot be written (%s). Make room on the disk or give the "
                    "right to write."),
                 path,
                 (sqlite3_errcode (db) & 0xff) == SQLITE_FULL ? _ ("the disk is full")
                                                              : sqlite3_errmsg (db));
  return FALSE;
}

static gboolean
read_integer (sqlite3 *db, const char *sql, gint64 *value)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_ROW)
    return FALSE;
  *value = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

/* Ours end so wherever we choose the name. */
static gboolean
has_our_name (const char *path)
{
  return g_str_has_suffix (path, ".journal");
}

static gboolean
fail_as_foreign (const char *path, GError **error)
{
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("%s is not a journal and was left alone. Choose another place for the journal."),
               path);
  return FALSE;
}

static gboolean
has_our_header (const guint8 *header, gsize length)
{
  guint32 mark;

  if (length < HEADER_BYTES || memcmp (header, SQLITE_MAGIC, sizeof SQLITE_MAGIC) != 0)
    return FALSE;
  memcpy (&mark, header + APPLICATION_ID_AT, sizeof mark);
  /* 0: the mark may be in the WAL as yet. */
  return mark == 0 || GUINT32_FROM_BE (mark) == WF_JOURNAL_APPLICATION_ID;
}

gboolean
wf_journal_file_may_be_ours (const char *path, GError **error)
{
  guint8 header[HEADER_BYTES];
  gsize length;
  FILE *file;

  if (has_our_name (path) || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return fail_as_foreign (path, error);
  file = fopen (path, "rbe");
  if (file == NULL)
    return TRUE; /* who opens it for good says why not */
  length = fread (header, 1, sizeof header, file);
  fclose (file);
  return length == 0 || has_our_header (header, length) || fail_as_foreign (path, error);
}

gboolean
wf_journal_file_identify (sqlite3 *db, const char *path, gboolean *is_new, GError **error)
{
  gint64 application = 0, version = 0, n_tables = 0, n_ours = 0;

  if (!read_integer (db, "PRAGMA application_id", &application)
      || !read_integer (db, "PRAGMA user_version", &version)
      || !read_integer (db, "SELECT count (*) FROM sqlite_master", &n_tables)
      || !read_integer (db, "SELECT count (*) FROM sqlite_master WHERE name = 'journal'", &n_ours))
    return wf_journal_file_fail (db, path, error);
  *is_new = n_tables == 0;
  if (*is_new)
    return TRUE;
  if (application != WF_JOURNAL_APPLICATION_ID && (n_ours == 0 || !has_our_name (path)))
    return fail_as_foreign (path, error);
  if (application == WF_JOURNAL_APPLICATION_ID && version > WF_JOURNAL_VERSION)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("The journal %s was made by a newer Watchfloor. Update this one."), path);
      return FALSE;
    }
  if (application == WF_JOURNAL_APPLICATION_ID && n_ours == 1)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
               _ ("The journal %s is damaged (its head is not as written)."), path);
  return FALSE;
}

gboolean
wf_journal_file_prepare (sqlite3 *db, const char *path, gboolean is_new, GError **error)
{
  if (sqlite3_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", NULL, NULL, NULL)
      != SQLITE_OK)
    return wf_journal_file_fail (db, path, error);
  if (is_new && sqlite3_exec (db, schema_sql, NULL, NULL, NULL) != SQLITE_OK)
    return wf_journal_file_fail (db, path, error);
  return TRUE;
}

#define SELECT_ROWS "SELECT seq, at_us, by, kind, entity, body, prev, hash FROM journal "

/* Bodies are canonical JSON, so a state is always written so. What this does not recognize as
 * ended is taken for live: at worst it is read for nothing. */
#define HAS_ENDED                                                                                  \
  "(kind = 'command.state' AND (body LIKE '%\"state\":\"done\"%'"                                  \
  " OR body LIKE '%\"state\":\"refused\"%' OR body LIKE '%\"state\":\"failed\"%'"                  \
  " OR body LIKE '%\"state\":\"expired\"%' OR body LIKE '%\"state\":\"revoked\"%'))"               \
  " OR (kind = 'incident.received' AND body LIKE '%\"state\":\"closed\"%')"                        \
  " OR kind IN ('incident.deleted', 'draft.dropped')"

static const char live_rows_sql[]
    = SELECT_ROWS "WHERE entity IN (SELECT entity FROM journal WHERE seq IN"
                  " (SELECT max (seq) FROM journal GROUP BY entity)"
                  " AND (seq > ? OR NOT (" HAS_ENDED "))) ORDER BY seq";

static sqlite3_stmt *
prepare_from (sqlite3 *db, const char *path, const char *sql, gint64 from, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK
      && sqlite3_bind_int64 (statement, 1, from) == SQLITE_OK)
    return statement;
  wf_journal_file_fail (db, path, error);
  sqlite3_finalize (statement);
  return NULL;
}

sqlite3_stmt *
wf_journal_file_rows (sqlite3 *db, const char *path, gint64 after, GError **error)
{
  return prepare_from (db, path, SELECT_ROWS "WHERE seq > ? ORDER BY seq", after, error);
}

sqlite3_stmt *
wf_journal_file_live_rows (sqlite3 *db, const char *path, gint64 recent, GError **error)
{
  return prepare_from (db, path, live_rows_sql, recent, error);
}

static const char *
column_text (sqlite3_stmt *statement, int column)
{
  const char *text = NULL;

  if (sqlite3_column_type (statement, column) == SQLITE_TEXT)
    text = (const char *) sqlite3_column_text (statement, column);
  /* A NUL inside would hide what follows it from the hash. */
  if (text == NULL || strlen (text) != (size_t) sqlite3_column_bytes (statement, column))
    return NULL;
  return text;
}

gboolean
wf_journal_file_row (sqlite3_stmt *statement, WfJournalRow *row)
{
  row->seq = sqlite3_column_int64 (statement, 0);
  row->at_us = sqlite3_column_int64 (statement, 1);
  row->by = column_text (statement, 2);
  row->kind = column_text (statement, 3);
  row->entity = column_text (statement, 4);
  row->body = column_text (statement, 5);
  row->prev = column_text (statement, 6);
  row->hash = column_text (statement, 7);
  return sqlite3_column_type (statement, 1) == SQLITE_INTEGER && row->by != NULL
         && row->kind != NULL && row->entity != NULL && row->body != NULL && row->prev != NULL
         && row->hash != NULL;
}

/* NULL where @statement's row follows @head. */
static const char *
find_fault (sqlite3_stmt *statement, const WfJournalHead *head)
{
  g_autofree char *hash = NULL;
  WfJournalRow row;

  if (sqlite3_column_int64 (statement, 0) != head->seq + 1)
    return _ ("a row is missing");
  if (!wf_journal_file_row (statement, &row))
    return _ ("a column is not of its type");
  if (!g_str_equal (row.prev, head->hash))
    return _ ("the row does not follow the one before it");
  hash = wf_journal_row_hash (&row);
  if (hash == NULL || !g_str_equal (hash, row.hash))
    return _ ("the row is not as it was written");
  return NULL;
}

char *
wf_journal_file_check (sqlite3 *db, WfJournalHead *head)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) statement = wf_journal_file_rows (db, "", head->seq, &error);
  int rc = SQLITE_ERROR;

  while (statement != NULL && (rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *fault = find_fault (statement, head);

      if (fault != NULL)
        return g_strdup (fault);
      head->seq++;
      g_strlcpy (head->hash, (const char *) sqlite3_column_text (statement, 7), sizeof head->hash);
    }
  if (rc != SQLITE_DONE)
    return g_strdup (sqlite3_errmsg (db));
  if (wf_journal_file_highest (db) > head->seq)
    return g_strdup (_ ("a row is missing"));
  return NULL;
}

gint64
wf_journal_file_highest (sqlite3 *db)
{
  gint64 highest = 0;

  read_integer (db, "SELECT seq FROM sqlite_sequence WHERE name = 'journal'", &highest);
  return highest;
}
