/* Watchfloor: watchfloorctl render.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources to a PNG picture without a screen: import (or the cached pack), one scene, one view. */
#include "config.h"

#include "wf-ctl-scene.h"
#include "wf-png.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#define MAX_SIDE_PX 16384

typedef struct
{
  char *center, *size, *output, *datum; /* Owned */
  double zoom, scale, rotate_deg;
  int threads, repeat;
  gboolean json;
} Options;

typedef struct
{
  Options o;
  WfCtlScene scene;
  WfView view;
  json_t *frame_ms; /* Owned */
  WfFrameStats stats;
  double first_picture_ms;
} Render;

static void
render_clear (Render *render)
{
  Options *o = &render->o;

  g_free (o->center);
  g_free (o->size);
  g_free (o->output);
  g_free (o->datum);
  wf_ctl_scene_clear (&render->scene);
  json_decref (render->frame_ms);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Render, render_clear)

static gboolean
wrong_usage (GError **error, const char *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
parse_view (const Options *o, WfView *view, GError **error)
{
  WfDatum datum = WF_DATUM_WGS84;
  WfLonLat center;
  char rest;

  if (o->output == NULL)
    return wrong_usage (error, _ ("say where to with --output FILE.png."));
  if (o->center == NULL || sscanf (o->center, "%lf,%lf%c", &center.lon, &center.lat, &rest) != 2
      || !wf_lonlat_is_valid (center))
    return wrong_usage (error, _ ("--center LON,LAT must be in degrees, such as 121.61,38.91."));
  if (o->size == NULL || sscanf (o->size, "%dx%d%c", &view->width_px, &view->height_px, &rest) != 2
      || view->width_px < 1 || view->height_px < 1 || view->width_px > MAX_SIDE_PX
      || view->height_px > MAX_SIDE_PX)
    return wrong_usage (error, _ ("--size must be WIDTHxHEIGHT in pixels, such as 1600x1000."));
  if (!(o->zoom >= 0 && o->zoom <= 24) || !(o->scale >= 0.25 && o->scale <= 8)
      || !isfinite (o->rotate_deg) || o->repeat < 1 || o->threads < 0)
    return wrong_usage (
        error, _ ("--zoom is 0 to 24, --scale 0.25 to 8, --rotate in degrees, --repeat at least "
                  "1, --threads at least 0."));
  if (o->datum != NULL && !wf_datum_parse (o->datum, &datum))
    return wrong_usage (error, _ ("--datum is wgs84, cgcs2000, gcj02 or bd09."));
  view->center = wf_mercator_from_lonlat (wf_datum_to_wgs84 (datum, center));
  view->zoom = o->zoom;
  view->scale = o->scale;
  view->rotation_rad = o->rotate_deg * (G_PI / 180);
  return TRUE;
}

static gboolean
parse_options (Options *o, WfCtlScene *scene, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[]
      = { WF_CTL_SCENE_ENTRIES (scene),
          { "center", 0, 0, G_OPTION_ARG_STRING, &o->center, NULL, NULL },
          { "zoom", 0, 0, G_OPTION_ARG_DOUBLE, &o->zoom, NULL, NULL },
          { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, NULL, NULL },
          { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &o->scale, NULL, NULL },
          { "rotate", 0, 0, G_OPTION_ARG_DOUBLE, &o->rotate_deg, NULL, NULL },
          { "threads", 0, 0, G_OPTION_ARG_INT, &o->threads, NULL, NULL },
          { "repeat", 0, 0, G_OPTION_ARG_INT, &o->repeat, NULL, NULL },
          { "output", 0, 0, G_OPTION_ARG_FILENAME, &o->output, NULL, NULL },
          { "datum", 0, 0, G_OPTION_ARG_STRING, &o->datum, NULL, NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, NULL, NULL },
          G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  return argc == 1 ? TRUE : wrong_usage (error, _ ("there are words that belong to no option."));
}

/* ---- frames */

static GBytes *
draw_frames (Render *render, WfScene *scene, gint64 start, GError **error)
{
  g_autoptr (WfRenderer) renderer = wf_renderer_new ((guint) render->o.threads);
  g_autoptr (GBytes) frame = NULL;

  for (int i = 0; i < render->o.repeat; i++)
    {
      g_clear_pointer (&frame, g_bytes_unref);
      frame = wf_renderer_draw (renderer, scene, &render->view, NULL, &render->stats, error);
      if (frame == NULL)
        return NULL;
      if (i == 0)
        render->first_picture_ms = (double) (g_get_monotonic_time () - start) / 1000.0;
      json_array_append_new (render->frame_ms, json_real (render->stats.ms));
    }
  return g_steal_pointer (&frame);
}

static void
print_json (Render *render)
{
  struct rusage usage = { 0 };
  json_t *report;
  char *text;

  getrusage (RUSAGE_SELF, &usage);
  report = json_pack ("{s:O, s:O, s:I, s:f, s:I}", "layers", render->scene.told, "frame_ms",
                      render->frame_ms, "features_drawn", (json_int_t) render->stats.features_drawn,
                      "first_picture_ms", render->first_picture_ms, "peak_rss_kb",
                      (json_int_t) usage.ru_maxrss);
  text = json_dumps (report, JSON_COMPACT | JSON_REAL_PRECISION (8));
  g_print ("%s\n", text);
  free (text);
  json_decref (report);
}

static gboolean
run_render (int argc, char **argv, GError **error)
{
  g_auto (Render) render = { .o = { .scale = 1, .repeat = 1, .zoom = -1 } };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GBytes) frame = NULL;

  wf_ctl_scene_init (&render.scene);
  render.frame_ms = json_array ();
  if (!parse_options (&render.o, &render.scene, argc, argv, error)
      || !wf_ctl_scene_check (&render.scene, error) || !parse_view (&render.o, &render.view, error))
    return FALSE;
  if (!wf_ctl_scene_open (&render.scene, &render.view, render.scene.dark ? 0xff1c232c : 0xfff4f5f7,
                          error))
    return FALSE;
  frame = draw_frames (&render, render.scene.scene, start, error);
  if (frame == NULL
      || !wf_png_save (frame, render.view.width_px, render.view.height_px, render.o.output, error))
    return FALSE;
  if (render.o.json)
    print_json (&render);
  return TRUE;
}

const WfSubcommand wf_ctl_render = {
  .name = "render",
  .summary = N_ ("Draw layers into a PNG picture"),
  .synopsis
  = "watchfloorctl render --layer SOURCE[#NAME] ... [--city FILE.city.json] [--style FILE.json|.qml|.sld]\n"
    "    --center LON,LAT --zoom Z "
    "--size WxH [--scale S] [--rotate DEG] [--threads N] [--repeat N] [--no-cache]\n"
    "    [--windows] [--encoding E] [--crs EPSG:N] [--x COLUMN --y COLUMN | --wkt COLUMN] [--datum D]\n"
    "    [--lang zh|en] [--dark] --output FILE.png [--json]",
  .run = run_render,
};
