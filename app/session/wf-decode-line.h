/* Watchfloor: decoding off the main thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents and pieces of streams go in, reports come out in the same order, decoded by a thread of
 * the line's own. What waits is bounded. Made, used and freed in one thread, which is told in its
 * main context. */
#pragma once

#include "wf-feed-format.h"

#include <gio/gio.h>

typedef struct _WfDecodeLine WfDecodeLine;

#define WF_DECODE_LINE_MAX_WAITING 16384
#define WF_DECODE_LINE_MAX_BYTES (64 * 1024 * 1024)

/* What goes in: a document, or the next piece of what a connection says. */
typedef struct
{
  GBytes *bytes; /* borrowed */
  guint stream; /* 0 = a document */
  gboolean ends; /* the stream */
  gint64 received_us;
  gint64 tag;
} WfUndecoded;

/* What one of them gave. */
typedef struct
{
  gint64 tag; /* as pushed */
  guint stream;
  GPtrArray *reports; /* WfReport */
  GPtrArray *problems; /* char */
  GPtrArray *replies; /* GBytes for the sender of @stream */
} WfDecoded;

typedef void (*WfDecodedFunc) (const WfDecoded *decoded, gpointer user_data);

WfDecodeLine *wf_decode_line_new (const WfFeedFormat *format, WfDatum datum, WfDecodedFunc decoded,
                                  gpointer user_data);
/* Nothing is told after this. */
void wf_decode_line_free (WfDecodeLine *line);

/* FALSE where too much waits: it is dropped. The end of a stream always goes in. */
gboolean wf_decode_line_push (WfDecodeLine *line, const WfUndecoded *undecoded);
