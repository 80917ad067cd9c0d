/* Watchfloor: tests of coordinates as people write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-coordinate.h"
#include "wf-geodesic.h"

#include <math.h>
#include <string.h>

/* Dalian, where the map stands. */
static const WfLonLat near = { 121.6, 38.9 };

typedef struct
{
  const char *text;
  WfLonLat place; /* of the first reading, WGS 84 */
  WfDatum datum;
  int epsg; /* 0: degrees */
  guint n; /* readings */
} Case;

static const Case cases[] = {
  { "121.6436,38.92", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "121.6436 38.92", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "38.92，121.6436", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "（121.6436；38.92）", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "１２１．６４３６，３８．９２", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "lat: 38.92, lng: 121.6436", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "经度121.6436 纬度38.92", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "WGS84 121.6436,38.92", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 1 },
  { "121.6436,38.92 EPSG:4490", { 121.6436, 38.92 }, WF_DATUM_CGCS2000, 0, 1 },
  { "121.648581,38.920816 GCJ-02", { 121.6436, 38.92 }, WF_DATUM_GCJ02, 0, 1 },
  { "高德 121.648581,38.920816", { 121.6436, 38.92 }, WF_DATUM_GCJ02, 0, 1 },
  { "百度坐标：121.655105,38.926794", { 121.6436, 38.92 }, WF_DATUM_BD09, 0, 1 },
  { "38°55′12″N 121°38′36.96″E", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "38°55'12\" 121°38'36.96\"", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "北纬38°55′12″ 东经121°38′36.96″", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "东经121度38分36.96秒，北纬38度55分12秒", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "N38 55.2 E121 38.616", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "38 55 12 121 38 36.96", { 121.6436, 38.92 }, WF_DATUM_WGS84, 0, 3 },
  { "33.5 S 151.2 W", { -151.2, -33.5 }, WF_DATUM_WGS84, 0, 1 },
  { "-151.2,-33.5", { -151.2, -33.5 }, WF_DATUM_WGS84, 0, 1 },
  /* By gdaltransform (PROJ 9.1) from EPSG:4490. */
  { "4310497.665,41382365.404", { 121.6436, 38.92 }, WF_DATUM_CGCS2000, 4529, 1 },
  { "X=4310497.665 Y=41382365.404 (EPSG:4529)", { 121.6436, 38.92 }, WF_DATUM_CGCS2000, 4529, 1 },
  { "382365.404 4310497.665 EPSG:4550", { 121.6436, 38.92 }, WF_DATUM_CGCS2000, 4550, 1 },
  { "21382365.404 4310497.665", { 121.6436, 38.92 }, WF_DATUM_CGCS2000, 4499, 1 },
  { "4310907.441 40642543.514", { 121.6436, 38.92 }, WF_DATUM_CGCS2000, 4528, 1 },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS];
      guint n = wf_coordinate_parse (cases[i].text, near, readings);
      g_autofree char *how = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (n, ==, cases[i].n);
      g_assert_cmpint (readings[0].datum, ==, cases[i].datum);
      g_assert_cmpint (readings[0].is_grid ? readings[0].gauss.epsg : 0, ==, cases[i].epsg);
      g_assert_cmpfloat (wf_geodesic_distance_m (readings[0].place, cases[i].place), <, 0.15);
      how = wf_coordinate_explain (&readings[0]);
      g_assert_cmpint (how[0], !=, '\0');
    }
}

static void
test_not_coordinates (void)
{
  static const char *const texts[] = { "",
                                       "120",
                                       "人民路 5 号",
                                       "210203001000123",
                                       "38.92,121.64,7",
                                       "38°70′,121°",
                                       "N38 N121",
                                       "91,181",
                                       "4309682,1",
                                       "1.2.3,4",
                                       "10-Jan 2026 5:00",
                                       "110-05",
                                       "110-0",
                                       "110-",
                                       "110.5-38.9",
                                       "12:30",
                                       "12/3",
                                       "12(3)",
                                       "3=4",
                                       "12+3" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS];

      g_test_message ("%s", texts[i]);
      g_assert_cmpuint (wf_coordinate_parse (texts[i], near, readings), ==, 0);
    }
}

static void
test_zones (void)
{
  static const struct
  {
    int epsg, zone, meridian;
    bool prefixed;
  } systems[] = { { 4491, 13, 75, true },   { 4501, 23, 135, true }, { 4502, 13, 75, false },
                  { 4512, 23, 135, false }, { 4513, 25, 75, true },  { 4529, 41, 123, true },
                  { 4533, 45, 135, true },  { 4534, 25, 75, false }, { 4550, 41, 123, false },
                  { 4554, 45, 135, false } };
  WfGauss gauss;

  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      g_assert_true (wf_gauss_from_epsg (systems[i].epsg, &gauss));
      g_assert_cmpint (gauss.zone, ==, systems[i].zone);
      g_assert_cmpint (gauss.meridian_deg, ==, systems[i].meridian);
      g_assert_cmpint (gauss.prefixed, ==, systems[i].prefixed);
    }
  g_assert_false (wf_gauss_from_epsg (4490, &gauss));
  g_assert_false (wf_gauss_from_epsg (4555, &gauss));
  g_assert_true (wf_gauss_around (121.64, 3, true, &gauss));
  g_assert_cmpint (gauss.epsg, ==, 4529);
  g_assert_false (wf_gauss_around (2.35, 3, true, &gauss));
}

/* Without the zone it is guessed from where the map stands, and said. */
static void
test_guessed_zone (void)
{
  WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS];
  double northing, easting;
  g_autofree char *text = NULL;
  WfGauss gauss;

  g_assert_true (wf_gauss_around (near.lon, 3, false, &gauss));
  g_assert_true (wf_gauss_from_lonlat (&gauss, near, &northing, &easting));
  for (int turned = 0; turned < 2; turned++)
    {
      text = turned ? g_strdup_printf ("%.3f,%.3f", easting, northing)
                    : g_strdup_printf ("X=%.3f Y=%.3f", northing, easting);
      g_assert_cmpuint (wf_coordinate_parse (text, near, readings), ==, 2);
      g_assert_cmpint (readings[0].gauss.epsg, ==, 4550);
      g_assert_true (readings[0].guessed);
      g_assert_cmpfloat (wf_geodesic_distance_m (readings[0].place, near), <, 0.01);
      g_clear_pointer (&text, g_free);
    }
}

/* What is copied is read back. */
static void
test_round_trip (void)
{
  static const WfLonLat places[]
      = { { 121.6436, 38.92 }, { 108.9402, 34.261 }, { 75.9999999, 39.0 }, { 134.5, 48.25 } };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (int form = 0; form < 2 * WF_COORDINATE_N_FORMS; form++)
      {
        WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS];
        g_autofree char *text
            = wf_coordinate_format (places[i], (WfCoordinateForm) (form / 2), form % 2);

        g_test_message ("%s", text);
        g_assert_cmpuint (wf_coordinate_parse (text, places[i], readings), >, 0);
        g_assert_cmpfloat (wf_geodesic_distance_m (readings[0].place, places[i]), <, 2.5);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coordinate/table", test_table);
  g_test_add_func ("/coordinate/not", test_not_coordinates);
  g_test_add_func ("/coordinate/zones", test_zones);
  g_test_add_func ("/coordinate/guessed-zone", test_guessed_zone);
  g_test_add_func ("/coordinate/round-trip", test_round_trip);
  return g_test_run ();
}
