/* Watchfloor: one request and its answer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an API handler gets: the request taken apart and checked, and a place for the answer, which
 * the server sends when the handler has returned. Lives for one call; main thread. */
#pragma once

#include "wf-platform.h"
#include "wf-problem.h"

#include <libsoup/soup.h>

#define WF_EXCHANGE_MAX_BODY (8 * 1024 * 1024)
#define WF_EXCHANGE_MAX_PATH 4096 /* path and query, bytes */

typedef struct
{
  WfPlatform *platform;
  SoupServerMessage *message; /* borrowed */
  const char *method; /* borrowed: "GET"... */
  char **rest; /* owned: decoded segments after the API's prefix */
  guint n_rest;
  GHashTable *query; /* owned: name -> value, decoded; never NULL */

  guint status; /* 0 until answered */
  const char *content_type; /* static */
  GBytes *body; /* owned, may be NULL */
  gboolean streaming; /* the handler answers by itself, later */
} WfExchange;

/* A member of the family (api.def). */
typedef struct
{
  const char *prefix; /* "/ngsi-ld/v1/entities" */
  void (*handle) (WfExchange *exchange);
} WfApi;

/* NULL where the query has no such parameter. */
const char *wf_exchange_query (WfExchange *exchange, const char *name);

/* @name as a number between @min and @max, @fallback where absent; answers 400 and returns FALSE
 * where it is anything else. */
gboolean wf_exchange_query_uint (WfExchange *exchange, const char *name, guint fallback, guint min,
                                 guint max, guint *value);

gboolean wf_exchange_is (WfExchange *exchange, const char *method);

/* TRUE where the client prefers @type ("application/ld+json") over plain JSON. */
gboolean wf_exchange_accepts (WfExchange *exchange, const char *type);

/* The JSON body, its names as wf_short_body leaves them (new reference); answers 400, 413 or 415
 * and returns NULL where there is none. */
json_t *wf_exchange_parse_body (WfExchange *exchange);

/* @value is taken. */
void wf_exchange_reply_json (WfExchange *exchange, guint status, json_t *value);
void wf_exchange_reply_empty (WfExchange *exchange, guint status);
/* 200 with @body (taken). @content_type is static. */
void wf_exchange_reply_bytes (WfExchange *exchange, const char *content_type, GBytes *body);
/* @status 0 = the problem's own. */
void wf_exchange_reply_problem (WfExchange *exchange, WfProblem problem, guint status,
                                const char *format, ...) G_GNUC_PRINTF (4, 5);
void wf_exchange_reply_error (WfExchange *exchange, const GError *error);
/* 405 with Allow: @allowed. */
void wf_exchange_reply_not_allowed (WfExchange *exchange, const char *allowed);
void wf_exchange_set_header (WfExchange *exchange, const char *name, const char *value);
