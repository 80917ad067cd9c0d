/* Watchfloor: measuring the window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-window-bench.h"
#include "wf-map-bench.h"
#include "wf-stall-watch.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#define POLL_MS 50
#define PATIENCE_S 120

typedef struct
{
  WatchfloorApplication *application;
  WfMapBenchKind kind;
  guint size;
  double seconds;
  gint64 give_up_us;
  WfStallWatch *watch;
} Bench;

static void
bench_free (Bench *self)
{
  g_clear_pointer (&self->watch, wf_stall_watch_free);
  g_free (self);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_figures (const Bench *self, GArray *frames_ms)
{
  g_autofree double *sorted = g_memdup2 (frames_ms->data, frames_ms->len * sizeof (double));
  guint n = frames_ms->len;
  struct rusage usage = { 0 };
  struct utsname machine = { 0 };

  qsort (sorted, n, sizeof (double), compare_doubles);
  getrusage (RUSAGE_SELF, &usage);
  uname (&machine);
  printf ("{\"bench\":\"%s\",\"unit\":\"ms a frame\",\"size\":%u,\"samples\":[",
          self->kind == WF_MAP_BENCH_TRACKS ? "tracks" : "pan", self->size);
  for (guint i = 0; i < n; i++)
    printf ("%s%.2f", i > 0 ? "," : "", g_array_index (frames_ms, double, i));
  printf ("],\"median\":%.2f,\"p95\":%.2f,\"max\":%.2f,\"max_stall_ms\":%.1f,\"peak_rss_kb\":%ld,"
          "\"machine\":\"%s %s, %u processors\"}\n",
          sorted[n / 2], sorted[n * 95 / 100], sorted[n - 1], wf_stall_watch_max_ms (self->watch),
          usage.ru_maxrss, machine.sysname, machine.machine, g_get_num_processors ());
  fflush (stdout);
}

static void
done_cb (GArray *frames_ms, gpointer data)
{
  Bench *self = data;
  gboolean measured = frames_ms->len > 0;

  if (measured)
    print_figures (self, frames_ms);
  else
    g_printerr ("watchfloor: no frame was drawn; measure for longer with --seconds\n");
  watchfloor_application_end (self->application, measured ? 0 : 1);
  bench_free (self);
}

static gboolean
poll_cb (gpointer data)
{
  Bench *self = data;
  WfWindow *window = watchfloor_application_get_window (self->application);
  WfMapView *map = window != NULL ? wf_window_get_map (window) : NULL;

  if (g_get_monotonic_time () > self->give_up_us)
    {
      g_printerr ("watchfloor: the city was not drawn in %d s; nothing measured\n", PATIENCE_S);
      watchfloor_application_end (self->application, 1);
      bench_free (self);
      return G_SOURCE_REMOVE;
    }
  if (map == NULL || !gtk_widget_get_mapped (GTK_WIDGET (map))
      || !wf_session_layers_settled (wf_window_get_session (window))
      || !wf_map_view_is_settled (map))
    return G_SOURCE_CONTINUE;
  self->watch = wf_stall_watch_new ();
  wf_map_bench_run (map, self->kind, self->size, self->seconds, done_cb, self);
  return G_SOURCE_REMOVE;
}

gboolean
wf_bench_is_known (const char *name)
{
  return g_str_equal (name, "tracks") || g_str_equal (name, "pan");
}

void
wf_bench_start (WatchfloorApplication *application, const char *name, int size, double seconds)
{
  Bench *self = g_new0 (Bench, 1);

  self->application = application;
  self->kind = g_str_equal (name, "tracks") ? WF_MAP_BENCH_TRACKS : WF_MAP_BENCH_PAN;
  self->size = size > 0 ? (guint) MIN (size, WF_TRACK_MAX) : 10000;
  self->seconds = seconds > 0 ? MIN (seconds, 3600) : 10;
  self->give_up_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  g_source_set_name_by_id (g_timeout_add (POLL_MS, poll_cb, self), "wf-bench-poll");
}
