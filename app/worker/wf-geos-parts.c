/* Watchfloor: areas between a batch and GEOS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-geos-parts.h"

GEOSContextHandle_t
wf_geos_context (void)
{
  static GEOSContextHandle_t context;

  if (context == NULL)
    context = GEOS_init_r ();
  return context;
}

static GEOSGeometry *
make_ring (const WfWkbBatch *batch, const WfWkbPart *part)
{
  GEOSContextHandle_t geos = wf_geos_context ();
  const double *x = batch->x + part->first, *y = batch->y + part->first;
  gboolean closed = x[0] == x[part->n - 1] && y[0] == y[part->n - 1];
  gsize n = part->n + (closed ? 0 : 1);
  g_autofree double *xy = NULL;

  if (n < 4)
    return NULL;
  xy = g_new (double, 2 * n);
  for (gsize i = 0; i < n; i++)
    {
      xy[2 * i] = x[i % part->n];
      xy[2 * i + 1] = y[i % part->n];
    }
  return GEOSGeom_createLinearRing_r (
      geos, GEOSCoordSeq_copyFromBuffer_r (geos, xy, (unsigned) n, FALSE, FALSE));
}

/* Takes @outer and @holes. */
static void
end_polygon (GPtrArray *polygons, GEOSGeometry *outer, GPtrArray *holes)
{
  GEOSGeometry *polygon;

  if (outer == NULL)
    return;
  polygon = GEOSGeom_createPolygon_r (wf_geos_context (), outer, (GEOSGeometry **) holes->pdata,
                                      holes->len);
  if (polygon != NULL)
    g_ptr_array_add (polygons, polygon);
  g_ptr_array_set_size (holes, 0);
}

GEOSGeometry *
wf_geos_from_parts (const WfWkbBatch *batch, gsize first_part, gsize n_parts)
{
  g_autoptr (GPtrArray) polygons = g_ptr_array_new ();
  g_autoptr (GPtrArray) holes = g_ptr_array_new ();
  GEOSGeometry *outer = NULL;

  for (gsize i = 0; i < n_parts; i++)
    {
      const WfWkbPart *part = &g_array_index (batch->parts, WfWkbPart, first_part + i);
      GEOSGeometry *ring;

      if (!part->is_hole)
        {
          end_polygon (polygons, outer, holes);
          outer = make_ring (batch, part);
        }
      else if (outer != NULL && (ring = make_ring (batch, part)) != NULL)
        g_ptr_array_add (holes, ring);
    }
  end_polygon (polygons, outer, holes);
  if (polygons->len == 0)
    return NULL;
  return GEOSGeom_createCollection_r (wf_geos_context (), GEOS_MULTIPOLYGON,
                                      (GEOSGeometry **) polygons->pdata, polygons->len);
}

static void
append_ring (WfWkbBatch *batch, const GEOSGeometry *ring, double dx, gboolean is_hole)
{
  GEOSContextHandle_t geos = wf_geos_context ();
  const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r (geos, ring);
  g_autofree double *xy = NULL;
  unsigned n = 0;

  if (sequence == NULL || !GEOSCoordSeq_getSize_r (geos, sequence, &n) || n < 4)
    return;
  xy = g_new (double, 2 * (gsize) n);
  if (!GEOSCoordSeq_copyToBuffer_r (geos, sequence, xy, FALSE, FALSE))
    return;
  for (unsigned i = 0; i < n; i++)
    xy[2 * i] += dx;
  wf_wkb_batch_append_ring (batch, xy, n, is_hole);
}

gsize
wf_geos_append_parts (WfWkbBatch *batch, const GEOSGeometry *geometry, double dx)
{
  GEOSContextHandle_t geos = wf_geos_context ();
  gsize had = batch->parts->len;
  int type = geometry != NULL ? GEOSGeomTypeId_r (geos, geometry) : -1;

  if (type == GEOS_POLYGON && !GEOSisEmpty_r (geos, geometry))
    {
      append_ring (batch, GEOSGetExteriorRing_r (geos, geometry), dx, FALSE);
      for (int i = 0; i < GEOSGetNumInteriorRings_r (geos, geometry); i++)
        append_ring (batch, GEOSGetInteriorRingN_r (geos, geometry, i), dx, TRUE);
    }
  else if (type >= GEOS_MULTIPOINT)
    for (int i = 0; i < GEOSGetNumGeometries_r (geos, geometry); i++)
      wf_geos_append_parts (batch, GEOSGetGeometryN_r (geos, geometry, i), dx);
  return batch->parts->len - had;
}
