/* Watchfloor: the encoding of attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Much western and Cyrillic text happens to decode as GB18030 too. Real Chinese is told from it
 * by its characters: most are among the 3755 common ones of GB 2312 (first byte B0-D7, second
 * A1-FE), which the accidents are not. */
#include "config.h"

#include "wf-text-encoding.h"

#include <errno.h>
#include <string.h>
#include <unicode/ucsdet.h>

#define COMMON_SHARE 0.6
#define MAX_OFFERS 8
#define MAX_SHOWN 48 /* characters */

struct _WfTextDecoder
{
  GIConv conversion;
  GString *out; /* Owned */
  guint64 n_garbled;
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

static gboolean
is_ascii (const char *sample, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if ((guint8) sample[i] > 127)
      return FALSE;
  return TRUE;
}

static gboolean
is_named (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], name) == 0)
      return TRUE;
  return FALSE;
}

static void
offer (GPtrArray *names, const char *name, const char *sample, gsize n)
{
  if (names->len < MAX_OFFERS && !is_named (names, name) && decodes (sample, n, name))
    g_ptr_array_add (names, g_strdup (name));
}

/* What ICU takes it for, by the frequencies of letters. Values are lines to it. */
static void
offer_by_letters (GPtrArray *names, const char *sample, gsize n)
{
  UErrorCode problem = U_ZERO_ERROR;
  g_autofree char *text = g_memdup2 (sample, MAX (n, 1));
  UCharsetDetector *detector = ucsdet_open (&problem);
  const UCharsetMatch **matches;
  int32_t n_matches = 0;

  for (gsize i = 0; i < n; i++)
    if (text[i] == '\0')
      text[i] = '\n';
  ucsdet_setText (detector, text, (int32_t) MIN (n, G_MAXINT32), &problem);
  matches = ucsdet_detectAll (detector, &n_matches, &problem);
  for (int32_t i = 0; U_SUCCESS (problem) && i < n_matches; i++)
    {
      UErrorCode unnamed = U_ZERO_ERROR;
      const char *name = ucsdet_getName (matches[i], &unnamed);

      /* Wide encodings have NULs, which no value here can hold. */
      if (U_SUCCESS (unnamed) && !g_str_has_prefix (name, "UTF-"))
        offer (names, name, sample, n);
    }
  ucsdet_close (detector);
}

/* Likeliest first; never empty, as every byte means something in the last. */
static GPtrArray *
list_likely (const char *sample, gsize n)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  if (is_utf8 (sample, n))
    g_ptr_array_add (names, g_strdup ("UTF-8"));
  if (reads_as_chinese (sample, n))
    offer (names, "GB18030", sample, n);
  offer_by_letters (names, sample, n);
  offer (names, "GB18030", sample, n);
  offer (names, "BIG5", sample, n);
  offer (names, "WINDOWS-1252", sample, n);
  offer (names, "ISO-8859-1", sample, n);
  return names;
}

char *
wf_text_encoding_find (const char *sample, gsize n, const char *hint, WfSaid *by)
{
  g_autoptr (GPtrArray) names = NULL;

  *by = WF_SAID_DECLARED;
  if (hint != NULL && g_ascii_strcasecmp (hint, "UTF-8") != 0 && decodes (sample, n, hint))
    return g_strdup (hint);
  if (is_ascii (sample, n))
    return g_strdup ("UTF-8");
  if (hint == NULL || g_ascii_strcasecmp (hint, "UTF-8") != 0 || !is_utf8 (sample, n))
    *by = WF_SAID_DETECTED;
  names = list_likely (sample, n);
  return g_strdup (names->len > 0 ? names->pdata[0] : "WINDOWS-1252");
}

/* The first value that is not plain. */
static char *
show_value (const char *sample, gsize n, const char *encoding)
{
  g_autoptr (WfTextDecoder) decoder = wf_text_decoder_new (encoding);
  const char *at = sample, *end = sample + n;

  while (at < end)
    {
      gsize length = strnlen (at, (gsize) (end - at));
      g_autofree char *value = g_strndup (at, length);

      if (!is_ascii (at, length))
        {
          g_autofree char *valid = g_utf8_make_valid (wf_text_decoder_run (decoder, value), -1);

          return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_SHOWN));
        }
      at += length + 1;
    }
  return g_strdup ("");
}

json_t *
wf_text_encoding_offers (const char *sample, gsize n)
{
  json_t *offers = json_array ();
  g_autoptr (GPtrArray) names = NULL;

  if (is_ascii (sample, n))
    return offers;
  names = list_likely (sample, n);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *shown = show_value (sample, n, names->pdata[i]);

      json_array_append_new (offers,
                             json_pack ("{s:s, s:s}", "name", names->pdata[i], "sample", shown));
    }
  return offers;
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
  gboolean garbled = FALSE;

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
          garbled = TRUE;
        }
    }
  decoder->n_garbled += garbled;
  return decoder->out->str;
}

char *
wf_text_decoder_name (WfTextDecoder *decoder, const char *name)
{
  if (g_utf8_validate (name, -1, NULL))
    return g_strdup (name);
  return g_utf8_make_valid (wf_text_decoder_run (decoder, name), -1);
}

guint64
wf_text_decoder_n_garbled (const WfTextDecoder *decoder)
{
  return decoder != NULL ? decoder->n_garbled : 0;
}
