/* Watchfloor: tests of recordings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-error.h"
#include "wf-recording.h"
#include "wf-time.h"

#include <string.h>

#define NOW_US (1767225600 * WF_SECOND_US + 250000)

static const struct
{
  const char *event, *bytes;
  guint stream;
  gboolean ends;
  gint64 received_us;
} messages[] = {
  { NULL, "a document\n{}", 0, FALSE, NOW_US },
  { "notification", "", 0, FALSE, NOW_US + 1000 },
  { NULL, "\x7e\x02\n\x7e", 3, FALSE, WF_TIME_NONE },
  { NULL, "", 3, TRUE, NOW_US + 5 * WF_SECOND_US },
};

static GByteArray *
record (void)
{
  GByteArray *all = g_byte_array_new ();

  g_byte_array_append (all, (const guint8 *) WF_RECORDING_MAGIC, strlen (WF_RECORDING_MAGIC));
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (messages[i].bytes, strlen (messages[i].bytes));
      const WfLinkMessage message = { messages[i].event, messages[i].stream, messages[i].ends,
                                      messages[i].received_us, bytes };
      g_autoptr (GBytes) frame = wf_recording_frame (&message, NOW_US);

      g_byte_array_append (all, g_bytes_get_data (frame, NULL), (guint) g_bytes_get_size (frame));
    }
  return all;
}

static void
check_message (const WfLinkMessage *message, guint i)
{
  g_assert_cmpstr (message->event, ==, messages[i].event);
  g_assert_cmpuint (message->stream, ==, messages[i].stream);
  g_assert_cmpint (message->ends, ==, messages[i].ends);
  g_assert_cmpint (message->received_us, ==,
                   messages[i].received_us != WF_TIME_NONE ? messages[i].received_us : NOW_US);
  g_assert_cmpmem (g_bytes_get_data (message->bytes, NULL), g_bytes_get_size (message->bytes),
                   messages[i].bytes, strlen (messages[i].bytes));
}

/* What was recorded, from pieces of any size. */
static void
test_whole (void)
{
  g_autoptr (GByteArray) all = record ();

  for (guint piece = 1; piece <= all->len; piece++)
    {
      g_autoptr (WfRecording) recording = wf_recording_new ();
      g_autoptr (GError) error = NULL;
      guint n = 0;

      for (guint at = 0; at < all->len; at += piece)
        {
          WfLinkMessage message;

          wf_recording_push (recording, (const char *) all->data + at, MIN (piece, all->len - at));
          while (wf_recording_next (recording, &message, &error))
            check_message (&message, n++);
          g_assert_no_error (error);
        }
      g_assert_cmpuint (n, ==, G_N_ELEMENTS (messages));
      g_assert_false (wf_recording_is_half (recording));
    }
}

static void
test_half (void)
{
  g_autoptr (GByteArray) all = record ();
  g_autoptr (WfRecording) recording = wf_recording_new ();
  WfLinkMessage message;
  guint n = 0;

  wf_recording_push (recording, (const char *) all->data, all->len - 1);
  while (wf_recording_next (recording, &message, NULL))
    n++;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (messages) - 1);
  g_assert_true (wf_recording_is_half (recording));
}

static void
test_damaged (void)
{
  static const char *const texts[] = {
    "something else\n",
    WF_RECORDING_MAGIC "[]\n",
    WF_RECORDING_MAGIC "{\"length\":-1}\n",
    WF_RECORDING_MAGIC "{\"length\":99999999999}\n",
    WF_RECORDING_MAGIC "{\"length\":2}\nabc\n",
  };
  g_autofree char *endless = g_strnfill (10000, 'x');

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : endless;
      g_autoptr (WfRecording) recording = wf_recording_new ();
      g_autoptr (GError) error = NULL;
      WfLinkMessage message;

      wf_recording_push (recording, text, strlen (text));
      g_assert_false (wf_recording_next (recording, &message, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording/whole", test_whole);
  g_test_add_func ("/recording/half", test_half);
  g_test_add_func ("/recording/damaged", test_damaged);
  return g_test_run ();
}
