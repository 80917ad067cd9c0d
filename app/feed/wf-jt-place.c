/* Watchfloor: where a vehicle of JT/T 808 and 809 is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-jt-place.h"

#include "wf-feed-value.h"
#include "wf-json.h"
#include "wf-jt-frame.h"

#include <glib/gi18n.h>
#include <math.h>

/* Names of the bits of the alarm; NULL where a bit is another in each edition. */
static const char *const alarms[32] = {
  "sos",
  "overspeed",
  "fatigue",
  "danger",
  "gnssFault",
  "antennaOpen",
  "antennaShort",
  "lowVoltage",
  "powerCut",
  "displayFault",
  "speechFault",
  "cameraFault",
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  "dayDrivingTime",
  "parkingTime",
  "area",
  "route",
  "sectionTime",
  "offRoute",
  "speedSensorFault",
  "fuel",
  "theft",
  "ignition",
  "displacement",
  "collision",
  "rollover",
  "doorOpened",
};

/* What people must act on, whatever else is said. */
#define EMERGENCIES (WF_JT_ALARM_SOS | 1u << 29 | 1u << 30)

WfJtPlace
wf_jt_place_read (const guint8 *body)
{
  WfJtPlace place = { .alarm = wf_jt_u32 (body),
                      .status = wf_jt_u32 (body + 4),
                      .lat = wf_jt_u32 (body + 8) * 1e-6,
                      .lon = wf_jt_u32 (body + 12) * 1e-6,
                      .altitude_m = wf_jt_u16 (body + 16),
                      .speed_kmh = wf_jt_u16 (body + 18) * 0.1,
                      .course_deg = wf_jt_u16 (body + 20),
                      .observed_us = wf_jt_time (body + 22, WF_JT_BEIJING_S) };

  place.is_shifted = (place.status & WF_JT_STATUS_SHIFTED) != 0;
  return place;
}

static void
take_item (guint8 id, const guint8 *value, gsize length, json_t *attrs)
{
  if (id == 0x01 && length == 4)
    json_object_set_new (attrs, "mileage_km", json_real (wf_jt_u32 (value) / 10.0));
  else if (id == 0x02 && length == 2)
    json_object_set_new (attrs, "fuel_l", json_real (wf_jt_u16 (value) / 10.0));
  else if (id == 0x03 && length == 2)
    json_object_set_new (attrs, "recorder_kmh", json_real (wf_jt_u16 (value) / 10.0));
  else if (id == 0x30 && length == 1)
    json_object_set_new (attrs, "signal", json_integer (value[0]));
  else if (id == 0x31 && length == 1)
    json_object_set_new (attrs, "satellites", json_integer (value[0]));
}

gboolean
wf_jt_place_items (const guint8 *bytes, gsize length, json_t *attrs)
{
  while (length >= 2)
    {
      gsize size = bytes[1];

      if (length - 2 < size)
        return FALSE;
      take_item (bytes[0], bytes + 2, size, attrs);
      bytes += 2 + size;
      length -= 2 + size;
    }
  return length == 0;
}

static void
set_alarms (json_t *attrs, guint32 alarm)
{
  json_t *list;

  if (alarm == 0)
    return;
  list = json_array ();
  for (guint i = 0; i < G_N_ELEMENTS (alarms); i++)
    if ((alarm & 1u << i) != 0)
      json_array_append_new (list, alarms[i] != NULL ? json_string (alarms[i])
                                                     : json_sprintf ("bit%u", i));
  json_object_set_new (attrs, "alarms", list);
}

static void
emit_emergencies (const WfJtPlace *place, const WfReport *report, const WfFeedSink *sink)
{
  for (guint i = 0; i < G_N_ELEMENTS (alarms); i++)
    if ((place->alarm & EMERGENCIES & 1u << i) != 0)
      {
        g_autofree char *id = g_strconcat (report->id, ":", alarms[i], NULL);
        WfReport alert = *report;

        alert.kind = WF_REPORT_ALERT;
        alert.id = id;
        alert.class_name = "vehicleAlarm";
        alert.state = alarms[i];
        sink->report (&alert, sink->user_data);
      }
}

void
wf_jt_place_emit (const WfJtPlace *place, const char *id, const char *label, json_t *attrs,
                  const WfFeedSink *sink)
{
  WfReport report = wf_report_init ();
  WfLonLat p = { (place->status & WF_JT_STATUS_WEST) != 0 ? -place->lon : place->lon,
                 (place->status & WF_JT_STATUS_SOUTH) != 0 ? -place->lat : place->lat };
  gboolean has_fix = (place->status & WF_JT_STATUS_FIX) != 0;
  g_autofree char *text = NULL;

  report.id = id;
  report.class_name = "vehicle";
  report.label = label;
  report.observed_us = place->observed_us;
  report.flags = place->is_backfill ? WF_REPORT_FLAG_BACKFILL : 0;
  json_object_set_new (attrs, "acc", json_boolean ((place->status & WF_JT_STATUS_ACC) != 0));
  json_object_set_new (attrs, "shifted", json_boolean (place->is_shifted));
  set_alarms (attrs, place->alarm);
  if (has_fix && !wf_lonlat_is_valid (p))
    {
      g_autofree char *problem = g_strdup_printf (_ ("%s: its position is none on Earth."), id);

      sink->problem (problem, sink->user_data);
      has_fix = FALSE;
    }
  if (has_fix)
    {
      json_object_set_new (attrs, "altitude_m", json_real (place->altitude_m));
      report.position = place->is_shifted ? wf_datum_to_wgs84 (WF_DATUM_GCJ02, p) : p;
      report.is_wgs84 = place->is_shifted;
      report.speed_mps = (float) (place->speed_kmh / 3.6);
      report.heading_deg = wf_feed_heading (place->course_deg);
    }
  else
    report.kind = WF_REPORT_STATUS;
  text = wf_json_canonical (attrs);
  report.attrs = text;
  sink->report (&report, sink->user_data);
  emit_emergencies (place, &report, sink);
}
