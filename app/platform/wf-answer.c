/* Watchfloor: an answer on its way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes on after the handler has returned hangs on the message and ends with it. Main
 * thread. */
#include "config.h"

#include "wf-answer.h"

#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define HALF_OPEN_MS (120 * 1000)
#define JUNK_BYTES 65536

/* ---- the connection */

/* Ends the connection; what libsoup still had to send is dropped with it. FALSE where the peer has
 * gone already: libsoup complains when such a connection is taken from it. */
static gboolean
take_away (SoupServerMessage *message)
{
  g_autoptr (SoupServerMessage) kept = g_object_ref (message);
  GSocket *socket = soup_server_message_get_socket (kept);
  g_autoptr (GSocketAddress) peer
      = socket != NULL ? g_socket_get_remote_address (socket, NULL) : NULL;
  g_autoptr (GIOStream) stream = NULL;

  if (peer == NULL)
    return FALSE;
  stream = soup_server_message_steal_connection (kept);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
  return TRUE;
}

/* @message is held back: where the peer has gone, libsoup finds out when it writes. */
static void
hang_up (SoupServerMessage *message)
{
  if (!take_away (message))
    soup_server_message_unpause (message);
}

/* @message is being read: where the peer has gone, libsoup finds out by itself. */
static void
stop_reading (SoupServerMessage *message)
{
  take_away (message);
}

/* Something to be done with a message after a while, unless it ends before. */
typedef struct
{
  SoupServerMessage *message; /* borrowed: we end with it */
  void (*act) (SoupServerMessage *message);
  guint source_id;
  gulong finished_id;
} Later;

static void
later_done (Later *later)
{
  g_signal_handler_disconnect (later->message, later->finished_id);
  g_free (later);
}

static gboolean
later_cb (gpointer user_data)
{
  Later *later = user_data;
  SoupServerMessage *message = later->message;
  void (*act) (SoupServerMessage *) = later->act;

  later_done (later);
  act (message);
  return G_SOURCE_REMOVE;
}

static void
later_finished_cb (SoupServerMessage *message, Later *later)
{
  g_source_remove (later->source_id);
  later_done (later);
}

static void
do_later (SoupServerMessage *message, guint ms, void (*act) (SoupServerMessage *message))
{
  Later *later = g_new0 (Later, 1);

  later->message = message;
  later->act = act;
  later->finished_id
      = g_signal_connect (message, "finished", G_CALLBACK (later_finished_cb), later);
  later->source_id = g_timeout_add (ms, later_cb, later);
}

/* Keeps @message from being answered and does @act after @ms. */
static void
hold_back (SoupServerMessage *message, guint ms, void (*act) (SoupServerMessage *message))
{
  do_later (message, ms, act);
  soup_server_message_pause (message);
}

void
wf_answer_cut (SoupServerMessage *message)
{
  do_later (message, 0, stop_reading);
}

/* ---- the answer */

static void
set_head (WfExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);

  soup_server_message_set_status (exchange->message, exchange->status, NULL);
  if (exchange->body != NULL)
    soup_message_headers_set_content_type (
        headers, exchange->status >= 400 ? "application/problem+json" : exchange->content_type,
        NULL);
}

/* libsoup 3.2 takes a 204 for an answer that ends with the connection, and would hang up. */
static void
keep_connection_cb (SoupServerMessage *message, gpointer user_data)
{
  if (soup_server_message_get_status (message) == SOUP_STATUS_NO_CONTENT)
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_NONE);
}

static void
send_whole (WfExchange *exchange)
{
  SoupMessageBody *body = soup_server_message_get_response_body (exchange->message);

  set_head (exchange);
  if (exchange->body == NULL)
    {
      g_signal_connect (exchange->message, "wrote-headers", G_CALLBACK (keep_connection_cb), NULL);
      return;
    }
  soup_message_body_append_bytes (body, exchange->body);
  soup_message_body_complete (body);
}

static void
half_written_cb (SoupServerMessage *message, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (message, half_written_cb, user_data);
  hold_back (message, 0, hang_up);
}

/* The length of the whole is promised, the half is sent. */
static void
send_half (WfExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  gsize length = exchange->body != NULL ? g_bytes_get_size (exchange->body) : 0;
  g_autoptr (GBytes) half = NULL;

  if (length < 2)
    {
      hold_back (exchange->message, 0, hang_up);
      send_whole (exchange);
      return;
    }
  half = g_bytes_new_from_bytes (exchange->body, 0, length / 2);
  set_head (exchange);
  soup_message_headers_set_content_length (headers, (goffset) length);
  g_signal_connect (exchange->message, "wrote-chunk", G_CALLBACK (half_written_cb), NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (exchange->message), half);
}

static void
send_garbage (WfExchange *exchange)
{
  gsize length = exchange->body != NULL ? MAX (g_bytes_get_size (exchange->body), 64) : 64;

  g_clear_pointer (&exchange->body, g_bytes_unref);
  exchange->body
      = g_bytes_new_take (wf_fault_rules_garbage (exchange->platform->faults, length), length);
  exchange->status = 200;
  exchange->content_type = "application/json";
  send_whole (exchange);
}

typedef struct
{
  guint64 left;
} Endless;

static void
append_junk (SoupServerMessage *message, Endless *endless)
{
  static char junk[JUNK_BYTES];
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  gsize length = (gsize) MIN (endless->left, sizeof junk);

  memset (junk, ' ', sizeof junk);
  endless->left -= length;
  if (length > 0)
    soup_message_body_append (body, SOUP_MEMORY_STATIC, junk, length);
  else
    soup_message_body_complete (body);
}

static void
junk_written_cb (SoupServerMessage *message, Endless *endless)
{
  append_junk (message, endless);
  soup_server_message_unpause (message);
}

static void
endless_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
send_endless (WfExchange *exchange, guint64 bytes)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  SoupMessageBody *body = soup_server_message_get_response_body (exchange->message);
  Endless *endless = g_new0 (Endless, 1);

  endless->left = bytes;
  soup_server_message_set_status (exchange->message, 200, NULL);
  soup_message_headers_set_content_type (headers, "application/json", NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (body, FALSE);
  g_signal_connect_data (exchange->message, "wrote-chunk", G_CALLBACK (junk_written_cb), endless,
                         endless_free, 0);
  append_junk (exchange->message, endless);
}

/* ---- faults of content */

static json_t *
twice (const json_t *array)
{
  json_t *doubled = json_array ();
  json_t *one;
  size_t i;

  json_array_foreach ((json_t *) array, i, one)
    {
      json_array_append (doubled, one);
      json_array_append (doubled, one);
    }
  return doubled;
}

static void
change_content (WfExchange *exchange, const WfFaultPlan *plan)
{
  gboolean listed = plan->kind == WF_FAULT_DUPLICATE || plan->kind == WF_FAULT_REORDER;
  json_t *value;

  if ((plan->n_content == 0 && !listed) || exchange->body == NULL)
    return;
  value = json_loadb (g_bytes_get_data (exchange->body, NULL), g_bytes_get_size (exchange->body),
                      JSON_DECODE_ANY, NULL);
  if (value == NULL)
    return;
  wf_fault_plan_mangle (plan, value);
  if (plan->kind == WF_FAULT_DUPLICATE && json_is_array (value))
    {
      json_t *doubled = twice (value);

      json_decref (value);
      value = doubled;
    }
  if (plan->kind == WF_FAULT_REORDER && json_is_array (value))
    wf_fault_rules_shuffle (exchange->platform->faults, value);
  {
    const char *content_type = exchange->content_type;

    wf_exchange_reply_json (exchange, exchange->status, value);
    exchange->content_type = content_type;
  }
}

/* ---- the plan */

static void
add_type (GString *list, const json_t *entity)
{
  const char *type = wf_json_string (entity, "type", NULL);

  if (type != NULL && list->len < 4096)
    g_string_append_printf (list, ",%s", type);
}

/* Of what is sent: the entity, or those of a batch. */
static void
add_types_sent (WfExchange *exchange, GString *list)
{
  SoupMessageBody *request = soup_server_message_get_request_body (exchange->message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (request);
  const char *text = g_bytes_get_data (bytes, NULL);
  g_autoptr (json_t) body = NULL;
  const json_t *entity;
  size_t i;

  if (text == NULL)
    return;
  body = wf_json_parse (text, g_bytes_get_size (bytes), WF_EXCHANGE_MAX_BODY, "", NULL);
  add_type (list, body);
  json_array_foreach (body, i, entity)
    add_type (list, entity);
}

/* Types asked for, sent, and that of "urn:ngsi-ld:TYPE:..." in the path. */
static char **
types_of (WfExchange *exchange, const char *path)
{
  const char *asked = wf_exchange_query (exchange, "type");
  const char *urn = strstr (path, "urn:ngsi-ld:");
  g_autoptr (GString) list = g_string_new (asked);

  if (urn != NULL)
    {
      const char *type = urn + strlen ("urn:ngsi-ld:");

      g_string_append_printf (list, ",%.*s", (int) strcspn (type, ":/%"), type);
    }
  add_types_sent (exchange, list);
  return g_strsplit (list->str, ",", 256);
}

WfFaultPlan
wf_answer_plan (WfExchange *exchange, const char *path)
{
  WfPlatform *platform = exchange->platform;
  g_auto (GStrv) types = NULL;

  if (wf_fault_rules_is_empty (platform->faults))
    return (WfFaultPlan){ 0 };
  types = types_of (exchange, path);
  return wf_fault_rules_plan (platform->faults, WF_FAULT_ON_HTTP, exchange->method, path,
                              (const char *const *) types, wf_clock_now (platform->clock));
}

static void
reply_failure (WfExchange *exchange, const WfFaultPlan *plan)
{
  wf_exchange_reply_problem (exchange, WF_PROBLEM_INTERNAL, plan->status,
                             plan->status == 429 ? _ ("Too many requests; wait and try again.")
                                                 : _ ("The platform has a fault just now."));
  if (plan->retry_after_s > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", plan->retry_after_s);

      wf_exchange_set_header (exchange, "Retry-After", text);
    }
}

gboolean
wf_answer_before (WfExchange *exchange, const WfFaultPlan *plan)
{
  if (!plan->before)
    return FALSE;
  if (plan->kind == WF_FAULT_ERROR || plan->kind == WF_FAULT_RATE_LIMIT)
    reply_failure (exchange, plan);
  else
    wf_exchange_reply_empty (exchange, 204);
  return TRUE;
}

void
wf_answer_send (WfExchange *exchange, const WfFaultPlan *plan)
{
  change_content (exchange, plan);
  switch (plan->kind)
    {
    case WF_FAULT_DROP:
      hold_back (exchange->message, 0, hang_up);
      break;
    case WF_FAULT_HALF_OPEN:
      hold_back (exchange->message, HALF_OPEN_MS, hang_up);
      break;
    case WF_FAULT_TRUNCATE:
      send_half (exchange);
      return;
    case WF_FAULT_GARBAGE:
      send_garbage (exchange);
      return;
    case WF_FAULT_ENDLESS:
      send_endless (exchange, plan->bytes);
      return;
    case WF_FAULT_DELAY:
      hold_back (exchange->message, plan->delay_ms, soup_server_message_unpause);
      break;
    case WF_FAULT_ERROR:
    case WF_FAULT_RATE_LIMIT:
      reply_failure (exchange, plan);
      break;
    case WF_FAULT_NONE:
    case WF_FAULT_DUPLICATE:
    case WF_FAULT_REORDER:
    case WF_FAULT_CLOCK_SKEW:
    case WF_FAULT_WRONG_DATUM:
    case WF_FAULT_N:
    default:
      break;
    }
  send_whole (exchange);
}
