/* Watchfloor: a journal whose writer is killed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 at random moments, again and again on one journal: the chain stays whole, and every row
 * that was told as saved is there. (That a power cut keeps it too is SQLite's synchronous=FULL.) */
#include "config.h"

#include "wf-journal-reader.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>

#define KILLS 100
#define MAX_MS 25

/* The last number the writer printed before it died; 0 where none. */
static gint64
read_last (GDataInputStream *lines)
{
  gint64 last = 0;

  for (;;)
    {
      gsize length;
      g_autofree char *line = g_data_input_stream_read_line (lines, &length, NULL, NULL);

      if (line == NULL)
        return last;
      /* A line cut off by the kill reads as a smaller number: never as a larger one. */
      last = MAX (last, g_ascii_strtoll (line, NULL, 10));
    }
}

typedef struct
{
  GSubprocess *writer;
  gboolean is_over;
} Moment;

static gboolean
kill_cb (gpointer data)
{
  Moment *moment = data;

  g_subprocess_send_signal (moment->writer, SIGKILL);
  moment->is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static gint64
write_and_kill (const char *journal, gboolean in_the_middle)
{
  g_autofree char *program
      = g_test_build_filename (G_TEST_BUILT, "scenario", "journal-writer", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) writer
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, journal, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *first = NULL;
  Moment moment = { NULL };
  gint64 last;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
  /* Every other time while it writes, else perhaps while it opens. */
  if (in_the_middle)
    first = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  moment.writer = writer;
  g_timeout_add ((guint) g_test_rand_int_range (0, MAX_MS), kill_cb, &moment);
  while (!moment.is_over)
    g_main_context_iteration (NULL, TRUE);
  last = read_last (lines);
  if (first != NULL)
    last = MAX (last, g_ascii_strtoll (first, NULL, 10));
  g_assert_true (g_subprocess_wait (writer, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (writer));
  return last;
}

static void
test_killed (void)
{
  g_autofree char *dir = g_dir_make_tmp ("wf-kill-XXXXXX", NULL);
  g_autofree char *journal = g_build_filename (dir, "desk.journal", NULL);
  static const char *const endings[] = { "", "-wal", "-shm" };
  gint64 told = 0, n_rows = 0;

  for (guint i = 0; i < KILLS; i++)
    {
      g_auto (WfJournalVerdict) verdict = { 0 };
      g_autoptr (GError) error = NULL;

      told = MAX (told, write_and_kill (journal, i % 2 == 0));
      if (!wf_journal_verify (journal, &verdict, &error))
        {
          /* Killed before the first table was: then nothing was told either. */
          g_assert_cmpint (told, ==, 0);
          continue;
        }
      g_assert_true (verdict.ok);
      g_assert_cmpint (verdict.n_rows, >=, told);
      g_assert_cmpint (verdict.n_rows, >=, n_rows);
      n_rows = verdict.n_rows;
    }
  g_test_message ("%d kills, %" G_GINT64_FORMAT " rows", KILLS, n_rows);
  /* One at least whenever it was killed in the middle, however slow the disk. */
  g_assert_cmpint (told, >=, KILLS / 2);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (journal, endings[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/killed", test_killed);
  return g_test_run ();
}
