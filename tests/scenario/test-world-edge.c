/* Watchfloor: pictures of the edges of the world.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What crosses 180 degrees, goes round a pole or lies out of range, from the file to the pixels,
 * beside a picture that cairo draws of the same shapes cut by hand, with a Mercator of its own. */
#include "config.h"

#include "wf-pack-near.h"
#include "wf-frame.h"
#include "wf-reference.h"
#include "wf-worker.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE 240
#define LINE_PX 5
#define MAX_PIECES 3
#define MAX_POINTS 9
#define POLE 85.0511287798066

static char *folder;

typedef struct
{
  guint n;
  double at[MAX_POINTS][2];
} Piece;

typedef struct
{
  const char *name, *wkt;
  const char *crs; /* NULL: EPSG:4326 */
  gboolean is_line;
  /* What is to be seen: rings (the even-odd of all) or lines. */
  Piece pieces[MAX_PIECES];
  /* Views: lon, lat, zoom. */
  double views[2][3];
} Case;

static const Case cases[] = {
  /* Taveuni and Vanua Levu: written as it jumps. */
  { "fiji",
    "POLYGON((178.5 -18,-179.2 -17.5,-179.5 -16,178.7 -16.2,178.5 -18))",
    NULL,
    FALSE,
    { { 4,
        { { 178.5, -18 },
          { 180, -17.6739130434783 },
          { 180, -16.0555555555556 },
          { 178.7, -16.2 } } },
      { 4,
        { { -180, -17.6739130434783 },
          { -179.2, -17.5 },
          { -179.5, -16 },
          { -180, -16.0555555555556 } } } },
    { { 179, -17, 6 }, { -179, -17, 6 } } },
  /* As RFC 7946 has it: cut already. */
  { "chukotka-cut",
    "MULTIPOLYGON(((170 64,180 65,180 69,172 70,170 64)),((-180 65,-170 66,-180 69,-180 65)))",
    NULL,
    FALSE,
    { { 4, { { 170, 64 }, { 180, 65 }, { 180, 69 }, { 172, 70 } } },
      { 3, { { -180, 65 }, { -170, 66 }, { -180, 69 } } } },
    { { 176, 67, 3.3 }, { -176, 67, 3.3 } } },
  { "chukotka-unrolled",
    "POLYGON((170 64,190 66,190 69,172 70,170 64),(176 66,176 68,184 68,184 66,176 66))",
    NULL,
    FALSE,
    { { 8,
        { { 170, 64 },
          { 180, 65 },
          { 180, 66 },
          { 176, 66 },
          { 176, 68 },
          { 180, 68 },
          { 180, 69.5555555555556 },
          { 172, 70 } } },
      { 8,
        { { -180, 65 },
          { -170, 66 },
          { -170, 69 },
          { -180, 69.5555555555556 },
          { -180, 68 },
          { -176, 68 },
          { -176, 66 },
          { -180, 66 } } } },
    { { 176, 67, 3.3 }, { -176, 67, 3.3 } } },
  { "west-of-west",
    "POLYGON((-200 10,-170 10,-170 30,-200 30,-200 10))",
    NULL,
    FALSE,
    { { 4, { { 160, 10 }, { 180, 10 }, { 180, 30 }, { 160, 30 } } },
      { 4, { { -180, 10 }, { -170, 10 }, { -170, 30 }, { -180, 30 } } } },
    { { 170, 20, 2.5 }, { -170, 20, 2.5 } } },
  /* One and a half turns away. */
  { "far-turned",
    "POLYGON((500 20,520 20,520 40,500 40,500 20))",
    NULL,
    FALSE,
    { { 4, { { 140, 20 }, { 160, 20 }, { 160, 40 }, { 140, 40 } } } },
    { { 150, 30, 2 }, { -150, 30, 2 } } },
  { "turned-from-181",
    "POLYGON((181 -10,200 -10,200 10,181 10,181 -10))",
    NULL,
    FALSE,
    { { 4, { { -179, -10 }, { -160, -10 }, { -160, 10 }, { -179, 10 } } } },
    { { -170, 0, 2 }, { 170, 0, 2 } } },
  /* With corners at the pole, as Natural Earth has it. */
  { "antarctica-corners",
    "POLYGON((-180 -90,-180 -78,-90 -72,0 -70,90 -66,180 -78,180 -90,-180 -90))",
    NULL,
    FALSE,
    { { 7,
        { { -180, -POLE },
          { -180, -78 },
          { -90, -72 },
          { 0, -70 },
          { 90, -66 },
          { 180, -78 },
          { 180, -POLE } } } },
    { { 0, -70, 0 }, { 150, -80, 2 } } },
  /* About the pole, in its own projection: 1,500 km. */
  { "antarctica-stereographic",
    "POLYGON((1500000 0,1060660.17178 1060660.17178,0 1500000,-1060660.17178 1060660.17178,"
    "-1500000 0,-1060660.17178 -1060660.17178,0 -1500000,1060660.17178 -1060660.17178,1500000 0))",
    "EPSG:3031",
    FALSE,
    { { 4,
        { { -180, -POLE },
          { -180, -76.2581039366122 },
          { 180, -76.2581039366122 },
          { 180, -POLE } } } },
    { { 0, -70, 0 }, { -150, -80, 2 } } },
  /* Edges that lead to the pole end where the map does, not at their end. */
  { "to-the-pole",
    "POLYGON((10 60,60 60,40 90,20 90,10 60))",
    NULL,
    FALSE,
    { { 4, { { 10, 60 }, { 60, 60 }, { 43.3007520468, POLE }, { 18.3503762599, POLE } } } },
    { { 35, 80, 2 }, { 35, 70, 1 } } },
  /* Half the world and more, on purpose: nothing is wrapped. */
  { "wide",
    "POLYGON((-170 -20,-60 -30,60 -30,170 -20,170 20,-170 20,-170 -20))",
    NULL,
    FALSE,
    { { 6,
        { { -170, -20 }, { -60, -30 }, { 60, -30 }, { 170, -20 }, { 170, 20 }, { -170, 20 } } } },
    { { 0, 0, 0 }, { 150, 0, 2 } } },
  { "line-over",
    "LINESTRING(172 60,-174 64,176 68)",
    NULL,
    TRUE,
    { { 2, { { 172, 60 }, { 180, 62.2857142857143 } } },
      { 3, { { -180, 62.2857142857143 }, { -174, 64 }, { -180, 66.4 } } },
      { 2, { { 180, 66.4 }, { 176, 68 } } } },
    { { 176, 64, 3.3 }, { -176, 64, 3.3 } } },
  { "line-unrolled",
    "LINESTRING(170 -10,200 10)",
    NULL,
    TRUE,
    { { 2, { { 170, -10 }, { 180, -3.33333333333333 } } },
      { 2, { { -180, -3.33333333333333 }, { -160, 10 } } } },
    { { 174, -5, 3 }, { -174, 0, 3 } } },
};

/* ---- what is to be seen */

typedef struct
{
  const Case *of;
  const double *view;
} Scene;

static void
move_to_place (cairo_t *cr, const double *view, const double *at)
{
  double k = 256 * exp2 (view[2]), r = G_PI / 180;
  double x = (at[0] - view[0]) / 360 * k;
  double y = (asinh (tan (view[1] * r)) - asinh (tan (at[1] * r))) / (2 * G_PI) * k;

  cairo_line_to (cr, x + SIDE / 2.0, y + SIDE / 2.0);
}

static void
paint_case (cairo_t *cr, gconstpointer data)
{
  const Scene *scene = data;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_line_width (cr, LINE_PX);
  for (guint p = 0; p < MAX_PIECES; p++)
    {
      const Piece *piece = &scene->of->pieces[p];

      cairo_new_sub_path (cr);
      for (guint i = 0; i < piece->n; i++)
        move_to_place (cr, scene->view, piece->at[i]);
      if (piece->n > 0 && !scene->of->is_line)
        cairo_close_path (cr);
    }
  if (scene->of->is_line)
    cairo_stroke (cr);
  else
    cairo_fill (cr);
}

/* ---- what is seen */

/* Rows "id;WKT" as a layer. */
static WfPack *
import (const char *name, const char *rows, const char *crs)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.csv", folder, name);
  g_autofree char *text = g_strconcat ("id;wkt\n", rows, NULL);
  WfSource source = { .source = path, .crs = crs != NULL ? crs : "EPSG:4326" };
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return pack;
}

static GBytes *
draw (WfPack *pack, const double *at)
{
  static const char json[]
      = "{\"layers\":["
        "{\"type\":\"fill\",\"source\":\"shape\",\"paint\":{\"fill-color\":\"#ffffff\","
        "\"fill-antialias\":false},\"filter\":[\"==\",[\"geometry-type\"],\"Polygon\"]},"
        "{\"type\":\"line\",\"source\":\"shape\",\"paint\":{\"line-color\":\"#ffffff\","
        "\"line-width\":5},\"filter\":[\"==\",[\"geometry-type\"],\"LineString\"]}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = wf_style_parse (json, strlen (json), "edge", &error);
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  g_autoptr (WfScene) scene = NULL;
  WfView view = { .center = wf_mercator_from_lonlat ((WfLonLat){ at[0], at[1] }),
                  .zoom = at[2],
                  .width_px = SIDE,
                  .height_px = SIDE,
                  .scale = 1 };
  GBytes *frame;

  g_assert_no_error (error);
  scene = wf_scene_new (style, TRUE, 0xff000000);
  wf_scene_add_layer (scene, "shape", pack, 1);
  frame = wf_renderer_draw (renderer, scene, &view, NULL, NULL, &error);
  g_assert_no_error (error);
  return frame;
}

/* Where WF_KEEP_PICTURES names a folder, ours and cairo's stay there to be looked at. */
static void
keep_picture (const char *name, guint number, const guint8 *cover, const guint32 *pixels)
{
  const char *where = g_getenv ("WF_KEEP_PICTURES");
  g_autofree char *path
      = where != NULL ? g_strdup_printf ("%s/%s-%u.pgm", where, name, number) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (where == NULL)
    return;
  g_string_printf (text, "P5 %d %d 255\n", 2 * SIDE, SIDE);
  for (int y = 0; y < SIDE; y++)
    {
      for (int x = 0; x < SIDE; x++)
        g_string_append_c (text, (char) (pixels[y * SIDE + x] & 255));
      g_string_append_len (text, (const char *) cover + y * SIDE, SIDE);
    }
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autofree char *rows = g_strdup_printf ("1;\"%s\"\n", one->wkt);
  g_autoptr (WfPack) pack = import (one->name, rows, one->crs);

  for (guint i = 0; i < G_N_ELEMENTS (one->views); i++)
    {
      Scene scene = { one, one->views[i] };
      g_autofree guint8 *cover = wf_reference_cover (SIDE, SIDE, paint_case, &scene);
      g_autoptr (GBytes) frame = draw (pack, one->views[i]);
      const guint32 *pixels = g_bytes_get_data (frame, NULL);
      WfReferenceError error = wf_reference_compare (cover, pixels, SIDE, SIDE);

      keep_picture (one->name, i, cover, pixels);
      g_test_message ("%s, view %u: mean %.3f, most %d of 255", one->name, i, error.mean,
                      error.max);
      g_assert_cmpfloat (error.mean, <, 1);
      g_assert_cmpint (error.max, <=, 3);
    }
}

/* ---- out of range */

static const char good[] = "1;\"POLYGON((178 -18,-178 -18,-178 -16,178 -16,178 -18))\"\n";

/* What is nowhere is counted and left out, and what stands beside it is not harmed: neither left
 * out nor left uncut. */
static void
test_nowhere (gconstpointer data)
{
  const char *wkt = data;
  g_autofree char *rows
      = g_strdup_printf ("%s2;\"%s\"\n3;\"POLYGON((10 10,20 10,20 20,10 20,10 10))\"\n", good, wkt);
  g_autoptr (WfPack) pack = import ("nowhere", rows, NULL);
  const WfPackOrigin *origin = wf_pack_origin (pack);

  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 2);
  g_assert_cmpuint (wf_pack_origin_dropped (origin), ==, 1);
  g_assert_cmpuint (origin->n_cut, ==, 1);
  g_assert_cmpuint (wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ 179, -17 })), !=,
                    G_MAXUINT32);
  g_assert_cmpuint (wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ -179, -17 })), !=,
                    G_MAXUINT32);
  g_assert_cmpuint (wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ 0, -17 })), ==,
                    G_MAXUINT32);
  g_assert_cmpuint (wf_pack_polygon_at (pack, wf_unit_from_lonlat ((WfLonLat){ 15, 15 })), !=,
                    G_MAXUINT32);
}

/* GeoJSON of some programs has NaN. */
static void
test_not_a_number (void)
{
  static const char text[]
      = "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
        "\"coordinates\":[[190,-18],[200,-16]]}},"
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[[[190,5],[NaN,5],[200,6],[190,6],[190,5]]]}},"
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
        "\"coordinates\":[[0,0],[NaN,5],[3,3]]}},"
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
        "\"coordinates\":[[10,10],[20,10]]}}]}";
  g_autofree char *path = g_build_filename (folder, "nan.geojson", NULL);
  WfSource source = { .source = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  pack = wf_worker_open (&source, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 2);
  g_assert_cmpuint (wf_pack_origin_dropped (wf_pack_origin (pack)), ==, 2);
}

static void
test_points (void)
{
  static const struct
  {
    const char *wkt;
    WfLonLat at;
  } points[] = { { "POINT(181 20)", { -179, 20 } },  { "POINT(540 20)", { 180, 20 } },
                 { "POINT(-190 20)", { 170, 20 } },  { "POINT(500 -20)", { 140, -20 } },
                 { "POINT(180 0)", { 180, 0 } },     { "POINT(-180 0)", { -180, 0 } },
                 { "POINT(30 90)", { 30, POLE } },   { "POINT(30 -90)", { 30, -POLE } },
                 { "POINT(359.5 60)", { -0.5, 60 } } };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autofree char *rows = g_strdup_printf ("1;\"%s\"\n", points[i].wkt);
      g_autoptr (WfPack) pack = import ("point", rows, NULL);
      WfUnit want = wf_unit_from_lonlat (points[i].at), got;

      g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 1);
      got = wf_pack_shapes (pack)->coords[0];
      /* The two ends of the world are one place. */
      g_assert_cmpint (ABS ((gint32) (got.x - want.x)), <=, 2);
      g_assert_cmpint (ABS ((gint64) got.y - want.y), <=, 2);
    }
}

static const char *const nowhere[] = {
  "POINT(541 0)",
  "POINT(0 90.1)",
  "POINT(1e300 1e300)",
  "POINT(nan 20)",
  "LINESTRING(0 0,1e300 1e300)",
  "LINESTRING(0 0,nan nan,1 1)",
  "POLYGON((0 0,1e300 0,1e300 1e300,0 0))",
  "POLYGON((178 5,-178 nan,-178 6,178 6,178 5))",
  "POLYGON((0 0,-1e300 0,1e300 80,0 0))",
};

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  folder = g_dir_make_tmp ("wf-edge-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  remove = g_strdup_printf ("rm -r '%s'", folder);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/world-edge/picture/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++)
    {
      g_autofree char *path = g_strdup_printf ("/world-edge/nowhere/%u", i);

      g_test_add_data_func (path, nowhere[i], test_nowhere);
    }
  g_test_add_func ("/world-edge/not-a-number", test_not_a_number);
  g_test_add_func ("/world-edge/points", test_points);
  status = g_test_run ();
  if (system (remove) != 0)
    g_printerr ("%s is left behind\n", folder);
  g_free (folder);
  return status;
}
