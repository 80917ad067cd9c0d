/* Watchfloor: one feed from several connections.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole documents, and connections of which each has a decoder of its own, so that what is half in
 * one does not meet what is half in another. Pure; one thread. */
#pragma once

#include "wf-feed-format.h"

typedef struct _WfStreamDecoder WfStreamDecoder;

/* @format NULL = by the first bytes, for each connection anew. */
WfStreamDecoder *wf_stream_decoder_new (const WfFeedFormat *format, WfDatum datum);
void wf_stream_decoder_free (WfStreamDecoder *decoder);

/* @stream 0: the bytes are one whole document. Else they are the next of the connection @stream,
 * which is forgotten where it @ends. */
void
wf_stream_decoder_push (WfStreamDecoder *decoder, guint stream, gboolean ends, const char *bytes,
                        gsize length, gint64 received_us, const WfFeedSink *sink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfStreamDecoder, wf_stream_decoder_free)
