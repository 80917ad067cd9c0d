/* Watchfloor: where the map ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A part is first unrolled: its longitudes run on beyond 180 instead of jumping. Then each strip of
 * 360 degrees that it reaches into is taken out of it and moved back. A ring that comes back one
 * turn away from where it began goes round a pole, which it is then given as corners. */
#include "config.h"

#include "wf-world-edge.h"

#include "wf-geos-parts.h"
#include "wf-mercator.h"

#include <math.h>

#define EDGE_DEG 1e-6
#define NEAR_EDGE_DEG 170
#define MAX_LON 540.01 /* further away it is no longitude at all */

/* What is no number is passed over: of two comparisons with it MIN () would take the wrong one. */
static void
reach (const double *at, gsize n, double *min, double *max)
{
  double low = *min, high = *max;

  for (gsize i = 0; i < n; i++)
    {
      low = at[i] < low ? at[i] : low;
      high = at[i] > high ? at[i] : high;
    }
  *min = low;
  *max = high;
}

static gboolean
is_beyond (double min, double max, double limit)
{
  return min < -limit - EDGE_DEG || max > limit + EDGE_DEG;
}

gboolean
wf_world_edge_is_near (const double *lon, const double *lat, gsize n)
{
  double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;

  reach (lon, n, &west, &east);
  reach (lat, n, &south, &north);
  return is_beyond (west, east, 180) || east - west > 180
         || is_beyond (south, north, WF_MERCATOR_MAX_LAT);
}

/* How far the second point is moved so that the step from the first is the one meant. */
static double
unroll_step (double from, double to, gboolean wraps)
{
  double step = to - from;

  if (!wraps
      && !(fabs (step) < 360 - EDGE_DEG && fabs (from) > NEAR_EDGE_DEG && fabs (to) > NEAR_EDGE_DEG
           && fabs (from) <= 180 && fabs (to) <= 180))
    return 0;
  return step > 180 ? -360 : step < -180 ? 360 : 0;
}

/* What reaches into the middle of the map is drawn as it is written, however long its edges. */
static gboolean
keeps_to_edge (const double *lon, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (fabs (lon[i]) < 90)
      return FALSE;
  return TRUE;
}

/* Makes the longitudes of @part run on. Returns how far its end is from where it would close. */
static double
unroll (WfWkbBatch *batch, const WfWkbPart *part, gboolean wraps)
{
  double *lon = batch->x + part->first, shift = 0, had = lon[0];

  if (!wraps && !keeps_to_edge (lon, part->n))
    return 0;

  for (gsize i = 1; i < part->n; i++)
    {
      double here = lon[i];

      shift += unroll_step (had, here, wraps);
      lon[i] = here + shift;
      had = here;
    }
  return shift;
}

/* Of @at, the batch's x or y. FALSE where it has what is no number. */
static gboolean
reach_of (const WfWkbBatch *batch, const double *at, const WfWkbFeature *feature, double *min,
          double *max)
{
  double sum = 0;

  *min = INFINITY;
  *max = -INFINITY;
  for (gsize p = 0; p < feature->n_parts; p++)
    {
      const WfWkbPart *part = &g_array_index (batch->parts, WfWkbPart, feature->first_part + p);

      reach (at + part->first, part->n, min, max);
      for (gsize i = part->first; i < part->first + part->n; i++)
        sum += at[i] * 0; /* NaN of NaN and of what has no end */
    }
  return sum == 0;
}

static void
wrap_points (WfWkbBatch *batch, const WfWkbPart *part)
{
  for (gsize i = part->first; i < part->first + part->n; i++)
    if (fabs (batch->x[i]) > 180 + EDGE_DEG && fabs (batch->x[i]) < MAX_LON)
      batch->x[i] = remainder (batch->x[i], 360);
}

/* ---- lines */

static int
strip_of (double lon)
{
  return (int) floor ((lon + 180) / 360);
}

/* A line's pieces, strip by strip; @xy has room for them all. */
static void
cut_line (WfWkbBatch *batch, WfWkbPart part, double *xy)
{
  gsize n = 0;
  double first = batch->x[part.first], next = batch->x[part.first + MIN (1, part.n - 1)];
  int strip = strip_of (first + copysign (EDGE_DEG, next - first));

  for (gsize i = 0; i < part.n; i++)
    {
      double x = batch->x[part.first + i], y = batch->y[part.first + i];

      while (i > 0 && (x > 180 + 360 * strip || x < -180 + 360 * strip))
        {
          double x0 = batch->x[part.first + i - 1], y0 = batch->y[part.first + i - 1];
          int way = x > 180 + 360 * strip ? 1 : -1;
          double edge = 180 * way + 360 * strip, at = y0 + (y - y0) * (edge - x0) / (x - x0);

          xy[2 * n] = edge - 360 * strip;
          xy[2 * n + 1] = at;
          wf_wkb_batch_append_line (batch, xy, n + 1);
          strip += way;
          xy[0] = edge - 360 * strip;
          xy[1] = at;
          n = 1;
        }
      xy[2 * n] = x - 360 * strip;
      xy[2 * n + 1] = y;
      n++;
    }
  wf_wkb_batch_append_line (batch, xy, n);
}

static void
cut_lines (WfWkbBatch *batch, const WfWkbFeature *feature)
{
  for (gsize p = 0; p < feature->n_parts; p++)
    {
      WfWkbPart part = g_array_index (batch->parts, WfWkbPart, feature->first_part + p);
      g_autofree double *xy = g_new (double, 2 * (part.n + 2));

      cut_line (batch, part, xy);
    }
}

/* ---- areas */

/* The ring goes once round a pole: over it, and back along it. */
static void
close_at_pole (WfWkbBatch *batch, gsize part_index)
{
  WfWkbPart part = g_array_index (batch->parts, WfWkbPart, part_index);
  g_autofree double *xy = g_new (double, 2 * (part.n + 3));
  double sum = 0, pole;

  for (gsize i = 0; i < part.n; i++)
    {
      xy[2 * i] = batch->x[part.first + i];
      xy[2 * i + 1] = batch->y[part.first + i];
      sum += xy[2 * i + 1];
    }
  pole = sum > 0 ? 90 : -90;
  xy[2 * part.n] = xy[2 * (part.n - 1)];
  xy[2 * part.n + 1] = pole;
  xy[2 * part.n + 2] = xy[0];
  xy[2 * part.n + 3] = pole;
  xy[2 * part.n + 4] = xy[0];
  xy[2 * part.n + 5] = xy[1];
  wf_wkb_batch_append_ring (batch, xy, part.n + 3, part.is_hole);
  g_array_index (batch->parts, WfWkbPart, part_index)
      = g_array_index (batch->parts, WfWkbPart, batch->parts->len - 1);
  g_array_set_size (batch->parts, batch->parts->len - 1);
}

/* A hole lies where its outer ring does, not a turn away. */
static void
move_to (WfWkbBatch *batch, const WfWkbPart *hole, const WfWkbPart *outer)
{
  double by = round ((batch->x[outer->first] - batch->x[hole->first]) / 360) * 360;

  for (gsize i = hole->first; by != 0 && i < hole->first + hole->n; i++)
    batch->x[i] += by;
}

static gboolean
cut_areas (WfWkbBatch *batch, const WfWkbFeature *feature, int first_strip, int last_strip)
{
  GEOSContextHandle_t geos = wf_geos_context ();
  GEOSGeometry *area = wf_geos_from_parts (batch, feature->first_part, feature->n_parts), *valid;

  if (area == NULL)
    return FALSE;
  valid = GEOSisValid_r (geos, area) == 1 ? GEOSGeom_clone_r (geos, area)
                                          : GEOSMakeValid_r (geos, area);
  for (int strip = first_strip; valid != NULL && strip <= last_strip; strip++)
    {
      GEOSGeometry *box = GEOSGeom_createRectangle_r (
          geos, -180 + 360 * strip, -WF_MERCATOR_MAX_LAT, 180 + 360 * strip, WF_MERCATOR_MAX_LAT);
      GEOSGeometry *piece = GEOSIntersection_r (geos, valid, box);

      wf_geos_append_parts (batch, piece, -360 * strip);
      GEOSGeom_destroy_r (geos, piece);
      GEOSGeom_destroy_r (geos, box);
    }
  GEOSGeom_destroy_r (geos, valid);
  GEOSGeom_destroy_r (geos, area);
  return TRUE;
}

static void
unroll_feature (WfWkbBatch *batch, const WfWkbFeature *feature, gboolean wraps)
{
  gsize outer = feature->first_part;

  for (gsize p = feature->first_part; p < feature->first_part + feature->n_parts; p++)
    {
      const WfWkbPart *part = &g_array_index (batch->parts, WfWkbPart, p);
      double open = unroll (batch, part, wraps);

      if (feature->kind != WF_GEOMETRY_POLYGON)
        continue;
      if (!part->is_hole)
        outer = p;
      else
        move_to (batch, part, &g_array_index (batch->parts, WfWkbPart, outer));
      if (fabs (open) > 180)
        close_at_pole (batch, p);
    }
}

gboolean
wf_world_edge_cut (WfWkbBatch *batch, gsize index, gboolean wraps)
{
  WfWkbFeature *feature = &g_array_index (batch->features, WfWkbFeature, index);
  gsize first_new = batch->parts->len;
  double min, max, south, north;
  gboolean is_polar;
  int first, last;

  if (feature->kind == WF_GEOMETRY_POINT)
    for (gsize p = 0; p < feature->n_parts; p++)
      wrap_points (batch, &g_array_index (batch->parts, WfWkbPart, feature->first_part + p));
  if (feature->kind != WF_GEOMETRY_LINE && feature->kind != WF_GEOMETRY_POLYGON)
    return FALSE;
  if (!reach_of (batch, batch->x, feature, &min, &max)
      || !reach_of (batch, batch->y, feature, &south, &north))
    return FALSE;
  if (!(min > -MAX_LON && max < MAX_LON && south >= -90 - EDGE_DEG && north <= 90 + EDGE_DEG))
    return FALSE;
  unroll_feature (batch, feature, wraps);
  reach_of (batch, batch->x, feature, &min, &max);
  is_polar = feature->kind == WF_GEOMETRY_POLYGON && is_beyond (south, north, WF_MERCATOR_MAX_LAT);
  if (!is_beyond (min, max, 180) && !is_polar)
    return FALSE;
  first = strip_of (min + EDGE_DEG);
  last = MAX (first, strip_of (max - EDGE_DEG));
  if (feature->kind == WF_GEOMETRY_LINE)
    cut_lines (batch, feature);
  else if (!cut_areas (batch, feature, first, last))
    return FALSE;
  if (batch->parts->len == first_new)
    return FALSE;
  feature->first_part = first_new;
  feature->n_parts = batch->parts->len - first_new;
  return first != last;
}
