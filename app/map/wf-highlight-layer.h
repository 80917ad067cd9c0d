/* Watchfloor: picked features on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws what is picked above the city and below what moves: outline on a casing, so that it shows
 * on any colour. Main thread. */
#pragma once

#include "wf-picked.h"

#include <shumate/shumate.h>

#define WF_TYPE_HIGHLIGHT_LAYER (wf_highlight_layer_get_type ())
G_DECLARE_FINAL_TYPE (WfHighlightLayer, wf_highlight_layer, WF, HIGHLIGHT_LAYER, ShumateLayer)

WfHighlightLayer *wf_highlight_layer_new (ShumateViewport *viewport);

/* Watched; may be NULL. */
void wf_highlight_layer_set_picked (WfHighlightLayer *self, WfPicked *picked);
/* A cross at @mark; NAN: none. */
void wf_highlight_layer_set_mark (WfHighlightLayer *self, WfLonLat mark);
void wf_highlight_layer_set_dark (WfHighlightLayer *self, gboolean dark);
