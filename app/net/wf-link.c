/* Watchfloor: a link to a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the member by the scheme and keeps it open; the members know nothing of waiting. */
#include "config.h"

#include "wf-address.h"
#include "wf-backoff.h"
#include "wf-error.h"
#include "wf-link-type.h"
#include "wf-secrets.h"
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
  WfHttp *http; /* borrowed, or @own_http */
  WfHttp *own_http; /* where it goes another way than the others */
  WfLinkOptions options;
  GStringChunk *texts; /* what @options points to */
  const char *address;
  WfLinkWatch watch;
  gpointer user_data;
  gpointer member;
  GCancellable *cancellable;
  WfBackoff backoff;
  WfLinkState state;
  gint64 up_us; /* monotonic; since when it is up */
  GSource *timer;
  WfAuth *auth;
  char *secret, *authorization; /* for the try under way */
  guint last_stream;
};

/* Free with g_free. */
static char *
scheme_of (const char *url)
{
  const char *colon = strchr (url, ':');

  return g_ascii_strdown (url, colon != NULL ? colon - url : 0);
}

static const WfLinkType *
find_type (const char *url)
{
  g_autofree char *scheme = scheme_of (url);

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

/* What only chooses the member ("sse+"), and the rest. */
static const char *
address_of (const char *url)
{
  const char *plus = strstr (url, "+http");

  return plus != NULL && plus < strchr (url, ':') ? plus + 1 : url;
}

static gboolean
check_plain_text (const WfLinkType *type, const WfLinkOptions *options, GError **error)
{
  g_autofree char *scheme = scheme_of (options->url);
  g_autofree char *host = NULL;

  if (options->plain_text || type->plain == NULL || !g_strv_contains (type->plain, scheme))
    return TRUE;
  host = wf_address_host (address_of (options->url));
  if (host != NULL && wf_address_is_loopback (host))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
               _ ("%s would be spoken to in plain text, which anyone on the way can read and "
                  "change. Use the encrypted address, or allow it: \"plain_text\": true of the "
                  "feed in the city file, --plain-text at a terminal."),
               host != NULL ? host : options->url);
  return FALSE;
}

static const char *
keep_text (WfLink *link, const char *text)
{
  return text != NULL ? g_string_chunk_insert (link->texts, text) : NULL;
}

static void
copy_options (WfLink *link, const WfLinkOptions *options)
{
  link->texts = g_string_chunk_new (256);
  link->options = *options;
  link->options.url = keep_text (link, options->url);
  link->options.ca_file = keep_text (link, options->ca_file);
  link->options.proxy = keep_text (link, options->proxy);
  link->options.accept = keep_text (link, options->accept);
  link->options.mqtt_session = keep_text (link, options->mqtt_session);
  link->options.mqtt_will_topic = keep_text (link, options->mqtt_will_topic);
  link->options.mqtt_will_text = keep_text (link, options->mqtt_will_text);
  link->options.auth.user = keep_text (link, options->auth.user);
  link->address = address_of (link->options.url);
}

WfLink *
wf_link_new (WfHttp *http, const WfLinkOptions *options, const WfLinkWatch *watch,
             gpointer user_data, GError **error)
{
  const WfLinkType *type = find_type (options->url);
  WfHttp *own_http = NULL;
  WfLink *link;

  if (type == NULL)
    {
      g_autofree char *schemes = wf_link_schemes ();
      g_autofree char *shown = wf_secrets_hide (options->url);

      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("'%s' cannot be followed. The schemes are: %s."), shown, schemes);
      return NULL;
    }
  if (!check_plain_text (type, options, error))
    return NULL;
  if ((options->ca_file != NULL || options->proxy != NULL)
      && (own_http = wf_http_new_by (options->ca_file, options->proxy, error)) == NULL)
    return NULL;
  link = g_new0 (WfLink, 1);
  link->type = type;
  link->own_http = own_http;
  link->http = own_http != NULL ? own_http : http;
  copy_options (link, options);
  link->watch = *watch;
  link->user_data = user_data;
  link->backoff = WF_BACKOFF_INIT;
  link->state = WF_LINK_ENDED;
  link->cancellable = g_cancellable_new ();
  link->auth = wf_auth_new (link->http, &options->auth);
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
  wf_auth_free (link->auth);
  wf_http_free (link->own_http);
  g_free (link->secret);
  g_free (link->authorization);
  g_string_chunk_free (link->texts);
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

static void
known_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = wf_auth_secret_finish (result, &error);
  WfLink *link = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      wf_link_failed (link, error->message);
      return;
    }
  g_free (link->secret);
  g_free (link->authorization);
  link->secret = g_steal_pointer (&secret);
  link->authorization = wf_auth_header (link->auth, link->secret);
  link->type->open (link->member);
}

static gboolean
open_cb (gpointer data)
{
  WfLink *link = data;

  g_clear_pointer (&link->timer, g_source_unref);
  if (link->state != WF_LINK_UP)
    set_state (link, WF_LINK_CONNECTING, NULL, 0);
  if (link->options.auth.kind == WF_AUTH_NONE)
    link->type->open (link->member);
  else
    wf_auth_secret_async (link->auth, link->cancellable, known_cb, link);
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

const char *
wf_link_secret (WfLink *link)
{
  return link->secret;
}

const char *
wf_link_authorization (WfLink *link)
{
  return link->authorization;
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
wf_link_recorded (WfLink *link, const WfLinkMessage *message)
{
  link->watch.message (link, message, link->user_data);
}

void
wf_link_message (WfLink *link, const char *event, GBytes *bytes)
{
  const WfLinkMessage message = { .event = event, .received_us = WF_TIME_NONE, .bytes = bytes };

  wf_link_recorded (link, &message);
}

guint
wf_link_next_stream (WfLink *link)
{
  return ++link->last_stream;
}

void
wf_link_piece (WfLink *link, guint stream, GBytes *bytes)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  const WfLinkMessage message = { .stream = stream,
                                  .ends = bytes == NULL,
                                  .received_us = WF_TIME_NONE,
                                  .bytes = bytes != NULL ? bytes : nothing };

  wf_link_recorded (link, &message);
}

void
wf_link_dropped (WfLink *link, guint n, const char *why)
{
  link->watch.dropped (link, n, why, link->user_data);
}

gboolean
wf_link_reply (WfLink *link, guint stream, GBytes *bytes)
{
  return link->type->reply != NULL && link->type->reply (link->member, stream, bytes);
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
  wf_link_failed_until (link, trouble, 0);
}

void
wf_link_refused (WfLink *link, const char *trouble)
{
  wf_auth_refused (link->auth);
  wf_link_failed (link, trouble);
}

void
wf_link_failed_until (WfLink *link, const char *trouble, guint wait_s)
{
  gint64 wait_us;

  if (link->state == WF_LINK_UP)
    wf_backoff_held (&link->backoff, g_get_monotonic_time () - link->up_us);
  wait_us = wf_backoff_failed (&link->backoff, g_random_double ());
  wait_us = MAX (wait_us, (gint64) wait_s * WF_SECOND_US);
  open_after (link, wait_us);
  set_state (link, WF_LINK_DOWN, trouble, wait_us);
}

void
wf_link_ended (WfLink *link, const char *trouble)
{
  stop_timer (link);
  set_state (link, WF_LINK_ENDED, trouble, 0);
}
