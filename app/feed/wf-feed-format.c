/* Watchfloor: a feed's format.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the family and what all members share. */
#include "config.h"

#include "wf-feed-format.h"

#include <glib/gi18n.h>
#include <math.h>

#define WF_FEED(name) extern const WfFeedFormat wf_feed_##name;
#include "feeds.def"
#undef WF_FEED

static const WfFeedFormat *const formats[] = {
#define WF_FEED(name) &wf_feed_##name,
#include "feeds.def"
#undef WF_FEED
};

#define SNIFF_BYTES 4096
#define CERTAIN 80

struct _WfDecoder
{
  const WfFeedFormat *format; /* NULL until sniffed */
  gpointer state;
  WfDatum datum;
  GByteArray *head; /* while there is no format */
  gboolean eager;
  guint n_problems; /* in this document */
  /* During a call */
  const WfFeedSink *sink;
  gint64 received_us;
};

const WfFeedFormat *
wf_feed_format_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (formats[i]->name, name) == 0)
      return formats[i];
  return NULL;
}

static const WfFeedFormat *
find_likely (const char *bytes, gsize length, guint *best_score)
{
  const WfFeedFormat *best = NULL;

  *best_score = 0;
  if (length == 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      guint score = formats[i]->sniff (bytes, length);

      if (score > *best_score)
        {
          *best_score = score;
          best = formats[i];
        }
    }
  return best;
}

const WfFeedFormat *
wf_feed_format_sniff (const char *bytes, gsize length)
{
  guint score;

  return find_likely (bytes, length, &score);
}

char *
wf_feed_format_names (void)
{
  const char *names[G_N_ELEMENTS (formats) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    names[i] = formats[i]->name;
  return g_strjoinv (", ", (char **) names);
}

WfDecoder *
wf_decoder_new (const WfFeedFormat *format, WfDatum datum)
{
  WfDecoder *decoder = g_new0 (WfDecoder, 1);

  decoder->format = format;
  decoder->state = format != NULL ? format->create () : NULL;
  decoder->datum = datum;
  decoder->head = g_byte_array_new ();
  return decoder;
}

void
wf_decoder_free (WfDecoder *decoder)
{
  if (decoder == NULL)
    return;
  if (decoder->format != NULL)
    decoder->format->destroy (decoder->state);
  g_byte_array_unref (decoder->head);
  g_free (decoder);
}

static void
report_cb (const WfReport *report, gpointer data)
{
  WfDecoder *decoder = data;
  WfReport out = *report;

  if (!isnan (out.position.lon) && !out.is_wgs84)
    out.position = wf_datum_to_wgs84 (decoder->datum, out.position);
  out.received_us = decoder->received_us;
  decoder->sink->report (&out, decoder->sink->user_data);
}

static void
problem_cb (const char *problem, gpointer data)
{
  WfDecoder *decoder = data;

  decoder->n_problems++;
  if (decoder->n_problems < WF_DECODER_MAX_PROBLEMS)
    decoder->sink->problem (problem, decoder->sink->user_data);
  else if (decoder->n_problems == WF_DECODER_MAX_PROBLEMS)
    decoder->sink->problem (_ ("Further problems of this document are not listed."),
                            decoder->sink->user_data);
}

static void
reply_cb (const char *bytes, gsize length, gpointer data)
{
  WfDecoder *decoder = data;

  decoder->sink->reply (bytes, length, decoder->sink->user_data);
}

/* What the member tells us, for what we tell. */
static WfFeedSink
own_sink (WfDecoder *decoder)
{
  return (WfFeedSink){ report_cb, problem_cb, decoder,
                       decoder->sink->reply != NULL ? reply_cb : NULL, decoder->received_us };
}

static void
forward (WfDecoder *decoder, const char *bytes, gsize length)
{
  const WfFeedSink sink = own_sink (decoder);

  decoder->format->push (decoder->state, bytes, length, &sink);
}

/* "[]": nothing to report, in whatever format. */
static gboolean
is_empty_list (const GByteArray *head)
{
  char brackets[2];
  guint n = 0;

  for (guint i = 0; i < head->len && n <= 2; i++)
    if (!g_ascii_isspace ((char) head->data[i]) && n++ < 2)
      brackets[n - 1] = (char) head->data[i];
  return n == 2 && brackets[0] == '[' && brackets[1] == ']';
}

/* Decides by the first SNIFF_BYTES, or by all there are. */
static gboolean
choose_format (WfDecoder *decoder, gboolean at_end)
{
  const WfFeedFormat *likely;
  guint score;

  if (decoder->format != NULL)
    return TRUE;
  if (decoder->head->len < SNIFF_BYTES && !at_end && !decoder->eager)
    return FALSE;
  likely = find_likely ((const char *) decoder->head->data, MIN (decoder->head->len, SNIFF_BYTES),
                        &score);
  if (decoder->head->len < SNIFF_BYTES && !at_end && score < CERTAIN)
    return FALSE;
  decoder->format = likely;
  if (decoder->format == NULL)
    {
      if (decoder->head->len > 0 && !is_empty_list (decoder->head))
        problem_cb (_ ("The format is none that is known; name it with --format."), decoder);
      g_byte_array_set_size (decoder->head, 0);
      return FALSE;
    }
  decoder->state = decoder->format->create ();
  forward (decoder, (const char *) decoder->head->data, decoder->head->len);
  g_byte_array_set_size (decoder->head, 0);
  return TRUE;
}

void
wf_decoder_set_eager (WfDecoder *decoder)
{
  decoder->eager = TRUE;
}

void
wf_decoder_push (WfDecoder *decoder, const char *bytes, gsize length, gint64 received_us,
                 const WfFeedSink *sink)
{
  decoder->sink = sink;
  decoder->received_us = received_us;
  if (decoder->format != NULL)
    {
      forward (decoder, bytes, length);
      return;
    }
  g_byte_array_append (decoder->head, (const guint8 *) bytes, (guint) length);
  choose_format (decoder, FALSE);
}

void
wf_decoder_end (WfDecoder *decoder, gint64 received_us, const WfFeedSink *sink)
{
  WfFeedSink own;

  decoder->sink = sink;
  decoder->received_us = received_us;
  own = own_sink (decoder);
  if (choose_format (decoder, TRUE))
    decoder->format->end (decoder->state, &own);
  decoder->n_problems = 0;
}
