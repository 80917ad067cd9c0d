/* Watchfloor: scenario of links to sources that misbehave.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The test is the source, of each kind there is, on loopback. What a link says of it, when it tries
 * again, and that nothing that was said is lost or said twice. */
#include "config.h"

#include "wf-test-link.h"

#include <string.h>

/* ---- a TCP server that says something, and then what the case wants */
typedef struct
{
  GSocketService *service;
  guint16 port;
  const char *says;
  gboolean hangs_up;
  const char *certificate; /* file; NULL = in the clear */
  GPtrArray *kept;
} Server;

static void
said_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Server *server = data;
  GIOStream *stream = G_IO_STREAM (connection);
  g_autoptr (GIOStream) tls = NULL;

  if (server->certificate != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path
          = g_test_build_filename (G_TEST_DIST, "certs", server->certificate, NULL);
      g_autoptr (GTlsCertificate) own = g_tls_certificate_new_from_file (path, &error);

      g_assert_no_error (error);
      stream = tls = g_tls_server_connection_new (stream, own, &error);
      g_assert_no_error (error);
    }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), server->says,
                                   strlen (server->says), G_PRIORITY_DEFAULT, NULL, said_cb, NULL);
  if (!server->hangs_up)
    g_ptr_array_add (server->kept, g_object_ref (stream));
  return TRUE;
}

static void
server_start (Server *server)
{
  server->service = g_socket_service_new ();
  server->kept = g_ptr_array_new_with_free_func (g_object_unref);
  server->port
      = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server->service), NULL, NULL);
  g_signal_connect (server->service, "incoming", G_CALLBACK (incoming_cb), server);
}

static void
server_clear (Server *server)
{
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_object_unref (server->service);
  g_ptr_array_unref (server->kept);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

static void
test_tcp_again (void)
{
  g_auto (Server) server = { .says = "abc", .hangs_up = TRUE };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("tcp://127.0.0.1:%u", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, wf_test_link_is_up_again);
  assert_says (&heard, "closed the connection");
  g_assert_true (g_str_has_prefix (heard.text->str, "abc|"));
}

static void
test_tcp_half_open (void)
{
  g_auto (Server) server = { .says = "abc" };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("tcp://127.0.0.1:%u", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .silence_s = 0.3 });
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "said nothing");
  wait_for (&heard, wf_test_link_is_up_again);
}

static void
test_tls (gconstpointer data)
{
  const char *certificate = data;
  gboolean is_good = g_str_equal (certificate, "server.pem");
  g_auto (Server) server = { .says = "abc", .certificate = certificate };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;
  g_autofree char *authority = g_test_build_filename (G_TEST_DIST, "certs", "authority.pem", NULL);

  server_start (&server);
  url = g_strdup_printf ("tls://localhost:%u", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .ca_file = authority });
  if (is_good)
    {
      wait_for (&heard, wf_test_link_has_one);
      g_assert_cmpstr (heard.text->str, ==, "abc");
      return;
    }
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "cannot prove who it is");
  g_assert_cmpuint (heard.n_messages, ==, 0);
}

/* The system's authorities do not know ours. */
static void
test_tls_unknown (void)
{
  g_auto (Server) server = { .says = "abc", .certificate = "server.pem" };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("tls://localhost:%u", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "cannot prove who it is");
}

/* ---- called */
static guint16
free_port (GSocketType type)
{
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static GSocketConnection *
call (guint16 port, const char *says)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection
      = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), says,
                                 strlen (says), NULL, NULL, NULL));
  return connection;
}

static void
test_listen (void)
{
  g_auto (WfTestLink) heard = { 0 };
  guint16 port = free_port (G_SOCKET_TYPE_STREAM);
  g_autofree char *url = g_strdup_printf ("tcp-listen://:%u", port);
  g_autoptr (GSocketConnection) first = NULL;
  g_autoptr (GSocketConnection) second = NULL;
  g_autoptr (GBytes) answer = g_bytes_new_static ("yes", 3);
  char answered[3];

  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .max_peers = 1 });
  wait_for (&heard, wf_test_link_is_up);
  first = call (port, "hello");
  wait_for (&heard, wf_test_link_has_one);
  g_assert_true (wf_link_reply (heard.link, heard.last_stream, answer));
  g_assert_false (wf_link_reply (heard.link, heard.last_stream + 1, answer));
  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (first)),
                                          answered, sizeof answered, NULL, NULL, NULL));
  g_assert_cmpmem (answered, sizeof answered, "yes", 3);
  second = call (port, "me too");
  wait_for (&heard, wf_test_link_has_dropped);
  g_assert_true (g_io_stream_close (G_IO_STREAM (first), NULL, NULL));
  wait_for (&heard, wf_test_link_has_two);
  g_assert_cmpstr (heard.text->str, ==, "hello|");
}

static void
test_udp (gconstpointer data)
{
  const char *host = data;
  g_auto (WfTestLink) heard = { 0 };
  guint16 port = free_port (G_SOCKET_TYPE_DATAGRAM);
  g_autofree char *url
      = g_strdup_printf ("udp://%s:%u%s", host, port, g_str_has_prefix (host, "239.") ? "/lo" : "");
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) from = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (host, port);

  g_assert_true (g_socket_bind (socket, from, TRUE, NULL));
  g_socket_set_multicast_loopback (socket, TRUE);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, wf_test_link_is_up);
  /* A multicast sent from 127.0.0.1 leaves by lo. */
  g_assert_cmpint (g_socket_send_to (socket, to, "one", 3, NULL, NULL), ==, 3);
  g_assert_cmpint (g_socket_send_to (socket, to, "two", 3, NULL, NULL), ==, 3);
  wait_for (&heard, wf_test_link_has_two);
  g_assert_cmpstr (heard.text->str, ==, "one|two|");
}

static void
test_websocket_half_open (void)
{
  static const char hello[] = "nothing of HTTP";
  g_auto (Server) server = { .says = hello };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("ws://127.0.0.1:%u/", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, wf_test_link_is_down);
  g_assert_cmpuint (heard.n_up, ==, 0);
}

/* ---- answers that are none */

/* Cut off before its length: nothing of it is told. */
static void
test_truncated (void)
{
  g_auto (Server) server
      = { .says = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf", .hangs_up = TRUE };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("http://127.0.0.1:%u/", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .poll_s = 1 });
  wait_for (&heard, wf_test_link_is_down);
  g_assert_cmpuint (heard.n_messages, ==, 0);
}

/* Without an end: given up at the bound, although the server goes on. */
static void
test_endless (void)
{
  g_autofree char *flood = g_strnfill (100000, 'x');
  g_autofree char *says = g_strconcat ("HTTP/1.1 200 OK\r\n\r\n", flood, NULL);
  g_auto (Server) server = { .says = says };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("http://127.0.0.1:%u/", server.port);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .poll_s = 1, .max_bytes = 1000 });
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "more than 1000 bytes");
  g_assert_cmpuint (heard.n_messages, ==, 0);
}

static void
test_plain_text (void)
{
  static const struct
  {
    const char *url;
    gboolean ok;
  } cases[] = {
    { "http://example.org/", FALSE },
    { "sse+http://example.org/events", FALSE },
    { "ws://10.1.2.3/ws", FALSE },
    { "tcp://10.1.2.3:99", FALSE },
    { "https://example.org/", TRUE },
    { "sse+https://example.org/events", TRUE },
    { "wss://10.1.2.3/ws", TRUE },
    { "tls://10.1.2.3:99", TRUE },
    { "http://127.0.0.1/", TRUE },
    { "http://[::1]:8080/", TRUE },
    { "http://localhost/", TRUE },
    { "http://localhost.example.org/", FALSE },
    { "http://127.0.0.1@example.org/", FALSE },
    { "HTTP://example.org/", FALSE },
  };
  g_autoptr (WfHttp) http = wf_http_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WfLink) link = wf_link_new (http, &(WfLinkOptions){ .url = cases[i].url },
                                             &wf_test_link_watch, NULL, &error);
      g_autoptr (WfLink) allowed
          = wf_link_new (http, &(WfLinkOptions){ .url = cases[i].url, .plain_text = TRUE },
                         &wf_test_link_watch, NULL, NULL);

      if ((link != NULL) != cases[i].ok)
        g_error ("%s: %s", cases[i].url, error != NULL ? error->message : "let through");
      g_assert_nonnull (allowed);
    }
}

int
main (int argc, char **argv)
{
  static const char *const bad[] = { "expired.pem", "other-host.pem", "self-signed.pem" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/links/plain-text", test_plain_text);
  g_test_add_func ("/links/http/truncated", test_truncated);
  g_test_add_func ("/links/http/endless", test_endless);
  g_test_add_func ("/links/tcp/again", test_tcp_again);
  g_test_add_func ("/links/tcp/half-open", test_tcp_half_open);
  g_test_add_data_func ("/links/tls/good", "server.pem", test_tls);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *name = g_strconcat ("/links/tls/", bad[i], NULL);

      g_test_add_data_func (name, bad[i], test_tls);
    }
  g_test_add_func ("/links/tls/unknown-authority", test_tls_unknown);
  g_test_add_func ("/links/listen", test_listen);
  g_test_add_data_func ("/links/udp/unicast", "127.0.0.1", test_udp);
  g_test_add_data_func ("/links/udp/multicast", "239.2.3.1", test_udp);
  g_test_add_func ("/links/websocket/not-http", test_websocket_half_open);
  return g_test_run ();
}
