/* Watchfloor: the feed of GTFS Realtime.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicle positions, trip updates and alerts to reports, each entity as it arrives: a damaged one
 * costs itself, not the feed. Field numbers: data/proto/gtfs-rt.proto. Decoder: pure. */
#include "config.h"

#include "gtfs-rt.pb-c.h"
#include "wf-feed-format.h"
#include "wf-feed-value.h"
#include "wf-json.h"
#include "wf-wire.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_ENTITY_BYTES (4 * 1024 * 1024)
#define MAX_STOPS 200
#define MAX_TEXT 4096
/* Later than this in seconds is meant in milliseconds, as some feeds do. */
#define MAX_SECONDS G_GUINT64_CONSTANT (100000000000)

enum
{
  FIELD_HEADER = 1,
  FIELD_ENTITY = 2,
};

typedef struct
{
  GByteArray *waiting; /* a member that is not whole yet */
  guint64 timestamp; /* of the header; 0 = not said */
  guint n_entities;
  gboolean broken; /* nothing more can be found in this document */
} Gtfs;

static void
tell (const WfFeedSink *sink, guint n, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("Entity %u: %s."), n, what);

  sink->problem (text, sink->user_data);
}

static gint64
time_of (guint64 seconds)
{
  if (seconds == 0)
    return WF_TIME_NONE;
  if (seconds >= MAX_SECONDS)
    seconds /= 1000;
  return seconds < MAX_SECONDS ? (gint64) seconds * WF_SECOND_US : WF_TIME_NONE;
}

/* The text of @s, or NULL where there is none or it is no text. */
static const char *
text_of (const char *s)
{
  return s != NULL && s[0] != '\0' && strlen (s) <= MAX_TEXT && g_utf8_validate (s, -1, NULL)
             ? s
             : NULL;
}

static void
set_text (json_t *attrs, const char *name, const char *s)
{
  if (text_of (s) != NULL)
    json_object_set_new (attrs, name, json_string (s));
}

static void
set_time (json_t *attrs, const char *name, guint64 seconds)
{
  gint64 us = time_of (seconds);
  g_autofree char *text = us != WF_TIME_NONE ? wf_time_format (us) : NULL;

  if (text != NULL)
    json_object_set_new (attrs, name, json_string (text));
}

static void
set_name (json_t *attrs, const char *name, gboolean has, guint32 value, const char *const *names,
          guint n)
{
  if (has && value < n && names[value] != NULL)
    json_object_set_new (attrs, name, json_string (names[value]));
}

static void
set_trip (json_t *attrs, const WfGtfs__TripDescriptor *trip)
{
  static const char *const relations[] = { "scheduled", "added", "unscheduled", "canceled" };

  if (trip == NULL)
    return;
  set_text (attrs, "tripId", trip->trip_id);
  set_text (attrs, "routeId", trip->route_id);
  set_text (attrs, "startTime", trip->start_time);
  set_text (attrs, "startDate", trip->start_date);
  if (trip->has_direction_id)
    json_object_set_new (attrs, "directionId", json_integer (trip->direction_id));
  set_name (attrs, "scheduleRelationship", trip->has_schedule_relationship,
            trip->schedule_relationship, relations, G_N_ELEMENTS (relations));
}

static const char *
label_of (const WfGtfs__VehicleDescriptor *vehicle)
{
  const char *label = vehicle != NULL ? text_of (vehicle->label) : NULL;

  return label != NULL || vehicle == NULL ? label : text_of (vehicle->license_plate);
}

static void
emit (const WfFeedSink *sink, WfReport *report, json_t *attrs)
{
  g_autofree char *text = wf_json_canonical (attrs);

  report->attrs = text;
  sink->report (report, sink->user_data);
}

static gboolean
take_position (const WfGtfs__Position *position, WfReport *report)
{
  double lon = (double) position->longitude, lat = (double) position->latitude;

  if (!(fabs (lon) <= 180 && fabs (lat) <= 90) || (lon == 0 && lat == 0))
    return FALSE;
  report->position = (WfLonLat){ lon, lat };
  if (position->has_bearing)
    report->heading_deg = wf_feed_heading ((double) position->bearing);
  if (position->has_speed && position->speed >= 0 && position->speed < 400)
    report->speed_mps = position->speed;
  return TRUE;
}

static void
decode_vehicle (const Gtfs *gtfs, const WfGtfs__FeedEntity *entity, const WfFeedSink *sink)
{
  static const char *const states[] = { "incomingAt", "stoppedAt", "inTransitTo" };
  static const char *const congestion[] = { NULL, "smooth", "stopAndGo", "congested", "severe" };
  static const char *const occupancy[]
      = { "empty", "manySeats",    "fewSeats",   "standing",    "crushed",
          "full",  "notAccepting", "noDataOnIt", "notBoardable" };
  const WfGtfs__VehiclePosition *vehicle = entity->vehicle;
  g_autoptr (json_t) attrs = json_object ();
  WfReport report = wf_report_init ();

  report.id = vehicle->vehicle != NULL ? text_of (vehicle->vehicle->id) : NULL;
  if (report.id == NULL)
    report.id = entity->id;
  report.class_name = "bus";
  report.label = label_of (vehicle->vehicle);
  if (vehicle->has_current_status && vehicle->current_status < G_N_ELEMENTS (states))
    report.state = states[vehicle->current_status];
  report.observed_us = time_of (vehicle->has_timestamp ? vehicle->timestamp : gtfs->timestamp);
  if (vehicle->position == NULL)
    report.kind = WF_REPORT_STATUS;
  else if (!take_position (vehicle->position, &report))
    {
      tell (sink, gtfs->n_entities, _ ("its position is none on Earth"));
      report.kind = WF_REPORT_STATUS;
    }
  set_trip (attrs, vehicle->trip);
  set_text (attrs, "stopId", vehicle->stop_id);
  set_name (attrs, "congestion", vehicle->has_congestion_level, vehicle->congestion_level,
            congestion, G_N_ELEMENTS (congestion));
  set_name (attrs, "occupancy", vehicle->has_occupancy_status, vehicle->occupancy_status, occupancy,
            G_N_ELEMENTS (occupancy));
  if (vehicle->has_occupancy_percentage)
    json_object_set_new (attrs, "occupancyPercent", json_integer (vehicle->occupancy_percentage));
  if (vehicle->vehicle != NULL)
    set_text (attrs, "plate", vehicle->vehicle->license_plate);
  emit (sink, &report, attrs);
}

static void
set_event (json_t *stop, const char *name, const char *delay, const WfGtfs__StopTimeEvent *event)
{
  if (event != NULL && event->has_time && event->time > 0)
    set_time (stop, name, (guint64) event->time);
  if (event != NULL && event->has_delay)
    json_object_set_new (stop, delay, json_integer (event->delay));
}

static json_t *
stops_of (const WfGtfs__TripUpdate *update)
{
  json_t *stops = json_array ();

  for (gsize i = 0; i < MIN (update->n_stop_time_update, MAX_STOPS); i++)
    {
      const WfGtfs__StopTimeUpdate *from = update->stop_time_update[i];
      json_t *stop = json_object ();

      set_text (stop, "stopId", from->stop_id);
      if (from->has_stop_sequence)
        json_object_set_new (stop, "stopSequence", json_integer (from->stop_sequence));
      set_event (stop, "arrival", "arrivalDelay_s", from->arrival);
      set_event (stop, "departure", "departureDelay_s", from->departure);
      if (from->has_schedule_relationship && from->schedule_relationship == 1)
        json_object_set_new (stop, "skipped", json_true ());
      json_array_append_new (stops, stop);
    }
  return stops;
}

/* The delay it says, else that of the next stop. */
static void
set_delay (json_t *attrs, const WfGtfs__TripUpdate *update)
{
  const WfGtfs__StopTimeEvent *next = NULL;

  if (update->has_delay)
    {
      json_object_set_new (attrs, "delay_s", json_integer (update->delay));
      return;
    }
  for (gsize i = 0; i < update->n_stop_time_update && next == NULL; i++)
    {
      const WfGtfs__StopTimeUpdate *stop = update->stop_time_update[i];

      next = stop->arrival != NULL ? stop->arrival : stop->departure;
    }
  if (next != NULL && next->has_delay)
    json_object_set_new (attrs, "delay_s", json_integer (next->delay));
}

static void
decode_trip (const Gtfs *gtfs, const WfGtfs__FeedEntity *entity, const WfFeedSink *sink)
{
  const WfGtfs__TripUpdate *update = entity->trip_update;
  const char *vehicle_id = update->vehicle != NULL ? text_of (update->vehicle->id) : NULL;
  const char *trip_id = update->trip != NULL ? text_of (update->trip->trip_id) : NULL;
  g_autoptr (json_t) attrs = json_object ();
  WfReport report = wf_report_init ();

  report.kind = WF_REPORT_STATUS;
  /* A vehicle has several trips in a day, each with its own delay. */
  report.id = trip_id != NULL ? trip_id : vehicle_id != NULL ? vehicle_id : entity->id;
  report.class_name = "trip";
  report.label = label_of (update->vehicle);
  report.observed_us = time_of (update->has_timestamp ? update->timestamp : gtfs->timestamp);
  set_trip (attrs, update->trip);
  if (vehicle_id != NULL)
    json_object_set_new (attrs, "vehicleId", json_string (vehicle_id));
  set_delay (attrs, update);
  if (update->n_stop_time_update > 0)
    json_object_set_new (attrs, "stops", stops_of (update));
  if (update->n_stop_time_update > MAX_STOPS)
    tell (sink, gtfs->n_entities, _ ("it has more stops than are kept"));
  emit (sink, &report, attrs);
}

/* In Chinese where there is any, else the first. */
static const char *
translated (const WfGtfs__TranslatedString *string)
{
  const char *first = NULL;

  for (gsize i = 0; string != NULL && i < string->n_translation; i++)
    {
      const char *text = text_of (string->translation[i]->text);
      const char *language = string->translation[i]->language;

      if (text != NULL && language != NULL && g_str_has_prefix (language, "zh"))
        return text;
      if (first == NULL)
        first = text;
    }
  return first;
}

static json_t *
informed_of (const WfGtfs__Alert *alert)
{
  json_t *list = json_array ();

  for (gsize i = 0; i < MIN (alert->n_informed_entity, MAX_STOPS); i++)
    {
      const WfGtfs__EntitySelector *from = alert->informed_entity[i];
      json_t *one = json_object ();

      set_text (one, "agencyId", from->agency_id);
      set_text (one, "routeId", from->route_id);
      set_text (one, "stopId", from->stop_id);
      set_trip (one, from->trip);
      json_array_append_new (list, one);
    }
  return list;
}

static void
decode_alert (const Gtfs *gtfs, const WfGtfs__FeedEntity *entity, const WfFeedSink *sink)
{
  static const char *const severities[] = { NULL, "unknown", "info", "warning", "severe" };
  static const char *const causes[] = { NULL,
                                        "unknown",
                                        "other",
                                        "technicalProblem",
                                        "strike",
                                        "demonstration",
                                        "accident",
                                        "holiday",
                                        "weather",
                                        "maintenance",
                                        "construction",
                                        "policeActivity",
                                        "medicalEmergency" };
  static const char *const effects[]
      = { NULL,      "noService",         "reducedService",  "significantDelays",
          "detour",  "additionalService", "modifiedService", "other",
          "unknown", "stopMoved",         "noEffect",        "accessibilityIssue" };
  const WfGtfs__Alert *alert = entity->alert;
  g_autoptr (json_t) attrs = json_object ();
  WfReport report = wf_report_init ();

  report.kind = WF_REPORT_ALERT;
  report.id = entity->id;
  report.class_name = "serviceAlert";
  report.label = translated (alert->header_text);
  report.observed_us = time_of (gtfs->timestamp);
  set_text (attrs, "description", translated (alert->description_text));
  set_text (attrs, "web", translated (alert->url));
  set_name (attrs, "severity", alert->has_severity_level, alert->severity_level, severities,
            G_N_ELEMENTS (severities));
  set_name (attrs, "cause", alert->has_cause, alert->cause, causes, G_N_ELEMENTS (causes));
  set_name (attrs, "effect", alert->has_effect, alert->effect, effects, G_N_ELEMENTS (effects));
  if (alert->n_active_period > 0)
    {
      set_time (attrs, "validFrom", alert->active_period[0]->start);
      set_time (attrs, "validTo", alert->active_period[0]->end);
    }
  if (alert->n_informed_entity > 0)
    json_object_set_new (attrs, "informed", informed_of (alert));
  emit (sink, &report, attrs);
}

static void
decode_deleted (const WfGtfs__FeedEntity *entity, const WfFeedSink *sink)
{
  WfReport report = wf_report_init ();

  report.kind = WF_REPORT_DELETE;
  report.id = entity->id;
  report.class_name = "bus";
  sink->report (&report, sink->user_data);
}

static void
decode_entity (Gtfs *gtfs, const WfWireMember *member, const WfFeedSink *sink)
{
  WfGtfs__FeedEntity *entity = wf_gtfs__feed_entity__unpack (NULL, member->length, member->data);

  gtfs->n_entities++;
  if (entity == NULL)
    tell (sink, gtfs->n_entities, _ ("it is damaged and left out"));
  else if (text_of (entity->id) == NULL)
    tell (sink, gtfs->n_entities, _ ("it has no usable id"));
  else if (entity->has_is_deleted && entity->is_deleted)
    decode_deleted (entity, sink);
  else
    {
      if (entity->vehicle != NULL)
        decode_vehicle (gtfs, entity, sink);
      if (entity->trip_update != NULL)
        decode_trip (gtfs, entity, sink);
      if (entity->alert != NULL)
        decode_alert (gtfs, entity, sink);
    }
  if (entity != NULL)
    wf_gtfs__feed_entity__free_unpacked (entity, NULL);
}

static void
decode_header (Gtfs *gtfs, const WfWireMember *member, const WfFeedSink *sink)
{
  WfGtfs__FeedHeader *header = wf_gtfs__feed_header__unpack (NULL, member->length, member->data);

  if (header == NULL)
    {
      sink->problem (_ ("The head of the feed is damaged."), sink->user_data);
      return;
    }
  gtfs->timestamp = header->has_timestamp ? header->timestamp : 0;
  wf_gtfs__feed_header__free_unpacked (header, NULL);
}

static void
push (gpointer state, const char *bytes, gsize length, const WfFeedSink *sink)
{
  Gtfs *gtfs = state;
  WfWireState found = WF_WIRE_WHOLE;
  gsize at = 0;

  if (gtfs->broken)
    return;
  g_byte_array_append (gtfs->waiting, (const guint8 *) bytes, (guint) length);
  while (at < gtfs->waiting->len)
    {
      WfWireMember member;

      found = wf_wire_member (gtfs->waiting->data + at, gtfs->waiting->len - at, MAX_ENTITY_BYTES,
                              &member);
      if (found != WF_WIRE_WHOLE)
        break;
      if (member.number == FIELD_HEADER && member.data != NULL)
        decode_header (gtfs, &member, sink);
      else if (member.number == FIELD_ENTITY && member.data != NULL)
        decode_entity (gtfs, &member, sink);
      at += member.used;
    }
  gtfs->broken = found == WF_WIRE_BROKEN;
  g_byte_array_remove_range (gtfs->waiting, 0, gtfs->broken ? gtfs->waiting->len : (guint) at);
  if (gtfs->broken)
    tell (sink, gtfs->n_entities + 1, _ ("what follows is no GTFS Realtime and left out"));
}

static void
end (gpointer state, const WfFeedSink *sink)
{
  Gtfs *gtfs = state;

  if (gtfs->waiting->len > 0)
    tell (sink, gtfs->n_entities + 1, _ ("the feed ends in its middle"));
  g_byte_array_set_size (gtfs->waiting, 0);
  gtfs->timestamp = 0;
  gtfs->n_entities = 0;
  gtfs->broken = FALSE;
}

/* A header whose first member is a version such as "2.0". */
static guint
sniff (const char *bytes, gsize length)
{
  return length > 7 && bytes[0] == 0x0a && bytes[2] == 0x0a && bytes[3] >= 1 && bytes[3] <= 5
                 && g_ascii_isdigit (bytes[4])
             ? 90
             : 0;
}

static gpointer
create (void)
{
  Gtfs *gtfs = g_new0 (Gtfs, 1);

  gtfs->waiting = g_byte_array_new ();
  return gtfs;
}

static void
destroy (gpointer state)
{
  Gtfs *gtfs = state;

  g_byte_array_unref (gtfs->waiting);
  g_free (gtfs);
}

const WfFeedFormat wf_feed_gtfs_rt = {
  .name = "gtfs-rt",
  .summary = N_ ("GTFS Realtime: vehicle positions, trip updates, alerts"),
  .sniff = sniff,
  .create = create,
  .destroy = destroy,
  .push = push,
  .end = end,
};
