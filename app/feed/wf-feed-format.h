/* Watchfloor: a feed's format.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to reports. A member of the family is one file feed-NAME.c that defines wf_feed_NAME, and
 * one line in feeds.def. Decoders are pure: no I/O, no clock, no GObject, one thread at a time;
 * fed any split of the same bytes they emit the same reports. */
#pragma once

#include "wf-datum.h"
#include "wf-report.h"

/* Where decoded things go; all are called during push and end only. */
typedef struct
{
  void (*report) (const WfReport *report, gpointer user_data);
  /* @problem is one sentence; decoding goes on. */
  void (*problem) (const char *problem, gpointer user_data);
  gpointer user_data;
  /* @length bytes that the sender waits for, such as an acknowledgement; NULL where there is no way
   * back. */
  void (*reply) (const char *bytes, gsize length, gpointer user_data);
  gint64 received_us; /* for members: when the bytes came */
} WfFeedSink;

typedef struct
{
  const char *name; /* "ngsi-ld" */
  const char *summary;
  /* How much the first bytes look like this format: 0 not at all, 100 for certain. */
  guint (*sniff) (const char *bytes, gsize length);
  gpointer (*create) (void);
  void (*destroy) (gpointer state);
  void (*push) (gpointer state, const char *bytes, gsize length, const WfFeedSink *sink);
  /* The document ends: what is half is a problem, and the state begins anew. */
  void (*end) (gpointer state, const WfFeedSink *sink);
} WfFeedFormat;

/* NULL where there is no format @name. */
const WfFeedFormat *wf_feed_format_find (const char *name);
/* What @bytes look like; NULL where like nothing we know. */
const WfFeedFormat *wf_feed_format_sniff (const char *bytes, gsize length);
/* "ngsi-ld, geojson"; free with g_free. */
char *wf_feed_format_names (void);

/* A format with what all share: the datum undone, the time of receipt set, a flood of problems
 * cut to WF_DECODER_MAX_PROBLEMS a document. */
typedef struct _WfDecoder WfDecoder;

#define WF_DECODER_MAX_PROBLEMS 20

/* @format NULL = by the first bytes. */
WfDecoder *wf_decoder_new (const WfFeedFormat *format, WfDatum datum);
void wf_decoder_free (WfDecoder *decoder);
/* Without a format: takes the first that is certain, rather than waiting for more bytes to compare
 * by. For connections that say little at a time. */
void wf_decoder_set_eager (WfDecoder *decoder);
void wf_decoder_push (WfDecoder *decoder, const char *bytes, gsize length, gint64 received_us,
                      const WfFeedSink *sink);
void wf_decoder_end (WfDecoder *decoder, gint64 received_us, const WfFeedSink *sink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfDecoder, wf_decoder_free)
