/* Watchfloor: the bar of the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Play, pace, steps, events, a time to go to, and the scale of time; of the session's replay while
 * there is one. Main thread. */
#pragma once

#include "wf-pane.h"

#define WF_TYPE_PAST_BAR (wf_past_bar_get_type ())
G_DECLARE_FINAL_TYPE (WfPastBar, wf_past_bar, WF, PAST_BAR, WfPane)

/* Whether the map goes with what is selected. */
gboolean wf_past_bar_is_following (WfPastBar *self);
