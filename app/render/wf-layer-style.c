/* Watchfloor: the style of one layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The value, and its form on disk; what the renderer gets of it is wf-layer-rules.c's. */
#include "config.h"

#include "wf-layer-style.h"

#include "wf-color.h"
#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_CLASSES 256
#define MEMBER "watchfloor:layer"
#define NOTES "watchfloor:notes"
#define MAX_NOTES 500

guint32
wf_layer_style_color (guint i)
{
  /* Okabe and Ito's, without yellow and black, which vanish on one ground or the other. */
  static const guint32 colors[]
      = { 0xff0072b2, 0xffd55e00, 0xff009e73, 0xffcc79a7, 0xffe69f00, 0xff56b4e9, 0xff7b61c9 };

  return colors[i % G_N_ELEMENTS (colors)];
}

WfLayerStyle *
wf_layer_style_new (guint32 color)
{
  WfLayerStyle *style = g_new0 (WfLayerStyle, 1);

  style->color = color;
  style->outline = color;
  style->width_px = 1.6;
  style->outline_px = 1;
  style->radius_px = 4.5;
  style->fill_opacity = 0.5;
  style->max_zoom = 24;
  style->label_px = 12;
  style->halo_px = 1.4;
  return style;
}

static void
clear_class (gpointer data)
{
  g_free (((WfStyleClass *) data)->value);
}

void
wf_layer_style_clear_classes (WfLayerStyle *style)
{
  g_clear_pointer (&style->classes, g_array_unref);
}

void
wf_layer_style_add_class (WfLayerStyle *style, double from, const char *value, guint32 color,
                          guint64 n)
{
  WfStyleClass one = { from, g_strdup (value), color, n };

  if (style->classes == NULL)
    {
      style->classes = g_array_new (FALSE, FALSE, sizeof one);
      g_array_set_clear_func (style->classes, clear_class);
    }
  g_array_append_val (style->classes, one);
}

WfLayerStyle *
wf_layer_style_copy (const WfLayerStyle *style)
{
  WfLayerStyle *copy = g_new (WfLayerStyle, 1);

  *copy = *style;
  copy->class_field = copy->class_method = copy->class_ramp = NULL;
  copy->classes = NULL;
  wf_layer_style_take_classes (copy, style);
  copy->label_field = g_strdup (style->label_field);
  copy->rules = json_incref (style->rules);
  copy->notes = g_strdupv (style->notes);
  return copy;
}

void
wf_layer_style_take_classes (WfLayerStyle *style, const WfLayerStyle *from)
{
  wf_layer_style_clear_classes (style);
  g_free (style->class_field);
  g_free (style->class_method);
  g_free (style->class_ramp);
  style->class_field = g_strdup (from->class_field);
  style->class_method = g_strdup (from->class_method);
  style->class_ramp = g_strdup (from->class_ramp);
  style->class_is_text = from->class_is_text;
  for (guint i = 0; from->classes != NULL && i < from->classes->len; i++)
    {
      const WfStyleClass *one = &g_array_index (from->classes, WfStyleClass, i);

      wf_layer_style_add_class (style, one->from, one->value, one->color, one->n);
    }
}

void
wf_layer_style_free (WfLayerStyle *style)
{
  if (style == NULL)
    return;
  wf_layer_style_clear_classes (style);
  g_free (style->class_field);
  g_free (style->class_method);
  g_free (style->class_ramp);
  g_free (style->label_field);
  json_decref (style->rules);
  g_strfreev (style->notes);
  g_free (style);
}

/* ---- on disk */

static json_t *
color_text (guint32 argb)
{
  g_autofree char *text = wf_color_to_text (argb);

  return json_string (text);
}

static json_t *
pack_classes (const GArray *classes)
{
  json_t *list = json_array ();

  for (guint i = 0; classes != NULL && i < classes->len; i++)
    {
      const WfStyleClass *one = &g_array_index (classes, WfStyleClass, i);

      json_array_append_new (list, json_pack ("{s:f, s:s?, s:o, s:I}", "from", one->from, "value",
                                              one->value, "color", color_text (one->color), "n",
                                              (json_int_t) one->n));
    }
  return list;
}

static json_t *
pack_members (const WfLayerStyle *style)
{
  return json_pack (
      "{s:o, s:o, s:f, s:f, s:f, s:f, s:f, s:f, s:s?, s:s?, s:s?, s:b, s:o, s:s?, s:f, s:f}",
      "color", color_text (style->color), "outline", color_text (style->outline), "width",
      style->width_px, "outline-width", style->outline_px, "radius", style->radius_px,
      "fill-opacity", style->fill_opacity, "minzoom", style->min_zoom, "maxzoom", style->max_zoom,
      "class-field", style->class_field, "class-method", style->class_method, "class-ramp",
      style->class_ramp, "class-is-text", style->class_is_text, "classes",
      pack_classes (style->classes), "label-field", style->label_field, "label-size",
      style->label_px, "halo", style->halo_px);
}

static json_t *
pack_notes (char **notes)
{
  json_t *list = json_array ();

  for (guint i = 0; notes[i] != NULL; i++)
    json_array_append_new (list, json_string (notes[i]));
  return list;
}

/* NULL where there is none. */
static char **
read_notes (const json_t *list)
{
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();

  for (gsize i = 0; i < MIN (json_array_size (list), MAX_NOTES); i++)
    if (json_is_string (json_array_get (list, i)))
      g_strv_builder_add (notes, json_string_value (json_array_get (list, i)));
  return json_array_size (list) > 0 ? g_strv_builder_end (notes) : NULL;
}

json_t *
wf_layer_style_save (const WfLayerStyle *style, WfGeometryKind kind)
{
  json_t *rules = wf_layer_style_rules (style, "layer", kind, FALSE);

  if (style->rules != NULL && style->notes == NULL)
    return json_pack ("{s:i, s:o}", "version", 8, "layers", rules);
  if (style->rules != NULL)
    return json_pack ("{s:i, s:{s:o}, s:o}", "version", 8, "metadata", NOTES,
                      pack_notes (style->notes), "layers", rules);
  return json_pack ("{s:i, s:{s:o}, s:o}", "version", 8, "metadata", MEMBER, pack_members (style),
                    "layers", rules);
}

gboolean
wf_layer_style_same_classes (const WfLayerStyle *a, const WfLayerStyle *b)
{
  g_autoptr (json_t) left = pack_classes (a->classes);
  g_autoptr (json_t) right = pack_classes (b->classes);

  return g_strcmp0 (a->class_field, b->class_field) == 0
         && g_strcmp0 (a->class_method, b->class_method) == 0
         && g_strcmp0 (a->class_ramp, b->class_ramp) == 0 && json_equal (left, right);
}

gboolean
wf_layer_style_equal (const WfLayerStyle *a, const WfLayerStyle *b)
{
  g_autoptr (json_t) left = NULL;
  g_autoptr (json_t) right = NULL;

  if (a == NULL || b == NULL || (a->rules == NULL) != (b->rules == NULL))
    return a == b;
  left = a->rules != NULL ? json_incref (a->rules) : pack_members (a);
  right = b->rules != NULL ? json_incref (b->rules) : pack_members (b);
  return json_equal (left, right);
}

static guint32
read_color (const json_t *object, const char *name, guint32 fallback)
{
  guint32 argb;

  return wf_color_parse (wf_json_string (object, name, ""), &argb) ? argb : fallback;
}

static double
read_number (const json_t *object, const char *name, double low, double high, double fallback)
{
  double value = wf_json_number (object, name, fallback);

  return isfinite (value) ? CLAMP (value, low, high) : fallback;
}

static WfLayerStyle *
read_members (const json_t *object)
{
  WfLayerStyle *style = wf_layer_style_new (read_color (object, "color", 0xff808080));
  const json_t *classes = json_object_get (object, "classes");

  style->outline = read_color (object, "outline", 0);
  style->width_px = read_number (object, "width", 0, 50, style->width_px);
  style->outline_px = read_number (object, "outline-width", 0, 50, style->outline_px);
  style->radius_px = read_number (object, "radius", 0, 100, style->radius_px);
  style->fill_opacity = read_number (object, "fill-opacity", 0, 1, style->fill_opacity);
  style->min_zoom = read_number (object, "minzoom", 0, 24, 0);
  style->max_zoom = read_number (object, "maxzoom", style->min_zoom, 24, 24);
  style->class_field = g_strdup (wf_json_string (object, "class-field", NULL));
  style->class_method = g_strdup (wf_json_string (object, "class-method", NULL));
  style->class_ramp = g_strdup (wf_json_string (object, "class-ramp", NULL));
  style->class_is_text = wf_json_boolean (object, "class-is-text", FALSE);
  style->label_field = g_strdup (wf_json_string (object, "label-field", NULL));
  style->label_px = read_number (object, "label-size", 4, 100, style->label_px);
  style->halo_px = read_number (object, "halo", 0, 20, style->halo_px);
  for (gsize i = 0; i < MIN (json_array_size (classes), MAX_CLASSES); i++)
    {
      const json_t *one = json_array_get (classes, i);

      wf_layer_style_add_class (style, wf_json_number (one, "from", 0),
                                wf_json_string (one, "value", NULL),
                                read_color (one, "color", style->color),
                                (guint64) MAX (0, wf_json_integer (one, "n", 0)));
    }
  return style;
}

WfLayerStyle *
wf_layer_style_load (const json_t *document, const char *what, GError **error)
{
  const json_t *members = json_object_get (json_object_get (document, "metadata"), MEMBER);
  json_t *layers = json_object_get (document, "layers");
  g_autoptr (WfStyle) style = wf_style_build (document, what, error);
  WfLayerStyle *self;

  if (style == NULL)
    return NULL;
  if (json_is_object (members))
    return read_members (members);
  if (json_array_size (layers) == 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s draws nothing; choose a style with layers in it."), what);
      return NULL;
    }
  self = wf_layer_style_new (wf_layer_style_color (0));
  self->rules = json_incref (layers);
  self->notes = read_notes (json_object_get (json_object_get (document, "metadata"), NOTES));
  return self;
}
