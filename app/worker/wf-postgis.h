/* Watchfloor: windows of PostGIS tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What only a database can do: say how many rows a box holds without counting them, and give a
 * sample of its pages. One thread. */
#pragma once

#include "wf-import.h"

gboolean wf_postgis_is (const WfGdalSource *source);

/* The rows of @layer by the planner's estimate; < 0 where it has none. */
gint64 wf_postgis_estimate (const WfGdalSource *source, OGRLayerH layer);

/* Sets n_window; where it is far more than @at_most, puts a sample of the table in the place of the
 * layer. Where the server does not do that, nothing changes. */
void wf_postgis_narrow (WfImport *import, gint64 at_most);
