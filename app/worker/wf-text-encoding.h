/* Watchfloor: the encoding of attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats that do not say how their text is encoded: what the file hints at is believed only
 * where its bytes agree; else UTF-8, GB18030 or Windows-1252, whichever reads. One thread. */
#pragma once

#include <glib.h>

/* The encoding of @n bytes at @sample (values with NULs between), which is @hint (may be NULL)
 * where the sample can be that. Free with g_free. */
char *wf_text_encoding_find (const char *sample, gsize n, const char *hint);

/* FALSE where iconv knows no such encoding. */
gboolean wf_text_encoding_exists (const char *name);

typedef struct _WfTextDecoder WfTextDecoder;

/* NULL for UTF-8 and for unknown names: text is then taken as it is. */
WfTextDecoder *wf_text_decoder_new (const char *encoding);
void wf_text_decoder_free (WfTextDecoder *decoder);

/* @text as UTF-8, valid until the next call; a character cut at the end of a field is dropped,
 * bytes that mean nothing become U+FFFD. @decoder may be NULL. */
const char *wf_text_decoder_run (WfTextDecoder *decoder, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfTextDecoder, wf_text_decoder_free)
