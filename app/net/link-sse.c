/* Watchfloor: the link that is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events over HTTP. A connection that says nothing, not even its keep-alive comment,
 * for SILENCE_S is half open: it is given up and made anew from the last event's id. */
#include "config.h"

#include "wf-error.h"
#include "wf-link-type.h"
#include "wf-pump.h"
#include "wf-sse-parser.h"

#include <glib/gi18n.h>

#define SILENCE_S 25

typedef struct
{
  WfLink *link;
  GCancellable *cancellable; /* of this try */
  WfPump *pump; /* NULL until it is open */
  WfSseParser *parser;
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

static double
silence_s (Sse *sse)
{
  double wanted_s = wf_link_options (sse->link)->silence_s;

  return wanted_s > 0 ? wanted_s : SILENCE_S;
}

static void
end_try (Sse *sse)
{
  g_cancellable_cancel (sse->cancellable);
  g_clear_object (&sse->cancellable);
  g_clear_pointer (&sse->pump, wf_pump_free);
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

static void
ended_cb (WfPumpEnd how, const GError *error, gpointer data)
{
  Sse *sse = data;
  g_autofree char *host = wf_http_host (wf_link_address (sse->link));
  g_autofree char *trouble = wf_pump_trouble (how, error, host, silence_s (sse));

  fail (sse, trouble);
}

static void
piece_cb (GBytes *bytes, gpointer data)
{
  Sse *sse = data;
  g_autofree char *host = NULL;
  g_autofree char *trouble = NULL;

  if (wf_sse_parser_push (sse->parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
    return;
  host = wf_http_host (wf_link_address (sse->link));
  trouble = g_strdup_printf (_ ("%s sent an event of more than %d bytes."), host, WF_SSE_MAX_EVENT);
  fail (sse, trouble);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = wf_http_stream_finish (result, &error);
  const WfPumpWatch watch = { piece_cb, ended_cb };
  Sse *sse = data;

  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, WF_ERROR, WF_ERROR_NOT_FOUND))
    {
      end_try (sse);
      wf_link_ended (sse->link, error->message);
      return;
    }
  if (g_error_matches (error, WF_ERROR, WF_ERROR_REFUSED))
    {
      end_try (sse);
      wf_link_refused (sse->link, error->message);
      return;
    }
  if (stream == NULL)
    {
      fail (sse, error->message);
      return;
    }
  wf_link_up (sse->link);
  sse->pump = wf_pump_new (stream, NULL, NULL, silence_s (sse), &watch, sse);
}

static void
open_sse (gpointer state)
{
  Sse *sse = state;
  WfHttpRequest request = { .url = wf_link_address (sse->link),
                            .accept = "text/event-stream",
                            .authorization = wf_link_authorization (sse->link),
                            .last_event_id = wf_sse_parser_last_id (sse->parser),
                            .timeout_ms = 10000 };

  wf_sse_parser_reset (sse->parser);
  sse->cancellable = g_cancellable_new ();
  wf_http_stream_async (wf_link_http (sse->link), &request, sse->cancellable, opened_cb, sse);
}

static const char *const schemes[] = { "sse+http", "sse+https", NULL };
static const char *const plain[] = { "sse+http", NULL };

const WfLinkType wf_link_type_sse = {
  .name = "sse",
  .schemes = schemes,
  .plain = plain,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_sse,
};
