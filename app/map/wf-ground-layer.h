/* Watchfloor: the city under everything.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the last frame the renderer made, moved, turned and stretched to the present view, and
 * asks for a sharp one where that is not enough. Frames are a margin larger than the widget, so
 * that a pan shows no empty edge and often needs no new frame at all. One job at a time; what
 * comes back for a city that has changed since is dropped. Main thread. */
#pragma once

#include "wf-ground-scene.h"
#include "wf-style.h"
#include "wf-view.h"

#include <shumate/shumate.h>

/* Signal ::settled: the picture is sharp for the present view. */
#define WF_TYPE_GROUND_LAYER (wf_ground_layer_get_type ())
G_DECLARE_FINAL_TYPE (WfGroundLayer, wf_ground_layer, WF, GROUND_LAYER, ShumateLayer)

WfGroundLayer *wf_ground_layer_new (ShumateViewport *viewport);

/* (element-type WfLayer) bottom first; watched. May be NULL. */
void wf_ground_layer_set_layers (WfGroundLayer *self, GListModel *layers);
/* @style may be NULL: then the city is empty ground. */
void
wf_ground_layer_set_style (WfGroundLayer *self, WfStyle *style, gboolean dark, gboolean chinese);
/* NULL: the visible ones. @data is borrowed. */
void wf_ground_layer_set_shows (WfGroundLayer *self, WfGroundShows shows, gpointer data);
/* Shows only what lies from @from to @to, shares of the width; draws no frame anew. */
void wf_ground_layer_set_span (WfGroundLayer *self, double from, double to);
/* What is shown changed: draw it anew. */
void wf_ground_layer_queue_frame (WfGroundLayer *self);
/* The view is known to end at @goal (centre, zoom and rotation count; copied): that is drawn while
 * it is still on its way. NULL: a hand moves it. A view that rests is its own goal. */
void wf_ground_layer_set_goal (WfGroundLayer *self, const WfView *goal);
/* The viewport moved. */
void wf_ground_layer_view_changed (WfGroundLayer *self);
gboolean wf_ground_layer_is_settled (WfGroundLayer *self);

/* Milliseconds the last frame took, and how many were made; for benchmarks. */
double wf_ground_layer_frame_ms (WfGroundLayer *self, guint *n_frames);
