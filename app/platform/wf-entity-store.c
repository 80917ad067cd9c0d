/* Watchfloor: the entities of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table by id and two intrusive lists, of all entities and of each type, in order of
 * creation. The store owns everything; main thread. */
#include "config.h"

#include "wf-entity-store.h"

#include "wf-entity-form.h"
#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_NESTED 8

typedef struct
{
  json_t *entity; /* owned, normalized */
  GQueue *type_list; /* borrowed from the store's table */
  GList in_all, in_type; /* data = the record */
  gint64 created_us, modified_us;
} Record;

typedef struct
{
  WfEntityWatch watch;
  gpointer user_data;
} Watcher;

struct _WfEntityStore
{
  GHashTable *records; /* id (borrowed from the entity) -> Record, owned */
  GHashTable *types; /* type, owned -> GQueue, owned */
  GQueue all;
  GArray *watchers; /* Watcher */
  WfClock *clock; /* owned, may be NULL */
  guint limit;
  guint nested; /* changes being told of, one inside the other */
};

static void
record_free (gpointer data)
{
  Record *record = data;

  json_decref (record->entity);
  g_free (record);
}

static void
type_list_free (gpointer data)
{
  g_free (data); /* its links lie in the records */
}

WfEntityStore *
wf_entity_store_new (void)
{
  WfEntityStore *store = g_new0 (WfEntityStore, 1);

  store->records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, record_free);
  store->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, type_list_free);
  store->watchers = g_array_new (FALSE, FALSE, sizeof (Watcher));
  store->limit = 200000;
  return store;
}

void
wf_entity_store_free (WfEntityStore *store)
{
  if (store == NULL)
    return;
  g_hash_table_unref (store->records);
  g_hash_table_unref (store->types);
  g_array_unref (store->watchers);
  wf_clock_unref (store->clock);
  g_free (store);
}

void
wf_entity_store_set_clock (WfEntityStore *store, WfClock *clock)
{
  wf_clock_unref (store->clock);
  store->clock = wf_clock_ref (clock);
}

void
wf_entity_store_set_limit (WfEntityStore *store, guint max_entities)
{
  store->limit = max_entities;
}

void
wf_entity_store_watch (WfEntityStore *store, WfEntityWatch watch, gpointer user_data)
{
  Watcher watcher = { watch, user_data };

  g_array_append_val (store->watchers, watcher);
}

static gint64
store_now (WfEntityStore *store)
{
  return store->clock != NULL ? wf_clock_now (store->clock) : g_get_real_time ();
}

/* @entity is kept alive here: a watcher may delete it. */
static void
tell (WfEntityStore *store, WfEntityChange change, json_t *entity, const char *const *attrs)
{
  g_autoptr (json_t) kept = json_incref (entity);

  g_return_if_fail (store->nested < MAX_NESTED);
  store->nested++;
  for (guint i = 0; i < store->watchers->len; i++)
    {
      Watcher watcher = g_array_index (store->watchers, Watcher, i);

      watcher.watch (change, kept, attrs, watcher.user_data);
    }
  store->nested--;
}

/* The names of @attrs, borrowed from it. */
static const char **
attr_names (const json_t *attrs)
{
  GPtrArray *names = g_ptr_array_new ();
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) attrs, name, value)
    if (!g_str_equal (name, "id") && !g_str_equal (name, "type"))
      g_ptr_array_add (names, (gpointer) name);
  g_ptr_array_add (names, NULL);
  return (const char **) g_ptr_array_free (names, FALSE);
}

static gboolean
is_incident (const json_t *entity)
{
  return g_str_equal (wf_json_string (entity, "type", ""), "Incident");
}

static void
set_version (json_t *entity, gint64 version)
{
  json_object_set_new (entity, "version",
                       json_pack ("{s:s, s:I}", "type", "Property", "value", (json_int_t) version));
}

static void
raise_version (const json_t *entity, json_t *changes)
{
  const json_t *version = json_object_get (json_object_get (entity, "version"), "value");

  set_version (changes, json_is_integer (version) ? json_integer_value (version) + 1 : 1);
}

static GQueue *
list_of_type (WfEntityStore *store, const char *type)
{
  GQueue *list = g_hash_table_lookup (store->types, type);

  if (list == NULL)
    {
      list = g_new0 (GQueue, 1);
      g_hash_table_insert (store->types, g_strdup (type), list);
    }
  return list;
}

static void
insert_record (WfEntityStore *store, json_t *entity)
{
  Record *record = g_new0 (Record, 1);

  record->entity = entity;
  record->type_list = list_of_type (store, wf_json_string (entity, "type", ""));
  record->in_all.data = record->in_type.data = record;
  record->created_us = record->modified_us = store_now (store);
  g_queue_push_tail_link (&store->all, &record->in_all);
  g_queue_push_tail_link (record->type_list, &record->in_type);
  g_hash_table_insert (store->records, (gpointer) wf_json_string (entity, "id", ""), record);
}

gboolean
wf_entity_store_create (WfEntityStore *store, json_t *entity, gint64 observed_us, GError **error)
{
  g_autoptr (json_t) given = entity;
  g_autoptr (json_t) normal = wf_entity_normalize (given, observed_us, error);
  g_autofree const char **names = NULL;
  const char *id;

  if (normal == NULL)
    return FALSE;
  id = wf_json_string (normal, "id", "");
  if (g_hash_table_contains (store->records, id))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT, _ ("%s exists already; change it instead."),
                   id);
      return FALSE;
    }
  if (store->all.length >= store->limit)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("The platform holds its limit of %u entities; delete some first."),
                   store->limit);
      return FALSE;
    }
  if (is_incident (normal))
    set_version (normal, 1);
  insert_record (store, json_incref (normal));
  names = attr_names (normal);
  tell (store, WF_ENTITY_CREATED, normal, names);
  return TRUE;
}

static Record *
find_record (WfEntityStore *store, const char *id, GError **error)
{
  Record *record = g_hash_table_lookup (store->records, id);

  if (record == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("There is no entity %s."), id);
  return record;
}

gboolean
wf_entity_store_patch (WfEntityStore *store, const char *id, json_t *attrs, gint64 observed_us,
                       GError **error)
{
  g_autoptr (json_t) given = attrs;
  g_autoptr (json_t) normal = NULL;
  g_autofree const char **names = NULL;
  Record *record = find_record (store, id, error);
  const char *name;
  json_t *value;

  if (record == NULL)
    return FALSE;
  normal = wf_entity_normalize_attrs (given, observed_us, error);
  if (normal == NULL)
    return FALSE;
  if (json_object_size (record->entity) + json_object_size (normal) > 2 * WF_ENTITY_MAX_ATTRS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT, _ ("%s has too many attributes."), id);
      return FALSE;
    }
  /* Only the platform counts versions: what a client says of it was the base it edited. */
  if (is_incident (record->entity))
    raise_version (record->entity, normal);
  json_object_foreach (normal, name, value)
    {
      if (json_is_null (value))
        json_object_del (record->entity, name);
      else
        json_object_set (record->entity, name, value);
    }
  record->modified_us = store_now (store);
  names = attr_names (normal);
  tell (store, WF_ENTITY_UPDATED, record->entity, names);
  return TRUE;
}

gboolean
wf_entity_store_delete (WfEntityStore *store, const char *id, GError **error)
{
  Record *record = find_record (store, id, error);
  g_autoptr (json_t) entity = NULL;
  const char *none[] = { NULL };

  if (record == NULL)
    return FALSE;
  entity = json_incref (record->entity);
  g_queue_unlink (&store->all, &record->in_all);
  g_queue_unlink (record->type_list, &record->in_type);
  if (record->type_list->length == 0)
    g_hash_table_remove (store->types, wf_json_string (entity, "type", ""));
  g_hash_table_remove (store->records, wf_json_string (entity, "id", ""));
  tell (store, WF_ENTITY_DELETED, entity, none);
  return TRUE;
}

const json_t *
wf_entity_store_get (WfEntityStore *store, const char *id)
{
  Record *record = g_hash_table_lookup (store->records, id);

  return record != NULL ? record->entity : NULL;
}

gboolean
wf_entity_store_times (WfEntityStore *store, const char *id, gint64 *created_us,
                       gint64 *modified_us)
{
  Record *record = g_hash_table_lookup (store->records, id);

  if (record == NULL)
    return FALSE;
  *created_us = record->created_us;
  *modified_us = record->modified_us;
  return TRUE;
}

guint
wf_entity_store_count (WfEntityStore *store, const char *type)
{
  GQueue *list = type != NULL ? g_hash_table_lookup (store->types, type) : &store->all;

  return list != NULL ? list->length : 0;
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

const char **
wf_entity_store_types (WfEntityStore *store)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer type, list;

  g_hash_table_iter_init (&iter, store->types);
  while (g_hash_table_iter_next (&iter, &type, &list))
    g_ptr_array_add (names, type);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (const char **) g_ptr_array_free (names, FALSE);
}

json_t *
wf_entity_to_key_values (const json_t *normalized)
{
  return wf_entity_in_form (normalized, WF_FORM_KEY_VALUES, NULL);
}

void
wf_entity_store_scan (WfEntityStore *store, const char *type,
                      gboolean (*each) (const json_t *entity, gpointer user_data),
                      gpointer user_data)
{
  GQueue *list = type != NULL ? g_hash_table_lookup (store->types, type) : &store->all;

  for (GList *link = list != NULL ? list->head : NULL; link != NULL; link = link->next)
    if (!each (((Record *) link->data)->entity, user_data))
      return;
}

typedef struct
{
  void (*each) (const json_t *entity, gpointer user_data);
  gpointer user_data;
} Foreach;

static gboolean
call_each (const json_t *entity, gpointer user_data)
{
  Foreach *foreach = user_data;

  foreach->each (entity, foreach->user_data);
  return TRUE;
}

void
wf_entity_store_foreach (WfEntityStore *store, const char *type,
                         void (*each) (const json_t *entity, gpointer user_data),
                         gpointer user_data)
{
  Foreach foreach = { each, user_data };

  wf_entity_store_scan (store, type, call_each, &foreach);
}
