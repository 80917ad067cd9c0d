/* Watchfloor: the live stream to consoles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One ring, many clients; each event goes to a client through the faults that hit it. Clients that
 * have gone are freed at the next change or keep-alive, never while something is sent. Main
 * thread. */
#include "config.h"

#include "wf-live-stream.h"

#include "wf-json.h"
#include "wf-stream-client.h"
#include "wf-stream-ring.h"

#include <glib/gi18n.h>
#include <string.h>

/* An event that a fault keeps back. */
typedef struct
{
  WfStreamClient *client; /* borrowed: dropped with it */
  gint64 due_us; /* monotonic */
  char *bytes; /* owned */
} Delayed;

struct _WfLiveStream
{
  WfStreamRing *ring;
  WfClock *clock; /* borrowed */
  WfFaultRules *faults; /* borrowed */
  GPtrArray *clients; /* WfStreamClient, owned */
  GQueue delayed; /* Delayed, owned */
  char *epoch;
  guint tick_id, keep_alive_id;
  guint64 dropped;
};

static void
delayed_free (gpointer data)
{
  Delayed *delayed = data;

  g_free (delayed->bytes);
  g_free (delayed);
}

static void
forget_delayed (WfLiveStream *self, const WfStreamClient *client)
{
  GList *next;

  for (GList *link = self->delayed.head; link != NULL; link = next)
    {
      next = link->next;
      if (((Delayed *) link->data)->client != client)
        continue;
      delayed_free (link->data);
      g_queue_delete_link (&self->delayed, link);
    }
}

static void
reap (WfLiveStream *self)
{
  for (guint i = self->clients->len; i > 0; i--)
    {
      WfStreamClient *client = self->clients->pdata[i - 1];

      wf_stream_client_check (client);
      if (!client->gone)
        continue;
      forget_delayed (self, client);
      g_ptr_array_remove_index (self->clients, i - 1);
    }
}

/* ---- one event to one client */

static void
send_reset (WfStreamClient *client, const char *reason)
{
  g_autoptr (json_t) data = json_pack ("{s:s, s:s, s:I}", "type", "Reset", "reason", reason,
                                       "dropped", (json_int_t) client->dropped);
  g_autofree char *text = wf_json_canonical (data);
  g_autofree char *frame = wf_stream_client_frame (client, NULL, "reset", text);

  wf_stream_client_send (client, frame, strlen (frame));
  client->dropped = 0;
}

static void
delay (WfLiveStream *self, WfStreamClient *client, const char *frame, guint delay_ms)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->client = client;
  delayed->due_us = g_get_monotonic_time () + (gint64) delay_ms * 1000;
  delayed->bytes = g_strdup (frame);
  g_queue_push_tail (&self->delayed, delayed);
}

static void
send_garbage (WfLiveStream *self, WfStreamClient *client, gsize length)
{
  g_autofree char *garbage = wf_fault_rules_garbage (self->faults, length);

  wf_stream_client_send (client, garbage, length);
  if (client->socket == NULL)
    wf_stream_client_send (client, "\n\n", 2);
}

static void
send_held (WfStreamClient *client)
{
  g_autofree char *held = g_steal_pointer (&client->held);

  if (held != NULL)
    wf_stream_client_send (client, held, strlen (held));
}

static void
send_faulty (WfLiveStream *self, WfStreamClient *client, const WfFaultPlan *plan, const char *frame)
{
  switch (plan->kind)
    {
    case WF_FAULT_DROP:
      return;
    case WF_FAULT_DELAY:
      delay (self, client, frame, plan->delay_ms);
      return;
    case WF_FAULT_REORDER:
      send_held (client);
      client->held = g_strdup (frame);
      return;
    case WF_FAULT_ERROR:
    case WF_FAULT_RATE_LIMIT:
      wf_stream_client_close (client);
      return;
    case WF_FAULT_HALF_OPEN:
      client->silent = TRUE;
      return;
    case WF_FAULT_TRUNCATE:
      wf_stream_client_send (client, frame, strlen (frame) / 2);
      wf_stream_client_close (client);
      return;
    case WF_FAULT_GARBAGE:
      send_garbage (self, client, strlen (frame));
      return;
    case WF_FAULT_ENDLESS:
      wf_stream_client_send_endless (client, plan->bytes);
      return;
    case WF_FAULT_DUPLICATE:
      wf_stream_client_send (client, frame, strlen (frame));
      break;
    case WF_FAULT_NONE:
    case WF_FAULT_CLOCK_SKEW:
    case WF_FAULT_WRONG_DATUM:
    case WF_FAULT_N:
    default:
      break;
    }
  wf_stream_client_send (client, frame, strlen (frame));
  send_held (client);
}

/* @text with the content faults of @plan (g_free). */
static char *
mangled (const WfFaultPlan *plan, const char *text)
{
  g_autoptr (json_t) value = NULL;
  char *dumped;
  char *copy;

  if (plan->n_content == 0)
    return g_strdup (text);
  value = json_loads (text, 0, NULL);
  wf_fault_plan_mangle (plan, value);
  dumped = json_dumps (value, JSON_COMPACT | JSON_REAL_PRECISION (15));
  copy = g_strdup (dumped);
  free (dumped);
  return copy;
}

static void
send_event (WfLiveStream *self, WfStreamClient *client, const WfStreamEvent *event)
{
  g_autofree const char **types = NULL;
  g_autofree char *text = wf_stream_event_text (event, (const char *const *) client->types, &types);
  g_auto (WfFaultPlan) plan = { 0 };
  g_autofree char *data = NULL;
  g_autofree char *id = NULL;
  g_autofree char *frame = NULL;

  if (text == NULL || client->gone || client->silent || client->closing)
    return;
  if (!wf_stream_client_has_room (client, WF_STREAM_MAX_QUEUED_BYTES))
    {
      client->dropped++;
      self->dropped++;
      return;
    }
  if (client->dropped > 0)
    send_reset (client, _ ("The client was too slow; events were left out."));
  plan = wf_fault_rules_plan (self->faults, WF_FAULT_ON_EVENT, "GET",
                              client->socket != NULL ? "/ws" : "/events", types,
                              wf_clock_now (self->clock));
  data = mangled (&plan, text);
  id = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, self->epoch, wf_stream_event_sequence (event));
  frame = wf_stream_client_frame (client, id, "notification", data);
  send_faulty (self, client, &plan, frame);
}

static void
changes_cb (const GPtrArray *changes, gpointer user_data)
{
  WfLiveStream *self = user_data;
  const WfStreamEvent *event = wf_stream_ring_add (self->ring, changes, wf_clock_now (self->clock));

  reap (self);
  for (guint i = 0; i < self->clients->len; i++)
    send_event (self, self->clients->pdata[i], event);
}

/* ---- time */

static gboolean
tick_cb (gpointer user_data)
{
  WfLiveStream *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  GList *next;

  reap (self);
  for (GList *link = self->delayed.head; link != NULL; link = next)
    {
      Delayed *delayed = link->data;

      next = link->next;
      if (delayed->due_us > now_us)
        continue;
      wf_stream_client_send (delayed->client, delayed->bytes, strlen (delayed->bytes));
      delayed_free (delayed);
      g_queue_delete_link (&self->delayed, link);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
keep_alive_cb (gpointer user_data)
{
  WfLiveStream *self = user_data;

  reap (self);
  for (guint i = 0; i < self->clients->len; i++)
    if (wf_stream_client_has_room (self->clients->pdata[i], WF_STREAM_MAX_QUEUED_BYTES))
      wf_stream_client_keep_alive (self->clients->pdata[i]);
  return G_SOURCE_CONTINUE;
}

/* ---- clients */

typedef struct
{
  WfLiveStream *self;
  WfStreamClient *client;
} Replay;

static void
replay_cb (const WfStreamEvent *event, gpointer user_data)
{
  Replay *replay = user_data;

  send_event (replay->self, replay->client, event);
}

/* TRUE where @last_id is of this run and what followed is still there. */
static gboolean
can_resume (WfLiveStream *self, const char *last_id, guint64 *sequence)
{
  gsize length = strlen (self->epoch);

  return g_str_has_prefix (last_id, self->epoch) && last_id[length] == '-'
         && g_ascii_string_to_unsigned (last_id + length + 1, 10, 0, G_MAXINT64, sequence, NULL)
         && *sequence + 1 >= wf_stream_ring_oldest (self->ring)
         && *sequence <= wf_stream_ring_newest (self->ring);
}

static void
add_client (WfLiveStream *self, WfStreamClient *client, const char *last_id)
{
  Replay replay = { self, client };
  guint64 sequence;

  g_ptr_array_add (self->clients, client);
  if (last_id == NULL || *last_id == '\0')
    return;
  if (can_resume (self, last_id, &sequence))
    wf_stream_ring_replay (self->ring, sequence, replay_cb, &replay);
  else
    send_reset (client, _ ("The events since then are not kept any more."));
}

gboolean
wf_live_stream_add_sse (WfLiveStream *self, SoupServerMessage *message, const char *types,
                        const char *last_id)
{
  reap (self);
  if (self->clients->len >= WF_STREAM_MAX_CLIENTS)
    return FALSE;
  add_client (self, wf_stream_client_new_sse (message, types), last_id);
  return TRUE;
}

gboolean
wf_live_stream_add_websocket (WfLiveStream *self, SoupWebsocketConnection *connection,
                              const char *types, const char *last_id)
{
  reap (self);
  if (self->clients->len >= WF_STREAM_MAX_CLIENTS)
    return FALSE;
  add_client (self, wf_stream_client_new_websocket (connection, types), last_id);
  return TRUE;
}

static void
client_free (gpointer data)
{
  wf_stream_client_free (data);
}

WfLiveStream *
wf_live_stream_new (WfChangeFeed *feed, WfClock *clock, WfFaultRules *faults)
{
  WfLiveStream *self = g_new0 (WfLiveStream, 1);

  self->ring = wf_stream_ring_new (WF_STREAM_MAX_RING_BYTES);
  self->clock = clock;
  self->faults = faults;
  self->clients = g_ptr_array_new_with_free_func (client_free);
  self->epoch = g_strdup_printf ("%" G_GINT64_MODIFIER "x", g_get_real_time () / 1000);
  self->tick_id = g_timeout_add (100, tick_cb, self);
  self->keep_alive_id = g_timeout_add_seconds (WF_STREAM_KEEP_ALIVE_S, keep_alive_cb, self);
  wf_change_feed_add_sink (feed, changes_cb, self);
  return self;
}

void
wf_live_stream_free (WfLiveStream *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->tick_id);
  g_source_remove (self->keep_alive_id);
  g_queue_clear_full (&self->delayed, delayed_free);
  g_ptr_array_unref (self->clients);
  wf_stream_ring_free (self->ring);
  g_free (self->epoch);
  g_free (self);
}

json_t *
wf_live_stream_state (WfLiveStream *self)
{
  return json_pack ("{s:i, s:I, s:I, s:I}", "clients", (int) self->clients->len, "sequence",
                    (json_int_t) wf_stream_ring_newest (self->ring), "ringBytes",
                    (json_int_t) wf_stream_ring_bytes (self->ring), "dropped",
                    (json_int_t) self->dropped);
}
