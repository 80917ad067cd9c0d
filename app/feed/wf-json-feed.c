/* Watchfloor: a feed of JSON texts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-json-feed.h"

#include "wf-json-framer.h"

#include <glib/gi18n.h>

typedef struct
{
  WfJsonFramer *framer;
  WfJsonFeedEach each;
  const WfFeedSink *sink; /* during a call */
} JsonFeed;

static void
value_cb (const json_t *value, gpointer data)
{
  JsonFeed *feed = data;

  feed->each (value, feed->sink);
}

static void
problem_cb (const char *problem, gpointer data)
{
  JsonFeed *feed = data;

  feed->sink->problem (problem, feed->sink->user_data);
}

static const WfJsonFramerEach framer_each = { value_cb, problem_cb };

gpointer
wf_json_feed_new (WfJsonFeedEach each)
{
  JsonFeed *feed = g_new0 (JsonFeed, 1);

  feed->framer = wf_json_framer_new ();
  feed->each = each;
  return feed;
}

void
wf_json_feed_free (gpointer data)
{
  JsonFeed *feed = data;

  wf_json_framer_free (feed->framer);
  g_free (feed);
}

void
wf_json_feed_push (gpointer data, const char *bytes, gsize length, const WfFeedSink *sink)
{
  JsonFeed *feed = data;

  feed->sink = sink;
  wf_json_framer_push (feed->framer, bytes, length, &framer_each, feed);
}

void
wf_json_feed_end (gpointer data, const WfFeedSink *sink)
{
  JsonFeed *feed = data;

  feed->sink = sink;
  wf_json_framer_end (feed->framer, &framer_each, feed);
}

void
wf_json_feed_tell (const WfFeedSink *sink, const char *id, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: %s."), id, what);

  sink->problem (text, sink->user_data);
}
