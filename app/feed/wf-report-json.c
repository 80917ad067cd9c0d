/* Watchfloor: a report as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-report-json.h"

#include <math.h>
#include <string.h>

static json_t *
text_or_null (const char *text)
{
  json_t *value = text != NULL ? json_string (text) : NULL;

  return value != NULL ? value : json_null ();
}

/* Seven digits say all a float knows. */
static json_t *
number_or_null (double value)
{
  char text[32];

  if (isnan (value))
    return json_null ();
  return json_real (g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.7g", value), NULL));
}

static json_t *
degrees_or_null (double value)
{
  return isnan (value) ? json_null () : json_real (value);
}

static json_t *
time_or_null (gint64 time_us)
{
  g_autofree char *text = time_us != WF_TIME_NONE ? wf_time_format (time_us) : NULL;

  return text_or_null (text);
}

static json_t *
flags_to_json (WfReportFlags flags)
{
  static const char *const names[] = { "stale", "stuck", "backfill", "future", "jump" };
  json_t *list = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((flags & (1u << i)) != 0)
      json_array_append_new (list, json_string (names[i]));
  return list;
}

json_t *
wf_report_to_json (const WfReport *report, const char *feed)
{
  json_t *line = json_object ();
  json_t *attrs = report->attrs != NULL ? json_loads (report->attrs, 0, NULL) : NULL;

  if (feed != NULL)
    json_object_set_new (line, "feed", json_string (feed));
  json_object_set_new (line, "kind", json_string (wf_report_kind_code (report->kind)));
  json_object_set_new (line, "id", text_or_null (report->id));
  json_object_set_new (line, "class", text_or_null (report->class_name));
  json_object_set_new (line, "label", text_or_null (report->label));
  json_object_set_new (line, "state", text_or_null (report->state));
  json_object_set_new (line, "lon", degrees_or_null (report->position.lon));
  json_object_set_new (line, "lat", degrees_or_null (report->position.lat));
  json_object_set_new (line, "speed_mps", number_or_null ((double) report->speed_mps));
  json_object_set_new (line, "heading_deg", number_or_null ((double) report->heading_deg));
  json_object_set_new (line, "accuracy_m", number_or_null ((double) report->accuracy_m));
  json_object_set_new (line, "observed", time_or_null (report->observed_us));
  json_object_set_new (line, "received", time_or_null (report->received_us));
  json_object_set_new (line, "flags", flags_to_json (report->flags));
  json_object_set_new (line, "attrs", attrs != NULL ? attrs : json_object ());
  return line;
}
