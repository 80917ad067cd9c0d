/* Watchfloor: where a vehicle of JT/T 808 and 809 is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of 0x0200, and what of it stands in other messages, to reports. Pure. */
#pragma once

#include "wf-feed-format.h"

#include <jansson.h>

typedef struct
{
  guint32 alarm, status;
  double lon, lat; /* degrees, as sent: no sign */
  double altitude_m, speed_kmh, course_deg;
  gint64 observed_us;
  /* It went through the secrecy plug-in: GCJ-02, whatever the feed's datum is. */
  gboolean is_shifted;
  gboolean is_backfill; /* kept while there was no network */
} WfJtPlace;

/* Of the status. */
#define WF_JT_STATUS_ACC (1u << 0)
#define WF_JT_STATUS_FIX (1u << 1)
#define WF_JT_STATUS_SOUTH (1u << 2)
#define WF_JT_STATUS_WEST (1u << 3)
#define WF_JT_STATUS_SHIFTED (1u << 5)
/* Of the alarm. */
#define WF_JT_ALARM_SOS (1u << 0)

/* The head of a body of 0x0200, WF_JT_PLACE_BYTES long. */
#define WF_JT_PLACE_BYTES 28
WfJtPlace wf_jt_place_read (const guint8 *body);

/* Adds the items behind the head to @attrs; FALSE where they are cut off. */
gboolean wf_jt_place_items (const guint8 *bytes, gsize length, json_t *attrs);

/* Tells @place of the vehicle @id, called @label (may be NULL), and its alarms that are
 * emergencies; @attrs gets what else is known. */
void wf_jt_place_emit (const WfJtPlace *place, const char *id, const char *label, json_t *attrs,
                       const WfFeedSink *sink);
