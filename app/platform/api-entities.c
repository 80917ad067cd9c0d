/* Watchfloor: /ngsi-ld/v1/entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities and their attributes (ETSI GS CIM 009 clauses 6.4 to 6.7). Differences, all lenient:
 * PATCH of .../attrs adds attributes to our own types (Command, Incident) where others get 207.
 * Main thread. */
#include "config.h"

#include "wf-entity-guard.h"
#include "wf-entity-query.h"
#include "wf-error.h"
#include "wf-exchange.h"
#include "wf-json.h"
#include "wf-short-name.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define CORE_CONTEXT "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld"
#define CORE_LINK                                                                                  \
  "<" CORE_CONTEXT ">; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""

/* The base of an edit: If-Match: "7"; -1 where there is none. */
static gint64
base_version (WfExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *match = soup_message_headers_get_one (headers, "If-Match");
  char *end = NULL;
  gint64 version;

  if (match == NULL || *match != '"')
    return -1;
  version = g_ascii_strtoll (match + 1, &end, 10);
  return end != match + 1 && *end == '"' ? version : -1;
}

/* The conflict with what is there now, so that the desk can merge. */
static void
reply_conflict (WfExchange *exchange, const json_t *entity, const GError *error)
{
  json_t *problem = wf_problem_new (WF_PROBLEM_ALREADY_EXISTS, 409, error->message);

  json_object_set_new (problem, "title", json_string ("Version conflict"));
  json_object_set_new (problem, "currentVersion", json_integer (wf_entity_guard_version (entity)));
  json_object_set_new (problem, "current", wf_entity_to_key_values (entity));
  wf_exchange_reply_json (exchange, 409, problem);
}

static gboolean
guard_patch (WfExchange *exchange, const json_t *entity, json_t *attrs)
{
  g_autoptr (GError) error = NULL;

  if (wf_entity_guard_patch (entity, attrs, base_version (exchange), &error))
    return TRUE;
  if (g_error_matches (error, WF_ERROR, WF_ERROR_CONFLICT))
    reply_conflict (exchange, entity, error);
  else
    wf_exchange_reply_error (exchange, error);
  return FALSE;
}

/* Applies @attrs (taken) to entity @id and answers 204 or what went wrong. */
static void
apply (WfExchange *exchange, const char *id, json_t *attrs)
{
  g_autoptr (GError) error = NULL;

  if (wf_entity_store_patch (exchange->platform->store, id, attrs, WF_TIME_NONE, &error))
    wf_exchange_reply_empty (exchange, 204);
  else
    wf_exchange_reply_error (exchange, error);
}

/* ---- the collection */

static void
reply_entities (WfExchange *exchange, json_t *page)
{
  gboolean geojson = wf_exchange_accepts (exchange, "application/geo+json");

  if (geojson)
    page = json_pack ("{s:s, s:o}", "type", "FeatureCollection", "features", page);
  wf_exchange_reply_json (exchange, 200, page);
  if (geojson)
    exchange->content_type = "application/geo+json";
  else
    wf_exchange_set_header (exchange, "Link", CORE_LINK);
}

static void
query_entities (WfExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfEntityQuery) query = wf_entity_query_new (exchange->query, &error);
  json_t *page;
  guint total;

  if (query == NULL)
    {
      wf_exchange_reply_error (exchange, error);
      return;
    }
  if (wf_entity_query_is_empty (query) && wf_exchange_query (exchange, "local") == NULL)
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                                 _ ("Ask for a type, an id, an idPattern, attrs, q or a "
                                    "geometry (or local=true for all)."));
      return;
    }
  wf_entity_query_set_geojson (query, wf_exchange_accepts (exchange, "application/geo+json"));
  page = wf_entity_query_run (query, exchange->platform->store, &total, &error);
  if (page == NULL)
    {
      wf_exchange_reply_error (exchange, error);
      return;
    }
  reply_entities (exchange, page);
  if (wf_entity_query_wants_count (query))
    {
      g_autofree char *text = g_strdup_printf ("%u", total);

      wf_exchange_set_header (exchange, "NGSILD-Results-Count", text);
    }
}

static void
create_entity (WfExchange *exchange)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *location = NULL;

  if (body == NULL)
    return;
  id = g_strdup (wf_json_string (body, "id", ""));
  if (!wf_entity_guard_create (body, wf_clock_now (exchange->platform->clock), &error)
      || !wf_entity_store_create (exchange->platform->store, json_incref (body), WF_TIME_NONE,
                                  &error))
    {
      wf_exchange_reply_error (exchange, error);
      return;
    }
  escaped = g_uri_escape_string (id, ":", FALSE);
  location = g_strconcat ("/ngsi-ld/v1/entities/", escaped, NULL);
  wf_exchange_reply_empty (exchange, 201);
  wf_exchange_set_header (exchange, "Location", location);
}

/* Each for itself; what must not go is told in a 207. */
static void
delete_found (WfExchange *exchange, const GPtrArray *ids)
{
  WfEntityStore *store = exchange->platform->store;
  g_autoptr (json_t) gone = json_array ();
  g_autoptr (json_t) errors = json_array ();

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = ids->pdata[i];
      const json_t *entity = wf_entity_store_get (store, id);
      g_autoptr (GError) error = NULL;

      if (entity == NULL)
        continue;
      if (wf_entity_guard_delete (entity, &error) && wf_entity_store_delete (store, id, &error))
        json_array_append_new (gone, json_string (id));
      else
        json_array_append_new (errors, json_pack ("{s:s, s:o}", "entityId", id, "error",
                                                  wf_problem_new (wf_problem_from_error (error),
                                                                  403, error->message)));
    }
  if (json_array_size (errors) > 0)
    wf_exchange_reply_json (exchange, 207,
                            json_pack ("{s:O, s:O}", "success", gone, "errors", errors));
  else
    wf_exchange_reply_empty (exchange, 204);
}

static void
delete_entities (WfExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfEntityQuery) query = wf_entity_query_new (exchange->query, &error);
  g_autoptr (GPtrArray) ids = NULL;

  if (query != NULL && wf_entity_query_is_empty (query))
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                                 _ ("Say by type, id, idPattern, q or a geometry what to "
                                    "delete."));
      return;
    }
  if (query != NULL)
    ids = wf_entity_query_ids (query, exchange->platform->store, &error);
  if (ids != NULL)
    delete_found (exchange, ids);
  else
    wf_exchange_reply_error (exchange, error);
}

/* ---- one entity */

static void
get_entity (WfExchange *exchange, const json_t *entity)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfEntityQuery) query = wf_entity_query_new (exchange->query, &error);
  gint64 version = wf_entity_guard_version (entity);
  gboolean geojson = wf_exchange_accepts (exchange, "application/geo+json");
  gboolean ld = wf_exchange_accepts (exchange, "application/ld+json");
  json_t *shaped;

  if (query == NULL)
    {
      wf_exchange_reply_error (exchange, error);
      return;
    }
  wf_entity_query_set_geojson (query, geojson);
  shaped = wf_entity_query_shape (query, exchange->platform->store, entity);
  if (ld)
    json_object_set_new (shaped, "@context", json_string (CORE_CONTEXT));
  wf_exchange_reply_json (exchange, 200, shaped);
  if (geojson || ld)
    exchange->content_type = geojson ? "application/geo+json" : "application/ld+json";
  else
    wf_exchange_set_header (exchange, "Link", CORE_LINK);
  if (version >= 0)
    {
      g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", version);

      wf_exchange_set_header (exchange, "ETag", tag);
    }
}

static void
merge_entity (WfExchange *exchange, const json_t *entity)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);

  if (body != NULL && guard_patch (exchange, entity, body))
    apply (exchange, exchange->rest[0], g_steal_pointer (&body));
}

static void
delete_entity (WfExchange *exchange, const json_t *entity)
{
  g_autoptr (GError) error = NULL;

  if (wf_entity_guard_delete (entity, &error)
      && wf_entity_store_delete (exchange->platform->store, exchange->rest[0], &error))
    wf_exchange_reply_empty (exchange, 204);
  else
    wf_exchange_reply_error (exchange, error);
}

/* @attrs with null for each attribute of @entity it does not name: the patch that replaces. */
static void
add_removals (json_t *attrs, const json_t *entity)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) entity, name, value)
    if (json_is_object (value) && json_object_get (attrs, name) == NULL
        && !g_str_equal (name, "version"))
      json_object_set_new (attrs, name, json_null ());
}

static void
replace_entity (WfExchange *exchange, const json_t *entity)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (GError) error = NULL;

  if (body == NULL)
    return;
  if (!wf_entity_guard_delete (entity, &error))
    wf_exchange_reply_error (exchange, error);
  else if (guard_patch (exchange, entity, body))
    {
      add_removals (body, entity);
      apply (exchange, exchange->rest[0], g_steal_pointer (&body));
    }
}

/* ---- its attributes */

/* Takes out of @attrs what is (@present) or is not in @entity; the names, a new reference. */
static json_t *
take_out (json_t *attrs, const json_t *entity, gboolean present, const char *reason)
{
  json_t *out = json_array ();
  const char *name;
  json_t *value;
  void *next;

  json_object_foreach_safe (attrs, next, name, value)
    {
      if (g_str_equal (name, "id") || g_str_equal (name, "type") || *name == '@'
          || (json_object_get (entity, name) != NULL) != present)
        continue;
      json_array_append_new (out,
                             json_pack ("{s:s, s:s}", "attributeName", name, "reason", reason));
      json_object_del (attrs, name);
    }
  return out;
}

static json_t *
names_of (const json_t *attrs)
{
  json_t *names = json_array ();
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) attrs, name, value)
    if (!g_str_equal (name, "id") && !g_str_equal (name, "type") && *name != '@')
      json_array_append_new (names, json_string (name));
  return names;
}

/* POST appends, PATCH updates; what cannot be done is told in a 207. */
static void
change_attrs (WfExchange *exchange, const json_t *entity)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (json_t) left_out = NULL;
  g_autoptr (json_t) names = NULL;
  const char *options = wf_exchange_query (exchange, "options");
  gboolean append = wf_exchange_is (exchange, "POST");
  gboolean keep = append && options != NULL && strstr (options, "noOverwrite") != NULL;

  if (body == NULL || !guard_patch (exchange, entity, body))
    return;
  if (keep)
    left_out = take_out (body, entity, TRUE, _ ("it exists already"));
  else if (!append && !wf_entity_guard_is_ours (entity))
    left_out = take_out (body, entity, FALSE, _ ("there is no such attribute"));
  names = names_of (body);
  apply (exchange, exchange->rest[0], g_steal_pointer (&body));
  if (exchange->status == 204 && json_array_size (left_out) > 0)
    wf_exchange_reply_json (exchange, 207,
                            json_pack ("{s:O, s:O}", "updated", names, "notUpdated", left_out));
}

/* The attribute with the members of @part set: a partial update (clause 5.6.4). */
static json_t *
merged_attr (const json_t *attr, const json_t *part)
{
  json_t *merged = json_copy ((json_t *) attr);

  if (json_is_object (part) && json_object_get (part, "coordinates") == NULL)
    json_object_update (merged, (json_t *) part);
  else
    json_object_set (merged, "value", (json_t *) part);
  return merged;
}

static void
change_attr (WfExchange *exchange, const json_t *entity, const json_t *attr)
{
  const char *name = wf_short_name (exchange->rest[2]);
  g_autoptr (json_t) part = wf_exchange_parse_body (exchange);
  g_autoptr (json_t) attrs = NULL;

  if (part == NULL)
    return;
  json_object_del (part, "@context");
  attrs = json_object ();
  if (wf_exchange_is (exchange, "PATCH"))
    json_object_set_new (attrs, name, merged_attr (attr, part));
  else
    json_object_set (attrs, name, part);
  if (guard_patch (exchange, entity, attrs))
    apply (exchange, exchange->rest[0], g_steal_pointer (&attrs));
}

static void
handle_attr (WfExchange *exchange, const json_t *entity)
{
  const char *name = wf_short_name (exchange->rest[2]);
  const json_t *attr = json_object_get (entity, name);
  g_autoptr (json_t) removal = NULL;

  if (!json_is_object (attr))
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0, _ ("%s has no attribute %s."),
                                 exchange->rest[0], name);
      return;
    }
  if (wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_json (exchange, 200, json_incref ((json_t *) attr));
  else if (wf_exchange_is (exchange, "PATCH") || wf_exchange_is (exchange, "PUT"))
    change_attr (exchange, entity, attr);
  else if (wf_exchange_is (exchange, "DELETE"))
    {
      removal = json_pack ("{s:n}", name);
      if (guard_patch (exchange, entity, removal))
        apply (exchange, exchange->rest[0], g_steal_pointer (&removal));
    }
  else
    wf_exchange_reply_not_allowed (exchange, "GET, PATCH, PUT, DELETE");
}

static void
handle_attrs (WfExchange *exchange, const json_t *entity)
{
  if (wf_exchange_is (exchange, "POST") || wf_exchange_is (exchange, "PATCH"))
    change_attrs (exchange, entity);
  else
    wf_exchange_reply_not_allowed (exchange, "POST, PATCH");
}

static void
handle_entity (WfExchange *exchange, const json_t *entity)
{
  if (wf_exchange_is (exchange, "GET") || wf_exchange_is (exchange, "HEAD"))
    get_entity (exchange, entity);
  else if (wf_exchange_is (exchange, "PATCH"))
    merge_entity (exchange, entity);
  else if (wf_exchange_is (exchange, "PUT"))
    replace_entity (exchange, entity);
  else if (wf_exchange_is (exchange, "DELETE"))
    delete_entity (exchange, entity);
  else
    wf_exchange_reply_not_allowed (exchange, "GET, PATCH, PUT, DELETE");
}

static void
handle_collection (WfExchange *exchange)
{
  if (wf_exchange_is (exchange, "GET") || wf_exchange_is (exchange, "HEAD"))
    query_entities (exchange);
  else if (wf_exchange_is (exchange, "POST"))
    create_entity (exchange);
  else if (wf_exchange_is (exchange, "DELETE"))
    delete_entities (exchange);
  else
    wf_exchange_reply_not_allowed (exchange, "GET, POST, DELETE");
}

static void
handle (WfExchange *exchange)
{
  const json_t *entity;

  if (exchange->n_rest == 0)
    {
      handle_collection (exchange);
      return;
    }
  entity = wf_entity_store_get (exchange->platform->store, exchange->rest[0]);
  if (entity == NULL || exchange->n_rest > 3
      || (exchange->n_rest > 1 && !g_str_equal (exchange->rest[1], "attrs")))
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0, _ ("There is no entity %s."),
                               exchange->rest[0]);
  else if (exchange->n_rest == 1)
    handle_entity (exchange, entity);
  else if (exchange->n_rest == 2)
    handle_attrs (exchange, entity);
  else
    handle_attr (exchange, entity);
}

const WfApi wf_api_entities = { "/ngsi-ld/v1/entities", handle };
