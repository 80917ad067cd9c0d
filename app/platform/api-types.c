/* Watchfloor: /ngsi-ld/v1/types.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which types of entity there are (ETSI GS CIM 009 clauses 5.7.5 to 5.7.7). Main thread. */
#include "config.h"

#include "wf-exchange.h"

#include "wf-json.h"
#include "wf-short-name.h"

#include <glib/gi18n.h>

static gboolean
collect_attrs (const json_t *entity, gpointer user_data)
{
  json_t *names = user_data;
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) entity, name, value)
    if (json_is_object (value))
      json_object_set (names, name, json_object_get (value, "type"));
  return json_object_size (names) < 10000;
}

static json_t *
describe_type (WfExchange *exchange, const char *type)
{
  json_t *names = json_object ();
  json_t *details = json_array ();
  const char *name;
  json_t *kind;

  wf_entity_store_scan (exchange->platform->store, type, collect_attrs, names);
  json_object_foreach (names, name, kind)
    json_array_append_new (details,
                           json_pack ("{s:s, s:s, s:s, s:[O]}", "id", name, "type", "Attribute",
                                      "attributeName", name, "attributeTypes", kind));
  json_decref (names);
  return json_pack ("{s:s, s:s, s:s, s:i, s:o}", "id", type, "type", "EntityTypeInfo", "typeName",
                    type, "entityCount",
                    (int) wf_entity_store_count (exchange->platform->store, type),
                    "attributeDetails", details);
}

static json_t *
list_types (WfExchange *exchange)
{
  g_autofree const char **types = wf_entity_store_types (exchange->platform->store);
  json_t *list = json_array ();

  for (guint i = 0; types[i] != NULL; i++)
    json_array_append_new (list, json_string (types[i]));
  return json_pack ("{s:s, s:s, s:o}", "id", "urn:ngsi-ld:EntityTypeList:1", "type",
                    "EntityTypeList", "typeList", list);
}

static void
handle (WfExchange *exchange)
{
  const char *type = wf_short_name (exchange->rest[0]);

  if (!wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_not_allowed (exchange, "GET");
  else if (type == NULL)
    wf_exchange_reply_json (exchange, 200, list_types (exchange));
  else if (wf_entity_store_count (exchange->platform->store, type) == 0)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                               _ ("There is no entity of type %s."), type);
  else
    wf_exchange_reply_json (exchange, 200, describe_type (exchange, type));
}

const WfApi wf_api_types = { "/ngsi-ld/v1/types", handle };
