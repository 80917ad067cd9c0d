/* Watchfloor: the scale bar.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar of a round length on the ground at the centre of the map. Main thread. */
#pragma once

#include <shumate/shumate.h>

#define WF_TYPE_SCALE_BAR (wf_scale_bar_get_type ())
G_DECLARE_FINAL_TYPE (WfScaleBar, wf_scale_bar, WF, SCALE_BAR, GtkWidget)

WfScaleBar *wf_scale_bar_new (ShumateViewport *viewport);
void wf_scale_bar_set_dark (WfScaleBar *self, gboolean dark);
/* The viewport moved. */
void wf_scale_bar_update (WfScaleBar *self);

/* The largest of 1, 2, 5 times a power of ten metres that is no longer than @max_px at
 * @metres_per_px. */
double wf_scale_bar_step (double metres_per_px, double max_px);
