/* Watchfloor: coordinates that do not say their system.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An easting with its zone in front is zone * 1e6 + 500 km +- half a zone's width (GB/T 17278).
 * 6-degree zones 13-23 overlap Web Mercator's metres: those are far more common, and 6-degree
 * zones are told from them only outside what Web Mercator makes of China. */
#include "config.h"

#include "wf-crs-guess.h"

#include <math.h>

#define EDGE_DEG 0.01
#define MIN_NORTHING_M 0.3e6 /* 3 degrees north */
#define MAX_NORTHING_M 6.0e6 /* 54 degrees north */

typedef struct
{
  double min, max;
} Range;

static bool
lies_in (Range range, double min, double max)
{
  return range.min >= min && range.max <= max;
}

/* 0 where the eastings are not of one zone. */
static int
zone_of (Range easting, int first, int last, double half_width_m)
{
  int zone = (int) floor (easting.min / 1e6);
  double middle = zone * 1e6 + 5e5;

  return zone >= first && zone <= last
                 && lies_in (easting, middle - half_width_m, middle + half_width_m)
             ? zone
             : 0;
}

static int
guess_metres (Range easting, Range northing)
{
  int zone;

  if (!lies_in (northing, MIN_NORTHING_M, 7.2e6))
    return 0;
  zone = zone_of (easting, 25, 45, 2.0e5);
  if (zone != 0 && northing.max <= MAX_NORTHING_M)
    return 4513 + zone - 25;
  if (lies_in (easting, 8.1e6, 15.1e6))
    return 3857;
  zone = zone_of (easting, 13, 23, 3.6e5);
  return zone != 0 && northing.max <= MAX_NORTHING_M ? 4491 + zone - 13 : 0;
}

int
wf_crs_guess (WfBox extent, bool *swapped)
{
  Range x = { extent.min_x, extent.max_x }, y = { extent.min_y, extent.max_y };
  int code;

  *swapped = false;
  if (!(x.min <= x.max && y.min <= y.max))
    return 4326;
  if (lies_in (x, -180 - EDGE_DEG, 360 + EDGE_DEG) && lies_in (y, -90 - EDGE_DEG, 90 + EDGE_DEG))
    return 4326;
  *swapped = lies_in (y, 73, 136) && lies_in (x, 3, 54);
  if (*swapped)
    return 4326;
  code = guess_metres (x, y);
  if (code != 0)
    return code;
  code = guess_metres (y, x);
  *swapped = code != 0;
  return code;
}
