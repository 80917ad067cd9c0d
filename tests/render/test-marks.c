/* Watchfloor: tests of outlines, patterns, roofs, symbols and their places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlines and hatches against cairo; patterns that stand still on the ground; a city's own SVG
 * symbols, turned; texts that look for room; and that the same labels win while the map is moved.
 */
#include "config.h"

#include "wf-frame-plan.h"
#include "wf-labels.h"
#include "wf-pack-writer.h"
#include "wf-reference.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define SIDE 96
#define ZOOM 15.0

static WfStyle *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  WfStyle *style = wf_style_parse (json, strlen (json), "marks", &error);

  g_assert_no_error (error);
  return style;
}

static WfView
view_of (int side)
{
  return (WfView){ { 0.5, 0.5 }, ZOOM, 0, side, side, 1 };
}

/* @points in the pixels of view_of (@side). */
static WfPack *
make_pack (WfGeometryKind kind, int side, const WfPoint *points, guint n, guint n_a_feature)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (kind);
  guint height = wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  WfView view = view_of (side);
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  for (guint i = 0; i < n; i += n_a_feature)
    {
      g_autofree char *text = g_strdup_printf ("N%u", i);
      WfUnit at[8];

      for (guint k = 0; k < n_a_feature; k++)
        at[k] = wf_unit_from_point (wf_view_pixel_to_point (&view, points[i + k]));
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_part (writer, at, n_a_feature);
      wf_pack_writer_set_real (writer, height, 40.0 * i / n_a_feature);
      wf_pack_writer_set_text (writer, name, text);
      wf_pack_writer_end (writer);
    }
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  return pack;
}

static guint32 *
draw (WfStyle *style, WfPack *pack, const WfView *view, guint n_threads)
{
  g_autoptr (WfScene) scene = wf_scene_new (style, FALSE, 0xff000000);
  g_autoptr (WfRenderer) renderer = wf_renderer_new (n_threads);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  wf_scene_add_layer (scene, "a", pack, 1);
  bytes = wf_renderer_draw (renderer, scene, view, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_bytes_unref_to_data (g_steal_pointer (&bytes), &size);
}

static const WfPoint square[4] = { { 0, 0 }, { SIDE, 0 }, { SIDE, SIDE }, { 0, SIDE } };

/* ---- outlines */

/* Two houses that share a wall, the second with a sharp corner. */
static const WfPoint walls[12] = { { 12.3, 18.2 }, { 50.7, 25.1 }, { 48.4, 45.6 }, { 36.2, 43.5 },
                                   { 33.1, 62.7 }, { 7.4, 58.9 },  { 50.7, 25.1 }, { 88.2, 31.9 },
                                   { 84.6, 80.3 }, { 79.9, 52.2 }, { 64.3, 54.1 }, { 48.4, 45.6 } };

static void
paint_outlines (cairo_t *cr, gconstpointer data)
{
  cairo_set_line_width (cr, *(const double *) data);
  cairo_set_miter_limit (cr, 2);
  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    {
      cairo_line_to (cr, walls[i].x, walls[i].y);
      if (i % 6 == 5)
        {
          cairo_close_path (cr);
          cairo_new_sub_path (cr);
        }
    }
  cairo_stroke (cr);
}

static void
test_outlines (void)
{
  static const double scales[] = { 1, 1.5, 2 };
  g_autoptr (WfStyle) style
      = parse ("{'layers':[{'type':'fill','source':'a','paint':{'fill-color':'rgba(0,0,0,0)',"
               "'fill-outline-color':'#fff'}}]}");
  g_autoptr (WfPack) pack = make_pack (WF_GEOMETRY_POLYGON, SIDE, walls, 12, 6);

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autofree guint8 *cover = wf_reference_cover (SIDE, SIDE, paint_outlines, &scales[i]);
      WfView view = view_of (SIDE);
      g_autofree guint32 *pixels = NULL, *threads = NULL;
      WfReferenceError error;

      /* The same picture, with finer pixels by a zoom less. */
      view.zoom -= log2 (scales[i]);
      view.scale = scales[i];
      pixels = draw (style, pack, &view, 1);
      threads = draw (style, pack, &view, 3);
      error = wf_reference_compare (cover, pixels, SIDE, SIDE);
      g_test_message ("scale %.1f: mean %.3f, max %d", scales[i], error.mean, error.max);
      g_assert_cmpint (error.max, <=, 3);
      g_assert_cmpfloat (error.mean, <, 0.5);
      g_assert_cmpmem (pixels, SIDE * SIDE * 4, threads, SIDE * SIDE * 4);
    }
}

/* A ring over a ring: covered, and by the even-odd rule left out. */
static void
test_fill_rule (void)
{
  static const char *const layouts[] = { "", "'layout':{'fill-rule':'evenodd'}," };
  WfView view = view_of (SIDE);
  WfUnit rings[2][4];
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (WfPack) pack = NULL;

  for (guint k = 0; k < 8; k++)
    rings[k / 4][k % 4] = wf_unit_from_point (
        wf_view_pixel_to_point (&view, (WfPoint){ 20 + k / 4 * 20 + (k % 4 == 1 || k % 4 == 2) * 20,
                                                  20 + k / 4 * 10 + (k % 4 > 1) * 30 }));
  wf_pack_writer_begin (writer, 0);
  rings[1][0].x = rings[1][3].x = rings[0][0].x + (rings[0][1].x - rings[0][0].x) / 2;
  wf_pack_writer_add_ring (writer, rings[0], 4, FALSE);
  wf_pack_writer_add_ring (writer, rings[1], 4, FALSE);
  wf_pack_writer_end (writer);
  pack = wf_pack_writer_finish_in_memory (writer, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{'layers':[{'type':'fill','source':'a',%s'paint':{'fill-color':'#fff'}}]}", layouts[i]);
      g_autoptr (WfStyle) style = parse (text);
      g_autofree guint32 *pixels = draw (style, pack, &view, 1);

      g_assert_cmphex (pixels[40 * SIDE + 25], ==, 0xffffffffu);
      g_assert_cmphex (pixels[40 * SIDE + 35], ==, i == 0 ? 0xffffffffu : 0xff000000u);
      g_assert_cmphex (pixels[40 * SIDE + 45], ==, 0xffffffffu);
    }
}

/* ---- patterns */

static const struct
{
  const char *pattern;
  double angle, spacing, width;
  gboolean cross;
} hatches[] = {
  { "hatch:0:8:2", 0, 8, 2, FALSE },
  { "hatch:30:9:1.5", 30, 9, 1.5, FALSE },
  { "hatch:135", 135, 8, 1, FALSE },
  { "cross:20:12:2", 20, 12, 2, TRUE },
};

static void
paint_hatch (cairo_t *cr, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  WfView view = view_of (SIDE);
  WfAffine world = wf_view_to_pixels (&view);
  double angle = hatches[which].angle * (G_PI / 180), spacing = hatches[which].spacing;

  cairo_set_line_width (cr, hatches[which].width);
  for (int turn = 0; turn <= hatches[which].cross; turn++)
    {
      double a = angle + turn * G_PI / 2, c = cos (a), s = sin (a);
      /* Lines pass through the world's corner. */
      double offset = fmod (-world.x0 * s + world.y0 * c, spacing);

      for (double v = offset - 40 * spacing; v < 40 * spacing; v += spacing)
        {
          cairo_move_to (cr, -s * v - c * 300, c * v - s * 300);
          cairo_line_to (cr, -s * v + c * 300, c * v + s * 300);
        }
    }
  cairo_stroke (cr);
}

static void
test_hatches (void)
{
  g_autoptr (WfPack) pack = make_pack (WF_GEOMETRY_POLYGON, SIDE, square, 4, 4);
  WfView view = view_of (SIDE);

  for (guint i = 0; i < G_N_ELEMENTS (hatches); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{'layers':[{'type':'fill','source':'a','paint':{'fill-color':'#fff',"
                             "'fill-pattern':'%s'}}]}",
                             hatches[i].pattern);
      g_autoptr (WfStyle) style = parse (text);
      g_autofree guint32 *pixels = draw (style, pack, &view, 1);
      g_autofree guint8 *cover = wf_reference_cover (SIDE, SIDE, paint_hatch, GUINT_TO_POINTER (i));
      WfReferenceError error = wf_reference_compare (cover, pixels, SIDE, SIDE);

      g_test_message ("%s: mean %.3f, max %d", hatches[i].pattern, error.mean, error.max);
      g_assert_cmpfloat (error.mean, <, 1);
      /* Where lines cross, both cover parts of one pixel. */
      g_assert_cmpint (error.max, <=, hatches[i].cross ? 12 : 3);
    }
}

/* Moved by whole pixels, a pattern moves with the ground. */
static void
test_still (void)
{
  g_autoptr (WfPack) pack = make_pack (WF_GEOMETRY_POLYGON, SIDE, square, 4, 4);
  g_autoptr (WfStyle) style = parse ("{'layers':[{'type':'fill','source':'a','paint':"
                                     "{'fill-color':'#fff','fill-pattern':'dots:30:7:4'}}]}");
  WfView view = view_of (SIDE), moved = view;
  g_autofree guint32 *before = draw (style, pack, &view, 1);
  g_autofree guint32 *after = NULL;

  moved.center = wf_view_pixel_to_point (&view, (WfPoint){ SIDE / 2 + 5, SIDE / 2 + 3 });
  after = draw (style, pack, &moved, 2);
  for (int y = 0; y < SIDE - 8; y++)
    for (int x = 0; x < SIDE - 8; x++)
      g_assert_cmpint (
          ABS ((int) (before[(y + 3) * SIDE + x + 5] & 255) - (int) (after[y * SIDE + x] & 255)),
          <=, 1);
}

/* ---- roofs */

static void
test_roofs (void)
{
  static const WfPoint houses[8] = { { 10, 10 }, { 40, 10 }, { 40, 40 }, { 10, 40 },
                                     { 50, 50 }, { 80, 50 }, { 80, 80 }, { 50, 80 } };
  g_autoptr (WfPack) pack = make_pack (WF_GEOMETRY_POLYGON, SIDE, houses, 8, 4);
  g_autoptr (WfStyle) style
      = parse ("{'layers':[{'type':'fill-extrusion','source':'a','paint':{'fill-extrusion-color':"
               "'#e0d8c8','fill-extrusion-height':['get','height']}}]}");
  WfView view = view_of (SIDE);
  g_autofree guint32 *pixels = draw (style, pack, &view, 1);

  g_assert_cmphex (pixels[25 * SIDE + 25], ==, 0xffe0d8c8);
  g_assert_cmpuint (pixels[65 * SIDE + 65] >> 16 & 255, <, 0xd0);
}

/* ---- symbols */

static const char arrow[] = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'>"
                            "<rect x='0' y='0' width='20' height='10' fill='#ff0000'/>"
                            "<rect x='0' y='10' width='20' height='10' fill='#0000ff'/>"
                            "<image href='file:///etc/hostname' width='20' height='20'/></svg>";

static void
check_turned (const char *folder, double degrees, guint32 above, guint32 right)
{
  static const WfPoint middle = { SIDE / 2, SIDE / 2 };
  g_autofree char *path = g_build_filename (folder, "style.json", NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"sprite\":\"symbols\",\"layers\":[{\"type\":\"symbol\",\"source\":\"a\",\"layout\":"
      "{\"icon-image\":\"arrow\",\"icon-size\":2,\"icon-rotate\":%g}}]}",
      degrees);
  g_autoptr (WfPack) pack = make_pack (WF_GEOMETRY_POINT, SIDE, &middle, 1, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = NULL;
  g_autofree guint32 *pixels = NULL;
  WfView view = view_of (SIDE);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  style = wf_style_load (path, &error);
  g_assert_no_error (error);
  pixels = draw (style, pack, &view, 1);
  g_assert_cmphex (pixels[(SIDE / 2 - 10) * SIDE + SIDE / 2], ==, above);
  g_assert_cmphex (pixels[SIDE / 2 * SIDE + SIDE / 2 + 10], ==, right);
  g_assert_cmphex (pixels[(SIDE / 2 - 18) * SIDE + SIDE / 2 - 18], ==, 0xff000000);
  g_unlink (path);
}

static void
test_svg (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("watchfloor-marks-XXXXXX", &error);
  g_autofree char *symbols = g_build_filename (folder, "symbols", NULL);
  g_autofree char *path = g_build_filename (symbols, "arrow.svg", NULL);

  g_assert_no_error (error);
  g_mkdir (symbols, 0755);
  g_file_set_contents (path, arrow, -1, &error);
  g_assert_no_error (error);
  check_turned (folder, 45, 0xffff0000, 0xffff0000);
  check_turned (folder, 135, 0xff0000ff, 0xffff0000);
  g_unlink (path);
  g_rmdir (symbols);
  g_rmdir (folder);
}

/* ---- places */

static WfLabels *
place (WfStyle *style, WfPack *pack, const WfView *view, WfTextCache *texts)
{
  g_autoptr (WfScene) scene = wf_scene_new (style, FALSE, 0);
  g_autoptr (WfFrameCache) cache = wf_frame_cache_new ();
  g_autoptr (WfFramePlan) plan = NULL;

  wf_scene_add_layer (scene, "a", pack, 1);
  plan = wf_frame_plan_new (scene, view, cache);
  return wf_labels_place (plan, texts, NULL);
}

/* Two names at one place: the second finds room on another side. */
static void
test_room (void)
{
  static const WfPoint twice[2] = { { 48, 48 }, { 48.2, 48 } };
  g_autoptr (WfPack) pack = make_pack (WF_GEOMETRY_POINT, SIDE, twice, 2, 1);
  g_autoptr (WfTextCache) texts = wf_text_cache_new ();
  g_autoptr (WfStyle) one = parse ("{'layers':[{'type':'symbol','source':'a','layout':{"
                                   "'text-field':'{name}','text-size':12}}]}");
  g_autoptr (WfStyle) many
      = parse ("{'layers':[{'type':'symbol','source':'a','layout':{'text-field':'{name}',"
               "'text-size':12,'text-radial-offset':0.8,'text-variable-anchor':['left','right',"
               "'top','bottom']}}]}");
  WfView view = view_of (SIDE);
  g_autoptr (WfLabels) crowded = place (one, pack, &view, texts);
  g_autoptr (WfLabels) roomy = place (many, pack, &view, texts);

  g_assert_cmpuint (crowded->labels->len, ==, 1);
  g_assert_cmpuint (roomy->labels->len, ==, 2);
  g_assert_cmpint (g_array_index (roomy->labels, WfLabel, 0).x, >,
                   g_array_index (roomy->labels, WfLabel, 1).x + 10);
}

/* What is seen before and after a small move has the same names at the same places. */
static void
test_steady (void)
{
  WfPoint points[900];
  GRand *rand = g_rand_new_with_seed (5);
  g_autoptr (WfTextCache) texts = wf_text_cache_new ();
  g_autoptr (WfPack) pack = NULL;
  g_autoptr (WfStyle) style = parse ("{'layers':[{'type':'symbol','source':'a','layout':{"
                                     "'text-field':'{name}','text-size':12}}]}");
  WfView view = view_of (600), moved = view;
  g_autoptr (WfLabels) before = NULL;
  g_autoptr (WfLabels) after = NULL;
  guint n_seen = 0, n_kept = 0;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i]
        = (WfPoint){ g_rand_double_range (rand, -100, 700), g_rand_double_range (rand, -100, 700) };
  g_rand_free (rand);
  pack = make_pack (WF_GEOMETRY_POINT, 600, points, G_N_ELEMENTS (points), 1);
  moved.center = wf_view_pixel_to_point (&view, (WfPoint){ 300 + 17, 300 - 9 });
  before = place (style, pack, &view, texts);
  after = place (style, pack, &moved, texts);
  for (guint i = 0; i < before->labels->len; i++)
    {
      const WfLabel *a = &g_array_index (before->labels, WfLabel, i);
      gboolean kept = FALSE;

      if (a->x < 60 || a->y < 60 || a->x > 500 || a->y > 500)
        continue;
      for (guint k = 0; k < after->labels->len; k++)
        {
          const WfLabel *b = &g_array_index (after->labels, WfLabel, k);

          kept |= a->image == b->image && ABS (a->x - 17 - b->x) <= 1 && ABS (a->y + 9 - b->y) <= 1;
        }
      n_seen++;
      n_kept += kept;
    }
  g_assert_cmpuint (n_seen, >, 80);
  g_assert_cmpuint (n_kept, ==, n_seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/marks/outlines", test_outlines);
  g_test_add_func ("/marks/fill-rule", test_fill_rule);
  g_test_add_func ("/marks/hatches", test_hatches);
  g_test_add_func ("/marks/still", test_still);
  g_test_add_func ("/marks/roofs", test_roofs);
  g_test_add_func ("/marks/svg", test_svg);
  g_test_add_func ("/marks/room", test_room);
  g_test_add_func ("/marks/steady", test_steady);
  return g_test_run ();
}
