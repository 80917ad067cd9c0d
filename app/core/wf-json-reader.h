/* Watchfloor: reading JSON fast.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 8259 into jansson's values, several times as fast as jansson's own reader, which looks at
 * each byte through three calls: a platform's notifications are what the console reads most. It
 * takes and refuses just what json_loadb (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY) does, but for
 * NUL bytes, which it never takes, and depth. Pure, any thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct
{
  const char *fault; /* translated; borrowed */
  guint line; /* from 1 */
  gsize at; /* byte, from 0 */
  gboolean is_too_deep;
} WfJsonFault;

/* A new reference; NULL where @text is no JSON text, or nested more than @max_depth levels deep. */
json_t *wf_json_reader_read (const char *text, gsize length, guint max_depth, WfJsonFault *fault);
