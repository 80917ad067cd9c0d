/* Watchfloor: a layer in the panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row: shown or not, title, legend, what is being done with it or ails it, and a menu whose
 * actions ("layers.NAME" with the layer's id) the panel has. Main thread. */
#pragma once

#include "wf-session.h"

#include <gtk/gtk.h>

#define WF_TYPE_LAYER_VIEW (wf_layer_view_get_type ())
G_DECLARE_FINAL_TYPE (WfLayerView, wf_layer_view, WF, LAYER_VIEW, GtkWidget)

GtkWidget *wf_layer_view_new (WfSession *session, WfLayer *layer);
WfLayer *wf_layer_view_get_layer (WfLayerView *self);
