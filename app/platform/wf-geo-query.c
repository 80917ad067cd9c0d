/* Watchfloor: where entities are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometries are flattened into paths of positions; an area is the even-odd inside of all its
 * rings, which serves holes and multipolygons alike. Main thread. */
#include "config.h"

#include "wf-geo-query.h"

#include "wf-entity-form.h"
#include "wf-error.h"
#include "wf-geodesic.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum
{
  NEAR,
  WITHIN,
  CONTAINS,
  INTERSECTS,
  OVERLAPS,
  DISJOINT,
  EQUALS,
} Relation;

typedef enum
{
  POINTS,
  LINES,
  AREA,
} Dimension;

typedef struct
{
  Dimension dimension;
  GArray *points; /* WfLonLat, owned */
  GArray *ends; /* guint: where each path ends in @points, owned */
} Geometry;

struct _WfGeoQuery
{
  Relation relation;
  double min_m, max_m;
  char *geoproperty;
  Geometry geometry;
  WfBox reach; /* degrees: a point outside cannot match, but for DISJOINT and minDistance */
  gboolean has_reach;
};

/* Degrees; about 0.1 mm: borders count as inside. */
#define TOUCH_DEG 1e-9

static void
geometry_clear (Geometry *geometry)
{
  g_clear_pointer (&geometry->points, g_array_unref);
  g_clear_pointer (&geometry->ends, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Geometry, geometry_clear)

static void
end_path (Geometry *geometry)
{
  g_array_append_val (geometry->ends, geometry->points->len);
}

/* Adds the positions in @coordinates, each innermost array of positions a path. */
static void
add_coordinates (Geometry *geometry, const json_t *coordinates)
{
  const json_t *part;
  size_t i;

  if (json_is_number (json_array_get (coordinates, 0)))
    {
      WfLonLat p = { json_number_value (json_array_get (coordinates, 0)),
                     json_number_value (json_array_get (coordinates, 1)) };

      g_array_append_val (geometry->points, p);
      return;
    }
  json_array_foreach (coordinates, i, part)
    add_coordinates (geometry, part);
  if (json_is_number (json_array_get (json_array_get (coordinates, 0), 0)))
    end_path (geometry);
}

/* @geojson has been checked by wf_geojson_is_geometry. */
static Geometry
geometry_new (const json_t *geojson)
{
  const char *type = wf_json_string (geojson, "type", "");
  Geometry geometry = { POINTS, g_array_new (FALSE, FALSE, sizeof (WfLonLat)),
                        g_array_new (FALSE, FALSE, sizeof (guint)) };

  if (strstr (type, "Polygon") != NULL)
    geometry.dimension = AREA;
  else if (strstr (type, "Line") != NULL)
    geometry.dimension = LINES;
  add_coordinates (&geometry, json_object_get (geojson, "coordinates"));
  if (geometry.ends->len == 0)
    end_path (&geometry);
  return geometry;
}

static WfLonLat
point_at (const Geometry *geometry, guint i)
{
  return g_array_index (geometry->points, WfLonLat, i);
}

/* Squared distance in degrees, with longitudes scaled by @k, from @p to the segment @a @b. */
static double
segment_distance2 (WfLonLat p, WfLonLat a, WfLonLat b, double k)
{
  double dx = (b.lon - a.lon) * k, dy = b.lat - a.lat;
  double px = (p.lon - a.lon) * k, py = p.lat - a.lat;
  double length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? CLAMP ((px * dx + py * dy) / length2, 0, 1) : 0;

  px -= t * dx;
  py -= t * dy;
  return px * px + py * py;
}

/* Calls @each for every segment until it returns TRUE. A point is a segment of no length. */
typedef gboolean (*SegmentFunc) (WfLonLat a, WfLonLat b, gpointer user_data);

static gboolean
any_segment (const Geometry *geometry, SegmentFunc each, gpointer user_data)
{
  guint start = 0;

  for (guint path = 0; path < geometry->ends->len; path++)
    {
      guint end = g_array_index (geometry->ends, guint, path);
      gboolean single = geometry->dimension == POINTS || end - start == 1;

      for (guint i = start; i + (single ? 0 : 1) < end; i++)
        if (each (point_at (geometry, i), point_at (geometry, single ? i : i + 1), user_data))
          return TRUE;
      start = end;
    }
  return FALSE;
}

typedef struct
{
  WfLonLat p;
  gboolean inside;
} InsideTest;

static gboolean
test_inside (WfLonLat a, WfLonLat b, gpointer user_data)
{
  InsideTest *test = user_data;
  WfLonLat p = test->p;

  if (segment_distance2 (p, a, b, 1) <= TOUCH_DEG * TOUCH_DEG)
    {
      test->inside = TRUE;
      return TRUE;
    }
  if ((a.lat > p.lat) != (b.lat > p.lat)
      && p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon)
    test->inside = !test->inside;
  return FALSE;
}

/* Inside an area or on its border; on a line; at a point. */
static gboolean
covers_point (const Geometry *geometry, WfLonLat p)
{
  InsideTest test = { p, FALSE };
  gboolean touches = any_segment (geometry, test_inside, &test);

  return touches || (geometry->dimension == AREA && test.inside);
}

static gboolean
covers_all (const Geometry *outer, const Geometry *inner)
{
  for (guint i = 0; i < inner->points->len; i++)
    if (!covers_point (outer, point_at (inner, i)))
      return FALSE;
  return TRUE;
}

static gboolean
covers_any (const Geometry *outer, const Geometry *inner)
{
  for (guint i = 0; i < inner->points->len; i++)
    if (covers_point (outer, point_at (inner, i)))
      return TRUE;
  return FALSE;
}

static double
turn (WfLonLat a, WfLonLat b, WfLonLat c)
{
  return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

typedef struct
{
  WfLonLat a, b;
  const Geometry *other;
} CrossTest;

static gboolean
test_cross (WfLonLat c, WfLonLat d, gpointer user_data)
{
  const CrossTest *test = user_data;

  return turn (test->a, test->b, c) * turn (test->a, test->b, d) < 0
         && turn (c, d, test->a) * turn (c, d, test->b) < 0;
}

static gboolean
test_cross_other (WfLonLat a, WfLonLat b, gpointer user_data)
{
  CrossTest test = { a, b, user_data };

  return any_segment (test.other, test_cross, &test);
}

/* TRUE where a segment of one passes through a segment of the other. */
static gboolean
crosses (const Geometry *a, const Geometry *b)
{
  return any_segment (a, test_cross_other, (gpointer) b);
}

static gboolean
is_within (const Geometry *inner, const Geometry *outer)
{
  return outer->dimension >= inner->dimension && covers_all (outer, inner)
         && !crosses (inner, outer);
}

static gboolean
meets (const Geometry *a, const Geometry *b)
{
  return covers_any (a, b) || covers_any (b, a) || crosses (a, b);
}

typedef struct
{
  WfLonLat p;
} TouchTest;

static gboolean
test_touch (WfLonLat a, WfLonLat b, gpointer user_data)
{
  const TouchTest *test = user_data;

  return segment_distance2 (test->p, a, b, 1) <= TOUCH_DEG * TOUCH_DEG;
}

/* TRUE where each position of @inner lies on a point, line or ring of @outer. */
static gboolean
lies_along (const Geometry *inner, const Geometry *outer)
{
  for (guint i = 0; i < inner->points->len; i++)
    {
      TouchTest test = { point_at (inner, i) };

      if (!any_segment (outer, test_touch, &test))
        return FALSE;
    }
  return TRUE;
}

static gboolean
equals (const Geometry *a, const Geometry *b)
{
  return a->dimension == b->dimension && lies_along (a, b) && lies_along (b, a);
}

typedef struct
{
  WfLonLat p;
  double k;
  double best2;
} NearTest;

static gboolean
test_near (WfLonLat a, WfLonLat b, gpointer user_data)
{
  NearTest *test = user_data;

  test->best2 = MIN (test->best2, segment_distance2 (test->p, a, b, test->k));
  return FALSE;
}

static double
one_way_m (const Geometry *from, const Geometry *to)
{
  const double m_per_deg = 111195.0; /* mean sphere of 6,371,009 m */
  double best_m = INFINITY;

  for (guint i = 0; i < from->points->len; i++)
    {
      NearTest test = { point_at (from, i), 0, INFINITY };

      test.k = cos (test.p.lat * G_PI / 180);
      any_segment (to, test_near, &test);
      best_m = MIN (best_m, sqrt (test.best2) * m_per_deg);
    }
  return best_m;
}

static double
distance_m (const Geometry *a, const Geometry *b)
{
  if (a->points->len == 1 && b->points->len == 1)
    return wf_geodesic_distance_m (point_at (a, 0), point_at (b, 0));
  return meets (a, b) ? 0 : MIN (one_way_m (a, b), one_way_m (b, a));
}

static gboolean
relates (const WfGeoQuery *query, const Geometry *entity)
{
  double m;

  switch (query->relation)
    {
    case NEAR:
      m = distance_m (entity, &query->geometry);
      return m >= query->min_m && m <= query->max_m;
    case WITHIN:
      return is_within (entity, &query->geometry);
    case CONTAINS:
      return is_within (&query->geometry, entity);
    case INTERSECTS:
      return meets (entity, &query->geometry);
    case OVERLAPS:
      return meets (entity, &query->geometry) && !is_within (entity, &query->geometry)
             && !is_within (&query->geometry, entity);
    case DISJOINT:
      return !meets (entity, &query->geometry);
    case EQUALS:
    default:
      return equals (entity, &query->geometry);
    }
}

/* A degree of latitude is at least 110,574 m on the ellipsoid, one of longitude cos (lat) of that;
 * 110,000 leaves room. */
static void
find_reach (WfGeoQuery *query)
{
  double margin_deg = query->relation == NEAR ? query->max_m / 110000.0 : TOUCH_DEG;
  double wide_deg;
  double far_lat = 0;

  query->reach = WF_BOX_EMPTY;
  for (guint i = 0; i < query->geometry.points->len; i++)
    {
      WfLonLat p = point_at (&query->geometry, i);

      wf_box_add (&query->reach, p.lon, p.lat);
      far_lat = MAX (far_lat, fabs (p.lat));
    }
  query->has_reach = query->relation != DISJOINT && far_lat + margin_deg < 85;
  wide_deg = margin_deg / cos ((far_lat + margin_deg) * G_PI / 180);
  query->has_reach = query->has_reach && query->reach.min_x - wide_deg > -180
                     && query->reach.max_x + wide_deg < 180;
  query->reach.min_x -= wide_deg;
  query->reach.max_x += wide_deg;
  query->reach.min_y -= margin_deg;
  query->reach.max_y += margin_deg;
}

/* TRUE where @value is a point too far away to be worth a closer look. */
static gboolean
is_out_of_reach (const WfGeoQuery *query, const json_t *value)
{
  const json_t *coordinates = json_object_get (value, "coordinates");
  const json_t *lon = json_array_get (coordinates, 0);
  const json_t *lat = json_array_get (coordinates, 1);

  return query->has_reach && json_is_number (lon) && json_is_number (lat)
         && (json_number_value (lon) < query->reach.min_x
             || json_number_value (lon) > query->reach.max_x
             || json_number_value (lat) < query->reach.min_y
             || json_number_value (lat) > query->reach.max_y);
}

gboolean
wf_geo_query_matches (const WfGeoQuery *query, const json_t *normalized)
{
  const json_t *value = json_object_get (json_object_get (normalized, query->geoproperty), "value");
  g_auto (Geometry) entity = { 0 };

  if (is_out_of_reach (query, value) || !wf_geojson_is_geometry (value))
    return FALSE;
  entity = geometry_new (value);
  return relates (query, &entity);
}

static gboolean
parse_distance (const char *rest, WfGeoQuery *query)
{
  const char *equal = strstr (rest, "==");
  char *end = NULL;
  double m;

  if (equal == NULL)
    return FALSE;
  m = g_ascii_strtod (equal + 2, &end);
  if (end == equal + 2 || *end != '\0' || !(m >= 0) || !isfinite (m))
    return FALSE;
  if (strncmp (rest, "maxDistance", (gsize) (equal - rest)) == 0)
    query->max_m = m;
  else if (strncmp (rest, "minDistance", (gsize) (equal - rest)) == 0)
    query->min_m = m;
  else
    return FALSE;
  return equal - rest == 11;
}

static gboolean
parse_relation (const char *georel, WfGeoQuery *query)
{
  static const char *const names[]
      = { "near", "within", "contains", "intersects", "overlaps", "disjoint", "equals" };

  query->min_m = 0;
  query->max_m = INFINITY;
  if (g_str_has_prefix (georel, "near;"))
    {
      g_auto (GStrv) parts = g_strsplit (georel + 5, ";", 3);

      query->relation = NEAR;
      for (guint i = 0; parts[i] != NULL; i++)
        if (!parse_distance (parts[i], query))
          return FALSE;
      return parts[0] != NULL;
    }
  for (guint i = WITHIN; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (georel, names[i]))
      {
        query->relation = (Relation) i;
        return TRUE;
      }
  return FALSE;
}

WfGeoQuery *
wf_geo_query_new (const char *georel, const char *geometry, const json_t *coordinates,
                  const char *geoproperty, GError **error)
{
  g_autoptr (WfGeoQuery) query = g_new0 (WfGeoQuery, 1);
  g_autoptr (json_t) geojson
      = json_pack ("{s:s*, s:O*}", "type", geometry, "coordinates", (json_t *) coordinates);

  if (georel == NULL || !parse_relation (georel, query))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("georel must be near;maxDistance==metres, near;minDistance==metres, within, "
                      "contains, intersects, overlaps, disjoint or equals."));
      return NULL;
    }
  if (!wf_geojson_is_geometry (geojson))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("geometry and coordinates must be those of a GeoJSON geometry."));
      return NULL;
    }
  query->geoproperty = g_strdup (geoproperty != NULL ? geoproperty : "location");
  query->geometry = geometry_new (geojson);
  if (query->geometry.points->len > WF_GEO_QUERY_MAX_POSITIONS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("The geometry asked about has more than %d positions."),
                   WF_GEO_QUERY_MAX_POSITIONS);
      return NULL;
    }
  find_reach (query);
  return g_steal_pointer (&query);
}

void
wf_geo_query_free (WfGeoQuery *query)
{
  if (query == NULL)
    return;
  geometry_clear (&query->geometry);
  g_free (query->geoproperty);
  g_free (query);
}
