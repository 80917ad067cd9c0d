/* Watchfloor: tests of the Chinese datums.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-datum.h"
#include "wf-geodesic.h"

#include <glib.h>
#include <math.h>

/* Computed with the published formulas: lon, lat in WGS 84, GCJ-02, BD-09. */
static const struct
{
  const char *city;
  WfLonLat wgs, gcj, bd;
} cities[] = {
  { "Dalian", { 121.6436, 38.9200 }, { 121.648581, 38.920816 }, { 121.655105, 38.926794 } },
  { "Xi'an", { 108.9402, 34.2610 }, { 108.944850, 34.259409 }, { 108.951279, 34.265639 } },
  { "Haimen", { 121.1760, 31.8930 }, { 121.180573, 31.891124 }, { 121.187003, 31.897310 } },
  { "Liaoyang", { 123.1730, 41.2694 }, { 123.178808, 41.271556 }, { 123.185423, 41.277185 } },
};

static void
assert_near (WfLonLat a, WfLonLat b, double metres)
{
  g_assert_cmpfloat (wf_geodesic_distance_m (a, b), <, metres);
}

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cities); i++)
    {
      assert_near (wf_datum_from_wgs84 (WF_DATUM_GCJ02, cities[i].wgs), cities[i].gcj, 0.1);
      assert_near (wf_datum_from_wgs84 (WF_DATUM_BD09, cities[i].wgs), cities[i].bd, 0.1);
      assert_near (wf_datum_to_wgs84 (WF_DATUM_GCJ02, cities[i].gcj), cities[i].wgs, 0.1);
    }
}

static void
test_inverse_under_a_millimetre (void)
{
  for (double lon = 104; lon < 121; lon += 0.37)
    for (double lat = 24; lat < 39; lat += 0.41)
      {
        WfLonLat p = { lon, lat };

        if (!wf_datum_in_china (p))
          continue;
        for (int d = WF_DATUM_GCJ02; d <= WF_DATUM_BD09; d++)
          assert_near (wf_datum_to_wgs84 ((WfDatum) d, wf_datum_from_wgs84 ((WfDatum) d, p)), p,
                       0.0001);
      }
}

static void
test_outline (void)
{
  static const WfLonLat outside[] = {
    { 126.98, 37.57 }, /* Seoul */ { 105.85, 21.03 }, /* Hanoi */
    { 125.75, 39.03 }, /* Pyongyang */ { 139.70, 35.69 }, /* Tokyo */
    { 131.89, 43.12 }, /* Vladivostok */ { 106.92, 47.92 }, /* Ulaanbaatar */
    { 85.32, 27.71 },  /* Kathmandu */ { 76.95, 43.24 }, /* Almaty */
    { 7.42, 43.74 },   /* Monaco */ { 120.98, 14.60 }, /* Manila */
  };
  static const WfLonLat inside[] = {
    { 121.64, 38.92 }, { 116.40, 39.90 }, { 87.62, 43.83 },  { 91.11, 29.66 }, { 110.35, 20.02 },
    { 112.35, 16.83 }, { 131.17, 46.64 }, { 119.74, 49.21 }, { 75.99, 39.47 }, { 108.35, 21.69 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_assert_false (wf_datum_in_china (outside[i]));
      assert_near (wf_datum_from_wgs84 (WF_DATUM_GCJ02, outside[i]), outside[i], 1e-6);
      assert_near (wf_datum_to_wgs84 (WF_DATUM_BD09, outside[i]), outside[i], 1e-6);
    }
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    g_assert_true (wf_datum_in_china (inside[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/datum/vectors", test_vectors);
  g_test_add_func ("/datum/inverse", test_inverse_under_a_millimetre);
  g_test_add_func ("/datum/outline", test_outline);
  return g_test_run ();
}
