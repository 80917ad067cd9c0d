/* Watchfloor: fuzz target of what clients send to the platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bytes as an entity in every form, a query, a subscription and fault rules. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-entity-form.h"
#include "wf-entity-query.h"
#include "wf-entity-store.h"
#include "wf-fault-rules.h"
#include "wf-json.h"
#include "wf-subscription.h"

static void
try_entity (const json_t *root)
{
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  g_autoptr (json_t) normal = wf_entity_normalize (root, 0, NULL);
  g_autoptr (json_t) concise = NULL;
  g_autoptr (json_t) again = NULL;

  if (normal == NULL)
    return;
  concise = wf_entity_in_form (normal, WF_FORM_CONCISE, NULL);
  again = wf_entity_normalize (concise, WF_TIME_NONE, NULL);
  g_assert_nonnull (again);
  g_assert_true (wf_entity_store_create (store, json_deep_copy (root), WF_TIME_NONE, NULL));
  wf_entity_store_patch (store, wf_json_string (normal, "id", ""), json_deep_copy (root), 0, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (json_t) root = wf_json_parse ((const char *) data, size, 1 << 20, "fuzz", NULL);
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (WfFaultRules) rules = wf_fault_rules_new ();
  g_autoptr (WfEntityQuery) query = NULL;
  g_autoptr (WfSubscription) subscription = NULL;
  g_auto (WfFaultPlan) plan = { 0 };

  if (root == NULL)
    return 0;
  try_entity (root);
  query = wf_entity_query_new_from_json (root, none, NULL);
  if (query != NULL)
    wf_entity_query_matches (query, root);
  subscription = wf_subscription_new (root, NULL);
  if (subscription != NULL)
    json_decref (wf_subscription_to_json (subscription, 0));
  if (wf_fault_rules_set (rules, root, 0, NULL))
    plan = wf_fault_rules_plan (rules, WF_FAULT_ON_HTTP, "GET", "/x", NULL, 0);
  wf_fault_plan_mangle (&plan, root);
  return 0;
}
