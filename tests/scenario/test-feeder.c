/* Watchfloor: scenario of feeds that are no platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* As a city file has them: terminals that call, each with a connection of its own, and a server
 * that wants a key. The test is both. */
#include "config.h"

#include "wf-feeder.h"
#include "wf-test-platform.h"

#include <string.h>

typedef struct
{
  WfClock *clock;
  WfHttp *http;
  WfTrackStore *tracks;
  WfFeeder *feeder;
} Desk;

static void
entity_cb (const WfReport *report, gpointer data)
{
}

static void
snapshot_cb (GHashTable *seen, gint64 began_us, gpointer data)
{
}

static void
taken_cb (const char *feed, const WfReport *report, gpointer data)
{
}

static void
nothing_cb (gpointer data)
{
}

static void
desk_open (Desk *desk, const WfCityFeed *feed)
{
  const WfFeederWatch watch = { entity_cb, snapshot_cb, nothing_cb, taken_cb, nothing_cb };

  desk->clock = wf_clock_new_system (1);
  desk->http = wf_http_new ();
  desk->tracks = wf_track_store_new ();
  desk->feeder
      = wf_feeder_new (desk->clock, desk->http, feed, NULL, TRUE, desk->tracks, &watch, desk);
  wf_feeder_start (desk->feeder);
}

static void
desk_clear (Desk *desk)
{
  wf_feeder_free (desk->feeder);
  g_object_unref (desk->tracks);
  wf_http_free (desk->http);
  wf_clock_unref (desk->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static const WfFeedHealth *
health_of (Desk *desk)
{
  return wf_feed_row_health (wf_feeder_get_row (desk->feeder));
}

static gboolean
is_up (gpointer data)
{
  WfFeedState state = health_of (data)->state;

  return state == WF_FEED_LIVE || state == WF_FEED_POLLING;
}

static gboolean
is_down (gpointer data)
{
  return health_of (data)->state == WF_FEED_DOWN;
}

static gboolean
has_two_tracks (gpointer data)
{
  guint n = 0;

  wf_track_store_tracks (((Desk *) data)->tracks, &n);
  return n == 2;
}

static gboolean
has_one_track (gpointer data)
{
  guint n = 0;

  wf_track_store_tracks (((Desk *) data)->tracks, &n);
  return n == 1;
}

/* ---- terminals */

static guint16
free_port (void)
{
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* The position of terminal @last (one digit) in two halves. */
static GBytes *
position_of (guint8 last)
{
  guint8 frame[]
      = { 0x7e, 0x02, 0x00, 0x00, 0x1c, 0x01, 0x39, 0x12, 0x34, 0x56, last, 0x00, 0x01, 0,
          0,    0,    0, /* alarm */
          0,    0,    0,    3, /* ACC, fix */
          0x02, 0x51, 0xdb, 0x40, /* 38.92 */
          0x07, 0x40, 0x24, 0xf0, /* 121.644272 */
          0,    0,    0,    100,  0,    90,   0x26, 0x01, 0x15, 0x08, 0x15, 0x30, 0,    0x7e };
  guint8 sum = 0;

  for (gsize i = 1; i + 2 < sizeof frame; i++)
    sum ^= frame[i];
  frame[sizeof frame - 2] = sum;
  return g_bytes_new (frame, sizeof frame);
}

static GSocketConnection *
call (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection
      = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
say (GSocketConnection *connection, GBytes *bytes, gsize from, gsize to)
{
  const char *data = g_bytes_get_data (bytes, NULL);

  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                 data + from, to - from, NULL, NULL, NULL));
}

/* Two speak at once, by halves: neither spoils the other, and both are answered. */
static void
test_terminals (void)
{
  guint16 port = free_port ();
  g_autofree char *url = g_strdup_printf ("tcp-listen://:%u", port);
  const WfCityFeed feed = { .id = (char *) "jt",
                            .title_zh = (char *) "终端",
                            .title_en = (char *) "terminals",
                            .format = (char *) "jt808",
                            .url = url };
  g_auto (Desk) desk = { 0 };
  GSocketConnection *terminals[2];

  desk_open (&desk, &feed);
  g_assert_true (wf_test_wait (is_up, &desk, 30));
  for (guint half = 0; half < 2; half++)
    for (guint i = 0; i < 2; i++)
      {
        g_autoptr (GBytes) position = position_of ((guint8) i);

        if (half == 0)
          terminals[i] = call (port);
        say (terminals[i], position, half * 20, half == 0 ? 20 : g_bytes_get_size (position));
      }
  g_assert_true (wf_test_wait (has_two_tracks, &desk, 30));
  g_assert_cmpuint (health_of (&desk)->n_problems, ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      guint8 answer[20];

      /* 0x8001, result 0 */
      g_assert_true (
          g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (terminals[i])),
                                   answer, sizeof answer, NULL, NULL, NULL));
      g_assert_cmpuint (answer[1] << 8 | answer[2], ==, 0x8001);
      g_assert_cmpuint (answer[17], ==, 0);
      g_object_unref (terminals[i]);
    }
}

static gboolean
is_unreadable (gpointer data)
{
  Desk *desk = data;

  wf_feeder_tick (desk->feeder);
  return health_of (desk)->state == WF_FEED_UNREADABLE;
}

/* A line that is up and says nothing that can be read is not shown as a good one. */
static void
test_unreadable (void)
{
  guint16 port = free_port ();
  g_autofree char *url = g_strdup_printf ("tcp-listen://:%u", port);
  const WfCityFeed feed = { .id = (char *) "jt",
                            .title_zh = (char *) "终端",
                            .title_en = (char *) "terminals",
                            .format = (char *) "jt808",
                            .url = url };
  g_auto (Desk) desk = { 0 };
  g_autoptr (GBytes) good = position_of (1);
  g_autoptr (GBytes) bad = g_bytes_new ("~no frame at all~", 17);
  g_autoptr (GSocketConnection) terminal = NULL;

  desk_open (&desk, &feed);
  g_assert_true (wf_test_wait (is_up, &desk, 30));
  terminal = call (port);
  say (terminal, bad, 0, g_bytes_get_size (bad));
  g_assert_true (wf_test_wait (is_unreadable, &desk, 30));
  g_assert_nonnull (health_of (&desk)->trouble);
  say (terminal, good, 0, g_bytes_get_size (good));
  g_assert_true (wf_test_wait (has_one_track, &desk, 30));
  g_assert_false (is_unreadable (&desk));
  g_assert_true (is_up (&desk));
}

/* ---- a key */

static void
asked_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  static const char place[] = "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":"
                              "{\"type\":\"Point\",\"coordinates\":[121.5,38.75]}}";
  const char *says = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization");
  gboolean ok = g_strcmp0 (says, "Bearer open-sesame-7Q") == 0;

  soup_server_message_set_status (message, ok ? 200 : 401, NULL);
  if (ok)
    soup_server_message_set_response (message, "application/geo+json", SOUP_MEMORY_STATIC, place,
                                      strlen (place));
}

static void
test_key (void)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree char *url = NULL;
  WfCityFeed feed = { .id = (char *) "closed",
                      .title_zh = (char *) "需要密钥",
                      .title_en = (char *) "closed",
                      .format = (char *) "geojson",
                      .poll_s = 1,
                      .auth = { .kind = (char *) "bearer", .secret = (char *) "{key:gate}" } };
  GSList *uris;

  soup_server_add_handler (server, "/", asked_cb, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  feed.url = url = g_strdup_printf ("http://127.0.0.1:%d/x", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  {
    g_auto (Desk) desk = { 0 };

    /* Nobody knows this one. */
    feed.auth.secret = (char *) "{key:lost}";
    desk_open (&desk, &feed);
    g_assert_false (is_down (&desk));
    g_assert_true (wf_test_wait (is_down, &desk, 30));
    g_assert_nonnull (strstr (health_of (&desk)->trouble, "lost"));
  }
  {
    g_auto (Desk) desk = { 0 };

    g_setenv ("WATCHFLOOR_KEY_GATE", "open-sesame-7Q", TRUE);
    feed.auth.secret = (char *) "{key:gate}";
    desk_open (&desk, &feed);
    g_assert_true (wf_test_wait (has_one_track, &desk, 30));
    g_assert_true (is_up (&desk));
  }
  soup_server_disconnect (server);
}

/* In the clear to another machine: not without the city file's word. */
static void
test_plain_text (void)
{
  const WfCityFeed feed = { .id = (char *) "far",
                            .title_zh = (char *) "远",
                            .title_en = (char *) "far",
                            .format = (char *) "geojson",
                            .url = (char *) "http://no-such-host.invalid/x" };
  g_auto (Desk) desk = { 0 };

  desk_open (&desk, &feed);
  g_assert_true (is_down (&desk));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feeder/terminals", test_terminals);
  g_test_add_func ("/feeder/unreadable", test_unreadable);
  g_test_add_func ("/feeder/key", test_key);
  g_test_add_func ("/feeder/plain-text", test_plain_text);
  return g_test_run ();
}
