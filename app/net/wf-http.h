/* Watchfloor: HTTP as a client.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One SoupSession with the limits it leaves unset: size and time of an answer, connections per
 * host, who we are. TLS is always verified. Use from the thread that made it. */
#pragma once

#include <gio/gio.h>

typedef struct _WfHttp WfHttp;

/* Strings are borrowed for the call. */
typedef struct
{
  const char *method; /* NULL = GET */
  const char *url;
  const char *accept; /* may be NULL */
  const char *content_type; /* of @body */
  GBytes *body; /* may be NULL */
  const char *last_event_id; /* may be NULL */
  const char *if_none_match, *if_modified_since; /* what is known already; may be NULL */
  const char *authorization; /* the header's value; may be NULL. Not taken along to elsewhere */
  const char *if_match; /* the version an edit is based on; may be NULL */
  gsize max_bytes; /* of the answer, unpacked; 0 = 16 MiB */
  guint timeout_ms; /* from the call to the answer's last byte; 0 = 10 s */
} WfHttpRequest;

typedef struct
{
  guint status;
  GBytes *body;
  char *content_type; /* without parameters, lower case; "" unknown */
  gint64 n_results; /* NGSILD-Results-Count; -1 where not said */
  guint retry_after_s; /* 0 where not said */
  char *etag, *last_modified; /* NULL where not said */
  gint64 fresh_s; /* how long it may be taken for new (RFC 9111); < 0: it may not be kept */
} WfHttpAnswer;

WfHttp *wf_http_new (void);
/* By another way than the system's: trusting the certificates in @ca_file (PEM; NULL = the
 * system's), through @proxy ("http://HOST:PORT", "socks5://..."; NULL = the system's). Errors: the
 * file cannot be read. */
WfHttp *wf_http_new_by (const char *ca_file, const char *proxy, GError **error);
/* For servers that serve everybody: at most two connections to each. */
WfHttp *wf_http_new_polite (void);
void wf_http_free (WfHttp *http);

/* Sends @request and reads the answer whole. */
void wf_http_send_async (WfHttp *http, const WfHttpRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);

/* Any status is an answer. Errors: WF_ERROR_NETWORK, WF_ERROR_TIMEOUT, WF_ERROR_LIMIT (larger than
 * max_bytes), WF_ERROR_CANCELLED. @maybe_sent (may be NULL): FALSE where the request surely never
 * left, TRUE where it may have arrived although the answer is lost. */
WfHttpAnswer *wf_http_send_finish (GAsyncResult *result, gboolean *maybe_sent, GError **error);
void wf_http_answer_free (WfHttpAnswer *answer);

/* Begins an answer without end: the stream once a 200 of @content_type has come within
 * timeout_ms. Reading it is the caller's, with limits of its own. */
void wf_http_stream_async (WfHttp *http, const WfHttpRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
/* WF_ERROR_NOT_FOUND where the server does not offer it (404, 405, 406, 501, another type),
 * WF_ERROR_REFUSED where it wants to know who asks (401). */
GInputStream *wf_http_stream_finish (GAsyncResult *result, GError **error);

/* The same way for connections that are not HTTP. */
void wf_http_use_way (WfHttp *http, GSocketClient *client);

/* For WebSockets, which libsoup makes of a session. Borrowed. */
struct _SoupSession *wf_http_session (WfHttp *http);

/* What a connection to @host failed of, and what an answer of @status other than 200 means: one
 * sentence for the operator. Free with g_free. */
char *wf_http_trouble (const GError *cause, const char *host);
char *wf_http_status_trouble (guint status, const char *host);

/* "host:port" of @url for sentences; the url where it is none. Free with g_free. */
char *wf_http_host (const char *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfHttp, wf_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfHttpAnswer, wf_http_answer_free)
