/* Watchfloor: a listener of /events for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-stream.h"

#include <string.h>

typedef struct
{
  WfTestStream *stream; /* NULL once closed */
  SoupSession *session;
  GInputStream *input;
  GCancellable *cancellable;
  GString *buffer;
  char chunk[65536];
} Reader;

static void
event_free (gpointer data)
{
  WfTestEvent *event = data;

  g_free (event->id);
  g_free (event->event);
  g_free (event->text);
  json_decref (event->data);
  g_free (event);
}

static void
reader_free (Reader *reader)
{
  g_clear_object (&reader->input);
  g_object_unref (reader->session);
  g_object_unref (reader->cancellable);
  g_string_free (reader->buffer, TRUE);
  g_free (reader);
}

/* One block of lines between empty ones. */
static void
take_block (WfTestStream *stream, const char *block)
{
  g_auto (GStrv) lines = g_strsplit (block, "\n", -1);
  WfTestEvent *event = g_new0 (WfTestEvent, 1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "id: "))
      event->id = g_strdup (lines[i] + 4);
    else if (g_str_has_prefix (lines[i], "event: "))
      event->event = g_strdup (lines[i] + 7);
    else if (g_str_has_prefix (lines[i], "data: "))
      event->text = g_strdup (lines[i] + 6);
  if (event->text != NULL)
    event->data = json_loads (event->text, 0, NULL);
  if (event->event != NULL)
    g_ptr_array_add (stream->events, event);
  else
    event_free (event);
}

static void
take_bytes (Reader *reader, gsize length)
{
  const char *end;

  reader->stream->bytes += length;
  /* An endless line is counted, not kept. */
  if (reader->buffer->len < 4 * 1024 * 1024)
    g_string_append_len (reader->buffer, reader->chunk, (gssize) length);
  while ((end = strstr (reader->buffer->str, "\n\n")) != NULL)
    {
      g_autofree char *block = g_strndup (reader->buffer->str, (gsize) (end - reader->buffer->str));

      g_string_erase (reader->buffer, 0, (gssize) (end + 2 - reader->buffer->str));
      take_block (reader->stream, block);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reader *reader = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (reader->stream == NULL)
    {
      reader_free (reader);
      return;
    }
  if (n <= 0)
    {
      reader->stream->ended = TRUE;
      return;
    }
  take_bytes (reader, (gsize) n);
  g_input_stream_read_async (reader->input, reader->chunk, sizeof reader->chunk, 0,
                             reader->cancellable, read_cb, reader);
}

WfTestStream *
wf_test_stream_open (WfTestPlatform *platform, const char *path, const char *last_id)
{
  g_autofree char *url = g_strconcat (wf_test_platform_url (platform), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  WfTestStream *stream = g_new0 (WfTestStream, 1);
  Reader *reader = g_new0 (Reader, 1);

  stream->events = g_ptr_array_new_with_free_func (event_free);
  stream->private_data = reader;
  reader->stream = stream;
  reader->session = soup_session_new ();
  reader->cancellable = g_cancellable_new ();
  reader->buffer = g_string_new (NULL);
  if (last_id != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Last-Event-ID",
                                  last_id);
  reader->input = soup_session_send (reader->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_input_stream_read_async (reader->input, reader->chunk, sizeof reader->chunk, 0,
                             reader->cancellable, read_cb, reader);
  return stream;
}

void
wf_test_stream_close (WfTestStream *stream)
{
  Reader *reader = stream->private_data;

  reader->stream = NULL;
  g_cancellable_cancel (reader->cancellable);
  if (stream->ended)
    reader_free (reader);
  g_ptr_array_unref (stream->events);
  g_free (stream);
}

typedef struct
{
  WfTestStream *stream;
  guint n;
} Wanted;

static gboolean
has_enough (gpointer user_data)
{
  const Wanted *wanted = user_data;

  return wanted->stream->events->len >= wanted->n;
}

gboolean
wf_test_stream_wait (WfTestStream *stream, guint n)
{
  Wanted wanted = { stream, n };

  return wf_test_wait (has_enough, &wanted, 20);
}

json_t *
wf_test_event_entity (const WfTestEvent *event, guint i)
{
  return json_array_get (json_object_get (event->data, "data"), i);
}
