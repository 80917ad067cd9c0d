/* Watchfloor: the legend of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. A swatch is a map of one feature whose field has the entry's value. */
#include "config.h"

#include "wf-legend.h"

#include "wf-color.h"
#include "wf-field-words.h"
#include "wf-frame-plan.h"
#include "wf-labels.h"
#include "wf-pack-writer.h"

#include <math.h>
#include <string.h>

/* A legend shows things as they are here, where the layer shows at all. */
#define LEGEND_ZOOM 15.0
#define MAX_CLASSES 64u
/* Logical pixels between a swatch's rim and what is in it. */
#define INSET 2.0

static void
clear_entry (gpointer data)
{
  WfLegendEntry *entry = data;

  g_free (entry->label);
  g_free (entry->field);
  g_free (entry->text);
  g_clear_pointer (&entry->style, wf_style_unref);
}

/* ---- one feature as a table of rows */

static int
find_field (gpointer data, const char *name)
{
  const WfLegendEntry *entry = data;

  return g_strcmp0 (entry->field, name) == 0 ? 0 : -1;
}

static WfValue
field_value (gpointer data, int field, guint32 row)
{
  const WfLegendEntry *entry = data;

  if (entry->text != NULL)
    return (WfValue){ WF_VALUE_TEXT, { .text = entry->text } };
  return (WfValue){ WF_VALUE_NUMBER, { .number = entry->number } };
}

static WfFieldSource
entry_fields (const WfLegendEntry *entry)
{
  static const char *const geometries[] = { NULL, "Point", "LineString", "Polygon" };

  return (WfFieldSource){ (gpointer) entry,       find_field, field_value, NULL, NULL, NULL,
                          geometries[entry->kind] };
}

static double
legend_zoom (const WfStyleLayer *layer)
{
  return MAX (MIN (LEGEND_ZOOM, layer->max_zoom - 0.01), layer->min_zoom);
}

/* ---- entries */

static guint32
color_now (const WfLegendEntry *entry, WfStyleProp color, WfStyleProp opacity)
{
  const WfStyleLayer *layer = wf_style_layer (entry->style, entry->layer);
  WfFieldSource fields = entry_fields (entry);
  WfStyleProp props[2] = { color, opacity };
  WfValue values[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (WfExpression) bound = NULL;

      if (layer->props[props[i]] != NULL)
        bound = wf_expression_bind (layer->props[props[i]], &fields, "en");
      values[i] = wf_style_value (bound, props[i], 0, legend_zoom (layer), NULL);
    }
  return values[0].type == WF_VALUE_COLOR ? wf_color_fade (values[0].argb, values[1].number) : 0;
}

static void
take_colors (WfLegendEntry *entry)
{
  switch ((int) wf_style_layer (entry->style, entry->layer)->kind)
    {
    case WF_STYLE_FILL:
      entry->fill = color_now (entry, WF_PROP_FILL_COLOR, WF_PROP_FILL_OPACITY);
      entry->stroke = color_now (entry, WF_PROP_FILL_OUTLINE_COLOR, WF_PROP_FILL_OPACITY);
      break;
    case WF_STYLE_LINE:
      entry->stroke = color_now (entry, WF_PROP_LINE_COLOR, WF_PROP_LINE_OPACITY);
      break;
    case WF_STYLE_CIRCLE:
      entry->fill = color_now (entry, WF_PROP_CIRCLE_COLOR, WF_PROP_CIRCLE_OPACITY);
      entry->stroke = color_now (entry, WF_PROP_CIRCLE_STROKE_COLOR, WF_PROP_CIRCLE_STROKE_OPACITY);
      break;
    default:
      entry->fill = color_now (entry, WF_PROP_ICON_COLOR, WF_PROP_ICON_OPACITY);
      entry->stroke = color_now (entry, WF_PROP_ICON_HALO_COLOR, WF_PROP_ICON_OPACITY);
      break;
    }
}

static WfGeometryKind
kind_of (const WfStyleLayer *layer)
{
  return layer->kind == WF_STYLE_FILL   ? WF_GEOMETRY_POLYGON
         : layer->kind == WF_STYLE_LINE ? WF_GEOMETRY_LINE
                                        : WF_GEOMETRY_POINT;
}

static char *
number_text (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.6g", value));
}

static char *
class_label (const WfExpressionClass *one)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (one->value.type == WF_VALUE_TEXT)
    return g_strdup (wf_value_word (one->value.text));
  low = number_text (one->low);
  high = number_text (one->high);
  if (!(one->low < one->high))
    return number_text (one->value.number);
  if (isinf (one->low))
    return g_strconcat ("< ", high, NULL);
  if (isinf (one->high))
    return g_strconcat ("≥ ", low, NULL);
  return g_strconcat (low, " – ", high, NULL);
}

static void
add_entry (GArray *legend, WfStyle *style, guint layer, const char *label,
           const WfExpressionClass *one)
{
  WfLegendEntry entry = { .style = wf_style_ref (style), .layer = layer };

  entry.kind = kind_of (wf_style_layer (style, layer));
  entry.label = one != NULL ? class_label (one) : g_strdup (label);
  if (one != NULL)
    {
      entry.field = g_strdup (one->field);
      if (one->value.type == WF_VALUE_TEXT)
        entry.text = g_strdup (one->value.text);
      else
        entry.number = one->value.number;
    }
  take_colors (&entry);
  g_array_append_val (legend, entry);
}

/* The property by which the layer's features differ: colour before size. */
static const WfExpression *
telling_property (const WfStyleLayer *layer)
{
  static const WfStyleProp telling[]
      = { WF_PROP_FILL_COLOR,   WF_PROP_LINE_COLOR,    WF_PROP_LINE_WIDTH,
          WF_PROP_CIRCLE_COLOR, WF_PROP_CIRCLE_RADIUS, WF_PROP_ICON_IMAGE };
  WfExpressionClass found;

  for (guint i = 0; i < G_N_ELEMENTS (telling); i++)
    if (layer->props[telling[i]] != NULL
        && wf_expression_get_class (layer->props[telling[i]], 0, &found))
      return layer->props[telling[i]];
  return NULL;
}

static gboolean
add_classes (GArray *legend, WfStyle *style, guint layer, const char *title)
{
  const WfExpression *told = telling_property (wf_style_layer (style, layer));
  WfExpressionClass one;

  if (told != NULL && title != NULL)
    {
      WfLegendEntry heading = {
        .label = g_strdup (title), .is_heading = TRUE, .style = wf_style_ref (style), .layer = layer
      };

      g_array_append_val (legend, heading);
    }

  for (guint i = 0; told != NULL && i < MAX_CLASSES && wf_expression_get_class (told, i, &one); i++)
    if (!(one.value.type == WF_VALUE_BOOLEAN))
      add_entry (legend, style, layer, NULL, &one);
  return told != NULL;
}

GArray *
wf_legend_new (void)
{
  GArray *legend = g_array_new (FALSE, TRUE, sizeof (WfLegendEntry));

  g_array_set_clear_func (legend, clear_entry);
  return legend;
}

/* @title NULL: rules without a name are called by their id, classes stand for themselves. */
static void
add_layer (GArray *legend, WfStyle *style, const char *source, const char *title, gboolean chinese)
{
  for (guint i = 0; i < wf_style_n_layers (style); i++)
    {
      const WfStyleLayer *layer = wf_style_layer (style, i);
      const char *label = chinese ? layer->legend_zh : layer->legend_en;

      if (!layer->visible || !wf_style_layer_speaks_of (layer, source)
          || layer->kind <= WF_STYLE_RASTER || g_strcmp0 (label, "") == 0)
        continue;
      if (label == NULL
          && (layer->kind == WF_STYLE_SYMBOL || add_classes (legend, style, i, title)))
        continue;
      add_entry (legend, style, i, label != NULL ? label : title != NULL ? title : layer->id, NULL);
    }
}

GArray *
wf_style_legend (WfStyle *style, const char *source, gboolean chinese)
{
  GArray *legend = wf_legend_new ();

  add_layer (legend, style, source, NULL, chinese);
  return legend;
}

void
wf_legend_add_layer (GArray *legend, WfStyle *style, const char *source, const char *title,
                     gboolean chinese)
{
  add_layer (legend, style, source, title, chinese);
}

/* ---- swatches */

/* The feature in a view about the middle of the world: an area or a line across it, or a point. */
static WfPack *
make_feature (WfGeometryKind kind, const WfView *view)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (kind);
  g_autoptr (GError) error = NULL;
  double inset = INSET * view->scale, w = view->width_px, h = view->height_px;
  WfPoint area[4]
      = { { inset, inset }, { w - inset, inset }, { w - inset, h - inset }, { inset, h - inset } };
  WfPoint line[2] = { { inset, h / 2 }, { w - inset, h / 2 } }, point = { w / 2, h / 2 };
  const WfPoint *from = kind == WF_GEOMETRY_POLYGON ? area
                        : kind == WF_GEOMETRY_LINE  ? line
                                                    : &point;
  guint n = kind == WF_GEOMETRY_POLYGON ? 4 : kind == WF_GEOMETRY_LINE ? 2 : 1;
  WfUnit at[4];
  WfPack *pack;

  for (guint i = 0; i < n; i++)
    at[i] = wf_unit_from_point (wf_view_pixel_to_point (view, from[i]));
  wf_pack_writer_begin (writer, 0);
  wf_pack_writer_add_part (writer, at, n);
  wf_pack_writer_end (writer);
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  if (pack == NULL)
    g_warning ("legend: %s", error->message);
  return pack;
}

static void
draw_swatch (const WfLegendEntry *entry, WfPack *pack, const WfView *view, guint32 *pixels)
{
  WfFieldSource fields = entry_fields (entry);
  g_autoptr (WfScene) scene = wf_scene_new_single (entry->style, entry->layer, pack, &fields);
  g_autoptr (WfFrameCache) cache = wf_frame_cache_new ();
  g_autoptr (WfFramePlan) plan = wf_frame_plan_new (scene, view, cache);
  WfBand band;

  wf_band_init (&band, plan, view->height_px);
  wf_band_draw (&band, pixels, 0, view->height_px);
  wf_band_clear (&band);
  if (plan->symbols->len > 0)
    {
      g_autoptr (WfTextCache) texts = wf_text_cache_new ();
      g_autoptr (WfLabels) labels = wf_labels_place (plan, texts, NULL);

      wf_labels_draw (labels, pixels, view->width_px, 0, view->height_px);
    }
}

GBytes *
wf_legend_swatch (const WfLegendEntry *entry, int width_px, int height_px, double scale)
{
  gsize size = (gsize) MAX (width_px, 1) * (gsize) MAX (height_px, 1) * 4;
  guint32 *pixels = g_malloc0 (size);
  WfView view = { { 0.5, 0.5 }, 0, 0, MAX (width_px, 1), MAX (height_px, 1), scale };
  g_autoptr (WfPack) pack = NULL;

  view.zoom = legend_zoom (wf_style_layer (entry->style, entry->layer));
  pack = make_feature (entry->kind, &view);
  if (pack != NULL)
    draw_swatch (entry, pack, &view, pixels);
  return g_bytes_new_take (pixels, size);
}
