/* Watchfloor: the ground surfaces of a CityJSON geometry.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Boundaries are arrays in arrays, as deep as the geometry's type says; the numbers at their end
 * are vertices. Semantics have the same shape, less two levels. See the header. */
#include "config.h"

#include "wf-city-surface.h"

#include <math.h>
#include <string.h>

#define MAX_LODS 32 /* of an object, tried from the lowest: people name sixteen */
#define FLAT 0.1 /* a wall leans less than this from upright */

typedef enum
{
  KEEP_ALL,
  KEEP_GROUND, /* named so */
  KEEP_DOWNWARD,
  KEEP_LEVEL, /* no walls */
} Keep;

typedef struct
{
  WfCityFeature *feature;
  WfCityVertices vertices;
  const json_t *surfaces; /* of the semantics */
  Keep keep;
} Reader;

/* How many arrays lie around a surface's rings; -1: no surfaces. */
static int
surface_depth (const char *type)
{
  static const struct
  {
    const char *type;
    int depth;
  } table[] = { { "MultiSurface", 1 },
                { "CompositeSurface", 1 },
                { "Solid", 2 },
                { "MultiSolid", 3 },
                { "CompositeSolid", 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (type, table[i].type) == 0)
      return table[i].depth;
  return -1;
}

static const double *
vertex_of (const Reader *reader, const json_t *index)
{
  json_int_t i = json_is_integer (index) ? json_integer_value (index) : -1;
  const double *at;

  if (i < 0 || (guint64) i >= reader->vertices.n)
    return NULL;
  at = reader->vertices.xyz + 3 * (gsize) i;
  return isfinite (at[0]) && isfinite (at[1]) && isfinite (at[2]) ? at : NULL;
}

/* Appends the points @indices name; the whole part or, where one does not exist, nothing. */
static gboolean
add_part (const Reader *reader, const json_t *indices, gsize least, gboolean is_hole)
{
  WfCityFeature *feature = reader->feature;
  WfCityPart part = { feature->xy->len / 2, json_array_size (indices), is_hole };
  const json_t *index;
  size_t i;

  if (part.n < least)
    return FALSE;
  json_array_foreach (indices, i, index)
    {
      const double *at = vertex_of (reader, index);

      if (at == NULL)
        {
          g_array_set_size (feature->xy, (guint) (2 * part.first));
          return FALSE;
        }
      g_array_append_vals (feature->xy, at, 2);
    }
  g_array_append_val (feature->parts, part);
  return TRUE;
}

/* The upward part of the unit normal (Newell's method), 0 where the ring has none. */
static double
upward (const Reader *reader, const json_t *ring)
{
  double nx = 0, ny = 0, nz = 0, length;
  size_t n = json_array_size (ring);

  for (size_t i = 0; i < n; i++)
    {
      const double *a = vertex_of (reader, json_array_get (ring, i));
      const double *b = vertex_of (reader, json_array_get (ring, (i + 1) % n));

      if (a == NULL || b == NULL)
        return 0;
      nx += (a[1] - b[1]) * (a[2] + b[2]);
      ny += (a[2] - b[2]) * (a[0] + b[0]);
      nz += (a[0] - b[0]) * (a[1] + b[1]);
    }
  length = sqrt (nx * nx + ny * ny + nz * nz);
  return length > 0 ? nz / length : 0;
}

static gboolean
is_kept (const Reader *reader, const json_t *surface, const json_t *semantic)
{
  const json_t *outer = json_array_get (surface, 0);

  switch (reader->keep)
    {
    case KEEP_GROUND:
      return json_is_integer (semantic) && json_integer_value (semantic) >= 0
             && strcmp (wf_json_string (json_array_get (reader->surfaces,
                                                        (size_t) json_integer_value (semantic)),
                                        "type", ""),
                        "GroundSurface")
                    == 0;
    case KEEP_DOWNWARD:
      return upward (reader, outer) < -FLAT;
    case KEEP_LEVEL:
      return fabs (upward (reader, outer)) > FLAT;
    case KEEP_ALL:
    default:
      return TRUE;
    }
}

static void
add_surface (const Reader *reader, const json_t *surface, const json_t *semantic)
{
  if (!is_kept (reader, surface, semantic)
      || !add_part (reader, json_array_get (surface, 0), 3, FALSE))
    return;
  for (size_t i = 1; i < json_array_size (surface); i++)
    add_part (reader, json_array_get (surface, i), 3, TRUE);
}

static void
add_surfaces (const Reader *reader, const json_t *boundaries, const json_t *values, int depth)
{
  const json_t *inner;
  size_t i;

  json_array_foreach (boundaries, i, inner)
    if (depth > 1)
      add_surfaces (reader, inner, json_array_get (values, i), depth - 1);
    else
      add_surface (reader, inner, json_array_get (values, i));
}

static gboolean
add_areas (Reader *reader, const json_t *geometry, int depth, gboolean is_footprint)
{
  static const Keep in_turn[] = { KEEP_GROUND, KEEP_DOWNWARD, KEEP_LEVEL };
  const json_t *semantics = json_object_get (geometry, "semantics");
  const json_t *boundaries = json_object_get (geometry, "boundaries");

  reader->surfaces = json_object_get (semantics, "surfaces");
  reader->feature->shape = WF_CITY_AREAS;
  /* A surface of terrain or of a road has no other side. */
  for (guint i = 0; i < G_N_ELEMENTS (in_turn) && reader->feature->parts->len == 0; i++)
    {
      reader->keep = is_footprint ? KEEP_ALL : in_turn[i];
      if (reader->keep != KEEP_DOWNWARD || depth > 1)
        add_surfaces (reader, boundaries, json_object_get (semantics, "values"), depth);
    }
  return reader->feature->parts->len > 0;
}

static gboolean
add_geometry (Reader *reader, const json_t *geometry, gboolean is_footprint)
{
  const char *type = wf_json_string (geometry, "type", "");
  const json_t *boundaries = json_object_get (geometry, "boundaries"), *line;
  int depth = surface_depth (type);
  size_t i;

  if (depth > 0)
    return add_areas (reader, geometry, depth, is_footprint);
  if (strcmp (type, "MultiLineString") == 0)
    {
      reader->feature->shape = WF_CITY_LINES;
      json_array_foreach (boundaries, i, line)
        add_part (reader, line, 2, FALSE);
    }
  /* Of a template the place where it stands. */
  else if (strcmp (type, "MultiPoint") == 0 || strcmp (type, "GeometryInstance") == 0)
    {
      reader->feature->shape = WF_CITY_POINTS;
      add_part (reader, boundaries, 1, FALSE);
    }
  return reader->feature->parts->len > 0;
}

/* "2.2" (1.1 and later), 2 or 2.2 (1.0); a template has none. */
static double
lod_of (const json_t *geometry)
{
  const json_t *lod = json_object_get (geometry, "lod");

  return json_is_string (lod) ? g_ascii_strtod (json_string_value (lod), NULL)
                              : json_number_value (lod);
}

gboolean
wf_city_surface_add (WfCityFeature *feature, const json_t *geometries, WfCityVertices vertices)
{
  Reader reader = { .feature = feature, .vertices = vertices };
  double above = -1;

  for (size_t round = 0; round < MIN (json_array_size (geometries), MAX_LODS); round++)
    {
      const json_t *lowest = NULL, *geometry;
      size_t i;

      json_array_foreach (geometries, i, geometry)
        if (lod_of (geometry) > above && (lowest == NULL || lod_of (geometry) < lod_of (lowest)))
          lowest = geometry;
      if (lowest == NULL)
        return FALSE;
      above = lod_of (lowest);
      if (add_geometry (&reader, lowest, above < 1))
        return TRUE;
    }
  return FALSE;
}
