/* Watchfloor: one listener of the live stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An SSE answer or a WebSocket with a bounded queue. Owned by the live stream; main thread. */
#pragma once

#include <libsoup/soup.h>

typedef struct
{
  SoupServerMessage *message; /* owned; NULL of a WebSocket */
  SoupWebsocketConnection *socket; /* owned; NULL of an SSE answer */
  char **types; /* owned; NULL = all */
  GQueue chunks; /* sizes of what libsoup has not written yet */
  gsize queued; /* their sum */
  guint64 dropped; /* events left out since the last reset */
  gboolean gone; /* the connection has ended: to be freed */
  gboolean silent; /* nothing is sent any more, on purpose */
  gboolean closing; /* ends when all is written */
  guint64 junk_left; /* bytes of an endless event still to send */
  char *held; /* owned: an event sent after the next one */
} WfStreamClient;

WfStreamClient *wf_stream_client_new_sse (SoupServerMessage *message, const char *types);
WfStreamClient *
wf_stream_client_new_websocket (SoupWebsocketConnection *connection, const char *types);
void wf_stream_client_free (WfStreamClient *client);

/* The event as bytes of this client's kind (g_free). @id may be NULL. */
char *wf_stream_client_frame (const WfStreamClient *client, const char *id, const char *event,
                              const char *data);

/* TRUE while there is room for more. */
gboolean wf_stream_client_has_room (WfStreamClient *client, gsize max_queued);
void wf_stream_client_send (WfStreamClient *client, const char *bytes, gsize length);

/* Notices that the listener has left, which libsoup does only when it writes again. */
void wf_stream_client_check (WfStreamClient *client);

/* Sends a comment (SSE only; a WebSocket has pings of its own). */
void wf_stream_client_keep_alive (WfStreamClient *client);

/* Ends the connection when what is queued has gone out. */
void wf_stream_client_close (WfStreamClient *client);

/* Sends @total meaningless bytes, as fast as they are taken. */
void wf_stream_client_send_endless (WfStreamClient *client, guint64 total);
