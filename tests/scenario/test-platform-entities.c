/* Watchfloor: tests of the platform's entities over HTTP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-platform.h"

#include <string.h>

#define ENTITIES "/ngsi-ld/v1/entities"
#define A1 ENTITIES "/urn:ngsi-ld:Vehicle:a1"

static WfTestPlatform *platform;

static guint
send_text (const char *method, const char *path, const char *body)
{
  return wf_test_platform_send (platform, method, path, body, NULL);
}

static json_t *
get (const char *path)
{
  json_t *answer = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &answer), ==, 200);
  g_assert_nonnull (answer);
  return answer;
}

static const char *
text_at (json_t *object, const char *name)
{
  return json_string_value (json_object_get (object, name));
}

static void
test_life (void)
{
  json_t *answer;

  g_assert_cmpuint (send_text ("POST", ENTITIES,
                               "{\"id\":\"urn:ngsi-ld:Vehicle:a1\",\"type\":\"Vehicle\","
                               "\"speed\":{\"value\":42,\"unitCode\":\"KMH\"},"
                               "\"location\":{\"type\":\"Point\",\"coordinates\":[121.6,38.9]}}"),
                    ==, 201);
  g_assert_cmpuint (
      send_text ("POST", ENTITIES, "{\"id\":\"urn:ngsi-ld:Vehicle:a1\",\"type\":\"Vehicle\"}"), ==,
      409);
  answer = get (A1);
  g_assert_cmpstr (text_at (json_object_get (answer, "location"), "type"), ==, "GeoProperty");
  json_decref (answer);
  g_assert_cmpuint (send_text ("PATCH", A1 "/attrs", "{\"speed\":50}"), ==, 204);
  g_assert_cmpuint (send_text ("PATCH", A1 "/attrs", "{\"nothing\":1}"), ==, 207);
  g_assert_cmpuint (send_text ("POST", A1 "/attrs", "{\"name\":\"120-01\"}"), ==, 204);
  g_assert_cmpuint (
      send_text ("PATCH", A1 "/attrs/speed", "{\"observedAt\":\"2026-01-01T00:00:00Z\"}"), ==, 204);
  g_assert_cmpuint (send_text ("DELETE", A1 "/attrs/name", NULL), ==, 204);
  answer = get (A1 "?options=keyValues");
  g_assert_cmpint (json_integer_value (json_object_get (answer, "speed")), ==, 50);
  g_assert_null (json_object_get (answer, "name"));
  json_decref (answer);
  answer = get (A1);
  g_assert_cmpstr (text_at (json_object_get (answer, "speed"), "observedAt"), ==,
                   "2026-01-01T00:00:00Z");
  json_decref (answer);
  g_assert_cmpuint (send_text ("DELETE", A1, NULL), ==, 204);
  g_assert_cmpuint (send_text ("GET", A1, NULL), ==, 404);
  g_assert_cmpuint (send_text ("DELETE", A1, NULL), ==, 404);
}

static void
test_paging (void)
{
  g_autoptr (GString) batch = g_string_new ("[");
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 95; i++)
    g_string_append_printf (batch, "%s{\"id\":\"urn:x:Page:%u\",\"type\":\"Page\",\"n\":%u}",
                            i > 0 ? "," : "", i, i);
  g_string_append (batch, "]");
  g_assert_cmpuint (send_text ("POST", "/ngsi-ld/v1/entityOperations/create", batch->str), ==, 201);
  for (guint offset = 0; offset < 95; offset += 30)
    {
      g_autofree char *path
          = g_strdup_printf (ENTITIES "?type=Page&limit=30&offset=%u&options=keyValues", offset);
      json_t *page = get (path);
      json_t *entity;
      size_t i;

      g_assert_cmpuint (json_array_size (page), ==, offset < 90 ? 30 : 5);
      json_array_foreach (page, i, entity)
        g_assert_true (g_hash_table_add (seen, g_strdup (text_at (entity, "id"))));
      json_decref (page);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 95);
  g_hash_table_unref (seen);
  bytes = wf_test_platform_exchange (
      platform, "GET", ENTITIES "?type=Page&q=n%3E=90&limit=1&count=true", NULL, NULL, &message);
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                 "NGSILD-Results-Count"),
                   ==, "5");
}

static void
test_batches (void)
{
  json_t *answer = NULL;

  g_assert_cmpuint (
      wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/upsert",
                             "[{\"id\":\"urn:x:B:1\",\"type\":\"B\",\"a\":1,\"b\":2}]", &answer),
      ==, 201);
  g_assert_cmpuint (json_array_size (answer), ==, 1);
  json_decref (answer);
  g_assert_cmpuint (send_text ("POST", "/ngsi-ld/v1/entityOperations/upsert?options=update",
                               "[{\"id\":\"urn:x:B:1\",\"type\":\"B\",\"a\":3}]"),
                    ==, 204);
  answer = get (ENTITIES "/urn:x:B:1?options=keyValues");
  g_assert_cmpint (json_integer_value (json_object_get (answer, "a")), ==, 3);
  g_assert_cmpint (json_integer_value (json_object_get (answer, "b")), ==, 2);
  json_decref (answer);
  g_assert_cmpuint (send_text ("POST", "/ngsi-ld/v1/entityOperations/upsert",
                               "[{\"id\":\"urn:x:B:1\",\"type\":\"B\",\"a\":4}]"),
                    ==, 204);
  answer = get (ENTITIES "/urn:x:B:1?options=keyValues");
  g_assert_null (json_object_get (answer, "b"));
  json_decref (answer);
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/delete",
                                           "[\"urn:x:B:1\",\"urn:x:B:2\"]", &answer),
                    ==, 207);
  g_assert_cmpuint (json_array_size (json_object_get (answer, "errors")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (answer, "success")), ==, 1);
  json_decref (answer);
}

static void
test_commands (void)
{
  const char *path = ENTITIES "/urn:ngsi-ld:Command:c1";
  const char *late = "{\"id\":\"urn:ngsi-ld:Command:late\",\"type\":\"Command\","
                     "\"kind\":\"sendUnit\",\"target\":\"urn:ngsi-ld:Vehicle:v\","
                     "\"state\":\"sent\",\"validUntil\":\"2020-01-01T00:00:00Z\"}";
  const char *good = "{\"id\":\"urn:ngsi-ld:Command:c1\",\"type\":\"Command\","
                     "\"kind\":\"x\",\"target\":\"urn:ngsi-ld:Vehicle:v\",\"state\":\"done\","
                     "\"reason\":\"mine\",\"stateHistory\":[{\"state\":\"granted\"}],"
                     "\"validUntil\":\"2120-01-01T00:00:00Z\"}";
  json_t *answer;

  g_assert_cmpuint (send_text ("POST", ENTITIES, late), ==, 201);
  answer = get (ENTITIES "/urn:ngsi-ld:Command:late?options=keyValues");
  g_assert_cmpstr (text_at (answer, "state"), ==, "expired");
  json_decref (answer);
  g_assert_cmpuint (send_text ("POST", ENTITIES, good), ==, 201);
  g_assert_cmpuint (send_text ("POST", ENTITIES, good), ==, 409);
  answer = get (ENTITIES "/urn:ngsi-ld:Command:c1?options=keyValues");
  g_assert_cmpstr (text_at (answer, "state"), ==, "sent");
  g_assert_null (json_object_get (answer, "reason"));
  g_assert_null (json_object_get (answer, "stateHistory"));
  json_decref (answer);
  g_assert_cmpuint (
      send_text ("PATCH", ENTITIES "/urn:ngsi-ld:Command:c1/attrs", "{\"state\":\"done\"}"), ==,
      403);
  g_assert_cmpuint (
      send_text ("PUT", ENTITIES "/urn:ngsi-ld:Command:c1/attrs/state", "{\"value\":\"done\"}"), ==,
      403);
  g_assert_cmpuint (send_text ("DELETE", path, NULL), ==, 403);
  g_assert_cmpuint (send_text ("PUT", path, good), ==, 403);
  g_assert_cmpuint (send_text ("PATCH", ENTITIES "/urn:ngsi-ld:Command:c1/attrs",
                               "{\"revokeRequestedBy\":\"desk 3\"}"),
                    ==, 204);
}

static void
test_versions (void)
{
  const char *path = ENTITIES "/urn:ngsi-ld:Incident:i1";
  const char *headers[] = { "If-Match", "\"1\"", NULL };
  g_autoptr (GBytes) patch = g_bytes_new_static ("{\"notes\":\"b\"}", 13);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  json_t *answer = NULL;

  g_assert_cmpuint (send_text ("POST", ENTITIES,
                               "{\"id\":\"urn:ngsi-ld:Incident:i1\",\"type\":\"Incident\","
                               "\"notes\":\"\",\"version\":0}"),
                    ==, 201);
  g_assert_cmpuint (send_text ("PATCH", path, "{\"notes\":\"a\",\"version\":1}"), ==, 204);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "PATCH", path, "{\"notes\":\"z\",\"version\":1}", &answer),
      ==, 409);
  g_assert_cmpint (json_integer_value (json_object_get (answer, "currentVersion")), ==, 2);
  g_assert_cmpstr (text_at (json_object_get (answer, "current"), "notes"), ==, "a");
  json_decref (answer);
  bytes = wf_test_platform_exchange (platform, "PATCH", path, headers, patch, &message);
  g_assert_cmpuint (soup_message_get_status (message), ==, 409);
  g_assert_cmpuint (send_text ("PATCH", path, "{\"notes\":\"c\"}"), ==, 204);
  answer = get (ENTITIES "/urn:ngsi-ld:Incident:i1?options=keyValues");
  g_assert_cmpint (json_integer_value (json_object_get (answer, "version")), ==, 3);
  json_decref (answer);
}

#define VOCABULARY "https://uri.etsi.org/ngsi-ld/default-context/"

/* A client that expands names by the core @context means the same things. */
static void
test_expanded_names (void)
{
  json_t *answer;

  g_assert_cmpuint (send_text ("POST", ENTITIES,
                               "{\"id\":\"urn:x:Lamp:1\",\"type\":\"" VOCABULARY
                               "Lamp\",\"" VOCABULARY "glow\":{\"type\":\"Property\",\"value\":7},"
                               "\"https://uri.etsi.org/ngsi-ld/location\":{\"type\":\"Point\","
                               "\"coordinates\":[121.6,38.9]}}"),
                    ==, 201);
  answer = get (ENTITIES "/urn:x:Lamp:1?options=keyValues");
  g_assert_cmpstr (text_at (answer, "type"), ==, "Lamp");
  g_assert_cmpint (json_integer_value (json_object_get (answer, "glow")), ==, 7);
  g_assert_nonnull (json_object_get (answer, "location"));
  json_decref (answer);
  answer = get (ENTITIES "?type=" VOCABULARY "Lamp&attrs=" VOCABULARY "glow&q=" VOCABULARY
                         "glow%3E6&options=keyValues");
  g_assert_cmpuint (json_array_size (answer), ==, 1);
  g_assert_nonnull (json_object_get (json_array_get (answer, 0), "glow"));
  json_decref (answer);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/query",
                             "{\"type\":\"Query\",\"entities\":[{\"type\":\"" VOCABULARY
                             "Lamp\"}],\"attrs\":[\"" VOCABULARY "glow\"]}",
                             &answer),
      ==, 200);
  g_assert_cmpuint (json_array_size (answer), ==, 1);
  json_decref (answer);
  json_decref (get (ENTITIES "/urn:x:Lamp:1/attrs/https%3A%2F%2Furi.etsi.org%2Fngsi-ld%2F"
                             "default-context%2Fglow"));
}

/* The Location of an entity leads to it, whatever its id holds. */
static void
test_id_with_slash (void)
{
  json_t *answer;

  g_assert_cmpuint (
      send_text ("POST", ENTITIES, "{\"id\":\"http://x.invalid/a%20b/1\",\"type\":\"T\"}"), ==,
      201);
  answer = get (ENTITIES "/http:%2F%2Fx.invalid%2Fa%2520b%2F1");
  g_assert_cmpstr (text_at (answer, "id"), ==, "http://x.invalid/a%20b/1");
  json_decref (answer);
}

/* No other spelling of the type gets a Command past those who guard it. */
static void
test_guard_by_any_name (void)
{
  static const char *const types[]
      = { "\"@type\":\"Command\"", "\"type\":[\"Command\"]", "\"type\":\"" VOCABULARY "Command\"" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *body
          = g_strdup_printf ("{\"id\":\"urn:x:Command:%u\",%s,\"state\":\"done\"}", i, types[i]);

      g_assert_cmpuint (send_text ("POST", ENTITIES, body), ==, 400);
    }
}

static void
test_attributes (void)
{
  json_t *answer;

  g_assert_cmpuint (send_text ("POST", ENTITIES,
                               "{\"id\":\"urn:x:Pump:1\",\"type\":\"Pump\",\"lift\":3,"
                               "\"feeds\":{\"object\":\"urn:x:Pump:2\"}}"),
                    ==, 201);
  answer = get ("/ngsi-ld/v1/attributes");
  g_assert_cmpstr (text_at (answer, "type"), ==, "AttributeList");
  g_assert_cmpuint (json_array_size (json_object_get (answer, "attributeList")), >=, 2);
  json_decref (answer);
  answer = get ("/ngsi-ld/v1/attributes/feeds");
  g_assert_cmpint (json_integer_value (json_object_get (answer, "attributeCount")), ==, 1);
  g_assert_cmpstr (
      json_string_value (json_array_get (json_object_get (answer, "attributeTypes"), 0)), ==,
      "Relationship");
  g_assert_cmpstr (json_string_value (json_array_get (json_object_get (answer, "typeNames"), 0)),
                   ==, "Pump");
  json_decref (answer);
  g_assert_cmpuint (send_text ("GET", "/ngsi-ld/v1/attributes/nobodyHasIt", NULL), ==, 404);
}

static void
test_delete_by_type (void)
{
  json_t *answer;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *body
          = g_strdup_printf ("{\"id\":\"urn:x:Bin:%u\",\"type\":\"Bin\",\"full\":%u}", i, i);

      g_assert_cmpuint (send_text ("POST", ENTITIES, body), ==, 201);
    }
  g_assert_cmpuint (send_text ("DELETE", ENTITIES, NULL), ==, 400);
  g_assert_cmpuint (send_text ("DELETE", ENTITIES "?type=Bin&q=full%3C10", NULL), ==, 204);
  answer = get (ENTITIES "?type=Bin&limit=100");
  g_assert_cmpuint (json_array_size (answer), ==, 40);
  json_decref (answer);
  g_assert_cmpuint (send_text ("DELETE", ENTITIES "?type=Bin", NULL), ==, 204);
  g_assert_cmpuint (send_text ("GET", "/ngsi-ld/v1/types/Bin", NULL), ==, 404);
  g_assert_cmpuint (send_text ("POST", ENTITIES,
                               "{\"id\":\"urn:x:Command:kept\",\"type\":\"Command\",\"kind\":\"m\","
                               "\"target\":\"urn:x:1\",\"validUntil\":\"2099-01-01T00:00:00Z\"}"),
                    ==, 201);
  g_assert_cmpuint (send_text ("DELETE", ENTITIES "?type=Command", NULL), ==, 207);
  g_assert_cmpuint (send_text ("GET", ENTITIES "/urn:x:Command:kept", NULL), ==, 200);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  platform = wf_test_platform_start (NULL);
  g_test_add_func ("/platform/entities/expanded-names", test_expanded_names);
  g_test_add_func ("/platform/entities/id-with-slash", test_id_with_slash);
  g_test_add_func ("/platform/entities/guard-by-any-name", test_guard_by_any_name);
  g_test_add_func ("/platform/entities/attributes", test_attributes);
  g_test_add_func ("/platform/entities/delete-by-type", test_delete_by_type);
  g_test_add_func ("/platform/entities/life", test_life);
  g_test_add_func ("/platform/entities/paging", test_paging);
  g_test_add_func ("/platform/entities/batches", test_batches);
  g_test_add_func ("/platform/entities/commands", test_commands);
  g_test_add_func ("/platform/entities/versions", test_versions);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  return result;
}
