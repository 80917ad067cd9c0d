/* Watchfloor: the benchmark of windows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over a source too large to be taken whole: at each zoom the view moves by a third of
 * itself to the east and back, the window for it is read where the last one does not hold it, and a
 * frame is drawn. Without the cache of windows. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-frame.h"
#include "wf-subcommand.h"
#include "wf-worker.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#define WIDTH_PX 1600
#define HEIGHT_PX 1000

typedef struct
{
  char *source, *layer; /* Owned */
  WfRenderer *renderer; /* Owned */
  WfPack *pack; /* Owned */
  WfSourceWindow window;
  WfWindowFacts facts;
  guint n_reads, n_partial;
  guint32 most_features;
} Walk;

static void
walk_clear (Walk *walk)
{
  g_free (walk->source);
  g_free (walk->layer);
  wf_pack_unref (walk->pack);
  wf_renderer_free (walk->renderer);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static gboolean
read_window (Walk *walk, WfBox box, GError **error)
{
  WfSource source = { .source = walk->source, .layer = walk->layer };

  if (walk->pack != NULL && wf_source_window_holds (walk->window, box)
      && (wf_source_window_facts_complete (&walk->facts)
          || wf_source_window_for (box).level <= walk->window.level))
    return TRUE;
  walk->window = source.window = wf_source_window_for (box);
  g_clear_pointer (&walk->pack, wf_pack_unref);
  walk->pack = wf_worker_open_window (&source, FALSE, NULL, NULL, NULL, &walk->facts, error);
  if (walk->pack == NULL)
    return FALSE;
  walk->n_reads++;
  walk->n_partial += !wf_source_window_facts_complete (&walk->facts);
  walk->most_features = MAX (walk->most_features, wf_pack_shapes (walk->pack)->n_features);
  return TRUE;
}

static gboolean
look (Walk *walk, const WfView *view, json_t *samples, GError **error)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (WfStyle) style = wf_style_default (FALSE);
  g_autoptr (WfScene) scene = wf_scene_new (style, TRUE, 0xfff4f5f7);
  g_autoptr (GBytes) frame = NULL;

  if (!read_window (walk, wf_view_box (view), error))
    return FALSE;
  wf_scene_add_layer (scene, "buildings", walk->pack, 1);
  frame = wf_renderer_draw (walk->renderer, scene, view, NULL, NULL, error);
  json_array_append_new (samples, json_real ((double) (g_get_monotonic_time () - start_us) / 1000));
  return frame != NULL;
}

static gboolean
go (Walk *walk, WfLonLat center, int steps, json_t *samples, GError **error)
{
  WfPoint middle = wf_mercator_from_lonlat (center);

  for (int zoom = 8; zoom <= 17; zoom++)
    for (int step = -steps; step <= steps; step++)
      {
        WfView view = {
          .center = middle, .zoom = zoom, .width_px = WIDTH_PX, .height_px = HEIGHT_PX, .scale = 1
        };

        view.center.x += step * (WIDTH_PX / 3.0) / wf_view_pixels_per_unit (&view);
        if (!look (walk, &view, samples, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
run_windows (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  g_auto (Walk) walk = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *at = NULL;
  int steps = 2;
  WfLonLat center;
  struct rusage workers = { 0 };
  const GOptionEntry entries[] = { { "layer", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL },
                                   { "center", 0, 0, G_OPTION_ARG_STRING, &at, NULL, NULL },
                                   { "repeat", 0, 0, G_OPTION_ARG_INT, &steps, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (text == NULL || at == NULL || sscanf (at, "%lf,%lf", &center.lon, &center.lat) != 2
      || !wf_lonlat_is_valid (center))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _ ("bench windows needs --layer SOURCE[#NAME] and --center LON,LAT."));
      return FALSE;
    }
  wf_source_split (text, &walk.source, &walk.layer);
  walk.renderer = wf_renderer_new (0);
  if (!go (&walk, center, CLAMP (steps, 0, 100), samples, error))
    return FALSE;
  getrusage (RUSAGE_CHILDREN, &workers);
  json_object_set_new (report, "views", json_integer ((json_int_t) json_array_size (samples)));
  json_object_set_new (report, "windows_read", json_integer (walk.n_reads));
  json_object_set_new (report, "windows_sampled", json_integer (walk.n_partial));
  json_object_set_new (report, "most_features", json_integer (walk.most_features));
  json_object_set_new (report, "worker_peak_rss_kb", json_integer (workers.ru_maxrss));
  return TRUE;
}

const WfBench wf_bench_windows = {
  .name = "windows",
  .summary = N_ ("A walk over a large source, window by window: --layer SOURCE --center LON,LAT"),
  .unit = "ms",
  .run = run_windows,
};
