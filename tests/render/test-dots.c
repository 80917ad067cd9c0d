/* Watchfloor: tests of footprints under a pixel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* So many footprints that they are drawn from squares of the ground, or turned from the tree:
 * beside the same drawn one by one, all there is covered, in the same places, counted, and the same
 * for any threads. */
#include "config.h"

#include "wf-frame.h"
#include "wf-pack-writer.h"

#include <math.h>
#include <string.h>

#define SIDE 200
#define N 150000
#define ZOOM 9.4

/* A town denser in the middle, and one square too large to be summed. */
static WfPack *
make_pack (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (GError) error = NULL;
  GRand *rand = g_rand_new_with_seed (3);
  WfView view = { { 0.5, 0.5 }, ZOOM, 0, SIDE, SIDE, 1 };
  WfPack *pack;

  for (guint i = 0; i <= N; i++)
    {
      double far = pow (g_rand_double (rand), 0.7) * 90, turn = g_rand_double (rand) * 2 * G_PI;
      double x = 100 + far * cos (turn), y = 100 + far * sin (turn), size = i < N ? 0.15 : 12.3;
      WfPoint ring[4] = { { x, y }, { x + size, y }, { x + size, y + size }, { x, y + size } };
      WfUnit at[4];

      for (guint k = 0; k < 4; k++)
        at[k] = wf_unit_from_point (wf_view_pixel_to_point (&view, ring[k]));
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_part (writer, at, 4);
      wf_pack_writer_end (writer);
    }
  g_rand_free (rand);
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  return pack;
}

/* A filter that asks the zoom is not folded away: features are then visited one by one. */
static GBytes *
draw (WfPack *pack, double rotation_rad, gboolean one_by_one, guint n_threads, WfFrameStats *stats)
{
  g_autofree char *text = g_strdup_printf ("{\"layers\":[{\"type\":\"fill\",\"source\":\"a\"%s,"
                                           "\"paint\":{\"fill-color\":\"#fff\"}}]}",
                                           one_by_one ? ",\"filter\":[\">\",[\"zoom\"],0]" : "");
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = wf_style_parse (text, strlen (text), "dots", &error);
  g_autoptr (WfScene) scene = NULL;
  g_autoptr (WfRenderer) renderer = wf_renderer_new (n_threads);
  WfView view = { { 0.5, 0.5 }, ZOOM, rotation_rad, SIDE, SIDE, 1 };
  GBytes *bytes;

  g_assert_no_error (error);
  scene = wf_scene_new (style, FALSE, 0xff000000);
  wf_scene_add_layer (scene, "a", pack, 1);
  bytes = wf_renderer_draw (renderer, scene, &view, NULL, stats, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
compare (WfPack *pack, double rotation_rad)
{
  WfFrameStats stats, exact_stats;
  g_autoptr (GBytes) fast = draw (pack, rotation_rad, FALSE, 1, &stats);
  g_autoptr (GBytes) threads = draw (pack, rotation_rad, FALSE, 3, NULL);
  g_autoptr (GBytes) exact = draw (pack, rotation_rad, TRUE, 1, &exact_stats);
  const guint32 *a = g_bytes_get_data (fast, NULL), *b = g_bytes_get_data (exact, NULL);
  double sum_a = 0, sum_b = 0, off = 0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      sum_a += a[i] & 255;
      sum_b += b[i] & 255;
      off += ABS ((int) (a[i] & 255) - (int) (b[i] & 255));
    }
  g_test_message ("turned by %.1f: sums %.0f and %.0f, off by %.2f on average", rotation_rad, sum_a,
                  sum_b, off / (SIDE * SIDE));
  g_assert_true (g_bytes_equal (fast, threads));
  g_assert_cmpfloat (fabs (sum_a / sum_b - 1), <, 0.01);
  g_assert_cmpfloat (off / (SIDE * SIDE), <, 4);
  g_assert_cmpuint (stats.features_drawn, ==, N + 1);
  g_assert_cmpuint (exact_stats.features_drawn, ==, N + 1);
}

static void
test_dots (void)
{
  static const double turns_rad[] = { 0, 0.5, G_PI / 2, 4 };
  g_autoptr (WfPack) pack = make_pack ();

  for (guint i = 0; i < G_N_ELEMENTS (turns_rad); i++)
    compare (pack, turns_rad[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dots/beside-one-by-one", test_dots);
  return g_test_run ();
}
