/* Watchfloor: everything that moves or measures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The latest known state of each tracked thing in one packed array, merged by id from reports.
 * apply () is silent; commit (), once a frame, tells the list model's watchers in one coalesced
 * items-changed and emits ::committed. A GListModel of WfTrackRow made on demand. Main thread. */
#pragma once

#include "wf-mercator.h"
#include "wf-report.h"
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
  const char *label; /* never NULL */
  const char *state_code; /* interned; may be NULL */
  const char *attrs; /* JSON object text; may be NULL */
  WfUnitState state;
  WfLonLat position; /* WGS 84; NAN where never known */
  WfUnit at;
  float speed_mps, heading_deg, accuracy_m;
  gint64 observed_us, received_us;
  WfReportFlags flags;
} WfTrack;

#define WF_TYPE_TRACK_STORE (wf_track_store_get_type ())
G_DECLARE_FINAL_TYPE (WfTrackStore, wf_track_store, WF, TRACK_STORE, GObject)

WfTrackStore *wf_track_store_new (void);

/* Merges one report of feed @feed. A report older than what is shown is not shown. */
void
wf_track_store_apply (WfTrackStore *store, const char *feed, const WfReport *report, gint64 now_us);

/* Tells the watchers what changed since the last commit; FALSE where nothing did. */
gboolean wf_track_store_commit (WfTrackStore *store);

/* The packed array, valid until the next apply. */
const WfTrack *wf_track_store_tracks (WfTrackStore *store, guint *n_tracks);

/* NULL where there is none. */
const WfTrack *wf_track_store_find (WfTrackStore *store, const char *id);

/* How old is too old depends on the class (ambulance 15 s / 60 s / 5 min, sensor 10 min ...). */
WfFreshness wf_track_freshness (const WfTrack *track, gint64 now_us);
const char *wf_freshness_label (WfFreshness freshness);

/* TRUE for what can be sent (ambulance, fire engine, police car). */
gboolean wf_track_is_unit (const WfTrack *track);

/* A row of the list model: a handle to a track by id, with the properties the lists bind to. */
#define WF_TYPE_TRACK_ROW (wf_track_row_get_type ())
G_DECLARE_FINAL_TYPE (WfTrackRow, wf_track_row, WF, TRACK_ROW, GObject)

const char *wf_track_row_get_id (WfTrackRow *row);
/* NULL once the track is gone. */
const WfTrack *wf_track_row_get_track (WfTrackRow *row);
