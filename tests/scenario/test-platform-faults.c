/* Watchfloor: tests of the platform's faults.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-stream.h"

#include <string.h>

#define ENTITIES "/ngsi-ld/v1/entities"
#define ALL ENTITIES "?type=Vehicle&options=keyValues"

static WfTestPlatform *platform;

/* The one rule, NULL = none. */
static void
set_rule (const char *rule)
{
  g_autofree char *body
      = rule != NULL ? g_strdup_printf ("{\"seed\":3,\"rules\":[%s]}", rule) : NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, rule != NULL ? "PUT" : "DELETE",
                                           "/admin/faults", body, NULL),
                    ==, 204);
}

static void
add_vehicles (void)
{
  wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/upsert",
                         "[{\"id\":\"urn:ngsi-ld:Vehicle:1\",\"type\":\"Vehicle\",\"n\":1,"
                         "\"seenAt\":\"2026-01-01T00:00:00Z\",\"location\":{\"type\":\"Point\","
                         "\"coordinates\":[121.6436,38.92]}},"
                         "{\"id\":\"urn:ngsi-ld:Vehicle:2\",\"type\":\"Vehicle\",\"n\":2}]",
                         NULL);
}

static json_t *
get_all (guint expected)
{
  json_t *all = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", ALL, NULL, &all), ==, expected);
  return all;
}

static gint64
hits (void)
{
  json_t *rules = NULL;
  gint64 n;

  wf_test_platform_send (platform, "GET", "/admin/faults", NULL, &rules);
  n = json_integer_value (
      json_object_get (json_array_get (json_object_get (rules, "rules"), 0), "hits"));
  json_decref (rules);
  return n;
}

static void
test_errors (void)
{
  const char *retry;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;

  set_rule ("{\"kind\":\"error\",\"status\":502,\"count\":2,\"match\":{\"method\":\"GET\"}}");
  json_decref (get_all (502));
  json_decref (get_all (502));
  json_decref (get_all (200)); /* the count is used up */
  g_assert_cmpint (hits (), ==, 2);
  set_rule ("{\"kind\":\"rateLimit\",\"retryAfter\":7}");
  bytes = wf_test_platform_exchange (platform, "GET", ALL, NULL, NULL, &message);
  g_assert_cmpuint (soup_message_get_status (message), ==, 429);
  retry = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_assert_cmpstr (retry, ==, "7");
}

/* The answer is lost, the work is done: what a lost acknowledgement looks like. */
static void
test_drop (void)
{
  const char *body = "{\"id\":\"urn:ngsi-ld:Vehicle:lost\",\"type\":\"Vehicle\"}";

  set_rule ("{\"kind\":\"drop\",\"match\":{\"method\":\"POST\"}}");
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", ENTITIES, body, NULL), ==, 0);
  set_rule (NULL);
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", ENTITIES, body, NULL), ==, 409);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "DELETE", ENTITIES "/urn:ngsi-ld:Vehicle:lost", NULL, NULL),
      ==, 204);
  set_rule ("{\"kind\":\"drop\",\"before\":true,\"match\":{\"method\":\"POST\"}}");
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", ENTITIES, body, NULL), ==, 0);
  set_rule (NULL);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "GET", ENTITIES "/urn:ngsi-ld:Vehicle:lost", NULL, NULL), ==,
      404);
}

/* A rule for a type hits what is asked for, sent, and named in the path. */
static void
test_types (void)
{
  const char *command = "{\"id\":\"urn:x:c1\",\"type\":\"Command\",\"kind\":\"x\","
                        "\"target\":\"urn:x:v\",\"validUntil\":\"2120-01-01T00:00:00Z\"}";

  set_rule ("{\"kind\":\"error\",\"match\":{\"entityType\":\"Command\"}}");
  json_decref (get_all (200));
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", ENTITIES, command, NULL), ==, 503);
  g_assert_cmpuint (wf_test_platform_send (platform, "GET", ENTITIES "?type=Command", NULL, NULL),
                    ==, 503);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "GET", ENTITIES "/urn:ngsi-ld:Command:c1", NULL, NULL), ==,
      503);
  g_assert_cmpuint (
      wf_test_platform_send (platform, "GET", ENTITIES "/urn:ngsi-ld:Vehicle:1", NULL, NULL), ==,
      200);
}

static void
test_delay (void)
{
  gint64 start_us = g_get_monotonic_time ();

  set_rule ("{\"kind\":\"delay\",\"delayMs\":300}");
  json_decref (get_all (200));
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 290 * 1000);
}

static void
test_broken_answers (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SoupMessage) message = NULL;
  json_t *garbage = NULL;

  set_rule ("{\"kind\":\"truncate\",\"match\":{\"path\":\"^/ngsi-ld\"}}");
  g_assert_cmpuint (wf_test_platform_send (platform, "GET", ALL, NULL, NULL), ==, 0);
  set_rule ("{\"kind\":\"garbage\"}");
  g_assert_cmpuint (wf_test_platform_send (platform, "GET", ALL, NULL, &garbage), ==, 200);
  g_assert_null (garbage);
  set_rule ("{\"kind\":\"endless\",\"bytes\":20000000}");
  bytes = wf_test_platform_exchange (platform, "GET", ALL, NULL, NULL, &message);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 20000000);
}

static void
test_lists (void)
{
  json_t *all;

  set_rule ("{\"kind\":\"duplicate\"}");
  all = get_all (200);
  g_assert_cmpuint (json_array_size (all), ==, 4);
  json_decref (all);
  set_rule ("{\"kind\":\"reorder\"}");
  all = get_all (200);
  g_assert_cmpuint (json_array_size (all), ==, 2);
  json_decref (all);
}

static void
test_content (void)
{
  json_t *all;
  json_t *coordinates;

  set_rule ("{\"kind\":\"clockSkew\",\"seconds\":-3600,\"match\":{\"entityType\":\"Vehicle\"}},"
            "{\"kind\":\"wrongDatum\",\"datum\":\"gcj02\"}");
  all = get_all (200);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (all, 0), "seenAt")), ==,
                   "2025-12-31T23:00:00Z");
  coordinates
      = json_object_get (json_object_get (json_array_get (all, 0), "location"), "coordinates");
  /* The test vector of Dalian. */
  g_assert_cmpfloat_with_epsilon (json_number_value (json_array_get (coordinates, 0)), 121.648581,
                                  1e-6);
  g_assert_cmpfloat_with_epsilon (json_number_value (json_array_get (coordinates, 1)), 38.920816,
                                  1e-6);
  json_decref (all);
  set_rule ("{\"kind\":\"clockSkew\",\"seconds\":-3600,\"match\":{\"entityType\":\"Device\"}}");
  all = get_all (200);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (all, 0), "seenAt")), ==,
                   "2026-01-01T00:00:00Z");
  json_decref (all);
}

static void
set_n (int n)
{
  g_autofree char *body = g_strdup_printf ("{\"n\":%d}", n);

  g_assert_cmpuint (
      wf_test_platform_send (platform, "PATCH", ENTITIES "/urn:ngsi-ld:Vehicle:1", body, NULL), ==,
      204);
}

static gint64
n_of (WfTestStream *stream, guint i)
{
  return json_integer_value (json_object_get (
      json_object_get (wf_test_event_entity (stream->events->pdata[i], 0), "n"), "value"));
}

static gint64
sequence_of (WfTestStream *stream, guint i)
{
  const WfTestEvent *event = stream->events->pdata[i];

  return json_integer_value (json_object_get (event->data, "sequence"));
}

static gboolean
has_passed (gpointer user_data)
{
  return hits () >= GPOINTER_TO_INT (user_data);
}

static void
test_event_drop_and_duplicate (void)
{
  WfTestStream *stream = wf_test_stream_open (platform, "/events", NULL);

  set_rule ("{\"kind\":\"drop\",\"count\":1,\"match\":{\"on\":\"event\"}}");
  set_n (10);
  g_assert_true (wf_test_wait (has_passed, GINT_TO_POINTER (1), 20));
  set_n (11);
  g_assert_true (wf_test_stream_wait (stream, 1));
  g_assert_cmpint (n_of (stream, 0), ==, 11);
  set_rule ("{\"kind\":\"duplicate\",\"count\":1,\"match\":{\"on\":\"event\"}}");
  set_n (12);
  g_assert_true (wf_test_stream_wait (stream, 3));
  g_assert_cmpint (n_of (stream, 1), ==, 12);
  g_assert_cmpint (n_of (stream, 2), ==, 12);
  wf_test_stream_close (stream);
}

static void
test_event_reorder (void)
{
  WfTestStream *stream = wf_test_stream_open (platform, "/events", NULL);

  set_rule ("{\"kind\":\"reorder\",\"count\":1,\"match\":{\"on\":\"event\"}}");
  set_n (20);
  g_assert_true (wf_test_wait (has_passed, GINT_TO_POINTER (1), 20));
  set_n (21);
  g_assert_true (wf_test_stream_wait (stream, 2));
  g_assert_cmpint (sequence_of (stream, 0), ==, sequence_of (stream, 1) + 1);
  wf_test_stream_close (stream);
}

static gboolean
has_ended (gpointer user_data)
{
  return ((WfTestStream *) user_data)->ended;
}

static gboolean
has_much (gpointer user_data)
{
  return ((WfTestStream *) user_data)->bytes >= 10000000;
}

static void
test_event_ends (void)
{
  static const char *const kinds[] = { "error", "truncate" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      WfTestStream *stream = wf_test_stream_open (platform, "/events", NULL);
      g_autofree char *rule = g_strdup_printf (
          "{\"kind\":\"%s\",\"count\":1,\"match\":{\"on\":\"event\"}}", kinds[i]);

      set_rule (rule);
      set_n (30 + (int) i);
      g_assert_true (wf_test_wait (has_ended, stream, 20));
      wf_test_stream_close (stream);
    }
}

static void
test_event_endless (void)
{
  WfTestStream *stream = wf_test_stream_open (platform, "/events", NULL);

  set_rule ("{\"kind\":\"endless\",\"bytes\":10000000,\"count\":1,\"match\":{\"on\":\"event\"}}");
  set_n (40);
  g_assert_true (wf_test_wait (has_much, stream, 20));
  g_assert_cmpuint (stream->events->len, ==, 0);
  wf_test_stream_close (stream);
}

/* The connection stays, nothing comes; another one still hears. */
static void
test_event_half_open (void)
{
  WfTestStream *silent = wf_test_stream_open (platform, "/events", NULL);
  WfTestStream *other;

  set_rule ("{\"kind\":\"halfOpen\",\"count\":1,\"match\":{\"on\":\"event\"}}");
  set_n (50);
  g_assert_true (wf_test_wait (has_passed, GINT_TO_POINTER (1), 20));
  other = wf_test_stream_open (platform, "/events", NULL);
  set_n (51);
  g_assert_true (wf_test_stream_wait (other, 1));
  g_assert_cmpuint (silent->events->len, ==, 0);
  g_assert_false (silent->ended);
  wf_test_stream_close (silent);
  wf_test_stream_close (other);
}

static void
test_bad_rules (void)
{
  static const char *const bad[] = {
    "{}",
    "{\"rules\":5}",
    "{\"rules\":[{\"kind\":\"explode\"}]}",
    "{\"rules\":[{\"kind\":\"drop\",\"probability\":2}]}",
    "{\"rules\":[{\"kind\":\"drop\",\"match\":{\"path\":\"(\"}}]}",
    "{\"rules\":[{\"kind\":\"drop\",\"match\":{\"on\":\"moon\"}}]}",
    "{\"rules\":[{\"kind\":\"drop\",\"from\":\"soon\"}]}",
    "{\"rules\":[{\"kind\":\"wrongDatum\",\"datum\":\"mars\"}]}",
    "{\"rules\":[{\"kind\":\"clockSkew\"}]}",
    "{\"rules\":[{\"kind\":\"error\",\"status\":200}]}",
  };

  set_rule ("{\"kind\":\"delay\",\"delayMs\":0}");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpuint (wf_test_platform_send (platform, "PUT", "/admin/faults", bad[i], NULL), ==,
                      400);
  json_decref (get_all (200));
  g_assert_cmpint (hits (), ==, 1); /* the rule before is still there */
}

static char *
misbehave (void)
{
  g_autoptr (GString) run = g_string_new (NULL);

  set_rule ("{\"kind\":\"error\",\"probability\":0.5}");
  for (guint i = 0; i < 40; i++)
    g_string_append_c (run,
                       wf_test_platform_send (platform, "GET", ALL, NULL, NULL) == 200 ? '.' : 'x');
  return g_string_free (g_steal_pointer (&run), FALSE);
}

/* The same seed makes the same mistakes. */
static void
test_seed (void)
{
  g_autofree char *first = misbehave ();
  g_autofree char *second = misbehave ();

  g_assert_cmpstr (first, ==, second);
  g_assert_nonnull (strchr (first, '.'));
  g_assert_nonnull (strchr (first, 'x'));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  platform = wf_test_platform_start (NULL);
  add_vehicles ();
  g_test_add_func ("/platform/faults/errors", test_errors);
  g_test_add_func ("/platform/faults/drop", test_drop);
  g_test_add_func ("/platform/faults/types", test_types);
  g_test_add_func ("/platform/faults/delay", test_delay);
  g_test_add_func ("/platform/faults/broken-answers", test_broken_answers);
  g_test_add_func ("/platform/faults/lists", test_lists);
  g_test_add_func ("/platform/faults/content", test_content);
  g_test_add_func ("/platform/faults/event-drop-and-duplicate", test_event_drop_and_duplicate);
  g_test_add_func ("/platform/faults/event-reorder", test_event_reorder);
  g_test_add_func ("/platform/faults/event-ends", test_event_ends);
  g_test_add_func ("/platform/faults/event-endless", test_event_endless);
  g_test_add_func ("/platform/faults/event-half-open", test_event_half_open);
  g_test_add_func ("/platform/faults/bad-rules", test_bad_rules);
  g_test_add_func ("/platform/faults/seed", test_seed);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  return result;
}
