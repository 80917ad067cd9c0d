/* Watchfloor: short distances on the ground.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Metres between near points by the radii of curvature of WGS 84 (Rapp, Geometric Geodesy I,
 * 1991, eq. 3.88 and 3.99): under 1 mm a kilometre off the geodesic for the lengths of streets,
 * at a hundredth of its price. Pure. */
#pragma once

#include "wf-mercator.h"

#define WF_GROUND_A 6378137.0
#define WF_GROUND_E2 0.00669437999014

/* Metres a radian to the north and to the east at the latitude with cosine @cos_lat. */
static inline void
wf_ground_radii (double cos_lat, double *north, double *east)
{
  double w2 = 1.0 - WF_GROUND_E2 * (1.0 - cos_lat * cos_lat);
  double w = sqrt (w2);

  *north = WF_GROUND_A * (1.0 - WF_GROUND_E2) / (w2 * w);
  *east = WF_GROUND_A * cos_lat / w;
}

/* From @a to @b, metres east and north. */
static inline void
wf_ground_vector (WfLonLat a, WfLonLat b, double *east_m, double *north_m)
{
  double north, east;

  wf_ground_radii (cos ((a.lat + b.lat) * (M_PI / 360.0)), &north, &east);
  *east_m = (b.lon - a.lon) * (M_PI / 180.0) * east;
  *north_m = (b.lat - a.lat) * (M_PI / 180.0) * north;
}

static inline double
wf_ground_m (WfLonLat a, WfLonLat b)
{
  double x, y;

  wf_ground_vector (a, b, &x, &y);
  return sqrt (x * x + y * y);
}

/* @a moved by metres east and north. */
static inline WfLonLat
wf_ground_move (WfLonLat a, double east_m, double north_m)
{
  double north, east;

  wf_ground_radii (cos (a.lat * (M_PI / 180.0)), &north, &east);
  return (WfLonLat){ a.lon + east_m / east * (180.0 / M_PI),
                     a.lat + north_m / north * (180.0 / M_PI) };
}

/* Degrees clockwise from north, 0 to 360, of the way east, north. */
static inline double
wf_ground_bearing_deg (double east_m, double north_m)
{
  double deg = atan2 (east_m, north_m) * (180.0 / M_PI);

  return deg < 0 ? deg + 360.0 : deg;
}

/* The same for steps of unit Mercator (y grows southward), where cos lat = 1 / cosh. */
static inline void
wf_ground_unit_vector (WfUnit a, WfUnit b, double *east_m, double *north_m)
{
  double y = ((double) a.y + b.y) / (2.0 * WF_UNIT_SPAN);
  double cos_lat = 1.0 / cosh (M_PI * (1.0 - 2.0 * y));
  double north, east;

  wf_ground_radii (cos_lat, &north, &east);
  *east_m = ((double) b.x - a.x) / WF_UNIT_SPAN * (2.0 * M_PI) * east;
  *north_m = ((double) a.y - b.y) / WF_UNIT_SPAN * (2.0 * M_PI) * cos_lat * north;
}

static inline double
wf_ground_unit_m (WfUnit a, WfUnit b)
{
  double x, y;

  wf_ground_unit_vector (a, b, &x, &y);
  return sqrt (x * x + y * y);
}
