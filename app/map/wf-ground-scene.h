/* Watchfloor: the city's layers as a scene.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread; what comes of it is immutable. */
#pragma once

#include "wf-frame.h"
#include "wf-layer.h"

/* Whether @layer is drawn. */
typedef gboolean (*WfGroundShows) (WfLayer *layer, gpointer data);

/* Adds those of @layers (WfLayer, bottom first; may be NULL) that have been read and are shown:
 * the visible ones, or where @shows is not NULL those it names. */
void wf_ground_scene_add (WfScene *scene, GListModel *layers, WfGroundShows shows, gpointer data);
