/* Watchfloor: roads named on the command line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-roads-source.h"

/* The first layer of these is of points. */
static gboolean
is_openstreetmap (const char *path)
{
  return g_str_has_suffix (path, ".osm") || g_str_has_suffix (path, ".osm.gz")
         || g_str_has_suffix (path, ".osm.bz2") || g_str_has_suffix (path, ".pbf");
}

WfPack *
wf_roads_source_pack (const char *text, const WfCtlSource *how, gboolean *cached, GError **error)
{
  g_autofree char *path = NULL, *layer = NULL;
  WfSource source = { 0 };

  wf_source_split (text, &path, &layer);
  wf_ctl_source_say (how, &source);
  if (layer == NULL && is_openstreetmap (path))
    layer = g_strdup ("lines");
  source.source = path;
  source.layer = layer;
  return wf_worker_open (&source, TRUE, NULL, NULL, cached, error);
}

gboolean
wf_roads_source_open (const char *text, WfRoadsSource *roads, GError **error)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (WfPack) pack = wf_roads_source_pack (text, &roads->how, &roads->cached, error);

  if (pack == NULL)
    return FALSE;
  roads->open_ms = (double) (g_get_monotonic_time () - start_us) / 1000;
  start_us = g_get_monotonic_time ();
  roads->graph = wf_road_graph_new (pack, NULL, error);
  roads->build_ms = (double) (g_get_monotonic_time () - start_us) / 1000;
  return roads->graph != NULL;
}

void
wf_roads_source_clear (WfRoadsSource *roads)
{
  wf_ctl_source_clear (&roads->how);
  roads->how = (WfCtlSource){ 0 };
  g_clear_pointer (&roads->graph, wf_road_graph_unref);
}
