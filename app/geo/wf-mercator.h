/* Watchfloor: unit Web Mercator.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* EPSG:3857 scaled to the unit square (formula: OGC 17-083r4, annex D.1, WebMercatorQuad),
 * as doubles (WfPoint) and as the 32-bit steps of the layer pack (WfUnit). */
#pragma once

#include "wf-point.h"

#include <math.h>

#define WF_EARTH_RADIUS_M 6378137.0
#define WF_MERCATOR_MAX_LAT 85.0511287798066
#define WF_UNIT_SPAN 4294967296.0

static inline WfPoint
wf_mercator_from_lonlat (WfLonLat p)
{
  double lat = p.lat > WF_MERCATOR_MAX_LAT    ? WF_MERCATOR_MAX_LAT
               : p.lat < -WF_MERCATOR_MAX_LAT ? -WF_MERCATOR_MAX_LAT
                                              : p.lat;
  double s = sin (lat * (M_PI / 180.0));

  return (WfPoint){ p.lon / 360.0 + 0.5, 0.5 - log ((1.0 + s) / (1.0 - s)) / (4.0 * M_PI) };
}

static inline WfLonLat
wf_mercator_to_lonlat (WfPoint p)
{
  return (WfLonLat){ (p.x - 0.5) * 360.0, atan (sinh (M_PI * (1.0 - 2.0 * p.y))) * (180.0 / M_PI) };
}

static inline uint32_t
wf_unit_clamp (double v)
{
  double u = v * WF_UNIT_SPAN + 0.5;

  return u <= 0.0 ? 0 : u >= 4294967295.0 ? UINT32_MAX : (uint32_t) u;
}

static inline WfUnit
wf_unit_from_point (WfPoint p)
{
  return (WfUnit){ wf_unit_clamp (p.x), wf_unit_clamp (p.y) };
}

static inline WfPoint
wf_unit_to_point (WfUnit u)
{
  return (WfPoint){ u.x / WF_UNIT_SPAN, u.y / WF_UNIT_SPAN };
}

static inline WfUnit
wf_unit_from_lonlat (WfLonLat p)
{
  return wf_unit_from_point (wf_mercator_from_lonlat (p));
}

static inline WfLonLat
wf_unit_to_lonlat (WfUnit u)
{
  return wf_mercator_to_lonlat (wf_unit_to_point (u));
}

static inline WfUnitBox
wf_unit_box_from_box (WfBox b)
{
  WfUnit lo = wf_unit_from_point ((WfPoint){ b.min_x, b.min_y });
  WfUnit hi = wf_unit_from_point ((WfPoint){ b.max_x, b.max_y });

  return (WfUnitBox){ lo.x, lo.y, hi.x, hi.y };
}

/* Ground metres one unit of Mercator spans at latitude @lat_deg (sphere of the projection). */
static inline double
wf_mercator_metres (double lat_deg)
{
  return 2.0 * M_PI * WF_EARTH_RADIUS_M * cos (lat_deg * (M_PI / 180.0));
}
