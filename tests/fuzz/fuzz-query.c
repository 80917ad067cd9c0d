/* Watchfloor: fuzz target of the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-entity-form.h"
#include "wf-json.h"
#include "wf-query-expr.h"

static const char entity_text[]
    = "{\"id\":\"urn:x:V:1\",\"type\":\"V\",\"speed\":{\"value\":42.5,\"observedAt\":"
      "\"2026-03-01T08:00:00Z\"},\"name\":\"120-07\",\"stops\":[3,5,8],"
      "\"address\":{\"city\":\"Dalian\",\"zip\":{\"code\":\"116000\"}}}";

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static json_t *entity;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (WfQueryExpr) expr = wf_query_expr_parse (text, NULL);

  if (entity == NULL)
    {
      g_autoptr (json_t) given = json_loads (entity_text, 0, NULL);

      entity = wf_entity_normalize (given, WF_TIME_NONE, NULL);
    }
  if (expr != NULL)
    wf_query_expr_matches (expr, entity);
  return 0;
}
