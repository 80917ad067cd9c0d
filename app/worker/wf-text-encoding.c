/* Watchfloor: the encoding of attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Much western and Cyrillic text happens to decode as GB18030 too. Real Chinese is told from it
 * by its characters: most are among the 3755 common ones of GB 2312 (first byte B0-D7, second
 * A1-FE), which the accidents are not. */
#include "config.h"

#include "wf-text-encoding.h"

#include <errno.h>
#include <string.h>

#define COMMON_SHARE 0.6

struct _WfTextDecoder
{
  GIConv conversion;
  GString *out; /* Owned */
};

gboolean
wf_text_encoding_exists (const char *name)
{
  GIConv conversion = g_iconv_open ("UTF-8", name);

  if (conversion == (GIConv) -1)
    return FALSE;
  g_iconv_close (conversion);
  return TRUE;
}

/* Strictly, value by value; a character cut at the end of a value (fixed-width fields) passes. */
static gboolean
decodes (const char *sample, gsize n, const char *encoding)
{
  const char *at = sample, *end = sample + n;

  if (!wf_text_encoding_exists (encoding))
    return FALSE;
  while (at < end)
    {
      gsize length = strnlen (at, (gsize) (end - at)), read = 0;
      g_autoptr (GError) error = NULL;
      g_autofree char *text
          = g_convert (at, (gssize) length, "UTF-8", encoding, &read, NULL, &error);

      if (text == NULL && !g_error_matches (error, G_CONVERT_ERROR, G_CONVERT_ERROR_PARTIAL_INPUT))
        return FALSE;
      at += length + 1;
    }
  return TRUE;
}

static gboolean
is_utf8 (const char *sample, gsize n)
{
  const char *at = sample, *end = sample + n;

  while (at < end)
    {
      gsize length = strnlen (at, (gsize) (end - at));
      const char *bad;

      /* Up to three bytes of a character that the field's width cut off. */
      if (!g_utf8_validate (at, (gssize) length, &bad)
          && g_utf8_get_char_validated (bad, at + length - bad) != (gunichar) -2)
        return FALSE;
      at += length + 1;
    }
  return TRUE;
}

/* Whether the double bytes are mostly the common characters of Chinese. */
static gboolean
reads_as_chinese (const char *sample, gsize n)
{
  const guint8 *bytes = (const guint8 *) sample;
  guint common = 0, characters = 0;

  for (gsize i = 0; i + 1 < n; i++)
    {
      if (bytes[i] < 0x81)
        continue;
      /* A1-A9: punctuation and full-width letters, which say nothing. */
      if (bytes[i] < 0xA1 || bytes[i] > 0xA9)
        {
          characters++;
          common += bytes[i] >= 0xB0 && bytes[i] <= 0xD7 && bytes[i + 1] >= 0xA1;
        }
      i++;
    }
  return common >= COMMON_SHARE * characters;
}

char *
wf_text_encoding_find (const char *sample, gsize n, const char *hint)
{
  if (hint != NULL && g_ascii_strcasecmp (hint, "UTF-8") != 0 && decodes (sample, n, hint))
    return g_strdup (hint);
  if (is_utf8 (sample, n))
    return g_strdup ("UTF-8");
  if (decodes (sample, n, "GB18030") && reads_as_chinese (sample, n))
    return g_strdup ("GB18030");
  return g_strdup ("WINDOWS-1252");
}

WfTextDecoder *
wf_text_decoder_new (const char *encoding)
{
  WfTextDecoder *decoder;
  GIConv conversion;

  if (encoding == NULL || g_ascii_strcasecmp (encoding, "UTF-8") == 0)
    return NULL;
  conversion = g_iconv_open ("UTF-8", encoding);
  if (conversion == (GIConv) -1)
    return NULL;
  decoder = g_new0 (WfTextDecoder, 1);
  decoder->conversion = conversion;
  decoder->out = g_string_new (NULL);
  return decoder;
}

void
wf_text_decoder_free (WfTextDecoder *decoder)
{
  if (decoder == NULL)
    return;
  g_iconv_close (decoder->conversion);
  g_string_free (decoder->out, TRUE);
  g_free (decoder);
}

const char *
wf_text_decoder_run (WfTextDecoder *decoder, const char *text)
{
  char *in = (char *) text;
  gsize left = strlen (text);

  if (decoder == NULL)
    return text;
  g_string_truncate (decoder->out, 0);
  g_iconv (decoder->conversion, NULL, NULL, NULL, NULL);
  while (left > 0)
    {
      char chunk[256], *to = chunk;
      gsize room = sizeof chunk;
      gsize done = g_iconv (decoder->conversion, &in, &left, &to, &room);
      int problem = errno;

      g_string_append_len (decoder->out, chunk, to - chunk);
      if (done != (gsize) -1 || problem == EINVAL)
        break;
      if (problem == EILSEQ)
        {
          g_string_append (decoder->out, "\xef\xbf\xbd");
          in++;
          left--;
        }
    }
  return decoder->out->str;
}
