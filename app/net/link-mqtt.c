/* Watchfloor: the link to an MQTT broker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mqtt(s)://HOST[:PORT]/TOPIC: what is published under the topic, wildcards (+, #) allowed, each
 * message a document. */
#include "config.h"

#include "wf-address.h"
#include "wf-link-type.h"
#include "wf-mqtt.h"

#include <glib/gi18n.h>

#define PORT 1883
#define TLS_PORT 8883
#define CONNECT_S 20
#define KEEP_ALIVE_S 15

typedef struct
{
  WfLink *link;
  char *host; /* for sentences */
  WfMqtt *mqtt; /* NULL between tries */
  GSource *deadline;
} Mqtt;

static gpointer
create (WfLink *link)
{
  Mqtt *mqtt = g_new0 (Mqtt, 1);

  mqtt->link = link;
  mqtt->host = wf_http_host (wf_link_address (link));
  return mqtt;
}

static void
stop_deadline (Mqtt *mqtt)
{
  if (mqtt->deadline != NULL)
    g_source_destroy (mqtt->deadline);
  g_clear_pointer (&mqtt->deadline, g_source_unref);
}

static void
end_try (Mqtt *mqtt)
{
  stop_deadline (mqtt);
  g_clear_pointer (&mqtt->mqtt, wf_mqtt_free);
}

static void
destroy (gpointer state)
{
  Mqtt *mqtt = state;

  end_try (mqtt);
  g_free (mqtt->host);
  g_free (mqtt);
}

static void
up_cb (gpointer data)
{
  Mqtt *mqtt = data;

  stop_deadline (mqtt);
  wf_link_up (mqtt->link);
}

static void
message_cb (GBytes *bytes, gpointer data)
{
  wf_link_message (((Mqtt *) data)->link, NULL, bytes);
}

static void
dropped_cb (guint n, gpointer data)
{
  Mqtt *mqtt = data;
  g_autofree char *why = g_strdup_printf (
      ngettext ("%u message of %s came faster than it can be read, or is too large; it was left "
                "out.",
                "%u messages of %s came faster than they can be read, or are too large; they were "
                "left out.",
                n),
      n, mqtt->host);

  wf_link_dropped (mqtt->link, n, why);
}

static void
ended_cb (const char *trouble, gboolean unauthorized, gpointer data)
{
  Mqtt *mqtt = data;

  end_try (mqtt);
  if (unauthorized)
    wf_link_refused (mqtt->link, trouble);
  else
    wf_link_failed (mqtt->link, trouble);
}

static gboolean
late_cb (gpointer data)
{
  Mqtt *mqtt = data;
  g_autofree char *trouble = g_strdup_printf (_ ("%s did not answer in time."), mqtt->host);

  end_try (mqtt);
  wf_link_failed (mqtt->link, trouble);
  return G_SOURCE_REMOVE;
}

static void
open_mqtt (gpointer state)
{
  Mqtt *mqtt = state;
  const WfLinkOptions *options = wf_link_options (mqtt->link);
  const WfMqttWatch watch = { up_cb, message_cb, dropped_cb, ended_cb };
  gboolean tls = g_str_has_prefix (wf_link_address (mqtt->link), "mqtts:");
  const char *secret = wf_link_secret (mqtt->link);
  g_auto (WfAddress) address = { 0 };
  g_autoptr (GError) error = NULL;
  WfMqttOptions own;

  if (!wf_address_parse (wf_link_address (mqtt->link), tls ? TLS_PORT : PORT, &address, &error))
    {
      wf_link_ended (mqtt->link, error->message);
      return;
    }
  if (*address.path == '\0')
    {
      wf_link_ended (mqtt->link, _ ("Name the topic behind the broker: mqtt://HOST:PORT/TOPIC."));
      return;
    }
  own = (WfMqttOptions){ .host = address.host,
                         .port = address.port,
                         .tls = tls,
                         .ca_file = options->ca_file,
                         .proxy = options->proxy,
                         .user = options->auth.user != NULL ? options->auth.user : address.user,
                         .password = secret != NULL ? secret : address.password,
                         .topic = address.path,
                         .version = options->mqtt_version,
                         .qos = options->mqtt_qos,
                         .session = options->mqtt_session,
                         .will_topic = options->mqtt_will_topic,
                         .will_text = options->mqtt_will_text,
                         .keep_alive_s = options->silence_s > 0 ? (guint) (options->silence_s / 1.5)
                                                                : KEEP_ALIVE_S };
  end_try (mqtt);
  mqtt->deadline = g_timeout_source_new_seconds (CONNECT_S);
  g_source_set_static_name (mqtt->deadline, "mqtt-deadline");
  g_source_set_callback (mqtt->deadline, late_cb, mqtt, NULL);
  g_source_attach (mqtt->deadline, g_main_context_get_thread_default ());
  mqtt->mqtt = wf_mqtt_new (&own, &watch, mqtt);
}

static const char *const schemes[] = { "mqtt", "mqtts", NULL };
static const char *const plain[] = { "mqtt", NULL };

const WfLinkType wf_link_type_mqtt = {
  .name = "mqtt",
  .schemes = schemes,
  .plain = plain,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_mqtt,
};
