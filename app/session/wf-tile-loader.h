/* Watchfloor: layers of tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer whose source is "XYZ:https://.../{z}/{x}/{y}.png" or "WMTS:https://..." follows the view:
 * the tiles it needs are fetched, what has come is put together in a thread, in its right place
 * whatever the grid and datum of the tiles, and shown; what is missing is said in the layer's note.
 * Unpacked tiles are kept up to 64 MiB a layer. Main thread. */
#pragma once

#include "wf-layer.h"
#include "wf-view.h"

typedef struct _WfTileLoader WfTileLoader;

/* @settled is called each time no layer waits for tiles any more. */
WfTileLoader *wf_tile_loader_new (void (*settled) (gpointer user_data), gpointer user_data);
/* Cancels what is under way. */
void wf_tile_loader_free (WfTileLoader *loader);

/* Begins to keep @layer up with the view; anew where it is kept already. */
void wf_tile_loader_add (WfTileLoader *loader, WfLayer *layer);
/* Leaves @layer as it is. */
void wf_tile_loader_remove (WfTileLoader *loader, WfLayer *layer);
/* Cheap: call it for each frame. */
void wf_tile_loader_set_view (WfTileLoader *loader, const WfView *view);
gboolean wf_tile_loader_is_settled (WfTileLoader *loader);
