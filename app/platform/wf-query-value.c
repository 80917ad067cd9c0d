/* Watchfloor: values in the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure; any thread. */
#include "config.h"

#include "wf-query-value.h"

#include "wf-time.h"

#include <math.h>
#include <string.h>

static gboolean
parse_number (const char *text, double *number)
{
  char *end = NULL;

  /* strtod would also take "nan", "infinity" and "0x10". */
  if (strpbrk (text, "nNiIxX") != NULL || *text == '\0' || g_ascii_isspace (*text))
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*number);
}

WfQueryValue
wf_query_value_new (char *text, gboolean quoted)
{
  WfQueryValue value = { WF_QUERY_TEXT, 0, WF_TIME_NONE, text };

  if (wf_time_parse (text, &value.time_us))
    value.kind = WF_QUERY_TIME;
  else if (quoted)
    value.kind = WF_QUERY_TEXT;
  else if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    {
      value.kind = WF_QUERY_BOOLEAN;
      value.number = g_str_equal (text, "true") ? 1 : 0;
    }
  else if (parse_number (text, &value.number))
    value.kind = WF_QUERY_NUMBER;
  return value;
}

void
wf_query_value_clear (WfQueryValue *value)
{
  g_clear_pointer (&value->text, g_free);
}

static int
sign (double difference)
{
  return difference < 0 ? -1 : difference > 0;
}

static gboolean
compare_text (const WfQueryValue *value, const char *text, int *order)
{
  gint64 time_us;

  if (value->kind == WF_QUERY_TIME && wf_time_parse (text, &time_us))
    *order = time_us < value->time_us ? -1 : time_us > value->time_us;
  else
    *order = strcmp (text, value->text);
  return TRUE;
}

gboolean
wf_query_value_compare (const WfQueryValue *value, const json_t *json, int *order)
{
  if (json_is_string (json))
    return compare_text (value, json_string_value (json), order);
  if (json_is_number (json) && value->kind == WF_QUERY_NUMBER)
    {
      *order = sign (json_number_value (json) - value->number);
      return TRUE;
    }
  if (json_is_boolean (json) && value->kind == WF_QUERY_BOOLEAN)
    {
      *order = (json_is_true (json) ? 1 : 0) - (int) value->number;
      return TRUE;
    }
  return FALSE;
}
