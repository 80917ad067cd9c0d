/* Watchfloor: files of layers that change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Notices when a layer's file is another than when it was read, waits until whoever writes it has
 * finished, and has it read again; what was read before stays on the map meanwhile. Main thread. */
#pragma once

#include "wf-session.h"

typedef struct _WfLayerWatch WfLayerWatch;

/* @session is borrowed. */
WfLayerWatch *wf_layer_watch_new (WfSession *session);
void wf_layer_watch_free (WfLayerWatch *watch);

/* Follows the file of @layer, which was read or failed just now; what is no file is passed over. */
void wf_layer_watch_follow (WfLayerWatch *watch, WfLayer *layer);
void wf_layer_watch_forget (WfLayerWatch *watch, WfLayer *layer);
