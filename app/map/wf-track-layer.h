/* Watchfloor: what moves, on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All tracks in one snapshot from the packed array; hit-tested from the same spots. Redrawn when
 * the store commits, when the view moves, and once a second for the ages. Main thread. */
#pragma once

#include "wf-clock.h"
#include "wf-track-plan.h"

#include <shumate/shumate.h>

#define WF_TYPE_TRACK_LAYER (wf_track_layer_get_type ())
G_DECLARE_FINAL_TYPE (WfTrackLayer, wf_track_layer, WF, TRACK_LAYER, ShumateLayer)

WfTrackLayer *wf_track_layer_new (ShumateViewport *viewport);

/* @tracks may be NULL. */
void wf_track_layer_set_tracks (WfTrackLayer *self, WfTrackStore *tracks, WfClock *clock);
void wf_track_layer_set_selected (WfTrackLayer *self, const char *id); /* NULL = none */
void wf_track_layer_set_dark (WfTrackLayer *self, gboolean dark);
/* The way something came, oldest first; copied. None where @n is 0. */
void wf_track_layer_set_trail (WfTrackLayer *self, const WfUnit *points, guint n);
/* The viewport moved. */
void wf_track_layer_view_changed (WfTrackLayer *self);

/* What is under (@x, @y), logical pixels: the spot (NULL = nothing) and the track it stands for.
 * Both borrowed, until the next turn of the main loop. */
const WfSpot *wf_track_layer_pick (WfTrackLayer *self, double x, double y, const WfTrack **track);

/* What a tooltip says of @track: its name, what it does, how old, what is wrong. g_free. */
char *wf_track_describe (const WfTrack *track, gint64 now_us);

/* How many spots the last plan has, and how long planning and drawing took (milliseconds); for
 * benchmarks. */
guint wf_track_layer_cost (WfTrackLayer *self, double *plan_ms, double *draw_ms);
