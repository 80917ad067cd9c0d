/* Watchfloor: tests of the platform's other feeds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GTFS Realtime and CAP, read back by protobuf-c and libxml2. */
#include "config.h"

#include "gtfs-rt.pb-c.h"
#include "wf-json.h"
#include "wf-test-platform.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#define UPSERT "/ngsi-ld/v1/entityOperations/upsert"

static WfTestPlatform *platform;

static GBytes *
get (const char *path, guint expected)
{
  g_autoptr (SoupMessage) message = NULL;
  GBytes *bytes = wf_test_platform_exchange (platform, "GET", path, NULL, NULL, &message);

  g_assert_nonnull (bytes);
  g_assert_cmpuint (soup_message_get_status (message), ==, expected);
  return bytes;
}

static void
test_gtfs (void)
{
  g_autoptr (GBytes) bytes = NULL;
  WfGtfs__FeedMessage *feed;

  wf_test_platform_send (
      platform, "POST", UPSERT,
      "[{\"id\":\"urn:ngsi-ld:Vehicle:bus-1\",\"type\":\"Vehicle\",\"vehicleType\":\"bus\","
      "\"lineName\":\"7\",\"heading\":90,\"speed\":36,\"location\":{\"value\":{\"type\":\"Point\","
      "\"coordinates\":[121.5,38.75]},\"observedAt\":\"2026-01-01T00:00:00Z\"}},"
      "{\"id\":\"urn:ngsi-ld:Vehicle:bus-2\",\"type\":\"Vehicle\",\"vehicleType\":\"bus\"},"
      "{\"id\":\"urn:ngsi-ld:Vehicle:amb-1\",\"type\":\"Vehicle\",\"vehicleType\":\"ambulance\","
      "\"location\":{\"type\":\"Point\",\"coordinates\":[121.5,38.75]}}]",
      NULL);
  bytes = get ("/gtfs-rt/vehicle-positions.pb", 200);
  feed = wf_gtfs__feed_message__unpack (NULL, g_bytes_get_size (bytes),
                                        g_bytes_get_data (bytes, NULL));
  g_assert_nonnull (feed);
  g_assert_cmpstr (feed->header->gtfs_realtime_version, ==, "2.0");
  g_assert_cmpuint (feed->n_entity, ==, 1); /* a bus without a place is left out */
  g_assert_cmpstr (feed->entity[0]->vehicle->vehicle->id, ==, "urn:ngsi-ld:Vehicle:bus-1");
  g_assert_cmpstr (feed->entity[0]->vehicle->trip->route_id, ==, "7");
  g_assert_cmpfloat ((double) feed->entity[0]->vehicle->position->longitude, ==, 121.5);
  g_assert_cmpfloat ((double) feed->entity[0]->vehicle->position->speed, ==, 10.0);
  g_assert_cmpuint (feed->entity[0]->vehicle->timestamp, ==, 1767225600);
  wf_gtfs__feed_message__free_unpacked (feed, NULL);
  g_bytes_unref (get ("/gtfs-rt/nothing.pb", 404));
}

/* The text at @path in the document, in which "a" is its name space. */
static char *
text_at (GBytes *bytes, const char *ns, const char *path)
{
  xmlDoc *doc = xmlReadMemory (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes), NULL,
                               NULL, XML_PARSE_NONET);
  xmlXPathContext *context = xmlXPathNewContext (doc);
  xmlXPathObject *found;
  xmlChar *string;
  char *text;

  g_assert_nonnull (doc);
  xmlXPathRegisterNs (context, (const xmlChar *) "a", (const xmlChar *) ns);
  found = xmlXPathEvalExpression ((const xmlChar *) path, context);
  g_assert_nonnull (found);
  string = xmlXPathCastToString (found);
  text = g_strdup ((const char *) string);
  xmlFree (string);
  xmlXPathFreeObject (found);
  xmlXPathFreeContext (context);
  xmlFreeDoc (doc);
  return text;
}

static void
assert_cap (GBytes *bytes, const char *path, const char *expected)
{
  g_autofree char *text = text_at (bytes, "urn:oasis:names:tc:emergency:cap:1.2", path);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_cap (void)
{
  g_autoptr (GBytes) index = NULL;
  g_autoptr (GBytes) alert = NULL;
  g_autofree char *entries = NULL;
  g_autofree char *link = NULL;

  wf_test_platform_send (
      platform, "POST", UPSERT,
      "[{\"id\":\"urn:ngsi-ld:Incident:1\",\"type\":\"Incident\",\"kind\":\"fire\",\"level\":2,"
      "\"state\":\"open\",\"notes\":\"a<b & \\u0001火\",\"address\":\"人民路\","
      "\"openedAt\":\"2026-01-01T00:00:00.5Z\",\"location\":{\"type\":\"Polygon\",\"coordinates\":"
      "[[[121,38],[122,38],[122,39],[121,38]]]}},"
      "{\"id\":\"urn:ngsi-ld:Incident:2\",\"type\":\"Incident\",\"state\":\"closed\"}]",
      NULL);
  index = get ("/cap/index.atom", 200);
  entries = text_at (index, "http://www.w3.org/2005/Atom", "count(//a:entry)");
  g_assert_cmpstr (entries, ==, "1");
  link = text_at (index, "http://www.w3.org/2005/Atom", "string(//a:entry/a:link/@href)");
  g_assert_true (g_str_has_prefix (link, wf_test_platform_url (platform)));
  alert = get (link + strlen (wf_test_platform_url (platform)), 200);
  assert_cap (alert, "string(/a:alert/a:identifier)", "urn:ngsi-ld:Incident:1");
  assert_cap (alert, "string(/a:alert/a:status)", "Exercise");
  assert_cap (alert, "string(/a:alert/a:sent)", "2026-01-01T00:00:00+00:00");
  assert_cap (alert, "string(//a:severity)", "Severe");
  assert_cap (alert, "string(//a:category)", "Fire");
  assert_cap (alert, "string(//a:description)", "a<b & 火");
  assert_cap (alert, "string(//a:polygon)",
              "38.0000000,121.0000000 38.0000000,122.0000000 39.0000000,122.0000000 "
              "38.0000000,121.0000000");
  g_bytes_unref (get ("/cap/urn:ngsi-ld:Incident:2.cap", 404));
}

static json_t *
get_json (const char *path)
{
  json_t *answer = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &answer), ==, 200);
  g_assert_nonnull (answer);
  return answer;
}

static const char *
field_of (json_t *list, guint i, const char *name)
{
  return json_string_value (json_object_get (json_array_get (list, i), name));
}

static void
test_open311 (void)
{
  json_t *answer;

  wf_test_platform_send (
      platform, "POST", UPSERT,
      "[{\"id\":\"urn:ngsi-ld:Incident:o1\",\"type\":\"Incident\",\"kind\":\"flood\",\"level\":2,"
      "\"state\":\"open\",\"notes\":\"under the bridge\",\"openedAt\":\"2026-01-01T00:00:00Z\","
      "\"location\":{\"type\":\"Point\",\"coordinates\":[121.5,38.75]}},"
      "{\"id\":\"urn:ngsi-ld:Incident:o2\",\"type\":\"Incident\",\"kind\":\"gas\",\"level\":3,"
      "\"state\":\"closed\",\"openedAt\":\"2026-01-02T00:00:00Z\","
      "\"location\":{\"type\":\"Point\",\"coordinates\":[121.6,38.75]}}]",
      NULL);
  answer = get_json ("/open311/v2/requests.json?service_code=flood,gas");
  g_assert_cmpuint (json_array_size (answer), ==, 2);
  g_assert_cmpstr (field_of (answer, 0, "service_request_id"), ==, "urn:ngsi-ld:Incident:o2");
  g_assert_cmpstr (field_of (answer, 0, "status"), ==, "closed");
  g_assert_cmpstr (field_of (answer, 1, "description"), ==, "under the bridge");
  g_assert_cmpfloat (json_number_value (json_object_get (json_array_get (answer, 1), "long")), ==,
                     121.5);
  json_decref (answer);
  answer = get_json ("/open311/v2/requests.json?service_code=flood,gas&page=2&page_size=1");
  g_assert_cmpuint (json_array_size (answer), ==, 1);
  g_assert_cmpstr (field_of (answer, 0, "service_code"), ==, "flood");
  json_decref (answer);
  answer = get_json (
      "/open311/v2/requests.json?service_code=flood,gas&status=open&end_date=2026-01-01T12:00:00Z");
  g_assert_cmpuint (json_array_size (answer), ==, 1);
  json_decref (answer);
  answer = get_json ("/open311/v2/requests/urn:ngsi-ld:Incident:o1.json");
  g_assert_cmpstr (field_of (answer, 0, "requested_datetime"), ==, "2026-01-01T00:00:00Z");
  json_decref (answer);
  answer = get_json ("/open311/v2/services.json");
  g_assert_cmpuint (json_array_size (answer), >=, 5);
  json_decref (answer);
  answer = get_json ("/open311/v2/discovery.json");
  g_assert_nonnull (json_object_get (answer, "endpoints"));
  json_decref (answer);
  g_bytes_unref (get ("/open311/v2/requests.json?start_date=yesterday", 400));
  g_bytes_unref (get ("/open311/v2/requests/none.json", 404));
}

/* Reads until the event of @uid has come whole; g_free. */
static char *
read_event (GInputStream *stream, const char *uid)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *mark = g_strdup_printf ("<event version=\"2.0\" uid=\"%s\"", uid);

  for (;;)
    {
      char bytes[4096];
      const char *start = strstr (all->str, mark);
      const char *end = start != NULL ? strstr (start, "</event>") : NULL;
      gssize n;

      if (end != NULL)
        return g_strndup (start, (gsize) (end - start) + strlen ("</event>"));
      n = g_input_stream_read (stream, bytes, sizeof bytes, NULL, NULL);
      g_assert_cmpint (n, >, 0);
      g_string_append_len (all, bytes, n);
    }
}

static GSocketConnection *
connect_cot (WfTestPlatform *other)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (json_t) state = wf_test_platform_state (other);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, 20);
  connection = g_socket_client_connect_to_host (
      client, "127.0.0.1", (guint16) json_integer_value (json_object_get (state, "cot")), NULL,
      &error);
  g_assert_no_error (error);
  return connection;
}

/* Who connects gets what is there, then what changes, as XML whatever the names hold. */
static void
test_cot (void)
{
  const char *const arguments[] = { "--cot", "0", NULL };
  WfTestPlatform *other = wf_test_platform_start (arguments);
  g_autoptr (GSocketConnection) early = connect_cot (other);
  g_autoptr (GSocketConnection) late = NULL;

  wf_test_platform_send (
      other, "POST", UPSERT,
      "[{\"id\":\"urn:ngsi-ld:Vehicle:c1\",\"type\":\"Vehicle\",\"vehicleType\":\"ambulance\","
      "\"name\":\"<&\\u0001\\\"7\",\"speed\":36,\"location\":{\"type\":\"Point\","
      "\"coordinates\":[121.5,38.75]}}]",
      NULL);
  late = connect_cot (other);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *event
          = read_event (g_io_stream_get_input_stream (G_IO_STREAM (i == 0 ? early : late)),
                        "urn:ngsi-ld:Vehicle:c1");
      xmlDocPtr document = xmlReadMemory (event, (int) strlen (event), NULL, NULL, XML_PARSE_NONET);

      g_assert_nonnull (document);
      xmlFreeDoc (document);
      g_assert_nonnull (strstr (event, "lat=\"38.7500000\" lon=\"121.5000000\""));
      g_assert_nonnull (strstr (event, "speed=\"10.0000000\""));
    }
  wf_test_platform_stop (other);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  platform = wf_test_platform_start (NULL);
  g_test_add_func ("/platform/feeds/gtfs", test_gtfs);
  g_test_add_func ("/platform/feeds/cap", test_cap);
  g_test_add_func ("/platform/feeds/cot", test_cot);
  g_test_add_func ("/platform/feeds/open311", test_open311);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  xmlCleanupParser ();
  return result;
}
