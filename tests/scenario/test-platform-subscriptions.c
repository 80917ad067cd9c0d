/* Watchfloor: tests of the platform's subscriptions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The test is the subscriber: a SoupServer of its own on the main context. */
#include "config.h"

#include "wf-test-platform.h"

#include <string.h>

#define ENTITIES "/ngsi-ld/v1/entities"
#define SUBSCRIPTIONS "/ngsi-ld/v1/subscriptions"

static WfTestPlatform *platform;

typedef struct
{
  SoupServer *server;
  char *url;
  GPtrArray *notifications; /* json_t, owned */
  guint fail; /* so many requests are answered 500 */
  guint n_requests;
  guint n_garbage; /* bodies that were no JSON */
} Subscriber;

static void
json_unref_cb (gpointer data)
{
  json_decref (data);
}

static void
received_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
             gpointer user_data)
{
  Subscriber *subscriber = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  json_t *json = json_loadb (body->data, (size_t) body->length, 0, NULL);

  subscriber->n_requests++;
  if (subscriber->fail > 0)
    {
      subscriber->fail--;
      json_decref (json);
      soup_server_message_set_status (message, 500, NULL);
      return;
    }
  if (json != NULL)
    g_ptr_array_add (subscriber->notifications, json);
  else
    subscriber->n_garbage++;
  soup_server_message_set_status (message, 200, NULL);
}

static Subscriber *
subscriber_new (void)
{
  Subscriber *subscriber = g_new0 (Subscriber, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  subscriber->notifications = g_ptr_array_new_with_free_func (json_unref_cb);
  subscriber->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (subscriber->server, NULL, received_cb, subscriber, NULL);
  g_assert_true (
      soup_server_listen_local (subscriber->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (subscriber->server);
  subscriber->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return subscriber;
}

static void
subscriber_free (Subscriber *subscriber)
{
  soup_server_disconnect (subscriber->server);
  g_object_unref (subscriber->server);
  g_ptr_array_unref (subscriber->notifications);
  g_free (subscriber->url);
  g_free (subscriber);
}

/* The path of the new subscription; @more is put into the JSON. */
static char *
subscribe (Subscriber *subscriber, const char *more, const char *notification)
{
  g_autofree char *body = g_strdup_printf (
      "{\"type\":\"Subscription\",%s,\"notification\":{%s\"endpoint\":{\"uri\":\"%s\"}}}", more,
      notification, subscriber->url);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) answer
      = wf_test_platform_exchange (platform, "POST", SUBSCRIPTIONS, NULL, bytes, &message);

  g_assert_cmpuint (soup_message_get_status (message), ==, 201);
  return g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location"));
}

static void
set_figures (const char *type, int a, int b)
{
  g_autofree char *body = g_strdup_printf (
      "[{\"id\":\"urn:x:%s:1\",\"type\":\"%s\",\"a\":%d,\"b\":%d}]", type, type, a, b);

  wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/upsert?options=update",
                         body, NULL);
}

static gboolean
has_one (gpointer user_data)
{
  return ((Subscriber *) user_data)->notifications->len >= 1;
}

static gboolean
has_two (gpointer user_data)
{
  return ((Subscriber *) user_data)->notifications->len >= 2;
}

static json_t *
entity_of (Subscriber *subscriber, guint i)
{
  return json_array_get (json_object_get (subscriber->notifications->pdata[i], "data"), 0);
}

static json_t *
get (const char *path)
{
  json_t *json = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &json), ==, 200);
  return json;
}

static gint64
figure (const char *path, const char *name)
{
  g_autofree char *text = NULL;
  json_t *json = get (path);
  gint64 value
      = json_integer_value (json_object_get (json_object_get (json, "notification"), name));

  json_decref (json);
  return value;
}

static void
test_notified (void)
{
  Subscriber *subscriber = subscriber_new ();
  g_autofree char *path = subscribe (
      subscriber, "\"entities\":[{\"type\":\"N\"}],\"watchedAttributes\":[\"a\"],\"q\":\"a>5\"",
      "\"format\":\"keyValues\",\"attributes\":[\"a\"],");
  json_t *entity;

  set_figures ("M", 9, 0); /* another type */
  set_figures ("N", 5, 0); /* too little */
  set_figures ("N", 6, 0);
  g_assert_true (wf_test_wait (has_one, subscriber, 20));
  entity = entity_of (subscriber, 0);
  g_assert_cmpstr (json_string_value (json_object_get (entity, "type")), ==, "N");
  g_assert_cmpint (json_integer_value (json_object_get (entity, "a")), ==, 6);
  g_assert_null (json_object_get (entity, "b"));
  g_assert_cmpuint (
      wf_test_platform_send (platform, "PATCH", ENTITIES "/urn:x:N:1/attrs", "{\"b\":1}", NULL), ==,
      204); /* not watched */
  set_figures ("N", 7, 0);
  g_assert_true (wf_test_wait (has_two, subscriber, 20));
  g_assert_cmpint (json_integer_value (json_object_get (entity_of (subscriber, 1), "a")), ==, 7);
  g_assert_cmpint (figure (path, "timesSent"), ==, 2);
  g_assert_cmpuint (wf_test_platform_send (platform, "DELETE", path, NULL, NULL), ==, 204);
  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, NULL), ==, 404);
  subscriber_free (subscriber);
}

/* A subscriber that fails is tried again and gets the newest state. */
static void
test_failing (void)
{
  Subscriber *subscriber = subscriber_new ();
  g_autofree char *path = subscribe (subscriber, "\"entities\":[{\"type\":\"F\"}]", "");

  subscriber->fail = 1;
  set_figures ("F", 1, 0);
  g_assert_true (wf_test_wait (has_one, subscriber, 20));
  g_assert_cmpuint (subscriber->n_requests, ==, 2);
  g_assert_cmpint (figure (path, "timesFailed"), ==, 1);
  wf_test_platform_send (platform, "DELETE", path, NULL, NULL);
  subscriber_free (subscriber);
}

static void
test_throttled (void)
{
  Subscriber *subscriber = subscriber_new ();
  g_autofree char *path
      = subscribe (subscriber, "\"entities\":[{\"type\":\"T\"}],\"throttling\":1", "");
  gint64 start_us;

  set_figures ("T", 1, 0);
  g_assert_true (wf_test_wait (has_one, subscriber, 20));
  start_us = g_get_monotonic_time ();
  set_figures ("T", 2, 0);
  set_figures ("T", 3, 0);
  g_assert_true (wf_test_wait (has_two, subscriber, 20));
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 500 * 1000);
  wf_test_platform_send (platform, "DELETE", path, NULL, NULL);
  subscriber_free (subscriber);
}

static void
set_rule (const char *kind)
{
  g_autofree char *body
      = g_strdup_printf ("{\"rules\":[{\"kind\":\"%s\",\"count\":1,\"delayMs\":700,\"seconds\":60,"
                         "\"match\":{\"on\":\"notification\"}}]}",
                         kind);

  g_assert_cmpuint (wf_test_platform_send (platform, "PUT", "/admin/faults", body, NULL), ==, 204);
}

static gboolean
has_garbage (gpointer user_data)
{
  return ((Subscriber *) user_data)->n_garbage > 0;
}

typedef struct
{
  const char *path, *name;
  gint64 least;
} Figure;

static gboolean
has_figure (gpointer user_data)
{
  const Figure *wanted = user_data;

  return figure (wanted->path, wanted->name) >= wanted->least;
}

static const char *
notification_id (Subscriber *subscriber, guint i)
{
  return json_string_value (json_object_get (subscriber->notifications->pdata[i], "id"));
}

/* Each fault once, on one notification after the other. */
static void
test_faults (void)
{
  Subscriber *subscriber = subscriber_new ();
  g_autofree char *path = subscribe (subscriber, "\"entities\":[{\"type\":\"X\"}]", "");
  Figure sent = { path, "timesSent", 1 };
  Figure failed = { path, "timesFailed", 1 };
  gint64 start_us;

  set_rule ("drop");
  set_figures ("X", 1, 0);
  g_assert_true (wf_test_wait (has_figure, &sent, 20));
  g_assert_cmpuint (subscriber->n_requests, ==, 0);
  set_rule ("duplicate");
  set_figures ("X", 2, 0);
  g_assert_true (wf_test_wait (has_two, subscriber, 20));
  g_assert_cmpstr (notification_id (subscriber, 0), ==, notification_id (subscriber, 1));
  set_rule ("garbage");
  set_figures ("X", 3, 0);
  g_assert_true (wf_test_wait (has_garbage, subscriber, 20));
  g_ptr_array_set_size (subscriber->notifications, 0);
  set_rule ("error");
  set_figures ("X", 4, 0);
  g_assert_true (wf_test_wait (has_figure, &failed, 20));
  g_assert_true (wf_test_wait (has_one, subscriber, 20)); /* tried again */
  g_ptr_array_set_size (subscriber->notifications, 0);
  set_rule ("delay");
  start_us = g_get_monotonic_time ();
  set_figures ("X", 5, 0);
  g_assert_true (wf_test_wait (has_one, subscriber, 20));
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 690 * 1000);
  wf_test_platform_send (platform, "DELETE", "/admin/faults", NULL, NULL);
  wf_test_platform_send (platform, "DELETE", path, NULL, NULL);
  subscriber_free (subscriber);
}

static void
test_refused (void)
{
  static const char *const bodies[] = {
    "{\"type\":\"Subscription\"}",
    "{\"type\":\"Subscription\",\"entities\":[{\"type\":\"A\"}]}",
    "{\"type\":\"Subscription\",\"entities\":[{\"type\":\"A\"}],\"notification\":"
    "{\"endpoint\":{\"uri\":\"file:///etc/passwd\"}}}",
    "{\"type\":\"Subscription\",\"entities\":[],\"notification\":"
    "{\"endpoint\":{\"uri\":\"http://127.0.0.1/\"}}}",
    "{\"type\":\"Subscription\",\"entities\":[{\"type\":\"A\"}],\"q\":\"((\",\"notification\":"
    "{\"endpoint\":{\"uri\":\"http://127.0.0.1/\"}}}",
    "[]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_cmpuint (wf_test_platform_send (platform, "POST", SUBSCRIPTIONS, bodies[i], NULL), ==,
                      400);
}

static void
test_patched (void)
{
  Subscriber *subscriber = subscriber_new ();
  g_autofree char *path = subscribe (subscriber, "\"entities\":[{\"type\":\"P\"}]", "");
  json_t *json;

  g_assert_cmpuint (wf_test_platform_send (platform, "PATCH", path, "{\"isActive\":false}", NULL),
                    ==, 204);
  json = get (path);
  g_assert_cmpstr (json_string_value (json_object_get (json, "status")), ==, "paused");
  json_decref (json);
  set_figures ("P", 1, 0);
  g_assert_cmpuint (wf_test_platform_send (platform, "PATCH", path,
                                           "{\"isActive\":true,\"expiresAt\":"
                                           "\"2001-01-01T00:00:00Z\"}",
                                           NULL),
                    ==, 204);
  json = get (path);
  g_assert_cmpstr (json_string_value (json_object_get (json, "status")), ==, "expired");
  json_decref (json);
  g_assert_cmpuint (wf_test_platform_send (platform, "PATCH", path, "{\"entities\":[]}", NULL), ==,
                    400);
  g_assert_cmpuint (subscriber->n_requests, ==, 0);
  wf_test_platform_send (platform, "DELETE", path, NULL, NULL);
  subscriber_free (subscriber);
}

/* Five hundred are held; those whose time is over make room. */
static void
test_expired_make_room (void)
{
  static const char format[]
      = "{\"type\":\"Subscription\",\"entities\":[{\"type\":\"X\"}],\"expiresAt\":\"%s\","
        "\"notification\":{\"endpoint\":{\"uri\":\"http://127.0.0.1:9/\"}}}";
  g_autofree char *over = g_strdup_printf (format, "2001-01-01T00:00:00Z");
  g_autofree char *lasting = g_strdup_printf (format, "2099-01-01T00:00:00Z");

  for (guint i = 0; i < 500; i++)
    g_assert_cmpuint (wf_test_platform_send (platform, "POST", SUBSCRIPTIONS, over, NULL), ==, 201);
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", SUBSCRIPTIONS, lasting, NULL), ==,
                    201);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  platform = wf_test_platform_start (NULL);
  g_test_add_func ("/platform/subscriptions/notified", test_notified);
  g_test_add_func ("/platform/subscriptions/failing", test_failing);
  g_test_add_func ("/platform/subscriptions/throttled", test_throttled);
  g_test_add_func ("/platform/subscriptions/faults", test_faults);
  g_test_add_func ("/platform/subscriptions/refused", test_refused);
  g_test_add_func ("/platform/subscriptions/patched", test_patched);
  g_test_add_func ("/platform/subscriptions/expired-make-room", test_expired_make_room);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  return result;
}
