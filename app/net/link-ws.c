/* Watchfloor: the link by WebSocket.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each message is a document. We ping; a server from which neither a message nor a pong has come
 * for SILENCE_S is half open. */
#include "config.h"

#include "wf-link-type.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#define CONNECT_S 15
#define SILENCE_S 45
#define MAX_MESSAGE (4 * 1024 * 1024)

typedef struct
{
  WfLink *link;
  char *host; /* for sentences */
  GCancellable *cancellable; /* of this try */
  SoupMessage *handshake;
  SoupWebsocketConnection *socket; /* NULL until it is open */
  GSource *silence; /* also of the handshake */
} Ws;

static gpointer
create (WfLink *link)
{
  Ws *ws = g_new0 (Ws, 1);

  ws->link = link;
  ws->host = wf_http_host (wf_link_address (link));
  return ws;
}

static void
end_try (Ws *ws)
{
  if (ws->silence != NULL)
    g_source_destroy (ws->silence);
  g_clear_pointer (&ws->silence, g_source_unref);
  g_cancellable_cancel (ws->cancellable);
  g_clear_object (&ws->cancellable);
  g_clear_object (&ws->handshake);
  if (ws->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (ws->socket, ws);
      /* A half-open one would wait for the answer to a polite end. */
      g_io_stream_close_async (soup_websocket_connection_get_io_stream (ws->socket),
                               G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    }
  g_clear_object (&ws->socket);
}

static void
destroy (gpointer state)
{
  Ws *ws = state;

  end_try (ws);
  g_free (ws->host);
  g_free (ws);
}

static void
fail (Ws *ws, const char *trouble)
{
  end_try (ws);
  wf_link_failed (ws->link, trouble);
}

static double
silence_s (Ws *ws)
{
  double wanted_s = wf_link_options (ws->link)->silence_s;

  return wanted_s > 0 ? wanted_s : SILENCE_S;
}

static gboolean
silent_cb (gpointer data)
{
  Ws *ws = data;
  g_autofree char *trouble
      = ws->socket == NULL
            ? g_strdup_printf (_ ("%s did not answer in time."), ws->host)
            : g_strdup_printf (_ ("%s has said nothing for %.0f s."), ws->host, silence_s (ws));

  fail (ws, trouble);
  return G_SOURCE_REMOVE;
}

static void
watch_silence (Ws *ws, double seconds)
{
  if (ws->silence == NULL)
    {
      ws->silence = g_timeout_source_new ((guint) (seconds * 1000));
      g_source_set_static_name (ws->silence, "ws-silence");
      g_source_set_callback (ws->silence, silent_cb, ws, NULL);
      g_source_attach (ws->silence, g_main_context_get_thread_default ());
    }
  else
    g_source_set_ready_time (ws->silence,
                             g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC));
}

static void
message_cb (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *bytes,
            gpointer data)
{
  Ws *ws = data;

  watch_silence (ws, silence_s (ws));
  wf_link_message (ws->link, NULL, bytes);
}

static void
pong_cb (SoupWebsocketConnection *socket, GBytes *bytes, gpointer data)
{
  Ws *ws = data;

  watch_silence (ws, silence_s (ws));
}

static void
error_cb (SoupWebsocketConnection *socket, GError *error, gpointer data)
{
  Ws *ws = data;
  g_autofree char *trouble = NULL;

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    trouble = g_strdup_printf (_ ("%s sent a message that is too large."), ws->host);
  else
    trouble = g_strdup_printf (_ ("The connection to %s broke (%s)."), ws->host, error->message);
  fail (ws, trouble);
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer data)
{
  Ws *ws = data;
  g_autofree char *trouble = g_strdup_printf (_ ("%s closed the connection."), ws->host);

  fail (ws, trouble);
}

static void
take_socket (Ws *ws, SoupWebsocketConnection *socket)
{
  gsize wanted = wf_link_options (ws->link)->max_bytes;

  ws->socket = socket;
  soup_websocket_connection_set_max_incoming_payload_size (socket,
                                                           wanted > 0 ? wanted : MAX_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (socket, (guint) MAX (1, silence_s (ws) / 3));
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), ws);
  g_signal_connect (socket, "pong", G_CALLBACK (pong_cb), ws);
  g_signal_connect (socket, "error", G_CALLBACK (error_cb), ws);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), ws);
  watch_silence (ws, silence_s (ws));
  wf_link_up (ws->link);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *socket
      = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  Ws *ws = data;
  g_autofree char *trouble = NULL;
  guint status;

  /* Given up: @ws may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (socket != NULL)
    {
      take_socket (ws, socket);
      return;
    }
  status = soup_message_get_status (ws->handshake);
  trouble = status >= 300 ? wf_http_status_trouble (status, ws->host)
                          : wf_http_trouble (error, ws->host);
  end_try (ws);
  if (status == 401)
    wf_link_refused (ws->link, trouble);
  else
    wf_link_failed (ws->link, trouble);
}

static void
open_ws (gpointer state)
{
  Ws *ws = state;
  const char *url = wf_link_address (ws->link);

  end_try (ws);
  ws->handshake = soup_message_new ("GET", url);
  if (ws->handshake == NULL)
    {
      g_autofree char *trouble
          = g_strdup_printf (_ ("'%s' is no address; it is written SCHEME://HOST:PORT."), url);

      wf_link_ended (ws->link, trouble);
      return;
    }
  if (wf_link_authorization (ws->link) != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (ws->handshake), "Authorization",
                                  wf_link_authorization (ws->link));
  soup_message_add_flags (ws->handshake, SOUP_MESSAGE_NO_REDIRECT);
  ws->cancellable = g_cancellable_new ();
  watch_silence (ws, CONNECT_S);
  soup_session_websocket_connect_async (wf_http_session (wf_link_http (ws->link)), ws->handshake,
                                        NULL, NULL, G_PRIORITY_DEFAULT, ws->cancellable,
                                        connected_cb, ws);
}

static const char *const schemes[] = { "ws", "wss", NULL };
static const char *const plain[] = { "ws", NULL };

const WfLinkType wf_link_type_ws = {
  .name = "ws",
  .schemes = schemes,
  .plain = plain,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_ws,
};
