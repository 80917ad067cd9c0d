/* Watchfloor: server-sent events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a text/event-stream into events (WHATWG HTML, 9.2.6). Any split of the same bytes gives
 * the same events. Pure. */
#pragma once

#include <glib.h>

#define WF_SSE_MAX_EVENT (4 * 1024 * 1024)

typedef struct _WfSseParser WfSseParser;

/* @data of @length bytes, NUL-terminated; @event is "message" where the stream names none. */
typedef void (*WfSseEach) (const char *event, const char *data, gsize length, gpointer user_data);

WfSseParser *wf_sse_parser_new (WfSseEach each, gpointer user_data);
void wf_sse_parser_free (WfSseParser *parser);

/* FALSE where a line or an event is longer than WF_SSE_MAX_EVENT: the stream is lost. */
gboolean wf_sse_parser_push (WfSseParser *parser, const char *bytes, gsize length);

/* The last id the stream gave, for Last-Event-ID; NULL while none. */
const char *wf_sse_parser_last_id (const WfSseParser *parser);

/* Forgets a half event, keeps the last id: for a new connection. */
void wf_sse_parser_reset (WfSseParser *parser);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSseParser, wf_sse_parser_free)
