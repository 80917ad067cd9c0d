/* Watchfloor: what a subcommand draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Each layer is imported, or its cached pack mapped, in the order it is named. */
#include "config.h"

#include "wf-ctl-scene.h"

#include "wf-error.h"
#include "wf-layer-loader.h"
#include "wf-secrets.h"
#include "wf-style-import.h"
#include "wf-tile-source.h"
#include "wf-worker.h"

#include <glib/gi18n.h>
#include <string.h>

void
wf_ctl_scene_init (WfCtlScene *self)
{
  *self = (WfCtlScene){ .extent = WF_BOX_EMPTY };
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->told = json_array ();
}

void
wf_ctl_scene_clear (WfCtlScene *self)
{
  g_strfreev (self->layers);
  g_free (self->city_path);
  g_free (self->style_path);
  wf_ctl_source_clear (&self->how);
  g_free (self->lang);
  g_clear_pointer (&self->city, wf_city_unref);
  g_clear_pointer (&self->style, wf_style_unref);
  g_clear_pointer (&self->scene, wf_scene_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->told, json_decref);
}

gboolean
wf_ctl_scene_check (const WfCtlScene *self, GError **error)
{
  static const char *const languages[] = { "zh", "zh_CN", "en", NULL };
  const char *wrong = NULL;

  if (self->layers == NULL && self->city_path == NULL)
    wrong = _ ("name at least one --layer, or a --city.");
  else if (self->lang != NULL && !g_strv_contains (languages, self->lang))
    wrong = _ ("--lang is zh, zh_CN or en.");
  if (wrong != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);
  return wrong == NULL;
}

gboolean
wf_ctl_scene_is_chinese (const WfCtlScene *self)
{
  return self->lang == NULL || g_str_has_prefix (self->lang, "zh");
}

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
report_layer (WfCtlScene *self, const char *path, const char *id, WfPack *pack, gint64 start,
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
  json_array_append_new (self->told, told);
  g_ptr_array_add (self->ids, g_strdup (id));
}

/* What the layer reported last does not show. */
static void
report_window (WfCtlScene *self, const WfWindowFacts *facts)
{
  json_t *layer = json_array_get (self->told, json_array_size (self->told) - 1);

  json_object_set_new (layer, "complete", json_boolean (wf_source_window_facts_complete (facts)));
  json_object_set_new (layer, "one_in", json_integer (facts->one_in));
  json_object_set_new (layer, "matched", json_integer (facts->n_matched));
}

static void
add_box (WfCtlScene *self, WfBox box)
{
  if (wf_box_is_empty (box))
    return; /* nothing in it */
  wf_box_add (&self->extent, box.min_x, box.min_y);
  wf_box_add (&self->extent, box.max_x, box.max_y);
}

/* All of it, which serves for other views too; where that is too coarse, what the view shows. */
static WfRaster *
open_raster (WfCtlScene *self, const WfSource *source, GError **error)
{
  double px_per_unit = self->view != NULL ? wf_view_pixels_per_unit (self->view) : 0;
  WfSource part = *source;
  g_autoptr (WfRaster) whole = NULL;

  part.is_raster = TRUE;
  if (!self->windows || self->view == NULL)
    {
      whole = wf_worker_open_raster (&part, !self->no_cache, NULL, NULL, error);
      if (whole == NULL || self->view == NULL || wf_source_window_facts_complete (&whole->facts)
          || (whole->px_per_unit >= px_per_unit && !whole->facts.cut))
        return g_steal_pointer (&whole);
    }
  part.window = wf_source_window_for_picture (wf_view_box (self->view), px_per_unit);
  return wf_worker_open_raster (&part, !self->no_cache, NULL, NULL, error);
}

static gboolean
add_picture (WfCtlScene *self, const WfSource *source, const char *id, double opacity,
             GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (WfRaster) raster = open_raster (self, source, error);

  if (raster == NULL)
    return FALSE;
  wf_scene_add_raster (self->scene, id, raster->pixels, raster->width_px, raster->height_px,
                       raster->box, opacity);
  add_box (self, raster->box);
  report_layer (self, source->source, id, NULL, start, FALSE);
  report_window (self, &raster->facts);
  return TRUE;
}

static WfBox
unit_box (const WfPack *pack)
{
  WfUnitBox box = wf_pack_box (pack);
  WfPoint low = wf_unit_to_point ((WfUnit){ box.min_x, box.min_y });
  WfPoint high = wf_unit_to_point ((WfUnit){ box.max_x, box.max_y });

  return (WfBox){ low.x, low.y, high.x, high.y };
}

static gboolean
refuse_window (const char *source, GError **error)
{
  g_autofree char *shown = wf_secrets_hide (source);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s is read as far as the map needs it: say where with --center and --scale."),
               shown);
  return FALSE;
}

static void
settled_cb (gpointer data)
{
}

/* Tiles are fetched as in the console, until none is waited for any more. */
static gboolean
add_tiles (WfCtlScene *self, const WfCityLayer *description, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (WfLayer) layer = NULL;
  WfLayerLoader *loader;
  int width, height;
  WfBox box;
  GBytes *pixels;

  if (self->view == NULL)
    return refuse_window (description->source, error);
  layer = wf_layer_new (description, FALSE);
  loader = wf_layer_loader_new (settled_cb, NULL);
  wf_layer_loader_set_view (loader, self->view);
  wf_layer_loader_add (loader, layer);
  while (!wf_layer_loader_is_settled (loader))
    g_main_context_iteration (NULL, TRUE);
  wf_layer_loader_free (loader);
  pixels = wf_layer_get_raster (layer, &width, &height, &box);
  if (wf_layer_get_state (layer) == WF_LAYER_FAILED || pixels == NULL)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_NETWORK,
                           wf_layer_get_trouble (layer) != NULL
                               ? wf_layer_get_trouble (layer)
                               : _ ("The tile server has nothing here; try another place."));
      return FALSE;
    }
  if (wf_layer_get_note (layer) != NULL)
    g_printerr ("%s\n", wf_layer_get_note (layer));
  wf_scene_add_raster (self->scene, description->id, pixels, width, height, box,
                       description->opacity);
  report_layer (self, description->source, description->id, NULL, start, FALSE);
  return TRUE;
}

static gboolean
add_source (WfCtlScene *self, const WfSource *source, const char *id, double opacity,
            GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (WfPack) pack = NULL;
  WfWindowFacts facts = { .n_matched = -1, .one_in = 1 };
  WfSource part = *source;
  gboolean cached = TRUE;

  if (wf_source_is_picture (source->source))
    return add_picture (self, source, id, opacity, error);
  if (self->windows || wf_source_window_wanted (source->source))
    {
      if (self->view == NULL)
        return refuse_window (source->source, error);
      part.window = wf_source_window_for (wf_view_box (self->view));
    }
  pack = wf_worker_open_window (&part, !self->no_cache, NULL, NULL, &cached, &facts, error);
  if (pack == NULL)
    return FALSE;
  wf_scene_add_layer (self->scene, id, pack, opacity);
  add_box (self, unit_box (pack));
  report_layer (self, source->source, id, pack, start, cached);
  if (part.window.nx > 0)
    report_window (self, &facts);
  return TRUE;
}

static gboolean
add_layer (WfCtlScene *self, const char *text, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  WfSource source;

  wf_source_split (text, &path, &name);
  id = layer_name (path, name);
  if (wf_tile_source_is (path))
    {
      g_autoptr (WfCityLayer) tiles = wf_city_layer_new (id, path);

      tiles->layer = g_strdup (name);
      return add_tiles (self, tiles, error);
    }
  source = (WfSource){ .source = path, .layer = name };
  wf_ctl_source_say (&self->how, &source);
  return add_source (self, &source, id, 1.0, error);
}

static gboolean
add_city (WfCtlScene *self, GError **error)
{
  for (guint i = 0; i < wf_city_n_layers (self->city); i++)
    {
      const WfCityLayer *layer = wf_city_layer (self->city, i);
      WfSource source = { .source = layer->source,
                          .layer = layer->layer,
                          .encoding = layer->encoding,
                          .datum = layer->datum };

      gboolean ok = TRUE;

      if (layer->visible && wf_tile_source_is (layer->source))
        ok = add_tiles (self, layer, error);
      else if (layer->visible)
        ok = add_source (self, &source, layer->id, layer->opacity, error);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static WfStyle *
choose_style (const WfCtlScene *self, GError **error)
{
  const char *path = self->style_path;
  g_auto (GStrv) notes = NULL;
  WfStyle *style;

  if (path == NULL && self->city != NULL)
    path = wf_city_style (self->city, self->dark);
  style = path != NULL ? wf_style_open (path, &notes, error) : wf_style_default (self->dark);
  for (guint i = 0; notes != NULL && notes[i] != NULL; i++)
    g_printerr ("%s\n", notes[i]);
  return style;
}

gboolean
wf_ctl_scene_open (WfCtlScene *self, const WfView *view, guint32 ground, GError **error)
{
  self->view = view;
  if (self->city_path != NULL && (self->city = wf_city_load (self->city_path, error)) == NULL)
    return FALSE;
  self->style = choose_style (self, error);
  if (self->style == NULL)
    return FALSE;
  self->scene = wf_scene_new (self->style, wf_ctl_scene_is_chinese (self), ground);
  if (self->city != NULL && !add_city (self, error))
    return FALSE;
  for (guint i = 0; self->layers != NULL && self->layers[i] != NULL; i++)
    if (!add_layer (self, self->layers[i], error))
      return FALSE;
  return TRUE;
}
