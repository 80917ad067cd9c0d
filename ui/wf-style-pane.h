/* Watchfloor: the style panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How one layer is drawn: colour, widths, opacity, classes of a field, labels, zooms. What is
 * changed shows on the map at once, can be undone, saved and loaded. A pane beside the map, not a
 * dialog; its back button activates "layers.back". Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

/* Actions (style.): undo, redo, reset, save, load. */
#define WF_TYPE_STYLE_PANE (wf_style_pane_get_type ())
G_DECLARE_FINAL_TYPE (WfStylePane, wf_style_pane, WF, STYLE_PANE, AdwBin)

GtkWidget *wf_style_pane_new (WfSession *session, WfLayer *layer);
/* As if @field were chosen in its classes; one the layer does not have changes nothing. */
void wf_style_pane_color_by (WfStylePane *self, const char *field);
/* Takes the style in the file @path, ours or another program's; what is wrong is told. */
void wf_style_pane_load (WfStylePane *self, const char *path);
WfLayer *wf_style_pane_get_layer (WfStylePane *self);
