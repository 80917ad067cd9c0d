/* Watchfloor: scenes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See wf-frame.h and wf-scene.h. Built in one thread, then read by many. */
#include "config.h"

#include "wf-scene.h"

#include "wf-pack-fields.h"

#include <string.h>

/* ---- binding */

static void
bound_layer_free (gpointer data)
{
  WfBoundLayer *bound = data;

  wf_expression_free (bound->filter);
  g_free (bound->filter_key);
  for (guint i = 0; i < WF_N_PROPS; i++)
    wf_expression_free (bound->props[i]);
  g_free (bound);
}

static WfBoundLayer *
bind_layer (const WfScene *self, const WfStyleLayer *style, const WfFieldSource *fields)
{
  WfBoundLayer *bound = g_new0 (WfBoundLayer, 1);
  const char *language = self->chinese ? "zh" : "en";

  bound->style = style;
  if (style->filter != NULL)
    bound->filter = wf_expression_bind (style->filter, fields, language);
  bound->filter_key
      = style->filter != NULL ? g_strconcat (language, style->filter_key, NULL) : g_strdup ("");
  for (guint i = 0; i < WF_N_PROPS; i++)
    if (style->props[i] != NULL)
      bound->props[i] = wf_expression_bind (style->props[i], fields, language);
  return bound;
}

/* A picture or a background has no columns. */
static int
find_nothing (gpointer data, const char *name)
{
  return -1;
}

static const WfFieldSource nothing = { NULL, find_nothing, NULL, NULL, NULL, NULL, NULL };

static gboolean
kind_fits (const WfStyleLayer *style, const WfSceneLayer *layer)
{
  return style->kind != WF_STYLE_BACKGROUND
         && (style->kind == WF_STYLE_RASTER) == (layer->picture != NULL);
}

static WfStyle *
style_for (WfScene *self, const char *id)
{
  guint32 b = self->background;

  if (wf_style_covers (self->style, id))
    return self->style;
  if (self->fallback == NULL)
    self->fallback = wf_style_default ((b >> 24) > 127 && (b >> 8 & 255) < 110);
  return self->fallback;
}

static void
bind_layers (WfScene *self, WfSceneLayer *layer)
{
  WfStyle *style = style_for (self, layer->id);

  layer->bound = g_ptr_array_new_with_free_func (bound_layer_free);
  for (guint i = 0; i < wf_style_n_layers (style); i++)
    {
      const WfStyleLayer *one = wf_style_layer (style, i);

      if (one->visible && wf_style_layer_speaks_of (one, layer->id) && kind_fits (one, layer))
        g_ptr_array_add (layer->bound, bind_layer (self, one, &layer->fields));
    }
}

static void
scene_layer_free (gpointer data)
{
  WfSceneLayer *layer = data;

  g_free (layer->id);
  g_clear_pointer (&layer->bound, g_ptr_array_unref);
  wf_pack_unref (layer->pack);
  g_clear_pointer (&layer->picture, g_bytes_unref);
  g_free (layer);
}

WfScene *
wf_scene_new (WfStyle *style, gboolean chinese, guint32 background_argb)
{
  WfScene *self = g_new0 (WfScene, 1);

  g_atomic_ref_count_init (&self->refs);
  self->style = wf_style_ref (style);
  self->chinese = chinese;
  self->background = background_argb;
  self->layers = g_ptr_array_new_with_free_func (scene_layer_free);
  self->backgrounds = g_ptr_array_new_with_free_func (bound_layer_free);
  for (guint i = 0; i < wf_style_n_layers (style); i++)
    if (wf_style_layer (style, i)->kind == WF_STYLE_BACKGROUND
        && wf_style_layer (style, i)->visible)
      g_ptr_array_add (self->backgrounds, bind_layer (self, wf_style_layer (style, i), &nothing));
  return self;
}

static void
add_kind (WfScene *self, const char *id, WfPack *pack, WfGeometryKind kind, double opacity)
{
  WfSceneLayer *layer = g_new0 (WfSceneLayer, 1);

  layer->id = g_strdup (id);
  layer->pack = wf_pack_ref (pack);
  layer->opacity = opacity;
  layer->kind = kind;
  layer->fields = wf_pack_field_source (pack, kind);
  bind_layers (self, layer);
  g_ptr_array_add (self->layers, layer);
}

/* Of a mixed pack points lie above lines, and lines above areas. */
void
wf_scene_add_layer (WfScene *self, const char *id, WfPack *pack, double opacity)
{
  guint32 first, end;

  if (wf_pack_kind (pack) != WF_GEOMETRY_MIXED)
    {
      add_kind (self, id, pack, wf_pack_kind (pack), opacity);
      return;
    }
  for (WfGeometryKind kind = WF_GEOMETRY_POLYGON; kind > WF_GEOMETRY_NONE; kind--)
    {
      wf_pack_kind_range (pack, kind, &first, &end);
      if (first < end)
        add_kind (self, id, pack, kind, opacity);
    }
}

void
wf_scene_add_raster (WfScene *self, const char *id, GBytes *bytes, int width_px, int height_px,
                     WfBox box, double opacity)
{
  WfSceneLayer *layer;

  g_return_if_fail (width_px > 0 && height_px > 0);
  g_return_if_fail (g_bytes_get_size (bytes) >= (gsize) width_px * (gsize) height_px * 4);
  layer = g_new0 (WfSceneLayer, 1);
  layer->id = g_strdup (id);
  layer->picture = g_bytes_ref (bytes);
  layer->picture_width = width_px;
  layer->picture_height = height_px;
  layer->picture_box = box;
  layer->opacity = opacity;
  layer->fields = nothing;
  bind_layers (self, layer);
  if (layer->bound->len == 0)
    {
      /* No style speaks of it: as it is. */
      WfBoundLayer *bound = g_new0 (WfBoundLayer, 1);
      static const WfStyleLayer plain = { .kind = WF_STYLE_RASTER, .max_zoom = 100 };

      bound->style = &plain;
      g_ptr_array_add (layer->bound, bound);
    }
  g_ptr_array_add (self->layers, layer);
}

WfScene *
wf_scene_new_single (WfStyle *style, guint layer, WfPack *pack, const WfFieldSource *fields)
{
  WfScene *self = wf_scene_new (style, FALSE, 0);
  WfSceneLayer *one = g_new0 (WfSceneLayer, 1);
  WfBoundLayer *bound;

  g_ptr_array_set_size (self->backgrounds, 0);
  one->id = g_strdup ("");
  one->pack = wf_pack_ref (pack);
  one->kind = wf_pack_kind (pack);
  one->opacity = 1;
  one->fields = *fields;
  one->bound = g_ptr_array_new_with_free_func (bound_layer_free);
  bound = bind_layer (self, wf_style_layer (style, layer), &one->fields);
  g_clear_pointer (&bound->filter, wf_expression_free);
  g_ptr_array_add (one->bound, bound);
  g_ptr_array_add (self->layers, one);
  return self;
}

WfScene *
wf_scene_ref (WfScene *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
wf_scene_unref (WfScene *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->layers);
  g_ptr_array_unref (self->backgrounds);
  wf_style_unref (self->style);
  wf_style_unref (self->fallback);
  g_free (self);
}
