/* Watchfloor: the health of a feed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the health strip says of one feed. A GObject because it is a row; its owner changes the
 * public struct and calls wf_feed_row_changed, which emits ::changed at most once a turn of the
 * main loop, with notify of what is bound. Main thread.
 * Properties, read-only: id, title, state-label, trouble (string), state (uint, WfFeedState),
 * rate (double, reports a second). */
#pragma once

#include "wf-time.h"

#include <gio/gio.h>

typedef enum
{
  WF_FEED_CONNECTING,
  WF_FEED_LIVE, /* pushed to us */
  WF_FEED_POLLING, /* asked for: the push is missing or not offered */
  WF_FEED_UNREADABLE, /* it answers, but with nothing that can be read */
  WF_FEED_DOWN, /* no answer, or garbage; tried again at next_try_us */
} WfFeedState;

typedef struct
{
  char *id;
  char *title;
  WfFeedState state;
  gint64 connected_us; /* since; WF_TIME_NONE while down */
  gint64 last_message_us; /* WF_TIME_NONE while none */
  gint64 next_try_us; /* WF_TIME_NONE unless down */
  double rate; /* reports a second, over the last 10 s */
  guint64 n_reports, n_problems, n_dropped, n_reconnects;
  char *trouble; /* the last problem in words; NULL while all is well */
} WfFeedHealth;

#define WF_TYPE_FEED_ROW (wf_feed_row_get_type ())
G_DECLARE_FINAL_TYPE (WfFeedRow, wf_feed_row, WF, FEED_ROW, GObject)

WfFeedRow *wf_feed_row_new (const char *id, const char *title);
WfFeedHealth *wf_feed_row_health (WfFeedRow *row);
void wf_feed_row_set_trouble (WfFeedRow *row, const char *trouble);
void wf_feed_row_changed (WfFeedRow *row);
/* So many reports came: n_reports and the rate. */
void wf_feed_row_count (WfFeedRow *row, guint n_reports);
/* Once a second: the rate. */
void wf_feed_row_tick (WfFeedRow *row);
const char *wf_feed_state_label (WfFeedState state);
