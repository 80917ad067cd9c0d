/* Watchfloor: the Gauss-Krueger systems of CGCS2000.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters are written out, so that no database is opened for a line somebody typed. */
#include "config.h"

#include "wf-gauss.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>

#define FALSE_EASTING_M 500000.0
#define ZONE_M 1000000.0

/* The EPSG codes come in four runs. */
static const struct
{
  int first_epsg, first_zone, last_zone, width_deg;
  bool prefixed;
} runs[] = {
  { 4491, 13, 23, 6, true },
  { 4502, 13, 23, 6, false },
  { 4513, 25, 45, 3, true },
  { 4534, 25, 45, 3, false },
};
#define N_RUNS (sizeof runs / sizeof runs[0])

static WfGauss
make_gauss (unsigned run, int zone)
{
  int width = runs[run].width_deg;

  return (WfGauss){ .epsg = runs[run].first_epsg + zone - runs[run].first_zone,
                    .width_deg = width,
                    .zone = zone,
                    .meridian_deg = width == 3 ? 3 * zone : 6 * zone - 3,
                    .prefixed = runs[run].prefixed };
}

bool
wf_gauss_from_epsg (int epsg, WfGauss *gauss)
{
  for (unsigned i = 0; i < N_RUNS; i++)
    {
      int zone = runs[i].first_zone + epsg - runs[i].first_epsg;

      if (zone >= runs[i].first_zone && zone <= runs[i].last_zone)
        {
          *gauss = make_gauss (i, zone);
          return true;
        }
    }
  return false;
}

bool
wf_gauss_from_zone (int zone, bool prefixed, WfGauss *gauss)
{
  for (unsigned i = 0; i < N_RUNS; i++)
    if (runs[i].prefixed == prefixed && zone >= runs[i].first_zone && zone <= runs[i].last_zone)
      {
        *gauss = make_gauss (i, zone);
        return true;
      }
  return false;
}

bool
wf_gauss_around (double lon, int width_deg, bool prefixed, WfGauss *gauss)
{
  if (!(lon >= 72 && lon < 138) || (width_deg != 3 && width_deg != 6))
    return false;
  return wf_gauss_from_zone (
      width_deg == 3 ? (int) floor (lon / 3 + 0.5) : (int) floor (lon / 6) + 1, prefixed, gauss);
}

static bool
project (const WfGauss *gauss, PJ_DIRECTION direction, PJ_COORD *at)
{
  PJ_CONTEXT *context = proj_context_create ();
  char definition[128];
  PJ *projection;
  bool ok = false;

  proj_log_level (context, PJ_LOG_NONE);
  snprintf (definition, sizeof definition,
            "+proj=tmerc +lat_0=0 +lon_0=%d +k=1 +x_0=0 +y_0=0 +a=6378137 +rf=298.257222101 "
            "+units=m",
            gauss->meridian_deg);
  projection = proj_create (context, definition);
  if (projection != NULL)
    {
      *at = proj_trans (projection, direction, *at);
      ok = proj_errno (projection) == 0 && isfinite (at->v[0]) && isfinite (at->v[1]);
      proj_destroy (projection);
    }
  proj_context_destroy (context);
  return ok;
}

static double
false_easting_m (const WfGauss *gauss)
{
  return FALSE_EASTING_M + (gauss->prefixed ? gauss->zone * ZONE_M : 0);
}

bool
wf_gauss_to_lonlat (const WfGauss *gauss, double northing_m, double easting_m, WfLonLat *place)
{
  PJ_COORD at = proj_coord (easting_m - false_easting_m (gauss), northing_m, 0, 0);

  if (!project (gauss, PJ_INV, &at))
    return false;
  *place = (WfLonLat){ proj_todeg (at.v[0]), proj_todeg (at.v[1]) };
  return wf_lonlat_is_valid (*place);
}

bool
wf_gauss_from_lonlat (const WfGauss *gauss, WfLonLat place, double *northing_m, double *easting_m)
{
  PJ_COORD at = proj_coord (proj_torad (place.lon), proj_torad (place.lat), 0, 0);

  if (!project (gauss, PJ_FWD, &at))
    return false;
  *easting_m = at.v[0] + false_easting_m (gauss);
  *northing_m = at.v[1];
  return true;
}
