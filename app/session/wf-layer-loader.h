/* Watchfloor: loading a city's layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the layers through the worker, two at a time, those that show first; each fails alone with
 * its reason. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-layer.h"

typedef struct _WfLayerLoader WfLayerLoader;

/* @settled is called each time the last layer is ready or failed. @city is borrowed. */
WfLayerLoader *
wf_layer_loader_new (WfCity *city, void (*settled) (gpointer user_data), gpointer user_data);
/* Cancels what is under way. */
void wf_layer_loader_free (WfLayerLoader *loader);

/* Queues @layer, made of a layer of the city. */
void wf_layer_loader_add (WfLayerLoader *loader, WfLayer *layer);
gboolean wf_layer_loader_is_settled (WfLayerLoader *loader);
