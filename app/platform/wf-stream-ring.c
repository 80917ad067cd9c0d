/* Watchfloor: the last events of the live stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Main thread. */
#include "config.h"

#include "wf-stream-ring.h"

#include "wf-json.h"

#include <stdlib.h>

struct _WfStreamEvent
{
  guint64 sequence;
  gint64 at_us;
  GHashTable *texts; /* interned type -> GString of entities joined by commas, owned */
  gsize bytes;
};

struct _WfStreamRing
{
  GQueue events; /* WfStreamEvent, owned, oldest first */
  gsize bytes, max_bytes;
  guint64 newest;
};

static void
string_free (gpointer data)
{
  g_string_free (data, TRUE);
}

static void
event_free (gpointer data)
{
  WfStreamEvent *event = data;

  g_hash_table_unref (event->texts);
  g_free (event);
}

WfStreamRing *
wf_stream_ring_new (gsize max_bytes)
{
  WfStreamRing *ring = g_new0 (WfStreamRing, 1);

  ring->max_bytes = max_bytes;
  return ring;
}

void
wf_stream_ring_free (WfStreamRing *ring)
{
  if (ring == NULL)
    return;
  g_queue_clear_full (&ring->events, event_free);
  g_free (ring);
}

static char *
change_text (const WfChange *change, gint64 now_us)
{
  g_autofree char *now = NULL;
  g_autoptr (json_t) gone = NULL;

  if (change->change != WF_ENTITY_DELETED)
    return json_dumps (change->entity, JSON_COMPACT | JSON_REAL_PRECISION (15));
  now = wf_time_format (now_us);
  gone = json_pack ("{s:O, s:O, s:s}", "id", json_object_get (change->entity, "id"), "type",
                    json_object_get (change->entity, "type"), "deletedAt", now);
  return json_dumps (gone, JSON_COMPACT);
}

static void
add_change (WfStreamEvent *event, const WfChange *change)
{
  const char *type = g_intern_string (wf_json_string (change->entity, "type", ""));
  GString *joined = g_hash_table_lookup (event->texts, type);
  char *text = change_text (change, event->at_us);

  if (joined == NULL)
    {
      joined = g_string_new (NULL);
      g_hash_table_insert (event->texts, (gpointer) type, joined);
    }
  if (joined->len > 0)
    g_string_append_c (joined, ',');
  g_string_append (joined, text);
  event->bytes += strlen (text) + 1;
  free (text);
}

const WfStreamEvent *
wf_stream_ring_add (WfStreamRing *ring, const GPtrArray *changes, gint64 now_us)
{
  WfStreamEvent *event = g_new0 (WfStreamEvent, 1);

  event->sequence = ++ring->newest;
  event->at_us = now_us;
  event->bytes = sizeof *event;
  event->texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, string_free);
  for (guint i = 0; i < changes->len; i++)
    add_change (event, changes->pdata[i]);
  g_queue_push_tail (&ring->events, event);
  ring->bytes += event->bytes;
  while (ring->bytes > ring->max_bytes && ring->events.length > 1)
    {
      WfStreamEvent *oldest = g_queue_pop_head (&ring->events);

      ring->bytes -= oldest->bytes;
      event_free (oldest);
    }
  return event;
}

guint64
wf_stream_ring_newest (const WfStreamRing *ring)
{
  return ring->newest;
}

guint64
wf_stream_ring_oldest (const WfStreamRing *ring)
{
  const WfStreamEvent *oldest = ring->events.head != NULL ? ring->events.head->data : NULL;

  return oldest != NULL ? oldest->sequence : ring->newest + 1;
}

gsize
wf_stream_ring_bytes (const WfStreamRing *ring)
{
  return ring->bytes;
}

void
wf_stream_ring_replay (const WfStreamRing *ring, guint64 sequence,
                       void (*each) (const WfStreamEvent *event, gpointer user_data),
                       gpointer user_data)
{
  for (GList *link = ring->events.head; link != NULL; link = link->next)
    if (((const WfStreamEvent *) link->data)->sequence > sequence)
      each (link->data, user_data);
}

guint64
wf_stream_event_sequence (const WfStreamEvent *event)
{
  return event->sequence;
}

char *
wf_stream_event_text (const WfStreamEvent *event, const char *const *types, const char ***found)
{
  g_autoptr (GString) text = g_string_sized_new (event->bytes + 256);
  g_autofree char *at = wf_time_format (event->at_us);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint n_types;
  GHashTableIter iter;
  gpointer type, joined;

  g_string_append_printf (text,
                          "{\"id\":\"urn:ngsi-ld:Notification:live-%" G_GUINT64_FORMAT
                          "\",\"type\":\"Notification\",\"subscriptionId\":"
                          "\"urn:ngsi-ld:Subscription:live\",\"notifiedAt\":\"%s\","
                          "\"sequence\":%" G_GUINT64_FORMAT ",\"data\":[",
                          event->sequence, at, event->sequence);
  g_hash_table_iter_init (&iter, event->texts);
  while (g_hash_table_iter_next (&iter, &type, &joined))
    {
      if (types != NULL && !g_strv_contains (types, type))
        continue;
      if (names->len > 0)
        g_string_append_c (text, ',');
      g_ptr_array_add (names, type);
      g_string_append_len (text, ((GString *) joined)->str, (gssize) ((GString *) joined)->len);
    }
  g_string_append (text, "]}");
  n_types = names->len;
  g_ptr_array_add (names, NULL);
  if (found != NULL)
    *found = (const char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  return n_types > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
