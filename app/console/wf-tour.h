/* Watchfloor: the demo shift.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a shift on the real window by the same doors an operator uses, takes a picture at each
 * step and writes what happened. Waits for conditions, each with a time it must come by. Also the
 * measurement of the start (no folder given). Main thread. */
#pragma once

#include <gio/gio.h>

typedef struct _WatchfloorApplication WatchfloorApplication;

#define WF_TYPE_TOUR (wf_tour_get_type ())
G_DECLARE_FINAL_TYPE (WfTour, wf_tour, WF, TOUR, GObject)

/* @folder NULL: only the start is measured and printed. */
WfTour *wf_tour_new (WatchfloorApplication *application, const char *folder);
void wf_tour_start (WfTour *self);
