/* Watchfloor: one request and its answer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads of the request and writes of the answer, with the checks every API needs. Main thread. */
#include "config.h"

#include "wf-exchange.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-short-name.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
wf_exchange_query (WfExchange *exchange, const char *name)
{
  return g_hash_table_lookup (exchange->query, name);
}

gboolean
wf_exchange_query_uint (WfExchange *exchange, const char *name, guint fallback, guint min,
                        guint max, guint *value)
{
  const char *text = wf_exchange_query (exchange, name);
  guint64 number;

  *value = fallback;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, min, max, &number, NULL))
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                                 _ ("%s must be a whole number from %u to %u."), name, min, max);
      return FALSE;
    }
  *value = (guint) number;
  return TRUE;
}

gboolean
wf_exchange_is (WfExchange *exchange, const char *method)
{
  return g_str_equal (exchange->method, method);
}

gboolean
wf_exchange_accepts (WfExchange *exchange, const char *type)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *accept = soup_message_headers_get_list (headers, "Accept");
  GSList *list = accept != NULL ? soup_header_parse_quality_list (accept, NULL) : NULL;
  gboolean preferred = FALSE;

  /* Best first; parameters such as profile= are of no matter here. */
  if (list != NULL)
    preferred = g_str_has_prefix (list->data, type);
  soup_header_free_list (list);
  return preferred;
}

static gboolean
check_content_type (WfExchange *exchange, gboolean *is_ld)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  gboolean merge = wf_exchange_is (exchange, "PATCH");

  *is_ld = type != NULL && g_ascii_strcasecmp (type, "application/ld+json") == 0;
  if (*is_ld || (type != NULL && g_ascii_strcasecmp (type, "application/json") == 0)
      || (merge && type != NULL && g_ascii_strcasecmp (type, "application/merge-patch+json") == 0))
    return TRUE;
  wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_SUPPORTED, 415,
                             _ ("The body must be application/json or application/ld+json."));
  return FALSE;
}

/* ETSI GS CIM 009 clause 6.3.5: @context is in the body of ld+json and nowhere in plain JSON. */
static gboolean
check_context (WfExchange *exchange, const json_t *body, gboolean is_ld)
{
  const json_t *one = json_is_array (body) ? json_array_get (body, 0) : body;
  gboolean has_context = json_object_get (one, "@context") != NULL;

  if (!is_ld && has_context)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                               _ ("A body with @context must be sent as application/ld+json."));
  else if (is_ld && !has_context && one != NULL)
    wf_exchange_reply_problem (exchange, WF_PROBLEM_BAD_REQUEST_DATA, 0,
                               _ ("A body of application/ld+json needs an @context."));
  else
    return TRUE;
  return FALSE;
}

json_t *
wf_exchange_parse_body (WfExchange *exchange)
{
  SoupMessageBody *request = soup_server_message_get_request_body (exchange->message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) body = NULL;
  gboolean is_ld;

  if (!check_content_type (exchange, &is_ld))
    return NULL;
  body
      = wf_json_parse (g_bytes_get_data (bytes, NULL) != NULL ? g_bytes_get_data (bytes, NULL) : "",
                       g_bytes_get_size (bytes), WF_EXCHANGE_MAX_BODY, _ ("The request"), &error);
  if (body == NULL || !(json_is_object (body) || json_is_array (body)))
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_INVALID_REQUEST, 0, "%s",
                                 error != NULL ? error->message
                                               : _ ("The body must be a JSON object or array."));
      return NULL;
    }
  return check_context (exchange, body, is_ld) ? wf_short_body (body) : NULL;
}

static void
reply_bytes (WfExchange *exchange, guint status, const char *content_type, GBytes *body)
{
  exchange->status = status;
  exchange->content_type = content_type;
  g_clear_pointer (&exchange->body, g_bytes_unref);
  exchange->body = body;
}

void
wf_exchange_reply_json (WfExchange *exchange, guint status, json_t *value)
{
  char *text = json_dumps (value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION (15));
  gsize length = text != NULL ? strlen (text) : 0;

  reply_bytes (exchange, status, "application/json",
               g_bytes_new_with_free_func (text, length, free, text));
  json_decref (value);
}

void
wf_exchange_reply_empty (WfExchange *exchange, guint status)
{
  reply_bytes (exchange, status, NULL, NULL);
}

void
wf_exchange_reply_bytes (WfExchange *exchange, const char *content_type, GBytes *body)
{
  reply_bytes (exchange, 200, content_type, body);
}

void
wf_exchange_reply_problem (WfExchange *exchange, WfProblem problem, guint status,
                           const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);
  if (status == 0)
    status = wf_problem_status (problem);
  wf_exchange_reply_json (exchange, status, wf_problem_new (problem, status, detail));
}

void
wf_exchange_reply_error (WfExchange *exchange, const GError *error)
{
  WfProblem problem = wf_problem_from_error (error);

  wf_exchange_reply_problem (exchange, problem, problem == WF_PROBLEM_NOT_SUPPORTED ? 403 : 0, "%s",
                             error->message);
}

void
wf_exchange_reply_not_allowed (WfExchange *exchange, const char *allowed)
{
  wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_SUPPORTED, 405,
                             _ ("%s is not possible here; possible: %s."), exchange->method,
                             allowed);
  wf_exchange_set_header (exchange, "Allow", allowed);
}

void
wf_exchange_set_header (WfExchange *exchange, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (exchange->message), name,
                                value);
}
