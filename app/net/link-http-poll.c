/* Watchfloor: the link that asks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GETs the address every poll_s; each answer of status 200 is a message. What has not changed since
 * (ETag, Last-Modified) is not sent again. */
#include "config.h"

#include "wf-error.h"
#include "wf-index-walk.h"
#include "wf-link-type.h"

#include <glib/gi18n.h>

typedef struct
{
  WfLink *link;
  WfIndexWalk *walk;
  char *etag, *modified; /* of the last answer; NULL where it had none */
} Poll;

static void
forget_validators (Poll *poll)
{
  g_clear_pointer (&poll->etag, g_free);
  g_clear_pointer (&poll->modified, g_free);
}

static void
document_cb (GBytes *bytes, gpointer data)
{
  wf_link_message (((Poll *) data)->link, NULL, bytes);
}

/* What could not be fetched is tried with the next question, also where the index is the same. */
static void
walked_cb (guint n_failed, const char *trouble, gpointer data)
{
  Poll *poll = data;

  if (n_failed > 0)
    {
      g_autofree char *why
          = g_strdup_printf (ngettext ("%u alert of the index could not be fetched: %s",
                                       "%u alerts of the index could not be fetched: %s", n_failed),
                             n_failed, trouble);

      forget_validators (poll);
      wf_link_dropped (poll->link, n_failed, why);
    }
  wf_link_again (poll->link);
}

static gpointer
create (WfLink *link)
{
  const WfIndexWatch watch = { document_cb, walked_cb };
  Poll *poll = g_new0 (Poll, 1);

  poll->link = link;
  poll->walk
      = wf_index_walk_new (wf_link_http (link), wf_link_options (link)->plain_text, &watch, poll);
  return poll;
}

static void
destroy (gpointer state)
{
  Poll *poll = state;

  wf_index_walk_free (poll->walk);
  forget_validators (poll);
  g_free (poll);
}

static void
take_answer (Poll *poll, WfHttpAnswer *answer)
{
  g_autofree char *host = NULL;
  g_autofree char *trouble = NULL;

  if (answer->status == 200)
    {
      forget_validators (poll);
      poll->etag = g_steal_pointer (&answer->etag);
      poll->modified = g_steal_pointer (&answer->last_modified);
    }
  if (answer->status == 200 || answer->status == 304)
    {
      wf_link_up (poll->link);
      if (answer->status == 200
          && wf_index_walk_start (poll->walk, wf_link_address (poll->link), answer->body,
                                  wf_link_authorization (poll->link)))
        return;
      if (answer->status == 200)
        wf_link_message (poll->link, NULL, answer->body);
      wf_link_again (poll->link);
      return;
    }
  host = wf_http_host (wf_link_address (poll->link));
  trouble = wf_http_status_trouble (answer->status, host);
  if (answer->status == 401)
    wf_link_refused (poll->link, trouble);
  else
    wf_link_failed_until (poll->link, trouble, answer->retry_after_s);
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
  else
    take_answer (poll, answer);
}

static void
open_poll (gpointer state)
{
  Poll *poll = state;
  const WfLinkOptions *options = wf_link_options (poll->link);
  WfHttpRequest request = { .url = wf_link_address (poll->link),
                            .accept = options->accept,
                            .authorization = wf_link_authorization (poll->link),
                            .if_none_match = poll->etag,
                            .if_modified_since = poll->modified,
                            .max_bytes = options->max_bytes,
                            .timeout_ms = 20000 };

  wf_http_send_async (wf_link_http (poll->link), &request, wf_link_cancellable (poll->link),
                      answered_cb, poll);
}

static const char *const schemes[] = { "http", "https", NULL };
static const char *const plain[] = { "http", NULL };

const WfLinkType wf_link_type_http_poll = {
  .name = "http-poll",
  .schemes = schemes,
  .plain = plain,
  .create = create,
  .destroy = destroy,
  .open = open_poll,
};
