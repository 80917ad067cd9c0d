/* Watchfloor: a town in files for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in, files out. */
#include "config.h"

#include "wf-test-town-files.h"

#include <glib/gstdio.h>

#define SIDE 8
#define WEST 121.6
#define SOUTH 38.9
#define STEP 0.004

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
streets (void)
{
  GString *text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");

  for (int i = 0; i < SIDE; i++)
    for (int down = 0; down < 2; down++)
      {
        g_string_append (text, i + down > 0 ? "," : "");
        g_string_append (text, "{\"type\":\"Feature\",\"properties\":{\"class\":\"tertiary\"},"
                               "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
        for (int k = 0; k < SIDE; k++)
          g_string_append_printf (text, "%s[%.3f,%.3f]", k > 0 ? "," : "",
                                  WEST + STEP * (down ? i : k), SOUTH + STEP * (down ? k : i));
        g_string_append (text, "]}}");
      }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

/* Two cells side by side that meet at 121.615. */
static const char grid[]
    = "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"210202001001001\",\"community\":\"西社区\","
      "\"community_en\":\"West\",\"street\":\"中街道\",\"district\":\"中区\"},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[121.59,38.89],[121.615,38.89],[121.615,38.94],"
      "[121.59,38.94],[121.59,38.89]]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"210202001001002\",\"community\":\"东社区\","
      "\"community_en\":\"East\",\"street\":\"中街道\",\"street_e\":\"Middle Street\","
      "\"district\":\"中区\",\"distr_e\":\"Middle\"},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[121.615,38.89],[121.64,38.89],[121.64,38.94],"
      "[121.615,38.94],[121.615,38.89]]]}}]}";

static const char stations[]
    = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":"
      "\"s1\",\"name\":\"中站\",\"name_en\":\"Middle\",\"kind\":\"ambulance\"},\"geometry\":{"
      "\"type\":\"Point\",\"coordinates\":[121.608,38.908]}}]}";

static const char city[]
    = "{\"name\":{\"zh\":\"城\",\"en\":\"Town\"},\"extent\":[121.6,38.9,121.63,38.93],\"layers\":["
      "{\"id\":\"grid\",\"role\":\"grid\",\"title\":{\"zh\":\"网格\",\"en\":\"Grid\"},"
      "\"source\":\"grid.geojson\"},"
      "{\"id\":\"roads\",\"role\":\"roads\",\"title\":{\"zh\":\"路\",\"en\":\"Roads\"},"
      "\"source\":\"roads.geojson\"},"
      "{\"id\":\"parking\",\"role\":\"parking\",\"title\":{\"zh\":\"车场\",\"en\":\"Parking\"},"
      "\"source\":\"nowhere.geojson\"},"
      "{\"id\":\"stations\",\"role\":\"stations\",\"title\":{\"zh\":\"站\",\"en\":\"Stations\"},"
      "\"source\":\"stations.geojson\"}],"
      "\"feeds\":[{\"id\":\"platform\",\"title\":{\"zh\":\"平台\",\"en\":\"Platform\"},\"format\":"
      "\"ngsi-ld\",\"url\":\"{platform}/ngsi-ld/v1\",\"types\":[\"Vehicle\",\"TrafficSignal\","
      "\"Device\",\"WeatherObserved\",\"EmergencyCall\",\"Incident\",\"Command\"],\"poll_s\":1}],"
      "\"grid\":{\"layer\":\"grid\",\"code\":\"code\",\"community\":\"community\",\"street\":"
      "\"street\",\"district\":\"district\"},"
      "\"simulation\":{\"ambulances\":4,\"buses\":6,\"refuse_share\":0,\"silent_share\":0}}";

char *
wf_test_town_write (const char *parent)
{
  g_autofree char *dir = g_build_filename (parent, "town", NULL);
  g_autofree char *roads = streets ();

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  write_file (dir, "roads.geojson", roads);
  write_file (dir, "grid.geojson", grid);
  write_file (dir, "stations.geojson", stations);
  write_file (dir, "town.city.json", city);
  return g_build_filename (dir, "town.city.json", NULL);
}
