/* Watchfloor: the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner's thread queues jobs and is told of their end; the writer's thread alone touches the
 * database after open. Two queues carry jobs over and back; nothing else is shared. */
#include "config.h"

#include "wf-journal.h"

#include "wf-error.h"
#include "wf-journal-file.h"
#include "wf-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define TAIL_ROWS 4096 /* checked at open */
#define QUICK_CHECK_BYTES (32 * 1024 * 1024) /* larger files: the chain only */
#define GROUP_ROWS 256

typedef struct
{
  WfJournal *journal;
  gint64 seq, at_us;
  char *by, *kind, *entity, *body;
  char prev[WF_JOURNAL_HASH_LENGTH + 1], hash[WF_JOURNAL_HASH_LENGTH + 1];
  WfJournalDone done;
  gpointer user_data;
  GError *error;
} Job;

struct _WfJournal
{
  /* Owner's thread */
  char *path;
  int lock_fd;
  guint n_waiting;
  gsize waiting_bytes;
  GMainContext *context;
  GThread *thread;
  /* Both: jobs that wait, and jobs that ended */
  GAsyncQueue *waiting;
  GAsyncQueue *ended;
  Job stop; /* pushed to end the thread */
  /* Writer's thread, once it runs */
  sqlite3 *db;
  sqlite3_stmt *insert;
  WfJournalHead head;
};

static void
job_free (Job *job)
{
  g_free (job->by);
  g_free (job->kind);
  g_free (job->entity);
  g_free (job->body);
  g_clear_error (&job->error);
  g_free (job);
}

static gsize
job_size (const Job *job)
{
  return sizeof *job + strlen (job->body) + strlen (job->entity);
}

static WfJournalRow
job_row (const Job *job)
{
  return (WfJournalRow){ .seq = job->seq,
                         .at_us = job->at_us,
                         .by = job->by,
                         .kind = job->kind,
                         .entity = job->entity,
                         .body = job->body,
                         .prev = job->prev,
                         .hash = job->hash };
}

/* ---- the writer's thread */

static gboolean
insert_job (WfJournal *journal, Job *job, WfJournalHead *head)
{
  sqlite3_stmt *insert = journal->insert;
  g_autofree char *hash = NULL;
  WfJournalRow row;
  int rc;

  job->seq = head->seq + 1;
  g_strlcpy (job->prev, head->hash, sizeof job->prev);
  row = job_row (job);
  hash = wf_journal_row_hash (&row);
  g_strlcpy (job->hash, hash, sizeof job->hash);
  sqlite3_bind_int64 (insert, 1, job->seq);
  sqlite3_bind_int64 (insert, 2, job->at_us);
  sqlite3_bind_text (insert, 3, job->by, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 4, job->kind, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 5, job->entity, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 6, job->body, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 7, job->prev, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 8, job->hash, -1, SQLITE_STATIC);
  rc = sqlite3_step (insert);
  sqlite3_reset (insert);
  if (rc != SQLITE_DONE)
    return FALSE;
  head->seq = job->seq;
  g_strlcpy (head->hash, job->hash, sizeof head->hash);
  return TRUE;
}

/* All or nothing: the head moves only with the commit, which is on the disk when it returns. */
static gboolean
write_group (WfJournal *journal, GPtrArray *group, GError **error)
{
  WfJournalHead head = journal->head;
  gboolean ok = sqlite3_exec (journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

  for (guint i = 0; ok && i < group->len; i++)
    ok = insert_job (journal, group->pdata[i], &head);
  ok = ok && sqlite3_exec (journal->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
  if (ok)
    {
      journal->head = head;
      return TRUE;
    }
  wf_journal_file_fail (journal->db, journal->path, error);
  if (!sqlite3_get_autocommit (journal->db))
    sqlite3_exec (journal->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
tell_ended_cb (gpointer data)
{
  GAsyncQueue *ended = data;
  Job *job;

  while ((job = g_async_queue_try_pop (ended)) != NULL)
    {
      WfJournal *journal = job->journal;
      WfJournalRow row = job_row (job);

      journal->n_waiting--;
      journal->waiting_bytes -= job_size (job);
      if (job->done != NULL)
        job->done (job->error == NULL ? &row : NULL, job->error, job->user_data);
      job_free (job);
    }
  return G_SOURCE_REMOVE;
}

static void
hand_back (WfJournal *journal, GPtrArray *group, const GError *error)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  for (guint i = 0; i < group->len; i++)
    {
      Job *job = group->pdata[i];

      job->error = error != NULL ? g_error_copy (error) : NULL;
      g_async_queue_push (journal->ended, job);
    }
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "journal-ended");
  g_source_set_callback (source, tell_ended_cb, g_async_queue_ref (journal->ended),
                         (GDestroyNotify) g_async_queue_unref);
  g_source_attach (source, journal->context);
}

static gpointer
run_writer (gpointer data)
{
  WfJournal *journal = data;
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  gboolean stop = FALSE;

  while (!stop)
    {
      g_autoptr (GError) error = NULL;
      Job *job = g_async_queue_pop (journal->waiting);

      for (; job != NULL;
           job = group->len < GROUP_ROWS ? g_async_queue_try_pop (journal->waiting) : NULL)
        if (job == &journal->stop)
          stop = TRUE;
        else
          g_ptr_array_add (group, job);
      if (group->len > 0)
        {
          write_group (journal, group, &error);
          hand_back (journal, group, error);
        }
      g_ptr_array_set_size (group, 0);
    }
  return NULL;
}

/* ---- opening */

static int
lock_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);

  if (fd < 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The journal %s cannot be opened for writing: %s."), path,
                   g_strerror (errno));
      return -1;
    }
  /* Never closed before SQLite has: closing any descriptor of the file drops SQLite's locks. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                   _ ("The journal %s is in use by another console. Close that one first."), path);
      close (fd);
      return -1;
    }
  return fd;
}

/* The head before the newest TAIL_ROWS rows. */
static void
find_tail (sqlite3 *db, WfJournalHead *head)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gint64 from = wf_journal_file_highest (db) - TAIL_ROWS;

  wf_journal_head_init (head);
  if (from <= 0
      || sqlite3_prepare_v2 (db, "SELECT hash FROM journal WHERE seq = ?", -1, &statement, NULL)
             != SQLITE_OK)
    return;
  sqlite3_bind_int64 (statement, 1, from);
  if (sqlite3_step (statement) != SQLITE_ROW
      || sqlite3_column_bytes (statement, 0) != WF_JOURNAL_HASH_LENGTH)
    return;
  head->seq = from;
  g_strlcpy (head->hash, (const char *) sqlite3_column_text (statement, 0), sizeof head->hash);
}

static gboolean
check_pages (sqlite3 *db, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  const char *said = NULL;

  if (sqlite3_prepare_v2 (db, "PRAGMA quick_check (1)", -1, &statement, NULL) != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_ROW)
    return wf_journal_file_fail (db, path, error);
  said = (const char *) sqlite3_column_text (statement, 0);
  if (g_strcmp0 (said, "ok") == 0)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED, _ ("The journal %s is damaged (%s)."), path,
               said);
  return FALSE;
}

static gboolean
check_journal (WfJournal *journal, GError **error)
{
  g_autofree char *fault = NULL;
  GStatBuf st;

  if (g_stat (journal->path, &st) == 0 && st.st_size <= QUICK_CHECK_BYTES
      && !check_pages (journal->db, journal->path, error))
    return FALSE;
  find_tail (journal->db, &journal->head);
  fault = wf_journal_file_check (journal->db, &journal->head);
  if (fault == NULL)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED, _ ("The journal %s is damaged at row %lld (%s)."),
               journal->path, (long long) journal->head.seq + 1, fault);
  return FALSE;
}

static gboolean
open_database (WfJournal *journal, GError **error)
{
  gboolean is_new = FALSE;

  if (sqlite3_open_v2 (journal->path, &journal->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX,
                       NULL)
      != SQLITE_OK)
    return wf_journal_file_fail (journal->db, journal->path, error);
  sqlite3_busy_timeout (journal->db, 2000);
  sqlite3_db_config (journal->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (journal->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  if (!wf_journal_file_identify (journal->db, journal->path, &is_new, error))
    return FALSE;
  if (!wf_journal_file_prepare (journal->db, journal->path, is_new, error))
    return FALSE;
  if (!check_journal (journal, error))
    return FALSE;
  if (sqlite3_prepare_v3 (journal->db,
                          "INSERT INTO journal (seq, at_us, by, kind, entity, body, prev, hash)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                          -1, SQLITE_PREPARE_PERSISTENT, &journal->insert, NULL)
      != SQLITE_OK)
    return wf_journal_file_fail (journal->db, journal->path, error);
  return TRUE;
}

static void
close_database (WfJournal *journal)
{
  g_clear_pointer (&journal->insert, sqlite3_finalize);
  g_clear_pointer (&journal->db, sqlite3_close);
  if (journal->lock_fd >= 0)
    close (journal->lock_fd);
  journal->lock_fd = -1;
}

/* A name that is free, for @path and its companions. */
static char *
name_aside (const char *path, gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / WF_SECOND_US);
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *base = g_strconcat (path, ".damaged-", stamp, NULL);
  char *name = g_strdup (base);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, i);
    }
  return name;
}

static gboolean
set_journal_aside (const char *path, const char *aside, GError **error)
{
  const char *const companions[] = { "-wal", "-shm" };

  if (g_rename (path, aside) != 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The damaged journal %s cannot be set aside: %s."), path, g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *from = g_strconcat (path, companions[i], NULL);
      g_autofree char *to = g_strconcat (aside, companions[i], NULL);

      /* A WAL left behind would be played into the new journal. */
      if (g_rename (from, to) != 0 && errno != ENOENT)
        g_unlink (from);
    }
  return TRUE;
}

static gboolean
open_once (WfJournal *journal, GError **error)
{
  if (!wf_journal_file_may_be_ours (journal->path, error))
    return FALSE;
  journal->lock_fd = lock_file (journal->path, error);
  if (journal->lock_fd < 0 || !open_database (journal, error))
    return FALSE;
  /* Whoever made it, nobody else is to read it. */
  if (fchmod (journal->lock_fd, 0600) != 0)
    g_debug ("%s keeps its mode: %s", journal->path, g_strerror (errno));
  return TRUE;
}

/* SQLite, closing a damaged file, would tidy its WAL away; the evidence is renamed first. */
static gboolean
open_or_set_aside (WfJournal *journal, gint64 now_us, char **set_aside, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *aside = NULL;

  if (open_once (journal, &problem))
    return TRUE;
  if (!g_error_matches (problem, WF_ERROR, WF_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  aside = name_aside (journal->path, now_us);
  if (!set_journal_aside (journal->path, aside, error))
    return FALSE;
  close_database (journal);
  if (set_aside != NULL)
    *set_aside = g_steal_pointer (&aside);
  return open_once (journal, error);
}

static gboolean
replay (WfJournal *journal, WfJournalEach each, gpointer user_data, GError **error)
{
  gint64 recent = journal->head.seq - WF_JOURNAL_RECENT;
  g_autoptr (sqlite3_stmt) rows
      = recent > 0 ? wf_journal_file_live_rows (journal->db, journal->path, recent, error)
                   : wf_journal_file_rows (journal->db, journal->path, 0, error);
  WfJournalRow row;
  int rc;

  if (rows == NULL)
    return FALSE;
  while ((rc = sqlite3_step (rows)) == SQLITE_ROW)
    if (wf_journal_file_row (rows, &row))
      each (&row, user_data);
  return rc == SQLITE_DONE ? TRUE : wf_journal_file_fail (journal->db, journal->path, error);
}

WfJournal *
wf_journal_open (const char *path, gint64 now_us, WfJournalEach each, gpointer user_data,
                 char **set_aside, GError **error)
{
  g_autoptr (WfJournal) journal = g_new0 (WfJournal, 1);

  journal->path = g_strdup (path);
  journal->lock_fd = -1;
  journal->context = g_main_context_ref_thread_default ();
  journal->waiting = g_async_queue_new ();
  journal->ended = g_async_queue_new ();
  if (!open_or_set_aside (journal, now_us, set_aside, error))
    return NULL;
  if (each != NULL && !replay (journal, each, user_data, error))
    return NULL;
  journal->thread = g_thread_new ("journal", run_writer, journal);
  return g_steal_pointer (&journal);
}

/* ---- the owner's thread */

/* The writer reads it only after it has got a job, which comes by a queue. */
void
wf_journal_adopt (WfJournal *journal)
{
  g_return_if_fail (journal->n_waiting == 0);
  g_main_context_unref (journal->context);
  journal->context = g_main_context_ref_thread_default ();
}

gboolean
wf_journal_append (WfJournal *journal, gint64 at_us, const char *by, const char *kind,
                   const char *entity, const json_t *body, WfJournalDone done, gpointer user_data,
                   GError **error)
{
  g_autofree char *text = wf_json_canonical (body);
  gsize size = strlen (text);
  Job *job;

  if (size > WF_JOURNAL_MAX_BODY)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_TOO_LARGE,
                   _ ("An entry of %zu bytes is too large for the journal; at most %d are taken. "
                      "Shorten the text or the drawing."),
                   size, WF_JOURNAL_MAX_BODY);
      return FALSE;
    }
  if (journal->n_waiting >= WF_JOURNAL_MAX_WAITING
      || journal->waiting_bytes + size > WF_JOURNAL_MAX_WAITING_BYTES)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("The journal cannot take more now: %u entries wait for the disk. Try again "
                      "in a moment."),
                   journal->n_waiting);
      return FALSE;
    }
  job = g_new0 (Job, 1);
  job->journal = journal;
  job->at_us = at_us;
  job->by = g_utf8_make_valid (by != NULL ? by : "", -1);
  job->kind = g_utf8_make_valid (kind, -1);
  job->entity = g_utf8_make_valid (entity != NULL ? entity : "", -1);
  job->body = g_steal_pointer (&text);
  job->done = done;
  job->user_data = user_data;
  journal->n_waiting++;
  journal->waiting_bytes += job_size (job);
  g_async_queue_push (journal->waiting, job);
  return TRUE;
}

guint
wf_journal_n_waiting (WfJournal *journal)
{
  return journal->n_waiting;
}

void
wf_journal_close (WfJournal *journal)
{
  if (journal == NULL)
    return;
  if (journal->thread != NULL)
    {
      g_async_queue_push (journal->waiting, &journal->stop);
      g_thread_join (journal->thread);
      tell_ended_cb (journal->ended);
    }
  close_database (journal);
  g_async_queue_unref (journal->waiting);
  g_async_queue_unref (journal->ended);
  g_main_context_unref (journal->context);
  g_free (journal->path);
  g_free (journal);
}
