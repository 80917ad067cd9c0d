/* Watchfloor: fetching map tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Over HTTP from servers that serve everybody: who we are is said, two connections a server, a
 * server that asks for a pause (429, 503, Retry-After) or fails gets one. What came is kept on disk
 * (at most 512 MiB, what was not used longest goes) as long as it says it may be, asked for again
 * by its ETag or date, and shown though it is old while the server cannot be reached. Names of kept
 * files tell neither address nor key. Main thread. */
#pragma once

#include <gio/gio.h>

typedef struct _WfTileClient WfTileClient;

WfTileClient *wf_tile_client_new (void);
/* Cancels what is under way. */
void wf_tile_client_free (WfTileClient *client);

/* Fetches @url; @max_bytes of it at most. */
void wf_tile_client_get_async (WfTileClient *client, const char *url, gsize max_bytes,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* @is_old (may be NULL): kept, and the server could not be asked whether it still holds. Errors
 * (without keys): NOT_FOUND (no such tile), REFUSED (the key), NETWORK, TIMEOUT, LIMIT,
 * CANCELLED. */
GBytes *wf_tile_client_get_finish (GAsyncResult *result, gboolean *is_old, GError **error);
