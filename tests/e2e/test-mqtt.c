/* Watchfloor: e2e with mosquitto.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A real broker from Debian, in the clear and with TLS, with and without a password, stopped and
 * started again in the middle. */
#include "config.h"

#include "wf-link.h"
#include "wf-mqtt.h"
#include "wf-test-server.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

#define USER "desk"
#define PASSWORD "open-sesame-7Q"
#define BURST 20000

typedef struct
{
  char *folder, *config;
  guint port, tls_port, bad_port, closed_port;
  GSubprocess *process;
} Broker;

static char *
certificate (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "certs", name, NULL);
}

static void
broker_up (Broker *broker)
{
  const char *const argv[] = { "mosquitto", "-c", broker->config, NULL };
  const guint ports[] = { broker->port, broker->tls_port, broker->bad_port, broker->closed_port };

  broker->process = wf_test_start (argv);
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    g_assert_true (wf_test_wait_port (ports[i], broker->process));
}

static void
broker_down (Broker *broker)
{
  g_clear_pointer (&broker->process, wf_test_end);
}

static void
broker_setup (Broker *broker, gconstpointer data)
{
  g_autofree char *good = certificate ("server.pem");
  g_autofree char *expired = certificate ("expired.pem");
  g_autofree char *passwords = NULL;
  g_autofree char *text = NULL;

  broker->folder = g_dir_make_tmp ("wf-mqtt-XXXXXX", NULL);
  broker->config = g_build_filename (broker->folder, "mosquitto.conf", NULL);
  passwords = g_build_filename (broker->folder, "passwords", NULL);
  broker->port = wf_test_free_port ();
  broker->tls_port = wf_test_free_port ();
  broker->bad_port = wf_test_free_port ();
  broker->closed_port = wf_test_free_port ();
  {
    const char *const argv[] = { "mosquitto_passwd", "-b", "-c", passwords, USER, PASSWORD, NULL };

    g_free (wf_test_run (argv, NULL));
  }
  text = g_strdup_printf ("user root\nper_listener_settings true\npersistence true\n"
                          "persistence_location %s/\nmax_queued_messages 0\n"
                          "listener %u 127.0.0.1\nallow_anonymous true\n"
                          "listener %u 127.0.0.1\nallow_anonymous true\ncertfile %s\nkeyfile %s\n"
                          "listener %u 127.0.0.1\nallow_anonymous true\ncertfile %s\nkeyfile %s\n"
                          "listener %u 127.0.0.1\nallow_anonymous false\npassword_file %s\n",
                          broker->folder, broker->port, broker->tls_port, good, good,
                          broker->bad_port, expired, expired, broker->closed_port, passwords);
  g_assert_true (g_file_set_contents (broker->config, text, -1, NULL));
  broker_up (broker);
}

static void
broker_teardown (Broker *broker, gconstpointer data)
{
  broker_down (broker);
  wf_test_remove (broker->folder);
  g_free (broker->folder);
  g_free (broker->config);
}

/* ---- who listens */
typedef struct
{
  WfHttp *http;
  WfLink *link;
  GHashTable *texts;
  guint n_messages, n_up, n_down, n_dropped;
  char *trouble;
} Ear;

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Ear *ear = data;

  ear->n_messages++;
  g_hash_table_add (ear->texts, g_strndup (g_bytes_get_data (message->bytes, NULL),
                                           g_bytes_get_size (message->bytes)));
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  Ear *ear = data;

  ear->n_up += state == WF_LINK_UP;
  ear->n_down += state == WF_LINK_DOWN;
  if (trouble != NULL)
    {
      g_free (ear->trouble);
      ear->trouble = g_strdup (trouble);
    }
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  ((Ear *) data)->n_dropped += n;
}

static void
ear_open (Ear *ear, const WfLinkOptions *options)
{
  const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };
  g_autoptr (GError) error = NULL;

  *ear = (Ear){ .http = wf_http_new () };
  ear->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ear->link = wf_link_new (ear->http, options, &watch, ear, &error);
  g_assert_no_error (error);
  wf_link_start (ear->link);
}

static void
ear_clear (Ear *ear)
{
  wf_link_free (ear->link);
  wf_http_free (ear->http);
  g_hash_table_unref (ear->texts);
  g_free (ear->trouble);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ear, ear_clear)

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (const guint *number, guint least)
{
  guint tick = g_timeout_add (20, tick_cb, NULL);
  gint64 end_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (*number < least && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_assert_cmpuint (*number, >=, least);
}

/* ---- who speaks */
typedef struct
{
  WfMqtt *mqtt;
  guint n_up;
} Mouth;

static void
mouth_up_cb (gpointer data)
{
  ((Mouth *) data)->n_up++;
}

static void
mouth_ended_cb (const char *trouble, gboolean unauthorized, gpointer data)
{
  g_error ("the publisher lost its broker: %s", trouble);
}

static void
mouth_open (Mouth *mouth, Broker *broker)
{
  const WfMqttOptions options
      = { .host = "127.0.0.1", .port = (guint16) broker->port, .keep_alive_s = 30 };
  const WfMqttWatch watch = { .up = mouth_up_cb, .ended = mouth_ended_cb };

  *mouth = (Mouth){ 0 };
  mouth->mqtt = wf_mqtt_new (&options, &watch, mouth);
  wait_until (&mouth->n_up, 1);
}

static void
mouth_clear (Mouth *mouth)
{
  wf_mqtt_free (mouth->mqtt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mouth, mouth_clear)

static void
say (Mouth *mouth, const char *topic, guint first, guint n, guint qos)
{
  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"n\":%u}", i);

      while (!wf_mqtt_publish (mouth->mqtt, topic, text, strlen (text), qos, FALSE))
        g_main_context_iteration (NULL, FALSE);
    }
}

static char *
url_of (const char *scheme, guint port, const char *topic)
{
  return g_strdup_printf ("%s://localhost:%u/%s", scheme, port, topic);
}

/* ---- tests */

static void
test_wildcards (Broker *broker, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *url = url_of ("mqtt", broker->port, "city/+/pos/#");
  g_auto (Ear) ear = { 0 };
  g_auto (Mouth) mouth = { 0 };

  ear_open (&ear, &(WfLinkOptions){ .url = url, .mqtt_version = version, .mqtt_qos = 1 });
  wait_until (&ear.n_up, 1);
  mouth_open (&mouth, broker);
  say (&mouth, "city/bus/pos", 1, 1, 1);
  say (&mouth, "city/bus/other", 2, 1, 1);
  say (&mouth, "city/tram/pos/7", 3, 1, 1);
  wait_until (&ear.n_messages, 2);
  g_assert_true (g_hash_table_contains (ear.texts, "{\"n\":1}"));
  g_assert_true (g_hash_table_contains (ear.texts, "{\"n\":3}"));
}

static void
test_tls (Broker *broker, gconstpointer data)
{
  g_autofree char *url = url_of ("mqtts", broker->tls_port, "x");
  g_autofree char *bad_url = url_of ("mqtts", broker->bad_port, "x");
  g_autofree char *authority = certificate ("authority.pem");
  g_auto (Ear) good = { 0 };
  g_auto (Ear) expired = { 0 };
  g_auto (Ear) unknown = { 0 };

  ear_open (&good, &(WfLinkOptions){ .url = url, .ca_file = authority });
  ear_open (&expired, &(WfLinkOptions){ .url = bad_url, .ca_file = authority });
  ear_open (&unknown, &(WfLinkOptions){ .url = url });
  wait_until (&good.n_up, 1);
  wait_until (&expired.n_down, 1);
  wait_until (&unknown.n_down, 1);
  g_test_message ("%s | %s", expired.trouble, unknown.trouble);
  g_assert_cmpuint (expired.n_up + unknown.n_up, ==, 0);
  g_assert_nonnull (strstr (expired.trouble, "cannot prove who it is"));
  g_assert_nonnull (strstr (unknown.trouble, "cannot prove who it is"));
}

static void
test_password (Broker *broker, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *url = url_of ("mqtt", broker->closed_port, "x");
  g_auto (Ear) good = { 0 };
  g_auto (Ear) bad = { 0 };

  ear_open (&good, &(WfLinkOptions){ .url = url,
                                     .mqtt_version = version,
                                     .auth = { WF_AUTH_BASIC, USER, PASSWORD, NULL, NULL } });
  ear_open (&bad, &(WfLinkOptions){ .url = url, .mqtt_version = version });
  wait_until (&good.n_up, 1);
  wait_until (&bad.n_down, 1);
  g_assert_nonnull (strstr (bad.trouble, "Check the user"));
}

/* What is said while it is away is kept for it, and what is said while the broker is. */
static void
test_session (Broker *broker, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *url = url_of ("mqtt", broker->port, "kept");
  const WfLinkOptions options
      = { .url = url, .mqtt_version = version, .mqtt_qos = 1, .mqtt_session = "desk-1" };
  g_auto (Mouth) mouth = { 0 };
  g_auto (Ear) back = { 0 };

  {
    g_auto (Ear) first = { 0 };

    ear_open (&first, &options);
    wait_until (&first.n_up, 1);
  }
  mouth_open (&mouth, broker);
  say (&mouth, "kept", 0, 50, 1);
  ear_open (&back, &options);
  wait_until (&back.n_messages, 50);
  g_assert_cmpuint (g_hash_table_size (back.texts), ==, 50);
}

static void
test_restart (Broker *broker, gconstpointer data)
{
  g_autofree char *url = url_of ("mqtt", broker->port, "city/#");
  g_auto (Ear) ear = { 0 };

  ear_open (&ear, &(WfLinkOptions){ .url = url, .mqtt_qos = 1 });
  wait_until (&ear.n_up, 1);
  {
    g_auto (Mouth) mouth = { 0 };

    mouth_open (&mouth, broker);
    say (&mouth, "city/a", 1, 1, 1);
    wait_until (&ear.n_messages, 1);
  }
  broker_down (broker);
  wait_until (&ear.n_down, 1);
  broker_up (broker);
  wait_until (&ear.n_up, 2);
  {
    g_auto (Mouth) mouth = { 0 };

    mouth_open (&mouth, broker);
    say (&mouth, "city/a", 2, 1, 1);
    wait_until (&ear.n_messages, 2);
  }
}

static void
test_burst (Broker *broker, gconstpointer data)
{
  g_autofree char *url = url_of ("mqtt", broker->port, "burst");
  g_auto (Ear) ear = { 0 };
  g_auto (Mouth) mouth = { 0 };

  ear_open (&ear, &(WfLinkOptions){ .url = url });
  wait_until (&ear.n_up, 1);
  mouth_open (&mouth, broker);
  say (&mouth, "burst", 0, BURST, 0);
  wait_until (&ear.n_messages, BURST);
  g_assert_cmpuint (g_hash_table_size (ear.texts), ==, BURST);
  g_assert_cmpuint (ear.n_dropped, ==, 0);
}

/* A broker that stands still is noticed by its silence, and heard again when it goes on. */
static void
test_half_open (Broker *broker, gconstpointer data)
{
  g_autofree char *url = url_of ("mqtt", broker->port, "x");
  g_auto (Ear) ear = { 0 };

  ear_open (&ear, &(WfLinkOptions){ .url = url, .silence_s = 7.5 });
  wait_until (&ear.n_up, 1);
  g_subprocess_send_signal (broker->process, SIGSTOP);
  wait_until (&ear.n_down, 1);
  g_assert_nonnull (strstr (ear.trouble, "said nothing"));
  g_subprocess_send_signal (broker->process, SIGCONT);
  wait_until (&ear.n_up, 2);
}

/* One who ends without a word is reported by the broker. */
static void
test_will (Broker *broker, gconstpointer data)
{
  static const char place[] = "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":"
                              "{\"type\":\"Point\",\"coordinates\":[121,38]}}";
  g_autofree char *url = url_of ("mqtt", broker->port, "wills/#");
  g_autofree char *own_url = url_of ("mqtt", broker->port, "x");
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "watchfloorctl", NULL);
  const char *const argv[] = { program,        "feed",    own_url,  "--format", "geojson",
                               "--will-topic", "wills/d", "--will", "gone",     NULL };
  g_auto (Ear) ear = { 0 };
  g_auto (Mouth) mouth = { 0 };
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  GSubprocess *desk;

  ear_open (&ear, &(WfLinkOptions){ .url = url });
  wait_until (&ear.n_up, 1);
  mouth_open (&mouth, broker);
  /* What is retained comes at once: it is connected when it tells of it. */
  g_assert_true (wf_mqtt_publish (mouth.mqtt, "x", place, strlen (place), 1, TRUE));
  desk = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_assert_nonnull (desk);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (desk));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (line);
  wf_test_end (desk);
  wait_until (&ear.n_messages, 1);
  g_assert_true (g_hash_table_contains (ear.texts, "gone"));
}

/* The embedded city tells the broker, all of it when the broker comes back empty. */
static void
test_platform (Broker *broker, gconstpointer data)
{
  static const char vehicle[]
      = "{\"id\":\"urn:ngsi-ld:Vehicle:b1\",\"type\":\"Vehicle\",\"location\":{\"type\":\"Point\","
        "\"coordinates\":[121.5,38.75]}}";
  guint port = wf_test_free_port ();
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", port);
  g_autofree char *mqtt = g_strdup_printf ("mqtt://127.0.0.1:%u/city", broker->port);
  g_autofree char *topic = url_of ("mqtt", broker->port, "city/Vehicle/#");
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/ngsi-ld/v1/entities", port);
  g_autofree char *program
      = g_test_build_filename (G_TEST_BUILT, "..", "watchfloor-platform", NULL);
  const char *const argv[] = { program, "--listen", listen, "--mqtt", mqtt, NULL };
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) body = g_bytes_new_static (vehicle, strlen (vehicle));
  GSubprocess *platform = wf_test_start (argv);
  g_auto (Ear) ear = { 0 };

  g_assert_true (wf_test_wait_port (port, platform));
  ear_open (&ear, &(WfLinkOptions){ .url = topic });
  wait_until (&ear.n_up, 1);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  g_bytes_unref (soup_session_send_and_read (session, message, NULL, NULL));
  g_assert_cmpuint (soup_message_get_status (message), ==, 201);
  wait_until (&ear.n_messages, 1);
  broker_down (broker);
  wait_until (&ear.n_down, 1);
  ear.n_messages = 0;
  broker_up (broker);
  wait_until (&ear.n_messages, 1);
  wf_test_end (platform);
}

/* Nobody waits for a broker that takes the connection and says nothing. */
static void
test_free_at_once (Broker *broker, gconstpointer data)
{
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < 20; i++)
    {
      g_auto (Ear) ear = { 0 };

      ear_open (&ear, &(WfLinkOptions){ .url = "mqtt://127.0.0.1:9/x" });
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    gpointer data;
    void (*test) (Broker *broker, gconstpointer data);
  } tests[] = {
    { "/mqtt/wildcards-3", GUINT_TO_POINTER (4), test_wildcards },
    { "/mqtt/wildcards-5", GUINT_TO_POINTER (5), test_wildcards },
    { "/mqtt/tls", NULL, test_tls },
    { "/mqtt/password-3", GUINT_TO_POINTER (4), test_password },
    { "/mqtt/password-5", GUINT_TO_POINTER (5), test_password },
    { "/mqtt/session-3", GUINT_TO_POINTER (4), test_session },
    { "/mqtt/session-5", GUINT_TO_POINTER (5), test_session },
    { "/mqtt/restart", NULL, test_restart },
    { "/mqtt/half-open", NULL, test_half_open },
    { "/mqtt/burst", NULL, test_burst },
    { "/mqtt/will", NULL, test_will },
    { "/mqtt/platform", NULL, test_platform },
    { "/mqtt/free-at-once", NULL, test_free_at_once },
  };
  g_autofree char *path = NULL;
  g_autofree char *program = NULL;

  g_test_init (&argc, &argv, NULL);
  path = g_strconcat (g_getenv ("PATH"), ":/usr/sbin", NULL);
  g_setenv ("PATH", path, TRUE);
  program = g_find_program_in_path ("mosquitto");
  if (program == NULL)
    {
      g_print ("1..0 # SKIP mosquitto is not installed\n");
      return 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Broker, tests[i].data, broker_setup, tests[i].test, broker_teardown);
  return g_test_run ();
}
