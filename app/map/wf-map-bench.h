/* Watchfloor: how smooth the map is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays on a map in a real window and takes the time from frame to frame: what an operator sees,
 * with the display's own pace as the floor. Main thread. */
#pragma once

#include "wf-map-view.h"

typedef enum
{
  WF_MAP_BENCH_TRACKS, /* so many tracks drive about, reported ten times a second */
  WF_MAP_BENCH_PAN, /* drags, wheel notches and pinches, from the city to the street and back */
} WfMapBenchKind;

/* Borrowed; the first half second is left out. */
typedef struct
{
  GArray *frames_ms; /* double: one a frame */
  GArray *draws_ms; /* double: each new picture of the city */
  /* double, PAN: frames from the last that moved to the first that was sharp, one a gesture; 0 is
   * the one that moved. */
  GArray *sharp_frames;
  double cpu_ms; /* of this program, all threads, a frame */
  gint64 rss_first_kb, rss_last_kb; /* memory held; first: once it is warm, after a round */
} WfMapBenchFigures;

typedef void (*WfMapBenchDone) (const WfMapBenchFigures *figures, gpointer data);

/* Plays, then calls @done: TRACKS about what the map shows, PAN about the middle of the largest
 * layer. For TRACKS the map's own tracks are replaced by
 * @size made ones, for @seconds; for PAN @size is the number of gestures, 0: as many as @seconds
 * hold. The map must live. */
void wf_map_bench_run (WfMapView *map, WfMapBenchKind kind, guint size, double seconds,
                       WfMapBenchDone done, gpointer data);
