/* Watchfloor: the HTTP server of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens, bounds what comes in (connections, body, path, time) and hands each request to its
 * API. Main thread. */
#pragma once

#include "wf-platform.h"

typedef struct _WfPlatformServer WfPlatformServer;

#define WF_SERVER_MAX_CONNECTIONS 256
#define WF_SERVER_REQUEST_TIMEOUT_S 30 /* until a request has come in completely */
#define WF_SERVER_IDLE_TIMEOUT_S 120 /* of a kept connection without a request */

/* Listens at @address, "HOST:PORT" with a literal IP address or "localhost"; port 0 = any. */
WfPlatformServer *
wf_platform_server_new (WfPlatform *platform, const char *address, GError **error);
void wf_platform_server_free (WfPlatformServer *server);

/* "http://127.0.0.1:PORT", borrowed. */
const char *wf_platform_server_url (WfPlatformServer *server);

/* {"connections","requests","refused"}; new reference. */
json_t *wf_platform_server_state (WfPlatformServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPlatformServer, wf_platform_server_free)
