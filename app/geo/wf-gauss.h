/* Watchfloor: the Gauss-Krueger systems of CGCS2000.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* EPSG:4491 to 4554: transverse Mercator of 3 or 6 degrees, scale 1, false easting 500 km, on the
 * CGCS2000 ellipsoid (EPSG:1024), with the number of the zone in front of the easting or without.
 * By PROJ (tmerc, Engsager and Poder). Pure; any thread. */
#pragma once

#include "wf-point.h"

typedef struct
{
  int epsg;
  int width_deg; /* 3 or 6 */
  int zone; /* 13 to 23 of 6 degrees, 25 to 45 of 3 degrees */
  int meridian_deg; /* in the middle of the zone */
  bool prefixed; /* the easting begins with the zone: 41 498 000 */
} WfGauss;

/* FALSE where @epsg is none of them. */
bool wf_gauss_from_epsg (int epsg, WfGauss *gauss);

/* By the number of the zone; which of the two widths follows from it. */
bool wf_gauss_from_zone (int zone, bool prefixed, WfGauss *gauss);

/* The zone of @width_deg whose meridian is nearest to @lon; FALSE off China's zones (72 E to 138
 * E). */
bool wf_gauss_around (double lon, int width_deg, bool prefixed, WfGauss *gauss);

/* Metres to degrees of CGCS2000 and back. FALSE where the projection does not reach. */
bool
wf_gauss_to_lonlat (const WfGauss *gauss, double northing_m, double easting_m, WfLonLat *place);
bool
wf_gauss_from_lonlat (const WfGauss *gauss, WfLonLat place, double *northing_m, double *easting_m);
