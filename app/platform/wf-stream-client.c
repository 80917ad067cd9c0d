/* Watchfloor: one listener of the live stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. libsoup calls back while it writes; nothing is freed there, only marked. */
#include "config.h"

#include "wf-stream-client.h"

#include <string.h>
#include <sys/socket.h>

#define JUNK_BYTES 65536

static void
send_junk (WfStreamClient *client)
{
  static char junk[JUNK_BYTES];
  gsize length = (gsize) MIN (client->junk_left, sizeof junk);

  memset (junk, 'x', sizeof junk);
  client->junk_left -= length;
  wf_stream_client_send (client, junk, length);
}

static void
wrote_chunk_cb (SoupServerMessage *message, WfStreamClient *client)
{
  client->queued -= GPOINTER_TO_SIZE (g_queue_pop_head (&client->chunks));
  if (client->queued == 0 && client->junk_left > 0)
    send_junk (client);
  else if (client->queued == 0 && client->closing)
    soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
ended_cb (GObject *object, WfStreamClient *client)
{
  client->gone = TRUE;
}

static char **
split_types (const char *types)
{
  return types != NULL && *types != '\0' ? g_strsplit (types, ",", 64) : NULL;
}

WfStreamClient *
wf_stream_client_new_sse (SoupServerMessage *message, const char *types)
{
  WfStreamClient *client = g_new0 (WfStreamClient, 1);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *hello = "retry: 2000\n: watchfloor\n\n";

  client->message = g_object_ref (message);
  client->types = split_types (types);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), client);
  g_signal_connect (message, "finished", G_CALLBACK (ended_cb), client);
  g_signal_connect (message, "disconnected", G_CALLBACK (ended_cb), client);
  wf_stream_client_send (client, hello, strlen (hello));
  return client;
}

WfStreamClient *
wf_stream_client_new_websocket (SoupWebsocketConnection *connection, const char *types)
{
  WfStreamClient *client = g_new0 (WfStreamClient, 1);

  client->socket = g_object_ref (connection);
  client->types = split_types (types);
  /* We listen to nothing but pongs and the end. */
  soup_websocket_connection_set_max_incoming_payload_size (connection, 4096);
  soup_websocket_connection_set_keepalive_interval (connection, 10);
  g_signal_connect (connection, "closed", G_CALLBACK (ended_cb), client);
  return client;
}

void
wf_stream_client_free (WfStreamClient *client)
{
  if (client == NULL)
    return;
  if (client->message != NULL)
    g_signal_handlers_disconnect_by_data (client->message, client);
  if (client->socket != NULL)
    g_signal_handlers_disconnect_by_data (client->socket, client);
  g_clear_object (&client->message);
  g_clear_object (&client->socket);
  g_strfreev (client->types);
  g_queue_clear (&client->chunks);
  g_free (client->held);
  g_free (client);
}

char *
wf_stream_client_frame (const WfStreamClient *client, const char *id, const char *event,
                        const char *data)
{
  if (client->socket != NULL)
    return g_strdup (data);
  if (id == NULL)
    return g_strdup_printf ("event: %s\ndata: %s\n\n", event, data);
  return g_strdup_printf ("id: %s\nevent: %s\ndata: %s\n\n", id, event, data);
}

gboolean
wf_stream_client_has_room (WfStreamClient *client, gsize max_queued)
{
  GIOStream *stream;

  if (client->socket == NULL)
    return client->queued < max_queued;
  /* libsoup does not tell what it has queued: there is room while the socket takes more. */
  stream = soup_websocket_connection_get_io_stream (client->socket);
  return !G_IS_SOCKET_CONNECTION (stream)
         || (g_socket_condition_check (
                 g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)), G_IO_OUT)
             & G_IO_OUT);
}

static void
send_websocket (WfStreamClient *client, const char *bytes, gsize length)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, length);
  gboolean text = g_utf8_validate_len (bytes, length, NULL);

  if (soup_websocket_connection_get_state (client->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_message (
        client->socket, text ? SOUP_WEBSOCKET_DATA_TEXT : SOUP_WEBSOCKET_DATA_BINARY, copy);
}

void
wf_stream_client_send (WfStreamClient *client, const char *bytes, gsize length)
{
  SoupMessageBody *body;

  if (client->gone || length == 0)
    return;
  if (client->socket != NULL)
    {
      send_websocket (client, bytes, length);
      return;
    }
  body = soup_server_message_get_response_body (client->message);
  soup_message_body_append (body, SOUP_MEMORY_COPY, bytes, length);
  g_queue_push_tail (&client->chunks, GSIZE_TO_POINTER (length));
  client->queued += length;
  soup_server_message_unpause (client->message);
}

void
wf_stream_client_check (WfStreamClient *client)
{
  GSocket *socket
      = client->message != NULL ? soup_server_message_get_socket (client->message) : NULL;
  char byte;

  if (client->gone || socket == NULL
      || recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
    return;
  client->gone = TRUE;
  soup_message_body_complete (soup_server_message_get_response_body (client->message));
  soup_server_message_unpause (client->message);
}

void
wf_stream_client_keep_alive (WfStreamClient *client)
{
  if (client->socket == NULL && !client->silent && !client->closing && client->junk_left == 0)
    wf_stream_client_send (client, ": alive\n\n", strlen (": alive\n\n"));
}

void
wf_stream_client_close (WfStreamClient *client)
{
  client->closing = TRUE;
  if (client->socket != NULL)
    {
      if (soup_websocket_connection_get_state (client->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (client->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      return;
    }
  if (client->queued == 0)
    {
      soup_message_body_complete (soup_server_message_get_response_body (client->message));
      soup_server_message_unpause (client->message);
    }
}

void
wf_stream_client_send_endless (WfStreamClient *client, guint64 total)
{
  const char *start = "data: ";

  client->closing = TRUE;
  if (client->socket != NULL)
    {
      /* No way to pace a WebSocket message: one of a size that stays bounded here. */
      gsize length = (gsize) MIN (total, 16 * 1024 * 1024);
      g_autofree char *junk = g_strnfill (length, 'x');

      send_websocket (client, junk, length);
      return;
    }
  client->junk_left = total;
  wf_stream_client_send (client, start, strlen (start));
}
