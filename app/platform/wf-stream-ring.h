/* Watchfloor: the last events of the live stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as text by entity type, so that each is written once however many clients want it; the
 * oldest go when there are too many bytes. Main thread. */
#pragma once

#include "wf-change-feed.h"

typedef struct _WfStreamRing WfStreamRing;
typedef struct _WfStreamEvent WfStreamEvent;

WfStreamRing *wf_stream_ring_new (gsize max_bytes);
void wf_stream_ring_free (WfStreamRing *ring);

/* Adds @changes as one event at @now_us; borrowed from the ring. */
const WfStreamEvent *
wf_stream_ring_add (WfStreamRing *ring, const GPtrArray *changes, gint64 now_us);

/* The number of the newest event, 0 where there was none; the oldest that is kept. */
guint64 wf_stream_ring_newest (const WfStreamRing *ring);
guint64 wf_stream_ring_oldest (const WfStreamRing *ring);
gsize wf_stream_ring_bytes (const WfStreamRing *ring);

/* Calls @each for all events after @sequence. */
void wf_stream_ring_replay (const WfStreamRing *ring, guint64 sequence,
                            void (*each) (const WfStreamEvent *event, gpointer user_data),
                            gpointer user_data);

guint64 wf_stream_event_sequence (const WfStreamEvent *event);

/* The notification with the entities of @types (NULL = all); NULL where it has none. @found (may
 * be NULL) gets the types in it (g_free, not the strings). Free with g_free. */
char *
wf_stream_event_text (const WfStreamEvent *event, const char *const *types, const char ***found);
