/* Watchfloor: a feature as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-pack-json.h"

#include "wf-mercator.h"

#include <math.h>

static json_t *
value_json (const WfPack *pack, guint field, guint32 feature)
{
  WfFieldType type = wf_pack_field (pack, field).type;
  g_autofree char *text = NULL;
  gint64 whole;
  double real;

  if (type == WF_FIELD_INT)
    return wf_pack_int (pack, field, feature, &whole) ? json_integer (whole) : json_null ();
  if (type == WF_FIELD_REAL)
    return wf_pack_real (pack, field, feature, &real) ? json_real (real) : json_null ();
  text = wf_pack_value_to_string (pack, field, feature);
  return text != NULL ? json_string (text) : json_null ();
}

json_t *
wf_pack_attributes_json (const WfPack *pack, guint32 feature)
{
  json_t *attributes = json_object ();

  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    json_object_set_new (attributes, wf_pack_field (pack, field).name,
                         value_json (pack, field, feature));
  return attributes;
}

/* ---- shapes */
static json_t *
position_json (WfUnit at)
{
  WfLonLat p = wf_unit_to_lonlat (at);

  return json_pack ("[f, f]", round (p.lon * 1e7) / 1e7, round (p.lat * 1e7) / 1e7);
}

static json_t *
part_json (const WfPackShapes *shapes, guint32 part, gboolean closed)
{
  guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
  json_t *points = json_array ();

  for (guint32 i = 0; i < n; i++)
    json_array_append_new (points, position_json (shapes->coords[first + i]));
  if (closed && n > 0)
    json_array_append_new (points, position_json (shapes->coords[first]));
  return points;
}

/* Holes are negative in the pack. */
static gboolean
is_hole (const WfPackShapes *shapes, guint32 part)
{
  guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
  const WfUnit *ring = shapes->coords + first;
  double sum = 0;

  for (guint32 i = 0, j = n - 1; i < n; j = i++)
    sum += ((double) ring[j].x - ring[0].x) * ((double) ring[i].y - ring[0].y)
           - ((double) ring[i].x - ring[0].x) * ((double) ring[j].y - ring[0].y);
  return sum < 0;
}

/* Clockwise on the screen: GeoJSON wants the other way. */
static json_t *
turned (json_t *ring)
{
  json_t *back = json_array ();

  for (gsize i = json_array_size (ring); i-- > 0;)
    json_array_append (back, json_array_get (ring, i));
  json_decref (ring);
  return back;
}

static json_t *
polygons_json (const WfPackShapes *shapes, guint32 feature)
{
  json_t *polygons = json_array ();

  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      gsize n = json_array_size (polygons);
      json_t *ring = turned (part_json (shapes, part, TRUE));

      if (n > 0 && is_hole (shapes, part))
        json_array_append_new (json_array_get (polygons, n - 1), ring);
      else
        json_array_append_new (polygons, json_pack ("[o]", ring));
    }
  return polygons;
}

static json_t *
lists_json (const WfPackShapes *shapes, guint32 feature)
{
  json_t *lists = json_array ();

  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    json_array_append_new (lists, part_json (shapes, part, FALSE));
  return lists;
}

static json_t *
flattened (json_t *lists)
{
  json_t *flat = json_array ();

  for (gsize i = 0; i < json_array_size (lists); i++)
    json_array_extend (flat, json_array_get (lists, i));
  json_decref (lists);
  return flat;
}

static json_t *
geometry_json (const WfPack *pack, guint32 feature)
{
  static const char *const one[] = { NULL, "Point", "LineString", "Polygon" };
  static const char *const many[] = { NULL, "MultiPoint", "MultiLineString", "MultiPolygon" };
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  WfGeometryKind kind = wf_pack_feature_kind (pack, feature);
  json_t *all;

  if (kind == WF_GEOMETRY_NONE)
    return json_null ();
  all = kind == WF_GEOMETRY_POLYGON ? polygons_json (shapes, feature)
                                    : lists_json (shapes, feature);
  if (kind == WF_GEOMETRY_POINT)
    all = flattened (all);
  if (json_array_size (all) == 1)
    {
      json_t *only = json_incref (json_array_get (all, 0));

      json_decref (all);
      return json_pack ("{s:s, s:o}", "type", one[kind], "coordinates", only);
    }
  return json_pack ("{s:s, s:o}", "type", many[kind], "coordinates", all);
}

json_t *
wf_pack_feature_json (const WfPack *pack, guint32 feature)
{
  return json_pack ("{s:s, s:I, s:o, s:o}", "type", "Feature", "id",
                    (json_int_t) wf_pack_fid (pack, feature), "geometry",
                    geometry_json (pack, feature), "properties",
                    wf_pack_attributes_json (pack, feature));
}
