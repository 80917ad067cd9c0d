/* Watchfloor: the link that is called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* tcp-listen://HOST:PORT takes the connections of devices and senders: each is a stream of its own,
 * at most MAX_PEERS of them, and one that says nothing for SILENCE_S is closed. Without a host it
 * listens at loopback only. */
#include "config.h"

#include "wf-address.h"
#include "wf-link-type.h"
#include "wf-pump.h"
#include "wf-socket.h"

#include <glib/gi18n.h>

#define MAX_PEERS 1000
#define SILENCE_S 180

typedef struct
{
  WfLink *link;
  GSocketService *service; /* NULL until it listens */
  GHashTable *peers; /* Peer, by its stream */
} Listener;

typedef struct
{
  Listener *listener;
  WfPump *pump;
  guint stream;
} Peer;

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  wf_pump_free (peer->pump);
  g_free (peer);
}

static gpointer
create (WfLink *link)
{
  Listener *listener = g_new0 (Listener, 1);

  listener->link = link;
  listener->peers = g_hash_table_new_full (NULL, NULL, NULL, peer_free);
  return listener;
}

static void
destroy (gpointer state)
{
  Listener *listener = state;

  if (listener->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (listener->service, listener);
      g_socket_service_stop (listener->service);
      g_socket_listener_close (G_SOCKET_LISTENER (listener->service));
    }
  g_clear_object (&listener->service);
  g_hash_table_unref (listener->peers);
  g_free (listener);
}

static void
piece_cb (GBytes *bytes, gpointer data)
{
  Peer *peer = data;

  wf_link_piece (peer->listener->link, peer->stream, bytes);
}

static void
ended_cb (WfPumpEnd how, const GError *error, gpointer data)
{
  Peer *peer = data;
  WfLink *link = peer->listener->link;
  guint stream = peer->stream;

  g_hash_table_remove (peer->listener->peers, GUINT_TO_POINTER (stream));
  wf_link_piece (link, stream, NULL);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Listener *listener = data;
  const WfPumpWatch watch = { piece_cb, ended_cb };
  const WfLinkOptions *options = wf_link_options (listener->link);
  guint most = options->max_peers > 0 ? options->max_peers : MAX_PEERS;
  Peer *peer;

  if (g_hash_table_size (listener->peers) >= most)
    {
      g_autofree char *why = g_strdup_printf (
          _ ("%u devices are connected already; one more was turned away."), most);

      wf_link_dropped (listener->link, 1, why);
      return TRUE; /* closed with its last reference */
    }
  wf_socket_watch_peer (connection);
  peer = g_new0 (Peer, 1);
  peer->listener = listener;
  peer->stream = wf_link_next_stream (listener->link);
  g_hash_table_insert (listener->peers, GUINT_TO_POINTER (peer->stream), peer);
  peer->pump = wf_pump_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                            g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                            G_OBJECT (connection),
                            options->silence_s > 0 ? options->silence_s : SILENCE_S, &watch, peer);
  return TRUE;
}

static void
open_listener (gpointer state)
{
  Listener *listener = state;
  g_auto (WfAddress) address = { 0 };
  g_autoptr (GSocketAddress) where = NULL;
  g_autoptr (GError) error = NULL;

  if (listener->service != NULL)
    return;
  if (!wf_address_parse (wf_link_address (listener->link), 0, &address, &error)
      || (where = wf_socket_local_address (address.host, address.port, &error)) == NULL)
    {
      wf_link_ended (listener->link, error->message);
      return;
    }
  listener->service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (listener->service), where,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, NULL,
                                      &error))
    {
      g_autofree char *trouble = g_strdup_printf (_ ("Port %u cannot be listened at (%s)."),
                                                  address.port, error->message);

      g_clear_object (&listener->service);
      wf_link_failed (listener->link, trouble);
      return;
    }
  g_signal_connect (listener->service, "incoming", G_CALLBACK (incoming_cb), listener);
  wf_link_up (listener->link);
}

static gboolean
reply (gpointer state, guint stream, GBytes *bytes)
{
  Listener *listener = state;
  Peer *peer = g_hash_table_lookup (listener->peers, GUINT_TO_POINTER (stream));

  return peer != NULL && wf_pump_send (peer->pump, bytes);
}

static const char *const schemes[] = { "tcp-listen", NULL };

const WfLinkType wf_link_type_tcp_listen = {
  .name = "tcp-listen",
  .schemes = schemes,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_listener,
  .reply = reply,
};
