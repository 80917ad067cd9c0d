/* Watchfloor: scenario of links by HTTP and WebSocket.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The test is the server: it refuses, wants to know who asks, has nothing new, or hangs up. */
#include "config.h"

#include "wf-test-link.h"

#include <signal.h>
#include <string.h>

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
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = web_start (&web, "http", "/x");

  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .poll_s = 0.05 });
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
      g_auto (WfTestLink) heard = { 0 };
      g_autofree char *url = web_start (&web, "http", "/x");
      g_autofree char *small = NULL;

      wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .poll_s = 0.05 });
      wait_for (&heard, wf_test_link_is_down);
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
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = web_start (&web, "ws", "/ws/long");

  /* Pongs alone keep it up. */
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .silence_s = 3 });
  wait_for (&heard, wf_test_link_has_two);
  g_assert_cmpstr (heard.text->str, ==, "first|second|");
  g_assert_false (wf_test_wait (wf_test_link_is_down, &heard, 5));
}

static void
test_websocket_again (void)
{
  g_auto (Web) web = { 0 };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = web_start (&web, "ws", "/ws/short");

  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, wf_test_link_is_up_again);
  assert_says (&heard, "closed the connection");
}

static void
test_websocket_refused (void)
{
  g_auto (Web) web = { .status = 401 };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *url = web_start (&web, "ws", "/x");

  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url });
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "who asks");
}

/* A platform that stands still is noticed by its silence, and heard again when it goes on. */
static void
test_half_open (gconstpointer data)
{
  const char *const *way = data;
  WfTestPlatform *platform = wf_test_platform_start (NULL);
  g_autofree char *url
      = g_strconcat (way[0], wf_test_platform_url (platform) + strlen (way[1]), way[2], NULL);
  g_auto (WfTestLink) heard = { 0 };

  /* It says something every 10 s at the latest. */
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = url, .silence_s = 12 });
  wait_for (&heard, wf_test_link_is_up);
  g_assert_cmpint (kill (wf_test_platform_pid (platform), SIGSTOP), ==, 0);
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "said nothing");
  g_assert_cmpint (kill (wf_test_platform_pid (platform), SIGCONT), ==, 0);
  wait_for (&heard, wf_test_link_is_up_again);
  wf_test_platform_stop (platform);
}

/* ---- who asks */
typedef struct
{
  SoupServer *server;
  char *url, *token_url;
  guint n_tokens, n_refused, n_let_in;
  gboolean forgets; /* what it gave out is worth nothing at the next question */
  const char *wants; /* of Authorization */
  char *given; /* the token */
} Gate;

static void
token_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  Gate *gate = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *asks = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization");
  g_autoptr (GBytes) form = soup_message_body_flatten (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (form, NULL), g_bytes_get_size (form));
  g_autofree char *answer = NULL;

  /* desk:secret */
  g_assert_cmpstr (asks, ==, "Basic ZGVzazpzZWNyZXQ=");
  g_assert_cmpstr (text, ==, "grant_type=client_credentials&scope=read%20all");
  g_free (gate->given);
  gate->given = g_strdup_printf ("Bearer t%u", ++gate->n_tokens);
  answer = g_strdup_printf ("{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":"
                            "3600}",
                            gate->given + strlen ("Bearer "));
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, answer,
                                    strlen (answer));
}

static void
gate_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
         gpointer data)
{
  Gate *gate = data;
  const char *says = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization");
  gboolean ok = g_strcmp0 (says, gate->wants != NULL ? gate->wants : gate->given) == 0;

  gate->n_let_in += ok;
  gate->n_refused += !ok;
  soup_server_message_set_status (message, ok ? 200 : 401, NULL);
  if (ok)
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "x", 1);
  if (gate->forgets && ok)
    {
      g_free (gate->given);
      gate->given = g_strdup ("nothing");
      gate->forgets = FALSE;
    }
}

static void
gate_start (Gate *gate)
{
  GSList *uris;

  gate->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (gate->server, "/", gate_cb, gate, NULL);
  soup_server_add_handler (gate->server, "/token", token_cb, gate, NULL);
  g_assert_true (soup_server_listen_local (gate->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (gate->server);
  gate->url = g_strdup_printf ("http://127.0.0.1:%d/x", g_uri_get_port (uris->data));
  gate->token_url = g_strdup_printf ("http://127.0.0.1:%d/token", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
gate_clear (Gate *gate)
{
  soup_server_disconnect (gate->server);
  g_object_unref (gate->server);
  g_free (gate->url);
  g_free (gate->token_url);
  g_free (gate->given);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Gate, gate_clear)

static gboolean
let_in_thrice (gpointer data)
{
  return ((Gate *) data)->n_let_in >= 3;
}

static void
test_auth_plain (void)
{
  static const struct
  {
    WfAuthOptions auth;
    const char *wants;
  } cases[] = { { { WF_AUTH_BEARER, NULL, "abc", NULL, NULL }, "Bearer abc" },
                { { WF_AUTH_BASIC, "desk", "secret", NULL, NULL }, "Basic ZGVzazpzZWNyZXQ=" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Gate) gate = { .wants = cases[i].wants };
      g_auto (WfTestLink) heard = { 0 };

      gate_start (&gate);
      wf_test_link_open (
          &heard, &(WfLinkOptions){ .url = gate.url, .poll_s = 0.05, .auth = cases[i].auth });
      wait_for (&gate, let_in_thrice);
      g_assert_cmpuint (gate.n_refused, ==, 0);
    }
}

/* One token serves many questions; one that is refused is fetched anew. */
static void
test_auth_oauth2 (void)
{
  g_auto (Gate) gate = { .forgets = TRUE };
  g_auto (WfTestLink) heard = { 0 };

  gate_start (&gate);
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = gate.url,
                                               .poll_s = 0.05,
                                               .auth = { WF_AUTH_OAUTH2, "desk", "secret",
                                                         gate.token_url, "read all" } });
  wait_for (&gate, let_in_thrice);
  g_assert_cmpuint (gate.n_refused, ==, 1);
  g_assert_cmpuint (gate.n_tokens, ==, 2);
  assert_says (&heard, "who asks");
}

/* The secret stays here. */
static void
test_auth_oauth2_plain_text (void)
{
  g_auto (WfTestLink) heard = { 0 };

  wf_test_link_open (&heard, &(WfLinkOptions){ .url = "https://localhost:1/",
                                               .poll_s = 0.05,
                                               .auth = { WF_AUTH_OAUTH2, "desk", "secret",
                                                         "http://example.org/token", NULL } });
  wait_for (&heard, wf_test_link_is_down);
  assert_says (&heard, "https://");
}

/* ---- a proxy */
static void
test_proxy (void)
{
  g_auto (Web) web = { 0 };
  g_auto (WfTestLink) heard = { 0 };
  g_autofree char *proxy = web_start (&web, "http", "");

  /* It answers itself, as a cache would. */
  wf_test_link_open (&heard, &(WfLinkOptions){ .url = "http://no-such-host.invalid/x",
                                               .plain_text = TRUE,
                                               .proxy = proxy,
                                               .poll_s = 1 });
  wait_for (&heard, wf_test_link_has_one);
  g_assert_cmpstr (heard.text->str, ==, "document|");
}

/* ---- where nothing is */
static void
test_nowhere (void)
{
  static const char *const urls[]
      = { "http://no-such-host.invalid/", "tcp://no-such.invalid:9", "ws://no-such-host.invalid/" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_auto (WfTestLink) heard = { 0 };

      wf_test_link_open (&heard,
                         &(WfLinkOptions){ .url = urls[i], .poll_s = 1, .plain_text = TRUE });
      wait_for (&heard, wf_test_link_is_down);
      assert_says (&heard, "no-such");
    }
}

int
main (int argc, char **argv)
{
  static const char *const by_socket[] = { "ws", "http", "/ws" };
  static const char *const by_events[] = { "sse+http", "http", "/events" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/links/poll/validators", test_poll_validators);
  g_test_add_func ("/links/poll/refusals", test_poll_refusals);
  g_test_add_func ("/links/websocket/messages", test_websocket);
  g_test_add_func ("/links/websocket/again", test_websocket_again);
  g_test_add_func ("/links/websocket/refused", test_websocket_refused);
  g_test_add_data_func ("/links/websocket/half-open", by_socket, test_half_open);
  g_test_add_data_func ("/links/sse/half-open", by_events, test_half_open);
  g_test_add_func ("/links/auth/plain", test_auth_plain);
  g_test_add_func ("/links/auth/oauth2", test_auth_oauth2);
  g_test_add_func ("/links/auth/oauth2-plain-text", test_auth_oauth2_plain_text);
  g_test_add_func ("/links/proxy", test_proxy);
  g_test_add_func ("/links/nowhere", test_nowhere);
  return g_test_run ();
}
