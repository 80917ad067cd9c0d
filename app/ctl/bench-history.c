/* Watchfloor: the benchmark of the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --size vehicles drive for --hours, each with a report every ten seconds, and are written as the
 * session writes them. Then the whole map is asked for at times all over it, into a track store
 * that could be shown, and a minute is played on, which at 60x has to be done in a second. The
 * samples are the maps. In a folder of its own in the working directory, for /tmp may be no disk.
 */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-error.h"
#include "wf-history-cursor.h"
#include "wf-history-files.h"
#include "wf-history.h"
#include "wf-subcommand.h"
#include "wf-track-store.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#define PERIOD_US (10 * WF_SECOND_US)
#define PLAY_US (60 * WF_SECOND_US)

typedef struct
{
  WfLonLat at;
  float heading_deg, speed_mps;
} Vehicle;

typedef struct
{
  int n, hours, repeat;
  gint64 begin_us;
  GRand *rand;
  Vehicle *vehicles;
} Run;

/* Goes on straight mostly, stops now and then; a receiver is off by some metres each time. */
static void
drive (Run *run, Vehicle *vehicle)
{
  double turn = (double) vehicle->heading_deg * G_PI / 180;
  double step = (double) vehicle->speed_mps * 10 / 111000;

  if (g_rand_int_range (run->rand, 0, 12) == 0)
    vehicle->heading_deg = (float) g_rand_int_range (run->rand, 0, 3600) / 10;
  if (g_rand_int_range (run->rand, 0, 6) == 0)
    vehicle->speed_mps = (float) g_rand_int_range (run->rand, 0, 200) / 10;
  vehicle->at.lon += step * sin (turn) + g_rand_double_range (run->rand, -3e-5, 3e-5);
  vehicle->at.lat += step * cos (turn) + g_rand_double_range (run->rand, -3e-5, 3e-5);
}

static void
report_vehicle (Run *run, WfHistory *history, int i, gint64 now_us)
{
  WfReport report = wf_report_init ();
  char id[40], label[16];

  drive (run, &run->vehicles[i]);
  g_snprintf (id, sizeof id, "urn:ngsi-ld:Vehicle:v%05d", i);
  g_snprintf (label, sizeof label, "v%05d", i);
  report.id = id;
  report.class_name = "bus";
  report.label = label;
  report.state = run->vehicles[i].speed_mps > 0 ? "driving" : "parked";
  report.position = run->vehicles[i].at;
  report.speed_mps = run->vehicles[i].speed_mps;
  report.heading_deg = run->vehicles[i].heading_deg;
  report.received_us = now_us + (gint64) i * PERIOD_US / run->n;
  report.observed_us = report.received_us - g_rand_int_range (run->rand, 100, 1500) * 1000;
  wf_history_add (history, "bench", &report);
}

static void
write_hours (Run *run, WfHistory *history)
{
  guint64 n_written = 0;

  for (gint64 at_us = 0; at_us < run->hours * 3600 * WF_SECOND_US; at_us += PERIOD_US)
    {
      for (int i = 0; i < run->n; i++)
        report_vehicle (run, history, i, run->begin_us + at_us);
      wf_history_commit (history);
      n_written += (guint64) run->n;
      while (n_written - wf_history_get_status (history).n_written > WF_HISTORY_MAX_WAITING / 2)
        g_usleep (1000);
    }
}

static void
apply_cb (const WfHistoryEntry *entry, gpointer data)
{
  wf_track_store_apply (data, entry->feed, &entry->report, entry->report.received_us);
}

static gboolean
show_times (Run *run, const char *folder, json_t *samples, double *play_ms, GError **error)
{
  for (int i = 0; i < run->repeat; i++)
    {
      g_autoptr (WfHistoryCursor) cursor = wf_history_cursor_new (folder);
      g_autoptr (WfTrackStore) store = wf_track_store_new ();
      gint64 at_us
          = run->begin_us + (gint64) (g_rand_double (run->rand) * run->hours * 3600 * WF_SECOND_US);
      gint64 start_us = g_get_monotonic_time (), shown_us;

      if (!wf_history_cursor_seek (cursor, MAX (at_us, run->begin_us + 2 * PERIOD_US), apply_cb,
                                   store, error))
        return FALSE;
      wf_track_store_commit (store);
      shown_us = g_get_monotonic_time ();
      json_array_append_new (samples, json_real ((double) (shown_us - start_us) / 1000));
      wf_history_cursor_play (cursor, at_us + PLAY_US, apply_cb, store);
      wf_track_store_commit (store);
      *play_ms += (double) (g_get_monotonic_time () - shown_us) / 1000;
    }
  return TRUE;
}

static gboolean
make_folder (char *folder, GError **error)
{
  if (g_mkdtemp (folder) != NULL)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("Cannot write here (%s); go to another folder."),
               g_strerror (errno));
  return FALSE;
}

/* Deletes what was written; its size. */
static guint64
clear_folder (const char *folder)
{
  g_autoptr (GPtrArray) segments = wf_history_files_list (folder);
  g_autofree char *lock = g_build_filename (folder, "lock", NULL);
  guint64 bytes = 0;

  for (guint i = 0; i < segments->len; i++)
    bytes += ((const WfHistorySegment *) segments->pdata[i])->bytes;
  wf_history_files_prune (folder, 0, G_MAXINT64);
  g_unlink (lock);
  g_rmdir (folder);
  return bytes;
}

static gboolean
measure (Run *run, const char *folder, json_t *samples, json_t *report, GError **error)
{
  g_autoptr (WfHistory) history
      = wf_history_open (folder, (WfHistoryLimits){ G_MAXUINT64, G_MAXINT64 / 4 }, error);
  gint64 start_us = g_get_monotonic_time ();
  double n = (double) run->n * run->hours * 360, play_ms = 0;

  if (history == NULL)
    return FALSE;
  write_hours (run, history);
  wf_history_close (g_steal_pointer (&history));
  json_object_set_new (
      report, "written_per_s",
      json_real (n / ((double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC)));
  if (!show_times (run, folder, samples, &play_ms, error))
    return FALSE;
  json_object_set_new (report, "play_minute_ms", json_real (play_ms / MAX (run->repeat, 1)));
  return TRUE;
}

static gboolean
run_history (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  Run run = { .n = 10000, .hours = 1, .repeat = 15 };
  const GOptionEntry entries[] = { { "size", 0, 0, G_OPTION_ARG_INT, &run.n, NULL, NULL },
                                   { "hours", 0, 0, G_OPTION_ARG_INT, &run.hours, NULL, NULL },
                                   { "repeat", 0, 0, G_OPTION_ARG_INT, &run.repeat, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autofree char *folder = g_strdup ("bench-history-XXXXXX");
  guint64 bytes;
  gboolean ok;

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  run.n = CLAMP (run.n, 1, 1000000);
  run.hours = CLAMP (run.hours, 1, 168);
  run.begin_us = g_get_real_time ();
  run.rand = g_rand_new_with_seed (1);
  run.vehicles = g_new0 (Vehicle, run.n);
  for (int i = 0; i < run.n; i++)
    run.vehicles[i].at = (WfLonLat){ g_rand_double_range (run.rand, 121.3, 121.9),
                                     g_rand_double_range (run.rand, 38.8, 39.2) };
  ok = make_folder (folder, error) && measure (&run, folder, samples, report, error);
  bytes = ok ? clear_folder (folder) : 0;
  json_object_set_new (report, "reports", json_integer ((json_int_t) run.n * run.hours * 360));
  json_object_set_new (report, "bytes", json_integer ((json_int_t) bytes));
  json_object_set_new (report, "bytes_a_report",
                       json_real ((double) bytes / ((double) run.n * run.hours * 360)));
  g_free (run.vehicles);
  g_rand_free (run.rand);
  return ok;
}

const WfBench wf_bench_history = {
  .name = "history",
  .summary = N_ ("The whole map at a past time: [--size N] [--hours H] [--repeat N]"),
  .unit = "ms",
  .run = run_history,
};
