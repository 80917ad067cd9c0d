/* Watchfloor: a report from a feed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy is one block: the struct, then its strings. */
#include "config.h"

#include "wf-report.h"

#include <math.h>
#include <string.h>

WfReport
wf_report_init (void)
{
  WfReport report = { .kind = WF_REPORT_POSITION,
                      .position = { NAN, NAN },
                      .speed_mps = NAN,
                      .heading_deg = NAN,
                      .accuracy_m = NAN,
                      .observed_us = WF_TIME_NONE,
                      .received_us = WF_TIME_NONE };

  return report;
}

static gsize
string_size (const char *text)
{
  return text != NULL ? strlen (text) + 1 : 0;
}

static const char *
append_string (char **end, const char *text)
{
  gsize size = string_size (text);
  const char *start = *end;

  if (size == 0)
    return NULL;
  memcpy (*end, text, size);
  *end += size;
  return start;
}

WfReport *
wf_report_copy (const WfReport *report)
{
  gsize size = sizeof *report + string_size (report->id) + string_size (report->class_name)
               + string_size (report->label) + string_size (report->state)
               + string_size (report->attrs);
  WfReport *copy = g_malloc (size);
  char *end = (char *) (copy + 1);

  *copy = *report;
  copy->id = append_string (&end, report->id);
  copy->class_name = append_string (&end, report->class_name);
  copy->label = append_string (&end, report->label);
  copy->state = append_string (&end, report->state);
  copy->attrs = append_string (&end, report->attrs);
  return copy;
}

void
wf_report_free (WfReport *report)
{
  g_free (report);
}

const char *
wf_report_kind_code (WfReportKind kind)
{
  static const char *const codes[]
      = { "position", "status", "alert", "figure", "delete", "entity" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (codes), "status");
  return codes[kind];
}
