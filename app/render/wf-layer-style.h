/* Watchfloor: the style of one layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the style panel edits, as a value: one colour or classes of a field, widths, labels. It
 * becomes style layers of the document the renderer reads. Any thread. */
#pragma once

#include "wf-style.h"

#include <jansson.h>

/* One class. By range the classes are sorted and each begins at @from; by value each stands for
 * @value, or for the number @from that people read as @value. */
typedef struct
{
  double from; /* the first class takes all below the second */
  char *value; /* NULL by range */
  guint32 color; /* 0xAARRGGBB */
  guint64 n; /* features in it when it was made; 0 unknown */
} WfStyleClass;

typedef struct
{
  guint32 color; /* 0xAARRGGBB: of areas, lines and points; of what is in no class */
  guint32 outline; /* of areas and points; 0 = none */
  double width_px; /* of lines */
  double outline_px; /* up to 1 the fastest: a hair line that fades in */
  double radius_px; /* of points */
  double fill_opacity; /* 0..1, of areas */
  double min_zoom, max_zoom; /* drawn from min up to max, not including */
  /* Classes; @class_field NULL = one colour for all */
  char *class_field;
  char *class_method; /* how they were made, for the panel; may be NULL */
  char *class_ramp;
  gboolean class_is_text; /* of the field: each value is text, not a number */
  GArray *classes; /* WfStyleClass; NULL without a field */
  /* Labels; @label_field NULL = none */
  char *label_field;
  double label_px, halo_px;
  /* Style layers from elsewhere (QML, SLD, MapLibre) instead of all above; NULL = none. Immutable
   */
  json_t *rules;
  char **notes; /* sentences on what of them could not be taken over; NULL = all was */
} WfLayerStyle;

/* In @color. */
WfLayerStyle *wf_layer_style_new (guint32 color);
/* Colours that can be told from one another on light and dark ground, also by the colour-blind;
 * they come around again. */
guint32 wf_layer_style_color (guint i);
WfLayerStyle *wf_layer_style_copy (const WfLayerStyle *style);
void wf_layer_style_free (WfLayerStyle *style);
gboolean wf_layer_style_equal (const WfLayerStyle *a, const WfLayerStyle *b);

/* Takes the classes away, or room for new ones. */
void wf_layer_style_clear_classes (WfLayerStyle *style);
/* Gives @style the classes of @from, and what they were made by. */
void wf_layer_style_take_classes (WfLayerStyle *style, const WfLayerStyle *from);
gboolean wf_layer_style_same_classes (const WfLayerStyle *a, const WfLayerStyle *b);
void wf_layer_style_add_class (WfLayerStyle *style, double from, const char *value, guint32 color,
                               guint64 n);

/* Style layers of @source (an array, new reference) for the renderer. @kind NONE: not known yet.
 * @dark: what lies below, for the halo of labels. */
json_t *wf_layer_style_rules (const WfLayerStyle *style, const char *source, WfGeometryKind kind,
                              gboolean dark);

/* A style document of this layer alone: MapLibre, with what the panel needs in its metadata (new
 * reference). */
json_t *wf_layer_style_save (const WfLayerStyle *style, WfGeometryKind kind);
/* The reverse; a document from elsewhere becomes rules. NULL with WF_ERROR_INVALID, naming the
 * place, where it is not a style. */
WfLayerStyle *wf_layer_style_load (const json_t *document, const char *what, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfLayerStyle, wf_layer_style_free)
