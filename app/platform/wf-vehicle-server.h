/* Watchfloor: vehicles by TCP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles, one after another as the writer puts them, to whoever connects: first all of
 * them, then each that changes. Nothing is read. At most 32 listeners, at 127.0.0.1 only; one who
 * does not keep up (16 MiB behind) is cut off and may connect again. Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"

typedef struct _WfVehicleServer WfVehicleServer;

/* Appends @entity, a Vehicle; nothing where it has no place. */
typedef void (*WfVehicleWriter) (GString *out, const json_t *entity, gint64 now_us);

/* @port 0 takes any. The rest is borrowed; @feed must not flush once the server is freed. */
WfVehicleServer *wf_vehicle_server_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock,
                                        guint16 port, WfVehicleWriter write, GError **error);
void wf_vehicle_server_free (WfVehicleServer *server);
guint16 wf_vehicle_server_port (const WfVehicleServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfVehicleServer, wf_vehicle_server_free)
