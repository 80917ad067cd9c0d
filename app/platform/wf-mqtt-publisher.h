/* Watchfloor: the city on an MQTT broker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each entity that changes, normalized, retained, at PREFIX/TYPE/ID; one that is deleted once more
 * with "deletedAt". A broker that comes back, or was behind, gets all of them. Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"

typedef struct _WfMqttPublisher WfMqttPublisher;

/* @url: mqtt(s)://[USER:PASSWORD@]HOST[:PORT][/PREFIX], PREFIX "watchfloor" where none is named;
 * @ca_file may be NULL. Tries for ever, with the backoff of all links; what it says of that goes to
 * stderr. WF_ERROR_INVALID. The rest is borrowed; @feed must not flush once it is freed. */
WfMqttPublisher *wf_mqtt_publisher_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock,
                                        const char *url, const char *ca_file, GError **error);
void wf_mqtt_publisher_free (WfMqttPublisher *publisher);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfMqttPublisher, wf_mqtt_publisher_free)
