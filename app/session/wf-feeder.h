/* Watchfloor: one feed of the city, kept coming.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows a feed of the city file: an NGSI-LD platform by its pushed events with a snapshot of all
 * entities at connect and every 30 s after (pushed events get lost), or by asking where it does
 * not push; any other feed by its link. Decodes off the main thread, applies reports to the track
 * store, keeps the health row true. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-clock.h"
#include "wf-feed-row.h"
#include "wf-http.h"
#include "wf-track-store.h"

typedef struct _WfFeeder WfFeeder;

typedef struct
{
  /* An Incident or Command of the platform (report->attrs is the entity), or DELETE of anything. */
  void (*entity) (const WfReport *report, gpointer user_data);
  /* All entities were asked for and came: @seen is the set of their ids, the question began at
   * @began_us (monotonic). */
  void (*snapshot) (GHashTable *seen, gint64 began_us, gpointer user_data);
  /* The track store has something to commit. */
  void (*dirty) (gpointer user_data);
  /* A report was taken: its flags, and what is known of the thing now, for the history. */
  void (*taken) (const char *feed, const WfReport *report, gpointer user_data);
  /* The source answers again after it did not. */
  void (*back) (gpointer user_data);
} WfFeederWatch;

/* @feed is borrowed and must outlive the feeder, as @http and @tracks. @platform_url may be NULL.
 * Where the feed cannot be followed at all the row says why. */
WfFeeder *wf_feeder_new (WfClock *clock, WfHttp *http, const WfCityFeed *feed,
                         const char *platform_url, gboolean chinese, WfTrackStore *tracks,
                         const WfFeederWatch *watch, gpointer user_data);
void wf_feeder_free (WfFeeder *feeder);

void wf_feeder_start (WfFeeder *feeder);
/* Once a second: rates and what is due. */
void wf_feeder_tick (WfFeeder *feeder);
WfFeedRow *wf_feeder_get_row (WfFeeder *feeder); /* borrowed */
