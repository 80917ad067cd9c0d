/* Watchfloor: the legend of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a style shows of one map layer, entry by entry, and a small picture of each, drawn by the
 * same hand as the map. Pure; any thread. */
#pragma once

#include "wf-style.h"

typedef struct
{
  char *label; /* Owned: the layer's name, the value, or the range "10 – 20" */
  gboolean is_heading; /* the layer's name over its classes: no picture */
  WfGeometryKind kind;
  guint32 fill, stroke; /* 0xAARRGGBB; 0 where there is none */
  WfStyle *style; /* Owned */
  guint layer; /* which style layer */
  char *field, *text; /* Owned; @field NULL: the whole layer; @text NULL: @number is its value */
  double number;
} WfLegendEntry;

/* (element-type WfLegendEntry), in the order of the document; free with g_array_unref. A layer
 * coloured or sized by a field (match, step, interpolate) has an entry a class, at most 64; hidden
 * layers, and those the document keeps out ("legend": false), have none. */
GArray *wf_style_legend (WfStyle *style, const char *source, gboolean chinese);

/* A legend of several layers: empty, then each from the top. @title names the layer where its rules
 * do not, and stands over its classes. */
GArray *wf_legend_new (void);
void wf_legend_add_layer (GArray *legend, WfStyle *style, const char *source, const char *title,
                          gboolean chinese);

/* The entry's picture: width_px * height_px pixels as a frame's, on nothing. @scale is device
 * pixels a logical pixel. Never NULL. */
GBytes *wf_legend_swatch (const WfLegendEntry *entry, int width_px, int height_px, double scale);
