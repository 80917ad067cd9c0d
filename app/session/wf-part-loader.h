/* Watchfloor: loading what the view needs of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that are read by windows (wf-source-window.h): while the view stays in the window a layer
 * shows, nothing happens; once it leaves, or a closer look would show more, the window for it is
 * read in the background, and what the layer showed stays until it is there. A raster's picture of
 * all of it is kept, and shown wherever it is sharp enough. A layer that does not
 * show all there is says so in its note. One reading a layer, the last asked for; a server that
 * failed is asked again after a pause. Main thread. */
#pragma once

#include "wf-follower.h"
#include "wf-raster.h"

/* Layers are added with NULL, rasters with the WfRaster that they show (taken), which is coarser
 * than its source. */
extern const WfFollowerKind wf_part_loader;
