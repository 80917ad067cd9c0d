/* Watchfloor: loading what the view needs of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that are read by windows (wf-source-window.h): while the view stays in the window a layer
 * shows, nothing happens; once it leaves, or a closer look would show more, the window for it is
 * read in the background, and what the layer showed stays until it is there. A layer that does not
 * show all there is says so in its note. One reading a layer, the last asked for; a server that
 * failed is asked again after a pause. Main thread. */
#pragma once

#include "wf-layer.h"

typedef struct _WfPartLoader WfPartLoader;

/* @settled is called each time no layer waits for a window any more. */
WfPartLoader *wf_part_loader_new (void (*settled) (gpointer user_data), gpointer user_data);
/* Cancels what is under way. */
void wf_part_loader_free (WfPartLoader *loader);

/* Begins to keep @layer up with the view; reads its window anew where it is kept already. */
void wf_part_loader_add (WfPartLoader *loader, WfLayer *layer);
/* Leaves @layer as it is. */
void wf_part_loader_remove (WfPartLoader *loader, WfLayer *layer);
/* The view covers @box of unit Mercator. Cheap: call it for each frame. */
void wf_part_loader_set_view (WfPartLoader *loader, WfBox box);
gboolean wf_part_loader_is_settled (WfPartLoader *loader);
