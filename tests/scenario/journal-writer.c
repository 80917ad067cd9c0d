/* Watchfloor: a writer that is killed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Appends rows to the journal argv[1] for ever and prints the number of each once it is told that
 * it is on the disk. The journal's test kills it at random moments. */
#include "config.h"

#include "wf-journal.h"

#include <stdio.h>
#include <unistd.h>

static void
saved_cb (const WfJournalRow *row, const GError *error, gpointer data)
{
  if (row == NULL)
    _exit (3);
  printf ("%" G_GINT64_FORMAT "\n", row->seq);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  WfJournal *journal
      = argc == 2 ? wf_journal_open (argv[1], g_get_real_time (), NULL, NULL, NULL, &error) : NULL;

  if (journal == NULL)
    return 2;
  for (guint i = 0;; i++)
    {
      json_t *body = json_pack ("{s:i, s:s}", "n", (int) i, "text", "kill me at any moment");

      wf_journal_append (journal, g_get_real_time (), "test", "test.row", "e", body, saved_cb, NULL,
                         NULL);
      json_decref (body);
      while (wf_journal_n_waiting (journal) > 20)
        g_main_context_iteration (NULL, TRUE);
      g_main_context_iteration (NULL, FALSE);
    }
}
