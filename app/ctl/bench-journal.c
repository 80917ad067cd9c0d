/* Watchfloor: the benchmark of the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How long one row takes to be on the disk, how many a second go there when they come together,
 * and how long opening that journal takes. In a folder of its own in the working directory, for
 * /tmp may be no disk at all. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-command.h"
#include "wf-desk.h"
#include "wf-journal-reader.h"
#include "wf-journal.h"
#include "wf-projection.h"
#include "wf-subcommand.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  WfJournal *journal;
  guint n_done;
} Run;

static void
saved_cb (const WfJournalRow *row, const GError *error, gpointer data)
{
  ((Run *) data)->n_done += row != NULL;
}

static gboolean
append (Run *run, const WfCommand *command, GError **error)
{
  json_t *body = wf_command_to_entity (command);
  gboolean ok = wf_journal_append (run->journal, g_get_real_time (), "bench", "command.ordered",
                                   command->id, body, saved_cb, run, error);

  json_decref (body);
  return ok;
}

/* Row @i of commands that each go their whole way: ordered, sent, granted, driving, done. */
static gboolean
append_way (Run *run, int i, GError **error)
{
  static const char *const states[] = { "sent", "granted", "inProgress", "done" };
  g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Command:%d", i / 5);
  g_autoptr (WfCommand) command = NULL;
  json_t *body;
  gboolean ok;

  if (i % 5 == 0)
    {
      command = wf_command_new ("sendUnit", "urn:ngsi-ld:Vehicle:amb-07", NULL, "bench",
                                g_get_real_time (), G_USEC_PER_SEC);
      g_free (command->id);
      command->id = g_steal_pointer (&id);
      return append (run, command, error);
    }
  body = json_pack ("{s:s, s:n}", "state", states[i % 5 - 1], "reason");
  ok = wf_journal_append (run->journal, g_get_real_time (), "platform", "command.state", id, body,
                          saved_cb, run, error);
  json_decref (body);
  return ok;
}

static void
wait_all (Run *run)
{
  while (wf_journal_n_waiting (run->journal) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
measure_one_by_one (Run *run, const WfCommand *command, int n, json_t *samples, GError **error)
{
  for (int i = 0; i < n; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      if (!append (run, command, error))
        return FALSE;
      wait_all (run);
      json_array_append_new (samples,
                             json_real ((double) (g_get_monotonic_time () - start_us) / 1000));
    }
  return TRUE;
}

static gboolean
measure_together (Run *run, int n, json_t *report, GError **error)
{
  gint64 start_us = g_get_monotonic_time ();

  for (int i = 0; i < n; i++)
    {
      if (!append_way (run, i, error))
        return FALSE;
      while (wf_journal_n_waiting (run->journal) > 1000)
        g_main_context_iteration (NULL, TRUE);
    }
  wait_all (run);
  json_object_set_new (
      report, "together_per_s",
      json_real (n / ((double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC)));
  return TRUE;
}

static gboolean
measure_open (const char *path, json_t *report, GError **error)
{
  g_autoptr (WfProjection) projection = wf_projection_new ();
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (WfJournal) journal
      = wf_journal_open (path, g_get_real_time (), wf_projection_apply, projection, NULL, error);

  if (journal == NULL)
    return FALSE;
  json_object_set_new (report, "open_ms",
                       json_real ((double) (g_get_monotonic_time () - start_us) / 1000));
  json_object_set_new (report, "rows_read", json_integer ((json_int_t) projection->n_rows));
  return TRUE;
}

typedef struct
{
  gint64 last_us, longest_us;
} Watchdog;

static gboolean
watchdog_cb (gpointer data)
{
  Watchdog *watchdog = data;
  gint64 now_us = g_get_monotonic_time ();

  watchdog->longest_us = MAX (watchdog->longest_us, now_us - watchdog->last_us);
  watchdog->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
notice_cb (const char *sentence, gboolean grave, gpointer data)
{
}

static void
changed_cb (gpointer data)
{
}

/* How long a console's main loop is held up at most while its desk opens the journal. */
static void
measure_hold (const char *path, json_t *report)
{
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  const WfDeskOptions options = { .journal_path = path, .in_background = TRUE };
  const WfDeskWatch watch = { notice_cb, changed_cb };
  Watchdog watchdog = { g_get_monotonic_time (), 0 };
  guint source = g_timeout_add (1, watchdog_cb, &watchdog);
  WfDesk *desk = wf_desk_new (clock, NULL, &options, &watch, NULL);

  while (!wf_desk_is_saved (desk))
    g_main_context_iteration (NULL, TRUE);
  g_main_context_iteration (NULL, TRUE);
  watchdog_cb (&watchdog);
  g_source_remove (source);
  json_object_set_new (
      report, "desk_commands",
      json_integer (g_list_model_get_n_items (G_LIST_MODEL (wf_desk_get_commands (desk)))));
  json_object_set_new (report, "main_loop_held_ms",
                       json_real ((double) watchdog.longest_us / 1000));
  wf_desk_free (desk);
}

static gboolean
measure (const char *path, int n, json_t *samples, json_t *report, GError **error)
{
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", "urn:ngsi-ld:Vehicle:amb-07", json_pack ("{s:f}", "lon", 121.6),
                        "bench", g_get_real_time (), G_USEC_PER_SEC);
  Run run = { wf_journal_open (path, g_get_real_time (), NULL, NULL, NULL, error), 0 };
  gboolean ok = run.journal != NULL
                && measure_one_by_one (&run, command, MIN (n, 500), samples, error)
                && measure_together (&run, n, report, error);

  wf_journal_close (run.journal);
  if (!ok || !measure_open (path, report, error))
    return FALSE;
  measure_hold (path, report);
  return TRUE;
}

static gboolean
run_journal (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  int n = 20000;
  const GOptionEntry entries[]
      = { { "size", 0, 0, G_OPTION_ARG_INT, &n, NULL, NULL }, G_OPTION_ENTRY_NULL };
  char folder[] = "wf-bench-XXXXXX";
  g_autofree char *path = NULL;
  gboolean ok;

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (n < 1 || n > 10000000 || g_mkdtemp (folder) == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("give --size 1 to 10000000 rows, in a folder that can be written"));
      return FALSE;
    }
  path = g_build_filename (folder, "bench.journal", NULL);
  ok = measure (path, n, samples, report, error);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      g_unlink (name);
    }
  g_rmdir (folder);
  return ok;
}

const WfBench wf_bench_journal = {
  .name = "journal",
  .summary = N_ ("Rows to the disk: [--size N]"),
  .unit = "ms",
  .run = run_journal,
};
