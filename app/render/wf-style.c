/* Watchfloor: styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A style document as a list of layers, the built-in rules, and the legend; see the header. */
#include "config.h"

#include "wf-style-layer.h"

#include "wf-color.h"
#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_LAYERS 2000
#define MAX_SAID 20
/* A legend shows colours as they are here. */
#define LEGEND_ZOOM 15.0
#define MAX_LEGEND_CASES 24

struct _WfStyle
{
  gatomicrefcount refs;
  GPtrArray *layers; /* WfStyleLayer, Owned */
};

WfStyle *
wf_style_ref (WfStyle *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
wf_style_unref (WfStyle *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->layers);
  g_free (self);
}

guint
wf_style_n_layers (const WfStyle *self)
{
  return self->layers->len;
}

const WfStyleLayer *
wf_style_layer (const WfStyle *self, guint i)
{
  return g_ptr_array_index (self->layers, i);
}

static WfStyle *
parse_root (const json_t *root, const char *what, GError **error)
{
  g_autoptr (WfStyle) self = g_new0 (WfStyle, 1);
  const json_t *layers = json_object_get (root, "layers");

  g_atomic_ref_count_init (&self->refs);
  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_style_layer_free);
  if (!json_is_array (layers) || json_array_size (layers) > MAX_LAYERS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s: layers: a list of at most %d style layers must stand here."), what,
                   MAX_LAYERS);
      return NULL;
    }
  for (guint i = 0; i < json_array_size (layers); i++)
    {
      WfStyleLayer *layer = wf_style_layer_parse (json_array_get (layers, i), i, error);

      if (layer == NULL)
        {
          g_prefix_error (error, "%s: ", what);
          return NULL;
        }
      g_ptr_array_add (self->layers, layer);
    }
  return g_steal_pointer (&self);
}

WfStyle *
wf_style_parse (const char *json, gsize length, const char *what, GError **error)
{
  g_autoptr (json_t) root = wf_json_parse (json, length, MAX_BYTES, what, error);

  return root != NULL ? parse_root (root, what, error) : NULL;
}

char **
wf_style_unsupported (const WfStyle *self)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < self->layers->len; i++)
    {
      const GPtrArray *some = wf_style_layer (self, i)->unsupported;

      for (guint k = 0; k < some->len; k++)
        g_ptr_array_add (paths, g_strdup (g_ptr_array_index (some, k)));
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* One line, cut short: a style made for another program may ask for a thousand things. */
static void
say_unsupported (const WfStyle *self, const char *name)
{
  g_auto (GStrv) paths = wf_style_unsupported (self);
  guint n = g_strv_length (paths);
  g_autofree char *all = NULL;

  if (n == 0)
    return;
  if (n > MAX_SAID)
    {
      g_free (paths[MAX_SAID]);
      paths[MAX_SAID] = g_strdup ("...");
      for (guint i = MAX_SAID + 1; i < n; i++)
        g_clear_pointer (&paths[i], g_free);
    }
  all = g_strjoinv (", ", paths);
  g_message ("%s: drawn without %u properties that have no effect here: %s", name, n, all);
}

WfStyle *
wf_style_load (const char *path, GError **error)
{
  g_autoptr (json_t) root = wf_json_load (path, MAX_BYTES, error);
  g_autofree char *name = g_path_get_basename (path);
  WfStyle *self = root != NULL ? parse_root (root, name, error) : NULL;

  if (self != NULL)
    say_unsupported (self, name);
  return self;
}

/* ---- the built-in rules */

#define DEFAULT_RULES                                                                              \
  "{'layers':["                                                                                    \
  "{'id':'areas','type':'fill','source':'*','filter':['==',['geometry-type'],'Polygon'],"          \
  "'paint':{'fill-color':'%s','fill-outline-color':'%s'}},"                                        \
  "{'id':'lines','type':'line','source':'*','filter':['==',['geometry-type'],'LineString'],"       \
  "'layout':{'line-cap':'round','line-join':'round'},'paint':{'line-color':'%s',"                  \
  "'line-width':['interpolate',['exponential',1.5],['zoom'],9,0.6,14,1.4,18,4]}},"                 \
  "{'id':'points','type':'circle','source':'*','filter':['==',['geometry-type'],'Point'],"         \
  "'paint':{'circle-color':'%s','circle-radius':['interpolate',['linear'],['zoom'],9,1.2,14,3,"    \
  "18,5],'circle-stroke-color':'%s','circle-stroke-width':1}},"                                    \
  "{'id':'line-names','type':'symbol','source':'*','minzoom':13,"                                  \
  "'filter':['==',['geometry-type'],'LineString'],'layout':{'symbol-placement':'line',"            \
  "'text-field':['local','name'],'text-size':11},"                                                 \
  "'paint':{'text-color':'%s','text-halo-color':'%s','text-halo-width':1.4}},"                     \
  "{'id':'names','type':'symbol','source':'*','minzoom':13,"                                       \
  "'filter':['!=',['geometry-type'],'LineString'],"                                                \
  "'layout':{'text-field':['local','name'],'text-size':11,'text-offset':[0,0.9],"                  \
  "'text-anchor':['match',['geometry-type'],'Point','top','center']},"                             \
  "'paint':{'text-color':'%s','text-halo-color':'%s','text-halo-width':1.4}}"                      \
  "]}"

WfStyle *
wf_style_default (gboolean dark)
{
  g_autofree char *text
      = dark ? g_strdup_printf (DEFAULT_RULES, "#3a4656", "#566579", "#6f8096", "#8fb4d8",
                                "#1c232c", "#b4c0ce", "#1c232c", "#b4c0ce", "#1c232c")
             : g_strdup_printf (DEFAULT_RULES, "#dcdfe4", "#b9bfc9", "#9aa4b2", "#4d7ea8",
                                "#ffffff", "#4a5360", "#ffffff", "#4a5360", "#ffffff");
  g_autoptr (GError) error = NULL;
  WfStyle *self;

  g_strdelimit (text, "'", '"');
  self = wf_style_parse (text, strlen (text), "built-in style", &error);
  if (self == NULL)
    g_error ("%s", error->message);
  return self;
}

gboolean
wf_style_covers (const WfStyle *self, const char *source)
{
  for (guint i = 0; i < self->layers->len; i++)
    if (wf_style_layer (self, i)->kind != WF_STYLE_BACKGROUND
        && wf_style_layer_speaks_of (wf_style_layer (self, i), source))
      return TRUE;
  return FALSE;
}

/* ---- the legend */

static void
clear_entry (gpointer data)
{
  g_free (((WfLegendEntry *) data)->label);
}

static guint32
color_now (const WfStyleLayer *layer, WfStyleProp color, WfStyleProp opacity)
{
  WfValue c = wf_style_value (layer->props[color], color, 0, LEGEND_ZOOM, NULL);
  WfValue o = wf_style_value (layer->props[opacity], opacity, 0, LEGEND_ZOOM, NULL);

  return c.type == WF_VALUE_COLOR ? wf_color_fade (c.argb, o.number) : 0;
}

static WfLegendEntry
entry_of (const WfStyleLayer *layer)
{
  WfLegendEntry entry = { 0 };

  switch ((int) layer->kind)
    {
    case WF_STYLE_FILL:
      entry.kind = WF_GEOMETRY_POLYGON;
      entry.fill = color_now (layer, WF_PROP_FILL_COLOR, WF_PROP_FILL_OPACITY);
      entry.stroke = color_now (layer, WF_PROP_FILL_OUTLINE_COLOR, WF_PROP_FILL_OPACITY);
      break;
    case WF_STYLE_LINE:
      entry.kind = WF_GEOMETRY_LINE;
      entry.stroke = color_now (layer, WF_PROP_LINE_COLOR, WF_PROP_LINE_OPACITY);
      break;
    case WF_STYLE_CIRCLE:
      entry.kind = WF_GEOMETRY_POINT;
      entry.fill = color_now (layer, WF_PROP_CIRCLE_COLOR, WF_PROP_CIRCLE_OPACITY);
      entry.stroke = color_now (layer, WF_PROP_CIRCLE_STROKE_COLOR, WF_PROP_CIRCLE_STROKE_OPACITY);
      break;
    default:
      entry.kind = WF_GEOMETRY_POINT;
      entry.fill = color_now (layer, WF_PROP_ICON_COLOR, WF_PROP_ICON_OPACITY);
      entry.stroke = color_now (layer, WF_PROP_ICON_HALO_COLOR, WF_PROP_ICON_OPACITY);
      break;
    }
  return entry;
}

static WfStyleProp
main_color (const WfStyleLayer *layer)
{
  return layer->kind == WF_STYLE_FILL   ? WF_PROP_FILL_COLOR
         : layer->kind == WF_STYLE_LINE ? WF_PROP_LINE_COLOR
                                        : WF_PROP_CIRCLE_COLOR;
}

/* A colour by the values of a field: an entry a value. */
static guint
add_cases (GArray *legend, const WfStyleLayer *layer)
{
  const WfExpression *color = layer->props[main_color (layer)];
  const char *label;
  WfValue value;
  guint n = 0;

  while (color != NULL && n < MAX_LEGEND_CASES && wf_expression_get_case (color, n, &label, &value))
    {
      WfLegendEntry entry = entry_of (layer);

      if (value.type == WF_VALUE_COLOR)
        *(layer->kind == WF_STYLE_LINE ? &entry.stroke : &entry.fill) = value.argb;
      entry.label = g_strdup (label);
      g_array_append_val (legend, entry);
      n++;
    }
  return n;
}

GArray *
wf_style_legend (const WfStyle *self, const char *source, gboolean chinese)
{
  GArray *legend = g_array_new (FALSE, TRUE, sizeof (WfLegendEntry));

  g_array_set_clear_func (legend, clear_entry);
  for (guint i = 0; i < self->layers->len; i++)
    {
      const WfStyleLayer *layer = wf_style_layer (self, i);
      const char *label = chinese ? layer->legend_zh : layer->legend_en;
      WfLegendEntry entry;

      if (!layer->visible || !wf_style_layer_speaks_of (layer, source)
          || layer->kind <= WF_STYLE_RASTER || g_strcmp0 (label, "") == 0)
        continue;
      if (label == NULL && (layer->kind == WF_STYLE_SYMBOL || add_cases (legend, layer) > 0))
        continue;
      entry = entry_of (layer);
      entry.label = g_strdup (label != NULL ? label : layer->id);
      g_array_append_val (legend, entry);
    }
  return legend;
}
