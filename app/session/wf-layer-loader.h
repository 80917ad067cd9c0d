/* Watchfloor: loading a city's layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens layers through the worker as their descriptions say, two at a time, those that show first;
 * each fails alone with its reason. Main thread. */
#pragma once

#include "wf-layer.h"
#include "wf-view.h"

typedef struct _WfLayerLoader WfLayerLoader;

/* @settled is called each time the last layer is ready or failed. */
WfLayerLoader *wf_layer_loader_new (void (*settled) (gpointer user_data), gpointer user_data);
/* Cancels what is under way. */
void wf_layer_loader_free (WfLayerLoader *loader);

/* Queues @layer; once more where it is being read already. */
void wf_layer_loader_add (WfLayerLoader *loader, WfLayer *layer);
/* Takes @layer out of the queue, or ends its reading. Its state is the caller's to set. */
void wf_layer_loader_cancel (WfLayerLoader *loader, WfLayer *layer);
/* Layers of tiles and those too large to be read whole follow the view. */
void wf_layer_loader_set_view (WfLayerLoader *loader, const WfView *view);
gboolean wf_layer_loader_is_settled (WfLayerLoader *loader);
/* How many packs the cache could not take: they are made again at each start. */
guint wf_layer_loader_n_unkept (WfLayerLoader *loader);
