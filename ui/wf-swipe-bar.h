/* Watchfloor: what is compared.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lists over the map: what is left of the divider and what right of it. A side is what is shown
 * now, the city in its own style, a kept view's layers, or the city with one layer, without those
 * opened beside it and without the other side's.
 * Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

/* Signals: ::changed, another choice; ::closed. */
#define WF_TYPE_SWIPE_BAR (wf_swipe_bar_get_type ())
G_DECLARE_FINAL_TYPE (WfSwipeBar, wf_swipe_bar, WF, SWIPE_BAR, AdwBin)

GtkWidget *wf_swipe_bar_new (WfSession *session);
/* Left: the layer opened last; right: the one before, or the city without it. */
void wf_swipe_bar_begin (WfSwipeBar *self);
/* The bar lets go of its layers. */
void wf_swipe_bar_end (WfSwipeBar *self);
/* Whether @side (0 left, 1 right) shows @layer. */
gboolean wf_swipe_bar_shows (WfSwipeBar *self, guint side, WfLayer *layer);
/* Whether @side is drawn in the city's own style. */
gboolean wf_swipe_bar_is_plain (WfSwipeBar *self, guint side);
