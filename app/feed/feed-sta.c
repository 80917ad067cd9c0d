/* Watchfloor: the feed of OGC SensorThings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* SensorThings API 1.1 (OGC 18-088): things where they are, datastreams and observations as
 * figures; lists, single entities as MQTT sends them, and dataArray results. A figure is named
 * after its datastream, so that the latest takes the place of the one before. Decoder: pure. */
#include "config.h"

#include "wf-feed-value.h"
#include "wf-json-feed.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 4
#define MAX_ATTRS_BYTES (64 * 1024)

/* What an observation has from those it belongs to; all may be NULL or not known. */
typedef struct
{
  const json_t *datastream, *thing;
  WfLonLat position;
} Around;

static const Around nothing_around = { NULL, NULL, { (double) NAN, (double) NAN } };

static void
decode_entity (const json_t *entity, const Around *around, guint depth, const WfFeedSink *sink);

/* "Things(5)" out of a link that ends in it or goes on behind it. */
static char *
name_in_link (const char *link, const char *collection)
{
  g_autofree char *begin = g_strconcat ("/", collection, "(", NULL);
  const char *at = link != NULL ? strstr (link, begin) : NULL;
  const char *end = at != NULL ? strchr (at, ')') : NULL;

  return end != NULL && end - at < 1024 ? g_strndup (at + 1, (gsize) (end - at)) : NULL;
}

/* "Datastreams(5)"; NULL where @entity does not say which it is. Free with g_free. */
static char *
name_of (const json_t *entity, const char *collection)
{
  const json_t *id = json_object_get (entity, "@iot.id");

  if (id == NULL)
    id = json_object_get (entity, "@id"); /* SensorThings 2.0 */
  if (json_is_integer (id))
    return g_strdup_printf ("%s(%" JSON_INTEGER_FORMAT ")", collection, json_integer_value (id));
  if (json_is_string (id) && json_string_length (id) > 0 && json_string_length (id) < 1024)
    return g_strdup_printf ("%s(%s)", collection, json_string_value (id));
  return name_in_link (wf_json_string (entity, "@iot.selfLink", NULL), collection);
}

static void
set_text (json_t *attrs, const char *name, const json_t *object, const char *member)
{
  const json_t *value = json_object_get (object, member);

  if (json_is_string (value) && json_string_length (value) > 0)
    json_object_set (attrs, name, (json_t *) value);
}

static void
emit (WfReport *report, const json_t *attrs, const WfFeedSink *sink)
{
  g_autofree char *text = wf_json_canonical (attrs);

  if (strlen (text) <= MAX_ATTRS_BYTES)
    report->attrs = text;
  sink->report (report, sink->user_data);
}

/* The first place of @locations; that of a Point alone, or of what is around. */
static WfLonLat
position_of (const json_t *locations, const Around *around, const char *id, const WfFeedSink *sink)
{
  WfLonLat position = around->position;
  const json_t *first = json_is_array (locations) ? json_array_get (locations, 0) : locations;
  const json_t *geometry = json_object_get (first, "location");
  const char *bad = NULL;

  if (g_strcmp0 (wf_json_string (geometry, "type", NULL), "Feature") == 0)
    geometry = json_object_get (geometry, "geometry");
  if (geometry != NULL && !wf_feed_position (geometry, &position, &bad) && bad != NULL)
    wf_json_feed_tell (sink, id, bad);
  return position;
}

static void
decode_list (const json_t *list, const Around *around, guint depth, const WfFeedSink *sink)
{
  for (gsize i = 0; json_is_array (list) && i < json_array_size (list); i++)
    decode_entity (json_array_get (list, i), around, depth + 1, sink);
}

static void
decode_thing (const json_t *thing, const Around *around, guint depth, const WfFeedSink *sink)
{
  g_autofree char *id = name_of (thing, "Things");
  g_autoptr (json_t) attrs = json_object ();
  const json_t *properties = json_object_get (thing, "properties");
  Around inside = *around;
  WfReport report = wf_report_init ();

  report.id = id != NULL ? id : wf_json_string (thing, "name", NULL);
  if (report.id == NULL)
    {
      wf_json_feed_tell (sink, _ ("A thing"), _ ("it has no usable id"));
      return;
    }
  report.class_name = wf_json_string (properties, "type", "thing");
  report.label = wf_json_string (thing, "name", NULL);
  report.position = position_of (json_object_get (thing, "Locations"), around, report.id, sink);
  report.kind = isnan (report.position.lon) ? WF_REPORT_STATUS : WF_REPORT_POSITION;
  set_text (attrs, "description", thing, "description");
  if (json_is_object (properties))
    json_object_set (attrs, "properties", (json_t *) properties);
  emit (&report, attrs, sink);
  inside.thing = thing;
  inside.position = report.position;
  decode_list (json_object_get (thing, "Datastreams"), &inside, depth, sink);
}

static void
decode_location (const json_t *location, guint depth, const WfFeedSink *sink)
{
  Around here = nothing_around;
  const json_t *things = json_object_get (location, "Things");
  g_autofree char *id = name_of (location, "Locations");
  WfReport report = wf_report_init ();

  here.position = position_of (location, &nothing_around, id != NULL ? id : "Locations", sink);
  if (json_array_size (things) > 0)
    {
      decode_list (things, &here, depth, sink);
      return;
    }
  report.id = id != NULL ? id : wf_json_string (location, "name", NULL);
  if (report.id == NULL || isnan (here.position.lon))
    {
      wf_json_feed_tell (sink, _ ("A location"), _ ("it has no id or no place"));
      return;
    }
  report.class_name = "location";
  report.label = wf_json_string (location, "name", NULL);
  report.position = here.position;
  sink->report (&report, sink->user_data);
}

static void
decode_datastream (const json_t *datastream, const Around *around, guint depth,
                   const WfFeedSink *sink)
{
  const json_t *thing = json_object_get (datastream, "Thing");
  const json_t *observations = json_object_get (datastream, "Observations");
  Around inside = *around;
  g_autofree char *id = name_of (datastream, "Datastreams");
  g_autoptr (json_t) attrs = json_object ();
  const char *bad = NULL;
  WfReport report = wf_report_init ();

  inside.datastream = datastream;
  if (json_is_object (thing))
    {
      inside.thing = thing;
      inside.position = position_of (json_object_get (thing, "Locations"), around,
                                     id != NULL ? id : "Datastreams", sink);
    }
  if (isnan (inside.position.lon))
    wf_feed_position (json_object_get (datastream, "observedArea"), &inside.position, &bad);
  if (json_array_size (observations) > 0)
    {
      decode_list (observations, &inside, depth, sink);
      return;
    }
  report.id = id != NULL ? id : wf_json_string (datastream, "name", NULL);
  if (report.id == NULL)
    return; /* it says nothing that could be shown */
  report.kind = WF_REPORT_STATUS;
  report.class_name = "sensor";
  report.label = wf_json_string (datastream, "name", NULL);
  report.position = inside.position;
  set_text (attrs, "unit", json_object_get (datastream, "unitOfMeasurement"), "symbol");
  emit (&report, attrs, sink);
}

/* An interval counts from its end: then the figure was known. */
static gint64
time_of (const json_t *value)
{
  const char *text = json_string_value (value);
  const char *slash = text != NULL ? strchr (text, '/') : NULL;
  g_autoptr (json_t) end = slash != NULL ? json_string (slash + 1) : NULL;

  return wf_feed_time (end != NULL ? end : value);
}

static char *
figure_name (const json_t *observation, const Around *around)
{
  const json_t *datastream = json_object_get (observation, "Datastream");
  char *id = NULL;

  if (json_is_object (datastream))
    id = name_of (datastream, "Datastreams");
  if (id == NULL && around->datastream != NULL)
    id = name_of (around->datastream, "Datastreams");
  if (id == NULL)
    id = name_in_link (wf_json_string (observation, "Datastream@iot.navigationLink", NULL),
                       "Datastreams");
  return id != NULL ? id : name_of (observation, "Observations");
}

static void
decode_observation (const json_t *observation, const Around *around, const WfFeedSink *sink)
{
  const json_t *own = json_object_get (observation, "Datastream");
  const json_t *datastream = json_is_object (own) ? own : around->datastream;
  const json_t *result = json_object_get (observation, "result");
  const json_t *feature
      = json_object_get (json_object_get (observation, "FeatureOfInterest"), "feature");
  g_autofree char *id = figure_name (observation, around);
  g_autoptr (json_t) attrs = json_object ();
  const char *bad = NULL;
  WfReport report = wf_report_init ();

  report.kind = WF_REPORT_FIGURE;
  report.id = id != NULL ? id : wf_json_string (datastream, "name", NULL);
  if (report.id == NULL)
    {
      wf_json_feed_tell (sink, _ ("An observation"), _ ("it does not say of which datastream"));
      return;
    }
  report.class_name = "sensor";
  report.label = wf_json_string (datastream, "name", NULL);
  report.position = around->position;
  if (feature != NULL && !wf_feed_position (feature, &report.position, &bad) && bad != NULL)
    wf_json_feed_tell (sink, report.id, bad);
  report.observed_us = time_of (json_object_get (observation, "phenomenonTime"));
  if (report.observed_us == WF_TIME_NONE)
    report.observed_us = time_of (json_object_get (observation, "resultTime"));
  json_object_set (attrs, "value", (json_t *) result);
  set_text (attrs, "unit", json_object_get (datastream, "unitOfMeasurement"), "symbol");
  set_text (attrs, "property", json_object_get (datastream, "ObservedProperty"), "name");
  set_text (attrs, "thing", around->thing, "name");
  emit (&report, attrs, sink);
}

/* {"components": ["phenomenonTime", "result"], "dataArray": [[time, value], ...]} */
static void
decode_array (const json_t *entity, const Around *around, const WfFeedSink *sink)
{
  const json_t *components = json_object_get (entity, "components");
  const json_t *rows = json_object_get (entity, "dataArray");
  const json_t *link = json_object_get (entity, "Datastream@iot.navigationLink");

  for (gsize i = 0; i < json_array_size (rows); i++)
    {
      const json_t *row = json_array_get (rows, i);
      g_autoptr (json_t) observation = json_object ();

      for (gsize k = 0; k < MIN (json_array_size (components), json_array_size (row)); k++)
        {
          const char *name = json_string_value (json_array_get (components, k));

          if (name != NULL)
            json_object_set (observation, name, json_array_get (row, k));
        }
      if (link != NULL)
        json_object_set (observation, "Datastream@iot.navigationLink", (json_t *) link);
      if (json_object_get (entity, "Datastream") != NULL)
        json_object_set (observation, "Datastream", json_object_get (entity, "Datastream"));
      decode_observation (observation, around, sink);
    }
}

static gboolean
has (const json_t *entity, const char *name)
{
  return json_object_get (entity, name) != NULL;
}

static void
decode_entity (const json_t *entity, const Around *around, guint depth, const WfFeedSink *sink)
{
  if (depth > MAX_DEPTH || !json_is_object (entity))
    wf_json_feed_tell (sink, _ ("An entity"), _ ("it is none of SensorThings"));
  else if (has (entity, "dataArray"))
    decode_array (entity, around, sink);
  else if (has (entity, "result"))
    decode_observation (entity, around, sink);
  else if (has (entity, "unitOfMeasurement") || has (entity, "observationType"))
    decode_datastream (entity, around, depth, sink);
  else if (has (entity, "location") && has (entity, "encodingType"))
    decode_location (entity, depth, sink);
  else if (has (entity, "Locations") || has (entity, "Datastreams") || has (entity, "name"))
    decode_thing (entity, around, depth, sink);
  else
    wf_json_feed_tell (sink, _ ("An entity"), _ ("it is none of SensorThings"));
}

static void
decode_value (const json_t *value, const WfFeedSink *sink)
{
  const json_t *list = json_is_array (value) ? value : json_object_get (value, "value");

  if (json_is_array (list))
    decode_list (list, &nothing_around, 0, sink);
  else
    decode_entity (value, &nothing_around, 0, sink);
}

static guint
sniff (const char *bytes, gsize length)
{
  static const char *const signs[]
      = { "\"@iot.", "\"phenomenonTime\"", "\"unitOfMeasurement\"", "\"Datastreams\"" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_strstr_len (bytes, (gssize) length, signs[i]) != NULL)
      return 90;
  return 0;
}

static gpointer
create (void)
{
  return wf_json_feed_new (decode_value);
}

const WfFeedFormat wf_feed_sta = {
  .name = "sta",
  .summary = N_ ("OGC SensorThings API 1.1: things, datastreams, observations"),
  .sniff = sniff,
  .create = create,
  .destroy = wf_json_feed_free,
  .push = wf_json_feed_push,
  .end = wf_json_feed_end,
};
