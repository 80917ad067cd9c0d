/* Watchfloor: a feed of JSON texts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a feed format whose bytes are JSON values one after another; such a format gives
 * only what one value means. Pure. */
#pragma once

#include "wf-feed-format.h"

#include <jansson.h>

/* One JSON value of the stream, borrowed; it may hold anything. */
typedef void (*WfJsonFeedEach) (const json_t *value, const WfFeedSink *sink);

/* For the members create, destroy, push and end of a WfFeedFormat. */
gpointer wf_json_feed_new (WfJsonFeedEach each);
void wf_json_feed_free (gpointer feed);
void wf_json_feed_push (gpointer feed, const char *bytes, gsize length, const WfFeedSink *sink);
void wf_json_feed_end (gpointer feed, const WfFeedSink *sink);

/* Tells the problem "@id: @what." */
void wf_json_feed_tell (const WfFeedSink *sink, const char *id, const char *what);
