/* Watchfloor: a report from a feed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decoder makes of bytes: one value about one thing at one time. Strings are borrowed
 * from the decoder and live only during the emit call; wf_report_copy keeps one. */
#pragma once

#include "wf-point.h"
#include "wf-time.h"

typedef enum
{
  WF_REPORT_POSITION, /* where something is, and what it says of itself */
  WF_REPORT_STATUS, /* what something says of itself, no position */
  WF_REPORT_ALERT,
  WF_REPORT_FIGURE, /* a measured number */
  WF_REPORT_DELETE, /* the thing is gone */
  WF_REPORT_ENTITY, /* an Incident or Command of ours: @attrs is the whole entity */
} WfReportKind;

typedef enum
{
  WF_REPORT_FLAG_STALE = 1 << 0,
  WF_REPORT_FLAG_STUCK = 1 << 1,
  WF_REPORT_FLAG_BACKFILL = 1 << 2,
  WF_REPORT_FLAG_FUTURE = 1 << 3,
  WF_REPORT_FLAG_JUMP = 1 << 4,
} WfReportFlags;

typedef struct
{
  WfReportKind kind;
  const char *id; /* stable, unique in its feed */
  const char *class_name; /* "ambulance", "bus", "signal", "sensor"... */
  const char *label; /* what people call it ("120-07", plate); may be NULL */
  const char *state; /* state code; may be NULL */
  WfLonLat position; /* WGS 84; NAN where not known */
  gboolean is_wgs84; /* the source itself said its datum: that of the feed is not undone again */
  float speed_mps; /* NAN where not known */
  float heading_deg; /* clockwise from north; NAN where not known */
  float accuracy_m; /* NAN where not known */
  gint64 observed_us; /* time of the fix; WF_TIME_NONE where the source does not say */
  gint64 received_us;
  WfReportFlags flags;
  const char *attrs; /* further attributes, a JSON object as text; may be NULL */
} WfReport;

/* All fields not known. */
WfReport wf_report_init (void);

/* A deep copy that owns its strings; free with wf_report_free. */
WfReport *wf_report_copy (const WfReport *report);
void wf_report_free (WfReport *report);

const char *wf_report_kind_code (WfReportKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfReport, wf_report_free)
