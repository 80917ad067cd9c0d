/* Watchfloor: who we say we are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The net layer reads one JSON answer here, of a handful of members: with jansson,
 * under the limits of wf-json. */
#include "config.h"

#include "wf-auth.h"

#include "wf-address.h"
#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_ANSWER (64 * 1024)
#define TOKEN_S 300 /* where the server does not say */
#define EARLY_S 30

struct _WfAuth
{
  WfHttp *http;
  WfAuthOptions options;
  GStringChunk *texts; /* what @options points to */
  char *token; /* fetched; NULL = none */
  gint64 until_us; /* monotonic */
};

static const char *
keep (WfAuth *auth, const char *text)
{
  return text != NULL ? g_string_chunk_insert (auth->texts, text) : NULL;
}

WfAuth *
wf_auth_new (WfHttp *http, const WfAuthOptions *options)
{
  WfAuth *auth = g_new0 (WfAuth, 1);

  auth->http = http;
  auth->texts = g_string_chunk_new (128);
  auth->options
      = (WfAuthOptions){ options->kind, keep (auth, options->user), keep (auth, options->secret),
                         keep (auth, options->token_url), keep (auth, options->scope) };
  return auth;
}

void
wf_auth_free (WfAuth *auth)
{
  if (auth == NULL)
    return;
  g_string_chunk_free (auth->texts);
  g_free (auth->token);
  g_free (auth);
}

void
wf_auth_refused (WfAuth *auth)
{
  g_clear_pointer (&auth->token, g_free);
}

static char *
basic_header (const char *user, const char *secret)
{
  g_autofree char *pair = g_strconcat (user != NULL ? user : "", ":", secret, NULL);
  g_autofree char *coded = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat ("Basic ", coded, NULL);
}

char *
wf_auth_header (const WfAuth *auth, const char *secret)
{
  if (auth->options.kind == WF_AUTH_NONE || secret == NULL)
    return NULL;
  if (auth->options.kind == WF_AUTH_BASIC)
    return basic_header (auth->options.user, secret);
  return g_strconcat ("Bearer ", secret, NULL);
}

/* ---- OAuth 2 */

static gboolean
take_token (WfAuth *auth, const WfHttpAnswer *answer, const char *host, GError **error)
{
  g_autoptr (json_t) root = wf_json_parse (g_bytes_get_data (answer->body, NULL),
                                           g_bytes_get_size (answer->body), MAX_ANSWER, host, NULL);
  const char *token = wf_json_string (root, "access_token", NULL);
  const char *problem = wf_json_string (root, "error", NULL);
  double seconds = wf_json_number (root, "expires_in", TOKEN_S);

  if (answer->status != 200 || token == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                   _ ("%s gave no token (%u %s). Check the client's id and secret."), host,
                   answer->status, problem != NULL ? problem : "");
      return FALSE;
    }
  g_free (auth->token);
  auth->token = g_strdup (token);
  seconds = CLAMP (seconds - EARLY_S, 1, 86400);
  auth->until_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  return TRUE;
}

static void
token_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  WfAuth *auth = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, &error);
  g_autofree char *host = NULL;

  /* Given up: @auth may be gone. */
  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  host = wf_http_host (auth->options.token_url);
  if (answer != NULL && take_token (auth, answer, host, &error))
    g_task_return_pointer (task, g_strdup (auth->token), g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* A secret is never sent in the clear to another machine. */
static gboolean
check_token_url (const char *url, GError **error)
{
  g_autofree char *host = url != NULL ? wf_address_host (url) : NULL;

  if (host != NULL && (g_str_has_prefix (url, "https://") || wf_address_is_loopback (host)))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
               _ ("The token's address must begin with https://; '%s' does not."),
               url != NULL ? url : "");
  return FALSE;
}

static void
fetch_token (WfAuth *auth, GTask *task)
{
  g_autofree char *basic = basic_header (auth->options.user, auth->options.secret);
  g_autoptr (GString) form = g_string_new ("grant_type=client_credentials");
  g_autoptr (GBytes) body = NULL;
  WfHttpRequest request = { .method = "POST",
                            .url = auth->options.token_url,
                            .accept = "application/json",
                            .content_type = "application/x-www-form-urlencoded",
                            .authorization = basic,
                            .max_bytes = MAX_ANSWER };

  if (auth->options.scope != NULL)
    {
      g_string_append (form, "&scope=");
      g_string_append_uri_escaped (form, auth->options.scope, NULL, FALSE);
    }
  request.body = body = g_string_free_to_bytes (g_steal_pointer (&form));
  wf_http_send_async (auth->http, &request, g_task_get_cancellable (task), token_cb, task);
}

void
wf_auth_secret_async (WfAuth *auth, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, wf_auth_secret_async);
  g_task_set_task_data (task, auth, NULL);
  if (auth->options.kind != WF_AUTH_OAUTH2)
    g_task_return_pointer (task, g_strdup (auth->options.secret), g_free);
  else if (auth->token != NULL && g_get_monotonic_time () < auth->until_us)
    g_task_return_pointer (task, g_strdup (auth->token), g_free);
  else if (!check_token_url (auth->options.token_url, &error))
    g_task_return_error (task, error);
  else
    {
      fetch_token (auth, task);
      return;
    }
  g_object_unref (task);
}

char *
wf_auth_secret_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
