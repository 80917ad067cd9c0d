/* Watchfloor: /admin/faults.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to go wrong; wf-fault-rules.h describes the rules. Main thread. */
#include "config.h"

#include "wf-exchange.h"
#include "wf-json.h"

static void
put_rules (WfExchange *exchange)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (GError) error = NULL;
  WfPlatform *platform = exchange->platform;

  if (body == NULL)
    return;
  if (wf_fault_rules_set (platform->faults, body, wf_clock_now (platform->clock), &error))
    wf_exchange_reply_empty (exchange, 204);
  else
    wf_exchange_reply_error (exchange, error);
}

static void
handle (WfExchange *exchange)
{
  WfFaultRules *faults = exchange->platform->faults;

  if (wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_json (exchange, 200, wf_fault_rules_to_json (faults));
  else if (wf_exchange_is (exchange, "PUT"))
    put_rules (exchange);
  else if (wf_exchange_is (exchange, "DELETE"))
    {
      wf_fault_rules_clear (faults);
      wf_exchange_reply_empty (exchange, 204);
    }
  else
    wf_exchange_reply_not_allowed (exchange, "GET, PUT, DELETE");
}

const WfApi wf_api_faults = { "/admin/faults", handle };
