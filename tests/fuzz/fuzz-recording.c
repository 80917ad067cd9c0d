/* Watchfloor: fuzz target of recordings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole and in pieces: the same messages must come, until the same error. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-recording.h"

static char *
play (const char *bytes, gsize length, gsize piece)
{
  g_autoptr (WfRecording) recording = wf_recording_new ();
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_MD5);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < length && error == NULL; i += piece)
    {
      WfLinkMessage message;

      wf_recording_push (recording, bytes + i, MIN (piece, length - i));
      while (wf_recording_next (recording, &message, &error))
        g_checksum_update (sum, g_bytes_get_data (message.bytes, NULL),
                           (gssize) g_bytes_get_size (message.bytes));
    }
  return g_strconcat (g_checksum_get_string (sum), error != NULL ? error->message : "", NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = play ((const char *) data, size, MAX (size, 1));
  g_autofree char *pieces = play ((const char *) data, size, 3);

  if (!g_str_equal (whole, pieces))
    g_error ("split bytes gave other messages");
  return 0;
}
