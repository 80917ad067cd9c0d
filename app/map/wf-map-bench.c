/* Watchfloor: how smooth the map is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-map-bench.h"
#include "wf-map-private.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define WARM_UP_US (WF_SECOND_US / 2)
#define REPORT_US (WF_SECOND_US / 10)
/* Gestures of PAN: a round goes this many zooms nearer and back again, a drag before each. */
#define ROUND_ZOOMS 5
#define ROUND (4 * ROUND_ZOOMS)
#define DRAG_US (400 * 1000)
#define PINCH_US (300 * 1000)
#define NOTCH_US (100 * 1000) /* between two of the wheel */
#define N_SAMPLES 512 /* features looked at for a place to play at */
#define NEVER_FRAMES 300 /* a picture not sharp by then is counted as this */

typedef struct
{
  WfMapBenchKind kind;
  WfMapBenchDone done;
  gpointer data;
  WfMapBenchFigures figures;
  gint64 start_us, last_us, end_us, reported_us;
  double cpu_start_ms;
  guint n_drawn; /* pictures of the city */
  WfView view; /* as it was at the start; PAN: as the gesture began */
  guint size;
  WfTrackStore *tracks;

  /* PAN */
  WfPoint crowd; /* what the zooms are about */
  guint n_gestures, n_notches;
  gint64 gesture_us; /* when it began */
  guint n_waited; /* frames since it ended */
} Bench;

static void
bench_free (gpointer data)
{
  Bench *bench = data;

  g_array_unref (bench->figures.frames_ms);
  g_array_unref (bench->figures.draws_ms);
  g_array_unref (bench->figures.sharp_frames);
  g_clear_object (&bench->tracks);
  g_free (bench);
}

static double
cpu_ms (void)
{
  struct rusage usage = { 0 };

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static gint64
rss_kb (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)
      || sscanf (text, "%*d %ld", &pages) != 1)
    return 0;
  return (gint64) pages * sysconf (_SC_PAGESIZE) / 1024;
}

/* Each drives round a point of its own in the view, at its own speed. */
static void
report_track (Bench *bench, WfClock *clock, guint i, double seconds)
{
  static const char *const classes[] = { "bus", "bus", "bus", "other", "ambulance" };
  WfReport report = wf_report_init ();
  double a = i * 2.399963; /* the golden angle spreads them evenly */
  double r = sqrt ((i + 0.5) / bench->size) * 0.6;
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
  for (guint i = 0; i < bench->size; i++)
    report_track (bench, self->clock, i, (double) (now_us - bench->start_us) / 1e6);
  wf_track_store_commit (bench->tracks);
}

/* ---- where it plays */

static WfPack *
find_largest (GListModel *layers)
{
  guint n = layers != NULL ? g_list_model_get_n_items (layers) : 0;
  WfPack *largest = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);
      WfPack *pack = wf_layer_get_pack (layer);

      if (pack != NULL && wf_layer_get_visible (layer)
          && (largest == NULL
              || wf_pack_shapes (pack)->n_features > wf_pack_shapes (largest)->n_features))
        largest = pack;
    }
  return largest;
}

/* One of N_SAMPLES features, evenly taken. */
static WfPoint
sample (const WfPackShapes *shapes, guint i)
{
  guint32 at = (guint32) ((guint64) i * shapes->n_features / N_SAMPLES);
  const WfUnitBox *box = &shapes->boxes[at];

  return (WfPoint){ box->min_x / WF_UNIT_SPAN, box->min_y / WF_UNIT_SPAN };
}

/* Where most is drawn, near the middle of it: of a city by the sea the middle of the view is water.
 */
static WfPoint
find_crowd (const WfPackShapes *shapes)
{
  WfPoint middle = { 0, 0 }, best = sample (shapes, 0);

  for (guint i = 0; i < N_SAMPLES; i++)
    {
      WfPoint p = sample (shapes, i);

      middle.x += p.x / N_SAMPLES;
      middle.y += p.y / N_SAMPLES;
    }
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      WfPoint p = sample (shapes, i);

      if (hypot (p.x - middle.x, p.y - middle.y) < hypot (best.x - middle.x, best.y - middle.y))
        best = p;
    }
  return best;
}

static void
go_to_crowd (Bench *bench, WfMapView *self)
{
  WfPack *pack = find_largest (self->layers);
  WfView view = wf_map_view_logical (self);

  if (pack != NULL && wf_pack_shapes (pack)->n_features > 0)
    view.center = find_crowd (wf_pack_shapes (pack));
  bench->crowd = view.center;
  wf_map_view_show (self, &view);
}

/* ---- gestures: each plays one frame, FALSE where there is nothing left to move */

/* One there, the next back, so that the city stays under the hand. */
static gboolean
play_drag (Bench *bench, WfMapView *self, gint64 since_us)
{
  double t = MIN ((double) since_us / DRAG_US, 1), way = t * t * (3 - 2 * t);
  double side = bench->n_gestures % 4 == 0 ? -0.25 : 0.25;
  WfView view = bench->view;

  wf_view_pan (&view, view.width_px * side * way, view.height_px * side / 2 * way);
  wf_map_view_show (self, &view);
  if (t >= 1)
    wf_map_view_rest (self);
  return t < 1;
}

static gboolean
play_pinch (Bench *bench, WfMapView *self, gint64 since_us, double zooms)
{
  double t = MIN ((double) since_us / PINCH_US, 1);
  WfView view = bench->view;

  wf_view_zoom_about (&view, view.zoom + zooms * t, wf_view_point_to_pixel (&view, bench->crowd));
  wf_map_view_show (self, &view);
  if (t >= 1)
    wf_map_view_rest (self);
  return t < 1;
}

/* Two notches; the map glides to where they lead by itself. */
static gboolean
play_wheel (Bench *bench, WfMapView *self, gint64 since_us, double zooms)
{
  WfPoint anchor = wf_view_point_to_pixel (&bench->view, bench->crowd);

  if (bench->n_notches < 2 && since_us >= bench->n_notches * NOTCH_US)
    {
      bench->n_notches++;
      wf_map_view_zoom_about (self, zooms / 2, anchor);
    }
  return bench->n_notches < 2 || self->motion.kind != WF_MOTION_NONE;
}

static gboolean
play_gesture (Bench *bench, WfMapView *self, gint64 since_us)
{
  guint step = bench->n_gestures % ROUND;
  double zooms = step < ROUND / 2 ? 1 : -1;

  if (step % 2 == 0)
    return play_drag (bench, self, since_us);
  if (step % 4 == 1)
    return play_wheel (bench, self, since_us, zooms);
  return play_pinch (bench, self, since_us, zooms);
}

static void
begin_gesture (Bench *bench, WfMapView *self, gint64 now_us)
{
  bench->gesture_us = now_us;
  bench->view = wf_map_view_logical (self);
  bench->n_notches = bench->n_waited = 0;
}

static void
play_pan (Bench *bench, WfMapView *self, gint64 now_us)
{
  if (bench->gesture_us == 0)
    begin_gesture (bench, self, now_us);
  if (bench->n_waited == 0 && play_gesture (bench, self, now_us - bench->gesture_us))
    return;
  if (wf_map_view_is_settled (self) || bench->n_waited >= NEVER_FRAMES)
    {
      double waited = bench->n_waited;

      g_array_append_val (bench->figures.sharp_frames, waited);
      bench->n_gestures++;
      if (bench->n_gestures == ROUND)
        bench->figures.rss_first_kb = rss_kb ();
      begin_gesture (bench, self, now_us);
    }
  else
    bench->n_waited++;
}

/* ---- frames */

static void
take_times (Bench *bench, WfMapView *self, gint64 now_us)
{
  double ms = (double) (now_us - bench->last_us) / 1e3;
  guint n_drawn;
  double draw_ms = wf_ground_layer_frame_ms (self->ground, &n_drawn);

  if (bench->last_us == 0 || now_us - bench->start_us <= WARM_UP_US)
    bench->cpu_start_ms = cpu_ms ();
  else
    {
      g_array_append_val (bench->figures.frames_ms, ms);
      if (n_drawn != bench->n_drawn)
        g_array_append_val (bench->figures.draws_ms, draw_ms);
    }
  bench->n_drawn = n_drawn;
  bench->last_us = now_us;
}

static gboolean
is_over (const Bench *bench, gint64 now_us)
{
  if (bench->kind == WF_MAP_BENCH_PAN && bench->size > 0)
    return bench->n_gestures >= bench->size;
  return now_us >= bench->end_us;
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);
  Bench *bench = data;
  gint64 now_us = g_get_monotonic_time ();

  take_times (bench, self, now_us);
  if (is_over (bench, now_us))
    {
      bench->figures.cpu_ms
          = (cpu_ms () - bench->cpu_start_ms) / MAX (bench->figures.frames_ms->len, 1);
      bench->figures.rss_last_kb = rss_kb ();
      bench->done (&bench->figures, bench->data);
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
wf_map_bench_run (WfMapView *map, WfMapBenchKind kind, guint size, double seconds,
                  WfMapBenchDone done, gpointer data)
{
  Bench *bench;

  g_return_if_fail (WF_IS_MAP_VIEW (map));
  g_return_if_fail (done != NULL);
  bench = g_new0 (Bench, 1);
  bench->kind = kind;
  bench->done = done;
  bench->data = data;
  bench->figures.frames_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench->figures.draws_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench->figures.sharp_frames = g_array_new (FALSE, FALSE, sizeof (double));
  bench->start_us = g_get_monotonic_time ();
  bench->end_us = bench->start_us + (gint64) (seconds * 1e6);
  if (kind == WF_MAP_BENCH_PAN)
    go_to_crowd (bench, map);
  bench->view = wf_map_view_logical (map);
  bench->size = size;
  if (kind == WF_MAP_BENCH_TRACKS)
    {
      bench->tracks = wf_track_store_new ();
      wf_map_view_set_tracks (map, bench->tracks);
    }
  gtk_widget_add_tick_callback (GTK_WIDGET (map), frame_cb, bench, bench_free);
}
