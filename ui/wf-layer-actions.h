/* Watchfloor: what is done with a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions "layers.NAME" with a layer's id, for a pane with the session. Main thread. */
#pragma once

#include <gtk/gtk.h>

/* Installs zoom, properties, rename, duplicate, retry, cancel, choose, raise, lower and remove in
 * a class derived from WfPane. What the window must do is asked of it by its actions. */
void wf_layer_actions_install (GtkWidgetClass *widget_class);
