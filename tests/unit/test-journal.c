/* Watchfloor: tests of the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Real files in a folder of the test's own. */
#include "config.h"

#include "wf-error.h"
#include "wf-journal-reader.h"
#include "wf-journal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define NOW_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *dir;
  char *path;
  guint n_done, n_failed, n_replayed;
  gint64 last_seq;
  GString *seen;
} Desk;

static void
desk_setup (Desk *desk, gconstpointer data)
{
  desk->dir = g_dir_make_tmp ("wf-journal-XXXXXX", NULL);
  desk->path = g_build_filename (desk->dir, "desk.journal", NULL);
  desk->seen = g_string_new (NULL);
}

static void
desk_teardown (Desk *desk, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (desk->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (desk->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (desk->dir);
  g_free (desk->dir);
  g_free (desk->path);
  g_string_free (desk->seen, TRUE);
}

static void
replay_cb (const WfJournalRow *row, gpointer data)
{
  Desk *desk = data;

  g_assert_cmpint (row->seq, ==, desk->n_replayed + 1);
  desk->n_replayed++;
  g_string_append_printf (desk->seen, "%s ", row->entity);
}

static void
done_cb (const WfJournalRow *row, const GError *error, gpointer data)
{
  Desk *desk = data;

  if (row == NULL)
    {
      g_assert_nonnull (error);
      desk->n_failed++;
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (row->seq, >, desk->last_seq);
  desk->last_seq = row->seq;
  desk->n_done++;
}

static WfJournal *
open_journal (Desk *desk, char **set_aside)
{
  g_autoptr (GError) error = NULL;
  WfJournal *journal;

  desk->n_replayed = 0;
  journal = wf_journal_open (desk->path, NOW_US, replay_cb, desk, set_aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (journal);
  return journal;
}

static void
append (Desk *desk, WfJournal *journal, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *entity = g_strdup_printf ("e%u", i);
  json_t *body = json_pack ("{s:i, s:s}", "n", (int) i, "text", "北京路 12 \"quoted\" \n");

  wf_journal_append (journal, NOW_US + i, "desk 3", "test.row", entity, body, done_cb, desk,
                     &error);
  g_assert_no_error (error);
  json_decref (body);
}

static void
wait_done (Desk *desk, guint n)
{
  while (desk->n_done + desk->n_failed < n)
    g_main_context_iteration (NULL, TRUE);
}

/* A journal of @n rows, closed. */
static void
fill (Desk *desk, guint n)
{
  g_autoptr (WfJournal) journal = open_journal (desk, NULL);

  for (guint i = 0; i < n; i++)
    append (desk, journal, i);
  wait_done (desk, n);
  g_assert_cmpuint (desk->n_done, ==, n);
}

static void
run_sql (Desk *desk, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (desk->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_append_and_replay (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (WfJournalVerdict) verdict = { 0 };
  g_autoptr (WfJournal) again = NULL;
  GStatBuf st;

  fill (desk, 5);
  g_assert_cmpint (g_stat (desk->path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);

  again = open_journal (desk, NULL);
  g_assert_cmpuint (desk->n_replayed, ==, 5);
  g_assert_cmpstr (desk->seen->str, ==, "e0 e1 e2 e3 e4 ");
  g_assert_true (wf_journal_verify (desk->path, &verdict, &error));
  g_assert_no_error (error);
  g_assert_true (verdict.ok);
  g_assert_cmpint (verdict.n_rows, ==, 5);
  g_assert_cmpuint (strlen (verdict.head), ==, WF_JOURNAL_HASH_LENGTH);
}

/* Two thousand rows, told in their order, in far fewer commits than rows. */
static void
test_order (Desk *desk, gconstpointer data)
{
  g_autoptr (WfJournal) journal = open_journal (desk, NULL);
  gint64 start_us = g_get_monotonic_time ();

  for (guint i = 0; i < 2000; i++)
    append (desk, journal, i);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * WF_SECOND_US);
  wait_done (desk, 2000);
  g_assert_cmpuint (desk->n_done, ==, 2000);
  g_assert_cmpint (desk->last_seq, ==, 2000);
  g_assert_cmpuint (wf_journal_n_waiting (journal), ==, 0);
}

static void
count_cb (const WfJournalRow *row, gpointer data)
{
  g_hash_table_add (data, g_strdup (row->entity));
}

static void
append_row (Desk *desk, WfJournal *journal, const char *kind, const char *entity, const char *state)
{
  json_t *body = json_pack ("{s:s}", "state", state);

  g_assert_true (
      wf_journal_append (journal, NOW_US, "desk 3", kind, entity, body, NULL, NULL, NULL));
  json_decref (body);
}

/* Of a long journal, what ended long ago is left out; what has not ended is never. */
static void
test_long_journal (Desk *desk, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  WfJournal *journal = open_journal (desk, NULL);

  append_row (desk, journal, "command.state", "ended", "sent");
  append_row (desk, journal, "command.state", "ended", "done");
  append_row (desk, journal, "command.state", "under-way", "granted");
  append_row (desk, journal, "incident.received", "closed", "closed");
  append_row (desk, journal, "incident.received", "open", "open");
  for (guint i = 0; i < WF_JOURNAL_RECENT; i++)
    {
      append_row (desk, journal, "test.row", "busy", "x");
      while (wf_journal_n_waiting (journal) > 2000)
        g_main_context_iteration (NULL, TRUE);
    }
  append_row (desk, journal, "command.state", "just-ended", "done");
  wf_journal_close (journal);
  journal = wf_journal_open (desk->path, NOW_US, count_cb, seen, NULL, NULL);
  g_assert_nonnull (journal);
  g_assert_true (g_hash_table_contains (seen, "under-way"));
  g_assert_true (g_hash_table_contains (seen, "open"));
  g_assert_true (g_hash_table_contains (seen, "busy"));
  g_assert_true (g_hash_table_contains (seen, "just-ended"));
  g_assert_false (g_hash_table_contains (seen, "ended"));
  g_assert_false (g_hash_table_contains (seen, "closed"));
  wf_journal_close (journal);
}

static void
test_queue_is_bounded (Desk *desk, gconstpointer data)
{
  g_autoptr (WfJournal) journal = open_journal (desk, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *long_text = g_strnfill (WF_JOURNAL_MAX_BODY + 1, 'x');
  json_t *body = json_pack ("{s:s}", "text", long_text);

  g_assert_false (
      wf_journal_append (journal, NOW_US, "desk", "test", "e", body, done_cb, desk, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_TOO_LARGE);
  json_decref (body);
}

static void
test_close_tells_all (Desk *desk, gconstpointer data)
{
  WfJournal *journal = open_journal (desk, NULL);

  for (guint i = 0; i < 50; i++)
    append (desk, journal, i);
  wf_journal_close (journal);
  g_assert_cmpuint (desk->n_done, ==, 50);
  journal = open_journal (desk, NULL);
  g_assert_cmpuint (desk->n_replayed, ==, 50);
  wf_journal_close (journal);
}

static void
test_one_writer (Desk *desk, gconstpointer data)
{
  g_autoptr (WfJournal) journal = open_journal (desk, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;

  g_assert_null (wf_journal_open (desk->path, NOW_US, NULL, NULL, &set_aside, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_CONFLICT);
  g_assert_null (set_aside);
  append (desk, journal, 0);
  wait_done (desk, 1);
  g_assert_cmpuint (desk->n_done, ==, 1);
}

static const struct
{
  const char *sql;
  gint64 first_bad;
} tampers[] = {
  { "UPDATE journal SET body = replace (body, '3', '4') WHERE seq = 4", 4 },
  { "UPDATE journal SET at_us = at_us + 1 WHERE seq = 2", 2 },
  { "UPDATE journal SET by = 'desk 4' WHERE seq = 1", 1 },
  { "UPDATE journal SET kind = 'test.raw' WHERE seq = 6", 6 },
  { "UPDATE journal SET entity = '' WHERE seq = 3", 3 },
  { "UPDATE journal SET prev = upper (prev) WHERE seq = 5", 5 },
  { "UPDATE journal SET hash = replace (hash, 'a', 'b') WHERE seq = 6", 6 },
  { "UPDATE journal SET body = CAST (body AS BLOB) WHERE seq = 3", 3 },
  { "UPDATE journal SET body = body || ' ' WHERE seq = 3", 3 },
  { "UPDATE journal SET body = body || char (0) || 'x' WHERE seq = 3", 3 },
  { "DELETE FROM journal WHERE seq = 3", 3 },
  { "DELETE FROM journal WHERE seq = 1", 1 },
  { "DELETE FROM journal WHERE seq = 6", 6 },
  { "UPDATE journal SET seq = 9 WHERE seq = 6", 6 },
};

static void
test_tampering_is_found (Desk *desk, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_auto (WfJournalVerdict) verdict = { 0 };
  g_autofree char *set_aside = NULL;
  g_autoptr (WfJournal) journal = NULL;

  fill (desk, 6);
  run_sql (desk, tampers[which].sql);
  g_assert_true (wf_journal_verify (desk->path, &verdict, &error));
  g_assert_no_error (error);
  g_assert_false (verdict.ok);
  g_assert_cmpint (verdict.first_bad, ==, tampers[which].first_bad);

  journal = open_journal (desk, &set_aside);
  g_assert_nonnull (set_aside);
  g_assert_cmpuint (desk->n_replayed, ==, 0);
  g_assert_true (g_file_test (set_aside, G_FILE_TEST_EXISTS));
}

static void
test_garbage_is_set_aside (Desk *desk, gconstpointer data)
{
  g_autofree char *set_aside = NULL;
  g_autofree char *wal = g_strconcat (desk->path, "-wal", NULL);
  g_autofree char *garbage = g_strnfill (10000, '#');
  g_autofree char *kept = NULL;
  g_autofree char *wal_aside = NULL;
  WfJournal *journal;

  g_assert_true (g_file_set_contents (desk->path, garbage, -1, NULL));
  g_assert_true (g_file_set_contents (wal, "wal", -1, NULL));
  journal = open_journal (desk, &set_aside);
  g_assert_nonnull (set_aside);
  g_assert_true (g_str_has_suffix (set_aside, ".damaged-20260921-141320"));
  g_assert_true (g_file_get_contents (set_aside, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, garbage);
  wal_aside = g_strconcat (set_aside, "-wal", NULL);
  g_assert_true (g_file_test (wal_aside, G_FILE_TEST_EXISTS));
  append (desk, journal, 0);
  wait_done (desk, 1);
  wf_journal_close (journal);
  g_clear_pointer (&set_aside, g_free);
  journal = open_journal (desk, &set_aside);
  g_assert_null (set_aside);
  g_assert_cmpuint (desk->n_replayed, ==, 1);
  wf_journal_close (journal);
}

static void
test_foreign_file_is_left_alone (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before, n_after;

  run_sql (desk, "CREATE TABLE accounts (id INTEGER); INSERT INTO accounts VALUES (7)");
  g_assert_true (g_file_get_contents (desk->path, &before, &n_before, NULL));
  g_assert_null (wf_journal_open (desk->path, NOW_US, NULL, NULL, &set_aside, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_assert_null (set_aside);
  g_assert_true (g_file_get_contents (desk->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

/* What bears neither our mark nor our name is nobody's damaged journal. */
static void
test_foreign_names (Desk *desk, gconstpointer data)
{
  static const char notes[] = "Call the harbour master at nine.\n";
  g_autofree char *path = g_build_filename (desk->dir, "notes.txt", NULL);
  g_autofree char *books = g_build_filename (desk->dir, "books.db", NULL);
  const char *const foreign[] = { path, books, desk->dir, NULL };
  g_autofree char *ours = g_steal_pointer (&desk->path);

  g_assert_true (g_file_set_contents (path, notes, -1, NULL));
  desk->path = g_strdup (books);
  run_sql (desk, "CREATE TABLE journal (day TEXT); INSERT INTO journal VALUES ('Monday')");
  g_chmod (path, 0644);
  g_chmod (books, 0644);
  for (guint i = 0; foreign[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) unread = NULL;
      g_autofree char *set_aside = NULL;
      g_auto (WfJournalVerdict) verdict = { 0 };
      GStatBuf before, after;

      g_assert_cmpint (g_stat (foreign[i], &before), ==, 0);
      g_assert_null (wf_journal_open (foreign[i], NOW_US, NULL, NULL, &set_aside, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
      g_assert_null (set_aside);
      g_assert_false (wf_journal_verify (foreign[i], &verdict, &unread));
      g_assert_nonnull (unread);
      g_assert_cmpint (g_stat (foreign[i], &after), ==, 0);
      g_assert_cmpuint (before.st_mode, ==, after.st_mode);
      g_assert_cmpint (before.st_size, ==, after.st_size);
      g_assert_cmpint (before.st_mtim.tv_nsec, ==, after.st_mtim.tv_nsec);
    }
  g_free (desk->path);
  desk->path = g_steal_pointer (&ours);
}

static void
test_unwritable_place (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wf_journal_open ("/proc/wf.journal", NOW_US, NULL, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_IO);
}

/* A limit on the size of files stands for a full disk: the append fails and says so, what was
 * told as saved is there, and when there is room again rows go on with the chain whole. */
static void
test_full_disk (Desk *desk, gconstpointer data)
{
  struct rlimit before, small;
  g_auto (WfJournalVerdict) verdict = { 0 };
  g_autoptr (WfJournal) journal = open_journal (desk, NULL);
  guint saved;

  append (desk, journal, 0);
  wait_done (desk, 1);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 200 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  for (guint i = 1; desk->n_failed == 0 && i < 3000; i++)
    {
      append (desk, journal, i);
      wait_done (desk, i + 1);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_cmpuint (desk->n_failed, ==, 1);
  saved = desk->n_done;
  append (desk, journal, 5000);
  wait_done (desk, saved + 2);
  g_assert_cmpuint (desk->n_done, ==, saved + 1);
  g_assert_true (wf_journal_verify (desk->path, &verdict, NULL));
  g_assert_true (verdict.ok);
  g_assert_cmpint (verdict.n_rows, ==, saved + 1);
}

static void
add_test (const char *path, gconstpointer data, void (*test) (Desk *, gconstpointer))
{
  g_test_add (path, Desk, data, desk_setup, test, desk_teardown);
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  add_test ("/journal/append-and-replay", NULL, test_append_and_replay);
  add_test ("/journal/order", NULL, test_order);
  add_test ("/journal/long-journal", NULL, test_long_journal);
  add_test ("/journal/queue-is-bounded", NULL, test_queue_is_bounded);
  add_test ("/journal/close-tells-all", NULL, test_close_tells_all);
  add_test ("/journal/one-writer", NULL, test_one_writer);
  for (guint i = 0; i < G_N_ELEMENTS (tampers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/journal/tampering/%u", i);

      add_test (path, GUINT_TO_POINTER (i), test_tampering_is_found);
    }
  add_test ("/journal/garbage-is-set-aside", NULL, test_garbage_is_set_aside);
  add_test ("/journal/foreign-file-is-left-alone", NULL, test_foreign_file_is_left_alone);
  add_test ("/journal/foreign-names", NULL, test_foreign_names);
  add_test ("/journal/unwritable-place", NULL, test_unwritable_place);
  add_test ("/journal/full-disk", NULL, test_full_disk);
  return g_test_run ();
}
