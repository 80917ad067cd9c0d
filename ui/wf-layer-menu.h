/* Watchfloor: the menu of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with one layer, and its opacity. Main thread. */
#pragma once

#include "wf-layer.h"

#include <gtk/gtk.h>

/* Gives @button, in a widget that has the actions "layers.NAME", the menu; made when it opens. */
void wf_layer_menu_attach (GtkMenuButton *button, WfLayer *layer);
