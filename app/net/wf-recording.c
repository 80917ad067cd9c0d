/* Watchfloor: a feed on disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-recording.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-time.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_HEAD 4096

struct _WfRecording
{
  GByteArray *waiting;
  gsize at; /* of @waiting, what is read */
  gboolean begun; /* behind the magic */
  json_t *head; /* of the message whose bytes are awaited, or that was told last */
  GBytes *bytes; /* of the message that was told last; NULL while they are awaited */
};

GBytes *
wf_recording_frame (const WfLinkMessage *message, gint64 now_us)
{
  gboolean has_time = message->received_us != WF_TIME_NONE;
  g_autofree char *at = wf_time_format (has_time ? message->received_us : now_us);
  gsize length = g_bytes_get_size (message->bytes);
  g_autoptr (json_t) head
      = json_pack ("{s:s, s:b, s:s?, s:I, s:i}", "at", at, "ends", message->ends, "event",
                   message->event, "length", (json_int_t) length, "stream", (int) message->stream);
  g_autofree char *line = wf_json_canonical (head);
  GByteArray *frame = g_byte_array_new ();

  g_byte_array_append (frame, (const guint8 *) line, (guint) strlen (line));
  g_byte_array_append (frame, (const guint8 *) "\n", 1);
  g_byte_array_append (frame, g_bytes_get_data (message->bytes, NULL), (guint) length);
  g_byte_array_append (frame, (const guint8 *) "\n", 1);
  return g_byte_array_free_to_bytes (frame);
}

WfRecording *
wf_recording_new (void)
{
  WfRecording *recording = g_new0 (WfRecording, 1);

  recording->waiting = g_byte_array_new ();
  return recording;
}

void
wf_recording_free (WfRecording *recording)
{
  if (recording == NULL)
    return;
  g_byte_array_unref (recording->waiting);
  json_decref (recording->head);
  g_clear_pointer (&recording->bytes, g_bytes_unref);
  g_free (recording);
}

void
wf_recording_push (WfRecording *recording, const char *bytes, gsize length)
{
  g_byte_array_remove_range (recording->waiting, 0, (guint) recording->at);
  recording->at = 0;
  g_byte_array_append (recording->waiting, (const guint8 *) bytes, (guint) length);
}

static gboolean
refuse (GError **error)
{
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("This is no recording, or a damaged one; make one with watchfloorctl record."));
  return FALSE;
}

/* One line of at most MAX_HEAD; NULL where it is not whole. */
static const char *
take_line (WfRecording *recording, gsize *length, GError **error)
{
  const char *from = (const char *) recording->waiting->data + recording->at;
  gsize n = recording->waiting->len - recording->at;
  const char *end = n > 0 ? memchr (from, '\n', MIN (n, MAX_HEAD)) : NULL;

  if (end == NULL)
    {
      if (n >= MAX_HEAD)
        refuse (error);
      return NULL;
    }
  *length = (gsize) (end - from) + 1;
  recording->at += *length;
  return from;
}

static gboolean
take_head (WfRecording *recording, GError **error)
{
  gsize length = 0;
  const char *line = take_line (recording, &length, error);
  gint64 n;

  if (line == NULL)
    return FALSE;
  if (!recording->begun)
    {
      if (length != strlen (WF_RECORDING_MAGIC) || memcmp (line, WF_RECORDING_MAGIC, length) != 0)
        return refuse (error);
      recording->begun = TRUE;
      return take_head (recording, error);
    }
  recording->head = wf_json_parse (line, length, MAX_HEAD, "recording", NULL);
  n = wf_json_integer (recording->head, "length", -1);
  return n >= 0 && n <= WF_RECORDING_MAX_MESSAGE ? TRUE : refuse (error);
}

gboolean
wf_recording_next (WfRecording *recording, WfLinkMessage *message, GError **error)
{
  const char *from;
  gsize length;

  if (recording->bytes != NULL)
    g_clear_pointer (&recording->head, json_decref);
  g_clear_pointer (&recording->bytes, g_bytes_unref);
  if (recording->head == NULL && !take_head (recording, error))
    return FALSE;
  length = (gsize) wf_json_integer (recording->head, "length", 0);
  if (recording->waiting->len - recording->at < length + 1)
    return FALSE;
  from = (const char *) recording->waiting->data + recording->at;
  if (from[length] != '\n')
    return refuse (error);
  recording->at += length + 1;
  recording->bytes = g_bytes_new (from, length);
  *message = (WfLinkMessage){ .event = wf_json_string (recording->head, "event", NULL),
                              .stream = (guint) CLAMP (
                                  wf_json_integer (recording->head, "stream", 0), 0, G_MAXINT),
                              .ends = wf_json_boolean (recording->head, "ends", FALSE),
                              .received_us = WF_TIME_NONE,
                              .bytes = recording->bytes };
  wf_time_parse (wf_json_string (recording->head, "at", ""), &message->received_us);
  return TRUE;
}

gboolean
wf_recording_is_half (const WfRecording *recording)
{
  return recording->at < recording->waiting->len
         || (recording->head != NULL && recording->bytes == NULL);
}
