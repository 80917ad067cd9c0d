/* Watchfloor: scenario of links to sources that misbehave.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The test is the source, of each kind there is, on loopback. What a link says of it, when it tries
 * again, and that nothing that was said is lost or said twice. */
#include "config.h"

#include "wf-link.h"
#include "wf-test-platform.h"

#include <string.h>

/* What one link was told. */
typedef struct
{
  WfHttp *http;
  WfLink *link;
  GString *text; /* all bytes; '|' behind a document or a stream's end */
  guint n_messages, n_up, n_down, n_dropped;
  guint last_stream;
  WfLinkState state;
  char *trouble; /* the last */
  gint64 wait_us;
} Heard;

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Heard *heard = data;

  g_string_append_len (heard->text, g_bytes_get_data (message->bytes, NULL),
                       (gssize) g_bytes_get_size (message->bytes));
  if (message->stream == 0 || message->ends)
    g_string_append_c (heard->text, '|');
  heard->last_stream = message->stream;
  heard->n_messages++;
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  Heard *heard = data;

  heard->state = state;
  heard->n_up += state == WF_LINK_UP;
  heard->n_down += state == WF_LINK_DOWN;
  heard->wait_us = wait_us;
  if (trouble != NULL)
    {
      g_free (heard->trouble);
      heard->trouble = g_strdup (trouble);
    }
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  ((Heard *) data)->n_dropped += n;
}

static const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };

static void
heard_open (Heard *heard, const WfLinkOptions *options)
{
  g_autoptr (GError) error = NULL;

  *heard = (Heard){ .http = wf_http_new (), .text = g_string_new (NULL) };
  heard->link = wf_link_new (heard->http, options, &watch, heard, &error);
  g_assert_no_error (error);
  wf_link_start (heard->link);
}

static void
heard_clear (Heard *heard)
{
  wf_link_free (heard->link);
  wf_http_free (heard->http);
  g_string_free (heard->text, TRUE);
  g_free (heard->trouble);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Heard, heard_clear)

static gboolean
is_up (gpointer data)
{
  return ((Heard *) data)->state == WF_LINK_UP;
}

static gboolean
is_down (gpointer data)
{
  return ((Heard *) data)->n_down > 0;
}

static gboolean
is_up_again (gpointer data)
{
  return ((Heard *) data)->n_up > 1;
}

static gboolean
has_two (gpointer data)
{
  return ((Heard *) data)->n_messages >= 2;
}

static gboolean
has_one (gpointer data)
{
  return ((Heard *) data)->n_messages >= 1;
}

#define wait_for(heard, what) g_assert_true (wf_test_wait (what, heard, 30))
#define assert_says(heard, words) g_assert_nonnull (strstr ((heard)->trouble, words))

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
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("tcp://127.0.0.1:%u", server.port);
  heard_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, is_up_again);
  assert_says (&heard, "closed the connection");
  g_assert_true (g_str_has_prefix (heard.text->str, "abc|"));
}

static void
test_tcp_half_open (void)
{
  g_auto (Server) server = { .says = "abc" };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("tcp://127.0.0.1:%u", server.port);
  heard_open (&heard, &(WfLinkOptions){ .url = url, .silence_s = 0.3 });
  wait_for (&heard, is_down);
  assert_says (&heard, "said nothing");
  wait_for (&heard, is_up_again);
}

static void
test_tls (gconstpointer data)
{
  const char *certificate = data;
  gboolean is_good = g_str_equal (certificate, "server.pem");
  g_auto (Server) server = { .says = "abc", .certificate = certificate };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = NULL;
  g_autofree char *authority = g_test_build_filename (G_TEST_DIST, "certs", "authority.pem", NULL);

  server_start (&server);
  url = g_strdup_printf ("tls://localhost:%u", server.port);
  heard_open (&heard, &(WfLinkOptions){ .url = url, .ca_file = authority });
  if (is_good)
    {
      wait_for (&heard, has_one);
      g_assert_cmpstr (heard.text->str, ==, "abc");
      return;
    }
  wait_for (&heard, is_down);
  assert_says (&heard, "cannot prove who it is");
  g_assert_cmpuint (heard.n_messages, ==, 0);
}

/* The system's authorities do not know ours. */
static void
test_tls_unknown (void)
{
  g_auto (Server) server = { .says = "abc", .certificate = "server.pem" };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("tls://localhost:%u", server.port);
  heard_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, is_down);
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

static gboolean
has_dropped (gpointer data)
{
  return ((Heard *) data)->n_dropped > 0;
}

static void
test_listen (void)
{
  g_auto (Heard) heard = { 0 };
  guint16 port = free_port (G_SOCKET_TYPE_STREAM);
  g_autofree char *url = g_strdup_printf ("tcp-listen://:%u", port);
  g_autoptr (GSocketConnection) first = NULL;
  g_autoptr (GSocketConnection) second = NULL;
  g_autoptr (GBytes) answer = g_bytes_new_static ("yes", 3);
  char answered[3];

  heard_open (&heard, &(WfLinkOptions){ .url = url, .max_peers = 1 });
  wait_for (&heard, is_up);
  first = call (port, "hello");
  wait_for (&heard, has_one);
  g_assert_true (wf_link_reply (heard.link, heard.last_stream, answer));
  g_assert_false (wf_link_reply (heard.link, heard.last_stream + 1, answer));
  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (first)),
                                          answered, sizeof answered, NULL, NULL, NULL));
  g_assert_cmpmem (answered, sizeof answered, "yes", 3);
  second = call (port, "me too");
  wait_for (&heard, has_dropped);
  g_assert_true (g_io_stream_close (G_IO_STREAM (first), NULL, NULL));
  wait_for (&heard, has_two);
  g_assert_cmpstr (heard.text->str, ==, "hello|");
}

static void
test_udp (gconstpointer data)
{
  const char *host = data;
  g_auto (Heard) heard = { 0 };
  guint16 port = free_port (G_SOCKET_TYPE_DATAGRAM);
  g_autofree char *url
      = g_strdup_printf ("udp://%s:%u%s", host, port, g_str_has_prefix (host, "239.") ? "/lo" : "");
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) from = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (host, port);

  g_assert_true (g_socket_bind (socket, from, TRUE, NULL));
  g_socket_set_multicast_loopback (socket, TRUE);
  heard_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, is_up);
  /* A multicast sent from 127.0.0.1 leaves by lo. */
  g_assert_cmpint (g_socket_send_to (socket, to, "one", 3, NULL, NULL), ==, 3);
  g_assert_cmpint (g_socket_send_to (socket, to, "two", 3, NULL, NULL), ==, 3);
  wait_for (&heard, has_two);
  g_assert_cmpstr (heard.text->str, ==, "one|two|");
}

/* ---- HTTP and WebSocket */
typedef struct
{
  SoupServer *server;
  guint n_asked, n_unchanged;
  guint status;
} Web;

static void
asked_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  Web *web = data;
  SoupMessageHeaders *request = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *response = soup_server_message_get_response_headers (message);
  gboolean is_known
      = g_strcmp0 (soup_message_headers_get_one (request, "If-None-Match"), "\"7\"") == 0;

  web->n_asked++;
  web->n_unchanged += is_known;
  soup_message_headers_replace (response, "ETag", "\"7\"");
  if (web->status == 429)
    soup_message_headers_replace (response, "Retry-After", "7");
  soup_server_message_set_status (message,
                                  web->status != 0 ? web->status
                                  : is_known       ? 304
                                                   : 200,
                                  NULL);
  if (!is_known && web->status == 0)
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "document", 8);
}

static void
socket_cb (SoupServer *server, SoupServerMessage *message, const char *path,
           SoupWebsocketConnection *connection, gpointer data)
{
  Web *web = data;

  web->n_asked++;
  soup_websocket_connection_send_text (connection, "first");
  soup_websocket_connection_send_text (connection, "second");
  if (g_str_equal (path, "/ws/short"))
    soup_websocket_connection_close (connection, 1000, NULL);
  g_object_set_data_full (G_OBJECT (server), path, g_object_ref (connection), g_object_unref);
}

/* The address of @path with @scheme; free with g_free. */
static char *
web_start (Web *web, const char *scheme, const char *path)
{
  GSList *uris;
  char *url;

  web->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (web->server, "/", asked_cb, web, NULL);
  soup_server_add_websocket_handler (web->server, "/ws", NULL, NULL, socket_cb, web, NULL);
  g_assert_true (soup_server_listen_local (web->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (web->server);
  url = g_strdup_printf ("%s://127.0.0.1:%d%s", scheme, g_uri_get_port (uris->data), path);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

static void
web_clear (Web *web)
{
  soup_server_disconnect (web->server);
  g_object_unref (web->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Web, web_clear)

static gboolean
was_unchanged_twice (gpointer data)
{
  return ((Web *) data)->n_unchanged >= 2;
}

static void
test_poll_validators (void)
{
  g_auto (Web) web = { 0 };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = web_start (&web, "http", "/x");

  heard_open (&heard, &(WfLinkOptions){ .url = url, .poll_s = 0.05 });
  wait_for (&web, was_unchanged_twice);
  g_assert_cmpstr (heard.text->str, ==, "document|");
  g_assert_cmpuint (heard.n_up, ==, 1);
  g_assert_cmpuint (heard.n_down, ==, 0);
}

static const struct
{
  guint status;
  const char *words;
} refusals[] = { { 401, "who asks" },
                 { 403, "have the right" },
                 { 404, "404" },
                 { 429, "too often" },
                 { 503, "in trouble itself" } };

static void
test_poll_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_auto (Web) web = { .status = refusals[i].status };
      g_auto (Heard) heard = { 0 };
      g_autofree char *url = web_start (&web, "http", "/x");
      g_autofree char *small = NULL;

      heard_open (&heard, &(WfLinkOptions){ .url = url, .poll_s = 0.05 });
      wait_for (&heard, is_down);
      small = g_ascii_strdown (heard.trouble, -1);
      g_assert_nonnull (strstr (small, refusals[i].words));
      g_assert_cmpint (heard.wait_us / G_USEC_PER_SEC, >=, refusals[i].status == 429 ? 7 : 0);
      g_assert_cmpint (heard.wait_us / G_USEC_PER_SEC, <=, 8);
    }
}

static void
test_websocket (void)
{
  g_auto (Web) web = { 0 };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = web_start (&web, "ws", "/ws/long");

  /* Pongs alone keep it up. */
  heard_open (&heard, &(WfLinkOptions){ .url = url, .silence_s = 3 });
  wait_for (&heard, has_two);
  g_assert_cmpstr (heard.text->str, ==, "first|second|");
  g_assert_false (wf_test_wait (is_down, &heard, 5));
}

static void
test_websocket_again (void)
{
  g_auto (Web) web = { 0 };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = web_start (&web, "ws", "/ws/short");

  heard_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, is_up_again);
  assert_says (&heard, "closed the connection");
}

static void
test_websocket_refused (void)
{
  g_auto (Web) web = { .status = 401 };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = web_start (&web, "ws", "/x");

  heard_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, is_down);
  assert_says (&heard, "who asks");
}

static void
test_websocket_half_open (void)
{
  static const char hello[] = "nothing of HTTP";
  g_auto (Server) server = { .says = hello };
  g_auto (Heard) heard = { 0 };
  g_autofree char *url = NULL;

  server_start (&server);
  url = g_strdup_printf ("ws://127.0.0.1:%u/", server.port);
  heard_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, is_down);
  g_assert_cmpuint (heard.n_up, ==, 0);
}

/* ---- where nothing is */
static void
test_nowhere (void)
{
  static const char *const urls[]
      = { "http://no-such-host.invalid/", "tcp://no-such.invalid:9", "ws://no-such-host.invalid/" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_auto (Heard) heard = { 0 };

      heard_open (&heard, &(WfLinkOptions){ .url = urls[i], .poll_s = 1, .plain_text = TRUE });
      wait_for (&heard, is_down);
      assert_says (&heard, "no-such");
    }
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
      g_autoptr (WfLink) link
          = wf_link_new (http, &(WfLinkOptions){ .url = cases[i].url }, &watch, NULL, &error);
      g_autoptr (WfLink) allowed = wf_link_new (
          http, &(WfLinkOptions){ .url = cases[i].url, .plain_text = TRUE }, &watch, NULL, NULL);

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
  g_test_add_func ("/links/poll/validators", test_poll_validators);
  g_test_add_func ("/links/poll/refusals", test_poll_refusals);
  g_test_add_func ("/links/websocket/messages", test_websocket);
  g_test_add_func ("/links/websocket/again", test_websocket_again);
  g_test_add_func ("/links/websocket/refused", test_websocket_refused);
  g_test_add_func ("/links/websocket/not-http", test_websocket_half_open);
  g_test_add_func ("/links/nowhere", test_nowhere);
  return g_test_run ();
}
