/* Watchfloor: how smooth the map is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-map-bench.h"
#include "wf-map-private.h"

#define WARM_UP_US (WF_SECOND_US / 2)
#define REPORT_US (WF_SECOND_US / 10)
#define TURN_S 6.0 /* one round of PAN */

typedef struct
{
  WfMapBenchKind kind;
  WfMapBenchDone done;
  gpointer data;
  GArray *frames_ms;
  gint64 start_us, last_us, end_us, reported_us;
  WfView view; /* as it was at the start */
  WfTrackStore *tracks;
  guint n_tracks;
} Bench;

static void
bench_free (gpointer data)
{
  Bench *bench = data;

  g_array_unref (bench->frames_ms);
  g_clear_object (&bench->tracks);
  g_free (bench);
}

/* Each drives round a point of its own in the view, at its own speed. */
static void
report_track (Bench *bench, WfClock *clock, guint i, double seconds)
{
  static const char *const classes[] = { "bus", "bus", "bus", "other", "ambulance" };
  WfReport report = wf_report_init ();
  double a = i * 2.399963; /* the golden angle spreads them evenly */
  double r = sqrt ((i + 0.5) / bench->n_tracks) * 0.6;
  double turn = a + seconds * 0.05;
  char id[32];
  WfPoint px = { bench->view.width_px * (0.5 + r * cos (a)) + 30 * cos (turn),
                 bench->view.height_px * (0.5 + r * sin (a)) + 30 * sin (turn) };

  g_snprintf (id, sizeof id, "bench-%06u", i);
  report.id = report.label = id;
  report.class_name = i % 100 == 0 ? classes[4] : classes[i % 4];
  report.state = i % 100 == 0 ? "enRoute" : NULL;
  report.position = wf_mercator_to_lonlat (wf_view_pixel_to_point (&bench->view, px));
  report.heading_deg = (float) fmod (turn * 180 / M_PI + 90, 360);
  report.speed_mps = 10;
  report.observed_us = report.received_us = wf_clock_now (clock);
  wf_track_store_apply (bench->tracks, "bench", &report, report.received_us);
}

static void
play_tracks (Bench *bench, WfMapView *self, gint64 now_us)
{
  if (now_us - bench->reported_us < REPORT_US)
    return;
  bench->reported_us = now_us;
  for (guint i = 0; i < bench->n_tracks; i++)
    report_track (bench, self->clock, i, (double) (now_us - bench->start_us) / 1e6);
  wf_track_store_commit (bench->tracks);
}

static void
play_pan (Bench *bench, WfMapView *self, gint64 now_us)
{
  double turn = (double) (now_us - bench->start_us) / 1e6 / TURN_S * 2 * M_PI;
  WfView view = bench->view;

  wf_view_pan (&view, view.width_px * 0.8 * sin (turn), view.height_px * 0.8 * (1 - cos (turn)));
  view.zoom += 0.75 * sin (turn / 2);
  wf_map_view_show (self, &view);
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);
  Bench *bench = data;
  gint64 now_us = g_get_monotonic_time ();

  if (bench->last_us != 0 && now_us - bench->start_us > WARM_UP_US)
    {
      double ms = (double) (now_us - bench->last_us) / 1e3;

      g_array_append_val (bench->frames_ms, ms);
    }
  bench->last_us = now_us;
  if (now_us >= bench->end_us)
    {
      bench->done (bench->frames_ms, bench->data);
      return G_SOURCE_REMOVE;
    }
  if (bench->kind == WF_MAP_BENCH_TRACKS)
    play_tracks (bench, self, now_us);
  else
    play_pan (bench, self, now_us);
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

void
wf_map_bench_run (WfMapView *map, WfMapBenchKind kind, guint n_tracks, double seconds,
                  WfMapBenchDone done, gpointer data)
{
  Bench *bench;

  g_return_if_fail (WF_IS_MAP_VIEW (map));
  g_return_if_fail (done != NULL);
  bench = g_new0 (Bench, 1);
  bench->kind = kind;
  bench->done = done;
  bench->data = data;
  bench->frames_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench->start_us = g_get_monotonic_time ();
  bench->end_us = bench->start_us + (gint64) (seconds * 1e6);
  bench->view = wf_map_view_logical (map);
  bench->n_tracks = n_tracks;
  if (kind == WF_MAP_BENCH_TRACKS)
    {
      bench->tracks = wf_track_store_new ();
      wf_map_view_set_tracks (map, bench->tracks);
    }
  gtk_widget_add_tick_callback (GTK_WIDGET (map), frame_cb, bench, bench_free);
}
