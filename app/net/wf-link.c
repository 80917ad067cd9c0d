/* Watchfloor: a link to a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the member by the scheme and keeps it open; the members know nothing of waiting. */
#include "config.h"

#include "wf-backoff.h"
#include "wf-error.h"
#include "wf-link-type.h"
#include "wf-time.h"

#include <glib/gi18n.h>
#include <string.h>

#define WF_LINK(name) extern const WfLinkType wf_link_type_##name;
#include "links.def"
#undef WF_LINK

static const WfLinkType *const types[] = {
#define WF_LINK(name) &wf_link_type_##name,
#include "links.def"
#undef WF_LINK
};

struct _WfLink
{
  const WfLinkType *type;
  WfHttp *http;
  WfLinkOptions options;
  char *url, *accept;
  const char *address;
  WfLinkWatch watch;
  gpointer user_data;
  gpointer member;
  GCancellable *cancellable;
  WfBackoff backoff;
  WfLinkState state;
  gint64 up_us; /* monotonic; since when it is up */
  GSource *timer;
};

static const WfLinkType *
find_type (const char *url)
{
  const char *colon = strchr (url, ':');
  g_autofree char *scheme = g_ascii_strdown (url, colon != NULL ? colon - url : 0);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strv_contains (types[i]->schemes, scheme))
      return types[i];
  return NULL;
}

char *
wf_link_schemes (void)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_strv_builder_addv (all, (const char **) types[i]->schemes);
  names = g_strv_builder_end (all);
  return g_strjoinv (", ", names);
}

WfLink *
wf_link_new (WfHttp *http, const WfLinkOptions *options, const WfLinkWatch *watch,
             gpointer user_data, GError **error)
{
  const WfLinkType *type = find_type (options->url);
  WfLink *link;
  const char *plus;

  if (type == NULL)
    {
      g_autofree char *schemes = wf_link_schemes ();

      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("'%s' cannot be followed. The schemes are: %s."), options->url, schemes);
      return NULL;
    }
  link = g_new0 (WfLink, 1);
  link->type = type;
  link->http = http;
  link->options = *options;
  link->options.url = link->url = g_strdup (options->url);
  link->options.accept = link->accept = g_strdup (options->accept);
  plus = strstr (link->url, "+http");
  link->address = plus != NULL && plus < strchr (link->url, ':') ? plus + 1 : link->url;
  link->watch = *watch;
  link->user_data = user_data;
  link->backoff = WF_BACKOFF_INIT;
  link->state = WF_LINK_ENDED;
  link->cancellable = g_cancellable_new ();
  link->member = type->create != NULL ? type->create (link) : link;
  return link;
}

static void
stop_timer (WfLink *link)
{
  if (link->timer != NULL)
    g_source_destroy (link->timer);
  g_clear_pointer (&link->timer, g_source_unref);
}

void
wf_link_free (WfLink *link)
{
  if (link == NULL)
    return;
  stop_timer (link);
  g_cancellable_cancel (link->cancellable);
  if (link->type->destroy != NULL)
    link->type->destroy (link->member);
  g_object_unref (link->cancellable);
  g_free (link->url);
  g_free (link->accept);
  g_free (link);
}

static void
set_state (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us)
{
  if (link->state == state && trouble == NULL)
    return;
  link->state = state;
  link->watch.state (link, state, trouble, wait_us, link->user_data);
}

static gboolean
open_cb (gpointer data)
{
  WfLink *link = data;

  g_clear_pointer (&link->timer, g_source_unref);
  if (link->state != WF_LINK_UP)
    set_state (link, WF_LINK_CONNECTING, NULL, 0);
  link->type->open (link->member);
  return G_SOURCE_REMOVE;
}

static void
open_after (WfLink *link, gint64 wait_us)
{
  stop_timer (link);
  link->timer = g_timeout_source_new ((guint) (wait_us / 1000));
  g_source_set_static_name (link->timer, "link-open");
  g_source_set_callback (link->timer, open_cb, link, NULL);
  g_source_attach (link->timer, g_main_context_get_thread_default ());
}

void
wf_link_start (WfLink *link)
{
  open_after (link, 0);
}

gboolean
wf_link_is_push (const WfLink *link)
{
  return link->type->is_push;
}

WfHttp *
wf_link_http (WfLink *link)
{
  return link->http;
}

const WfLinkOptions *
wf_link_options (WfLink *link)
{
  return &link->options;
}

const char *
wf_link_address (WfLink *link)
{
  return link->address;
}

GCancellable *
wf_link_cancellable (WfLink *link)
{
  return link->cancellable;
}

void
wf_link_up (WfLink *link)
{
  if (link->state != WF_LINK_UP)
    link->up_us = g_get_monotonic_time ();
  set_state (link, WF_LINK_UP, NULL, 0);
}

void
wf_link_message (WfLink *link, const char *event, GBytes *bytes)
{
  link->watch.message (link, event, bytes, link->user_data);
}

void
wf_link_again (WfLink *link)
{
  if (link->options.poll_s > 0)
    open_after (link, (gint64) (link->options.poll_s * (double) WF_SECOND_US));
  else
    set_state (link, WF_LINK_ENDED, NULL, 0);
}

void
wf_link_failed (WfLink *link, const char *trouble)
{
  gint64 wait_us;

  if (link->state == WF_LINK_UP)
    wf_backoff_held (&link->backoff, g_get_monotonic_time () - link->up_us);
  wait_us = wf_backoff_failed (&link->backoff, g_random_double ());
  open_after (link, wait_us);
  set_state (link, WF_LINK_DOWN, trouble, wait_us);
}

void
wf_link_ended (WfLink *link, const char *trouble)
{
  stop_timer (link);
  set_state (link, WF_LINK_ENDED, trouble, 0);
}
