/* Watchfloor: a layer in the panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tick, title, how far its loading got or why it failed, its opacity and its order. Main thread. */
#pragma once

#include "wf-layer.h"

#include <gtk/gtk.h>

/* Signals: ::move (int by: +1 = up in the picture), ::retry. */
#define WF_TYPE_LAYER_VIEW (wf_layer_view_get_type ())
G_DECLARE_FINAL_TYPE (WfLayerView, wf_layer_view, WF, LAYER_VIEW, GtkWidget)

GtkWidget *wf_layer_view_new (WfLayer *layer);
WfLayer *wf_layer_view_get_layer (WfLayerView *view);
/* Whether it can go up or down from where it is. */
void wf_layer_view_set_ends (WfLayerView *view, gboolean top, gboolean bottom);
