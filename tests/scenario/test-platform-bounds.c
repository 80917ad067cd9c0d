/* Watchfloor: tests of what the platform refuses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Hostile and broken requests get one clear answer, and the platform goes on. */
#include "config.h"

#include "wf-test-platform.h"

#include <gio/gio.h>
#include <string.h>

#define ENTITIES "/ngsi-ld/v1/entities"
#define UPSERT "/ngsi-ld/v1/entityOperations/upsert"

static WfTestPlatform *platform;

static void
assert_alive (void)
{
  json_decref (wf_test_platform_state (platform));
}

static guint
send_bytes (const char *method, const char *path, const char *type, GBytes *bytes)
{
  const char *headers[] = { "Content-Type", type, NULL };
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) answer
      = wf_test_platform_exchange (platform, method, path, headers, bytes, &message);

  return answer != NULL ? soup_message_get_status (message) : 0;
}

static void
test_statuses (void)
{
  static const struct
  {
    const char *method, *path, *type, *body;
    guint status;
  } cases[] = {
    { "POST", ENTITIES, "text/plain", "{}", 415 },
    { "POST", ENTITIES, "application/json", "{\"id\":", 400 },
    { "POST", ENTITIES, "application/json", "", 400 },
    { "POST", ENTITIES, "application/json", "5", 400 },
    { "POST", ENTITIES, "application/json", "{\"id\":\"a:1\",\"id\":\"a:2\",\"type\":\"T\"}", 400 },
    { "POST", ENTITIES, "application/json", "{\"id\":\"a:1\",\"type\":\"T\",\"@context\":\"x\"}",
      400 },
    { "POST", ENTITIES, "application/ld+json", "{\"id\":\"a:1\",\"type\":\"T\"}", 400 },
    { "POST", ENTITIES, "application/json", "\xff\xfe{}", 400 },
    { "POST", UPSERT, "application/json", "{}", 400 },
    { "POST", UPSERT, "application/json", "[]", 400 },
    { "POST", UPSERT, "application/json", "[1,null,[],{}]", 207 },
    { "PUT", ENTITIES, "application/json", "{}", 405 },
    { "GET", ENTITIES, NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&limit=100000", NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&limit=-1", NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&limit=0", NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&offset=x", NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&q=((((", NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&idPattern=%28", NULL, NULL, 400 },
    { "GET", ENTITIES "?type=T&georel=near&geometry=Point&coordinates=%5B1%2C2%5D", NULL, NULL,
      400 },
    { "GET", ENTITIES "?type=,,", NULL, NULL, 400 },
    { "GET", ENTITIES "/urn:none", NULL, NULL, 404 },
    { "GET", ENTITIES "/%00%01", NULL, NULL, 400 },
    { "GET", "/nothing/here", NULL, NULL, 404 },
    { "GET", "/ngsi-ld/v1/entitiesX", NULL, NULL, 404 },
    { "GET", "/../../etc/passwd", NULL, NULL, 404 },
    { "POST", "/admin/clock?advance_s=1", NULL, NULL, 422 },
    { "DELETE", "/ngsi-ld/v1/types", NULL, NULL, 405 },
    { "BREW", ENTITIES "?type=T", NULL, NULL, 405 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = cases[i].body != NULL
                                     ? g_bytes_new_static (cases[i].body, strlen (cases[i].body))
                                     : NULL;

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      if (bytes != NULL)
        g_assert_cmpuint (send_bytes (cases[i].method, cases[i].path, cases[i].type, bytes), ==,
                          cases[i].status);
      else
        g_assert_cmpuint (
            wf_test_platform_send (platform, cases[i].method, cases[i].path, NULL, NULL), ==,
            cases[i].status);
    }
}

static void
test_tenant (void)
{
  const char *headers[] = { "NGSILD-Tenant", "other", NULL };
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) answer
      = wf_test_platform_exchange (platform, "GET", ENTITIES "?type=T", headers, NULL, &message);

  g_assert_cmpuint (soup_message_get_status (message), ==, 501);
  g_assert_nonnull (
      strstr (g_bytes_get_data (answer, NULL), "ngsi-ld/errors/NoMultiTenantSupport"));
}

static void
test_deep (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GBytes) bytes = g_bytes_new_static (deep, 100000);

  g_assert_cmpuint (send_bytes ("POST", UPSERT, "application/json", bytes), ==, 400);
  assert_alive ();
}

static void
test_large (void)
{
  g_autofree char *spaces = g_strnfill (20000000, ' ');
  g_autoptr (GBytes) bytes = g_bytes_new_static (spaces, 20000000);
  g_autoptr (GString) path = g_string_new (ENTITIES "?type=T&q=");

  g_assert_cmpuint (send_bytes ("POST", UPSERT, "application/json", bytes), ==, 413);
  for (guint i = 0; i < 2000; i++)
    g_string_append (path, "aaa;");
  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path->str, NULL, NULL), ==, 414);
  assert_alive ();
}

static void
test_many_attributes (void)
{
  g_autoptr (GString) body = g_string_new ("{\"id\":\"urn:x:many\",\"type\":\"T\"");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (body, ",\"a%u\":1", i);
  g_string_append (body, "}");
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", ENTITIES, body->str, NULL), ==, 403);
  assert_alive ();
}

/* Bytes that are no HTTP, straight into the socket. */
static void
test_no_http (void)
{
  static const char *const texts[]
      = { "GET\r\n\r\n",
          "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
          "GET / HTTP/9.9\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
          "\r\n\r\n\r\n" };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  const char *url = wf_test_platform_url (platform) + strlen ("http://");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnection) connection
          = g_socket_client_connect_to_host (client, url, 80, NULL, &error);

      g_assert_no_error (error);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), texts[i],
                                 strlen (texts[i]), NULL, NULL, NULL);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  assert_alive ();
}

/* More connections than there is room for are ended at once; the others stay. */
static void
test_many_connections (void)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  const char *url = wf_test_platform_url (platform) + strlen ("http://");
  guint n_ended = 0;

  for (guint i = 0; i < 320; i++)
    {
      GSocketConnection *connection = g_socket_client_connect_to_host (client, url, 80, NULL, NULL);

      g_assert_nonnull (connection);
      g_ptr_array_add (connections, connection);
    }
  for (guint i = 0; i < connections->len; i++)
    {
      GSocket *socket = g_socket_connection_get_socket (connections->pdata[i]);

      n_ended += g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, i < 256 ? 0 : 2000000,
                                                NULL, NULL);
    }
  g_assert_cmpuint (n_ended, >=, 320 - 256);
  g_assert_cmpuint (n_ended, <, 320 - 256 + 10);
  g_ptr_array_set_size (connections, 0);
  assert_alive ();
}

/* libsoup would hang up after each 204 without saying so; desks send many. */
static void
test_kept_connection (void)
{
  static const char patch[]
      = "PATCH " ENTITIES "/urn:x:kept HTTP/1.1\r\nHost: x\r\n"
        "Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":2}";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, wf_test_platform_url (platform) + strlen ("http://"), 80, NULL, NULL);
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  wf_test_platform_send (platform, "POST", ENTITIES, "{\"id\":\"urn:x:kept\",\"type\":\"T\"}",
                         NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *status = NULL;
      g_autofree char *line = NULL;

      g_assert_true (g_output_stream_write_all (output, patch, strlen (patch), NULL, NULL, NULL));
      status = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_assert_cmpstr (status, ==, "HTTP/1.1 204 No Content");
      do
        {
          g_free (line);
          line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
          g_assert_nonnull (line);
        }
      while (*line != '\0');
    }
}

/* Random damage to good bodies and queries: any answer, no crash. */
static void
test_mutations (void)
{
  static const struct
  {
    const char *method, *path, *body;
  } seeds[] = {
    { "POST", UPSERT,
      "[{\"id\":\"urn:x:M:1\",\"type\":\"M\",\"a\":{\"value\":1,\"observedAt\":"
      "\"2026-01-01T00:00:00Z\",\"b\":{\"object\":\"urn:x:y\"}},\"location\":{\"type\":\"Polygon\","
      "\"coordinates\":[[[121,38],[122,38],[122,39],[121,38]]]}}]" },
    { "POST", "/ngsi-ld/v1/entityOperations/query",
      "{\"type\":\"Query\",\"entities\":[{\"type\":\"M\",\"idPattern\":\"^urn\"}],\"q\":\"a>0|b\","
      "\"geoQ\":{\"georel\":\"within\",\"geometry\":\"Polygon\",\"coordinates\":[[[121,38],[122,38]"
      ",[122,39],[121,38]]]}}" },
    { "POST", "/ngsi-ld/v1/subscriptions",
      "{\"type\":\"Subscription\",\"entities\":[{\"type\":\"Q\"}],\"notification\":{\"endpoint\":"
      "{\"uri\":\"http://127.0.0.1:9/\"}},\"throttling\":5,\"expiresAt\":\"2020-01-01T00:00:00Z\"}" },
    { "PATCH", ENTITIES "/urn:x:M:1", "{\"a\":{\"value\":[1,{\"x\":null}]},\"c\":\"\\u0001\"}" },
    { "PUT", "/admin/faults",
      "{\"rules\":[{\"kind\":\"clockSkew\",\"seconds\":5,\"count\":0,\"match\":{\"path\":\"^/x\","
      "\"on\":[\"http\"]}}]}" },
  };
  static const char letters[] = "{}[]\":,0-.eE\\ truefalsn\xff\x01";
  GRand *random = g_rand_new_with_seed (11);

  for (guint run = 0; run < 1500; run++)
    {
      guint k = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (seeds));
      gsize length = strlen (seeds[k].body);
      char *text = g_strdup (seeds[k].body);
      g_autoptr (GBytes) bytes = NULL;

      for (gint32 i = g_rand_int_range (random, 1, 5); i > 0; i--)
        text[g_rand_int_range (random, 0, (gint32) length)]
            = letters[g_rand_int_range (random, 0, sizeof letters - 1)];
      if (g_rand_int_range (random, 0, 4) == 0)
        length = (gsize) g_rand_int_range (random, 1, (gint32) length);
      bytes = g_bytes_new_take (text, length);
      g_assert_cmpuint (send_bytes (seeds[k].method, seeds[k].path, "application/json", bytes), !=,
                        0);
    }
  g_rand_free (random);
  wf_test_platform_send (platform, "DELETE", "/admin/faults", NULL, NULL);
  assert_alive ();
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  platform = wf_test_platform_start (NULL);
  g_test_add_func ("/platform/bounds/statuses", test_statuses);
  g_test_add_func ("/platform/bounds/tenant", test_tenant);
  g_test_add_func ("/platform/bounds/deep", test_deep);
  g_test_add_func ("/platform/bounds/large", test_large);
  g_test_add_func ("/platform/bounds/many-attributes", test_many_attributes);
  g_test_add_func ("/platform/bounds/no-http", test_no_http);
  g_test_add_func ("/platform/bounds/many-connections", test_many_connections);
  g_test_add_func ("/platform/bounds/kept-connection", test_kept_connection);
  g_test_add_func ("/platform/bounds/mutations", test_mutations);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  return result;
}
