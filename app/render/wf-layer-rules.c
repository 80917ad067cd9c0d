/* Watchfloor: the style of one layer, for the renderer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The value as style layers: areas, lines, points and labels, each only for its geometry. */
#include "config.h"

#include "wf-layer-style.h"

#include "wf-classify.h"
#include "wf-color.h"

#define NO_CLASS_GREY 0xff9aa0a8

static json_t *
color_text (guint32 argb)
{
  g_autofree char *text = wf_color_to_text (argb);

  return json_string (text);
}

/* What a class is drawn in, or one colour. */
static json_t *
color_of (const WfLayerStyle *style)
{
  const GArray *from = style->classes;
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (WfClass));
  g_autoptr (GArray) colors = g_array_new (FALSE, FALSE, sizeof (guint32));
  WfClasses classes = { .is_text = style->class_is_text, .classes = list };

  if (style->class_field == NULL || from == NULL || from->len == 0)
    return color_text (style->color);
  for (guint i = 0; i < from->len; i++)
    {
      const WfStyleClass *one = &g_array_index (from, WfStyleClass, i);
      WfClass class = { .low = one->from, .text = one->value };

      g_array_append_val (list, class);
      g_array_append_val (colors, one->color);
    }
  classes.method
      = g_array_index (list, WfClass, 0).text != NULL ? WF_CLASSIFY_UNIQUE : WF_CLASSIFY_EQUAL;
  return wf_classes_to_expression (&classes, style->class_field,
                                   (const guint32 *) (const void *) colors->data, NO_CLASS_GREY);
}

static json_t *
rule (const WfLayerStyle *style, const char *source, const char *type, const char *geometry,
      json_t *paint)
{
  g_autofree char *id = g_strdup_printf ("%s %s %s", source, geometry, type);
  json_t *layer
      = json_pack ("{s:s, s:s, s:s, s:[s, [s], s], s:o}", "id", id, "type", type, "source", source,
                   "filter", "==", "geometry-type", geometry, "paint", paint);

  if (style->min_zoom > 0)
    json_object_set_new (layer, "minzoom", json_real (style->min_zoom));
  if (style->max_zoom < 24)
    json_object_set_new (layer, "maxzoom", json_real (style->max_zoom));
  return layer;
}

/* Not named in a legend: what it shows belongs to another entry. */
static json_t *
without_legend (json_t *layer)
{
  json_object_set_new (layer, "metadata", json_pack ("{s:b}", "legend", 0));
  return layer;
}

static void
add_area (json_t *rules, const WfLayerStyle *style, const char *source)
{
  gboolean outlined = style->outline != 0 && style->outline_px > 0;
  json_t *paint = json_pack ("{s:o, s:f}", "fill-color", color_of (style), "fill-opacity",
                             style->fill_opacity);
  json_t *line;

  if (outlined)
    json_object_set_new (paint, "fill-outline-color", color_text (style->outline));
  json_array_append_new (rules, rule (style, source, "fill", "Polygon", paint));
  /* The outline of a fill is a hair line. */
  if (!outlined || style->outline_px <= 1)
    return;
  line = rule (style, source, "line", "Polygon",
               json_pack ("{s:o, s:f}", "line-color", color_text (style->outline), "line-width",
                          style->outline_px));
  json_array_append_new (rules, without_legend (line));
}

static void
add_line (json_t *rules, const WfLayerStyle *style, const char *source)
{
  json_t *line = rule (
      style, source, "line", "LineString",
      json_pack ("{s:o, s:f}", "line-color", color_of (style), "line-width", style->width_px));

  json_object_set_new (line, "layout", json_pack ("{s:s}", "line-cap", "round"));
  json_array_append_new (rules, line);
}

static void
add_point (json_t *rules, const WfLayerStyle *style, const char *source)
{
  json_t *paint = json_pack ("{s:o, s:f}", "circle-color", color_of (style), "circle-radius",
                             style->radius_px);

  if (style->outline != 0 && style->outline_px > 0)
    {
      json_object_set_new (paint, "circle-stroke-color", color_text (style->outline));
      json_object_set_new (paint, "circle-stroke-width", json_real (style->outline_px));
    }
  json_array_append_new (rules, rule (style, source, "circle", "Point", paint));
}

static void
add_label (json_t *rules, const WfLayerStyle *style, const char *source, const char *geometry,
           gboolean dark)
{
  json_t *label = rule (style, source, "symbol", geometry,
                        json_pack ("{s:s, s:s, s:f}", "text-color", dark ? "#e6ebf2" : "#2a313b",
                                   "text-halo-color", dark ? "#1c232c" : "#ffffff",
                                   "text-halo-width", style->halo_px));
  json_t *layout = json_pack ("{s:[s, [s, s]], s:f}", "text-field", "to-string", "get",
                              style->label_field, "text-size", style->label_px);

  if (g_str_equal (geometry, "LineString"))
    json_object_set_new (layout, "symbol-placement", json_string ("line"));
  if (g_str_equal (geometry, "Point"))
    {
      json_object_set_new (layout, "text-anchor", json_string ("top"));
      json_object_set_new (layout, "text-offset",
                           json_pack ("[f, f]", 0.0, style->radius_px / style->label_px + 0.2));
    }
  json_object_set_new (label, "layout", layout);
  json_array_append_new (rules, without_legend (label));
}

/* The rules from elsewhere, about this layer whatever they were made for. */
static json_t *
adopt_rules (const json_t *rules, const char *source)
{
  json_t *own = json_array ();

  for (gsize i = 0; i < json_array_size (rules); i++)
    {
      json_t *layer = json_copy (json_array_get (rules, i));
      const char *type = json_string_value (json_object_get (layer, "type"));

      json_object_set_new (layer, "source", json_string (source));
      if (g_strcmp0 (type, "background") == 0)
        json_decref (layer);
      else
        json_array_append_new (own, layer);
    }
  return own;
}

json_t *
wf_layer_style_rules (const WfLayerStyle *style, const char *source, WfGeometryKind kind,
                      gboolean dark)
{
  static const struct
  {
    WfGeometryKind kind;
    const char *name;
    void (*add) (json_t *rules, const WfLayerStyle *style, const char *source);
  } kinds[] = { { WF_GEOMETRY_POLYGON, "Polygon", add_area },
                { WF_GEOMETRY_LINE, "LineString", add_line },
                { WF_GEOMETRY_POINT, "Point", add_point } };
  json_t *rules;

  if (style->rules != NULL)
    return adopt_rules (style->rules, source);
  rules = json_array ();
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kind == WF_GEOMETRY_NONE || kind == WF_GEOMETRY_MIXED || kind == kinds[i].kind)
      {
        kinds[i].add (rules, style, source);
        if (style->label_field != NULL)
          add_label (rules, style, source, kinds[i].name, dark);
      }
  return rules;
}
