/* Watchfloor: the feed of an NGSI-LD platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities, lists of them, notifications (also the geo+json form and the MQTT envelope) to
 * reports. ETSI GS CIM 009 V1.6; types of Smart Data Models where one exists. Decoder: pure. */
#include "config.h"

#include "wf-feed-value.h"
#include "wf-json-feed.h"
#include "wf-json.h"
#include "wf-ngsi-entity.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_ATTRS_BYTES (64 * 1024)
#define MAX_ID_LENGTH 1024
#define FASTEST_KMH 1200.0

/* ---- what kind of thing it is */

static const struct
{
  const char *word, *class_name;
} vehicle_classes[] = {
  { "ambulance", "ambulance" }, { "fire", "fire" },   { "police", "police" }, { "bus", "bus" },
  { "coach", "bus" },           { "minibus", "bus" },
};

static const struct
{
  const char *type, *class_name;
} type_classes[] = {
  { "TrafficSignal", "signal" },
  { "TrafficLight", "signal" },
  { "Device", "sensor" },
  { "DeviceMeasurement", "sensor" },
  { "WaterObserved", "sensor" },
  { "TrafficFlowObserved", "sensor" },
  { "CrowdFlowObserved", "sensor" },
  { "WeatherObserved", "weather" },
  { "AirQualityObserved", "weather" },
  { "EmergencyCall", "call" },
};

static const char *
vehicle_class (const json_t *entity)
{
  static const char *const names[]
      = { "emergencyVehicleType", "vehicleType", "vehicleSpecialUsage", "category" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text = wf_feed_text (wf_ngsi_value (entity, names[i]));
      g_autofree char *word = text != NULL ? g_ascii_strdown (text, -1) : NULL;

      for (guint j = 0; word != NULL && j < G_N_ELEMENTS (vehicle_classes); j++)
        if (strstr (word, vehicle_classes[j].word) != NULL)
          return vehicle_classes[j].class_name;
    }
  return "other";
}

static const char *
class_of (const char *type, const json_t *entity)
{
  if (g_str_equal (type, "Vehicle"))
    return vehicle_class (entity);
  for (guint i = 0; i < G_N_ELEMENTS (type_classes); i++)
    if (g_str_equal (type, type_classes[i].type))
      return type_classes[i].class_name;
  return "other";
}

/* ---- one entity */

static const char *
first_text (const json_t *entity, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      const char *text = wf_feed_text (wf_ngsi_value (entity, *names));

      if (text != NULL)
        return text;
    }
  return NULL;
}

/* Metres a second; the smart data models' speed is km/h and negative where not known. */
static float
speed_of (const WfFeedSink *sink, const char *id, const json_t *entity)
{
  const json_t *value = wf_ngsi_value (entity, "speed");
  const char *unit = wf_ngsi_unit (entity, "speed");
  double speed = wf_feed_number (value);
  double kmh = speed;

  if (value != NULL && isnan (speed))
    wf_json_feed_tell (sink, id, _ ("its speed is not a number"));
  if (g_strcmp0 (unit, "MTS") == 0)
    kmh = speed * 3.6;
  else if (g_strcmp0 (unit, "KNT") == 0)
    kmh = speed * 1.852;
  else if (g_strcmp0 (unit, "HM") == 0)
    kmh = speed * 1.609344;
  if (kmh > FASTEST_KMH)
    wf_json_feed_tell (sink, id, _ ("its speed cannot be"));
  return isnan (kmh) || kmh < 0 || kmh > FASTEST_KMH ? NAN : (float) (kmh / 3.6);
}

static gint64
observed_us (const json_t *entity)
{
  static const char *const plain[]
      = { "observedAt", "observationDateTime", "dateObserved", "dateIssued",
          "receivedAt", "timestamp",           "modifiedAt",   NULL };
  gint64 at = wf_ngsi_observed_us (entity, "location");

  if (at == WF_TIME_NONE)
    at = wf_ngsi_newest_us (entity);
  for (guint i = 0; at == WF_TIME_NONE && plain[i] != NULL; i++)
    at = wf_feed_time (wf_ngsi_value (entity, plain[i]));
  return at;
}

/* What the report's own fields do not say, as text; NULL where there is nothing or too much. */
static char *
attrs_of (const WfFeedSink *sink, const char *id, const json_t *entity)
{
  static const char *const said[] = { "id", "type", "location", "speed", "heading", "name" };
  g_autoptr (json_t) attrs = wf_ngsi_key_values (entity);
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    json_object_del (attrs, said[i]);
  if (json_object_size (attrs) == 0)
    return NULL;
  text = wf_json_canonical (attrs);
  if (strlen (text) > MAX_ATTRS_BYTES)
    {
      wf_json_feed_tell (sink, id, _ ("its attributes are too large and are not shown"));
      return NULL;
    }
  return g_steal_pointer (&text);
}

static void
set_place (const WfFeedSink *sink, const json_t *entity, WfReport *report)
{
  const char *bad = NULL;
  double heading = wf_feed_number (wf_ngsi_value (entity, "heading"));

  if (!wf_feed_position (wf_ngsi_value (entity, "location"), &report->position, &bad)
      && bad != NULL)
    wf_json_feed_tell (sink, report->id, bad);
  if (isnan (heading))
    heading = wf_feed_number (wf_ngsi_value (entity, "bearing"));
  report->speed_mps = speed_of (sink, report->id, entity);
  report->heading_deg = wf_feed_heading (heading);
  report->accuracy_m = wf_feed_accuracy (wf_ngsi_value (entity, "accuracy"));
}

static WfReportKind
kind_of (const char *type, const WfReport *report)
{
  if (strstr (type, "Alert") != NULL || strstr (type, "Alarm") != NULL)
    return WF_REPORT_ALERT;
  if (!isnan (report->position.lon))
    return WF_REPORT_POSITION;
  if (g_str_equal (report->class_name, "sensor") || g_str_equal (report->class_name, "weather"))
    return WF_REPORT_FIGURE;
  return WF_REPORT_STATUS;
}

static void
emit_entity (const WfFeedSink *sink, const char *id, const json_t *entity)
{
  g_autoptr (json_t) plain = wf_ngsi_key_values (entity);
  g_autofree char *text = NULL;
  WfReport report = wf_report_init ();

  json_object_set_new (plain, "type", json_string (wf_ngsi_type (entity)));
  if (wf_ngsi_trim (plain))
    wf_json_feed_tell (sink, id, _ ("parts of it are too large and are cut or left out"));
  text = wf_json_canonical (plain);
  report.kind = WF_REPORT_ENTITY;
  report.id = id;
  report.class_name = g_str_equal (wf_ngsi_type (entity), "Incident") ? "incident" : "command";
  report.observed_us = observed_us (entity);
  report.attrs = text;
  sink->report (&report, sink->user_data);
}

static void
emit_thing (const WfFeedSink *sink, const char *id, const char *type, const json_t *entity)
{
  static const char *const labels[]
      = { "name", "vehiclePlateIdentifier", "fleetVehicleId", "alternateName", NULL };
  static const char *const states[]
      = { "workState", "phase", "deviceState", "state", "serviceStatus", "status", NULL };
  g_autofree char *attrs = attrs_of (sink, id, entity);
  WfReport report = wf_report_init ();

  report.id = id;
  report.class_name = class_of (type, entity);
  report.label = first_text (entity, labels);
  report.state = first_text (entity, states);
  set_place (sink, entity, &report);
  report.observed_us = observed_us (entity);
  report.attrs = attrs;
  report.kind = kind_of (type, &report);
  sink->report (&report, sink->user_data);
}

static void
emit_deletion (const WfFeedSink *sink, const char *id, const char *type, const json_t *entity)
{
  WfReport report = wf_report_init ();

  report.kind = WF_REPORT_DELETE;
  report.id = id;
  report.class_name = class_of (type, entity);
  report.observed_us = wf_feed_time (wf_ngsi_value (entity, "deletedAt"));
  sink->report (&report, sink->user_data);
}

static void
decode_entity (const WfFeedSink *sink, const json_t *entity)
{
  const char *id = json_string_value (json_object_get (entity, "id"));
  const char *type = wf_ngsi_type (entity);

  if (id == NULL || id[0] == '\0' || type == NULL || strlen (id) > MAX_ID_LENGTH)
    wf_json_feed_tell (sink, _ ("An entity"), _ ("it has no usable id and type"));
  else if (wf_ngsi_value (entity, "deletedAt") != NULL)
    emit_deletion (sink, id, type, entity);
  else if (g_str_equal (type, "Incident") || g_str_equal (type, "Command"))
    emit_entity (sink, id, entity);
  else
    emit_thing (sink, id, type, entity);
}

/* ---- what entities come in */

static void decode_any (const json_t *value, const WfFeedSink *sink);

static void
decode_list (const WfFeedSink *sink, const json_t *list)
{
  for (gsize i = 0; i < json_array_size (list); i++)
    decode_any (json_array_get (list, i), sink);
}

/* geo+json: id beside, type and attributes under properties, location as the geometry. */
static void
decode_feature (const WfFeedSink *sink, const json_t *feature)
{
  const json_t *properties = json_object_get (feature, "properties");
  g_autoptr (json_t) entity
      = json_is_object (properties) ? json_copy ((json_t *) properties) : json_object ();

  if (json_object_get (feature, "id") != NULL)
    json_object_set (entity, "id", json_object_get (feature, "id"));
  if (json_object_get (entity, "location") == NULL)
    json_object_set (entity, "location", json_object_get (feature, "geometry"));
  decode_entity (sink, entity);
}

static void
decode_object (const WfFeedSink *sink, const json_t *object)
{
  const char *type = wf_ngsi_type (object);

  if (json_is_object (json_object_get (object, "body"))
      && json_is_object (json_object_get (object, "metadata")))
    decode_any (json_object_get (object, "body"), sink);
  else if (g_strcmp0 (type, "Notification") == 0)
    decode_any (json_object_get (object, "data"), sink);
  else if (g_strcmp0 (type, "FeatureCollection") == 0)
    decode_list (sink, json_object_get (object, "features"));
  else if (g_strcmp0 (type, "Feature") == 0)
    decode_feature (sink, object);
  else
    decode_entity (sink, object);
}

/* The framer has bounded the depth of what comes. */
static void
decode_any (const json_t *value, const WfFeedSink *sink)
{
  if (json_is_array (value))
    decode_list (sink, value);
  else if (json_is_object (value))
    decode_object (sink, value);
  else
    wf_json_feed_tell (sink, _ ("A message"), _ ("it holds no entity"));
}

/* ---- the descriptor */

static guint
sniff (const char *bytes, gsize length)
{
  gsize first = 0;

  while (first < length && g_ascii_isspace (bytes[first]))
    first++;
  /* XML may be about the same things, by the same names. */
  if (first < length && bytes[first] == '<')
    return 0;
  if (g_strstr_len (bytes, (gssize) length, "\"Notification\"") != NULL
      || g_strstr_len (bytes, (gssize) length, "\"urn:ngsi-ld:") != NULL
      || g_strstr_len (bytes, (gssize) length, "\"GeoProperty\"") != NULL)
    return 90;
  /* Any JSON with ids and types may be keyValues. */
  return g_strstr_len (bytes, (gssize) length, "\"id\"") != NULL
                 && g_strstr_len (bytes, (gssize) length, "\"type\"") != NULL
             ? 20
             : 0;
}

static gpointer
create (void)
{
  return wf_json_feed_new (decode_any);
}

const WfFeedFormat wf_feed_ngsi_ld = {
  .name = "ngsi-ld",
  .summary = N_ ("NGSI-LD entities and notifications (ETSI GS CIM 009)"),
  .sniff = sniff,
  .create = create,
  .destroy = wf_json_feed_free,
  .push = wf_json_feed_push,
  .end = wf_json_feed_end,
};
