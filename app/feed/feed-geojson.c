/* Watchfloor: the feed of GeoJSON features.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Feature, FeatureCollection (RFC 7946), one or many, or one a line, to reports. What a feature
 * is comes from its properties, by the names that are usual. Decoder: pure. */
#include "config.h"

#include "wf-feed-value.h"
#include "wf-json-feed.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_ATTRS_BYTES (64 * 1024)

static const char *const id_names[] = { "id", "uid", "vehicle_id", "vehicleId", "code", NULL };
static const char *const class_names[] = { "class", "vehicleType", "kind", "category", NULL };
static const char *const label_names[] = { "label", "name", "title", "plate", NULL };
static const char *const state_names[] = { "workState", "state", "status", NULL };
static const char *const time_names[]
    = { "observed", "observedAt", "time", "timestamp", "datetime", "updated", NULL };
static const char *const heading_names[] = { "heading_deg", "heading", "bearing", "course", NULL };
static const char *const accuracy_names[] = { "accuracy_m", "accuracy", NULL };

static const json_t *
find (const json_t *properties, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      const json_t *value = json_object_get (properties, *names);

      if (value != NULL && !json_is_null (value))
        return value;
    }
  return NULL;
}

static char *
id_of (const json_t *feature, const json_t *properties)
{
  const json_t *id = json_object_get (feature, "id");

  if (id == NULL || json_is_null (id))
    id = find (properties, id_names);
  if (json_is_integer (id))
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (id));
  return g_strdup (wf_feed_text (id));
}

/* speed_mps in metres a second; a bare "speed" is km/h, as in the smart data models. */
static float
speed_of (const json_t *properties)
{
  double mps = wf_feed_number (json_object_get (properties, "speed_mps"));

  if (isnan (mps))
    mps = wf_feed_number (json_object_get (properties, "speed")) / 3.6;
  return isnan (mps) || mps < 0 || mps > 400 ? NAN : (float) mps;
}

static void
decode_feature (const WfFeedSink *sink, const json_t *feature)
{
  const json_t *properties = json_object_get (feature, "properties");
  g_autofree char *id = id_of (feature, properties);
  g_autofree char *attrs = json_is_object (properties) ? wf_json_canonical (properties) : NULL;
  const char *class_name = wf_feed_text (find (properties, class_names));
  const char *bad = NULL;
  WfReport report = wf_report_init ();

  if (id == NULL || strlen (id) > 1024)
    {
      wf_json_feed_tell (sink, _ ("A feature"), _ ("it has no usable id"));
      return;
    }
  report.id = id;
  report.class_name = class_name != NULL ? class_name : "other";
  report.label = wf_feed_text (find (properties, label_names));
  report.state = wf_feed_text (find (properties, state_names));
  if (!wf_feed_position (json_object_get (feature, "geometry"), &report.position, &bad))
    report.kind = WF_REPORT_STATUS;
  if (bad != NULL)
    wf_json_feed_tell (sink, id, bad);
  report.speed_mps = speed_of (properties);
  report.heading_deg = wf_feed_heading (wf_feed_number (find (properties, heading_names)));
  report.accuracy_m = wf_feed_accuracy (find (properties, accuracy_names));
  report.observed_us = wf_feed_time (find (properties, time_names));
  if (attrs != NULL && strlen (attrs) <= MAX_ATTRS_BYTES)
    report.attrs = attrs;
  sink->report (&report, sink->user_data);
}

static void
decode_value (const json_t *value, const WfFeedSink *sink)
{
  const char *type = json_is_object (value) ? wf_json_string (value, "type", NULL) : NULL;
  const json_t *features = json_object_get (value, "features");

  if (g_strcmp0 (type, "Feature") == 0)
    decode_feature (sink, value);
  else if (g_strcmp0 (type, "FeatureCollection") == 0 && json_is_array (features))
    for (gsize i = 0; i < json_array_size (features); i++)
      decode_feature (sink, json_array_get (features, i));
  else if (json_is_array (value))
    for (gsize i = 0; i < json_array_size (value); i++)
      decode_value (json_array_get (value, i), sink);
  else
    wf_json_feed_tell (sink, _ ("A message"), _ ("it is not a GeoJSON feature"));
}

static guint
sniff (const char *bytes, gsize length)
{
  return g_strstr_len (bytes, (gssize) length, "\"Feature\"") != NULL
                 || g_strstr_len (bytes, (gssize) length, "\"FeatureCollection\"") != NULL
             ? 80
             : 0;
}

static gpointer
create (void)
{
  return wf_json_feed_new (decode_value);
}

const WfFeedFormat wf_feed_geojson = {
  .name = "geojson",
  .summary = N_ ("GeoJSON features (RFC 7946), also one a line"),
  .sniff = sniff,
  .create = create,
  .destroy = wf_json_feed_free,
  .push = wf_json_feed_push,
  .end = wf_json_feed_end,
};
