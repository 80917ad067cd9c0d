/* Watchfloor: a track and what the rules remember of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the model: the store's own record of a track, shared by the store (which merges),
 * the rules (which judge) and the row (which shows). Main thread. */
#pragma once

#include "wf-track-store.h"

#define WF_TRACK_GONE G_MAXUINT

/* One a track, at a fixed address; the WfTrack itself lies in the store's packed array. */
typedef struct
{
  char *id;
  char *label; /* NULL: the id stands for it */
  char *attrs;
  guint index; /* in the packed array; WF_TRACK_GONE once deleted */
  gboolean is_new; /* not in the model until the next commit */
  gboolean dirty; /* in the store's list of changes */
  WfTrackRow *row; /* weak */
  /* For the rules: the times things are ordered by (never ahead of our clock when received). */
  gint64 position_order_us, status_order_us;
  gint64 still_since_us; /* observed at this very place since */
} WfTrackEntry;

/* What @report, already known to be in range, tells of a track that stands at @track. Does not
 * change anything. @order_us: the report's time, clamped to now. */
WfReportFlags
wf_track_judge (const WfTrackEntry *entry, const WfTrack *track, const WfReport *report,
                gint64 order_us, gint64 now_us, double world_speed);

/* Both JSON objects as wf_json_canonical writes them: what is told over what is known, key by key.
 * What is known gives way where the two together exceed @max_size bytes, and wholly where one of
 * them is not such an object. Free with g_free. */
char *wf_track_attrs_merge (const char *known, const char *told, gsize max_size);

WfTrackRow *wf_track_row_new (WfTrackStore *store, WfTrackEntry *entry);
/* The track changed: notifies what the lists bind to. */
void wf_track_row_notify_changed (WfTrackRow *row);
/* Time moved on: notifies the age where its text changed. */
void wf_track_row_notify_age (WfTrackRow *row);
/* The track is gone; the row stays for whoever holds it. */
void wf_track_row_detach (WfTrackRow *row);

const WfTrack *wf_track_store_at (WfTrackStore *store, guint index);
gint64 wf_track_store_get_now (WfTrackStore *store);
/* A row was finalized. */
void wf_track_store_forget_row (WfTrackEntry *entry);
