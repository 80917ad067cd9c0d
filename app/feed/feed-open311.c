/* Watchfloor: the feed of Open311.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Service requests of GeoReport v2, JSON or XML, to reports. Decoder: pure. */
#include "config.h"

#include "wf-feed-value.h"
#include "wf-json-feed.h"
#include "wf-json.h"
#include "wf-xml-feed.h"
#include "wf-xml.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct
{
  gpointer json, xml;
  gboolean is_known, is_xml; /* by the first byte that is no space */
} Open311;

static void
decode_request (const json_t *request, const WfFeedSink *sink)
{
  static const char *const kept[]
      = { "service_code",      "description",    "agency_responsible", "service_notice",
          "status_notes",      "address",        "media_url",          "requested_datetime",
          "expected_datetime", "detailed_status" };
  const json_t *number = json_object_get (request, "service_request_id");
  g_autofree char *numeral
      = json_is_integer (number)
            ? g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (number))
            : NULL;
  g_autoptr (json_t) attrs = json_object ();
  g_autofree char *text = NULL;
  WfReport report = wf_report_init ();

  report.kind = WF_REPORT_ALERT;
  report.id = numeral != NULL ? numeral : wf_feed_text (number);
  if (report.id == NULL || strlen (report.id) > 1024)
    {
      wf_json_feed_tell (sink, _ ("A request"), _ ("it has no service_request_id"));
      return;
    }
  report.class_name = "serviceRequest";
  report.label = wf_feed_text (json_object_get (request, "service_name"));
  report.state = wf_feed_text (json_object_get (request, "status"));
  report.position = (WfLonLat){ wf_feed_number (json_object_get (request, "long")),
                                wf_feed_number (json_object_get (request, "lat")) };
  if (isnan (report.position.lon) || isnan (report.position.lat))
    report.position = wf_report_init ().position;
  else if (!wf_lonlat_is_valid (report.position))
    {
      wf_json_feed_tell (sink, report.id, _ ("its position is none on Earth"));
      report.position = wf_report_init ().position;
    }
  report.observed_us = wf_feed_time (json_object_get (request, "updated_datetime"));
  if (report.observed_us == WF_TIME_NONE)
    report.observed_us = wf_feed_time (json_object_get (request, "requested_datetime"));
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (wf_feed_text (json_object_get (request, kept[i])) != NULL)
      json_object_set (attrs, kept[i], json_object_get (request, kept[i]));
  text = wf_json_canonical (attrs);
  report.attrs = text;
  sink->report (&report, sink->user_data);
}

static void
decode_value (const json_t *value, const WfFeedSink *sink)
{
  const json_t *list = json_object_get (value, "service_requests");

  if (!json_is_array (list))
    list = json_is_array (value) ? value : NULL;
  if (list == NULL)
    decode_request (value, sink);
  for (gsize i = 0; i < json_array_size (list); i++)
    decode_request (json_array_get (list, i), sink);
}

static void
decode_root (const xmlNode *root, const WfFeedSink *sink)
{
  if (!wf_xml_is (root, "service_requests"))
    {
      wf_json_feed_tell (sink, _ ("A message"), _ ("it holds no service requests"));
      return;
    }
  for (const xmlNode *request = wf_xml_child (root, "request"); request != NULL;
       request = wf_xml_next (request, "request"))
    {
      g_autoptr (json_t) members = json_object ();

      for (const xmlNode *member = wf_xml_child (request, NULL); member != NULL;
           member = wf_xml_next (member, NULL))
        {
          g_autofree char *text = wf_xml_text (member);

          if (text != NULL)
            json_object_set_new (members, (const char *) member->name, json_string (text));
        }
      decode_request (members, sink);
    }
}

static void
push (gpointer state, const char *bytes, gsize length, const WfFeedSink *sink)
{
  Open311 *feed = state;

  for (; length > 0 && !feed->is_known && g_ascii_isspace (*bytes); length--)
    bytes++;
  if (length == 0)
    return;
  if (!feed->is_known)
    feed->is_xml = *bytes == '<';
  feed->is_known = TRUE;
  if (feed->is_xml)
    wf_xml_feed_push (feed->xml, bytes, length, sink);
  else
    wf_json_feed_push (feed->json, bytes, length, sink);
}

static void
end (gpointer state, const WfFeedSink *sink)
{
  Open311 *feed = state;

  wf_xml_feed_end (feed->xml, sink);
  wf_json_feed_end (feed->json, sink);
  feed->is_known = FALSE;
}

static guint
sniff (const char *bytes, gsize length)
{
  return g_strstr_len (bytes, (gssize) length, "service_request_id") != NULL ? 90 : 0;
}

static gpointer
create (void)
{
  Open311 *feed = g_new0 (Open311, 1);

  feed->json = wf_json_feed_new (decode_value);
  feed->xml = wf_xml_feed_new (decode_root);
  return feed;
}

static void
destroy (gpointer state)
{
  Open311 *feed = state;

  wf_json_feed_free (feed->json);
  wf_xml_feed_free (feed->xml);
  g_free (feed);
}

const WfFeedFormat wf_feed_open311 = {
  .name = "open311",
  .summary = N_ ("Open311 GeoReport v2 service requests, JSON or XML"),
  .sniff = sniff,
  .create = create,
  .destroy = destroy,
  .push = push,
  .end = end,
};
