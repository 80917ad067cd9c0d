/* Watchfloor: tests of the platform's live stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-stream.h"

#include <string.h>

#define ENTITIES "/ngsi-ld/v1/entities"

static WfTestPlatform *platform;

static void
set_speed (const char *id, int speed)
{
  g_autofree char *body
      = g_strdup_printf ("[{\"id\":\"%s\",\"type\":\"Vehicle\",\"speed\":%d},"
                         "{\"id\":\"urn:x:Other:1\",\"type\":\"Other\",\"n\":%d}]",
                         id, speed, speed);
  guint status
      = wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/upsert", body, NULL);

  g_assert_true (status == 201 || status == 204);
}

static gint64
speed_of (const WfTestEvent *event)
{
  return json_integer_value (
      json_object_get (json_object_get (wf_test_event_entity (event, 0), "speed"), "value"));
}

static void
test_events (void)
{
  WfTestStream *stream = wf_test_stream_open (platform, "/events?types=Vehicle", NULL);
  const WfTestEvent *event;
  json_t *entity;

  set_speed ("urn:x:Vehicle:1", 10);
  g_assert_true (wf_test_stream_wait (stream, 1));
  event = stream->events->pdata[0];
  g_assert_cmpstr (event->event, ==, "notification");
  g_assert_nonnull (event->id);
  entity = wf_test_event_entity (event, 0);
  g_assert_cmpstr (json_string_value (json_object_get (entity, "id")), ==, "urn:x:Vehicle:1");
  g_assert_cmpint (speed_of (event), ==, 10);
  g_assert_null (wf_test_event_entity (event, 1)); /* the other type was not asked for */
  wf_test_platform_send (platform, "DELETE", ENTITIES "/urn:x:Vehicle:1", NULL, NULL);
  g_assert_true (wf_test_stream_wait (stream, 2));
  entity = wf_test_event_entity (stream->events->pdata[1], 0);
  g_assert_nonnull (json_object_get (entity, "deletedAt"));
  wf_test_stream_close (stream);
}

/* Many changes at once come as one event with the newest state. */
static void
test_coalescing (void)
{
  WfTestStream *stream = wf_test_stream_open (platform, "/events?types=Vehicle", NULL);
  const WfTestEvent *last;

  for (int i = 1; i <= 200; i++)
    set_speed ("urn:x:Vehicle:2", i);
  do
    {
      g_assert_true (wf_test_stream_wait (stream, stream->events->len + 1));
      last = stream->events->pdata[stream->events->len - 1];
    }
  while (speed_of (last) != 200);
  g_assert_cmpuint (stream->events->len, <, 100);
  wf_test_stream_close (stream);
}

static void
test_resume (void)
{
  WfTestStream *stream = wf_test_stream_open (platform, "/events?types=Vehicle", NULL);
  WfTestStream *again;
  g_autofree char *id = NULL;

  set_speed ("urn:x:Vehicle:3", 1);
  g_assert_true (wf_test_stream_wait (stream, 1));
  id = g_strdup (((WfTestEvent *) stream->events->pdata[0])->id);
  set_speed ("urn:x:Vehicle:3", 2);
  g_assert_true (wf_test_stream_wait (stream, 2));
  set_speed ("urn:x:Vehicle:3", 3);
  g_assert_true (wf_test_stream_wait (stream, 3));
  wf_test_stream_close (stream);

  again = wf_test_stream_open (platform, "/events?types=Vehicle", id);
  g_assert_true (wf_test_stream_wait (again, 2));
  g_assert_cmpint (speed_of (again->events->pdata[0]), ==, 2);
  g_assert_cmpint (speed_of (again->events->pdata[1]), ==, 3);
  wf_test_stream_close (again);

  again = wf_test_stream_open (platform, "/events?types=Vehicle", "0-12");
  g_assert_true (wf_test_stream_wait (again, 1));
  g_assert_cmpstr (((WfTestEvent *) again->events->pdata[0])->event, ==, "reset");
  wf_test_stream_close (again);
}

static gint64
stream_figure (const char *name)
{
  json_t *state = wf_test_platform_state (platform);
  gint64 figure = json_integer_value (json_object_get (json_object_get (state, "stream"), name));

  json_decref (state);
  return figure;
}

static gboolean
has_sequence (gpointer user_data)
{
  return stream_figure ("sequence") > GPOINTER_TO_INT (user_data);
}

static void
send_big (const char *filling)
{
  g_autofree char *body
      = g_strdup_printf ("[{\"id\":\"urn:x:Big:1\",\"type\":\"Big\",\"filling\":\"%s\"}]", filling);
  gint before = (gint) stream_figure ("sequence");

  wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/upsert", body, NULL);
  g_assert_true (wf_test_wait (has_sequence, GINT_TO_POINTER (before), 20));
}

static GSocketConnection *
listen_without_reading (void)
{
  static const char request[] = "GET /events?types=Big HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, 20);
  connection = g_socket_client_connect_to_host (
      client, wf_test_platform_url (platform) + strlen ("http://"), 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/* Who does not read is not waited for, and is told that it missed something. */
static void
test_slow_reader (void)
{
  g_autoptr (GSocketConnection) connection = listen_without_reading ();
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *filling = g_strnfill (1000000, 'x');
  gboolean told = FALSE;

  for (guint i = 0; stream_figure ("dropped") == 0; i++)
    {
      g_assert_cmpuint (i, <, 60);
      send_big (filling);
    }
  while (!told)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      told = g_str_has_prefix (line, "event: reset");
      /* The last one it was in time for: from here on there is room again. */
      if (g_str_has_prefix (line, "data: ") && stream_figure ("dropped") > 0)
        send_big ("small");
    }
}

/* ---- /ws */

typedef struct
{
  SoupWebsocketConnection *connection;
  GPtrArray *messages;
} Socket;

static void
message_cb (SoupWebsocketConnection *connection, gint type, GBytes *bytes, Socket *socket)
{
  g_ptr_array_add (socket->messages,
                   json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Socket *socket = user_data;
  g_autoptr (GError) error = NULL;

  socket->connection
      = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  g_signal_connect (socket->connection, "message", G_CALLBACK (message_cb), socket);
}

static gboolean
is_connected (gpointer user_data)
{
  return ((Socket *) user_data)->connection != NULL;
}

static gboolean
has_message (gpointer user_data)
{
  return ((Socket *) user_data)->messages->len > 0;
}

static gboolean
is_closed (gpointer user_data)
{
  return soup_websocket_connection_get_state (((Socket *) user_data)->connection)
         == SOUP_WEBSOCKET_STATE_CLOSED;
}

static void
json_unref_cb (gpointer data)
{
  json_decref (data);
}

static void
test_websocket (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat ("ws", wf_test_platform_url (platform) + strlen ("http"),
                                      "/ws?types=Vehicle", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  Socket socket = { NULL, g_ptr_array_new_with_free_func (json_unref_cb) };

  soup_session_websocket_connect_async (session, message, NULL, NULL, 0, NULL, connected_cb,
                                        &socket);
  g_assert_true (wf_test_wait (is_connected, &socket, 20));
  set_speed ("urn:x:Vehicle:4", 77);
  g_assert_true (wf_test_wait (has_message, &socket, 20));
  g_assert_nonnull (json_object_get (socket.messages->pdata[0], "sequence"));
  g_assert_cmpuint (json_array_size (json_object_get (socket.messages->pdata[0], "data")), ==, 1);
  soup_websocket_connection_close (socket.connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  g_assert_true (wf_test_wait (is_closed, &socket, 20));
  g_object_unref (socket.connection);
  g_ptr_array_unref (socket.messages);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  platform = wf_test_platform_start (NULL);
  g_test_add_func ("/platform/live/events", test_events);
  g_test_add_func ("/platform/live/coalescing", test_coalescing);
  g_test_add_func ("/platform/live/resume", test_resume);
  g_test_add_func ("/platform/live/slow-reader", test_slow_reader);
  g_test_add_func ("/platform/live/websocket", test_websocket);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  return result;
}
