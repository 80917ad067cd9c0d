/* Watchfloor: one connection to an MQTT broker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libmosquitto in a thread of its own, which blocks and waits as it likes; what it hears comes to
 * the thread that made the connection, in its main context. One try: whoever wants it again makes
 * it again. */
#pragma once

#include <glib.h>

typedef struct _WfMqtt WfMqtt;

/* Of what waits for the owner's main context. The broker is held back while so much waits; what
 * does not find room within 10 s is dropped and told. */
#define WF_MQTT_MAX_WAITING 16384
#define WF_MQTT_MAX_WAITING_BYTES (32 * 1024 * 1024)
#define WF_MQTT_MAX_MESSAGE (4 * 1024 * 1024)

/* Strings are copied. */
typedef struct
{
  const char *host;
  guint16 port;
  gboolean tls; /* verified always */
  const char *ca_file; /* PEM; NULL = the system's */
  const char *proxy; /* "socks5://HOST:PORT"; NULL = none */
  const char *user, *password; /* may be NULL */
  const char *topic; /* listened to, wildcards allowed; NULL = only publishes */
  guint version; /* 5, else 3.1.1 */
  guint qos; /* 0 to 2, of the topic */
  const char *session; /* the client's name; the broker keeps what it missed. NULL = neither */
  const char *will_topic, *will_text; /* said by the broker should we vanish; may be NULL */
  guint keep_alive_s; /* 5 or more; half open after twice that */
} WfMqttOptions;

typedef struct
{
  void (*up) (gpointer user_data); /* and the topic is listened to */
  void (*message) (GBytes *bytes, gpointer user_data);
  void (*dropped) (guint n, gpointer user_data);
  /* Nothing is told after this; @trouble is one sentence. @unauthorized: it is about who we are. */
  void (*ended) (const char *trouble, gboolean unauthorized, gpointer user_data);
} WfMqttWatch;

WfMqtt *wf_mqtt_new (const WfMqttOptions *options, const WfMqttWatch *watch, gpointer user_data);
/* Says good-bye to the broker; nothing is told after this. Does not wait. */
void wf_mqtt_free (WfMqtt *mqtt);

/* FALSE where it is not connected, or too much waits to be sent. */
gboolean wf_mqtt_publish (WfMqtt *mqtt, const char *topic, const char *bytes, gsize length,
                          guint qos, gboolean retain);
/* What was published and is not with the broker yet. */
guint wf_mqtt_n_unsent (WfMqtt *mqtt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfMqtt, wf_mqtt_free)
