/* Watchfloor: /cap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* index.atom and ID.cap; wf-cap-writer.h says of what. Main thread. */
#include "config.h"

#include "wf-cap-writer.h"
#include "wf-exchange.h"
#include "wf-platform-server.h"

#include <glib/gi18n.h>
#include <string.h>

static void
reply_text (WfExchange *exchange, const char *content_type, char *text)
{
  wf_exchange_reply_bytes (exchange, content_type, g_bytes_new_take (text, strlen (text)));
}

static void
reply_alert (WfExchange *exchange, const char *file)
{
  WfPlatform *platform = exchange->platform;
  g_autofree char *id
      = g_str_has_suffix (file, ".cap") ? g_strndup (file, strlen (file) - 4) : g_strdup ("");
  const json_t *entity = wf_entity_store_get (platform->store, id);

  if (entity == NULL || !wf_cap_is_alert (entity))
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0, _ ("There is no alert %s."),
                               file);
  else
    reply_text (exchange, "application/cap+xml; charset=utf-8",
                wf_cap_alert (entity, wf_clock_now (platform->clock)));
}

static void
handle (WfExchange *exchange)
{
  WfPlatform *platform = exchange->platform;
  const char *file = exchange->n_rest == 1 ? exchange->rest[0] : "";

  if (!wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_not_allowed (exchange, "GET");
  else if (g_str_equal (file, "index.atom"))
    reply_text (exchange, "application/atom+xml; charset=utf-8",
                wf_cap_index (platform->store, wf_platform_server_url (platform->server),
                              wf_clock_now (platform->clock)));
  else
    reply_alert (exchange, file);
}

const WfApi wf_api_cap = { "/cap", handle };
