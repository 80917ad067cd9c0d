/* Watchfloor: terminals in vehicles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-jt-terminals.h"

#include "wf-address.h"
#include "wf-backoff.h"
#include "wf-json.h"
#include "wf-jt-frame.h"
#include "wf-jt-writer.h"
#include "wf-pump.h"

#include <string.h>

#define TICK_MS 500
#define HEARTBEAT_US (30 * WF_SECOND_US)
#define SILENCE_S 90
#define CALLS_AT_ONCE 20
#define PLACES_A_MESSAGE 20

enum
{
  ID_HEARTBEAT = 0x0002,
  ID_REGISTER = 0x0100,
  ID_AUTHENTICATE = 0x0102,
  ID_PLACE = 0x0200,
  ID_PLACES = 0x0704,
  ID_ANSWER = 0x8001,
  ID_REGISTERED = 0x8100,
};

struct _WfJtTerminals
{
  WfClock *clock; /* borrowed */
  WfAddress address;
  GHashTable *terminals; /* Terminal, by entity */
  guint tick_id, n_calling, n_forgotten;
};

typedef struct
{
  WfJtTerminals *owner;
  WfJtHead head;
  char *plate;
  enum
  {
    AWAY,
    CALLING,
    REGISTERING,
    READY,
  } state;
  GCancellable *cancellable; /* of the call under way */
  WfPump *pump; /* NULL unless connected */
  GByteArray *heard; /* since the last flag */
  GQueue kept; /* GBytes, bodies of places */
  WfBackoff backoff;
  gint64 next_us, spoke_us; /* monotonic */
} Terminal;

static void
hang_up (Terminal *terminal)
{
  g_clear_pointer (&terminal->pump, wf_pump_free);
  g_byte_array_set_size (terminal->heard, 0);
  terminal->state = AWAY;
  terminal->next_us
      = g_get_monotonic_time () + wf_backoff_failed (&terminal->backoff, g_random_double ());
}

static void
terminal_free (gpointer data)
{
  Terminal *terminal = data;

  if (terminal->state == CALLING)
    terminal->owner->n_calling--;
  g_cancellable_cancel (terminal->cancellable);
  g_object_unref (terminal->cancellable);
  wf_pump_free (terminal->pump);
  g_byte_array_unref (terminal->heard);
  g_queue_clear_full (&terminal->kept, (GDestroyNotify) g_bytes_unref);
  g_free (terminal->plate);
  g_free (terminal);
}

/* ---- saying */

static gboolean
say (Terminal *terminal, guint16 id, const GByteArray *body)
{
  GByteArray *frame = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  terminal->head.id = id;
  terminal->head.serial++;
  wf_jt_frame_append (frame, &terminal->head, body->data, body->len);
  bytes = g_byte_array_free_to_bytes (frame);
  terminal->spoke_us = g_get_monotonic_time ();
  return terminal->pump != NULL && wf_pump_send (terminal->pump, bytes);
}

/* Text in a field of @size bytes. */
static void
append_field (GByteArray *out, const char *text, gsize size)
{
  g_autofree char *field = g_malloc0 (size);

  memcpy (field, text, MIN (strlen (text), size));
  g_byte_array_append (out, (const guint8 *) field, (guint) size);
}

static void
say_register (Terminal *terminal)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  gboolean is_2019 = terminal->head.is_2019;
  g_autofree char *plate = g_convert (terminal->plate, -1, "GB18030", "UTF-8", NULL, NULL, NULL);

  wf_jt_append_u16 (body, 21);
  wf_jt_append_u16 (body, 200);
  append_field (body, "WATCH", is_2019 ? 11 : 5);
  append_field (body, "EMBEDDED", is_2019 ? 30 : 20);
  append_field (body, terminal->head.phone + 4, is_2019 ? 30 : 7);
  append_field (body, "\1", 1);
  append_field (body, plate != NULL ? plate : "", plate != NULL ? strlen (plate) : 0);
  say (terminal, ID_REGISTER, body);
}

static void
say_authenticate (Terminal *terminal, const guint8 *code, gsize length)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint8 size = (guint8) MIN (length, 255);

  if (terminal->head.is_2019)
    g_byte_array_append (body, &size, 1);
  if (size > 0)
    g_byte_array_append (body, code, size);
  if (terminal->head.is_2019)
    {
      append_field (body, "", 15);
      append_field (body, "1", 20);
    }
  say (terminal, ID_AUTHENTICATE, body);
}

/* What was kept, some at a time. */
static void
say_kept (Terminal *terminal)
{
  while (terminal->state == READY && !g_queue_is_empty (&terminal->kept))
    {
      g_autoptr (GByteArray) body = g_byte_array_new ();
      guint n = MIN (terminal->kept.length, PLACES_A_MESSAGE);

      wf_jt_append_u16 (body, (guint16) n);
      g_byte_array_append (body, (const guint8[]){ 1 }, 1);
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (GBytes) place = g_queue_pop_head (&terminal->kept);

          wf_jt_append_u16 (body, (guint16) g_bytes_get_size (place));
          g_byte_array_append (body, g_bytes_get_data (place, NULL),
                               (guint) g_bytes_get_size (place));
        }
      if (!say (terminal, ID_PLACES, body))
        hang_up (terminal);
    }
}

/* ---- hearing */

static void
take_frame (Terminal *terminal)
{
  WfJtFrame frame;
  const char *bad;

  if (!wf_jt_frame_read (terminal->heard->data, terminal->heard->len, &frame, &bad))
    return;
  if (frame.head.id == ID_REGISTERED && frame.length >= 3 && frame.body[2] == 0)
    say_authenticate (terminal, frame.body + 3, frame.length - 3);
  else if (frame.head.id == ID_ANSWER && frame.length == 5 && frame.body[4] == 0
           && wf_jt_u16 (frame.body + 2) == ID_AUTHENTICATE && terminal->state == REGISTERING)
    {
      terminal->state = READY;
      wf_backoff_succeeded (&terminal->backoff);
      say_kept (terminal);
    }
}

static void
piece_cb (GBytes *bytes, gpointer data)
{
  Terminal *terminal = data;
  gsize length;
  const guint8 *from = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length && terminal->pump != NULL; i++)
    {
      if (from[i] != WF_JT_FLAG && terminal->heard->len < WF_JT_MAX_FRAME)
        g_byte_array_append (terminal->heard, from + i, 1);
      else if (from[i] == WF_JT_FLAG)
        {
          if (terminal->heard->len > 0)
            take_frame (terminal);
          g_byte_array_set_size (terminal->heard, 0);
        }
    }
}

static void
ended_cb (WfPumpEnd end, const GError *error, gpointer data)
{
  hang_up (data);
}

/* ---- calling */

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  const WfPumpWatch watch = { piece_cb, ended_cb };
  Terminal *terminal = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  terminal->owner->n_calling--;
  if (connection == NULL)
    {
      hang_up (terminal);
      return;
    }
  terminal->state = REGISTERING;
  terminal->pump = wf_pump_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                G_OBJECT (connection), SILENCE_S, &watch, terminal);
  say_register (terminal);
}

static void
call (Terminal *terminal)
{
  WfJtTerminals *owner = terminal->owner;
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  terminal->state = CALLING;
  owner->n_calling++;
  g_socket_client_set_timeout (client, SILENCE_S);
  g_socket_client_connect_to_host_async (client, owner->address.host, owner->address.port,
                                         terminal->cancellable, connected_cb, terminal);
}

static gboolean
tick_cb (gpointer data)
{
  WfJtTerminals *self = data;
  g_autoptr (GByteArray) nothing = g_byte_array_new ();
  gint64 now_us = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->terminals);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Terminal *terminal = value;

      if (terminal->state == AWAY && now_us >= terminal->next_us && self->n_calling < CALLS_AT_ONCE)
        call (terminal);
      else if (terminal->state == READY && now_us - terminal->spoke_us > HEARTBEAT_US
               && !say (terminal, ID_HEARTBEAT, nothing))
        hang_up (terminal);
    }
  return G_SOURCE_CONTINUE;
}

/* ---- vehicles */

static Terminal *
terminal_of (WfJtTerminals *self, const json_t *entity)
{
  const char *id = wf_json_string (entity, "id", "");
  Terminal *terminal = g_hash_table_lookup (self->terminals, id);

  if (terminal != NULL || g_hash_table_size (self->terminals) >= WF_JT_MAX_TERMINALS)
    return terminal;
  terminal = g_new0 (Terminal, 1);
  terminal->owner = self;
  terminal->backoff = WF_BACKOFF_INIT;
  terminal->cancellable = g_cancellable_new ();
  terminal->heard = g_byte_array_new ();
  g_queue_init (&terminal->kept);
  wf_jt_writer_phone (id, terminal->head.phone);
  terminal->head.is_2019 = (terminal->head.phone[10] - '0') % 2 == 1;
  terminal->plate
      = g_strdup (wf_json_string (json_object_get (entity, "vehiclePlateIdentifier"), "value", ""));
  g_hash_table_insert (self->terminals, g_strdup (id), terminal);
  return terminal;
}

static void
tell_place (const json_t *entity, gpointer user_data)
{
  WfJtTerminals *self = user_data;
  Terminal *terminal = terminal_of (self, entity);
  g_autoptr (GByteArray) body = g_byte_array_new ();

  if (terminal == NULL || !wf_jt_writer_place (body, entity, wf_clock_now (self->clock)))
    return;
  if (terminal->state == READY)
    {
      if (!say (terminal, ID_PLACE, body))
        hang_up (terminal);
      return;
    }
  g_queue_push_tail (&terminal->kept, g_byte_array_free_to_bytes (g_steal_pointer (&body)));
  if (terminal->kept.length > WF_JT_MAX_KEPT)
    {
      g_bytes_unref (g_queue_pop_head (&terminal->kept));
      self->n_forgotten++;
    }
}

static void
changes_cb (const GPtrArray *changes, gpointer user_data)
{
  WfJtTerminals *self = user_data;

  for (guint i = 0; i < changes->len; i++)
    {
      const WfChange *change = changes->pdata[i];

      if (!g_str_equal (wf_json_string (change->entity, "type", ""), "Vehicle"))
        continue;
      if (change->change == WF_ENTITY_DELETED)
        g_hash_table_remove (self->terminals, wf_json_string (change->entity, "id", ""));
      else
        tell_place (change->entity, self);
    }
}

WfJtTerminals *
wf_jt_terminals_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock, const char *where,
                     GError **error)
{
  g_autofree char *url = g_strconcat ("tcp://", where, NULL);
  WfAddress address;
  WfJtTerminals *self;

  if (!wf_address_parse (url, 0, &address, error))
    return NULL;
  self = g_new0 (WfJtTerminals, 1);
  self->address = address;
  self->clock = clock;
  self->terminals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, terminal_free);
  self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
  wf_entity_store_foreach (store, "Vehicle", tell_place, self);
  wf_change_feed_add_sink (feed, changes_cb, self);
  return self;
}

void
wf_jt_terminals_free (WfJtTerminals *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->tick_id);
  g_hash_table_unref (self->terminals);
  wf_address_clear (&self->address);
  g_free (self);
}

json_t *
wf_jt_terminals_state (WfJtTerminals *self)
{
  guint n_ready = 0, n_kept = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->terminals);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      n_ready += ((Terminal *) value)->state == READY;
      n_kept += ((Terminal *) value)->kept.length;
    }
  return json_pack ("{s:i, s:i, s:i, s:i}", "terminals", (int) g_hash_table_size (self->terminals),
                    "ready", (int) n_ready, "kept", (int) n_kept, "forgotten",
                    (int) self->n_forgotten);
}
