/* Watchfloor: a scale of time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The last minutes, hours or days: what of them is kept, what happened, and where the replay
 * stands. Clicked, dragged and moved by keys (arrows 10 s, Page 5 min, Home and End). Main thread.
 * Signal ::chosen (time_us, int64). */
#pragma once

#include "wf-replay.h"

#include <gtk/gtk.h>

#define WF_TYPE_TIME_SCALE (wf_time_scale_get_type ())
G_DECLARE_FINAL_TYPE (WfTimeScale, wf_time_scale, WF, TIME_SCALE, GtkWidget)

GtkWidget *wf_time_scale_new (void);
/* @replay may be NULL: nothing is shown. */
void wf_time_scale_set_replay (WfTimeScale *self, WfReplay *replay, WfClock *live);
/* How much of time is shown. */
void wf_time_scale_set_span (WfTimeScale *self, gint64 span_us);
