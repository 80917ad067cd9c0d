/* Watchfloor: making style documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the importers of other programs' styles have in common: style layers put together property
 * by property. Inside the render layer only. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* What a rule of the other program says of all its symbols. */
typedef struct
{
  const char *source; /* Borrowed */
  json_t *filter; /* Borrowed; NULL: all */
  const char *label; /* Borrowed; of the legend; NULL or "": the legend names it otherwise */
  double min_zoom, max_zoom; /* 0 and 0: any */
  double opacity;
  gboolean silent; /* kept out of the legend: another of the same symbol is in it */
} WfRule;

typedef struct
{
  json_t *layers; /* Owned: array */
  GPtrArray *notes; /* Borrowed: char * */
} WfStyleMaker;

/* A style layer of @type at the end of the document, for @rule. Borrowed. */
json_t *wf_style_maker_add (WfStyleMaker *maker, const WfRule *rule, const char *type);
/* Steals @value; NULL sets nothing. */
void wf_style_maker_paint (json_t *layer, const char *name, json_t *value);
void wf_style_maker_layout (json_t *layer, const char *name, json_t *value);
/* Says once that something was left out; @format as printf. */
void wf_style_maker_note (WfStyleMaker *maker, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* {"version": 8, "layers": ...}; the maker is used up. */
json_t *wf_style_maker_finish (WfStyleMaker *maker);

/* "#rrggbbaa" */
json_t *wf_style_maker_color (guint32 argb);
/* At zooms where a pixel of @pixel_m metres shows one to @denominator; 0 for no denominator. */
double wf_style_maker_zoom (double denominator, double pixel_m);
/* Pixels that are @metres on the ground at the equator, at every zoom. */
json_t *wf_style_maker_metres (double metres);
