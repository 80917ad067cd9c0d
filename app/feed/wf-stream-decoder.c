/* Watchfloor: one feed from several connections.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-stream-decoder.h"

struct _WfStreamDecoder
{
  const WfFeedFormat *format;
  WfDatum datum;
  GHashTable *decoders; /* WfDecoder, by stream */
};

WfStreamDecoder *
wf_stream_decoder_new (const WfFeedFormat *format, WfDatum datum)
{
  WfStreamDecoder *decoder = g_new0 (WfStreamDecoder, 1);

  decoder->format = format;
  decoder->datum = datum;
  decoder->decoders = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) wf_decoder_free);
  return decoder;
}

void
wf_stream_decoder_free (WfStreamDecoder *decoder)
{
  if (decoder == NULL)
    return;
  g_hash_table_unref (decoder->decoders);
  g_free (decoder);
}

static WfDecoder *
decoder_of (WfStreamDecoder *decoder, guint stream)
{
  WfDecoder *one = g_hash_table_lookup (decoder->decoders, GUINT_TO_POINTER (stream));

  if (one == NULL)
    {
      one = wf_decoder_new (decoder->format, decoder->datum);
      if (stream != 0)
        wf_decoder_set_eager (one);
      g_hash_table_insert (decoder->decoders, GUINT_TO_POINTER (stream), one);
    }
  return one;
}

void
wf_stream_decoder_push (WfStreamDecoder *decoder, guint stream, gboolean ends, const char *bytes,
                        gsize length, gint64 received_us, const WfFeedSink *sink)
{
  WfDecoder *one = decoder_of (decoder, stream);

  wf_decoder_push (one, bytes, length, received_us, sink);
  if (stream == 0 || ends)
    wf_decoder_end (one, received_us, sink);
  if (ends)
    g_hash_table_remove (decoder->decoders, GUINT_TO_POINTER (stream));
}
