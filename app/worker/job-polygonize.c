/* Watchfloor: the job "polygonize".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts land along lines: lines and the land's border are noded together on the grid of the
 * pack's own steps (snap rounding, J. Hobby, Practical segment intersection with finite
 * precision output, 1999), so neighbours share every vertex exactly, and the faces on land are
 * kept, each with its area and, in steps, a point inside. GEOS does the geometry. */
#include "config.h"

#include "wf-error.h"
#include "wf-job.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-worker-report.h"

#include <geos_c.h>
#include <glib/gi18n.h>
#include <math.h>

typedef struct
{
  GEOSContextHandle_t geos;
  const WfPack *land; /* may be NULL */
  WfPackWriter *writer;
  guint area_field, x_field, y_field;
  double min_m2;
  gint64 n_cells;
  char said[256];
} Cut;

static void
keep_message (const char *message, void *user_data)
{
  Cut *cut = user_data;

  g_strlcpy (cut->said, message, sizeof cut->said);
}

static GEOSGeometry *
line_of (Cut *cut, const WfUnit *points, guint32 n, gboolean close)
{
  guint32 size = n + (close ? 1 : 0);
  g_autofree double *xy = g_new (double, 2 * (gsize) size);

  for (guint32 i = 0; i < size; i++)
    {
      xy[2 * i] = points[i % n].x;
      xy[2 * i + 1] = points[i % n].y;
    }
  return GEOSGeom_createLineString_r (
      cut->geos, GEOSCoordSeq_copyFromBuffer_r (cut->geos, xy, size, FALSE, FALSE));
}

static void
add_lines (Cut *cut, const WfPack *pack, GPtrArray *lines)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  guint32 points_end, first_area, end;

  wf_pack_kind_range (pack, WF_GEOMETRY_POINT, &end, &points_end);
  wf_pack_kind_range (pack, WF_GEOMETRY_POLYGON, &first_area, &end);
  for (guint32 part = shapes->part_of[points_end]; part < shapes->n_parts; part++)
    {
      gboolean rings = part >= shapes->part_of[first_area];
      guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
      GEOSGeometry *line = line_of (cut, shapes->coords + first, n, rings);

      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
}

/* Without a land, the hull of the lines is where cells may be. */
static void
add_hull (Cut *cut, const WfPack *pack, GPtrArray *lines)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  GEOSGeometry *all, *hull;

  if (shapes->n_coords < 3)
    return;
  all = line_of (cut, shapes->coords, shapes->n_coords, FALSE);
  hull = GEOSConvexHull_r (cut->geos, all);
  if (hull != NULL && GEOSGeomTypeId_r (cut->geos, hull) == GEOS_POLYGON)
    g_ptr_array_add (lines, GEOSBoundary_r (cut->geos, hull));
  GEOSGeom_destroy_r (cut->geos, hull);
  GEOSGeom_destroy_r (cut->geos, all);
}

static void
add_ring (Cut *cut, const GEOSGeometry *ring, gboolean is_hole)
{
  const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r (cut->geos, ring);
  unsigned n = 0;
  g_autofree WfUnit *points = NULL;
  g_autofree double *xy = NULL;

  GEOSCoordSeq_getSize_r (cut->geos, sequence, &n);
  xy = g_new (double, 2 * (gsize) MAX (1, n));
  points = g_new (WfUnit, MAX (1, n));
  GEOSCoordSeq_copyToBuffer_r (cut->geos, sequence, xy, FALSE, FALSE);
  for (unsigned i = 0; i < n; i++)
    points[i] = (WfUnit){ (guint32) CLAMP (xy[2 * i], 0, G_MAXUINT32),
                          (guint32) CLAMP (xy[2 * i + 1], 0, G_MAXUINT32) };
  wf_pack_writer_add_ring (cut->writer, points, n, is_hole);
}

static gboolean
lies_on_land (Cut *cut, const GEOSGeometry *face, WfUnit *inside)
{
  GEOSGeometry *point = GEOSPointOnSurface_r (cut->geos, face);
  double x = -1, y = -1;

  if (point != NULL && !GEOSisEmpty_r (cut->geos, point))
    {
      GEOSGeomGetX_r (cut->geos, point, &x);
      GEOSGeomGetY_r (cut->geos, point, &y);
    }
  GEOSGeom_destroy_r (cut->geos, point);
  if (x < 0 || y < 0 || x > G_MAXUINT32 || y > G_MAXUINT32)
    return FALSE;
  *inside = (WfUnit){ (guint32) x, (guint32) y };
  return cut->land == NULL || wf_pack_polygon_at (cut->land, *inside) != G_MAXUINT32;
}

static void
add_face (Cut *cut, const GEOSGeometry *face)
{
  double area = 0, metres;
  WfUnit inside;

  if (GEOSGeomTypeId_r (cut->geos, face) != GEOS_POLYGON || !lies_on_land (cut, face, &inside))
    return;
  GEOSArea_r (cut->geos, face, &area);
  metres = wf_mercator_metres (wf_unit_to_lonlat (inside).lat) / WF_UNIT_SPAN;
  area *= metres * metres;
  if (area < cut->min_m2)
    return;
  wf_pack_writer_begin (cut->writer, cut->n_cells);
  add_ring (cut, GEOSGetExteriorRing_r (cut->geos, face), FALSE);
  for (int i = 0; i < GEOSGetNumInteriorRings_r (cut->geos, face); i++)
    add_ring (cut, GEOSGetInteriorRingN_r (cut->geos, face, i), TRUE);
  wf_pack_writer_set_real (cut->writer, cut->area_field, area);
  wf_pack_writer_set_int (cut->writer, cut->x_field, inside.x);
  wf_pack_writer_set_int (cut->writer, cut->y_field, inside.y);
  cut->n_cells += wf_pack_writer_end (cut->writer);
}

/* Takes the geometries in @lines. */
static GEOSGeometry *
faces_between (Cut *cut, GPtrArray *lines)
{
  const GEOSGeometry *noded_list[1];
  GEOSGeometry *all, *noded, *faces = NULL;

  all = GEOSGeom_createCollection_r (cut->geos, GEOS_GEOMETRYCOLLECTION,
                                     (GEOSGeometry **) lines->pdata, lines->len);
  wf_worker_report_progress (0.1, "noding");
  noded = all != NULL ? GEOSUnaryUnionPrec_r (cut->geos, all, 1.0) : NULL;
  GEOSGeom_destroy_r (cut->geos, all);
  if (noded != NULL)
    {
      wf_worker_report_progress (0.6, "cutting");
      noded_list[0] = noded;
      faces = GEOSPolygonize_r (cut->geos, noded_list, 1);
      GEOSGeom_destroy_r (cut->geos, noded);
    }
  return faces;
}

static json_t *
polygonize (Cut *cut, const WfPack *lines_pack, const char *output, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  WfPackOrigin origin = { .source = wf_pack_origin (lines_pack)->source, .crs = "EPSG:3857" };
  GEOSGeometry *faces;

  add_lines (cut, lines_pack, lines);
  if (cut->land != NULL)
    add_lines (cut, cut->land, lines);
  else
    add_hull (cut, lines_pack, lines);
  faces = faces_between (cut, lines);
  if (faces == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_FAILED,
                   _ ("The land could not be cut along the lines (%s); look for broken lines."),
                   cut->said);
      return NULL;
    }
  for (int i = 0; i < GEOSGetNumGeometries_r (cut->geos, faces); i++)
    add_face (cut, GEOSGetGeometryN_r (cut->geos, faces, i));
  GEOSGeom_destroy_r (cut->geos, faces);
  wf_pack_writer_set_origin (cut->writer, &origin);
  if (!wf_pack_writer_finish (cut->writer, output, error))
    return NULL;
  return json_pack ("{s:I}", "features", (json_int_t) cut->n_cells);
}

static json_t *
run (int argc, char **argv, GError **error)
{
  g_autofree char *land_path = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("LINES.wfpack");
  g_autoptr (WfPack) lines = NULL;
  g_autoptr (WfPack) land = NULL;
  g_autoptr (WfPackWriter) writer = NULL;
  Cut cut = { 0 };
  json_t *result;
  GOptionEntry entries[] = {
    { "land", 0, 0, G_OPTION_ARG_FILENAME, &land_path, NULL, "LAND.wfpack" },
    { "min-m2", 0, 0, G_OPTION_ARG_DOUBLE, &cut.min_m2, NULL, "AREA" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, NULL, "CELLS.wfpack" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc != 2 || output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("polygonize needs one LINES.wfpack and --output CELLS.wfpack."));
      return NULL;
    }
  lines = wf_pack_open (argv[1], error);
  if (lines == NULL || (land_path != NULL && (land = wf_pack_open (land_path, error)) == NULL))
    return NULL;
  cut.geos = GEOS_init_r ();
  GEOSContext_setErrorMessageHandler_r (cut.geos, keep_message, &cut);
  cut.land = land;
  cut.writer = writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  cut.area_field = wf_pack_writer_add_field (writer, "area_m2", WF_FIELD_REAL);
  cut.x_field = wf_pack_writer_add_field (writer, "inside_x", WF_FIELD_INT);
  cut.y_field = wf_pack_writer_add_field (writer, "inside_y", WF_FIELD_INT);
  result = polygonize (&cut, lines, output, error);
  GEOS_finish_r (cut.geos);
  return result;
}

const WfJob wf_job_polygonize = {
  .name = "polygonize",
  .synopsis = "LINES.wfpack [--land LAND.wfpack] [--min-m2 AREA] --output CELLS.wfpack",
  .memory = G_GUINT64_CONSTANT (8) << 30,
  .cpu_s = 1800,
  .run = run,
};
