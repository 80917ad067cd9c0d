/* Watchfloor: the link that is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events over HTTP. A connection that says nothing, not even its keep-alive comment,
 * for SILENCE_S is half open: it is given up and made anew from the last event's id. */
#include "config.h"

#include "wf-error.h"
#include "wf-link-type.h"
#include "wf-sse-parser.h"

#include <glib/gi18n.h>

#define SILENCE_S 25
#define CHUNK_BYTES (32 * 1024)

typedef struct
{
  WfLink *link;
  GCancellable *cancellable; /* of this try */
  GInputStream *stream;
  WfSseParser *parser;
  GSource *silence;
} Sse;

static void
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  Sse *sse = user_data;
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  wf_link_message (sse->link, event, bytes);
}

static gpointer
create (WfLink *link)
{
  Sse *sse = g_new0 (Sse, 1);

  sse->link = link;
  sse->parser = wf_sse_parser_new (event_cb, sse);
  return sse;
}

static void
end_try (Sse *sse)
{
  if (sse->silence != NULL)
    g_source_destroy (sse->silence);
  g_clear_pointer (&sse->silence, g_source_unref);
  g_cancellable_cancel (sse->cancellable);
  g_clear_object (&sse->cancellable);
  g_clear_object (&sse->stream);
}

static void
destroy (gpointer state)
{
  Sse *sse = state;

  end_try (sse);
  wf_sse_parser_free (sse->parser);
  g_free (sse);
}

static void
fail (Sse *sse, const char *trouble)
{
  end_try (sse);
  wf_link_failed (sse->link, trouble);
}

static gboolean
silent_cb (gpointer data)
{
  Sse *sse = data;
  g_autofree char *host = wf_http_host (wf_link_address (sse->link));
  g_autofree char *trouble = g_strdup_printf (_ ("%s has said nothing for %d s."), host, SILENCE_S);

  fail (sse, trouble);
  return G_SOURCE_REMOVE;
}

static void
watch_silence (Sse *sse)
{
  if (sse->silence == NULL)
    {
      sse->silence = g_timeout_source_new_seconds (SILENCE_S);
      g_source_set_static_name (sse->silence, "sse-silence");
      g_source_set_callback (sse->silence, silent_cb, sse, NULL);
      g_source_attach (sse->silence, g_main_context_get_thread_default ());
    }
  else
    g_source_set_ready_time (sse->silence, g_get_monotonic_time () + SILENCE_S * G_USEC_PER_SEC);
}

static void read_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
read_more (Sse *sse)
{
  watch_silence (sse);
  g_input_stream_read_bytes_async (sse->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT_IDLE,
                                   sse->cancellable, read_cb, sse);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  Sse *sse = data;
  g_autofree char *host = NULL;

  /* Given up: @sse may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  host = wf_http_host (wf_link_address (sse->link));
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      g_autofree char *trouble = g_strdup_printf (_ ("%s closed the connection."), host);

      fail (sse, trouble);
      return;
    }
  if (!wf_sse_parser_push (sse->parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
    {
      g_autofree char *trouble
          = g_strdup_printf (_ ("%s sent an event of more than %d bytes."), host, WF_SSE_MAX_EVENT);

      fail (sse, trouble);
      return;
    }
  read_more (sse);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GInputStream *stream = wf_http_stream_finish (result, &error);
  Sse *sse = data;

  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, WF_ERROR, WF_ERROR_NOT_FOUND))
    {
      end_try (sse);
      wf_link_ended (sse->link, error->message);
      return;
    }
  if (stream == NULL)
    {
      fail (sse, error->message);
      return;
    }
  sse->stream = stream;
  wf_link_up (sse->link);
  read_more (sse);
}

static void
open_sse (gpointer state)
{
  Sse *sse = state;
  WfHttpRequest request = { .url = wf_link_address (sse->link),
                            .accept = "text/event-stream",
                            .last_event_id = wf_sse_parser_last_id (sse->parser),
                            .timeout_ms = 10000 };

  wf_sse_parser_reset (sse->parser);
  sse->cancellable = g_cancellable_new ();
  wf_http_stream_async (wf_link_http (sse->link), &request, sse->cancellable, opened_cb, sse);
}

static const char *const schemes[] = { "sse+http", "sse+https", NULL };

const WfLinkType wf_link_type_sse = {
  .name = "sse",
  .schemes = schemes,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_sse,
};
