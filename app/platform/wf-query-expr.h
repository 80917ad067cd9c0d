/* Watchfloor: the query language of NGSI-LD.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* ETSI GS CIM 009 clause 4.9: terms joined by ; (and, binds tighter) and | (or), parentheses,
 * == != > >= < <= ~= !~=, ranges a..b and lists a,b in values, an attribute alone = it exists,
 * !attribute = it does not. Paths: speed, speed.observedAt, address[city][zip]. Values: numbers,
 * "text", true, false, RFC 3339 times, bare words as text. Immutable once parsed; main thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct _WfQueryExpr WfQueryExpr;

#define WF_QUERY_MAX_LENGTH 4096
#define WF_QUERY_MAX_TERMS 128
#define WF_QUERY_MAX_DEPTH 16
#define WF_QUERY_MAX_PATTERN 512

/* WF_ERROR_INVALID names the place, WF_ERROR_LIMIT what is too much. */
WfQueryExpr *wf_query_expr_parse (const char *text, GError **error);
void wf_query_expr_free (WfQueryExpr *expr);

/* @normalized: a whole entity. A term about something that is not there is false, for != too. */
gboolean wf_query_expr_matches (const WfQueryExpr *expr, const json_t *normalized);

/* A pattern of a client, made so that matching it cannot take for ever. WF_ERROR_INVALID,
 * WF_ERROR_LIMIT. */
GRegex *wf_query_pattern_new (const char *pattern, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfQueryExpr, wf_query_expr_free)
