/* Watchfloor: the drawing on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a sketch with its handles, the line to the pointer and the measure beside it. Changes
 * nothing; the map's gestures and keys do. Main thread. */
#pragma once

#include "wf-sketch.h"

#include <shumate/shumate.h>

#define WF_TYPE_DRAW_LAYER (wf_draw_layer_get_type ())
G_DECLARE_FINAL_TYPE (WfDrawLayer, wf_draw_layer, WF, DRAW_LAYER, ShumateLayer)

WfDrawLayer *wf_draw_layer_new (ShumateViewport *viewport);

/* Borrowed; NULL shows nothing. @open: more vertices may follow, so a line leads to the pointer. */
void wf_draw_layer_set_sketch (WfDrawLayer *self, const WfSketch *sketch, gboolean open);
void wf_draw_layer_set_dark (WfDrawLayer *self, gboolean dark);
/* Where the next vertex would go; NULL = nowhere. @crosshair: moved by keys, so shown. */
void wf_draw_layer_set_next (WfDrawLayer *self, const WfLonLat *next, gboolean crosshair);
/* The sketch changed. */
void wf_draw_layer_changed (WfDrawLayer *self);

typedef enum
{
  WF_HANDLE_NONE,
  WF_HANDLE_VERTEX,
  WF_HANDLE_MIDDLE, /* between vertex index and the next: a new one is made there */
} WfHandleKind;

/* The handle under (@x, @y), logical pixels. */
WfHandleKind wf_draw_layer_pick (WfDrawLayer *self, double x, double y, guint *index);
