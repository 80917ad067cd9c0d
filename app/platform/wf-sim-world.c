/* Watchfloor: the ground the simulation stands on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the packs. */
#include "config.h"

#include "wf-sim-world.h"

#include "wf-mercator.h"

void
wf_sim_world_free (WfSimWorld *world)
{
  if (world == NULL)
    return;
  g_clear_pointer (&world->roads, wf_pack_unref);
  g_clear_pointer (&world->stations, wf_pack_unref);
  g_clear_pointer (&world->hospitals, wf_pack_unref);
  g_clear_pointer (&world->signals, wf_pack_unref);
  g_clear_pointer (&world->bus_lines, wf_pack_unref);
  g_clear_pointer (&world->bus_stops, wf_pack_unref);
  g_clear_pointer (&world->water, wf_pack_unref);
  g_clear_pointer (&world->city, wf_city_unref);
  g_free (world);
}

const char *
wf_sim_world_text (const WfPack *pack, guint32 feature, const char *field, const char *fallback)
{
  int column = wf_pack_find_field (pack, field);
  const char *text = column >= 0 ? wf_pack_text (pack, (guint) column, feature) : NULL;

  return text != NULL && *text != '\0' ? text : fallback;
}

WfLonLat
wf_sim_world_point (const WfPack *pack, guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);

  return wf_unit_to_lonlat (shapes->coords[shapes->coord_of[shapes->part_of[feature]]]);
}

guint32
wf_sim_world_count (const WfPack *pack)
{
  return pack != NULL && wf_pack_kind (pack) != WF_GEOMETRY_NONE ? wf_pack_shapes (pack)->n_features
                                                                 : 0;
}
