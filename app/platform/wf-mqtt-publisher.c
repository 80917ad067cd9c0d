/* Watchfloor: the city on an MQTT broker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-mqtt-publisher.h"

#include "wf-address.h"
#include "wf-backoff.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-mqtt.h"

#include <glib/gi18n.h>
#include <string.h>

#define PORT 1883
#define TLS_PORT 8883
#define KEEP_ALIVE_S 30
#define PREFIX "watchfloor"

struct _WfMqttPublisher
{
  WfEntityStore *store; /* borrowed */
  WfClock *clock; /* borrowed */
  WfAddress address;
  char *ca_file;
  WfMqtt *mqtt; /* NULL between tries */
  WfBackoff backoff;
  guint retry_id;
  gboolean up;
  gboolean behind; /* something was left out: all is told again */
};

static void
publish_text (WfMqttPublisher *self, const json_t *entity, const char *text, gboolean retain)
{
  g_autofree char *id = g_strdelimit (g_strdup (wf_json_string (entity, "id", "")), "+#/", '_');
  g_autofree char *topic = g_strconcat (*self->address.path != '\0' ? self->address.path : PREFIX,
                                        "/", wf_json_string (entity, "type", ""), "/", id, NULL);

  if (!wf_mqtt_publish (self->mqtt, topic, text, strlen (text), 0, retain))
    self->behind = TRUE;
}

static void
publish_entity (const json_t *entity, gpointer user_data)
{
  g_autofree char *text = wf_json_canonical (entity);

  publish_text (user_data, entity, text, TRUE);
}

static void
publish_end (WfMqttPublisher *self, const json_t *entity)
{
  g_autofree char *now = wf_time_format (wf_clock_now (self->clock));
  g_autoptr (json_t) end = json_pack ("{s:O, s:O, s:s}", "id", json_object_get (entity, "id"),
                                      "type", json_object_get (entity, "type"), "deletedAt", now);
  g_autofree char *text = wf_json_canonical (end);

  publish_text (self, entity, text, FALSE);
  publish_text (self, entity, "", TRUE); /* nothing is retained */
}

static void
publish_all (WfMqttPublisher *self)
{
  self->behind = FALSE;
  wf_entity_store_foreach (self->store, NULL, publish_entity, self);
}

static void
changes_cb (const GPtrArray *changes, gpointer user_data)
{
  WfMqttPublisher *self = user_data;

  if (!self->up)
    return;
  if (self->behind && wf_mqtt_n_unsent (self->mqtt) == 0)
    publish_all (self);
  for (guint i = 0; i < changes->len; i++)
    {
      const WfChange *change = changes->pdata[i];

      if (change->change == WF_ENTITY_DELETED)
        publish_end (self, change->entity);
      else
        publish_entity (change->entity, self);
    }
}

/* ---- the connection */

static void connect_to_broker (WfMqttPublisher *self);

static gboolean
retry_cb (gpointer data)
{
  WfMqttPublisher *self = data;

  self->retry_id = 0;
  connect_to_broker (self);
  return G_SOURCE_REMOVE;
}

static void
up_cb (gpointer data)
{
  WfMqttPublisher *self = data;

  self->up = TRUE;
  wf_backoff_succeeded (&self->backoff);
  publish_all (self);
}

static void
ended_cb (const char *trouble, gboolean unauthorized, gpointer data)
{
  WfMqttPublisher *self = data;

  g_printerr ("watchfloor-platform: %s\n", trouble);
  self->up = FALSE;
  g_clear_pointer (&self->mqtt, wf_mqtt_free);
  self->retry_id = g_timeout_add (
      (guint) (wf_backoff_failed (&self->backoff, g_random_double ()) / 1000), retry_cb, self);
}

static void
connect_to_broker (WfMqttPublisher *self)
{
  const WfMqttWatch watch = { .up = up_cb, .ended = ended_cb };
  const WfMqttOptions options = { .host = self->address.host,
                                  .port = self->address.port,
                                  .tls = g_str_equal (self->address.scheme, "mqtts"),
                                  .ca_file = self->ca_file,
                                  .user = self->address.user,
                                  .password = self->address.password,
                                  .keep_alive_s = KEEP_ALIVE_S };

  self->mqtt = wf_mqtt_new (&options, &watch, self);
}

WfMqttPublisher *
wf_mqtt_publisher_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock, const char *url,
                       const char *ca_file, GError **error)
{
  gboolean tls = g_str_has_prefix (url, "mqtts://");
  WfMqttPublisher *self;
  WfAddress address;

  if (!tls && !g_str_has_prefix (url, "mqtt://"))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("'%s' is no broker; it is written mqtt(s)://HOST:PORT/PREFIX."), url);
      return NULL;
    }
  if (!wf_address_parse (url, tls ? TLS_PORT : PORT, &address, error))
    return NULL;
  self = g_new0 (WfMqttPublisher, 1);
  self->address = address;
  self->store = store;
  self->clock = clock;
  self->ca_file = g_strdup (ca_file);
  self->backoff = WF_BACKOFF_INIT;
  wf_change_feed_add_sink (feed, changes_cb, self);
  connect_to_broker (self);
  return self;
}

void
wf_mqtt_publisher_free (WfMqttPublisher *self)
{
  if (self == NULL)
    return;
  if (self->retry_id != 0)
    g_source_remove (self->retry_id);
  wf_mqtt_free (self->mqtt);
  wf_address_clear (&self->address);
  g_free (self->ca_file);
  g_free (self);
}
