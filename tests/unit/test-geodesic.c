/* Watchfloor: tests of lengths, bearings and areas.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Against PROJ's own program where it is installed, and against published figures. */
#include "config.h"

#include "wf-geodesic.h"

#include <gio/gio.h>
#include <math.h>
#include <stdio.h>

static const WfLonLat places[] = {
  { 121.6436, 38.92 }, { 121.65, 38.95 }, { 108.9402, 34.261 }, { 87.62, 43.83 },
  { -151.2, -33.5 },   { 179.99, 51.2 },  { -179.99, 51.21 },
};

static char *
ask_geod (WfLonLat a, WfLonLat b)
{
  g_autoptr (GSubprocess) geod
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                          "geod", "+ellps=WGS84", "-I", "-f", "%.9f", "-F", "%.6f", NULL);
  g_autofree char *line = g_strdup_printf ("%.9f %.9f %.9f %.9f\n", a.lat, a.lon, b.lat, b.lon);
  char *answer = NULL;

  g_assert_nonnull (geod);
  g_subprocess_communicate_utf8 (geod, line, NULL, &answer, NULL, NULL);
  return answer;
}

static void
test_geod (void)
{
  g_autofree char *program = g_find_program_in_path ("geod");

  if (program == NULL)
    {
      g_test_skip ("geod (proj-bin) is not installed");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint k = 0; k < i; k++)
      {
        g_autofree char *answer = ask_geod (places[i], places[k]);
        double azimuth, back, metres, off;

        g_assert_cmpint (sscanf (answer, "%lf %lf %lf", &azimuth, &back, &metres), ==, 3);
        off = fmod (fabs (wf_geodesic_azimuth_deg (places[i], places[k]) - azimuth), 360);
        g_assert_cmpfloat (MIN (off, 360 - off), <, 1e-6);
        g_assert_cmpfloat (fabs (wf_geodesic_distance_m (places[i], places[k]) - metres), <, 1e-3);
      }
}

/* An eighth of the surface of WGS 84, and its quarter meridian. */
static void
test_known (void)
{
  static const WfLonLat octant[] = { { 0, 0 }, { 90, 0 }, { 0, 90 } };
  static const WfLonLat meridian[] = { { 10, 0 }, { 10, 45 }, { 10, 90 } };

  g_assert_cmpfloat (fabs (wf_geodesic_area_m2 (octant, 3) - 510065621724088.0 / 8), <, 1e3);
  g_assert_cmpfloat (fabs (wf_geodesic_length_m (meridian, 3) - 10001965.7293), <, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geodesic/geod", test_geod);
  g_test_add_func ("/geodesic/known", test_known);
  return g_test_run ();
}
