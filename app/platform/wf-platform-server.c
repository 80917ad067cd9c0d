/* Watchfloor: the HTTP server of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A SoupServer with limits of our own around it: libsoup reads a body of any size for any time if
 * left alone. Main thread. */
#include "config.h"

#include "wf-platform-server.h"

#include "wf-answer.h"
#include "wf-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define WF_API(name) extern const WfApi wf_api_##name;
#include "api.def"
#undef WF_API

static const WfApi *const apis[] = {
#define WF_API(name) &wf_api_##name,
#include "api.def"
#undef WF_API
};

/* Read and thrown away over the limit, so that a well-meant client gets its 413. */
#define MAX_DISCARDED (64 * 1024 * 1024)

/* One request from its first byte to the end of its answer. */
typedef struct
{
  gint64 since_us; /* monotonic */
  goffset received; /* body bytes */
  gboolean begun; /* its headers have come */
  gboolean complete; /* it has come in */
  gboolean refused; /* it is being cut */
} Request;

struct _WfPlatformServer
{
  WfPlatform *platform; /* borrowed */
  SoupServer *soup;
  GHashTable *requests; /* SoupServerMessage (borrowed) -> Request, owned */
  char *url;
  guint sweep_id;
  guint64 n_requests, n_refused;
};

static void
cut (WfPlatformServer *self, SoupServerMessage *message)
{
  Request *request = g_hash_table_lookup (self->requests, message);

  if (request == NULL || request->refused)
    return;
  request->refused = TRUE;
  self->n_refused++;
  wf_answer_cut (message);
}

static void
got_headers_cb (SoupServerMessage *message, WfPlatformServer *self)
{
  Request *request = g_hash_table_lookup (self->requests, message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (request == NULL)
    return;
  request->begun = TRUE;
  request->since_us = g_get_monotonic_time ();
  self->n_requests++;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > WF_EXCHANGE_MAX_BODY)
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, WfPlatformServer *self)
{
  Request *request = g_hash_table_lookup (self->requests, message);

  if (request == NULL)
    return;
  request->received += (goffset) g_bytes_get_size (chunk);
  if (request->received > WF_EXCHANGE_MAX_BODY)
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (request->received > MAX_DISCARDED)
    cut (self, message);
}

static void
got_body_cb (SoupServerMessage *message, WfPlatformServer *self)
{
  Request *request = g_hash_table_lookup (self->requests, message);

  if (request != NULL)
    request->complete = TRUE;
}

/* A connection taken away from libsoup (cut, or a WebSocket) ends without a signal. */
static void
message_gone_cb (gpointer user_data, GObject *message)
{
  WfPlatformServer *self = user_data;

  g_hash_table_remove (self->requests, message);
}

static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, WfPlatformServer *self)
{
  Request *request = g_new0 (Request, 1);

  request->since_us = g_get_monotonic_time ();
  g_hash_table_insert (self->requests, message, request);
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, self);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), self);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (message, "got-body", G_CALLBACK (got_body_cb), self);
  if (g_hash_table_size (self->requests) > WF_SERVER_MAX_CONNECTIONS)
    cut (self, message);
}

static void
request_ended_cb (SoupServer *soup, SoupServerMessage *message, WfPlatformServer *self)
{
  if (!g_hash_table_contains (self->requests, message))
    return;
  g_signal_handlers_disconnect_by_data (message, self);
  g_object_weak_unref (G_OBJECT (message), message_gone_cb, self);
  g_hash_table_remove (self->requests, message);
}

/* Half a request may wait for its other half only so long. */
static gboolean
sweep_cb (gpointer user_data)
{
  WfPlatformServer *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Request *request = value;
      gint64 limit_s = request->begun ? WF_SERVER_REQUEST_TIMEOUT_S : WF_SERVER_IDLE_TIMEOUT_S;

      if (!request->complete && now_us - request->since_us > limit_s * G_USEC_PER_SEC)
        g_ptr_array_add (late, key);
    }
  for (guint i = 0; i < late->len; i++)
    cut (self, late->pdata[i]);
  return G_SOURCE_CONTINUE;
}

/* Fills @exchange's path; FALSE where a segment is no proper text. */
static gboolean
split_path (WfExchange *exchange, const char *encoded)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (encoded, "/", 32);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *decoded = *parts[i] != '\0' ? g_uri_unescape_string (parts[i], NULL) : NULL;

      if (decoded != NULL && g_utf8_validate (decoded, -1, NULL))
        g_ptr_array_add (segments, decoded);
      else
        g_free (decoded);
      if (*parts[i] != '\0' && decoded == NULL)
        return FALSE;
    }
  exchange->n_rest = segments->len;
  g_ptr_array_add (segments, NULL);
  exchange->rest = (char **) g_ptr_array_free (g_steal_pointer (&segments), FALSE);
  return TRUE;
}

static const WfApi *
find_api (const char *path)
{
  const WfApi *best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (apis); i++)
    {
      gsize length = strlen (apis[i]->prefix);

      if (g_str_has_prefix (path, apis[i]->prefix)
          && (path[length] == '\0' || path[length] == '/' || path[length] == '?')
          && (best == NULL || length > strlen (best->prefix)))
        best = apis[i];
    }
  return best;
}

static gboolean
check_request (WfPlatformServer *self, WfExchange *exchange, const char *path, const char *query)
{
  const Request *request = g_hash_table_lookup (self->requests, exchange->message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);

  if (request != NULL && request->received > WF_EXCHANGE_MAX_BODY)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_TOO_COMPLEX, 413,
                               _ ("The body is larger than %d bytes; send it in parts."),
                               WF_EXCHANGE_MAX_BODY);
  else if (strlen (path) + strlen (query) > WF_EXCHANGE_MAX_PATH)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_TOO_COMPLEX, 414,
                               _ ("The path and query are longer than %d bytes; use "
                                  "entityOperations/query."),
                               WF_EXCHANGE_MAX_PATH);
  else if (soup_message_headers_get_one (headers, "NGSILD-Tenant") != NULL)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NO_MULTI_TENANT, 0,
                               _ ("This platform serves one city and has no tenants; leave "
                                  "NGSILD-Tenant out."));
  else
    return TRUE;
  return FALSE;
}

static void
run_api (WfExchange *exchange, const char *path)
{
  const WfApi *api = find_api (path);

  if (api == NULL)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                               _ ("There is nothing at this path."));
  else if (!split_path (exchange, path + strlen (api->prefix)))
    wf_exchange_reply_problem (exchange, WF_PROBLEM_INVALID_REQUEST, 0,
                               _ ("The path is not properly percent-encoded."));
  else
    api->handle (exchange);
  if (exchange->status == 0 && !exchange->streaming)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_INTERNAL, 0,
                               _ ("The request was not answered; this is a fault of the "
                                  "platform."));
}

static void
answer (WfPlatformServer *self, WfExchange *exchange)
{
  GUri *uri = soup_server_message_get_uri (exchange->message);
  const char *path = g_uri_get_path (uri);
  const char *query = g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "";
  g_auto (WfFaultPlan) plan = { 0 };

  if (check_request (self, exchange, path, query))
    {
      plan = wf_answer_plan (exchange, path);
      if (!wf_answer_before (exchange, &plan))
        run_api (exchange, path);
    }
  if (!exchange->streaming)
    wf_answer_send (exchange, &plan);
}

static void
request_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  WfPlatformServer *self = user_data;
  WfExchange exchange = { .platform = self->platform,
                          .message = message,
                          .method = soup_server_message_get_method (message) };

  exchange.query = query != NULL ? g_hash_table_ref (query)
                                 : g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  answer (self, &exchange);
  g_hash_table_unref (exchange.query);
  g_strfreev (exchange.rest);
  g_clear_pointer (&exchange.body, g_bytes_unref);
}

static void
websocket_cb (SoupServer *soup, SoupServerMessage *message, const char *path,
              SoupWebsocketConnection *connection, gpointer user_data)
{
  WfPlatformServer *self = user_data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) parameters = soup_form_decode (query != NULL ? query : "");

  if (!wf_live_stream_add_websocket (self->platform->stream, connection,
                                     g_hash_table_lookup (parameters, "types"),
                                     g_hash_table_lookup (parameters, "lastEventId")))
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
}

static GSocketAddress *
parse_address (const char *text, GError **error)
{
  g_autofree char *local = g_str_has_prefix (text, "localhost:")
                               ? g_strconcat ("127.0.0.1", text + strlen ("localhost"), NULL)
                               : g_strdup (text);
  const char *colon = strrchr (local, ':');
  guint64 port;

  if (colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    {
      g_autofree char *host = g_strndup (local, (gsize) (colon - local));
      GSocketAddress *found = g_inet_socket_address_new_from_string (host, (guint) port);

      if (found != NULL)
        return found;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("'%s' is no address to listen at; give one like 127.0.0.1:8900."), text);
  return NULL;
}

static char *
first_url (SoupServer *soup)
{
  GSList *uris = soup_server_get_uris (soup);
  char *url = uris != NULL ? g_uri_to_string (uris->data) : g_strdup ("");

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  if (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return url;
}

WfPlatformServer *
wf_platform_server_new (WfPlatform *platform, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) where = parse_address (address, error);
  g_autoptr (WfPlatformServer) self = NULL;
  g_autoptr (GError) problem = NULL;

  if (where == NULL)
    return NULL;
  self = g_new0 (WfPlatformServer, 1);
  self->platform = platform;
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  /* Raw: a segment is decoded once, after the path was split, so that an id may hold a slash. */
  self->soup = soup_server_new ("server-header", "watchfloor-platform/" WF_VERSION, "raw-paths",
                                TRUE, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (request_ended_cb), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (request_ended_cb), self);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  soup_server_add_websocket_handler (self->soup, "/ws", NULL, NULL, websocket_cb, self, NULL);
  if (!soup_server_listen (self->soup, where, 0, &problem))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NETWORK,
                   _ ("The platform cannot listen at %s (%s); choose another port."), address,
                   problem->message);
      return NULL;
    }
  self->url = first_url (self->soup);
  self->sweep_id = g_timeout_add_seconds (5, sweep_cb, self);
  return g_steal_pointer (&self);
}

static void
forget_messages (WfPlatformServer *self)
{
  GHashTableIter iter;
  gpointer message;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, &message, NULL))
    {
      g_signal_handlers_disconnect_by_data (message, self);
      g_object_weak_unref (G_OBJECT (message), message_gone_cb, self);
    }
}

void
wf_platform_server_free (WfPlatformServer *self)
{
  if (self == NULL)
    return;
  if (self->sweep_id != 0)
    g_source_remove (self->sweep_id);
  soup_server_disconnect (self->soup);
  forget_messages (self);
  g_signal_handlers_disconnect_by_data (self->soup, self);
  g_object_unref (self->soup);
  g_hash_table_unref (self->requests);
  g_free (self->url);
  g_free (self);
}

const char *
wf_platform_server_url (WfPlatformServer *self)
{
  return self->url;
}

json_t *
wf_platform_server_state (WfPlatformServer *self)
{
  return json_pack ("{s:i, s:I, s:I}", "connections", (int) g_hash_table_size (self->requests),
                    "requests", (json_int_t) self->n_requests, "refused",
                    (json_int_t) self->n_refused);
}
