/* Watchfloor: the strip at the bottom.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst feed always in sight with all feeds a click away, what has not left the desk yet, the
 * place under the pointer and the scale. Main thread. */
#pragma once

#include "wf-pane.h"

#include "wf-point.h"

#define WF_TYPE_STATUS_BAR (wf_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (WfStatusBar, wf_status_bar, WF, STATUS_BAR, WfPane)

/* NAN, NAN where the pointer is not on the map. */
void wf_status_bar_set_pointer (WfStatusBar *self, WfLonLat p);
/* Ground metres of a logical pixel at the middle of the map. */
void wf_status_bar_set_scale (WfStatusBar *self, double metres_per_px);
