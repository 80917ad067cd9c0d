/* Watchfloor: tests of map tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where tiles lie in each grid and datum, what a server says of itself, and pictures put together
 * of them. */
#include "config.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-wmts.h"

#include <math.h>
#include <string.h>

/* Dalian, and the tiles of it at level 12: mercator by the usual formula, degrees by 360 / 2^12. */
static const WfLonLat dalian = { 121.6147, 38.9140 };

static void
test_mercator (void)
{
  g_autoptr (WfTileSet) set
      = wf_tile_set_new ("http://{s}/{z}/{x}/{y}/{-y}", WF_TILES_MERCATOR, WF_DATUM_WGS84);
  WfPoint p = wf_mercator_from_lonlat (dalian), px;
  g_autofree char *url = NULL;

  wf_tile_set_add_zooms (set, 256, 0, 18);
  set->hosts = g_strsplit ("a,b", ",", -1);
  g_assert_cmpuint (set->levels->len, ==, 19);
  px = wf_tile_set_place (set, 12, p);
  g_assert_cmpuint ((guint) (px.x / 256), ==, 3431);
  g_assert_cmpuint ((guint) (px.y / 256), ==, 1566);
  g_assert_cmpfloat_with_epsilon (px.x, p.x * 256 * 4096, 1e-6);
  url = wf_tile_set_address (set, 12, 3431, 1566);
  g_assert_cmpstr (url, ==, "http://b/12/3431/1566/2529");
}

static void
test_degrees (void)
{
  g_autoptr (WfTileSet) set = wf_tile_set_new ("x", WF_TILES_DEGREES, WF_DATUM_CGCS2000);
  WfPoint px;

  wf_tile_set_add_zooms (set, 256, 1, 18);
  px = wf_tile_set_place (set, 11, wf_mercator_from_lonlat (dalian));
  g_assert_cmpfloat_with_epsilon (px.x / 256, (dalian.lon + 180) / 360 * 4096, 1e-6);
  g_assert_cmpfloat_with_epsilon (px.y / 256, (90 - dalian.lat) / 360 * 4096, 1e-6);
}

/* A mark drawn at its GCJ-02 place in the tiles is met from its true place. */
static void
test_gcj (void)
{
  g_autoptr (WfTileSet) set = wf_tile_set_new ("x", WF_TILES_MERCATOR, WF_DATUM_GCJ02);
  WfPoint shifted = wf_mercator_from_lonlat (wf_datum_from_wgs84 (WF_DATUM_GCJ02, dalian));
  WfPoint px;

  wf_tile_set_add_zooms (set, 256, 0, 18);
  px = wf_tile_set_place (set, 16, wf_mercator_from_lonlat (dalian));
  g_assert_cmpfloat_with_epsilon (px.x, shifted.x * 256 * 65536, 0.01);
  g_assert_cmpfloat_with_epsilon (px.y, shifted.y * 256 * 65536, 0.01);
}

static void
test_choose (void)
{
  g_autoptr (WfTileSet) set = wf_tile_set_new ("x", WF_TILES_MERCATOR, WF_DATUM_WGS84);

  wf_tile_set_add_zooms (set, 256, 3, 18);
  g_assert_cmpuint (wf_tile_set_choose (set, 256 * exp2 (12)), ==, 9);
  g_assert_cmpuint (wf_tile_set_choose (set, 256 * exp2 (12.4)), ==, 9);
  g_assert_cmpuint (wf_tile_set_choose (set, 256 * exp2 (12.6)), ==, 10);
  g_assert_cmpuint (wf_tile_set_choose (set, 256), ==, 0);
  g_assert_cmpuint (wf_tile_set_choose (set, 256 * exp2 (22)), ==, 15);
}

/* ---- pictures */

static guint32 painted[2][16 * 16];

static const guint32 *
look_up (guint32 x, guint32 y, gpointer data)
{
  return x == 8 && y == 8 ? painted[0] : x == 9 && y == 8 ? painted[1] : NULL;
}

/* Plain tiles come out as they are, pixel for pixel. */
static void
test_copied (void)
{
  g_autoptr (WfTileSet) set = wf_tile_set_new ("x", WF_TILES_MERCATOR, WF_DATUM_WGS84);
  WfTileRange range;
  g_autoptr (GBytes) picture = NULL;
  const guint32 *pixels;

  for (guint i = 0; i < 256; i++)
    {
      painted[0][i] = 0xff000000 | i;
      painted[1][i] = 0xff00ff00 | i;
    }
  wf_tile_set_add_zooms (set, 16, 0, 4);
  range = wf_tile_set_range (set, 4, (WfBox){ 0.501, 0.501, 0.62, 0.56 });
  g_assert_cmpuint (range.x0, ==, 8);
  g_assert_cmpuint (range.x1, ==, 10);
  g_assert_cmpuint (range.y0, ==, 8);
  g_assert_cmpuint (range.y1, ==, 9);
  picture
      = wf_tile_set_mosaic (set, range, (WfBox){ 0.5, 0.5, 0.625, 0.5625 }, 32, 16, look_up, NULL);
  pixels = g_bytes_get_data (picture, NULL);
  for (guint y = 0; y < 16; y++)
    {
      g_assert_cmpmem (pixels + y * 32, 64, painted[0] + y * 16, 64);
      g_assert_cmpmem (pixels + y * 32 + 16, 64, painted[1] + y * 16, 64);
    }
}

static void
test_decode (void)
{
  static const char *const bad[] = { "", "<html>no</html>", "\211PNG\r\n\032\n and then nothing" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (bad[i], strlen (bad[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (wf_tile_decode (bytes, 256, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

/* ---- capabilities, in Tianditu's manner */

#define MATRIX(id, scale, corner, w, h)                                                            \
  "<TileMatrix><ows:Identifier>" id "</ows:Identifier><ScaleDenominator>" scale                    \
  "</ScaleDenominator><TopLeftCorner>" corner "</TopLeftCorner><TileWidth>256</TileWidth>"         \
  "<TileHeight>256</TileHeight><MatrixWidth>" w "</MatrixWidth><MatrixHeight>" h                   \
  "</MatrixHeight></TileMatrix>"

#define HEAD                                                                                       \
  "<Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\" "                                       \
  "xmlns:ows=\"http://www.opengis.net/ows/1.1\"><Contents><Layer><ows:Identifier>vec"              \
  "</ows:Identifier><Style><ows:Identifier>default</ows:Identifier></Style><Format>tiles"          \
  "</Format><TileMatrixSetLink><TileMatrixSet>"

static const char metres[] = HEAD
    "w</TileMatrixSet></TileMatrixSetLink></Layer><TileMatrixSet><ows:Identifier>w"
    "</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::900913</ows:SupportedCRS>" MATRIX (
        "1", "2.958293554545656E8", "-20037508.3427892 20037508.3427892", "2", "2")
        MATRIX ("2", "1.479146777272828E8", "-20037508.3427892 20037508.3427892", "4",
                "4") "</TileMatrixSet></Contents></Capabilities>";

static const char degrees[] = HEAD
    "c</TileMatrixSet></TileMatrixSetLink></Layer><TileMatrixSet><ows:Identifier>c"
    "</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::4490</ows:SupportedCRS>" MATRIX (
        "2", "1.4789768610013977E8", "90.0 -180.0", "4", "2")
        MATRIX ("1", "2.958293554545656E8", "90.0 -180.0", "2",
                "1") "</TileMatrixSet></Contents></Capabilities>";

static WfTileSet *
parse (const char *text, const char *layer, GError **error)
{
  const WfWmtsChoice choice
      = { .layer = layer, .service = "http://t0/vec_w/wmts", .query = "tk=k1" };

  return wf_wmts_parse (text, strlen (text), &choice, error);
}

static void
test_wmts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfTileSet) w = parse (metres, "vec", &error), c = parse (degrees, NULL, &error);
  g_autofree char *url = NULL;
  WfPoint px;

  g_assert_no_error (error);
  g_assert_cmpint (w->plane, ==, WF_TILES_MERCATOR);
  url = wf_tile_set_address (w, 1, 3, 1);
  g_assert_cmpstr (url, ==,
                   "http://t0/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec"
                   "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX=2&TILEROW=1&TILECOL=3"
                   "&tk=k1");
  px = wf_tile_set_place (w, 1, wf_mercator_from_lonlat (dalian));
  g_assert_cmpfloat_with_epsilon (px.x / 256, (dalian.lon + 180) / 360 * 4, 1e-4);
  g_assert_cmpint (c->plane, ==, WF_TILES_DEGREES);
  px = wf_tile_set_place (c, 1, wf_mercator_from_lonlat (dalian));
  g_assert_cmpfloat_with_epsilon (px.x / 256, (dalian.lon + 180) / 360 * 4, 0.01);
  g_assert_cmpfloat_with_epsilon (px.y / 256, (90 - dalian.lat) / 360 * 4, 0.01);
}

static void
test_wmts_bad (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "<html/>",
    "<Capabilities/>",
    "<Capabilities><Contents/></Capabilities>",
    "<!DOCTYPE Capabilities [<!ENTITY a \"b\">]><Capabilities><Contents/></Capabilities>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (texts[i], NULL, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (metres, "img", &error));
    g_assert_nonnull (strstr (error->message, "vec"));
  }
}

/* A long list of grids that are not there must not hold up the window. */
static void
test_wmts_many (void)
{
  g_autoptr (GString) text = g_string_new ("<Capabilities><Contents><Layer><Identifier>a"
                                           "</Identifier>");
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "<TileMatrixSetLink><TileMatrixSet>x</TileMatrixSet>"
                           "</TileMatrixSetLink>");
  g_string_append (text, "</Layer>");
  for (guint i = 0; i < 50000; i++)
    g_string_append (text, "<TileMatrixSet/>");
  g_string_append (text, "</Contents></Capabilities>");
  g_assert_null (parse (text->str, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tile-set/mercator", test_mercator);
  g_test_add_func ("/tile-set/degrees", test_degrees);
  g_test_add_func ("/tile-set/gcj02", test_gcj);
  g_test_add_func ("/tile-set/choose", test_choose);
  g_test_add_func ("/tile-set/copied", test_copied);
  g_test_add_func ("/tile-set/decode", test_decode);
  g_test_add_func ("/tile-set/wmts", test_wmts);
  g_test_add_func ("/tile-set/wmts-bad", test_wmts_bad);
  g_test_add_func ("/tile-set/wmts-many", test_wmts_many);
  return g_test_run ();
}
