/* Watchfloor: the benchmark of drawing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A million footprints (or a given pack), filled and outlined at 1600 x 1000: from opening the
 * mapped pack to the first picture, then frame by frame from zoom 10 to 17. The footprints are made
 * here: a city 45 km wide in the density of the measured one (about 480 footprints a square
 * kilometre, 6.4 vertices each). */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-error.h"
#include "wf-frame.h"
#include "wf-pack-writer.h"
#include "wf-subcommand.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CENTER_LON 121.6
#define CENTER_LAT 38.95
#define PER_KM2 480.0
#define MAX_OPENINGS 15

static const char bench_style[]
    = "{\"layers\":[{\"id\":\"b\",\"type\":\"fill\",\"source\":\"buildings\",\"paint\":"
      "{\"fill-color\":\"#d8d3ca\",\"fill-outline-color\":\"#a9a294\"}}]}";

static const double zooms[] = { 10, 12, 14, 16, 17 };

typedef struct
{
  int size, repeat, threads;
  double zoom; /* 0: all five */
  double rotate_deg;
  char *layer, *keep; /* Owned */
} Options;

/* ---- the footprints */

/* A rectangle, an L or a U on its own axes, metres; returns the number of vertices. */
static guint
make_outline (GRand *rand, double out[16][2])
{
  static const double shapes[3][8][2] = {
    { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } },
    { { 0, 0 }, { 1, 0 }, { 1, 0.5 }, { 0.55, 0.5 }, { 0.55, 1 }, { 0, 1 } },
    { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0.7, 1 }, { 0.7, 0.45 }, { 0.3, 0.45 }, { 0.3, 1 }, { 0, 1 } }
  };
  static const guint sizes[3] = { 4, 6, 8 };
  double pick = g_rand_double (rand);
  guint kind = pick < 0.2 ? 0 : pick < 0.6 ? 1 : 2;
  double w = 9 + 16 * g_rand_double (rand), h = 9 + 14 * g_rand_double (rand);

  for (guint i = 0; i < sizes[kind]; i++)
    {
      out[i][0] = (shapes[kind][i][0] - 0.5) * w;
      out[i][1] = (shapes[kind][i][1] - 0.5) * h;
    }
  return sizes[kind];
}

static void
add_footprint (WfPackWriter *writer, GRand *rand, gint64 fid, double side_m)
{
  double m_lat = 111195.0, m_lon = m_lat * cos (CENTER_LAT * (G_PI / 180));
  double x = floor ((g_rand_double (rand) - 0.5) * side_m / 45) * 45 + 12 * g_rand_double (rand);
  double y = floor ((g_rand_double (rand) - 0.5) * side_m / 45) * 45 + 12 * g_rand_double (rand);
  /* Streets turn slowly across the city. */
  double turn = 0.6 * sin (x / 9000) + 0.5 * cos (y / 7000), c = cos (turn), s = sin (turn);
  double outline[16][2];
  WfLonLat points[16];
  guint n = make_outline (rand, outline);

  for (guint i = 0; i < n; i++)
    {
      double px = x + outline[i][0] * c - outline[i][1] * s;
      double py = y + outline[i][0] * s + outline[i][1] * c;

      points[i] = (WfLonLat){ CENTER_LON + px / m_lon, CENTER_LAT + py / m_lat };
    }
  wf_pack_writer_begin (writer, fid);
  wf_pack_writer_add_lonlats (writer, points, n);
  wf_pack_writer_end (writer);
}

static gboolean
write_pack (int n, const char *path, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  GRand *rand = g_rand_new_with_seed (20261120);
  double side_m = sqrt (n / PER_KM2) * 1000;

  for (int i = 0; i < n; i++)
    add_footprint (writer, rand, i, side_m);
  g_rand_free (rand);
  return wf_pack_writer_finish (writer, path, error);
}

/* By a process of its own, so that the memory measured is that of drawing. */
static gboolean
write_pack_apart (int n, const char *path, GError **error)
{
  pid_t child = fork ();
  int status = 0;

  if (child == 0)
    _exit (write_pack (n, path, NULL) ? 0 : 1);
  if (child > 0 && waitpid (child, &status, 0) == child && status == 0)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("The footprints cannot be written to %s; free some space or set TMPDIR."), path);
  return FALSE;
}

/* ---- the frames */

/* Of all threads together: what a frame costs whatever else the machine does. */
static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static WfView
make_view (WfPack *pack, double zoom, double rotate_deg)
{
  WfUnitBox box = wf_pack_box (pack);
  WfView view = { .zoom = zoom, .width_px = 1600, .height_px = 1000, .scale = 1 };

  view.rotation_rad = rotate_deg * (G_PI / 180);
  view.center = (WfPoint){ (box.min_x + (double) box.max_x) / 2 / WF_UNIT_SPAN,
                           (box.min_y + (double) box.max_y) / 2 / WF_UNIT_SPAN };
  return view;
}

static gboolean
measure_zoom (WfRenderer *renderer, WfScene *scene, WfView view, int repeat, json_t *samples,
              json_t *cases, GError **error)
{
  g_autofree double *times = g_new (double, repeat);
  g_autofree double *cpu = g_new (double, repeat);
  WfFrameStats stats = { 0 };
  json_t *one = json_object ();

  for (int i = 0; i < repeat; i++)
    {
      g_autoptr (GBytes) frame = NULL;

      /* A little aside each time: nothing may be the same frame again. */
      view.center.x += 1e-9;
      cpu[i] = -cpu_ms ();
      frame = wf_renderer_draw (renderer, scene, &view, NULL, &stats, error);
      if (frame == NULL)
        {
          json_decref (one);
          return FALSE;
        }
      times[i] = stats.ms;
      cpu[i] += cpu_ms ();
      json_array_append_new (samples, json_real (stats.ms));
    }
  json_object_set_new (one, "zoom", json_real (view.zoom));
  json_object_set_new (one, "features_drawn", json_integer ((json_int_t) stats.features_drawn));
  json_object_set_new (one, "median", json_real (wf_bench_quantile (times, (guint) repeat, 0.5)));
  json_object_set_new (one, "p95", json_real (wf_bench_quantile (times, (guint) repeat, 0.95)));
  json_object_set_new (one, "min", json_real (times[0]));
  json_object_set_new (one, "cpu_median", json_real (wf_bench_quantile (cpu, (guint) repeat, 0.5)));
  json_array_append_new (cases, one);
  return TRUE;
}

/* ---- from opening to the first picture */

typedef struct
{
  WfPack *pack; /* Owned */
  WfScene *scene; /* Owned */
  WfRenderer *renderer; /* Owned */
} Desk;

static void
desk_clear (Desk *desk)
{
  g_clear_pointer (&desk->scene, wf_scene_unref);
  g_clear_pointer (&desk->renderer, wf_renderer_free);
  g_clear_pointer (&desk->pack, wf_pack_unref);
}

/* As a window has it before a layer is opened: with its fonts. */
static WfRenderer *
warm_renderer (const Options *options, WfStyle *style)
{
  WfRenderer *renderer = wf_renderer_new ((guint) options->threads);
  g_autoptr (WfScene) nothing = wf_scene_new (style, FALSE, 0xfff4f1ea);
  WfView view = { .zoom = 10, .width_px = 16, .height_px = 16, .scale = 1 };

  g_bytes_unref (wf_renderer_draw (renderer, nothing, &view, NULL, NULL, NULL));
  return renderer;
}

/* Milliseconds; below 0 with @error set. */
static double
open_once (const Options *options, WfStyle *style, Desk *desk, double *open_ms, GError **error)
{
  g_autoptr (GBytes) first = NULL;
  gint64 start_us;
  WfView view;

  desk_clear (desk);
  desk->renderer = warm_renderer (options, style);
  start_us = g_get_monotonic_time ();
  desk->pack = wf_pack_open (options->layer, error);
  if (desk->pack == NULL)
    return -1;
  *open_ms = (double) (g_get_monotonic_time () - start_us) / 1000.0;
  desk->scene = wf_scene_new (style, FALSE, 0xfff4f1ea);
  wf_scene_add_layer (desk->scene, "buildings", desk->pack, 1);
  view = make_view (desk->pack, 10, options->rotate_deg);
  first = wf_renderer_draw (desk->renderer, desk->scene, &view, NULL, NULL, error);
  return first != NULL ? (double) (g_get_monotonic_time () - start_us) / 1000.0 : -1;
}

static gboolean
measure_opening (const Options *options, WfStyle *style, Desk *desk, json_t *report, GError **error)
{
  double times[MAX_OPENINGS], opens[MAX_OPENINGS];
  guint n = (guint) MIN (options->repeat, MAX_OPENINGS);

  for (guint i = 0; i < n; i++)
    if ((times[i] = open_once (options, style, desk, &opens[i], error)) < 0)
      return FALSE;
  json_object_set_new (report, "first_picture_ms", json_real (wf_bench_quantile (times, n, 0.5)));
  json_object_set_new (report, "first_picture_min_ms", json_real (times[0]));
  json_object_set_new (report, "open_ms", json_real (wf_bench_quantile (opens, n, 0.5)));
  return TRUE;
}

static void
report_size (const WfPack *pack, json_t *report)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  double size = (double) g_bytes_get_size (wf_pack_get_bytes ((WfPack *) pack));

  json_object_set_new (report, "features", json_integer (shapes->n_features));
  json_object_set_new (report, "vertices", json_integer (shapes->n_coords));
  json_object_set_new (report, "pack_bytes", json_integer ((json_int_t) size));
  json_object_set_new (report, "pack_to_coordinates",
                       json_real (size / (MAX (shapes->n_coords, 1) * sizeof (WfUnit))));
}

static gboolean
measure (const Options *options, json_t *samples, json_t *report, GError **error)
{
  g_autoptr (WfStyle) style
      = wf_style_parse (bench_style, strlen (bench_style), "bench style", error);
  json_t *cases = json_array ();
  Desk desk = { NULL };
  gboolean ok = style != NULL && measure_opening (options, style, &desk, report, error);

  json_object_set_new (report, "cases", cases);
  if (ok)
    report_size (desk.pack, report);
  for (guint i = 0; i < G_N_ELEMENTS (zooms) && ok; i++)
    if (options->zoom == 0 || options->zoom == zooms[i])
      ok = measure_zoom (desk.renderer, desk.scene,
                         make_view (desk.pack, zooms[i], options->rotate_deg), options->repeat,
                         samples, cases, error);
  desk_clear (&desk);
  return ok;
}

/* Makes the footprints where no pack is given, at @options->layer. */
static gboolean
measure_made (Options *options, json_t *samples, json_t *report, GError **error)
{
  g_autofree char *folder = NULL;
  gboolean ok;

  if (options->layer != NULL)
    return measure (options, samples, report, error);
  folder = g_dir_make_tmp ("watchfloor-bench-XXXXXX", error);
  if (folder == NULL)
    return FALSE;
  options->layer = options->keep != NULL ? g_strdup (options->keep)
                                         : g_build_filename (folder, "buildings.wfpack", NULL);
  ok = write_pack_apart (options->size, options->layer, error)
       && measure (options, samples, report, error);
  if (options->keep == NULL)
    g_unlink (options->layer);
  g_rmdir (folder);
  return ok;
}

static gboolean
run_render (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  Options o = { .size = 1000000, .repeat = 15 };
  const GOptionEntry entries[]
      = { { "size", 0, 0, G_OPTION_ARG_INT, &o.size, NULL, NULL },
          { "repeat", 0, 0, G_OPTION_ARG_INT, &o.repeat, NULL, NULL },
          { "threads", 0, 0, G_OPTION_ARG_INT, &o.threads, NULL, NULL },
          { "zoom", 0, 0, G_OPTION_ARG_DOUBLE, &o.zoom, NULL, NULL },
          { "rotate", 0, 0, G_OPTION_ARG_DOUBLE, &o.rotate_deg, NULL, NULL },
          { "layer", 0, 0, G_OPTION_ARG_FILENAME, &o.layer, NULL, NULL },
          { "keep", 0, 0, G_OPTION_ARG_FILENAME, &o.keep, NULL, NULL },
          G_OPTION_ENTRY_NULL };
  gboolean ok = wf_subcommand_parse (entries, &argc, &argv, error);

  if (ok && (o.size < 1 || o.size > 20000000 || o.repeat < 1 || o.repeat > 10000 || o.threads < 0))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("--size is 1 to 20000000, --repeat 1 to 10000."));
      ok = FALSE;
    }
  ok = ok && measure_made (&o, samples, report, error);
  g_free (o.layer);
  g_free (o.keep);
  return ok;
}

const WfBench wf_bench_render = {
  .name = "render",
  .summary = N_ ("Draw a million footprints at five zooms"),
  .unit = "ms",
  .run = run_render,
};
