/* Watchfloor: layers of tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer whose source is "XYZ:https://.../{z}/{x}/{y}.png" or "WMTS:https://..." follows the view:
 * the tiles it needs are fetched, what has come is put together in a thread, in its right place
 * whatever the grid and datum of the tiles, and shown; what is missing is said in the layer's note.
 * Unpacked tiles are kept up to 64 MiB a layer. Main thread. */
#pragma once

#include "wf-follower.h"

extern const WfFollowerKind wf_tile_loader;
