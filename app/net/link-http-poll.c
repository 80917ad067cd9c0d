/* Watchfloor: the link that asks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GETs the address every poll_s; each answer of status 200 is a message. */
#include "config.h"

#include "wf-error.h"
#include "wf-link-type.h"

#include <glib/gi18n.h>

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, &error);
  WfLink *link = data;

  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    wf_link_failed (link, error->message);
  else if (answer->status != 200)
    {
      g_autofree char *host = wf_http_host (wf_link_address (link));
      g_autofree char *trouble = g_strdup_printf (_ ("%s answered %u."), host, answer->status);

      wf_link_failed (link, trouble);
    }
  else
    {
      wf_link_up (link);
      wf_link_message (link, NULL, answer->body);
      wf_link_again (link);
    }
}

static void
open_poll (gpointer state)
{
  WfLink *link = state;
  const WfLinkOptions *options = wf_link_options (link);
  WfHttpRequest request = { .url = wf_link_address (link),
                            .accept = options->accept,
                            .max_bytes = options->max_bytes,
                            .timeout_ms = 20000 };

  wf_http_send_async (wf_link_http (link), &request, wf_link_cancellable (link), answered_cb, link);
}

static const char *const schemes[] = { "http", "https", NULL };

const WfLinkType wf_link_type_http_poll = {
  .name = "http-poll",
  .schemes = schemes,
  .open = open_poll,
};
