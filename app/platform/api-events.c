/* Watchfloor: /events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The way into the live stream by Server-Sent Events; wf-live-stream.h says what comes out. Main
 * thread. */
#include "config.h"

#include "wf-exchange.h"

#include <glib/gi18n.h>

static void
handle (WfExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *last_id = soup_message_headers_get_one (headers, "Last-Event-ID");

  if (!wf_exchange_is (exchange, "GET"))
    {
      wf_exchange_reply_not_allowed (exchange, "GET");
      return;
    }
  if (last_id == NULL)
    last_id = wf_exchange_query (exchange, "lastEventId");
  exchange->streaming = wf_live_stream_add_sse (exchange->platform->stream, exchange->message,
                                                wf_exchange_query (exchange, "types"), last_id);
  if (!exchange->streaming)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_TOO_MANY, 503,
                               _ ("%d consoles are listening already; try again later."),
                               WF_STREAM_MAX_CLIENTS);
}

const WfApi wf_api_events = { "/events", handle };
