/* Watchfloor: everything that moves or measures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The latest known state of each tracked thing in one packed array, merged by id from reports.
 * apply () is silent; commit (), once a frame, tells the list model's watchers in one coalesced
 * items-changed and emits ::committed. A GListModel of WfTrackRow made on demand. Main thread. */
#pragma once

#include "wf-mercator.h"
#include "wf-report.h"
#include "wf-track-class.h"
#include "wf-unit-state.h"

#include <gio/gio.h>

typedef enum
{
  WF_FRESH,
  WF_AGEING,
  WF_STALE,
  WF_LOST,
} WfFreshness;

/* Strings are owned by the store and live until the track is removed or next applied. */
typedef struct
{
  const char *id;
  const char *class_name; /* interned */
  const char *feed; /* interned: who said so last */
  const char *label; /* never NULL */
  const char *state_code; /* interned; may be NULL */
  const char *attrs; /* JSON object text; may be NULL */
  WfTrackClass track_class;
  WfUnitState state;
  WfLonLat position; /* WGS 84; NAN where never known */
  WfUnit at;
  float speed_mps, heading_deg, accuracy_m;
  gint64 observed_us; /* of the fix, as its source says; WF_TIME_NONE where it does not */
  gint64 received_us; /* when anything was last heard */
  gint64 placed_us; /* when the position shown came in */
  WfReportFlags flags;
} WfTrack;

/* What was not shown, and why; since the store was made. */
typedef struct
{
  guint64 n_backfilled; /* older than what is shown */
  guint64 n_future; /* stamped more than WF_TRACK_SKEW_US ahead of the desk */
  guint64 n_out_of_range; /* positions that are none */
  guint64 n_overflow; /* things beyond WF_TRACK_MAX */
} WfTrackCounts;

/* Clocks of vehicles may differ from ours by this much before we say so. */
#define WF_TRACK_SKEW_US (5 * WF_SECOND_US)
#define WF_TRACK_MAX 1000000

#define WF_TYPE_TRACK_STORE (wf_track_store_get_type ())
G_DECLARE_FINAL_TYPE (WfTrackStore, wf_track_store, WF, TRACK_STORE, GObject)

WfTrackStore *wf_track_store_new (void);
/* One that is told what was found of each report, in its flags, and judges nothing itself: for what
 * was judged when it came. It may be filled on another thread before anybody sees it. */
WfTrackStore *wf_track_store_new_told (void);

/* Merges one report of feed @feed; fields the report does not know stay as they are, @attrs
 * are merged by key. Incident and Command entities are not tracks and are passed over.
 * The truth is kept so:
 *   BACKFILL  older than what is shown: not shown
 *   FUTURE    stamped more than WF_TRACK_SKEW_US ahead of @now_us: does not take the place of a
 *             position that is not stale, never counts as fresh, and does not hold back the next
 *   STUCK     the same place again and again while it says it is driving
 *   JUMP      further than its class can have driven
 * and a position out of range (or 0, 0: a receiver without a fix) is refused.
 * Returns the flags that belong to this report, for the history. */
WfReportFlags
wf_track_store_apply (WfTrackStore *store, const char *feed, const WfReport *report, gint64 now_us);

/* How many times faster than its stamps the world moves (an embedded city at --speed 8 drives
 * eight times as far in a second); 1 until told. */
void wf_track_store_set_world_speed (WfTrackStore *store, double speed);

/* Moves the ages that rows show on to @now_us; once a second is enough. */
void wf_track_store_set_now (WfTrackStore *store, gint64 now_us);

WfTrackCounts wf_track_store_get_counts (WfTrackStore *store);

/* Tells the watchers what changed since the last commit; FALSE where nothing did. */
gboolean wf_track_store_commit (WfTrackStore *store);

/* The packed array, valid until the next apply. */
const WfTrack *wf_track_store_tracks (WfTrackStore *store, guint *n_tracks);

/* NULL where there is none. */
const WfTrack *wf_track_store_find (WfTrackStore *store, const char *id);

/* TRUE where @p is a position on Earth and not the 0, 0 of a receiver without a fix. */
gboolean wf_track_position_is_usable (WfLonLat p);

/* The age of what is shown, never negative; G_MAXINT64 where nothing was ever received. */
gint64 wf_track_age_us (const WfTrack *track, gint64 now_us);

/* How old is too old depends on the class (ambulance 15 s / 60 s / 5 min, sensor 10 min ...). */
WfFreshness wf_track_freshness (const WfTrack *track, gint64 now_us);
const char *wf_freshness_label (WfFreshness freshness);

/* What is wrong with the position, in words ("clock ahead, jumped"); NULL where nothing is. */
char *wf_track_flags_text (WfReportFlags flags);

/* What it says it does, in words: the work state of a unit, a signal's phase, a call's state; the
 * bare code where we have no word for it; NULL where it says nothing. */
const char *wf_track_state_label (const WfTrack *track);

/* TRUE for what can be sent (ambulance, fire engine, police car). */
gboolean wf_track_is_unit (const WfTrack *track);

/* A row of the list model: a handle to a track by id, with the properties the lists bind to, all
 * read-only and notified by commit () and set_now ():
 *   id, label, class-name, class-label, state-label, age-text, flags-text, speed-text (string)
 *   track-class (uint, WfTrackClass), state (uint, WfUnitState), group (uint, WfUnitGroup),
 *   freshness (uint, WfFreshness), available (boolean), is-unit (boolean)
 * The same object stands for a track as long as anybody holds it. */
#define WF_TYPE_TRACK_ROW (wf_track_row_get_type ())
G_DECLARE_FINAL_TYPE (WfTrackRow, wf_track_row, WF, TRACK_ROW, GObject)

const char *wf_track_row_get_id (WfTrackRow *row);
/* NULL once the track is gone. */
const WfTrack *wf_track_row_get_track (WfTrackRow *row);
