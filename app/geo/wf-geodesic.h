/* Watchfloor: distances on the ellipsoid.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* WGS 84, by PROJ's geod_* (Karney, Algorithms for geodesics, J. Geodesy 87, 2013). */
#pragma once

#include "wf-point.h"

#include <stddef.h>

/* Shortest distance from @a to @b in metres. */
double wf_geodesic_distance_m (WfLonLat a, WfLonLat b);

/* Azimuth at @a towards @b: degrees clockwise from true north, 0 <= azimuth < 360. */
double wf_geodesic_azimuth_deg (WfLonLat a, WfLonLat b);

/* The point @distance_m from @start in the direction @azimuth_deg. */
WfLonLat wf_geodesic_move (WfLonLat start, double azimuth_deg, double distance_m);

/* Length of the polyline @points of @n points, metres. */
double wf_geodesic_length_m (const WfLonLat *points, size_t n);

/* Area of the ring @points of @n points (closed or not), square metres, never negative. */
double wf_geodesic_area_m2 (const WfLonLat *points, size_t n);
