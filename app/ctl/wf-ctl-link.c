/* Watchfloor: links named at a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ctl-link.h"

#include "wf-key-ring.h"

#include <glib/gi18n.h>

#define MAX_S 86400.0

void
wf_ctl_link_words_clear (WfCtlLinkWords *words)
{
  char **texts[] = { &words->ca_file,   &words->proxy,     &words->auth,      &words->user,
                     &words->secret,    &words->scope,     &words->token_url, &words->session,
                     &words->will_text, &words->will_topic };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

static gboolean
check_words (const WfCtlLinkWords *words, WfAuthKind *kind, GError **error)
{
  static const char *const kinds[] = { "none", "bearer", "basic", "oauth2" };
  guint i = 0;

  while (i < G_N_ELEMENTS (kinds) && words->auth != NULL && g_strcmp0 (words->auth, kinds[i]) != 0)
    i++;
  *kind = (WfAuthKind) i;
  if (i == G_N_ELEMENTS (kinds))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--auth is one of bearer, basic, oauth2"));
  else if (!(words->every_s >= 0.1 && words->every_s <= MAX_S)
           || !(words->silence_s >= 0 && words->silence_s <= MAX_S)
           || !(words->speed >= 0 && words->speed <= 1000) || words->qos < 0 || words->qos > 2
           || words->max_peers < 0 || words->max_peers > 10000)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--every is 0.1 to %d seconds, --silence 0 to %d, --speed 0 (at once) to 1000, "
                    "--qos 0 to 2, --max-peers up to 10000"),
                 (int) MAX_S, (int) MAX_S);
  else
    return TRUE;
  return FALSE;
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* @text with its key; waits. NULL for NULL. */
static gboolean
fill_key (const char *text, char **filled, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (text == NULL)
    return TRUE;
  wf_key_ring_fill_async (text, NULL, filled_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  *filled = wf_key_ring_fill_finish (result, error);
  return *filled != NULL;
}

WfLink *
wf_ctl_link_new (WfHttp *http, const char *url, WfCtlLinkWords *words, gboolean once,
                 const WfLinkWatch *watch, gpointer user_data, GError **error)
{
  g_autofree char *whole_url = NULL;
  g_autofree char *secret = NULL;
  WfAuthKind kind;
  WfLinkOptions options;

  if (!check_words (words, &kind, error) || !fill_key (url, &whole_url, error)
      || !fill_key (words->secret, &secret, error))
    return NULL;
  options = (WfLinkOptions){
    .url = whole_url,
    .accept = "application/json, application/geo+json;q=0.9, */*;q=0.5",
    .poll_s = once ? 0 : words->every_s,
    .plain_text = words->plain_text,
    .ca_file = words->ca_file,
    .proxy = words->proxy,
    .silence_s = words->silence_s,
    .auth = { kind, words->user, secret, words->token_url, words->scope },
    .mqtt_version = (guint) MAX (words->mqtt_version, 0),
    .mqtt_qos = (guint) words->qos,
    .mqtt_session = words->session,
    .mqtt_will_topic = words->will_topic,
    .mqtt_will_text = words->will_text,
    .speed = words->speed,
    .max_peers = (guint) words->max_peers,
  };
  return wf_link_new (http, &options, watch, user_data, error);
}
