/* Watchfloor: /admin.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the platform says of itself, and the fake clock. Main thread. */
#include "config.h"

#include "wf-exchange.h"
#include "wf-json.h"
#include "wf-platform-server.h"

#include <glib/gi18n.h>

/* The request is answered when all is done: some 15 s of work for an hour of a large city. */
#define MAX_ADVANCE_S 3600

static json_t *
count_entities (WfEntityStore *store)
{
  g_autofree const char **types = wf_entity_store_types (store);
  json_t *counts = json_object ();

  for (guint i = 0; types[i] != NULL; i++)
    json_object_set_new (counts, types[i], json_integer (wf_entity_store_count (store, types[i])));
  return counts;
}

static void
reply_state (WfExchange *exchange)
{
  WfPlatform *platform = exchange->platform;
  g_autofree char *now = wf_time_format (wf_clock_now (platform->clock));
  g_autofree char *started = wf_time_format (platform->started_us);
  json_t *state = json_pack ("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "url",
                             wf_platform_server_url (platform->server), "now", now, "startedAt",
                             started, "clock", platform->clock_is_fake ? "fake" : "real",
                             "entities", count_entities (platform->store), "server",
                             wf_platform_server_state (platform->server), "stream",
                             wf_live_stream_state (platform->stream));

  if (platform->cot != NULL)
    json_object_set_new (state, "cot", json_integer (wf_vehicle_server_port (platform->cot)));
  if (platform->jt808 != NULL)
    json_object_set_new (state, "jt808", json_integer (wf_vehicle_server_port (platform->jt808)));
  if (platform->terminals != NULL)
    json_object_set_new (state, "terminals", wf_jt_terminals_state (platform->terminals));
  if (platform->sim != NULL)
    json_object_set_new (state, "sim", wf_sim_state (platform->sim));
  wf_exchange_reply_json (exchange, 200, state);
}

/* POST /admin/clock?advance_s=N; N may have a fraction. */
static void
advance_clock (WfExchange *exchange)
{
  const char *text = wf_exchange_query (exchange, "advance_s");
  char *end = NULL;
  double seconds = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (!exchange->platform->clock_is_fake)
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_SUPPORTED, 0,
                                 _ ("Only a fake clock can be moved; start with --clock fake."));
      return;
    }
  if (text == NULL || end == text || *end != '\0' || !(seconds >= 0 && seconds <= MAX_ADVANCE_S))
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                                 _ ("advance_s must be a number from 0 to %d."), MAX_ADVANCE_S);
      return;
    }
  wf_platform_advance (exchange->platform, (gint64) (seconds * G_USEC_PER_SEC));
  reply_state (exchange);
}

static void
handle (WfExchange *exchange)
{
  const char *name = exchange->n_rest == 1 ? exchange->rest[0] : "";

  if (g_str_equal (name, "state") && wf_exchange_is (exchange, "GET"))
    reply_state (exchange);
  else if (g_str_equal (name, "clock") && wf_exchange_is (exchange, "POST"))
    advance_clock (exchange);
  else if (g_str_equal (name, "state") || g_str_equal (name, "clock"))
    wf_exchange_reply_not_allowed (exchange, g_str_equal (name, "state") ? "GET" : "POST");
  else
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                               _ ("There is nothing at this path."));
}

const WfApi wf_api_admin = { "/admin", handle };
