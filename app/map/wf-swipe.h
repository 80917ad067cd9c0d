/* Watchfloor: the divider of two pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A line from top to bottom with a grip, dragged or moved by keys: arrows (Ctrl finely, Shift far),
 * Home and End. It covers the map but takes the pointer only near the line. Main thread. */
#pragma once

#include <gtk/gtk.h>

/* Property share (double, rw): where it stands, 0 left to 1 right.
 * Signal ::cancelled: Escape was pressed. */
#define WF_TYPE_SWIPE (wf_swipe_get_type ())
G_DECLARE_FINAL_TYPE (WfSwipe, wf_swipe, WF, SWIPE, GtkWidget)

WfSwipe *wf_swipe_new (void);
double wf_swipe_get_share (WfSwipe *self);
void wf_swipe_set_share (WfSwipe *self, double share);
