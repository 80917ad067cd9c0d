/* Watchfloor: the past, shown again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands at a time of the past, or plays on from it: a clock and a track store of its own, the
 * incidents and commands as the journal knew them then. What is read is read off the main thread,
 * one page at a time: where that is slow, playing waits and skips nothing. Main thread.
 * Signals:
 *   ::moved    the time, the pace or what is kept changed
 *   ::shown    get_tracks has another store: after a jump */
#pragma once

#include "wf-clock.h"
#include "wf-past-reader.h"

#define WF_TYPE_REPLAY (wf_replay_get_type ())
G_DECLARE_FINAL_TYPE (WfReplay, wf_replay, WF, REPLAY, GObject)

#define WF_REPLAY_MAX_SPEED 60.0

/* @live says what is now: nothing later is shown. */
WfReplay *wf_replay_new (WfClock *live, const char *history_folder, const char *journal_path);
/* Ends what is under way. Safe to call twice. */
void wf_replay_stop (WfReplay *self);

/* Shows all as it was at @at_us, as soon as it is read; the last of several wins. */
void wf_replay_go_to (WfReplay *self, gint64 at_us);
void wf_replay_set_playing (WfReplay *self, gboolean playing);
/* 1 to WF_REPLAY_MAX_SPEED. */
void wf_replay_set_speed (WfReplay *self, double speed);

/* The time that is asked for, and the clock of what is shown. */
gint64 wf_replay_get_time (WfReplay *self);
WfClock *wf_replay_get_clock (WfReplay *self); /* borrowed */
gboolean wf_replay_is_playing (WfReplay *self);
double wf_replay_get_speed (WfReplay *self);
/* FALSE while a page is being read for a jump. */
gboolean wf_replay_is_settled (WfReplay *self);
/* Why there is nothing to see, or that it is from before a gap; NULL where all is well. */
const char *wf_replay_get_trouble (WfReplay *self);

/* Borrowed. */
WfTrackStore *wf_replay_get_tracks (WfReplay *self);
GListModel *wf_replay_get_incidents (WfReplay *self); /* WfIncidentRow, newest first */
GListModel *wf_replay_get_commands (WfReplay *self); /* WfCommandRow, newest first */
const GArray *wf_replay_get_spans (WfReplay *self); /* WfPastSpan */
const GArray *wf_replay_get_events (WfReplay *self); /* WfPastEvent */

/* Whose way is shown, for WF_PAST_TRAIL_US back from the last jump; NULL = none. */
void wf_replay_set_trail_of (WfReplay *self, const char *id);
const GArray *wf_replay_get_trail (WfReplay *self); /* WfUnit, oldest first; borrowed */

/* The first event after the time shown, or the last before it; NULL where there is none. */
const WfPastEvent *wf_replay_find_event (WfReplay *self, gboolean after);
