/* Watchfloor: sockets as links want them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What TCP leaves unset: probes that find a dead peer, an end of waiting for what was sent. */
#pragma once

#include <gio/gio.h>

/* A peer that is gone without a word is noticed within about 40 s. */
void wf_socket_watch_peer (GSocketConnection *connection);

/* The addresses of @host ("" = loopback), a literal or localhost, and @port: what may be listened
 * at. WF_ERROR_INVALID where @host is a name that would have to be asked for. */
GSocketAddress *wf_socket_local_address (const char *host, guint16 port, GError **error);
