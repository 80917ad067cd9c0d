/* Watchfloor: Cursor on Target by TCP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles as CoT 2.0 events, one after another without a frame, to whoever connects: first all of
 * them, then each that changes. Nothing is read. At most 32 listeners, at 127.0.0.1 only; one who
 * does not keep up (16 MiB behind) is cut off and may connect again. Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"

typedef struct _WfCotServer WfCotServer;

/* @port 0 takes any. The rest is borrowed; @feed must not flush once the server is freed. */
WfCotServer *wf_cot_server_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock,
                                guint16 port, GError **error);
void wf_cot_server_free (WfCotServer *server);
guint16 wf_cot_server_port (const WfCotServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCotServer, wf_cot_server_free)
