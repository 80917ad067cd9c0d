/* Watchfloor: the encoding of attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats that do not say how their text is encoded: what the file hints at is believed only
 * where its bytes agree; else UTF-8, else Chinese by its common characters, else what ICU makes of
 * it. One thread. */
#pragma once

#include "wf-pack.h"

#include <glib.h>
#include <jansson.h>

/* The encoding of @n bytes at @sample (values with NULs between), which is @hint (may be NULL)
 * where the sample can be that. Free with g_free. */
char *wf_text_encoding_find (const char *sample, gsize n, const char *hint, WfSaid *by);

/* What an operator may choose from: [{"name", "sample"}], the encodings in which all of @sample
 * decodes, likeliest first, with a value as it then reads. [] where it is all ASCII. */
json_t *wf_text_encoding_offers (const char *sample, gsize n);

/* FALSE where iconv knows no such encoding. */
gboolean wf_text_encoding_exists (const char *name);

typedef struct _WfTextDecoder WfTextDecoder;

/* NULL for UTF-8 and for unknown names: text is then taken as it is. */
WfTextDecoder *wf_text_decoder_new (const char *encoding);
void wf_text_decoder_free (WfTextDecoder *decoder);

/* @text as UTF-8, valid until the next call; a character cut at the end of a field is dropped,
 * bytes that mean nothing become U+FFFD. @decoder may be NULL. */
const char *wf_text_decoder_run (WfTextDecoder *decoder, const char *text);

/* The name of a layer as UTF-8: often its file's, whatever the encoding of what is in it. Free with
 * g_free. */
char *wf_text_decoder_name (WfTextDecoder *decoder, const char *name);

/* How many values had bytes that mean nothing. */
guint64 wf_text_decoder_n_garbled (const WfTextDecoder *decoder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfTextDecoder, wf_text_decoder_free)
