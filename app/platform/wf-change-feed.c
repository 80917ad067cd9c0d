/* Watchfloor: changes of entities, gathered.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. A change holds a reference to the entity, so what is told is its newest state.
 * Main thread. */
#include "config.h"

#include "wf-change-feed.h"

#include "wf-json.h"

typedef struct
{
  WfChangeSink sink;
  gpointer user_data;
} Sink;

struct _WfChangeFeed
{
  GHashTable *by_id; /* id (borrowed from the change's entity) -> WfChange, borrowed */
  GPtrArray *changes; /* WfChange, owned */
  GArray *sinks; /* Sink */
};

static void
change_free (gpointer data)
{
  WfChange *change = data;

  json_decref (change->entity);
  g_ptr_array_unref (change->attrs);
  g_free (change);
}

static WfChange *
change_of (WfChangeFeed *feed, WfEntityChange kind, const json_t *entity)
{
  const char *id = wf_json_string (entity, "id", "");
  WfChange *change = g_hash_table_lookup (feed->by_id, id);

  if (change == NULL)
    {
      change = g_new0 (WfChange, 1);
      change->change = kind;
      change->attrs = g_ptr_array_new ();
      g_ptr_array_add (feed->changes, change);
    }
  else if (kind == WF_ENTITY_DELETED || change->change == WF_ENTITY_DELETED)
    change->change = kind;
  /* A new entity may stand under an old id: the key must live with the entity that is kept. */
  if (change->entity != entity)
    {
      json_t *old = change->entity;

      change->entity = json_incref ((json_t *) entity);
      g_hash_table_replace (feed->by_id, (gpointer) id, change);
      json_decref (old);
    }
  return change;
}

/* How far a command got is told step by step: a desk keeps the record of each. */
static gboolean
must_not_merge (const json_t *entity, const char *const *attrs)
{
  return g_str_equal (wf_json_string (entity, "type", ""), "Command")
         && g_strv_contains (attrs, "state");
}

static void
watch_cb (WfEntityChange kind, const json_t *entity, const char *const *attrs, gpointer user_data)
{
  WfChange *change = change_of (user_data, kind, entity);

  if (kind == WF_ENTITY_DELETED)
    g_ptr_array_set_size (change->attrs, 0);
  for (guint i = 0; attrs[i] != NULL; i++)
    {
      const char *name = g_intern_string (attrs[i]);

      if (!g_ptr_array_find (change->attrs, name, NULL))
        g_ptr_array_add (change->attrs, (gpointer) name);
    }
  if (must_not_merge (entity, attrs))
    wf_change_feed_flush (user_data);
}

WfChangeFeed *
wf_change_feed_new (WfEntityStore *store)
{
  WfChangeFeed *feed = g_new0 (WfChangeFeed, 1);

  feed->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  feed->changes = g_ptr_array_new_with_free_func (change_free);
  feed->sinks = g_array_new (FALSE, FALSE, sizeof (Sink));
  wf_entity_store_watch (store, watch_cb, feed);
  return feed;
}

void
wf_change_feed_free (WfChangeFeed *feed)
{
  if (feed == NULL)
    return;
  g_hash_table_unref (feed->by_id);
  g_ptr_array_unref (feed->changes);
  g_array_unref (feed->sinks);
  g_free (feed);
}

void
wf_change_feed_add_sink (WfChangeFeed *feed, WfChangeSink sink, gpointer user_data)
{
  Sink entry = { sink, user_data };

  g_array_append_val (feed->sinks, entry);
}

void
wf_change_feed_flush (WfChangeFeed *feed)
{
  g_autoptr (GPtrArray) changes = NULL;

  if (feed->changes->len == 0)
    return;
  changes = g_steal_pointer (&feed->changes);
  feed->changes = g_ptr_array_new_with_free_func (change_free);
  g_hash_table_remove_all (feed->by_id);
  for (guint i = 0; i < feed->sinks->len; i++)
    {
      Sink sink = g_array_index (feed->sinks, Sink, i);

      sink.sink (changes, sink.user_data);
    }
}
