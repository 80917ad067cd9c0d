/* Watchfloor: where the map ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The map is cut at 180 degrees. What a source says beyond it (0 to 360, or a projection around a
 * pole or the antimeridian) is cut there too and put on the other side. One thread. */
#pragma once

#include "wf-wkb-batch.h"

/* TRUE where some of @n places may need a cut: a fast look at many points. */
gboolean wf_world_edge_is_near (const double *lon, const double *lat, gsize n);

/* Cuts the feature @index of @batch, whose coordinates are degrees. @wraps: a step of more than
 * half the world is the short way round, as in what comes out of a projection; else only one from
 * within 10 degrees of the edge to the same on its other side is. The feature's parts may be new
 * ones. Returns TRUE where it was cut. */
gboolean wf_world_edge_cut (WfWkbBatch *batch, gsize index, gboolean wraps);
