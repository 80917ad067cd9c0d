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

/* "median":…,"p95":…,"max":… */
static void
print_spread (GArray *samples)
{
  g_autofree double *sorted = g_memdup2 (samples->data, samples->len * sizeof (double));
  guint n = samples->len;

  qsort (sorted, n, sizeof (double), compare_doubles);
  printf ("\"median\":%.2f,\"p95\":%.2f,\"max\":%.2f", n > 0 ? sorted[n / 2] : 0,
          n > 0 ? sorted[n * 95 / 100] : 0, n > 0 ? sorted[n - 1] : 0);
}

static void
print_pan (const WfMapBenchFigures *figures)
{
  printf (",\"gestures\":%u,\"frames_to_sharp\":{", figures->sharp_frames->len);
  print_spread (figures->sharp_frames);
  printf ("},\"rss_first_kb\":%" G_GINT64_FORMAT ",\"rss_last_kb\":%" G_GINT64_FORMAT,
          figures->rss_first_kb, figures->rss_last_kb);
}

static void
print_figures (const Bench *self, const WfMapBenchFigures *figures)
{
  gboolean pans = self->kind == WF_MAP_BENCH_PAN;
  struct rusage usage = { 0 };
  struct utsname machine = { 0 };

  getrusage (RUSAGE_SELF, &usage);
  uname (&machine);
  printf ("{\"bench\":\"%s\",\"unit\":\"ms a frame\",\"size\":%u,\"samples\":[",
          pans ? "pan" : "tracks", self->size);
  for (guint i = 0; i < figures->frames_ms->len; i++)
    printf ("%s%.2f", i > 0 ? "," : "", g_array_index (figures->frames_ms, double, i));
  printf ("],");
  print_spread (figures->frames_ms);
  printf (",\"cpu_ms\":%.2f,\"draw_ms\":{", figures->cpu_ms);
  print_spread (figures->draws_ms);
  printf ("}");
  if (pans)
    print_pan (figures);
  printf (",\"max_stall_ms\":%.1f,\"peak_rss_kb\":%ld,\"machine\":\"%s %s, %u processors\"}\n",
          wf_stall_watch_max_ms (self->watch), usage.ru_maxrss, machine.sysname, machine.machine,
          g_get_num_processors ());
  fflush (stdout);
}

static void
done_cb (const WfMapBenchFigures *figures, gpointer data)
{
  Bench *self = data;
  gboolean measured = figures->frames_ms->len > 0;

  if (measured)
    print_figures (self, figures);
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
  self->size = (guint) MIN (MAX (size, 0), WF_TRACK_MAX);
  if (size == 0 && self->kind == WF_MAP_BENCH_TRACKS)
    self->size = 10000;
  self->seconds = seconds > 0 ? MIN (seconds, 3600) : 10;
  self->give_up_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  g_source_set_name_by_id (g_timeout_add (POLL_MS, poll_cb, self), "wf-bench-poll");
}
