/* Watchfloor: HTTP as a client.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A call is a GTask with its Call; a timer of our own ends what takes too long, because libsoup's
 * counts only silence. Bodies are read at idle priority so that a flood cannot hold back the
 * screen. */
#include "config.h"

#include "wf-http.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#define DEFAULT_MAX_BYTES (16 * 1024 * 1024)
#define DEFAULT_TIMEOUT_MS 10000
#define CHUNK_BYTES (64 * 1024)
#define CONNECTIONS_PER_HOST 8
#define POLITE_CONNECTIONS 2
#define MAX_FRESH_S (30 * 24 * 3600)
#define GUESSED_FRESH_S (24 * 3600)
#define IO_PRIORITY G_PRIORITY_DEFAULT_IDLE

struct _WfHttp
{
  SoupSession *session;
  GTlsDatabase *authorities; /* NULL = the system's */
  GProxyResolver *proxy; /* NULL = the system's */
};

typedef struct
{
  SoupMessage *message;
  GCancellable *cancellable; /* ours, also by the timer */
  GCancellable *outer; /* the caller's; may be NULL */
  gulong outer_handler;
  GSource *timer;
  GInputStream *stream;
  GByteArray *body;
  gsize max_bytes;
  gboolean is_stream;
  gboolean timed_out;
  gboolean started; /* bytes of the request may have left */
  char *host;
} Call;

static void
stop_timer (Call *call)
{
  if (call->timer != NULL)
    g_source_destroy (call->timer);
  g_clear_pointer (&call->timer, g_source_unref);
}

static void
call_free (Call *call)
{
  stop_timer (call);
  if (call->outer != NULL)
    g_cancellable_disconnect (call->outer, call->outer_handler);
  g_clear_object (&call->outer);
  g_clear_object (&call->message);
  g_clear_object (&call->cancellable);
  g_clear_object (&call->stream);
  g_clear_pointer (&call->body, g_byte_array_unref);
  g_free (call->host);
  g_free (call);
}

char *
wf_http_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (url);
  if (g_uri_get_port (uri) <= 0)
    return g_strdup (g_uri_get_host (uri));
  return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
}

static WfHttp *
make (guint connections_per_host)
{
  WfHttp *http = g_new0 (WfHttp, 1);

  http->session = soup_session_new_with_options ("timeout", 30, "idle-timeout", 60, "max-conns", 32,
                                                 "max-conns-per-host", connections_per_host,
                                                 "user-agent", "Watchfloor/" WF_VERSION, NULL);
  return http;
}

WfHttp *
wf_http_new (void)
{
  return make (CONNECTIONS_PER_HOST);
}

WfHttp *
wf_http_new_by (const char *ca_file, const char *proxy, GError **error)
{
  g_autoptr (GTlsDatabase) authorities = NULL;
  g_autoptr (GError) cause = NULL;
  WfHttp *http;

  if (ca_file != NULL && (authorities = g_tls_file_database_new (ca_file, &cause)) == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The certificates in %s cannot be read (%s); it must be a PEM file."),
                   ca_file, cause->message);
      return NULL;
    }
  http = make (CONNECTIONS_PER_HOST);
  if (authorities != NULL)
    soup_session_set_tls_database (http->session, authorities);
  http->authorities = g_steal_pointer (&authorities);
  if (proxy != NULL)
    {
      http->proxy = g_simple_proxy_resolver_new (proxy, NULL);
      soup_session_set_proxy_resolver (http->session, http->proxy);
    }
  return http;
}

WfHttp *
wf_http_new_polite (void)
{
  return make (POLITE_CONNECTIONS);
}

void
wf_http_free (WfHttp *http)
{
  if (http == NULL)
    return;
  soup_session_abort (http->session);
  g_object_unref (http->session);
  g_clear_object (&http->authorities);
  g_clear_object (&http->proxy);
  g_free (http);
}

SoupSession *
wf_http_session (WfHttp *http)
{
  return http->session;
}

static void
client_event_cb (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to,
                 GIOStream *connection, gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_database (G_TLS_CONNECTION (connection), data);
}

void
wf_http_use_way (WfHttp *http, GSocketClient *client)
{
  if (http->proxy != NULL)
    g_socket_client_set_proxy_resolver (client, http->proxy);
  if (http->authorities != NULL)
    g_signal_connect_data (client, "event", G_CALLBACK (client_event_cb),
                           g_object_ref (http->authorities),
                           (GClosureNotify) (void (*) (void)) g_object_unref, 0);
}

static gboolean
time_out_cb (gpointer data)
{
  Call *call = data;

  call->timed_out = TRUE;
  g_cancellable_cancel (call->cancellable);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
starting_cb (SoupMessage *message, gpointer data)
{
  Call *call = data;

  call->started = TRUE;
}

char *
wf_http_trouble (const GError *cause, const char *host)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup_printf (_ ("%s did not answer in time."), host);
  if (cause->domain == G_TLS_ERROR)
    return g_strdup_printf (_ ("%s cannot prove who it is (%s). Have its certificate checked."),
                            host, cause->message);
  if (cause->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_ ("The name of %s is not known (%s). Check the address and the name "
                               "server."),
                            host, cause->message);
  return g_strdup_printf (_ ("%s cannot be reached (%s)."), host, cause->message);
}

char *
wf_http_status_trouble (guint status, const char *host)
{
  if (status == 401)
    return g_strdup_printf (
        _ ("%s wants to know who asks (401). Check the feed's key or password."), host);
  if (status == 403)
    return g_strdup_printf (_ ("%s does not let us read this (403). Have the right granted."),
                            host);
  if (status == 407)
    return g_strdup_printf (_ ("The proxy on the way to %s wants a password (407)."), host);
  if (status == 429)
    return g_strdup_printf (_ ("%s was asked too often (429)."), host);
  if (status >= 500)
    return g_strdup_printf (_ ("%s is in trouble itself (%u)."), host, status);
  return g_strdup_printf (_ ("%s answered %u."), host, status);
}

/* The sentence for the operator out of whatever libsoup or GIO said. */
static GError *
explain (Call *call, const GError *cause)
{
  g_autofree char *trouble = NULL;

  if (call->timed_out || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (WF_ERROR, WF_ERROR_TIMEOUT, _ ("%s did not answer in time."), call->host);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new (WF_ERROR, WF_ERROR_CANCELLED, _ ("The request to %s was cancelled."),
                        call->host);
  trouble = wf_http_trouble (cause, call->host);
  return g_error_new_literal (WF_ERROR, WF_ERROR_NETWORK, trouble);
}

static void
fail (GTask *task, const GError *cause)
{
  Call *call = g_task_get_task_data (task);

  stop_timer (call);
  g_task_return_error (task, explain (call, cause));
  g_object_unref (task);
}

static const char *
header (Call *call, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (call->message), name);
}

static char *
content_type (Call *call)
{
  const char *type = soup_message_headers_get_content_type (
      soup_message_get_response_headers (call->message), NULL);

  return g_ascii_strdown (type != NULL ? type : "", -1);
}

static guint64
header_number (Call *call, const char *name, guint64 fallback, guint64 limit)
{
  const char *text = header (call, name);
  guint64 value;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, limit, &value, NULL) ? value
                                                                                       : fallback;
}

static gint64
header_time (Call *call, const char *name)
{
  const char *text = header (call, name);
  g_autoptr (GDateTime) time = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : -1;
}

/* RFC 9111, 4.2: what the server says, else a tenth of the answer's age, else a day. */
static gint64
freshness (Call *call)
{
  const char *control = header (call, "Cache-Control");
  g_autoptr (GHashTable) words
      = control != NULL ? soup_header_parse_param_list (control) : g_hash_table_new (NULL, NULL);
  gint64 date = header_time (call, "Date"), expires = header_time (call, "Expires");
  gint64 modified = header_time (call, "Last-Modified"), fresh_s = GUESSED_FRESH_S;
  const char *age = control != NULL ? g_hash_table_lookup (words, "max-age") : NULL;

  if (control != NULL && g_hash_table_contains (words, "no-store"))
    return -1;
  if (date < 0)
    date = g_get_real_time () / G_USEC_PER_SEC;
  if (control != NULL && g_hash_table_contains (words, "no-cache"))
    fresh_s = 0;
  else if (age != NULL)
    fresh_s = (gint64) g_ascii_strtoull (age, NULL, 10);
  else if (header (call, "Expires") != NULL)
    fresh_s = expires - date;
  else if (modified >= 0)
    fresh_s = (date - modified) / 10;
  return CLAMP (fresh_s, 0, MAX_FRESH_S);
}

static void
return_answer (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  WfHttpAnswer *answer = g_new0 (WfHttpAnswer, 1);

  stop_timer (call);
  answer->status = soup_message_get_status (call->message);
  answer->content_type = content_type (call);
  answer->n_results = (gint64) header_number (call, "NGSILD-Results-Count", G_MAXINT64, G_MAXINT32);
  if (answer->n_results == G_MAXINT64)
    answer->n_results = -1;
  answer->retry_after_s = (guint) header_number (call, "Retry-After", 0, 3600);
  answer->etag = g_strdup (header (call, "ETag"));
  answer->last_modified = g_strdup (header (call, "Last-Modified"));
  answer->fresh_s = freshness (call);
  answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&call->body));
  g_task_return_pointer (task, answer, (GDestroyNotify) wf_http_answer_free);
  g_object_unref (task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL)
    {
      fail (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      return_answer (task);
      return;
    }
  if (call->body->len + g_bytes_get_size (bytes) > call->max_bytes)
    {
      stop_timer (call);
      g_cancellable_cancel (call->cancellable);
      g_task_return_new_error (task, WF_ERROR, WF_ERROR_LIMIT,
                               _ ("%s answered with more than %zu bytes; the rest was not read."),
                               call->host, call->max_bytes);
      g_object_unref (task);
      return;
    }
  g_byte_array_append (call->body, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  g_input_stream_read_bytes_async (call->stream, CHUNK_BYTES, IO_PRIORITY, call->cancellable,
                                   read_cb, task);
}

static void
return_stream (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  guint status = soup_message_get_status (call->message);
  g_autofree char *type = content_type (call);
  gboolean refused = status == 404 || status == 405 || status == 406 || status == 501;

  stop_timer (call);
  if (status == 200 && g_str_equal (type, "text/event-stream"))
    g_task_return_pointer (task, g_steal_pointer (&call->stream), g_object_unref);
  else if (refused || status == 200)
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("%s does not push events."),
                             call->host);
  else
    {
      g_autofree char *trouble = wf_http_status_trouble (status, call->host);

      g_task_return_new_error (task, WF_ERROR, status == 401 ? WF_ERROR_REFUSED : WF_ERROR_NETWORK,
                               "%s", trouble);
    }
  g_object_unref (task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  call->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (call->stream == NULL)
    fail (task, error);
  else if (call->is_stream)
    return_stream (task);
  else
    g_input_stream_read_bytes_async (call->stream, CHUNK_BYTES, IO_PRIORITY, call->cancellable,
                                     read_cb, task);
}

static Call *
call_new (const WfHttpRequest *request, GCancellable *outer)
{
  Call *call = g_new0 (Call, 1);

  call->host = wf_http_host (request->url);
  call->max_bytes = request->max_bytes > 0 ? request->max_bytes : DEFAULT_MAX_BYTES;
  call->body = g_byte_array_new ();
  call->cancellable = g_cancellable_new ();
  if (outer != NULL)
    {
      call->outer = g_object_ref (outer);
      call->outer_handler = g_cancellable_connect (
          outer, G_CALLBACK (outer_cancelled_cb), g_object_ref (call->cancellable), g_object_unref);
    }
  call->timer
      = g_timeout_source_new (request->timeout_ms > 0 ? request->timeout_ms : DEFAULT_TIMEOUT_MS);
  g_source_set_static_name (call->timer, "http-timeout");
  g_source_set_callback (call->timer, time_out_cb, call, NULL);
  g_source_attach (call->timer, g_main_context_get_thread_default ());
  return call;
}

static void
set_headers (SoupMessage *message, const WfHttpRequest *request)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (request->accept != NULL)
    soup_message_headers_replace (headers, "Accept", request->accept);
  if (request->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", request->authorization);
  if (request->if_match != NULL)
    soup_message_headers_replace (headers, "If-Match", request->if_match);
  if (request->if_none_match != NULL)
    soup_message_headers_replace (headers, "If-None-Match", request->if_none_match);
  if (request->if_modified_since != NULL)
    soup_message_headers_replace (headers, "If-Modified-Since", request->if_modified_since);
  if (request->last_event_id != NULL)
    soup_message_headers_replace (headers, "Last-Event-ID", request->last_event_id);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
}

static void
begin (WfHttp *http, const WfHttpRequest *request, gboolean is_stream, GTask *task,
       GCancellable *outer)
{
  Call *call = call_new (request, outer);
  const char *method = request->method != NULL ? request->method : "GET";

  call->is_stream = is_stream;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  call->message = soup_message_new (method, request->url);
  if (call->message == NULL)
    {
      stop_timer (call);
      g_task_return_new_error (task, WF_ERROR, WF_ERROR_INVALID,
                               _ ("'%s' is not an http or https address."), request->url);
      g_object_unref (task);
      return;
    }
  /* A command is never sent twice behind our back. */
  if (!g_str_equal (method, "GET"))
    soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  if (request->authorization != NULL)
    soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT);
  set_headers (call->message, request);
  g_signal_connect (call->message, "starting", G_CALLBACK (starting_cb), call);
  soup_session_send_async (http->session, call->message, IO_PRIORITY, call->cancellable, sent_cb,
                           task);
}

void
wf_http_send_async (WfHttp *http, const WfHttpRequest *request, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wf_http_send_async);
  begin (http, request, FALSE, task, cancellable);
}

/* An answer that came in the same turn as the cancellation is cancelled too: whoever asked may be
 * gone. */
static gboolean
was_cancelled (Call *call, GError **error)
{
  if (call->outer == NULL || !g_cancellable_is_cancelled (call->outer))
    return FALSE;
  g_set_error (error, WF_ERROR, WF_ERROR_CANCELLED, _ ("The request to %s was cancelled."),
               call->host);
  return TRUE;
}

WfHttpAnswer *
wf_http_send_finish (GAsyncResult *result, gboolean *maybe_sent, GError **error)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  if (maybe_sent != NULL)
    *maybe_sent = call->started;
  if (was_cancelled (call, error))
    return NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
wf_http_answer_free (WfHttpAnswer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer->content_type);
  g_free (answer->etag);
  g_free (answer->last_modified);
  g_free (answer);
}

void
wf_http_stream_async (WfHttp *http, const WfHttpRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wf_http_stream_async);
  begin (http, request, TRUE, task, cancellable);
}

GInputStream *
wf_http_stream_finish (GAsyncResult *result, GError **error)
{
  if (was_cancelled (g_task_get_task_data (G_TASK (result)), error))
    return NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
