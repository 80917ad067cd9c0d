/* Watchfloor: the properties of style layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One table: names, types and fallbacks as in the MapLibre style specification, but for one of
 * ours. */
#include "config.h"

#include "wf-style-layer.h"

#include "wf-color.h"

#include <string.h>

#define COLOR(v)                                                                                   \
  WF_VALUE_COLOR,                                                                                  \
  {                                                                                                \
    WF_VALUE_COLOR,                                                                                \
    {                                                                                              \
      .argb = (v)                                                                                  \
    }                                                                                              \
  }
#define NUMBER(v)                                                                                  \
  WF_VALUE_NUMBER,                                                                                 \
  {                                                                                                \
    WF_VALUE_NUMBER,                                                                               \
    {                                                                                              \
      .number = (v)                                                                                \
    }                                                                                              \
  }
#define TEXT(v)                                                                                    \
  WF_VALUE_TEXT,                                                                                   \
  {                                                                                                \
    WF_VALUE_TEXT,                                                                                 \
    {                                                                                              \
      .text = (v)                                                                                  \
    }                                                                                              \
  }
#define FLAG(v)                                                                                    \
  WF_VALUE_BOOLEAN,                                                                                \
  {                                                                                                \
    WF_VALUE_BOOLEAN,                                                                              \
    {                                                                                              \
      .boolean = (v)                                                                               \
    }                                                                                              \
  }
/* Without a fallback: the thing is not drawn. */
#define NO_COLOR                                                                                   \
  WF_VALUE_COLOR,                                                                                  \
  {                                                                                                \
    WF_VALUE_NULL,                                                                                 \
    {                                                                                              \
      0                                                                                            \
    }                                                                                              \
  }

static const WfStylePropInfo infos[WF_N_PROPS] = {
  [WF_PROP_BACKGROUND_COLOR]
  = { "background-color", WF_STYLE_BACKGROUND, FALSE, COLOR (0xff000000) },
  [WF_PROP_BACKGROUND_OPACITY] = { "background-opacity", WF_STYLE_BACKGROUND, FALSE, NUMBER (1) },
  [WF_PROP_RASTER_OPACITY] = { "raster-opacity", WF_STYLE_RASTER, FALSE, NUMBER (1) },
  [WF_PROP_FILL_COLOR] = { "fill-color", WF_STYLE_FILL, FALSE, COLOR (0xff000000) },
  [WF_PROP_FILL_OPACITY] = { "fill-opacity", WF_STYLE_FILL, FALSE, NUMBER (1) },
  [WF_PROP_FILL_OUTLINE_COLOR] = { "fill-outline-color", WF_STYLE_FILL, FALSE, NO_COLOR },
  [WF_PROP_FILL_PATTERN] = { "fill-pattern", WF_STYLE_FILL, FALSE, TEXT ("") },
  /* Only of a fill-extrusion: metres. */
  [WF_PROP_FILL_HEIGHT] = { "fill-extrusion-height", WF_STYLE_FILL, FALSE, NUMBER (0) },
  /* Not in the specification. */
  [WF_PROP_FILL_RULE] = { "fill-rule", WF_STYLE_FILL, TRUE, TEXT ("nonzero") },
  [WF_PROP_LINE_COLOR] = { "line-color", WF_STYLE_LINE, FALSE, COLOR (0xff000000) },
  [WF_PROP_LINE_OPACITY] = { "line-opacity", WF_STYLE_LINE, FALSE, NUMBER (1) },
  [WF_PROP_LINE_WIDTH] = { "line-width", WF_STYLE_LINE, FALSE, NUMBER (1) },
  [WF_PROP_LINE_CAP] = { "line-cap", WF_STYLE_LINE, TRUE, TEXT ("butt") },
  [WF_PROP_LINE_JOIN] = { "line-join", WF_STYLE_LINE, TRUE, TEXT ("miter") },
  [WF_PROP_LINE_MITER_LIMIT] = { "line-miter-limit", WF_STYLE_LINE, TRUE, NUMBER (2) },
  [WF_PROP_LINE_OFFSET] = { "line-offset", WF_STYLE_LINE, FALSE, NUMBER (0) },
  [WF_PROP_LINE_GAP_WIDTH] = { "line-gap-width", WF_STYLE_LINE, FALSE, NUMBER (0) },
  [WF_PROP_CIRCLE_RADIUS] = { "circle-radius", WF_STYLE_CIRCLE, FALSE, NUMBER (5) },
  [WF_PROP_CIRCLE_COLOR] = { "circle-color", WF_STYLE_CIRCLE, FALSE, COLOR (0xff000000) },
  [WF_PROP_CIRCLE_OPACITY] = { "circle-opacity", WF_STYLE_CIRCLE, FALSE, NUMBER (1) },
  [WF_PROP_CIRCLE_STROKE_WIDTH] = { "circle-stroke-width", WF_STYLE_CIRCLE, FALSE, NUMBER (0) },
  [WF_PROP_CIRCLE_STROKE_COLOR]
  = { "circle-stroke-color", WF_STYLE_CIRCLE, FALSE, COLOR (0xff000000) },
  [WF_PROP_CIRCLE_STROKE_OPACITY] = { "circle-stroke-opacity", WF_STYLE_CIRCLE, FALSE, NUMBER (1) },
  [WF_PROP_SYMBOL_PLACEMENT] = { "symbol-placement", WF_STYLE_SYMBOL, TRUE, TEXT ("point") },
  [WF_PROP_SYMBOL_SPACING] = { "symbol-spacing", WF_STYLE_SYMBOL, TRUE, NUMBER (250) },
  [WF_PROP_SYMBOL_SORT_KEY] = { "symbol-sort-key", WF_STYLE_SYMBOL, TRUE, NUMBER (0) },
  [WF_PROP_TEXT_FIELD] = { "text-field", WF_STYLE_SYMBOL, TRUE, TEXT ("") },
  [WF_PROP_TEXT_SIZE] = { "text-size", WF_STYLE_SYMBOL, TRUE, NUMBER (16) },
  [WF_PROP_TEXT_COLOR] = { "text-color", WF_STYLE_SYMBOL, FALSE, COLOR (0xff000000) },
  [WF_PROP_TEXT_OPACITY] = { "text-opacity", WF_STYLE_SYMBOL, FALSE, NUMBER (1) },
  [WF_PROP_TEXT_HALO_COLOR] = { "text-halo-color", WF_STYLE_SYMBOL, FALSE, COLOR (0) },
  [WF_PROP_TEXT_HALO_WIDTH] = { "text-halo-width", WF_STYLE_SYMBOL, FALSE, NUMBER (0) },
  [WF_PROP_TEXT_ANCHOR] = { "text-anchor", WF_STYLE_SYMBOL, TRUE, TEXT ("center") },
  [WF_PROP_TEXT_MAX_WIDTH] = { "text-max-width", WF_STYLE_SYMBOL, TRUE, NUMBER (10) },
  [WF_PROP_TEXT_LETTER_SPACING] = { "text-letter-spacing", WF_STYLE_SYMBOL, TRUE, NUMBER (0) },
  [WF_PROP_TEXT_PADDING] = { "text-padding", WF_STYLE_SYMBOL, TRUE, NUMBER (2) },
  [WF_PROP_TEXT_ALLOW_OVERLAP] = { "text-allow-overlap", WF_STYLE_SYMBOL, TRUE, FLAG (FALSE) },
  [WF_PROP_TEXT_OPTIONAL] = { "text-optional", WF_STYLE_SYMBOL, TRUE, FLAG (FALSE) },
  [WF_PROP_TEXT_IGNORE_PLACEMENT]
  = { "text-ignore-placement", WF_STYLE_SYMBOL, TRUE, FLAG (FALSE) },
  [WF_PROP_TEXT_RADIAL_OFFSET] = { "text-radial-offset", WF_STYLE_SYMBOL, TRUE, NUMBER (0) },
  [WF_PROP_TEXT_TRANSFORM] = { "text-transform", WF_STYLE_SYMBOL, TRUE, TEXT ("none") },
  [WF_PROP_ICON_IMAGE] = { "icon-image", WF_STYLE_SYMBOL, TRUE, TEXT ("") },
  [WF_PROP_ICON_SIZE] = { "icon-size", WF_STYLE_SYMBOL, TRUE, NUMBER (1) },
  [WF_PROP_ICON_COLOR] = { "icon-color", WF_STYLE_SYMBOL, FALSE, COLOR (0xff000000) },
  [WF_PROP_ICON_OPACITY] = { "icon-opacity", WF_STYLE_SYMBOL, FALSE, NUMBER (1) },
  [WF_PROP_ICON_HALO_COLOR] = { "icon-halo-color", WF_STYLE_SYMBOL, FALSE, COLOR (0xffffffff) },
  [WF_PROP_ICON_HALO_WIDTH] = { "icon-halo-width", WF_STYLE_SYMBOL, FALSE, NUMBER (0) },
  [WF_PROP_ICON_ALLOW_OVERLAP] = { "icon-allow-overlap", WF_STYLE_SYMBOL, TRUE, FLAG (FALSE) },
  [WF_PROP_ICON_IGNORE_PLACEMENT]
  = { "icon-ignore-placement", WF_STYLE_SYMBOL, TRUE, FLAG (FALSE) },
  [WF_PROP_ICON_OPTIONAL] = { "icon-optional", WF_STYLE_SYMBOL, TRUE, FLAG (FALSE) },
  [WF_PROP_ICON_PADDING] = { "icon-padding", WF_STYLE_SYMBOL, TRUE, NUMBER (0) },
  [WF_PROP_ICON_ROTATE] = { "icon-rotate", WF_STYLE_SYMBOL, TRUE, NUMBER (0) },
  [WF_PROP_ICON_ROTATION_ALIGNMENT]
  = { "icon-rotation-alignment", WF_STYLE_SYMBOL, TRUE, TEXT ("auto") },
  [WF_PROP_ICON_ANCHOR] = { "icon-anchor", WF_STYLE_SYMBOL, TRUE, TEXT ("center") },
};

/* In the specification, harmless to leave out: accepted so that public styles load. */
static const char *const without_effect[] = { "fill-antialias",
                                              "fill-sort-key",
                                              "fill-translate",
                                              "fill-translate-anchor",
                                              "fill-extrusion-base",
                                              "fill-extrusion-translate",
                                              "fill-extrusion-translate-anchor",
                                              "fill-extrusion-vertical-gradient",
                                              "line-blur",
                                              "line-round-limit",
                                              "line-sort-key",
                                              "line-translate",
                                              "line-translate-anchor",
                                              "circle-blur",
                                              "circle-pitch-scale",
                                              "circle-pitch-alignment",
                                              "circle-sort-key",
                                              "circle-translate",
                                              "circle-translate-anchor",
                                              "symbol-avoid-edges",
                                              "symbol-z-order",
                                              "text-line-height",
                                              "text-justify",
                                              "text-rotate",
                                              "text-rotation-alignment",
                                              "text-pitch-alignment",
                                              "text-keep-upright",
                                              "text-max-angle",
                                              "text-halo-blur",
                                              "text-translate",
                                              "text-translate-anchor",
                                              "icon-halo-blur",
                                              "icon-keep-upright",
                                              "icon-pitch-alignment",
                                              "icon-text-fit",
                                              "icon-text-fit-padding",
                                              "icon-translate",
                                              "icon-translate-anchor",
                                              "raster-hue-rotate",
                                              "raster-brightness-min",
                                              "raster-brightness-max",
                                              "raster-saturation",
                                              "raster-contrast",
                                              "raster-resampling",
                                              "raster-fade-duration",
                                              NULL };

const WfStylePropInfo *
wf_style_prop_info (WfStyleProp prop)
{
  return &infos[prop];
}

int
wf_style_find_prop (WfStyleKind kind, gboolean raised, gboolean layout, const char *name)
{
  static const char prefix[] = "fill-extrusion-";
  g_autofree char *plain = NULL;

  if (g_strv_contains (without_effect, name))
    return -2;
  if (raised != g_str_has_prefix (name, prefix))
    return -1;
  /* A raised fill's colour is a fill's. */
  if (raised && !g_str_equal (name, infos[WF_PROP_FILL_HEIGHT].name))
    name = plain = g_strconcat ("fill-", name + strlen (prefix), NULL);
  for (int i = 0; i < WF_N_PROPS; i++)
    if (infos[i].kind == kind && !infos[i].layout == !layout && strcmp (infos[i].name, name) == 0)
      return i;
  return -1;
}

WfValue
wf_style_value (const WfExpression *expression, WfStyleProp prop, guint32 row, double zoom,
                GStringChunk *strings)
{
  const WfStylePropInfo *info = &infos[prop];
  WfValue value;

  if (expression == NULL)
    return info->fallback;
  value = wf_expression_eval (expression, row, zoom, strings);
  if (value.type == info->type)
    return value;
  if (info->type == WF_VALUE_COLOR && value.type == WF_VALUE_TEXT)
    {
      guint32 argb;

      if (wf_color_parse (value.text, &argb))
        return (WfValue){ WF_VALUE_COLOR, { .argb = argb } };
    }
  if (info->type == WF_VALUE_TEXT && value.type == WF_VALUE_NUMBER && strings != NULL)
    {
      char text[32];

      g_snprintf (text, sizeof text, "%.10g", value.number);
      return (WfValue){ WF_VALUE_TEXT, { .text = g_string_chunk_insert (strings, text) } };
    }
  return info->fallback;
}
