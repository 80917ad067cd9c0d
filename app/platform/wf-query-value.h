/* Watchfloor: values in the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One comparable value of a q term and how it compares with JSON. Values; any thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum
{
  WF_QUERY_NUMBER,
  WF_QUERY_TEXT,
  WF_QUERY_TIME,
  WF_QUERY_BOOLEAN,
} WfQueryValueKind;

typedef struct
{
  WfQueryValueKind kind;
  double number; /* of a boolean: 0 or 1 */
  gint64 time_us;
  char *text; /* owned; as written, without quotes */
} WfQueryValue;

/* @text (taken) as what it looks like; @quoted = text whatever it looks like, except a time. */
WfQueryValue wf_query_value_new (char *text, gboolean quoted);
void wf_query_value_clear (WfQueryValue *value);

/* TRUE where @json and @value can be compared at all; @order is then <0, 0, >0 like strcmp
 * (json, value). Text is ordered by bytes, times by instant. */
gboolean wf_query_value_compare (const WfQueryValue *value, const json_t *json, int *order);
