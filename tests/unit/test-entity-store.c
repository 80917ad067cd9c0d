/* Watchfloor: tests of the entity store and its forms.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-change-feed.h"
#include "wf-entity-form.h"
#include "wf-entity-store.h"
#include "wf-error.h"
#include "wf-json.h"

static json_t *
parse (const char *text)
{
  json_t *value = json_loads (text, 0, NULL);

  g_assert_nonnull (value);
  return value;
}

/* Each form of the same thing is the same thing. */
static void
test_forms (void)
{
  static const char *const forms[] = {
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":{\"type\":\"Property\",\"value\":5},"
    "\"l\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[121,38]}},"
    "\"r\":{\"type\":\"Relationship\",\"object\":\"urn:x:2\"}}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":{\"value\":5},"
    "\"l\":{\"value\":{\"type\":\"Point\",\"coordinates\":[121,38]}},\"r\":{\"object\":\"urn:x:2\"}}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":5,"
    "\"l\":{\"type\":\"Point\",\"coordinates\":[121,38]},\"r\":{\"object\":\"urn:x:2\"}}",
    /* As some smart data models write it. */
    "{\"id\":\"urn:x:1\",\"type\":[\"T\"],\"a\":{\"type\":\"Number\",\"value\":5},"
    "\"l\":{\"type\":\"Geoproperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[121,38]}},"
    "\"r\":{\"type\":\"Relationship\",\"object\":\"urn:x:2\"}}",
  };
  g_autoptr (json_t) expected = parse (forms[0]);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (json_t) given = parse (forms[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) normal = wf_entity_normalize (given, WF_TIME_NONE, &error);

      g_assert_no_error (error);
      g_assert_true (json_equal (normal, expected));
    }
}

static void
test_round_trip (void)
{
  g_autoptr (json_t) given = parse (
      "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":{\"value\":5,\"unitCode\":\"KMH\",\"q\":{\"value\":"
      "{\"value\":1}}},\"o\":{\"value\":{\"value\":3}},\"s\":\"text\",\"m\":{\"languageMap\":"
      "{\"zh\":\"火\"}},\"n\":[1,2]}");
  g_autoptr (json_t) normal = wf_entity_normalize (given, WF_TIME_NONE, NULL);
  g_autoptr (json_t) concise = wf_entity_in_form (normal, WF_FORM_CONCISE, NULL);
  g_autoptr (json_t) again = wf_entity_normalize (concise, WF_TIME_NONE, NULL);
  g_autoptr (json_t) values = wf_entity_to_key_values (normal);

  g_assert_nonnull (normal);
  g_assert_true (json_equal (normal, again));
  g_assert_cmpint (json_integer_value (json_object_get (values, "a")), ==, 5);
  g_assert_cmpstr (wf_json_string (json_object_get (values, "m"), "zh", NULL), ==, "火");
}

static void
test_not_entities (void)
{
  static const char *const bad[] = {
    "{}",
    "{\"id\":\"urn:x:1\"}",
    "{\"id\":\"no uri\",\"type\":\"T\"}",
    "{\"id\":\"plain\",\"type\":\"T\"}",
    "{\"id\":5,\"type\":\"T\"}",
    "{\"id\":\"urn:x:1\",\"type\":\"T T\"}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a b\":1}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":{\"type\":\"Property\"}}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":{\"value\":1,\"observedAt\":\"yesterday\"}}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"l\":{\"type\":\"Point\",\"coordinates\":[38,121]}}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"l\":{\"type\":\"GeoProperty\",\"value\":\"here\"}}",
    "{\"id\":\"urn:x:1\",\"type\":\"T\",\"r\":{\"type\":\"Relationship\",\"object\":5}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (json_t) given = parse (bad[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (wf_entity_normalize (given, WF_TIME_NONE, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

typedef struct
{
  guint created, updated, deleted;
  guint n_attrs;
} Seen;

static void
watch_cb (WfEntityChange change, const json_t *entity, const char *const *attrs, gpointer user_data)
{
  Seen *seen = user_data;

  seen->created += change == WF_ENTITY_CREATED;
  seen->updated += change == WF_ENTITY_UPDATED;
  seen->deleted += change == WF_ENTITY_DELETED;
  seen->n_attrs = g_strv_length ((char **) attrs);
}

static void
test_life (void)
{
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  const json_t *speed;

  wf_entity_store_watch (store, watch_cb, &seen);
  g_assert_true (wf_entity_store_create (
      store, parse ("{\"id\":\"urn:x:1\",\"type\":\"T\",\"speed\":1}"), 0, &error));
  g_assert_no_error (error);
  g_assert_false (wf_entity_store_create (store, parse ("{\"id\":\"urn:x:1\",\"type\":\"T\"}"),
                                          WF_TIME_NONE, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (wf_entity_store_patch (store, "urn:x:1", parse ("{\"speed\":2,\"b\":3}"),
                                        WF_SECOND_US, &error));
  g_assert_cmpuint (seen.n_attrs, ==, 2);
  speed = json_object_get (wf_entity_store_get (store, "urn:x:1"), "speed");
  g_assert_cmpint (json_integer_value (json_object_get (speed, "value")), ==, 2);
  g_assert_cmpstr (wf_json_string (speed, "observedAt", NULL), ==, "1970-01-01T00:00:01Z");
  /* A bad attribute changes nothing. */
  g_assert_false (wf_entity_store_patch (
      store, "urn:x:1", parse ("{\"speed\":9,\"l\":{\"type\":\"Point\",\"coordinates\":[0,99]}}"),
      WF_TIME_NONE, &error));
  g_clear_error (&error);
  speed = json_object_get (wf_entity_store_get (store, "urn:x:1"), "speed");
  g_assert_cmpint (json_integer_value (json_object_get (speed, "value")), ==, 2);
  g_assert_true (
      wf_entity_store_patch (store, "urn:x:1", parse ("{\"b\":null}"), WF_TIME_NONE, &error));
  g_assert_null (json_object_get (wf_entity_store_get (store, "urn:x:1"), "b"));
  g_assert_true (wf_entity_store_delete (store, "urn:x:1", &error));
  g_assert_false (wf_entity_store_delete (store, "urn:x:1", &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_NOT_FOUND);
  g_assert_cmpuint (seen.created, ==, 1);
  g_assert_cmpuint (seen.updated, ==, 2);
  g_assert_cmpuint (seen.deleted, ==, 1);
  g_assert_cmpuint (wf_entity_store_count (store, NULL), ==, 0);
}

static void
append_id (const json_t *entity, gpointer user_data)
{
  g_string_append (user_data, wf_json_string (entity, "id", ""));
}

static void
test_order_and_versions (void)
{
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  g_autoptr (GString) ids = g_string_new (NULL);

  wf_entity_store_create (store, parse ("{\"id\":\"a:1\",\"type\":\"A\"}"), WF_TIME_NONE, NULL);
  wf_entity_store_create (store, parse ("{\"id\":\"b:2\",\"type\":\"Incident\",\"version\":7}"),
                          WF_TIME_NONE, NULL);
  wf_entity_store_create (store, parse ("{\"id\":\"a:3\",\"type\":\"A\"}"), WF_TIME_NONE, NULL);
  wf_entity_store_create (store, parse ("{\"id\":\"a:4\",\"type\":\"A\"}"), WF_TIME_NONE, NULL);
  wf_entity_store_patch (store, "a:1", parse ("{\"x\":1}"), WF_TIME_NONE, NULL);
  wf_entity_store_delete (store, "a:3", NULL);
  wf_entity_store_foreach (store, "A", append_id, ids);
  wf_entity_store_foreach (store, NULL, append_id, ids);
  g_assert_cmpstr (ids->str, ==, "a:1a:4a:1b:2a:4");
  wf_entity_store_patch (store, "b:2", parse ("{\"notes\":\"x\",\"version\":99}"), WF_TIME_NONE,
                         NULL);
  g_assert_cmpint (json_integer_value (json_object_get (
                       json_object_get (wf_entity_store_get (store, "b:2"), "version"), "value")),
                   ==, 2);
}

static void
test_limit (void)
{
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  g_autoptr (GError) error = NULL;

  wf_entity_store_set_limit (store, 1);
  wf_entity_store_create (store, parse ("{\"id\":\"a:1\",\"type\":\"A\"}"), WF_TIME_NONE, NULL);
  g_assert_false (wf_entity_store_create (store, parse ("{\"id\":\"a:2\",\"type\":\"A\"}"),
                                          WF_TIME_NONE, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
}

static void
sink_cb (const GPtrArray *changes, gpointer user_data)
{
  GString *text = user_data;

  for (guint i = 0; i < changes->len; i++)
    {
      const WfChange *change = changes->pdata[i];

      g_string_append_printf (text, "%s/%d/%u ", wf_json_string (change->entity, "id", ""),
                              (int) change->change, change->attrs->len);
    }
}

/* Deleting and making anew under the same id must not leave the old one behind. */
static void
test_change_feed (void)
{
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  WfChangeFeed *feed = wf_change_feed_new (store);
  g_autoptr (GString) text = g_string_new (NULL);

  wf_change_feed_add_sink (feed, sink_cb, text);
  wf_entity_store_create (store, parse ("{\"id\":\"a:1\",\"type\":\"A\",\"x\":1}"), WF_TIME_NONE,
                          NULL);
  wf_entity_store_patch (store, "a:1", parse ("{\"x\":2}"), WF_TIME_NONE, NULL);
  wf_entity_store_create (store, parse ("{\"id\":\"a:2\",\"type\":\"A\"}"), WF_TIME_NONE, NULL);
  wf_change_feed_flush (feed);
  g_assert_cmpstr (text->str, ==, "a:1/0/1 a:2/0/0 ");
  g_string_truncate (text, 0);
  wf_entity_store_patch (store, "a:1", parse ("{\"y\":2,\"x\":1}"), WF_TIME_NONE, NULL);
  wf_entity_store_delete (store, "a:1", NULL);
  wf_entity_store_delete (store, "a:2", NULL);
  wf_entity_store_create (store, parse ("{\"id\":\"a:2\",\"type\":\"A\",\"z\":1}"), WF_TIME_NONE,
                          NULL);
  wf_change_feed_flush (feed);
  wf_change_feed_flush (feed);
  g_assert_cmpstr (text->str, ==, "a:1/2/0 a:2/0/1 ");
  wf_change_feed_free (feed);
}

/* No step of a command is swallowed by the next. */
static void
test_command_steps (void)
{
  g_autoptr (WfEntityStore) store = wf_entity_store_new ();
  WfChangeFeed *feed = wf_change_feed_new (store);
  g_autoptr (GString) text = g_string_new (NULL);

  wf_change_feed_add_sink (feed, sink_cb, text);
  wf_entity_store_create (store, parse ("{\"id\":\"c:1\",\"type\":\"Command\",\"state\":\"sent\"}"),
                          WF_TIME_NONE, NULL);
  wf_entity_store_patch (store, "c:1", parse ("{\"state\":\"received\"}"), WF_TIME_NONE, NULL);
  wf_entity_store_patch (store, "c:1", parse ("{\"state\":\"granted\",\"by\":1}"), WF_TIME_NONE,
                         NULL);
  g_assert_cmpstr (text->str, ==, "c:1/0/1 c:1/1/1 c:1/1/2 ");
  wf_change_feed_free (feed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entity-store/forms", test_forms);
  g_test_add_func ("/entity-store/round-trip", test_round_trip);
  g_test_add_func ("/entity-store/not-entities", test_not_entities);
  g_test_add_func ("/entity-store/life", test_life);
  g_test_add_func ("/entity-store/order-and-versions", test_order_and_versions);
  g_test_add_func ("/entity-store/limit", test_limit);
  g_test_add_func ("/entity-store/change-feed", test_change_feed);
  g_test_add_func ("/entity-store/command-steps", test_command_steps);
  return g_test_run ();
}
