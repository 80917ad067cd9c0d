/* Watchfloor: /ngsi-ld/v1/subscriptions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* ETSI GS CIM 009 clauses 6.10 and 6.11. Main thread. */
#include "config.h"

#include "wf-exchange.h"
#include "wf-json.h"

#include <glib/gi18n.h>

static void
create_one (WfExchange *exchange)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (GError) error = NULL;
  WfSubscription *subscription;
  g_autofree char *id = NULL;
  g_autofree char *location = NULL;

  if (body == NULL)
    return;
  subscription = wf_subscription_new (body, &error);
  if (subscription != NULL)
    id = g_strdup (subscription->id);
  if (subscription == NULL || !wf_notifier_add (exchange->platform->notifier, subscription, &error))
    {
      wf_exchange_reply_error (exchange, error);
      return;
    }
  location = g_strconcat ("/ngsi-ld/v1/subscriptions/", id, NULL);
  wf_exchange_reply_empty (exchange, 201);
  wf_exchange_set_header (exchange, "Location", location);
}

static void
list_all (WfExchange *exchange)
{
  g_autofree char *text = NULL;
  guint limit, offset, total;

  if (!wf_exchange_query_uint (exchange, "limit", 20, 0, 1000, &limit)
      || !wf_exchange_query_uint (exchange, "offset", 0, 0, G_MAXINT, &offset))
    return;
  wf_exchange_reply_json (exchange, 200,
                          wf_notifier_list (exchange->platform->notifier, offset, limit, &total));
  text = g_strdup_printf ("%u", total);
  if (g_strcmp0 (wf_exchange_query (exchange, "count"), "true") == 0)
    wf_exchange_set_header (exchange, "NGSILD-Results-Count", text);
}

static void
patch_one (WfExchange *exchange, WfSubscription *subscription)
{
  g_autoptr (json_t) body = wf_exchange_parse_body (exchange);
  g_autoptr (GError) error = NULL;

  if (body == NULL)
    return;
  if (wf_subscription_patch (subscription, body, &error))
    wf_exchange_reply_empty (exchange, 204);
  else
    wf_exchange_reply_error (exchange, error);
}

static void
handle_one (WfExchange *exchange, WfSubscription *subscription)
{
  WfPlatform *platform = exchange->platform;

  if (wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_json (exchange, 200,
                            wf_subscription_to_json (subscription, wf_clock_now (platform->clock)));
  else if (wf_exchange_is (exchange, "PATCH"))
    patch_one (exchange, subscription);
  else if (wf_exchange_is (exchange, "DELETE"))
    {
      wf_notifier_remove (platform->notifier, exchange->rest[0]);
      wf_exchange_reply_empty (exchange, 204);
    }
  else
    wf_exchange_reply_not_allowed (exchange, "GET, PATCH, DELETE");
}

static void
handle (WfExchange *exchange)
{
  WfSubscription *subscription
      = exchange->n_rest == 1 ? wf_notifier_get (exchange->platform->notifier, exchange->rest[0])
                              : NULL;

  if (exchange->n_rest == 0 && wf_exchange_is (exchange, "GET"))
    list_all (exchange);
  else if (exchange->n_rest == 0 && wf_exchange_is (exchange, "POST"))
    create_one (exchange);
  else if (exchange->n_rest == 0)
    wf_exchange_reply_not_allowed (exchange, "GET, POST");
  else if (subscription == NULL)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                               _ ("There is no subscription %s."), exchange->rest[0]);
  else
    handle_one (exchange, subscription);
}

const WfApi wf_api_subscriptions = { "/ngsi-ld/v1/subscriptions", handle };
