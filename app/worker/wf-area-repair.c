/* Watchfloor: areas that cross themselves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sign of a turn is believed where the determinant is larger than what rounding can do to it
 * (J. Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997: ccwerrboundA). */
#include "config.h"

#include "wf-area-repair.h"

#include "wf-geos-parts.h"

#include <math.h>

#define SURE 3.3306690738754716e-16
#define PLAIN_POINTS 64 /* in larger rings GEOS is faster than comparing all pairs */

/* 1 left, -1 right, 0 not sure. */
static inline int
turn (double ax, double ay, double bx, double by, double cx, double cy)
{
  double left = (bx - ax) * (cy - ay), right = (by - ay) * (cx - ax), det = left - right;
  double error = SURE * (fabs (left) + fabs (right));

  return det > error ? 1 : det < -error ? -1 : 0;
}

/* Segments i and j, each to its next point, have surely no point in common. */
static inline gboolean
are_apart (const double *x, const double *y, gsize i, gsize j)
{
  int one, two;

  if (MAX (x[i], x[i + 1]) < MIN (x[j], x[j + 1]) || MAX (x[j], x[j + 1]) < MIN (x[i], x[i + 1])
      || MAX (y[i], y[i + 1]) < MIN (y[j], y[j + 1]) || MAX (y[j], y[j + 1]) < MIN (y[i], y[i + 1]))
    return TRUE;
  one = turn (x[i], y[i], x[i + 1], y[i + 1], x[j], y[j]);
  two = turn (x[i], y[i], x[i + 1], y[i + 1], x[j + 1], y[j + 1]);
  if (one != 0 && one == two)
    return TRUE;
  one = turn (x[j], y[j], x[j + 1], y[j + 1], x[i], y[i]);
  two = turn (x[j], y[j], x[j + 1], y[j + 1], x[i + 1], y[i + 1]);
  return one != 0 && one == two;
}

/* Neighbours share a point; they may lie on a line but not turn back on it. */
static inline gboolean
goes_on (const double *x, const double *y, gsize i, gsize next)
{
  double ax = x[i + 1] - x[i], ay = y[i + 1] - y[i];
  double bx = x[next + 1] - x[next], by = y[next + 1] - y[next];

  return ax * bx + ay * by > 0
         || turn (x[i], y[i], x[i + 1], y[i + 1], x[next + 1], y[next + 1]) != 0;
}

gboolean
wf_ring_is_plainly_sound (const double *x, const double *y, gsize n)
{
  gsize last = n - 2; /* the last segment */

  if (n < 4 || n > PLAIN_POINTS || x[0] != x[n - 1] || y[0] != y[n - 1])
    return FALSE;
  for (gsize i = 0; i <= last; i++)
    {
      if (!goes_on (x, y, i, i < last ? i + 1 : 0))
        return FALSE;
      for (gsize j = i + 2; j <= last; j++)
        if (!(i == 0 && j == last) && !are_apart (x, y, i, j))
          return FALSE;
    }
  return TRUE;
}

/* One ring, or several outer rings whose boxes are apart. */
static gboolean
is_plainly_sound (const WfWkbBatch *batch, gsize first_part, gsize n_parts)
{
  const WfWkbPart *parts = &g_array_index (batch->parts, WfWkbPart, first_part);

  if (n_parts != 1)
    return FALSE;
  return wf_ring_is_plainly_sound (batch->x + parts->first, batch->y + parts->first, parts->n);
}

/* By the meaning of its rings: what overlaps is joined, where counting crossings would cut it
 * out. */
static GEOSGeometry *
make_valid (GEOSContextHandle_t geos, const GEOSGeometry *area)
{
  GEOSMakeValidParams *how = GEOSMakeValidParams_create_r (geos);
  GEOSGeometry *valid;

  GEOSMakeValidParams_setMethod_r (geos, how, GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r (geos, how, 0);
  valid = GEOSMakeValidWithParams_r (geos, area, how);
  GEOSMakeValidParams_destroy_r (geos, how);
  return valid;
}

WfAreaOutcome
wf_area_repair (WfWkbBatch *batch, gsize first_part)
{
  GEOSContextHandle_t geos = wf_geos_context ();
  gsize n_parts = batch->parts->len - first_part, n_new;
  GEOSGeometry *area, *valid;
  WfAreaOutcome outcome = WF_AREA_UNREPAIRED;

  if (is_plainly_sound (batch, first_part, n_parts))
    return WF_AREA_SOUND;
  area = wf_geos_from_parts (batch, first_part, n_parts);
  if (area == NULL) /* too small to be an area: the pack's writer counts it */
    return WF_AREA_SOUND;
  if (GEOSisValid_r (geos, area) == 1)
    {
      GEOSGeom_destroy_r (geos, area);
      return WF_AREA_SOUND;
    }
  valid = make_valid (geos, area);
  n_new = wf_geos_append_parts (batch, valid, 0);
  if (n_new > 0)
    {
      g_array_remove_range (batch->parts, (guint) first_part, (guint) n_parts);
      outcome = WF_AREA_REPAIRED;
    }
  GEOSGeom_destroy_r (geos, valid);
  GEOSGeom_destroy_r (geos, area);
  return outcome;
}
