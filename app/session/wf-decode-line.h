/* Watchfloor: decoding off the main thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents go in, reports come out in the same order, decoded by a thread of the line's own. What
 * waits is bounded. Made, used and freed in one thread, which is told in its main context. */
#pragma once

#include "wf-feed-format.h"

#include <gio/gio.h>

typedef struct _WfDecodeLine WfDecodeLine;

#define WF_DECODE_LINE_MAX_WAITING 256
#define WF_DECODE_LINE_MAX_BYTES (64 * 1024 * 1024)

/* What one document gave. */
typedef struct
{
  gint64 tag; /* as pushed */
  GPtrArray *reports; /* WfReport */
  GPtrArray *problems; /* char */
} WfDecoded;

typedef void (*WfDecodedFunc) (const WfDecoded *decoded, gpointer user_data);

WfDecodeLine *wf_decode_line_new (const WfFeedFormat *format, WfDatum datum, WfDecodedFunc decoded,
                                  gpointer user_data);
/* Nothing is told after this. */
void wf_decode_line_free (WfDecodeLine *line);

/* FALSE where too much waits: @bytes is dropped. */
gboolean wf_decode_line_push (WfDecodeLine *line, GBytes *bytes, gint64 received_us, gint64 tag);
