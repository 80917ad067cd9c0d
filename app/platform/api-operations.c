/* Watchfloor: /ngsi-ld/v1/entityOperations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches (ETSI GS CIM 009 clauses 6.14 to 6.17 and 6.23): each entity for itself, what failed is
 * told in a 207. Main thread. */
#include "config.h"

#include "wf-entity-guard.h"
#include "wf-entity-query.h"
#include "wf-error.h"
#include "wf-exchange.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_BATCH 2000

typedef struct
{
  WfExchange *exchange;
  gboolean update; /* upsert?options=update: patch instead of replace */
  json_t *created, *updated, *errors; /* arrays, owned */
} Batch;

static void
add_error (Batch *batch, const char *id, const GError *error)
{
  WfProblem problem = wf_problem_from_error (error);

  json_array_append_new (
      batch->errors,
      json_pack ("{s:s, s:o}", "entityId", id, "error",
                 wf_problem_new (problem, wf_problem_status (problem), error->message)));
}

static gboolean
create_one (Batch *batch, json_t *entity, const char *id, GError **error)
{
  WfPlatform *platform = batch->exchange->platform;

  if (!wf_entity_guard_create (entity, wf_clock_now (platform->clock), error)
      || !wf_entity_store_create (platform->store, json_incref (entity), WF_TIME_NONE, error))
    return FALSE;
  json_array_append_new (batch->created, json_string (id));
  return TRUE;
}

static gboolean
update_one (Batch *batch, json_t *entity, const char *id, GError **error)
{
  WfEntityStore *store = batch->exchange->platform->store;
  const json_t *present = wf_entity_store_get (store, id);

  if (present != NULL && !wf_entity_guard_patch (present, entity, -1, error))
    return FALSE;
  if (!wf_entity_store_patch (store, id, json_incref (entity), WF_TIME_NONE, error))
    return FALSE;
  json_array_append_new (batch->updated, json_string (id));
  return TRUE;
}

static gboolean
replace_one (Batch *batch, json_t *entity, const char *id, GError **error)
{
  const json_t *present = wf_entity_store_get (batch->exchange->platform->store, id);
  const char *name;
  json_t *value;

  if (!wf_entity_guard_delete (present, error))
    return FALSE;
  json_object_foreach ((json_t *) present, name, value)
    if (json_is_object (value) && json_object_get (entity, name) == NULL
        && !g_str_equal (name, "version"))
      json_object_set_new (entity, name, json_null ());
  return update_one (batch, entity, id, error);
}

static gboolean
upsert_one (Batch *batch, json_t *entity, const char *id, GError **error)
{
  if (wf_entity_store_get (batch->exchange->platform->store, id) == NULL)
    return create_one (batch, entity, id, error);
  if (batch->update)
    return update_one (batch, entity, id, error);
  return replace_one (batch, entity, id, error);
}

static gboolean
delete_one (Batch *batch, json_t *entity, const char *id, GError **error)
{
  WfEntityStore *store = batch->exchange->platform->store;
  const json_t *present = wf_entity_store_get (store, id);

  if ((present != NULL && !wf_entity_guard_delete (present, error))
      || !wf_entity_store_delete (store, id, error))
    return FALSE;
  json_array_append_new (batch->updated, json_string (id));
  return TRUE;
}

typedef gboolean (*BatchFunc) (Batch *batch, json_t *entity, const char *id, GError **error);

static void
run_batch (Batch *batch, const json_t *items, BatchFunc each)
{
  json_t *item;
  size_t i;

  json_array_foreach ((json_t *) items, i, item)
    {
      const char *id
          = json_is_string (item) ? json_string_value (item) : wf_json_string (item, "id", "");
      g_autofree char *kept = g_strdup (id);
      g_autoptr (GError) error = NULL;

      json_object_del (item, "@context");
      if (!each (batch, item, kept, &error))
        add_error (batch, kept, error);
    }
}

static void
reply_batch (Batch *batch, BatchFunc each)
{
  WfExchange *exchange = batch->exchange;

  if (json_array_size (batch->errors) > 0)
    {
      json_t *success = json_copy (batch->created);

      json_array_extend (success, batch->updated);
      wf_exchange_reply_json (
          exchange, 207, json_pack ("{s:O, s:o}", "errors", batch->errors, "success", success));
    }
  else if (each == create_one || json_array_size (batch->created) > 0)
    wf_exchange_reply_json (exchange, 201, json_incref (batch->created));
  else
    wf_exchange_reply_empty (exchange, 204);
}

static void
handle_batch (WfExchange *exchange, BatchFunc each)
{
  g_autoptr (json_t) items = wf_exchange_parse_body (exchange);
  const char *options = wf_exchange_query (exchange, "options");
  Batch batch = { exchange, options != NULL && strstr (options, "update") != NULL };

  if (items == NULL)
    return;
  if (!json_is_array (items) || json_array_size (items) == 0 || json_array_size (items) > MAX_BATCH)
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                                 _ ("The body must be an array of 1 to %d entities."), MAX_BATCH);
      return;
    }
  batch.created = json_array ();
  batch.updated = json_array ();
  batch.errors = json_array ();
  run_batch (&batch, items, each);
  reply_batch (&batch, each);
  json_decref (batch.created);
  json_decref (batch.updated);
  json_decref (batch.errors);
}

static void
handle_query (WfExchange *exchange)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (WfEntityQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  json_t *page;
  guint total;

  if (body == NULL)
    return;
  query = wf_entity_query_new_from_json (body, exchange->query, &error);
  page = query != NULL ? wf_entity_query_run (query, exchange->platform->store, &total, &error)
                       : NULL;
  if (page == NULL)
    {
      wf_exchange_reply_error (exchange, error);
      return;
    }
  wf_exchange_reply_json (exchange, 200, page);
  if (wf_entity_query_wants_count (query))
    {
      g_autofree char *text = g_strdup_printf ("%u", total);

      wf_exchange_set_header (exchange, "NGSILD-Results-Count", text);
    }
}

static void
handle (WfExchange *exchange)
{
  static const struct
  {
    const char *name;
    BatchFunc each;
  } batches[] = { { "create", create_one },
                  { "upsert", upsert_one },
                  { "update", update_one },
                  { "delete", delete_one } };
  const char *name = exchange->n_rest == 1 ? exchange->rest[0] : "";

  if (!wf_exchange_is (exchange, "POST"))
    {
      wf_exchange_reply_not_allowed (exchange, "POST");
      return;
    }
  if (g_str_equal (name, "query"))
    {
      handle_query (exchange);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    if (g_str_equal (name, batches[i].name))
      {
        handle_batch (exchange, batches[i].each);
        return;
      }
  wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                             _ ("There is no such batch operation."));
}

const WfApi wf_api_operations = { "/ngsi-ld/v1/entityOperations", handle };
