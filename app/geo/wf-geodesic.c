/* Watchfloor: distances on the ellipsoid.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thin calls into PROJ's geodesic routines; pure, any thread. */
#include "config.h"

#include "wf-geodesic.h"

#include <geodesic.h>
#include <math.h>

/* WGS 84 (EPSG:7030) */
#define WGS84_A 6378137.0
#define WGS84_F (1.0 / 298.257223563)

static struct geod_geodesic
wgs84 (void)
{
  struct geod_geodesic g;

  geod_init (&g, WGS84_A, WGS84_F);
  return g;
}

double
wf_geodesic_distance_m (WfLonLat a, WfLonLat b)
{
  struct geod_geodesic g = wgs84 ();
  double metres = 0;

  geod_inverse (&g, a.lat, a.lon, b.lat, b.lon, &metres, NULL, NULL);
  return metres;
}

double
wf_geodesic_azimuth_deg (WfLonLat a, WfLonLat b)
{
  struct geod_geodesic g = wgs84 ();
  double azimuth = 0;

  geod_inverse (&g, a.lat, a.lon, b.lat, b.lon, NULL, &azimuth, NULL);
  return azimuth < 0 ? azimuth + 360 : azimuth;
}

WfLonLat
wf_geodesic_move (WfLonLat start, double azimuth_deg, double distance_m)
{
  struct geod_geodesic g = wgs84 ();
  WfLonLat end = start;

  geod_direct (&g, start.lat, start.lon, azimuth_deg, distance_m, &end.lat, &end.lon, NULL);
  return end;
}

double
wf_geodesic_length_m (const WfLonLat *points, size_t n)
{
  double total = 0;

  for (size_t i = 1; i < n; i++)
    total += wf_geodesic_distance_m (points[i - 1], points[i]);
  return total;
}

double
wf_geodesic_area_m2 (const WfLonLat *points, size_t n)
{
  struct geod_geodesic g = wgs84 ();
  struct geod_polygon polygon;
  double area = 0;

  geod_polygon_init (&polygon, 0);
  for (size_t i = 0; i < n; i++)
    geod_polygon_addpoint (&g, &polygon, points[i].lat, points[i].lon);
  geod_polygon_compute (&g, &polygon, 0, 1, &area, NULL);
  return fabs (area);
}
