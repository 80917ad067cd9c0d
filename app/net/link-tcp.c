/* Watchfloor: the link to a TCP server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* tcp://HOST:PORT in the clear, tls://HOST:PORT with the server's certificate verified. What the
 * server says is one stream; a server that says nothing for SILENCE_S is taken for half open. */
#include "config.h"

#include "wf-address.h"
#include "wf-link-type.h"
#include "wf-pump.h"
#include "wf-socket.h"

#include <glib/gi18n.h>

#define CONNECT_S 15
#define SILENCE_S 120

typedef struct
{
  WfLink *link;
  char *host; /* for sentences */
  GCancellable *cancellable; /* of this try */
  GSource *deadline;
  WfPump *pump; /* NULL until it is open */
  guint stream;
} Tcp;

static gpointer
create (WfLink *link)
{
  Tcp *tcp = g_new0 (Tcp, 1);

  tcp->link = link;
  tcp->host = wf_http_host (wf_link_address (link));
  return tcp;
}

static void
stop_deadline (Tcp *tcp)
{
  if (tcp->deadline != NULL)
    g_source_destroy (tcp->deadline);
  g_clear_pointer (&tcp->deadline, g_source_unref);
}

static void
end_try (Tcp *tcp)
{
  stop_deadline (tcp);
  g_cancellable_cancel (tcp->cancellable);
  g_clear_object (&tcp->cancellable);
  g_clear_pointer (&tcp->pump, wf_pump_free);
}

static void
destroy (gpointer state)
{
  Tcp *tcp = state;

  end_try (tcp);
  g_free (tcp->host);
  g_free (tcp);
}

static double
silence_s (Tcp *tcp)
{
  double wanted_s = wf_link_options (tcp->link)->silence_s;

  return wanted_s > 0 ? wanted_s : SILENCE_S;
}

static void
piece_cb (GBytes *bytes, gpointer data)
{
  Tcp *tcp = data;

  wf_link_piece (tcp->link, tcp->stream, bytes);
}

static void
ended_cb (WfPumpEnd how, const GError *error, gpointer data)
{
  Tcp *tcp = data;
  g_autofree char *trouble = wf_pump_trouble (how, error, tcp->host, silence_s (tcp));

  end_try (tcp);
  wf_link_piece (tcp->link, tcp->stream, NULL);
  wf_link_failed (tcp->link, trouble);
}

static gboolean
late_cb (gpointer data)
{
  Tcp *tcp = data;
  g_autofree char *trouble = g_strdup_printf (_ ("%s did not answer in time."), tcp->host);

  end_try (tcp);
  wf_link_failed (tcp->link, trouble);
  return G_SOURCE_REMOVE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  const WfPumpWatch watch = { piece_cb, ended_cb };
  Tcp *tcp = data;

  /* Given up: @tcp may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  stop_deadline (tcp);
  if (connection == NULL)
    {
      g_autofree char *trouble = wf_http_trouble (error, tcp->host);

      end_try (tcp);
      wf_link_failed (tcp->link, trouble);
      return;
    }
  wf_socket_watch_peer (connection);
  tcp->stream = wf_link_next_stream (tcp->link);
  wf_link_up (tcp->link);
  tcp->pump = wf_pump_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                           g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                           G_OBJECT (connection), silence_s (tcp), &watch, tcp);
}

static void
open_tcp (gpointer state)
{
  Tcp *tcp = state;
  g_auto (WfAddress) address = { 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  if (!wf_address_parse (wf_link_address (tcp->link), 0, &address, &error))
    {
      wf_link_ended (tcp->link, error->message);
      return;
    }
  end_try (tcp);
  tcp->cancellable = g_cancellable_new ();
  tcp->deadline = g_timeout_source_new_seconds (CONNECT_S);
  g_source_set_static_name (tcp->deadline, "tcp-deadline");
  g_source_set_callback (tcp->deadline, late_cb, tcp, NULL);
  g_source_attach (tcp->deadline, g_main_context_get_thread_default ());
  wf_http_use_way (wf_link_http (tcp->link), client);
  g_socket_client_set_tls (client, g_str_equal (address.scheme, "tls"));
  g_socket_client_connect_to_host_async (client, address.host, address.port, tcp->cancellable,
                                         connected_cb, tcp);
}

static gboolean
reply (gpointer state, guint stream, GBytes *bytes)
{
  Tcp *tcp = state;

  return tcp->pump != NULL && stream == tcp->stream && wf_pump_send (tcp->pump, bytes);
}

static const char *const schemes[] = { "tcp", "tls", NULL };
static const char *const plain[] = { "tcp", NULL };

const WfLinkType wf_link_type_tcp = {
  .name = "tcp",
  .schemes = schemes,
  .plain = plain,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_tcp,
  .reply = reply,
};
