/* Watchfloor: /ngsi-ld/v1/attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which attributes there are, and on what (ETSI GS CIM 009 clauses 5.7.8 to 5.7.10). Main
 * thread. */
#include "config.h"

#include "wf-exchange.h"
#include "wf-json.h"
#include "wf-short-name.h"

#include <glib/gi18n.h>

#define MAX_NAMES 10000

static gboolean
collect_names (const json_t *entity, gpointer user_data)
{
  json_t *names = user_data;
  const char *name;
  json_t *attr;

  json_object_foreach ((json_t *) entity, name, attr)
    if (json_is_object (attr) && json_object_get (names, name) == NULL)
      json_object_set_new (names, name, json_true ());
  return json_object_size (names) < MAX_NAMES;
}

static int
compare_texts (const void *a, const void *b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The keys of @set, sorted; a new reference. */
static json_t *
sorted_keys (json_t *set)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  json_t *list = json_array ();
  const char *key;
  json_t *value;

  json_object_foreach (set, key, value)
    g_ptr_array_add (keys, (gpointer) key);
  g_ptr_array_sort (keys, compare_texts);
  for (guint i = 0; i < keys->len; i++)
    json_array_append_new (list, json_string (keys->pdata[i]));
  return list;
}

static json_t *
list_attributes (WfExchange *exchange)
{
  g_autoptr (json_t) names = json_object ();

  wf_entity_store_scan (exchange->platform->store, NULL, collect_names, names);
  return json_pack ("{s:s, s:s, s:o}", "id", "urn:ngsi-ld:AttributeList:1", "type", "AttributeList",
                    "attributeList", sorted_keys (names));
}

typedef struct
{
  const char *name;
  json_t *kinds, *types; /* sets, owned */
  guint n_found;
} One;

static void
collect_one (const json_t *entity, gpointer user_data)
{
  One *one = user_data;
  const json_t *attr = json_object_get (entity, one->name);

  if (!json_is_object (attr))
    return;
  one->n_found++;
  json_object_set_new (one->kinds, wf_json_string (attr, "type", "Property"), json_true ());
  json_object_set_new (one->types, wf_json_string (entity, "type", ""), json_true ());
}

static void
reply_one (WfExchange *exchange, const char *name)
{
  One one = { name, json_object (), json_object (), 0 };

  wf_entity_store_foreach (exchange->platform->store, NULL, collect_one, &one);
  if (one.n_found == 0)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                               _ ("No entity has an attribute %s."), name);
  else
    wf_exchange_reply_json (exchange, 200,
                            json_pack ("{s:s, s:s, s:s, s:i, s:o, s:o}", "id", name, "type",
                                       "Attribute", "attributeName", name, "attributeCount",
                                       (int) one.n_found, "attributeTypes", sorted_keys (one.kinds),
                                       "typeNames", sorted_keys (one.types)));
  json_decref (one.kinds);
  json_decref (one.types);
}

static void
handle (WfExchange *exchange)
{
  if (!wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_not_allowed (exchange, "GET");
  else if (exchange->n_rest == 0)
    wf_exchange_reply_json (exchange, 200, list_attributes (exchange));
  else
    reply_one (exchange, wf_short_name (exchange->rest[0]));
}

const WfApi wf_api_attributes = { "/ngsi-ld/v1/attributes", handle };
