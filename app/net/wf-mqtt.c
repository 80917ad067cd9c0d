/* Watchfloor: one connection to an MQTT broker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread and the owner share a Wire, which lives as long as either: the owner never waits for a
 * thread that sits in a name look-up. */
#include "config.h"

#include "wf-mqtt.h"

#include "wf-queue-source.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <signal.h>
#include <string.h>

#define TURN_US 4000
#define LOOP_MS 1000
#define LOOPS_TO_LEAVE 5
#define HOLD_BACK_US (10 * G_USEC_PER_SEC)
#define HOLD_STEP_US 2000
#define SESSION_EXPIRES_S 86400
#define RECEIVE_MAXIMUM 1000
#define MAX_UNSENT 10000

typedef struct
{
  gatomicrefcount refs;
  WfMqttOptions options;
  GStringChunk *texts; /* what @options points to */
  struct mosquitto *client;
  GMainContext *context;
  GAsyncQueue *told; /* Told */
  gint stopping, waiting_bytes, n_dropped, n_unsent; /* atomic */
  /* The thread's */
  char *reason; /* what libmosquitto complained of last */
  int refusal; /* of the broker; 0 = none */
  gboolean denied; /* the topic */
} Wire;

typedef struct
{
  enum
  {
    TOLD_UP,
    TOLD_MESSAGE,
    TOLD_DROPPED,
    TOLD_ENDED,
  } kind;
  GBytes *bytes;
  char *trouble;
  gboolean unauthorized;
} Told;

struct _WfMqtt
{
  Wire *wire;
  GSource *source;
  WfMqttWatch watch;
  gpointer user_data;
};

static void
told_free (gpointer data)
{
  Told *told = data;

  g_clear_pointer (&told->bytes, g_bytes_unref);
  g_free (told->trouble);
  g_free (told);
}

static void
wire_unref (Wire *wire)
{
  if (!g_atomic_ref_count_dec (&wire->refs))
    return;
  mosquitto_destroy (wire->client);
  g_async_queue_unref (wire->told);
  g_main_context_unref (wire->context);
  g_string_chunk_free (wire->texts);
  g_free (wire->reason);
  g_free (wire);
}

/* ---- the thread */

static void
tell (Wire *wire, Told *told)
{
  g_async_queue_push (wire->told, told);
  /* A longer queue has woken it already. */
  if (g_async_queue_length (wire->told) <= 1)
    g_main_context_wakeup (wire->context);
}

static void
tell_kind (Wire *wire, int kind)
{
  Told *told = g_new0 (Told, 1);

  told->kind = kind;
  tell (wire, told);
}

static void
connected_cb (struct mosquitto *client, void *data, int code, int flags,
              const mosquitto_property *properties)
{
  Wire *wire = data;

  wire->refusal = code;
  if (code != 0)
    return;
  if (wire->options.topic == NULL)
    tell_kind (wire, TOLD_UP);
  else
    mosquitto_subscribe (client, NULL, wire->options.topic, (int) wire->options.qos);
}

static void
subscribed_cb (struct mosquitto *client, void *data, int id, int n, const int *granted)
{
  Wire *wire = data;

  wire->denied = n < 1 || granted[0] >= 128;
  if (wire->denied)
    mosquitto_disconnect (client);
  else
    tell_kind (wire, TOLD_UP);
}

static gboolean
has_room (Wire *wire, gsize length)
{
  return g_async_queue_length (wire->told) < WF_MQTT_MAX_WAITING
         && (gsize) g_atomic_int_get (&wire->waiting_bytes) + length <= WF_MQTT_MAX_WAITING_BYTES;
}

/* While the owner is behind nothing more is read, so that the broker keeps it. */
static gboolean
wait_for_room (Wire *wire, gsize length)
{
  gint64 until_us = g_get_monotonic_time () + HOLD_BACK_US;

  while (!has_room (wire, length) && !g_atomic_int_get (&wire->stopping)
         && g_get_monotonic_time () < until_us)
    g_usleep (HOLD_STEP_US);
  return has_room (wire, length);
}

static void
message_cb (struct mosquitto *client, void *data, const struct mosquitto_message *message)
{
  Wire *wire = data;
  gsize length = (gsize) MAX (message->payloadlen, 0);
  Told *told;

  if (length == 0 || g_atomic_int_get (&wire->stopping))
    return;
  if (length > WF_MQTT_MAX_MESSAGE || !wait_for_room (wire, length))
    {
      if (g_atomic_int_add (&wire->n_dropped, 1) == 0)
        tell_kind (wire, TOLD_DROPPED);
      return;
    }
  told = g_new0 (Told, 1);
  told->kind = TOLD_MESSAGE;
  told->bytes = g_bytes_new (message->payload, length);
  g_atomic_int_add (&wire->waiting_bytes, (gint) length);
  tell (wire, told);
}

static void
published_cb (struct mosquitto *client, void *data, int id)
{
  g_atomic_int_add (&((Wire *) data)->n_unsent, -1);
}

static void
log_cb (struct mosquitto *client, void *data, int level, const char *text)
{
  Wire *wire = data;

  if (level != MOSQ_LOG_ERR)
    return;
  g_free (wire->reason);
  wire->reason = g_utf8_make_valid (text, -1);
}

static char *
describe_end (Wire *wire, int code, int system_error)
{
  const WfMqttOptions *options = &wire->options;
  g_autofree char *host = g_strdup_printf ("%s:%u", options->host, options->port);

  if (wire->denied)
    return g_strdup_printf (_ ("%s does not let us hear %s. Have the right granted."), host,
                            options->topic);
  if (wire->refusal != 0)
    return g_strdup_printf (_ ("%s refused the connection (%s). Check the user and the password."),
                            host,
                            options->version == 5 ? mosquitto_reason_string (wire->refusal)
                                                  : mosquitto_connack_string (wire->refusal));
  if (code == MOSQ_ERR_TLS || code == MOSQ_ERR_TLS_HANDSHAKE
      || (options->tls && wire->reason != NULL))
    return g_strdup_printf (_ ("%s cannot prove who it is (%s). Have its certificate checked."),
                            host, wire->reason != NULL ? wire->reason : mosquitto_strerror (code));
  if (code == MOSQ_ERR_KEEPALIVE)
    return g_strdup_printf (_ ("%s has said nothing for %.0f s."), host,
                            1.5 * (double) options->keep_alive_s);
  if (code == MOSQ_ERR_CONN_LOST || code == MOSQ_ERR_NO_CONN)
    return g_strdup_printf (_ ("%s closed the connection."), host);
  return g_strdup_printf (_ ("%s cannot be reached (%s)."), host,
                          code == MOSQ_ERR_ERRNO ? g_strerror (system_error)
                                                 : mosquitto_strerror (code));
}

static int
connect_to_broker (Wire *wire)
{
  const WfMqttOptions *options = &wire->options;
  mosquitto_property *properties = NULL;
  int code;

  if (options->version == 5 && options->session != NULL)
    mosquitto_property_add_int32 (&properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                                  SESSION_EXPIRES_S);
  code = mosquitto_connect_bind_v5 (wire->client, options->host, options->port,
                                    (int) options->keep_alive_s, NULL, properties);
  mosquitto_property_free_all (&properties);
  return code;
}

static gpointer
run_wire (gpointer data)
{
  Wire *wire = data;
  sigset_t pipe;
  int code, system_error = 0, n_left = LOOPS_TO_LEAVE;

  sigemptyset (&pipe);
  sigaddset (&pipe, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe, NULL);
  for (code = connect_to_broker (wire); code == MOSQ_ERR_SUCCESS && n_left > 0;
       code = mosquitto_loop (wire->client, LOOP_MS, 1))
    if (g_atomic_int_get (&wire->stopping))
      n_left--;
  system_error = errno;
  if (!g_atomic_int_get (&wire->stopping))
    {
      Told *told = g_new0 (Told, 1);

      told->kind = TOLD_ENDED;
      told->trouble = describe_end (wire, code, system_error);
      told->unauthorized = wire->refusal != 0;
      tell (wire, told);
    }
  wire_unref (wire);
  return NULL;
}

/* ---- the owner */

static void
tell_dropped (WfMqtt *mqtt)
{
  gint n = g_atomic_int_get (&mqtt->wire->n_dropped);

  g_atomic_int_add (&mqtt->wire->n_dropped, -n);
  mqtt->watch.dropped ((guint) n, mqtt->user_data);
}

static gboolean
told_cb (gpointer data)
{
  WfMqtt *mqtt = data;
  g_autoptr (GSource) source = g_source_ref (mqtt->source);
  gint64 until_us = g_get_monotonic_time () + TURN_US;
  Told *told;

  while (!g_source_is_destroyed (source)
         && (told = g_async_queue_try_pop (mqtt->wire->told)) != NULL)
    {
      if (told->kind == TOLD_UP)
        mqtt->watch.up (mqtt->user_data);
      else if (told->kind == TOLD_DROPPED)
        tell_dropped (mqtt);
      else if (told->kind == TOLD_ENDED)
        mqtt->watch.ended (told->trouble, told->unauthorized, mqtt->user_data);
      else
        {
          g_atomic_int_add (&mqtt->wire->waiting_bytes, -(gint) g_bytes_get_size (told->bytes));
          mqtt->watch.message (told->bytes, mqtt->user_data);
        }
      told_free (told);
      if (g_get_monotonic_time () > until_us)
        break;
    }
  return G_SOURCE_CONTINUE;
}

static void
set_proxy (Wire *wire)
{
  g_autoptr (GUri) uri = g_uri_parse (wire->options.proxy, G_URI_FLAGS_NONE, NULL);

  if (uri != NULL && g_str_has_prefix (g_uri_get_scheme (uri), "socks5")
      && g_uri_get_host (uri) != NULL)
    mosquitto_socks5_set (wire->client, g_uri_get_host (uri),
                          g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 1080, NULL, NULL);
}

static void
set_up_client (Wire *wire)
{
  const WfMqttOptions *options = &wire->options;
  struct mosquitto *client = mosquitto_new (options->session, options->session == NULL, wire);

  wire->client = client;
  mosquitto_threaded_set (client, true);
  mosquitto_int_option (client, MOSQ_OPT_PROTOCOL_VERSION,
                        options->version == 5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  mosquitto_int_option (client, MOSQ_OPT_RECEIVE_MAXIMUM, RECEIVE_MAXIMUM);
  mosquitto_int_option (client, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_connect_v5_callback_set (client, connected_cb);
  mosquitto_subscribe_callback_set (client, subscribed_cb);
  mosquitto_message_callback_set (client, message_cb);
  mosquitto_publish_callback_set (client, published_cb);
  mosquitto_log_callback_set (client, log_cb);
  if (options->user != NULL)
    mosquitto_username_pw_set (client, options->user, options->password);
  if (options->will_topic != NULL)
    mosquitto_will_set (client, options->will_topic, (int) strlen (options->will_text),
                        options->will_text, 1, true);
  if (options->tls && options->ca_file != NULL)
    mosquitto_tls_set (client, options->ca_file, NULL, NULL, NULL, NULL);
  else if (options->tls)
    mosquitto_int_option (client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  if (options->proxy != NULL)
    set_proxy (wire);
}

static const char *
keep (Wire *wire, const char *text)
{
  return text != NULL ? g_string_chunk_insert (wire->texts, text) : NULL;
}

static Wire *
wire_new (const WfMqttOptions *options)
{
  Wire *wire = g_new0 (Wire, 1);

  g_atomic_ref_count_init (&wire->refs);
  wire->texts = g_string_chunk_new (256);
  wire->options = *options;
  wire->options.host = keep (wire, options->host);
  wire->options.ca_file = keep (wire, options->ca_file);
  wire->options.proxy = keep (wire, options->proxy);
  wire->options.user = keep (wire, options->user);
  wire->options.password = keep (wire, options->password);
  wire->options.topic = keep (wire, options->topic);
  wire->options.session = keep (wire, options->session);
  wire->options.will_topic = keep (wire, options->will_topic);
  wire->options.will_text = keep (wire, options->will_text != NULL ? options->will_text : "");
  wire->options.keep_alive_s = MAX (options->keep_alive_s, 5);
  wire->told = g_async_queue_new_full (told_free);
  wire->context = g_main_context_ref_thread_default ();
  set_up_client (wire);
  return wire;
}

WfMqtt *
wf_mqtt_new (const WfMqttOptions *options, const WfMqttWatch *watch, gpointer user_data)
{
  static gsize is_ready;
  WfMqtt *mqtt = g_new0 (WfMqtt, 1);

  if (g_once_init_enter (&is_ready))
    {
      mosquitto_lib_init ();
      g_once_init_leave (&is_ready, 1);
    }
  mqtt->wire = wire_new (options);
  mqtt->watch = *watch;
  mqtt->user_data = user_data;
  mqtt->source = wf_queue_source_new (mqtt->wire->told, "mqtt");
  g_source_set_priority (mqtt->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (mqtt->source, told_cb, mqtt, NULL);
  g_source_attach (mqtt->source, mqtt->wire->context);
  g_atomic_ref_count_inc (&mqtt->wire->refs);
  g_thread_unref (g_thread_new ("mqtt", run_wire, mqtt->wire));
  return mqtt;
}

void
wf_mqtt_free (WfMqtt *mqtt)
{
  if (mqtt == NULL)
    return;
  g_atomic_int_set (&mqtt->wire->stopping, TRUE);
  g_source_destroy (mqtt->source);
  g_source_unref (mqtt->source);
  mosquitto_disconnect (mqtt->wire->client);
  wire_unref (mqtt->wire);
  g_free (mqtt);
}

gboolean
wf_mqtt_publish (WfMqtt *mqtt, const char *topic, const char *bytes, gsize length, guint qos,
                 gboolean retain)
{
  Wire *wire = mqtt->wire;

  if (g_atomic_int_add (&wire->n_unsent, 1) < MAX_UNSENT
      && mosquitto_publish (wire->client, NULL, topic, (int) length, bytes, (int) qos, retain)
             == MOSQ_ERR_SUCCESS)
    return TRUE;
  g_atomic_int_add (&wire->n_unsent, -1);
  return FALSE;
}

guint
wf_mqtt_n_unsent (WfMqtt *mqtt)
{
  return (guint) MAX (g_atomic_int_get (&mqtt->wire->n_unsent), 0);
}
