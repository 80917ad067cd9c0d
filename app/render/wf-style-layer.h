/* Watchfloor: the layers of a style.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parser makes of a style document and the renderer reads. Inside the render layer only;
 * immutable after parsing. */
#pragma once

#include "wf-expression.h"
#include "wf-style.h"

typedef enum
{
  WF_STYLE_BACKGROUND,
  WF_STYLE_RASTER,
  WF_STYLE_FILL,
  WF_STYLE_LINE,
  WF_STYLE_CIRCLE,
  WF_STYLE_SYMBOL,
} WfStyleKind;

/* One for each line of the table in wf-style-properties.c. */
typedef enum
{
  WF_PROP_BACKGROUND_COLOR,
  WF_PROP_BACKGROUND_OPACITY,
  WF_PROP_RASTER_OPACITY,
  WF_PROP_FILL_COLOR,
  WF_PROP_FILL_OPACITY,
  WF_PROP_FILL_OUTLINE_COLOR,
  WF_PROP_FILL_PATTERN,
  WF_PROP_FILL_HEIGHT,
  WF_PROP_FILL_RULE,
  WF_PROP_LINE_COLOR,
  WF_PROP_LINE_OPACITY,
  WF_PROP_LINE_WIDTH,
  WF_PROP_LINE_CAP,
  WF_PROP_LINE_JOIN,
  WF_PROP_LINE_MITER_LIMIT,
  WF_PROP_LINE_OFFSET,
  WF_PROP_LINE_GAP_WIDTH,
  WF_PROP_CIRCLE_RADIUS,
  WF_PROP_CIRCLE_COLOR,
  WF_PROP_CIRCLE_OPACITY,
  WF_PROP_CIRCLE_STROKE_WIDTH,
  WF_PROP_CIRCLE_STROKE_COLOR,
  WF_PROP_CIRCLE_STROKE_OPACITY,
  WF_PROP_SYMBOL_PLACEMENT,
  WF_PROP_SYMBOL_SPACING,
  WF_PROP_SYMBOL_SORT_KEY,
  WF_PROP_TEXT_FIELD,
  WF_PROP_TEXT_SIZE,
  WF_PROP_TEXT_COLOR,
  WF_PROP_TEXT_OPACITY,
  WF_PROP_TEXT_HALO_COLOR,
  WF_PROP_TEXT_HALO_WIDTH,
  WF_PROP_TEXT_ANCHOR,
  WF_PROP_TEXT_MAX_WIDTH,
  WF_PROP_TEXT_LETTER_SPACING,
  WF_PROP_TEXT_PADDING,
  WF_PROP_TEXT_ALLOW_OVERLAP,
  WF_PROP_TEXT_OPTIONAL,
  WF_PROP_TEXT_IGNORE_PLACEMENT,
  WF_PROP_TEXT_RADIAL_OFFSET,
  WF_PROP_TEXT_TRANSFORM,
  WF_PROP_ICON_IMAGE,
  WF_PROP_ICON_SIZE,
  WF_PROP_ICON_COLOR,
  WF_PROP_ICON_OPACITY,
  WF_PROP_ICON_HALO_COLOR,
  WF_PROP_ICON_HALO_WIDTH,
  WF_PROP_ICON_ALLOW_OVERLAP,
  WF_PROP_ICON_IGNORE_PLACEMENT,
  WF_PROP_ICON_OPTIONAL,
  WF_PROP_ICON_PADDING,
  WF_PROP_ICON_ROTATE,
  WF_PROP_ICON_ROTATION_ALIGNMENT,
  WF_PROP_ICON_ANCHOR,
  WF_N_PROPS,
} WfStyleProp;

typedef struct
{
  const char *name;
  WfStyleKind kind;
  gboolean layout; /* else paint */
  WfValueType type;
  WfValue fallback;
} WfStylePropInfo;

#define WF_STYLE_MAX_DASHES 8
#define WF_STYLE_MAX_ANCHORS 9

typedef struct
{
  char *id;
  char *text; /* canonical JSON of all of it: the same text draws the same */
  char *source; /* NULL for a background; "*" = every source */
  WfStyleKind kind;
  guint index; /* in the document */
  double min_zoom, max_zoom; /* [min, max) */
  gboolean visible;
  WfExpression *filter; /* NULL: all */
  char *filter_key; /* canonical JSON of the filter; "" for all */
  WfExpression *props[WF_N_PROPS]; /* NULL: the fallback */
  double dashes[WF_STYLE_MAX_DASHES]; /* in line widths */
  guint n_dashes;
  double text_offset[2]; /* ems */
  double icon_offset[2]; /* logical pixels at size 1 */
  char *anchors[WF_STYLE_MAX_ANCHORS]; /* Owned; text-variable-anchor, best first */
  guint n_anchors;
  gboolean bold, italic;
  gboolean is_raised; /* a fill-extrusion: shaded by its height */
  char *legend_zh, *legend_en; /* NULL: not named; "" : not in the legend */
  GPtrArray *unsupported; /* char *, Owned: JSON paths of what has no effect here */
} WfStyleLayer;

guint wf_style_n_layers (const WfStyle *style);
const WfStyleLayer *wf_style_layer (const WfStyle *style, guint i);
gboolean wf_style_layer_speaks_of (const WfStyleLayer *layer, const char *source);

const WfStylePropInfo *wf_style_prop_info (WfStyleProp prop);
/* @raised: by the names of fill-extrusion. -1: unknown; -2: known to MapLibre and without effect
 * here. */
int wf_style_find_prop (WfStyleKind kind, gboolean raised, gboolean layout, const char *name);

WfStyleLayer *wf_style_layer_parse (const json_t *json, guint index, GError **error);
void wf_style_layer_free (WfStyleLayer *layer);

/* The property for one row; the fallback where the expression gives null or another type. */
WfValue wf_style_value (const WfExpression *expression, WfStyleProp prop, guint32 row, double zoom,
                        GStringChunk *strings);
