/* Watchfloor: the link that asks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GETs the address every poll_s; each answer of status 200 is a message. */
#include "config.h"

#include "wf-error.h"
#include "wf-link-type.h"

#include <glib/gi18n.h>

typedef struct
{
  WfLink *link;
  GCancellable *cancellable;
} Poll;

static gpointer
create (WfLink *link)
{
  Poll *poll = g_new0 (Poll, 1);

  poll->link = link;
  poll->cancellable = g_cancellable_new ();
  return poll;
}

/* A call under way finds itself cancelled and touches nothing. */
static void
destroy (gpointer state)
{
  Poll *poll = state;

  g_cancellable_cancel (poll->cancellable);
  g_object_unref (poll->cancellable);
  g_free (poll);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, &error);
  Poll *poll = data;

  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    wf_link_failed (poll->link, error->message);
  else if (answer->status != 200)
    {
      g_autofree char *host = wf_http_host (wf_link_address (poll->link));
      g_autofree char *trouble = g_strdup_printf (_ ("%s answered %u."), host, answer->status);

      wf_link_failed (poll->link, trouble);
    }
  else
    {
      wf_link_up (poll->link);
      wf_link_message (poll->link, NULL, answer->body);
      wf_link_again (poll->link);
    }
}

static void
open_poll (gpointer state)
{
  Poll *poll = state;
  const WfLinkOptions *options = wf_link_options (poll->link);
  WfHttpRequest request = { .url = wf_link_address (poll->link),
                            .accept = options->accept,
                            .max_bytes = options->max_bytes,
                            .timeout_ms = 20000 };

  wf_http_send_async (wf_link_http (poll->link), &request, poll->cancellable, answered_cb, poll);
}

static const char *const schemes[] = { "http", "https", NULL };

const WfLinkType wf_link_type_http_poll = {
  .name = "http-poll",
  .schemes = schemes,
  .create = create,
  .destroy = destroy,
  .open = open_poll,
};
