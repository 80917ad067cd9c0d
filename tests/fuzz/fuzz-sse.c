/* Watchfloor: fuzz target of the event stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-sse-parser.h"

#include <string.h>

static void
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  g_checksum_update (user_data, (const guchar *) event, -1);
  g_checksum_update (user_data, (const guchar *) data, (gssize) length);
}

static char *
parse (const char *bytes, gsize length, gsize piece)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_MD5);
  g_autoptr (WfSseParser) parser = wf_sse_parser_new (event_cb, sum);

  for (gsize i = 0; i < length; i += piece)
    wf_sse_parser_push (parser, bytes + i, MIN (piece, length - i));
  return g_strdup (g_checksum_get_string (sum));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = parse ((const char *) data, size, MAX (size, 1));
  g_autofree char *pieces = parse ((const char *) data, size, 3);

  if (!g_str_equal (whole, pieces))
    g_error ("split bytes gave other events");
  return 0;
}
