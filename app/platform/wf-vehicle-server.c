/* Watchfloor: vehicles by TCP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A listener lives as long as the server knows it or a write of its is under way. Main thread. */
#include "config.h"

#include "wf-vehicle-server.h"

#include "wf-error.h"
#include "wf-json.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define MAX_LISTENERS 32
#define MAX_BEHIND (16 * 1024 * 1024)

struct _WfVehicleServer
{
  GSocketService *service;
  GPtrArray *listeners; /* Listener, a reference each */
  WfEntityStore *store; /* borrowed */
  WfClock *clock; /* borrowed */
  guint16 port;
  WfVehicleWriter write;
};

typedef struct
{
  GSocketConnection *connection;
  GCancellable *cancellable;
  GByteArray *waiting; /* not yet handed to the write under way */
  GBytes *under_way;
  gboolean writing, gone;
} Listener;

static void
listener_clear (gpointer data)
{
  Listener *listener = data;

  g_object_unref (listener->connection);
  g_object_unref (listener->cancellable);
  g_byte_array_unref (listener->waiting);
  g_clear_pointer (&listener->under_way, g_bytes_unref);
}

static void
listener_unref (gpointer data)
{
  g_rc_box_release_full (data, listener_clear);
}

static void
listener_drop (gpointer data)
{
  Listener *listener = data;

  listener->gone = TRUE;
  g_cancellable_cancel (listener->cancellable);
  listener_unref (listener);
}

/* ---- sending */

static void write_on (Listener *listener);

static void
written_cb (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  Listener *listener = user_data;

  listener->writing = FALSE;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL))
    listener->gone = TRUE;
  if (!listener->gone)
    write_on (listener);
  listener_unref (listener);
}

static void
write_on (Listener *listener)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (listener->connection));

  if (listener->writing || listener->waiting->len == 0)
    return;
  g_clear_pointer (&listener->under_way, g_bytes_unref);
  listener->under_way = g_byte_array_free_to_bytes (listener->waiting);
  listener->waiting = g_byte_array_new ();
  listener->writing = TRUE;
  g_output_stream_write_all_async (stream, g_bytes_get_data (listener->under_way, NULL),
                                   g_bytes_get_size (listener->under_way), G_PRIORITY_DEFAULT,
                                   listener->cancellable, written_cb, g_rc_box_acquire (listener));
}

static void
send_text (Listener *listener, const GString *text)
{
  if (listener->waiting->len + text->len > MAX_BEHIND)
    listener->gone = TRUE;
  if (listener->gone)
    return;
  g_byte_array_append (listener->waiting, (const guint8 *) text->str, (guint) text->len);
  write_on (listener);
}

static void
sweep (WfVehicleServer *self)
{
  for (guint i = self->listeners->len; i > 0; i--)
    if (((Listener *) self->listeners->pdata[i - 1])->gone)
      g_ptr_array_remove_index (self->listeners, i - 1);
}

static void
changes_cb (const GPtrArray *changes, gpointer user_data)
{
  WfVehicleServer *self = user_data;
  g_autoptr (GString) text = NULL;

  sweep (self);
  if (self->listeners->len == 0)
    return;
  text = g_string_new (NULL);
  for (guint i = 0; i < changes->len; i++)
    {
      const WfChange *change = changes->pdata[i];

      if (change->change != WF_ENTITY_DELETED
          && g_str_equal (wf_json_string (change->entity, "type", ""), "Vehicle"))
        self->write (text, change->entity, wf_clock_now (self->clock));
    }
  for (guint i = 0; i < self->listeners->len; i++)
    send_text (self->listeners->pdata[i], text);
}

/* ---- listeners */

typedef struct
{
  GString *text;
  gint64 now_us;
  WfVehicleWriter write;
} Snapshot;

static void
add_to_snapshot (const json_t *entity, gpointer user_data)
{
  Snapshot *snapshot = user_data;

  snapshot->write (snapshot->text, entity, snapshot->now_us);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  WfVehicleServer *self = user_data;
  g_autoptr (GString) text = g_string_new (NULL);
  Snapshot snapshot = { text, wf_clock_now (self->clock), self->write };
  Listener *listener;

  sweep (self);
  if (self->listeners->len >= MAX_LISTENERS)
    return TRUE; /* dropped, and closed with its last reference */
  listener = g_rc_box_new0 (Listener);
  listener->connection = g_object_ref (connection);
  listener->cancellable = g_cancellable_new ();
  listener->waiting = g_byte_array_new ();
  g_ptr_array_add (self->listeners, listener);
  wf_entity_store_foreach (self->store, "Vehicle", add_to_snapshot, &snapshot);
  send_text (listener, text);
  return TRUE;
}

WfVehicleServer *
wf_vehicle_server_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock, guint16 port,
                       WfVehicleWriter write, GError **error)
{
  g_autoptr (WfVehicleServer) self = g_new0 (WfVehicleServer, 1);
  g_autoptr (GSocketAddress) where = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) problem = NULL;

  self->listeners = g_ptr_array_new_with_free_func (listener_drop);
  self->store = store;
  self->write = write;
  self->clock = clock;
  self->service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), where,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      &problem))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NETWORK,
                   _ ("The platform cannot send vehicles at port %u (%s); choose another port."),
                   port, problem->message);
      return NULL;
    }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  wf_change_feed_add_sink (feed, changes_cb, self);
  return g_steal_pointer (&self);
}

void
wf_vehicle_server_free (WfVehicleServer *self)
{
  if (self == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_ptr_array_unref (self->listeners);
  g_free (self);
}

guint16
wf_vehicle_server_port (const WfVehicleServer *self)
{
  return self->port;
}
