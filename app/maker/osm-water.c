/* Watchfloor: the waters of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sea found by osm-land.c, lakes and river banks as they are, and rivers that are only lines
 * as ribbons of a usual width. */
#include "config.h"

#include "osm-city.h"

#include <math.h>
#include <string.h>

static void
set_kind (WfPackWriter *writer, const char *kind, const WfPack *pack, guint32 feature)
{
  wf_pack_writer_set_text (writer, 0, kind);
  osm_set_names (writer, 1, pack, feature);
}

static void
add_sea (WfPackWriter *writer, const WfPack *sea)
{
  for (guint32 f = 0; f < wf_pack_shapes (sea)->n_features; f++)
    {
      wf_pack_writer_begin (writer, f);
      osm_copy_shape (writer, sea, f);
      set_kind (writer, "sea", sea, f);
      wf_pack_writer_end (writer);
    }
}

static const char *
kind_of_area (const WfPack *areas, guint32 area)
{
  if (osm_tag_is (areas, area, "waterway", "riverbank"))
    return "river";
  if (osm_tag_in (areas, area, "landuse", "reservoir|basin"))
    return "reservoir";
  if (osm_tag_is (areas, area, "waterway", "dock"))
    return "dock";
  return osm_tag_in (areas, area, "natural", "water|bay") ? "lake" : NULL;
}

static void
add_areas (WfPackWriter *writer, const WfPack *areas)
{
  for (guint32 area = 0; area < wf_pack_shapes (areas)->n_features; area++)
    {
      const char *kind = kind_of_area (areas, area);

      if (kind == NULL)
        continue;
      wf_pack_writer_begin (writer, wf_pack_fid (areas, area));
      osm_copy_shape (writer, areas, area);
      set_kind (writer, kind, areas, area);
      wf_pack_writer_end (writer);
    }
}

static double
width_m (const WfPack *lines, guint32 way)
{
  if (osm_tag_in (lines, way, "tunnel", "yes|culvert|flooded"))
    return 0;
  if (osm_tag_is (lines, way, "waterway", "river"))
    return 14;
  if (osm_tag_is (lines, way, "waterway", "canal"))
    return 10;
  return osm_tag_is (lines, way, "waterway", "stream") ? 3 : 0;
}

/* A bank @half_m to the left of point @i (to the right where negative), square to the line's
 * direction there. */
static WfUnit
bank (const WfUnit *points, guint n, guint i, double half_m)
{
  WfUnit before = points[i > 0 ? i - 1 : 0], after = points[MIN (i + 1, n - 1)];
  double dx = (double) after.x - before.x, dy = (double) after.y - before.y;
  double length = hypot (dx, dy);

  if (length == 0)
    return points[i];
  return osm_move (points[i], dy / length * half_m, dx / length * half_m);
}

static void
add_ribbon (WfPackWriter *writer, const WfUnit *points, guint n, double width)
{
  g_autofree WfUnit *ring = g_new (WfUnit, 2 * (gsize) n);

  for (guint i = 0; i < n; i++)
    {
      ring[i] = bank (points, n, i, width / 2);
      ring[2 * n - 1 - i] = bank (points, n, i, -width / 2);
    }
  wf_pack_writer_add_ring (writer, ring, 2 * n, FALSE);
}

static void
add_lines (WfPackWriter *writer, const WfPack *lines)
{
  const WfPackShapes *shapes = wf_pack_shapes (lines);

  for (guint32 way = 0; way < shapes->n_features; way++)
    {
      double width = width_m (lines, way);

      if (width == 0)
        continue;
      wf_pack_writer_begin (writer, wf_pack_fid (lines, way));
      for (guint32 part = shapes->part_of[way]; part < shapes->part_of[way + 1]; part++)
        add_ribbon (writer, shapes->coords + shapes->coord_of[part],
                    shapes->coord_of[part + 1] - shapes->coord_of[part], width);
      set_kind (writer, "river", lines, way);
      wf_pack_writer_end (writer);
    }
}

gboolean
osm_make_water (OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);

  wf_pack_writer_add_field (writer, "kind", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  if (city->sea != NULL)
    add_sea (writer, city->sea);
  add_areas (writer, city->areas);
  add_lines (writer, city->lines);
  return osm_city_layer (city, writer, "water", "base.gpkg", TRUE, NULL, error);
}
