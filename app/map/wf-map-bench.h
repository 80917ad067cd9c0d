/* Watchfloor: how smooth the map is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays on a map in a real window and takes the time from frame to frame: what an operator sees,
 * with the display's own pace as the floor. Main thread. */
#pragma once

#include "wf-map-view.h"

typedef enum
{
  WF_MAP_BENCH_TRACKS, /* so many tracks drive about, reported ten times a second */
  WF_MAP_BENCH_PAN, /* the map moves in a circle, nearer and further */
} WfMapBenchKind;

/* @frames_ms (element-type double), borrowed: one a frame, the first half second left out. */
typedef void (*WfMapBenchDone) (GArray *frames_ms, gpointer data);

/* Plays for @seconds from now, about what the map shows, then calls @done. For TRACKS the map's own
 * tracks are replaced by @n_tracks made ones, for PAN @n_tracks is not used. The map must live. */
void wf_map_bench_run (WfMapView *map, WfMapBenchKind kind, guint n_tracks, double seconds,
                       WfMapBenchDone done, gpointer data);
