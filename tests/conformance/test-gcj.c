/* Watchfloor: the datums against public coordinates of Chinese cities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads $WATCHFLOOR_FIXTURES/gcj; skipped where it is absent. */
#include "config.h"

#include "wf-datum.h"
#include "wf-geodesic.h"
#include "wf-json.h"

static WfLonLat
position (const json_t *coords, const char *name)
{
  const json_t *pair = json_object_get (coords, name);

  return (WfLonLat){ json_number_value (json_array_get (pair, 0)),
                     json_number_value (json_array_get (pair, 1)) };
}

/* The file's own figures came through a map vendor and lie some 0.7 m from the formula. */
static void
check_city (const json_t *city)
{
  const json_t *coords = json_object_get (city, "coords");
  WfLonLat wgs = position (coords, "WGS84");
  WfLonLat gcj = position (coords, "GCJ02");
  WfLonLat bd = position (coords, "BD09");

  if (!wf_datum_in_china (wgs))
    g_error ("%s lies outside the outline",
             wf_json_string (json_object_get (city, "attrs"), "name", "?"));
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_datum_from_wgs84 (WF_DATUM_GCJ02, wgs), gcj), <,
                     1.0);
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_datum_from_wgs84 (WF_DATUM_BD09, wgs), bd), <, 1.0);
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_datum_to_wgs84 (WF_DATUM_GCJ02, gcj), wgs), <, 1.0);
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_datum_to_wgs84 (WF_DATUM_BD09, bd), wgs), <, 1.0);
}

static void
test_cities (void)
{
  const char *fixtures = g_getenv ("WATCHFLOOR_FIXTURES");
  g_autofree char *path = g_build_filename (fixtures != NULL ? fixtures : "/nowhere", "gcj",
                                            "china-cities-half.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) cities = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the fixtures are not here");
      return;
    }
  cities = wf_json_load (path, 1 << 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_size (cities), >, 100);
  for (gsize i = 0; i < json_array_size (cities); i++)
    check_city (json_array_get (cities, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conformance/gcj", test_cities);
  return g_test_run ();
}
