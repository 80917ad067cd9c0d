/* Watchfloor: parsing one style layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From JSON to WfStyleLayer, errors with the JSON path. Pure, any thread. */
#include "config.h"

#include "wf-style-layer.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-pattern.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const kinds[]
    = { "background", "raster", "fill", "line", "circle", "symbol", "fill-extrusion", NULL };

static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID, "%s: %s", path, reason);
  return FALSE;
}

void
wf_style_layer_free (WfStyleLayer *layer)
{
  if (layer == NULL)
    return;
  g_free (layer->id);
  g_free (layer->text);
  g_free (layer->source);
  g_free (layer->filter_key);
  g_free (layer->legend_zh);
  g_free (layer->legend_en);
  for (guint i = 0; i < layer->n_anchors; i++)
    g_free (layer->anchors[i]);
  g_clear_pointer (&layer->unsupported, g_ptr_array_unref);
  wf_expression_free (layer->filter);
  for (guint i = 0; i < WF_N_PROPS; i++)
    wf_expression_free (layer->props[i]);
  g_free (layer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfStyleLayer, wf_style_layer_free)

/* ---- filters of the old form, ["==", "class", "x"], become expressions */

static json_t *
old_key (const json_t *key)
{
  const char *name = json_string_value (key);

  if (g_str_equal (name, "$type"))
    return json_pack ("[s]", "geometry-type");
  return json_pack ("[s, s]", "get", name);
}

static gboolean
is_old_comparison (const json_t *filter, const char *op)
{
  static const char *const comparisons[] = { "==", "!=", "<", "<=", ">", ">=", NULL };

  return g_strv_contains (comparisons, op) && json_array_size (filter) == 3
         && json_is_string (json_array_get (filter, 1))
         && !json_is_array (json_array_get (filter, 2));
}

static json_t *
old_membership (const json_t *filter, gboolean negated)
{
  g_autoptr (json_t) list = json_array ();
  json_t *in;

  for (gsize i = 2; i < json_array_size (filter); i++)
    json_array_append (list, json_array_get (filter, i));
  in = json_pack ("[s, o, [s, O]]", "in", old_key (json_array_get (filter, 1)), "literal", list);
  return negated ? json_pack ("[s, o]", "!", in) : in;
}

static json_t *
modern_filter (const json_t *filter)
{
  const char *op = json_string_value (json_array_get (filter, 0));
  const json_t *first = json_array_get (filter, 1);
  json_t *copy;

  if (op == NULL)
    return json_incref ((json_t *) filter);
  if (is_old_comparison (filter, op))
    return json_pack ("[s, o, O]", op, old_key (first), json_array_get (filter, 2));
  if (g_str_equal (op, "!in") && json_is_string (first))
    return old_membership (filter, TRUE);
  if (g_str_equal (op, "in") && json_is_string (first)
      && !json_is_array (json_array_get (filter, 2)))
    return old_membership (filter, FALSE);
  if (g_str_equal (op, "!has") && json_is_string (first))
    return json_pack ("[s, [s, O]]", "!", "has", first);
  if (!g_str_equal (op, "all") && !g_str_equal (op, "any") && !g_str_equal (op, "none")
      && !g_str_equal (op, "!"))
    return json_incref ((json_t *) filter);
  copy = json_array ();
  json_array_append (copy, json_array_get (filter, 0));
  for (gsize i = 1; i < json_array_size (filter); i++)
    json_array_append_new (copy, modern_filter (json_array_get (filter, i)));
  return copy;
}

static gboolean
parse_filter (WfStyleLayer *layer, const json_t *filter, const char *at, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s.filter", at);
  g_autoptr (json_t) modern = NULL;

  layer->filter_key = g_strdup ("");
  if (filter == NULL)
    return TRUE;
  modern = modern_filter (filter);
  layer->filter = wf_expression_compile (modern, WF_VALUE_NULL, path, error);
  if (layer->filter == NULL)
    return FALSE;
  g_free (layer->filter_key);
  layer->filter_key = wf_json_canonical (modern);
  return TRUE;
}

/* ---- properties */

/* "{name} ({code})" becomes a concatenation. */
static json_t *
expand_tokens (const char *text)
{
  json_t *parts;

  if (strchr (text, '{') == NULL)
    return json_string (text);
  parts = json_pack ("[s]", "concat");
  while (*text != '\0')
    {
      const char *open = strchr (text, '{');
      const char *shut = open != NULL ? strchr (open, '}') : NULL;

      if (shut == NULL)
        {
          json_array_append_new (parts, json_string (text));
          break;
        }
      if (open > text)
        json_array_append_new (parts, json_stringn (text, (gsize) (open - text)));
      json_array_append_new (
          parts, json_pack ("[s, o]", "local", json_stringn (open + 1, (gsize) (shut - open - 1))));
      text = shut + 1;
    }
  return parts;
}

/* {"base": b, "stops": [[zoom, value], ...]} becomes an interpolation, or steps for text. */
static json_t *
expand_function (const json_t *function)
{
  const json_t *stops = json_object_get (function, "stops");
  gboolean text = json_is_string (json_array_get (json_array_get (stops, 0), 1))
                  && json_string_value (json_array_get (json_array_get (stops, 0), 1))[0] != '#';
  double base = wf_json_number (function, "base", 1.0);
  json_t *out;

  if (!json_is_array (stops) || json_array_size (stops) == 0)
    return json_incref ((json_t *) function);
  if (json_array_size (stops) == 1)
    return json_incref (json_array_get (json_array_get (stops, 0), 1));
  out = text ? json_pack ("[s, [s]]", "step", "zoom")
             : json_pack ("[s, [s, f], [s]]", "interpolate", "exponential", base, "zoom");
  for (gsize i = 0; i < json_array_size (stops); i++)
    {
      const json_t *stop = json_array_get (stops, i);

      if (!text || i > 0)
        json_array_append (out, json_array_get (stop, 0));
      json_array_append (out, json_array_get (stop, 1));
    }
  return out;
}

static gboolean
parse_numbers (const json_t *array, double *out, guint min, guint max, guint *n, const char *path,
               GError **error)
{
  gsize size = json_array_size (array);

  if (size < min || size > max)
    return fail (error, path, _ ("a list of numbers must stand here."));
  for (gsize i = 0; i < size; i++)
    {
      out[i] = json_number_value (json_array_get (array, i));
      if (!json_is_number (json_array_get (array, i)) || !(out[i] >= -1e6 && out[i] <= 1e6))
        return fail (error, path, _ ("a list of numbers must stand here."));
    }
  *n = (guint) size;
  return TRUE;
}

static gboolean
parse_dashes (WfStyleLayer *layer, const json_t *value, const char *path, GError **error)
{
  double sum = 0;

  if (!parse_numbers (value, layer->dashes, 2, WF_STYLE_MAX_DASHES, &layer->n_dashes, path, error))
    return FALSE;
  for (guint i = 0; i < layer->n_dashes; i++)
    {
      if (layer->dashes[i] < 0)
        return fail (error, path, _ ("dashes cannot be negative."));
      sum += layer->dashes[i];
    }
  if (layer->n_dashes % 2 != 0 || sum <= 0)
    return fail (error, path, _ ("pairs of dash and gap must stand here."));
  return TRUE;
}

static gboolean
parse_anchors (WfStyleLayer *layer, const json_t *array, const char *path, GError **error)
{
  gsize n = json_array_size (array);

  if (n < 1 || n > WF_STYLE_MAX_ANCHORS)
    return fail (error, path, _ ("a list of anchors such as \"top\" must stand here."));
  for (gsize i = 0; i < n; i++)
    {
      const char *name = json_string_value (json_array_get (array, i));

      if (name == NULL)
        return fail (error, path, _ ("a list of anchors such as \"top\" must stand here."));
      layer->anchors[layer->n_anchors++] = g_strdup (name);
    }
  return TRUE;
}

/* The font itself is the system's; weight and slant are taken from the name. */
static void
parse_font (WfStyleLayer *layer, const json_t *value)
{
  const char *name = json_string_value (json_array_get (value, 0));

  if (name == NULL)
    return;
  layer->bold = strstr (name, "Bold") != NULL || strstr (name, "Medium") != NULL;
  layer->italic = strstr (name, "Italic") != NULL || strstr (name, "Oblique") != NULL;
}

/* One pattern for all features of the layer. */
static gboolean
check_pattern (const WfExpression *expression, const char *path, GError **error)
{
  const WfValue *value = wf_expression_get_constant (expression);
  WfPattern pattern;

  if (wf_expression_uses_feature (expression))
    return fail (error, path, _ ("a pattern cannot depend on a field; use a layer a pattern."));
  if (value != NULL && value->type == WF_VALUE_TEXT && value->text[0] != '\0'
      && !wf_pattern_parse (value->text, &pattern))
    return fail (error, path, _ ("a pattern is hatch, cross or dots, with :ANGLE:SPACING:WIDTH."));
  return TRUE;
}

static gboolean
parse_expression (WfStyleLayer *layer, int prop, const json_t *value, const char *path,
                  GError **error)
{
  const WfStylePropInfo *info = wf_style_prop_info ((WfStyleProp) prop);
  g_autoptr (json_t) plain = NULL;

  if (prop == WF_PROP_TEXT_FIELD && json_is_string (value))
    plain = expand_tokens (json_string_value (value));
  else if (json_is_object (value) && json_object_get (value, "stops") != NULL)
    plain = expand_function (value);
  else
    plain = json_incref ((json_t *) value);
  layer->props[prop] = wf_expression_compile (plain, info->type, path, error);
  return layer->props[prop] != NULL
         && (prop != WF_PROP_FILL_PATTERN || check_pattern (layer->props[prop], path, error));
}

static gboolean
parse_property (WfStyleLayer *layer, gboolean layout, const char *name, const json_t *value,
                const char *path, GError **error)
{
  guint n;
  int prop;

  if (layout && g_str_equal (name, "visibility"))
    {
      layer->visible = g_strcmp0 (json_string_value (value), "none") != 0;
      return TRUE;
    }
  if (g_str_equal (name, "line-dasharray"))
    return parse_dashes (layer, value, path, error);
  if (g_str_equal (name, "text-offset"))
    return parse_numbers (value, layer->text_offset, 2, 2, &n, path, error);
  if (g_str_equal (name, "icon-offset"))
    return parse_numbers (value, layer->icon_offset, 2, 2, &n, path, error);
  if (g_str_equal (name, "text-variable-anchor"))
    return parse_anchors (layer, value, path, error);
  if (g_str_equal (name, "text-font"))
    {
      parse_font (layer, value);
      return TRUE;
    }
  prop = wf_style_find_prop (layer->kind, layer->is_raised, layout, name);
  if (prop == -2)
    {
      g_ptr_array_add (layer->unsupported, g_strdup (path));
      return TRUE;
    }
  if (prop < 0)
    return fail (error, path, _ ("there is no such property of this kind of layer."));
  return parse_expression (layer, prop, value, path, error);
}

static gboolean
parse_group (WfStyleLayer *layer, const json_t *json, const char *group, const char *at,
             GError **error)
{
  json_t *values = json_object_get (json, group);
  const char *name;
  json_t *value;

  if (values == NULL)
    return TRUE;
  if (!json_is_object (values))
    {
      g_autofree char *path = g_strdup_printf ("%s.%s", at, group);

      return fail (error, path, _ ("an object must stand here."));
    }
  json_object_foreach (values, name, value)
    {
      g_autofree char *path = g_strdup_printf ("%s.%s.%s", at, group, name);

      if (!parse_property (layer, g_str_equal (group, "layout"), name, value, path, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- the layer */

static void
parse_legend (WfStyleLayer *layer, const json_t *json)
{
  const json_t *legend = json_object_get (json_object_get (json, "metadata"), "legend");

  if (json_is_false (legend))
    {
      layer->legend_zh = g_strdup ("");
      layer->legend_en = g_strdup ("");
      return;
    }
  layer->legend_zh = g_strdup (wf_json_string (legend, "zh", NULL));
  layer->legend_en = g_strdup (wf_json_string (legend, "en", NULL));
}

static gboolean
parse_zoom (const json_t *json, const char *name, const char *at, double *zoom, GError **error)
{
  const json_t *value = json_object_get (json, name);
  g_autofree char *path = g_strdup_printf ("%s.%s", at, name);

  if (value == NULL)
    return TRUE;
  *zoom = json_number_value (value);
  if (!json_is_number (value) || *zoom < 0 || *zoom > 30)
    return fail (error, path, _ ("a zoom between 0 and 30 must stand here."));
  return TRUE;
}

static gboolean
parse_head (WfStyleLayer *layer, const json_t *json, const char *at, GError **error)
{
  const char *type = wf_json_string (json, "type", NULL);
  g_autofree char *type_path = g_strdup_printf ("%s.type", at);
  g_autofree char *source_path = g_strdup_printf ("%s.source", at);
  guint kind = 0;

  while (kinds[kind] != NULL && g_strcmp0 (kinds[kind], type) != 0)
    kind++;
  if (kinds[kind] == NULL)
    return fail (error, type_path,
                 _ ("must be background, raster, fill, fill-extrusion, line, circle or symbol."));
  layer->is_raised = kind > WF_STYLE_SYMBOL;
  layer->kind = layer->is_raised ? WF_STYLE_FILL : (WfStyleKind) kind;
  layer->id = g_strdup (wf_json_string (json, "id", ""));
  layer->source = g_strdup (wf_json_string (json, "source", NULL));
  if (layer->source == NULL && layer->kind != WF_STYLE_BACKGROUND)
    return fail (error, source_path, _ ("the id of a map layer must stand here."));
  return parse_zoom (json, "minzoom", at, &layer->min_zoom, error)
         && parse_zoom (json, "maxzoom", at, &layer->max_zoom, error);
}

WfStyleLayer *
wf_style_layer_parse (const json_t *json, guint index, GError **error)
{
  g_autoptr (WfStyleLayer) layer = g_new0 (WfStyleLayer, 1);
  g_autofree char *at = g_strdup_printf ("layers[%u]", index);

  layer->index = index;
  layer->max_zoom = 100;
  layer->unsupported = g_ptr_array_new_with_free_func (g_free);
  layer->visible = TRUE;
  if (!json_is_object (json))
    {
      fail (error, at, _ ("an object must stand here."));
      return NULL;
    }
  layer->text = wf_json_canonical (json);
  if (!parse_head (layer, json, at, error)
      || !parse_filter (layer, json_object_get (json, "filter"), at, error)
      || !parse_group (layer, json, "layout", at, error)
      || !parse_group (layer, json, "paint", at, error))
    return NULL;
  parse_legend (layer, json);
  return g_steal_pointer (&layer);
}

gboolean
wf_style_layer_speaks_of (const WfStyleLayer *layer, const char *source)
{
  return layer->source != NULL
         && (g_str_equal (layer->source, source) || g_str_equal (layer->source, "*"));
}
