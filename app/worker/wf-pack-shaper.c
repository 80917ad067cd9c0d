/* Watchfloor: from a pack's features to OGR geometries.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-pack-shaper.h"

#include "wf-mercator.h"

#include <math.h>

/* Shapefiles, FlatGeobuf and CSV keep one kind of geometry: parts decide which. */
OGRwkbGeometryType
wf_pack_shaper_type (const WfPack *pack)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  gboolean multi = FALSE;

  switch (wf_pack_kind (pack))
    {
    case WF_GEOMETRY_POINT:
      multi = shapes->n_coords > shapes->n_features;
      return multi ? wkbMultiPoint : wkbPoint;
    case WF_GEOMETRY_LINE:
      multi = shapes->n_parts > shapes->n_features;
      return multi ? wkbMultiLineString : wkbLineString;
    case WF_GEOMETRY_POLYGON:
      /* A second part may be a hole: those who care take the wider type. */
      multi = shapes->n_parts > shapes->n_features;
      return multi ? wkbMultiPolygon : wkbPolygon;
    case WF_GEOMETRY_MIXED:
      return wkbUnknown;
    case WF_GEOMETRY_NONE:
    default:
      return wkbNone;
    }
}

static void
make_room (WfPackShaper *shaper, gsize n)
{
  if (n <= shaper->room)
    return;
  shaper->room = n * 2;
  shaper->x = g_renew (double, shaper->x, shaper->room);
  shaper->y = g_renew (double, shaper->y, shaper->room);
}

/* The points of @part to shaper->x, y in the output's CRS; @closed repeats the first. */
static gsize
load_part (WfPackShaper *shaper, guint32 part, gboolean closed, gboolean turned)
{
  const WfPackShapes *shapes = wf_pack_shapes (shaper->pack);
  gsize n = shapes->coord_of[part + 1] - shapes->coord_of[part];
  const WfUnit *points = shapes->coords + shapes->coord_of[part];

  make_room (shaper, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      WfLonLat p = wf_unit_to_lonlat (points[turned ? (n - i) % n : i]);

      /* A step is 9 mm: more digits would claim what is not known. */
      shaper->x[i] = round (p.lon * 1e9) / 1e9;
      shaper->y[i] = round (p.lat * 1e9) / 1e9;
    }
  if (closed)
    {
      shaper->x[n] = shaper->x[0];
      shaper->y[n] = shaper->y[0];
      n++;
    }
  if (shaper->to_crs != NULL)
    OCTTransform (shaper->to_crs, (int) n, shaper->x, shaper->y, NULL);
  return n;
}

static OGRGeometryH
line_of (WfPackShaper *shaper, OGRwkbGeometryType type, guint32 part, gboolean turned)
{
  OGRGeometryH line = OGR_G_CreateGeometry (type);
  gsize n = load_part (shaper, part, type == wkbLinearRing, turned);

  OGR_G_SetPoints (line, (int) n, shaper->x, sizeof (double), shaper->y, sizeof (double), NULL, 0);
  return line;
}

/* Clockwise on the screen is positive in the pack; OGC wants outer rings the other way round. */
static gboolean
is_outer (const WfPackShapes *shapes, guint32 part)
{
  const WfUnit *ring = shapes->coords + shapes->coord_of[part];
  guint32 n = shapes->coord_of[part + 1] - shapes->coord_of[part];
  double area = 0;

  for (guint32 i = 0, j = n - 1; i < n; j = i++)
    area += ((double) ring[j].x - ring[0].x) * ((double) ring[i].y - ring[0].y)
            - ((double) ring[i].x - ring[0].x) * ((double) ring[j].y - ring[0].y);
  return area >= 0;
}

static OGRGeometryH
polygons_of (WfPackShaper *shaper, guint32 first, guint32 end, OGRwkbGeometryType type)
{
  const WfPackShapes *shapes = wf_pack_shapes (shaper->pack);
  OGRGeometryH all = OGR_G_CreateGeometry (wkbMultiPolygon), polygon = NULL, only;

  for (guint32 part = first; part < end; part++)
    {
      if (polygon == NULL || is_outer (shapes, part))
        {
          if (polygon != NULL)
            OGR_G_AddGeometryDirectly (all, polygon);
          polygon = OGR_G_CreateGeometry (wkbPolygon);
        }
      OGR_G_AddGeometryDirectly (polygon, line_of (shaper, wkbLinearRing, part, TRUE));
    }
  if (polygon != NULL)
    OGR_G_AddGeometryDirectly (all, polygon);
  if (type == wkbMultiPolygon)
    return all;
  only = OGR_G_Clone (OGR_G_GetGeometryRef (all, 0));
  OGR_G_DestroyGeometry (all);
  return only;
}

static OGRGeometryH
points_of (WfPackShaper *shaper, guint32 first, guint32 end, OGRwkbGeometryType type)
{
  OGRGeometryH all = OGR_G_CreateGeometry (type);

  for (guint32 part = first; part < end; part++)
    {
      gsize n = load_part (shaper, part, FALSE, FALSE);

      for (gsize i = 0; i < n; i++)
        if (type == wkbPoint)
          OGR_G_SetPoint_2D (all, 0, shaper->x[i], shaper->y[i]);
        else
          {
            OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);

            OGR_G_SetPoint_2D (point, 0, shaper->x[i], shaper->y[i]);
            OGR_G_AddGeometryDirectly (all, point);
          }
    }
  return all;
}

OGRGeometryH
wf_pack_shaper_run (WfPackShaper *shaper, guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (shaper->pack);
  guint32 first = shapes->part_of[feature], end = shapes->part_of[feature + 1];
  OGRwkbGeometryType type = shaper->type;
  OGRGeometryH all;

  switch (wf_pack_feature_kind (shaper->pack, feature))
    {
    case WF_GEOMETRY_POINT:
      if (shapes->coord_of[end] - shapes->coord_of[first] > 1)
        type = wkbMultiPoint;
      return points_of (shaper, first, end, type == wkbMultiPoint ? wkbMultiPoint : wkbPoint);
    case WF_GEOMETRY_LINE:
      if (end - first == 1 && type != wkbMultiLineString)
        return line_of (shaper, wkbLineString, first, FALSE);
      all = OGR_G_CreateGeometry (wkbMultiLineString);
      for (guint32 part = first; part < end; part++)
        OGR_G_AddGeometryDirectly (all, line_of (shaper, wkbLineString, part, FALSE));
      return all;
    case WF_GEOMETRY_POLYGON:
      if (type == wkbUnknown && end - first == 1)
        type = wkbPolygon;
      return polygons_of (shaper, first, end, type == wkbPolygon ? wkbPolygon : wkbMultiPolygon);
    case WF_GEOMETRY_MIXED:
    case WF_GEOMETRY_NONE:
    default:
      return NULL;
    }
}

void
wf_pack_shaper_clear (WfPackShaper *shaper)
{
  g_clear_pointer (&shaper->x, g_free);
  g_clear_pointer (&shaper->y, g_free);
  if (shaper->to_crs != NULL)
    OCTDestroyCoordinateTransformation (shaper->to_crs);
  shaper->to_crs = NULL;
}
