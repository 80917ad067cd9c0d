/* Watchfloor: what a link is told, for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-test-link.h"

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  WfTestLink *heard = data;

  g_string_append_len (heard->text, g_bytes_get_data (message->bytes, NULL),
                       (gssize) g_bytes_get_size (message->bytes));
  if (message->stream == 0 || message->ends)
    g_string_append_c (heard->text, '|');
  heard->last_stream = message->stream;
  heard->n_messages++;
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  WfTestLink *heard = data;

  heard->state = state;
  heard->n_up += state == WF_LINK_UP;
  heard->n_down += state == WF_LINK_DOWN;
  heard->wait_us = wait_us;
  if (trouble != NULL)
    {
      g_free (heard->trouble);
      heard->trouble = g_strdup (trouble);
    }
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  ((WfTestLink *) data)->n_dropped += n;
}

const WfLinkWatch wf_test_link_watch = { message_cb, state_cb, dropped_cb };

void
wf_test_link_open (WfTestLink *heard, const WfLinkOptions *options)
{
  g_autoptr (GError) error = NULL;

  *heard = (WfTestLink){ .http = wf_http_new (), .text = g_string_new (NULL) };
  heard->link = wf_link_new (heard->http, options, &wf_test_link_watch, heard, &error);
  g_assert_no_error (error);
  wf_link_start (heard->link);
}

void
wf_test_link_clear (WfTestLink *heard)
{
  wf_link_free (heard->link);
  wf_http_free (heard->http);
  g_string_free (heard->text, TRUE);
  g_free (heard->trouble);
}

gboolean
wf_test_link_is_up (gpointer data)
{
  return ((WfTestLink *) data)->state == WF_LINK_UP;
}

gboolean
wf_test_link_is_down (gpointer data)
{
  return ((WfTestLink *) data)->n_down > 0;
}

gboolean
wf_test_link_is_up_again (gpointer data)
{
  return ((WfTestLink *) data)->n_up > 1;
}

gboolean
wf_test_link_has_two (gpointer data)
{
  return ((WfTestLink *) data)->n_messages >= 2;
}

gboolean
wf_test_link_has_one (gpointer data)
{
  return ((WfTestLink *) data)->n_messages >= 1;
}

gboolean
wf_test_link_has_dropped (gpointer data)
{
  return ((WfTestLink *) data)->n_dropped > 0;
}
