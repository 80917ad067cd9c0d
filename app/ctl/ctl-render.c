/* Watchfloor: watchfloorctl render.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources to a PNG picture without a screen: import (or the cached pack), one scene, one view. */
#include "config.h"

#include "wf-city.h"
#include "wf-frame.h"
#include "wf-png.h"
#include "wf-secrets.h"
#include "wf-style-import.h"
#include "wf-subcommand.h"
#include "wf-worker.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#define MAX_SIDE_PX 16384

typedef struct
{
  char **layers, *city, *style, *center, *size, *output, *encoding, *lang, *datum, *crs, *x, *y,
      *wkt; /* Owned */
  double zoom, scale, rotate_deg;
  int threads, repeat;
  gboolean no_cache, json, dark, windows;
} Options;

typedef struct
{
  Options o;
  WfView view;
  json_t *layers; /* Owned: what --json tells of each layer */
  json_t *frame_ms; /* Owned */
  WfFrameStats stats;
  double first_picture_ms;
} Render;

static void
render_clear (Render *render)
{
  Options *o = &render->o;

  g_strfreev (o->layers);
  g_free (o->city);
  g_free (o->style);
  g_free (o->center);
  g_free (o->size);
  g_free (o->output);
  g_free (o->encoding);
  g_free (o->lang);
  g_free (o->datum);
  g_free (o->crs);
  g_free (o->x);
  g_free (o->y);
  g_free (o->wkt);
  json_decref (render->layers);
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
  static const char *const languages[] = { "zh", "zh_CN", "en", NULL };
  WfDatum datum = WF_DATUM_WGS84;
  WfLonLat center;
  char rest;

  if (o->layers == NULL && o->city == NULL)
    return wrong_usage (error, _ ("name at least one --layer, or a --city."));
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
  if (o->lang != NULL && !g_strv_contains (languages, o->lang))
    return wrong_usage (error, _ ("--lang is zh, zh_CN or en."));
  view->center = wf_mercator_from_lonlat (wf_datum_to_wgs84 (datum, center));
  view->zoom = o->zoom;
  view->scale = o->scale;
  view->rotation_rad = o->rotate_deg * (G_PI / 180);
  return TRUE;
}

static gboolean
parse_options (Options *o, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[]
      = { { "layer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->layers, NULL, NULL },
          { "city", 0, 0, G_OPTION_ARG_FILENAME, &o->city, NULL, NULL },
          { "style", 0, 0, G_OPTION_ARG_FILENAME, &o->style, NULL, NULL },
          { "center", 0, 0, G_OPTION_ARG_STRING, &o->center, NULL, NULL },
          { "zoom", 0, 0, G_OPTION_ARG_DOUBLE, &o->zoom, NULL, NULL },
          { "size", 0, 0, G_OPTION_ARG_STRING, &o->size, NULL, NULL },
          { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &o->scale, NULL, NULL },
          { "rotate", 0, 0, G_OPTION_ARG_DOUBLE, &o->rotate_deg, NULL, NULL },
          { "threads", 0, 0, G_OPTION_ARG_INT, &o->threads, NULL, NULL },
          { "repeat", 0, 0, G_OPTION_ARG_INT, &o->repeat, NULL, NULL },
          { "no-cache", 0, 0, G_OPTION_ARG_NONE, &o->no_cache, NULL, NULL },
          { "windows", 0, 0, G_OPTION_ARG_NONE, &o->windows, NULL, NULL },
          { "encoding", 0, 0, G_OPTION_ARG_STRING, &o->encoding, NULL, NULL },
          { "crs", 0, 0, G_OPTION_ARG_STRING, &o->crs, NULL, NULL },
          { "x", 0, 0, G_OPTION_ARG_STRING, &o->x, NULL, NULL },
          { "y", 0, 0, G_OPTION_ARG_STRING, &o->y, NULL, NULL },
          { "wkt", 0, 0, G_OPTION_ARG_STRING, &o->wkt, NULL, NULL },
          { "output", 0, 0, G_OPTION_ARG_FILENAME, &o->output, NULL, NULL },
          { "datum", 0, 0, G_OPTION_ARG_STRING, &o->datum, NULL, NULL },
          { "lang", 0, 0, G_OPTION_ARG_STRING, &o->lang, NULL, NULL },
          { "dark", 0, 0, G_OPTION_ARG_NONE, &o->dark, NULL, NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, NULL, NULL },
          G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  return argc == 1 ? TRUE : wrong_usage (error, _ ("there are words that belong to no option."));
}

/* ---- layers */

/* The name a style knows the layer by: the part after '#', else the file's stem. */
static char *
layer_name (const char *path, const char *name)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot;

  if (name != NULL)
    return g_strdup (name);
  dot = strrchr (base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';
  return g_steal_pointer (&base);
}

/* What was lost or changed on the way in, and what had to be guessed. */
static void
report_origin (json_t *told, const WfPackOrigin *origin)
{
  const struct
  {
    const char *name;
    guint64 n;
  } counts[] = { { "dropped", wf_pack_origin_dropped (origin) },
                 { "empty", origin->n_empty },
                 { "invalid", origin->n_invalid },
                 { "out_of_range", origin->n_out_of_range },
                 { "repaired", origin->n_repaired },
                 { "unrepaired", origin->n_unrepaired },
                 { "z_dropped", origin->n_z_dropped },
                 { "linearized", origin->n_linearized },
                 { "split", origin->n_split },
                 { "cut", origin->n_cut },
                 { "garbled", origin->n_garbled } };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_new (told, counts[i].name, json_integer ((json_int_t) counts[i].n));
  json_object_set_new (told, "crs", json_string (origin->crs));
  json_object_set_new (told, "crs_by", json_string (wf_said_name (origin->crs_by)));
  json_object_set_new (told, "encoding", json_string (origin->encoding));
  json_object_set_new (told, "encoding_by", json_string (wf_said_name (origin->encoding_by)));
}

static void
report_layer (Render *render, const char *path, const char *id, WfPack *pack, gint64 start,
              gboolean cached)
{
  const WfPackShapes *shapes = pack != NULL ? wf_pack_shapes (pack) : NULL;
  json_int_t features = shapes != NULL ? shapes->n_features : 0;
  json_int_t vertices = shapes != NULL ? shapes->n_coords : 0;
  g_autofree char *shown = wf_secrets_hide (path);
  json_t *told
      = json_pack ("{s:s, s:s, s:I, s:I, s:I, s:f, s:b}", "source", shown, "name", id, "features",
                   features, "vertices", vertices, "dropped", (json_int_t) 0, "import_ms",
                   (double) (g_get_monotonic_time () - start) / 1000.0, "cached", (int) cached);

  if (pack != NULL)
    report_origin (told, wf_pack_origin (pack));
  json_array_append_new (render->layers, told);
}

/* What the layer reported last does not show. */
static void
report_window (Render *render, const WfWindowFacts *facts)
{
  json_t *layer = json_array_get (render->layers, json_array_size (render->layers) - 1);

  json_object_set_new (layer, "complete", json_boolean (wf_source_window_facts_complete (facts)));
  json_object_set_new (layer, "one_in", json_integer (facts->one_in));
  json_object_set_new (layer, "matched", json_integer (facts->n_matched));
}

/* All of it, which serves for other views too; where that is too coarse, what the view shows. */
static WfRaster *
open_raster (Render *render, const WfSource *source, GError **error)
{
  double px_per_unit = wf_view_pixels_per_unit (&render->view);
  WfSource part = *source;
  g_autoptr (WfRaster) whole = NULL;

  part.is_raster = TRUE;
  if (!render->o.windows)
    {
      whole = wf_worker_open_raster (&part, !render->o.no_cache, NULL, NULL, error);
      if (whole == NULL || wf_source_window_facts_complete (&whole->facts)
          || (whole->px_per_unit >= px_per_unit && !whole->facts.cut))
        return g_steal_pointer (&whole);
    }
  part.window = wf_source_window_for_picture (wf_view_box (&render->view), px_per_unit);
  return wf_worker_open_raster (&part, !render->o.no_cache, NULL, NULL, error);
}

static gboolean
add_picture (Render *render, WfScene *scene, const WfSource *source, const char *id, double opacity,
             GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (WfRaster) raster = open_raster (render, source, error);

  if (raster == NULL)
    return FALSE;
  wf_scene_add_raster (scene, id, raster->pixels, raster->width_px, raster->height_px, raster->box,
                       opacity);
  report_layer (render, source->source, id, NULL, start, FALSE);
  report_window (render, &raster->facts);
  return TRUE;
}

static gboolean
add_source (Render *render, WfScene *scene, const WfSource *source, const char *id, double opacity,
            GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (WfPack) pack = NULL;
  WfWindowFacts facts = { .n_matched = -1, .one_in = 1 };
  WfSource part = *source;
  gboolean cached = TRUE;

  if (wf_source_is_picture (source->source))
    return add_picture (render, scene, source, id, opacity, error);
  if (render->o.windows || wf_source_window_wanted (source->source))
    part.window = wf_source_window_for (wf_view_box (&render->view));
  pack = wf_worker_open_window (&part, !render->o.no_cache, NULL, NULL, &cached, &facts, error);
  if (pack == NULL)
    return FALSE;
  wf_scene_add_layer (scene, id, pack, opacity);
  report_layer (render, source->source, id, pack, start, cached);
  if (part.window.nx > 0)
    report_window (render, &facts);
  return TRUE;
}

static gboolean
add_layer (Render *render, WfScene *scene, const char *text, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  WfSource source;

  wf_source_split (text, &path, &name);
  id = layer_name (path, name);
  source = (WfSource){ .source = path,
                       .layer = name,
                       .encoding = render->o.encoding,
                       .crs = render->o.crs,
                       .x = render->o.wkt != NULL ? render->o.wkt : render->o.x,
                       .y = render->o.y };
  return add_source (render, scene, &source, id, 1.0, error);
}

static gboolean
add_city (Render *render, WfScene *scene, WfCity *city, GError **error)
{
  for (guint i = 0; i < wf_city_n_layers (city); i++)
    {
      const WfCityLayer *layer = wf_city_layer (city, i);
      WfSource source = { .source = layer->source,
                          .layer = layer->layer,
                          .encoding = layer->encoding,
                          .datum = layer->datum };

      if (layer->visible && !add_source (render, scene, &source, layer->id, layer->opacity, error))
        return FALSE;
    }
  return TRUE;
}

static WfStyle *
choose_style (const Options *o, const WfCity *city, GError **error)
{
  const char *path = o->style;
  g_auto (GStrv) notes = NULL;
  WfStyle *style;

  if (path == NULL && city != NULL)
    path = wf_city_style (city, o->dark);
  style = path != NULL ? wf_style_open (path, &notes, error) : wf_style_default (o->dark);
  for (guint i = 0; notes != NULL && notes[i] != NULL; i++)
    g_printerr ("%s\n", notes[i]);
  return style;
}

static WfScene *
make_scene (Render *render, GError **error)
{
  const Options *o = &render->o;
  const char *lang = o->lang != NULL ? o->lang : "zh";
  g_autoptr (WfCity) city = NULL;
  g_autoptr (WfStyle) style = NULL;
  g_autoptr (WfScene) scene = NULL;

  if (o->city != NULL && (city = wf_city_load (o->city, error)) == NULL)
    return NULL;
  style = choose_style (o, city, error);
  if (style == NULL)
    return NULL;
  scene = wf_scene_new (style, g_str_has_prefix (lang, "zh"), o->dark ? 0xff1c232c : 0xfff4f5f7);
  if (city != NULL && !add_city (render, scene, city, error))
    return NULL;
  for (guint i = 0; o->layers != NULL && o->layers[i] != NULL; i++)
    if (!add_layer (render, scene, o->layers[i], error))
      return NULL;
  return g_steal_pointer (&scene);
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
  report = json_pack ("{s:O, s:O, s:I, s:f, s:I}", "layers", render->layers, "frame_ms",
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
  g_autoptr (WfScene) scene = NULL;
  g_autoptr (GBytes) frame = NULL;

  render.layers = json_array ();
  render.frame_ms = json_array ();
  if (!parse_options (&render.o, argc, argv, error) || !parse_view (&render.o, &render.view, error))
    return FALSE;
  scene = make_scene (&render, error);
  if (scene == NULL)
    return FALSE;
  frame = draw_frames (&render, scene, start, error);
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
