/* Watchfloor: measuring the window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `watchfloor --bench tracks|pan`: waits until the city is drawn, plays on the real map, prints the
 * figures as JSON and ends the program. Main thread. */
#pragma once

#include "watchfloor-application.h"

/* TRUE where @name is one of ours. */
gboolean wf_bench_is_known (const char *name);

/* @size: tracks, 0 = 10,000; or gestures to pan with, 0 = as many as @seconds hold. @seconds: 0 =
 * 10. */
void
wf_bench_start (WatchfloorApplication *application, const char *name, int size, double seconds);
