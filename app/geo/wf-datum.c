/* Watchfloor: the datums of Chinese maps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GCJ-02 and BD-09 by their published formulas, with iterated inverses; pure, any thread. */
#include "config.h"

#include "wf-datum.h"

#include <math.h>
#include <stddef.h>
#include <strings.h>

#define GCJ_A 6378245.0
#define GCJ_EE 0.00669342162296594323
#define BD_K (M_PI * 3000.0 / 180.0)
#define RAD (M_PI / 180.0)

static const char *const names[WF_DATUM_N] = { "wgs84", "cgcs2000", "gcj02", "bd09" };

const char *
wf_datum_name (WfDatum datum)
{
  return (unsigned) datum < WF_DATUM_N ? names[datum] : "wgs84";
}

bool
wf_datum_parse (const char *name, WfDatum *datum)
{
  for (int i = 0; name != NULL && i < WF_DATUM_N; i++)
    if (strcasecmp (name, names[i]) == 0)
      {
        *datum = (WfDatum) i;
        return true;
      }
  return false;
}

/* The waves both shifts of GCJ-02 share. */
static double
waves (double x)
{
  return (20.0 * sin (6.0 * M_PI * x) + 20.0 * sin (2.0 * M_PI * x)) * 2.0 / 3.0;
}

static WfLonLat
gcj_shift (WfLonLat p)
{
  double x = p.lon - 105.0, y = p.lat - 35.0;
  double dlat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt (fabs (x));
  double dlon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt (fabs (x));
  double s = sin (p.lat * RAD);
  double m = 1.0 - GCJ_EE * s * s;

  dlat += waves (x);
  dlat += (20.0 * sin (M_PI * y) + 40.0 * sin (M_PI * y / 3.0)) * 2.0 / 3.0;
  dlat += (160.0 * sin (M_PI * y / 12.0) + 320.0 * sin (M_PI * y / 30.0)) * 2.0 / 3.0;
  dlon += waves (x);
  dlon += (20.0 * sin (M_PI * x) + 40.0 * sin (M_PI * x / 3.0)) * 2.0 / 3.0;
  dlon += (150.0 * sin (M_PI * x / 12.0) + 300.0 * sin (M_PI * x / 30.0)) * 2.0 / 3.0;
  return (WfLonLat){ dlon / (GCJ_A / sqrt (m) * cos (p.lat * RAD) * RAD),
                     dlat / (GCJ_A * (1.0 - GCJ_EE) / (m * sqrt (m)) * RAD) };
}

static WfLonLat
gcj_from_wgs (WfLonLat p)
{
  WfLonLat d = gcj_shift (p);

  return (WfLonLat){ p.lon + d.lon, p.lat + d.lat };
}

/* Fixed point: each round shrinks the error some 300 times; the first leaves 2 m. */
static WfLonLat
wgs_from_gcj (WfLonLat gcj)
{
  WfLonLat p = gcj;

  for (int i = 0; i < 4; i++)
    {
      WfLonLat d = gcj_shift (p);

      p = (WfLonLat){ gcj.lon - d.lon, gcj.lat - d.lat };
    }
  return p;
}

static WfLonLat
bd_from_gcj (WfLonLat p)
{
  double z = hypot (p.lon, p.lat) + 0.00002 * sin (p.lat * BD_K);
  double theta = atan2 (p.lat, p.lon) + 0.000003 * cos (p.lon * BD_K);

  return (WfLonLat){ z * cos (theta) + 0.0065, z * sin (theta) + 0.006 };
}

/* The published closed form is 0.1 m off; Newton with a unit slope closes it. */
static WfLonLat
gcj_from_bd (WfLonLat bd)
{
  WfLonLat p = { bd.lon - 0.0065, bd.lat - 0.006 };

  for (int i = 0; i < 8; i++)
    {
      WfLonLat back = bd_from_gcj (p);

      p = (WfLonLat){ p.lon + bd.lon - back.lon, p.lat + bd.lat - back.lat };
    }
  return p;
}

WfLonLat
wf_datum_from_wgs84 (WfDatum datum, WfLonLat p)
{
  if ((datum != WF_DATUM_GCJ02 && datum != WF_DATUM_BD09) || !wf_datum_in_china (p))
    return p;
  return datum == WF_DATUM_GCJ02 ? gcj_from_wgs (p) : bd_from_gcj (gcj_from_wgs (p));
}

WfLonLat
wf_datum_to_wgs84 (WfDatum datum, WfLonLat p)
{
  WfLonLat wgs;

  if ((datum != WF_DATUM_GCJ02 && datum != WF_DATUM_BD09) || !wf_lonlat_is_valid (p))
    return p;
  wgs = wgs_from_gcj (datum == WF_DATUM_BD09 ? gcj_from_bd (p) : p);
  /* Asked of the result, so that both directions agree at the border. */
  return wf_datum_in_china (wgs) ? wgs : p;
}

/* The outline where the shift applies: the land border to some 10 km, the sea side with the
 * coastal waters and the islands. Drawn for this program from the course of the border rivers,
 * passes and towns; longitudes and latitudes in turn, from the north-east, clockwise. */
static const float outline[][2] = {
  /* Ussuri, Khanka, Tumen, Yalu */
  { 135.09f, 48.40f },
  { 134.78f, 47.80f },
  { 134.10f, 47.08f },
  { 133.95f, 46.25f },
  { 133.40f, 45.55f },
  { 133.10f, 45.05f },
  { 131.85f, 45.30f },
  { 131.00f, 44.85f },
  { 131.30f, 44.05f },
  { 131.25f, 43.50f },
  { 131.30f, 43.00f },
  { 130.66f, 42.42f },
  { 130.30f, 42.75f },
  { 129.95f, 43.00f },
  { 129.75f, 42.45f },
  { 129.35f, 42.43f },
  { 128.95f, 42.05f },
  { 128.10f, 42.00f },
  { 128.20f, 41.40f },
  { 127.20f, 41.50f },
  { 126.90f, 41.77f },
  { 126.30f, 41.15f },
  { 126.00f, 40.90f },
  { 125.00f, 40.55f },
  { 124.40f, 40.11f },
  { 124.37f, 40.00f },
  { 124.25f, 39.80f },
  /* Yellow Sea, East China Sea, Taiwan Strait and around */
  { 123.80f, 39.20f },
  { 123.60f, 38.00f },
  { 123.80f, 36.00f },
  { 124.20f, 33.50f },
  { 124.50f, 32.00f },
  { 125.50f, 30.00f },
  { 124.50f, 27.00f },
  { 123.90f, 25.90f },
  { 122.60f, 25.20f },
  { 122.50f, 24.30f },
  { 122.00f, 23.00f },
  { 121.80f, 21.80f },
  { 120.90f, 21.30f },
  /* South China Sea */
  { 119.30f, 18.50f },
  { 119.00f, 15.50f },
  { 118.00f, 12.00f },
  { 116.90f, 10.30f },
  { 115.90f, 8.20f },
  { 114.60f, 6.30f },
  { 113.00f, 4.80f },
  { 112.00f, 3.70f },
  { 110.20f, 4.60f },
  { 109.40f, 7.50f },
  { 110.40f, 11.50f },
  { 110.30f, 15.00f },
  { 109.80f, 16.30f },
  { 108.20f, 17.90f },
  { 107.60f, 19.00f },
  { 107.90f, 20.50f },
  { 108.00f, 21.45f },
  /* Viet Nam, Laos, Myanmar */
  { 107.95f, 21.53f },
  { 107.30f, 21.75f },
  { 106.70f, 21.98f },
  { 106.60f, 22.60f },
  { 106.75f, 22.85f },
  { 105.90f, 22.93f },
  { 105.30f, 23.37f },
  { 104.80f, 22.95f },
  { 104.00f, 22.51f },
  { 103.00f, 22.50f },
  { 102.50f, 22.75f },
  { 102.14f, 22.40f },
  { 101.70f, 22.45f },
  { 101.80f, 21.17f },
  { 101.20f, 21.30f },
  { 101.15f, 21.55f },
  { 100.20f, 21.43f },
  { 99.95f, 22.05f },
  { 99.20f, 22.10f },
  { 99.40f, 22.90f },
  { 98.90f, 23.15f },
  { 98.70f, 23.85f },
  { 97.70f, 23.87f },
  { 97.55f, 24.45f },
  { 97.60f, 24.85f },
  { 98.20f, 25.60f },
  { 98.70f, 26.10f },
  { 98.70f, 27.50f },
  { 98.20f, 27.60f },
  { 98.10f, 28.15f },
  /* Himalaya, Karakoram, Pamir */
  { 97.30f, 28.00f },
  { 95.50f, 27.70f },
  { 94.20f, 27.50f },
  { 92.50f, 26.90f },
  { 91.65f, 27.70f },
  { 91.30f, 28.00f },
  { 90.30f, 28.15f },
  { 89.50f, 28.10f },
  { 88.95f, 27.30f },
  { 88.75f, 28.05f },
  { 88.10f, 27.90f },
  { 87.00f, 27.95f },
  { 86.20f, 28.05f },
  { 85.95f, 27.92f },
  { 85.35f, 28.27f },
  { 84.20f, 28.85f },
  { 83.50f, 29.20f },
  { 82.20f, 30.05f },
  { 81.20f, 30.05f },
  { 80.20f, 30.60f },
  { 79.20f, 31.20f },
  { 78.75f, 31.50f },
  { 78.50f, 32.40f },
  { 79.40f, 32.65f },
  { 78.80f, 33.10f },
  { 78.80f, 33.90f },
  { 78.20f, 34.70f },
  { 77.85f, 35.45f },
  { 76.30f, 35.85f },
  { 75.40f, 36.80f },
  { 74.55f, 37.25f },
  { 74.90f, 38.40f },
  { 73.90f, 38.50f },
  { 73.50f, 39.40f },
  { 73.80f, 39.80f },
  { 74.85f, 40.45f },
  { 75.70f, 40.30f },
  { 76.50f, 40.45f },
  { 77.80f, 41.05f },
  { 78.40f, 41.40f },
  { 80.20f, 42.10f },
  { 80.30f, 42.80f },
  { 80.75f, 43.20f },
  { 80.37f, 44.20f },
  { 80.40f, 45.05f },
  { 81.90f, 45.20f },
  { 82.50f, 45.23f },
  { 82.30f, 45.55f },
  { 82.60f, 46.10f },
  { 82.80f, 46.75f },
  { 83.05f, 47.20f },
  { 85.50f, 47.05f },
  { 85.60f, 48.10f },
  { 86.60f, 48.50f },
  { 87.35f, 49.15f },
  /* Gobi, Hulun Buir, Amur */
  { 87.90f, 48.60f },
  { 88.60f, 48.15f },
  { 90.00f, 47.85f },
  { 90.90f, 46.95f },
  { 91.00f, 45.95f },
  { 90.70f, 45.50f },
  { 91.50f, 45.10f },
  { 93.50f, 44.95f },
  { 95.40f, 44.30f },
  { 95.90f, 43.40f },
  { 96.40f, 42.75f },
  { 99.50f, 42.60f },
  { 101.80f, 42.50f },
  { 103.50f, 41.90f },
  { 105.00f, 41.60f },
  { 107.50f, 42.45f },
  { 109.50f, 42.45f },
  { 110.40f, 42.70f },
  { 111.95f, 43.70f },
  { 111.55f, 44.20f },
  { 111.90f, 45.05f },
  { 113.60f, 44.75f },
  { 114.50f, 45.40f },
  { 115.70f, 45.50f },
  { 116.30f, 46.30f },
  { 117.40f, 46.60f },
  { 119.80f, 46.70f },
  { 119.70f, 47.20f },
  { 118.50f, 47.95f },
  { 117.80f, 48.00f },
  { 116.00f, 47.85f },
  { 115.60f, 47.95f },
  { 116.00f, 48.80f },
  { 116.70f, 49.85f },
  { 117.35f, 49.63f },
  { 117.90f, 49.53f },
  { 119.20f, 50.10f },
  { 119.30f, 50.60f },
  { 120.10f, 51.65f },
  { 120.70f, 52.50f },
  { 120.10f, 52.75f },
  { 121.00f, 53.30f },
  { 123.50f, 53.57f },
  { 125.60f, 53.05f },
  { 126.90f, 51.30f },
  { 127.30f, 50.75f },
  { 127.53f, 50.26f },
  { 127.60f, 49.80f },
  { 128.80f, 49.55f },
  { 130.20f, 48.90f },
  { 130.70f, 48.85f },
  { 130.80f, 47.70f },
  { 132.50f, 47.75f },
  { 134.30f, 48.42f },
};

bool
wf_datum_in_china (WfLonLat p)
{
  size_t n = sizeof outline / sizeof outline[0];
  bool inside = false;

  for (size_t i = 0, j = n - 1; i < n; j = i++)
    {
      double xi = (double) outline[i][0], yi = (double) outline[i][1];
      double xj = (double) outline[j][0], yj = (double) outline[j][1];

      if ((yi > p.lat) != (yj > p.lat) && p.lon < (xj - xi) * (p.lat - yi) / (yj - yi) + xi)
        inside = !inside;
    }
  return inside;
}
