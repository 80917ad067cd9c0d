/* Watchfloor: tests of geo-queries.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-error.h"
#include "wf-geo-query.h"
#include "wf-geodesic.h"
#include "wf-json.h"

#include <math.h>

#define SQUARE "[[[121,38],[122,38],[122,39],[121,39],[121,38]]]"
#define HOLED                                                                                      \
  "[[[121,38],[122,38],[122,39],[121,39],[121,38]],"                                               \
  "[[121.4,38.4],[121.6,38.4],[121.6,38.6],[121.4,38.6],[121.4,38.4]]]"

static const struct
{
  const char *georel, *geometry, *coordinates;
  const char *type, *at; /* of the entity */
  gboolean matches;
} cases[] = {
  /* One degree of longitude at 38.9 N is 86,757 m (geodesic). */
  { "near;maxDistance==87000", "Point", "[121,38.9]", "Point", "[122,38.9]", TRUE },
  { "near;maxDistance==86500", "Point", "[121,38.9]", "Point", "[122,38.9]", FALSE },
  { "near;minDistance==86500", "Point", "[121,38.9]", "Point", "[122,38.9]", TRUE },
  { "near;minDistance==87000", "Point", "[121,38.9]", "Point", "[122,38.9]", FALSE },
  { "near;maxDistance==1", "Polygon", SQUARE, "Point", "[121.5,38.5]", TRUE },
  { "near;maxDistance==1200", "Polygon", SQUARE, "Point", "[121.5,39.01]", TRUE },
  { "near;maxDistance==1000", "Polygon", SQUARE, "Point", "[121.5,39.01]", FALSE },
  { "near;maxDistance==1200", "LineString", "[[121,38],[122,38]]", "Point", "[121.5,38.01]", TRUE },
  { "within", "Polygon", SQUARE, "Point", "[121.5,38.5]", TRUE },
  { "within", "Polygon", SQUARE, "Point", "[120.5,38.5]", FALSE },
  { "within", "Polygon", SQUARE, "Point", "[121,38.5]", TRUE }, /* on the border */
  { "within", "Polygon", HOLED, "Point", "[121.5,38.5]", FALSE },
  { "within", "Polygon", HOLED, "Point", "[121.2,38.5]", TRUE },
  { "within", "Polygon", SQUARE, "LineString", "[[121.1,38.1],[121.9,38.9]]", TRUE },
  { "within", "Polygon", SQUARE, "LineString", "[[121.1,38.1],[122.9,38.9]]", FALSE },
  { "within", "Polygon", HOLED, "LineString", "[[121.2,38.5],[121.8,38.5]]", FALSE },
  { "within", "Polygon", SQUARE, "Polygon",
    "[[[121.1,38.1],[121.2,38.1],[121.2,38.2],[121.1,38.1]]]", TRUE },
  { "contains", "Point", "[121.5,38.5]", "Polygon", SQUARE, TRUE },
  { "contains", "Point", "[121.5,39.5]", "Polygon", SQUARE, FALSE },
  { "intersects", "Polygon", SQUARE, "LineString", "[[120,38.5],[123,38.5]]", TRUE },
  { "intersects", "Polygon", SQUARE, "LineString", "[[120,38.5],[120.5,38.5]]", FALSE },
  { "intersects", "LineString", "[[121,38],[122,39]]", "LineString", "[[121,39],[122,38]]", TRUE },
  { "intersects", "LineString", "[[121,38],[122,39]]", "Point", "[121.5,38.5]", TRUE },
  { "overlaps", "Polygon", SQUARE, "Polygon", "[[[121.5,38.5],[123,38.5],[123,40],[121.5,38.5]]]",
    TRUE },
  { "overlaps", "Polygon", SQUARE, "Point", "[121.5,38.5]", FALSE },
  { "disjoint", "Polygon", SQUARE, "Point", "[120,38]", TRUE },
  { "disjoint", "Polygon", SQUARE, "Point", "[121.5,38.5]", FALSE },
  { "equals", "Point", "[121.5,38.5]", "Point", "[121.5,38.5]", TRUE },
  { "equals", "Point", "[121.5,38.5]", "Point", "[121.5,38.6]", FALSE },
  { "equals", "Polygon", SQUARE, "Polygon", "[[[122,38],[122,39],[121,39],[121,38],[122,38]]]",
    TRUE },
  { "equals", "Polygon", SQUARE, "Polygon", HOLED, FALSE },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) coordinates = json_loads (cases[i].coordinates, 0, NULL);
      g_autoptr (WfGeoQuery) query
          = wf_geo_query_new (cases[i].georel, cases[i].geometry, coordinates, NULL, &error);
      g_autoptr (json_t) entity
          = json_pack ("{s:s, s:s, s:{s:s, s:{s:s, s:o}}}", "id", "urn:x:1", "type", "T",
                       "location", "type", "GeoProperty", "value", "type", cases[i].type,
                       "coordinates", json_loads (cases[i].at, 0, NULL));

      g_test_message ("%s %s / %s %s", cases[i].georel, cases[i].coordinates, cases[i].type,
                      cases[i].at);
      g_assert_no_error (error);
      g_assert_cmpint (wf_geo_query_matches (query, entity), ==, cases[i].matches);
    }
}

/* The quick look by box must not lose a point that the distance would take. */
static void
test_reach (void)
{
  GRand *random = g_rand_new_with_seed (5);

  for (guint i = 0; i < 5000; i++)
    {
      double lon = g_rand_double_range (random, -170, 170);
      double lat = g_rand_double_range (random, -80, 80);
      double max_m = g_rand_double_range (random, 1, 200000);
      WfLonLat a = { lon, lat };
      WfLonLat b = wf_geodesic_move (a, g_rand_double_range (random, 0, 360),
                                     max_m * g_rand_double_range (random, 0.9, 1.1));
      g_autofree char *georel = g_strdup_printf ("near;maxDistance==%.3f", max_m);
      g_autoptr (json_t) coordinates = json_pack ("[f, f]", lon, lat);
      g_autoptr (WfGeoQuery) query = wf_geo_query_new (georel, "Point", coordinates, NULL, NULL);
      g_autoptr (json_t) entity
          = json_pack ("{s:{s:s, s:{s:s, s:[f, f]}}}", "location", "type", "GeoProperty", "value",
                       "type", "Point", "coordinates", b.lon, b.lat);

      if (fabs (wf_geodesic_distance_m (a, b) - max_m) > 0.01)
        g_assert_cmpint (wf_geo_query_matches (query, entity), ==,
                         wf_geodesic_distance_m (a, b) < max_m);
    }
  g_rand_free (random);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *georel, *geometry, *coordinates;
  } bad[] = {
    { NULL, "Point", "[121,38]" },
    { "nearby", "Point", "[121,38]" },
    { "near", "Point", "[121,38]" },
    { "near;maxDistance=5", "Point", "[121,38]" },
    { "near;maxDistance==x", "Point", "[121,38]" },
    { "near;maxDistance==-5", "Point", "[121,38]" },
    { "within", "Circle", "[121,38]" },
    { "within", "Polygon", "[121,38]" },
    { "within", "Point", "[121,98]" },
    { "within", "Point", "[\"121\",38]" },
    { "within", NULL, "[121,38]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) coordinates = json_loads (bad[i].coordinates, 0, NULL);

      g_assert_null (wf_geo_query_new (bad[i].georel, bad[i].geometry, coordinates, NULL, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geo-query/cases", test_cases);
  g_test_add_func ("/geo-query/reach", test_reach);
  g_test_add_func ("/geo-query/refused", test_refused);
  return g_test_run ();
}
