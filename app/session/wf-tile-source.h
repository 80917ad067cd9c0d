/* Watchfloor: how a tile server's tiles lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of a layer of tiles becomes a tile set: its key is found, a WMTS server is asked
 * what it has. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-tile-client.h"
#include "wf-tile-set.h"

/* TRUE where @source is of tiles: "XYZ:https://.../{z}/{x}/{y}.png" or "WMTS:https://...". */
gboolean wf_tile_source_is (const char *source);

/* Errors: NOT_FOUND (a key), INVALID (what the server says of itself), NETWORK... */
void wf_tile_source_make_async (WfTileClient *client, const WfCityLayer *description,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
WfTileSet *wf_tile_source_make_finish (GAsyncResult *result, GError **error);
