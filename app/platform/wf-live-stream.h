/* Watchfloor: the live stream to consoles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /events (Server-Sent Events) and /ws (WebSocket, one text message an event), for consoles that
 * cannot be notified by HTTP. ?types=Vehicle,Incident narrows (default: all). Each change within
 * WF_CHANGE_FEED_MS makes one event:
 *
 *   id: EPOCH-SEQUENCE
 *   event: notification
 *   data: {"id","type":"Notification","subscriptionId":"urn:ngsi-ld:Subscription:live",
 *          "notifiedAt","data":[normalized entity...]}
 *
 * A deleted entity is {"id","type","deletedAt"}. EPOCH names this run of the platform. There is no
 * first snapshot: ask for entities after connecting. Last-Event-ID (header or ?lastEventId=)
 * resumes from the last WF_STREAM_MAX_RING_BYTES; where that is not possible, or a client was too
 * slow and events were left out, it gets
 *
 *   event: reset
 *   data: {"type":"Reset","reason","dropped":n}
 *
 * and must take a snapshot. A comment comes each 10 s. Over /ws the message is the data alone, with
 * "sequence" added. Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"
#include "wf-fault-rules.h"

#include <libsoup/soup.h>

#define WF_STREAM_MAX_CLIENTS 128
#define WF_STREAM_MAX_RING_BYTES (16 * 1024 * 1024)
#define WF_STREAM_MAX_QUEUED_BYTES (4 * 1024 * 1024) /* per client */
#define WF_STREAM_KEEP_ALIVE_S 10

typedef struct _WfLiveStream WfLiveStream;

/* All borrowed. */
WfLiveStream *wf_live_stream_new (WfChangeFeed *feed, WfClock *clock, WfFaultRules *faults);
void wf_live_stream_free (WfLiveStream *stream);

/* Takes over the answer to @message. FALSE where there are too many clients already. @types NULL =
 * all, comma-separated; @last_id NULL = from now on. */
gboolean wf_live_stream_add_sse (WfLiveStream *stream, SoupServerMessage *message,
                                 const char *types, const char *last_id);
gboolean wf_live_stream_add_websocket (WfLiveStream *stream, SoupWebsocketConnection *connection,
                                       const char *types, const char *last_id);

/* {"clients","sequence","ringBytes","dropped"}; new reference. */
json_t *wf_live_stream_state (WfLiveStream *stream);
