/* Watchfloor: roads named on the command line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens SOURCE[#NAME] through the worker and builds its graph; the subcommands about roads share
 * this. Main thread, waits. */
#pragma once

#include "wf-ctl-source.h"
#include "wf-route-search.h"

typedef struct
{
  WfCtlSource how; /* as its options say */
  WfRoadGraph *graph;
  double open_ms, build_ms;
  gboolean cached;
} WfRoadsSource;

/* An OpenStreetMap file without #NAME means its lines. */
gboolean wf_roads_source_open (const char *text, WfRoadsSource *roads, GError **error);
void wf_roads_source_clear (WfRoadsSource *roads);

/* The pack of SOURCE[#NAME], whatever its geometry. @how may be NULL. */
WfPack *
wf_roads_source_pack (const char *text, const WfCtlSource *how, gboolean *cached, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfRoadsSource, wf_roads_source_clear)
