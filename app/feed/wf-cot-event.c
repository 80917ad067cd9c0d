/* Watchfloor: one event of Cursor on Target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-cot-event.h"

#include "cot.pb-c.h"
#include "wf-feed-value.h"
#include "wf-json.h"
#include "wf-xml.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define UNKNOWN 900000.0
#define MAX_TEXT 4096

/* What both writings say; strings are borrowed. */
typedef struct
{
  const char *uid, *type, *how, *callsign, *remarks, *group, *access;
  double lon, lat, hae_m, ce_m, le_m, speed_mps, course_deg;
  gint64 time_us, start_us, stale_us;
  gint64 battery; /* percent; -1 = not said */
  gboolean cancelled;
} Event;

static void
tell (const WfFeedSink *sink, const char *id, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: %s."), id != NULL ? id : _ ("An event"), what);

  sink->problem (text, sink->user_data);
}

/* The second atom is whose it is, the third where it moves. */
static const char *
class_of (const char *type)
{
  static const struct
  {
    const char *pattern; /* '.' is any letter */
    const char *name;
  } classes[] = {
    { "a-.-A", "aircraft" },        { "a-.-S", "vessel" },      { "a-.-U", "vessel" },
    { "a-.-G-E-V-A", "ambulance" }, { "a-.-G-E-V", "vehicle" }, { "a-.-G-E-S", "sensor" },
    { "a-.-G-I", "station" },       { "a-.-G-U", "unit" },      { "a-.-G", "vehicle" },
    { "b-a-o", "emergency" },       { "b-m-p", "marker" },      { "u-d", "shape" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      const char *pattern = classes[i].pattern;
      guint n = 0;

      while (pattern[n] != '\0'
             && (pattern[n] == type[n] || (pattern[n] == '.' && type[n] != '\0')))
        n++;
      if (pattern[n] == '\0' && (type[n] == '\0' || type[n] == '-'))
        return classes[i].name;
    }
  return "other";
}

static void
set_text (json_t *attrs, const char *name, const char *text)
{
  json_t *value
      = text != NULL && text[0] != '\0' && strlen (text) <= MAX_TEXT ? json_string (text) : NULL;

  if (value != NULL)
    json_object_set_new (attrs, name, value);
}

static void
set_number (json_t *attrs, const char *name, double value)
{
  if (isfinite (value) && fabs (value) < UNKNOWN)
    json_object_set_new (attrs, name, json_real (value));
}

static void
set_time (json_t *attrs, const char *name, gint64 us)
{
  g_autofree char *text = us != WF_TIME_NONE ? wf_time_format (us) : NULL;

  set_text (attrs, name, text);
}

static char *
attrs_of (const Event *event)
{
  g_autoptr (json_t) attrs = json_object ();

  set_text (attrs, "type", event->type);
  set_text (attrs, "how", event->how);
  set_text (attrs, "access", event->access);
  set_text (attrs, "remarks", event->remarks);
  set_text (attrs, "group", event->group);
  set_time (attrs, "start", event->start_us);
  set_time (attrs, "stale", event->stale_us);
  set_number (attrs, "height_m", event->hae_m);
  set_number (attrs, "heightError_m", event->le_m);
  if (event->battery >= 0 && event->battery <= 100)
    json_object_set_new (attrs, "batteryPercent", json_integer (event->battery));
  return wf_json_canonical (attrs);
}

static void
emit (const Event *event, const WfFeedSink *sink)
{
  g_autofree char *attrs = NULL;
  WfReport report = wf_report_init ();

  if (event->uid == NULL || event->type == NULL || strlen (event->uid) > 1024)
    {
      tell (sink, event->uid, _ ("it has no uid or no type"));
      return;
    }
  attrs = attrs_of (event);
  report.id = event->uid;
  report.class_name = class_of (event->type);
  report.label = event->callsign;
  report.observed_us = event->time_us;
  report.attrs = attrs;
  if (event->cancelled || g_str_has_prefix (event->type, "b-a-o-can")
      || g_str_has_prefix (event->type, "t-x-d-d"))
    report.kind = WF_REPORT_DELETE;
  else if (g_str_has_prefix (event->type, "b-a-o"))
    report.kind = WF_REPORT_ALERT;
  else if (g_str_has_prefix (event->type, "t-"))
    return; /* tasking and pings speak of the line, not of a thing */
  if (!(fabs (event->lon) <= 180 && fabs (event->lat) <= 90))
    tell (sink, event->uid, _ ("its position is none on Earth"));
  else if (event->lon != 0 || event->lat != 0) /* 0, 0 is "no fix" of some senders */
    report.position = (WfLonLat){ event->lon, event->lat };
  if (isnan (report.position.lon) && report.kind == WF_REPORT_POSITION)
    report.kind = WF_REPORT_STATUS;
  if (event->speed_mps >= 0 && event->speed_mps < 1000)
    report.speed_mps = (float) event->speed_mps;
  report.heading_deg = wf_feed_heading (event->course_deg);
  if (event->ce_m > 0 && event->ce_m < UNKNOWN)
    report.accuracy_m = (float) event->ce_m;
  sink->report (&report, sink->user_data);
}

static double
number_of (const xmlNode *node, const char *name)
{
  g_autofree char *text = wf_xml_attribute (node, name);
  char *end = NULL;
  double value = text != NULL ? g_ascii_strtod (text, &end) : (double) NAN;

  return text != NULL && end != text && *end == '\0' && isfinite (value) ? value : (double) NAN;
}

static gint64
time_of (const xmlNode *node, const char *name)
{
  g_autofree char *text = wf_xml_attribute (node, name);
  gint64 us;

  return text != NULL && wf_time_parse (text, &us) ? us : WF_TIME_NONE;
}

static gboolean
is_cancelled (const xmlNode *detail)
{
  g_autofree char *cancel = wf_xml_attribute (wf_xml_child (detail, "emergency"), "cancel");

  return g_strcmp0 (cancel, "true") == 0;
}

void
wf_cot_decode_xml (const char *text, gsize length, const WfFeedSink *sink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (xmlDoc) document
      = wf_xml_parse (text, length, WF_COT_MAX_EVENT_BYTES, _ ("An event"), &error);
  const xmlNode *root = document != NULL ? wf_xml_root (document) : NULL;
  const xmlNode *point, *detail, *track;
  g_autofree char *uid = wf_xml_attribute (root, "uid");
  g_autofree char *type = wf_xml_attribute (root, "type");
  g_autofree char *how = wf_xml_attribute (root, "how");
  g_autofree char *access = wf_xml_attribute (root, "access");
  g_autofree char *callsign = NULL;
  g_autofree char *remarks = NULL;
  g_autofree char *group = NULL;

  if (root == NULL)
    {
      sink->problem (error->message, sink->user_data);
      return;
    }
  point = wf_xml_child (root, "point");
  detail = wf_xml_child (root, "detail");
  track = wf_xml_child (detail, "track");
  callsign = wf_xml_attribute (wf_xml_child (detail, "contact"), "callsign");
  remarks = wf_xml_child_text (detail, "remarks");
  group = wf_xml_attribute (wf_xml_child (detail, "__group"), "name");
  emit (&(Event){ .uid = uid,
                  .type = type,
                  .how = how,
                  .access = access,
                  .callsign = callsign,
                  .remarks = remarks,
                  .group = group,
                  .lon = number_of (point, "lon"),
                  .lat = number_of (point, "lat"),
                  .hae_m = number_of (point, "hae"),
                  .ce_m = number_of (point, "ce"),
                  .le_m = number_of (point, "le"),
                  .speed_mps = number_of (track, "speed"),
                  .course_deg = number_of (track, "course"),
                  .time_us = time_of (root, "time"),
                  .start_us = time_of (root, "start"),
                  .stale_us = time_of (root, "stale"),
                  .battery = -1,
                  .cancelled = is_cancelled (detail) },
        sink);
}

static const char *
valid (const char *text)
{
  return text != NULL && text[0] != '\0' && g_utf8_validate (text, -1, NULL) ? text : NULL;
}

static gint64
from_ms (gboolean has, guint64 ms)
{
  return has && ms > 0 && ms < G_GUINT64_CONSTANT (100000000000000) ? (gint64) ms * 1000
                                                                    : WF_TIME_NONE;
}

static double
or_nan (gboolean has, double value)
{
  return has && isfinite (value) ? value : (double) NAN;
}

static void
emit_message (const WfCot__CotEvent *from, const WfFeedSink *sink)
{
  const WfCot__Detail *detail = from->detail;
  const WfCot__Track *track = detail != NULL ? detail->track : NULL;
  const WfCot__Status *status = detail != NULL ? detail->status : NULL;

  emit (
      &(Event){
          .uid = valid (from->uid),
          .type = valid (from->type),
          .how = valid (from->how),
          .access = valid (from->access),
          .callsign
          = detail != NULL && detail->contact != NULL ? valid (detail->contact->callsign) : NULL,
          .group = detail != NULL && detail->group != NULL ? valid (detail->group->name) : NULL,
          .lon = or_nan (from->has_lon, from->lon),
          .lat = or_nan (from->has_lat, from->lat),
          .hae_m = or_nan (from->has_hae, from->hae),
          .ce_m = or_nan (from->has_ce, from->ce),
          .le_m = or_nan (from->has_le, from->le),
          .speed_mps = track != NULL ? or_nan (track->has_speed, track->speed) : (double) NAN,
          .course_deg = track != NULL ? or_nan (track->has_course, track->course) : (double) NAN,
          .time_us = from_ms (from->has_send_time, from->send_time),
          .start_us = from_ms (from->has_start_time, from->start_time),
          .stale_us = from_ms (from->has_stale_time, from->stale_time),
          .battery = status != NULL && status->has_battery ? (gint64) status->battery : -1 },
      sink);
}

void
wf_cot_decode_message (const guint8 *bytes, gsize length, const WfFeedSink *sink)
{
  WfCot__TakMessage *message = wf_cot__tak_message__unpack (NULL, length, bytes);

  if (message == NULL)
    {
      tell (sink, NULL, _ ("it is damaged and left out"));
      return;
    }
  if (message->cot_event != NULL)
    emit_message (message->cot_event, sink);
  wf_cot__tak_message__free_unpacked (message, NULL);
}
