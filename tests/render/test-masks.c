/* Watchfloor: tests of area coverage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Our masks against cairo at sixteen times the size; seams, conservation of area, and the same
 * bytes however the frame is cut into bands. */
#include "config.h"

#include "wf-area-shape.h"
#include "wf-reference.h"

#include <math.h>
#include <string.h>

#define SIDE 96
/* Of 255: what may differ in any pixel. */
#define FAITHFUL 3

typedef struct
{
  const char *name;
  guint n;
  double points[16][2];
  guint n_hole;
  double hole[8][2];
  int max; /* difference accepted in any pixel */
  gboolean even_odd;
  double seen_from; /* > 0: all below this row is covered (cairo's numbers end at 32767) */
} Shape;

/* Clockwise on the screen; holes the other way round. */
static const Shape shapes[] = {
  { "triangle", 3, { { 10.3, 8.7 }, { 88.1, 30.2 }, { 22.6, 80.4 } }, 0, { { 0 } }, FAITHFUL },
  { "square on pixels", 4, { { 8, 8 }, { 72, 8 }, { 72, 72 }, { 8, 72 } }, 0, { { 0 } }, FAITHFUL },
  { "with a hole",
    4,
    { { 8.5, 6.2 }, { 86.1, 12.4 }, { 80.3, 88.8 }, { 4.9, 79.6 } },
    4,
    { { 30.3, 30.7 }, { 26.2, 60.1 }, { 55.5, 66.3 }, { 62.4, 28.8 } },
    FAITHFUL },
  { "sliver", 3, { { 2.1, 40.2 }, { 94.3, 41.1 }, { 94.1, 41.6 } }, 0, { { 0 } }, FAITHFUL },
  { "star, crossing itself (non-zero)",
    5,
    { { 48, 5 }, { 76, 88 }, { 4, 36 }, { 92, 36 }, { 20, 88 } },
    0,
    { { 0 } },
    FAITHFUL },
  { "star, crossing itself (even-odd)",
    5,
    { { 48, 5 }, { 76, 88 }, { 4, 36 }, { 92, 36 }, { 20, 88 } },
    0,
    { { 0 } },
    FAITHFUL,
    TRUE },
  { "overlapping ring (even-odd)",
    4,
    { { 8.5, 6.2 }, { 60.1, 12.4 }, { 55.3, 60.8 }, { 4.9, 50.6 } },
    4,
    { { 30.3, 30.7 }, { 90.2, 26.1 }, { 85.5, 86.3 }, { 32.4, 88.9 } },
    FAITHFUL,
    TRUE },
  { "bow tie, upright",
    4,
    { { 10, 10 }, { 86, 10 }, { 10, 80 }, { 86, 80 } },
    0,
    { { 0 } },
    FAITHFUL },
  { "bow tie", 4, { { 10, 10 }, { 86, 80 }, { 86, 10 }, { 10, 80 } }, 0, { { 0 } }, FAITHFUL },
  { "larger than the frame",
    4,
    { { -300.5, -200.2 }, { 40.3, -500.4 }, { 700.1, 60.6 }, { 30.7, 70.9 } },
    0,
    { { 0 } },
    FAITHFUL },
  { "far out of range",
    4,
    { { -2e6, 20.3 }, { 3e6, 25.4 }, { 3e6, 4e6 }, { -2e6, 60.1 } },
    0,
    { { 0 } },
    FAITHFUL,
    FALSE,
    20.3 + 5.1 * 0.4 },
};

static void
paint_shape (cairo_t *cr, gconstpointer data)
{
  const Shape *shape = data;

  if (shape->seen_from > 0)
    {
      cairo_rectangle (cr, 0, shape->seen_from, SIDE, SIDE);
      cairo_fill (cr);
      return;
    }
  cairo_set_fill_rule (cr, shape->even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
  for (guint i = 0; i < shape->n; i++)
    cairo_line_to (cr, shape->points[i][0], shape->points[i][1]);
  cairo_close_path (cr);
  cairo_new_sub_path (cr);
  for (guint i = 0; i < shape->n_hole; i++)
    cairo_line_to (cr, shape->hole[i][0], shape->hole[i][1]);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
add_ring (WfAreaMask *mask, const double (*points)[2], guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const double *a = points[i], *b = points[(i + 1) % n];

      wf_area_mask_edge (mask, a[0], a[1], b[0], b[1]);
    }
}

static void
add_ring_of_shape (WfAreaShape *shape, const double (*points)[2], guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const double *a = points[i], *b = points[(i + 1) % n];

      wf_area_shape_edge (shape, a[0], a[1], b[0], b[1]);
    }
}

static guint32 *
new_picture (void)
{
  guint32 *pixels = g_new (guint32, SIDE * SIDE);

  for (int i = 0; i < SIDE * SIDE; i++)
    pixels[i] = 0xff000000u;
  return pixels;
}

static guint32 *
draw_shape (const Shape *shape, int band_rows)
{
  guint32 *pixels = new_picture ();
  WfAreaMask *mask = wf_area_mask_new (SIDE, SIDE, band_rows);
  WfAreaShape *one = wf_area_shape_new (SIDE, SIDE, band_rows);

  for (int top = 0; top < SIDE; top += band_rows)
    {
      wf_area_mask_move (mask, top, MIN (band_rows, SIDE - top));
      wf_area_shape_move (one, top, MIN (band_rows, SIDE - top));
      add_ring_of_shape (one, shape->points, shape->n);
      add_ring_of_shape (one, shape->hole, shape->n_hole);
      wf_area_shape_settle (one, mask, shape->even_odd);
      wf_area_mask_paint (mask, pixels + top * SIDE, SIDE, wf_ink (0xffffffff));
    }
  wf_area_shape_free (one);
  wf_area_mask_free (mask);
  return pixels;
}

static void
test_areas (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree guint8 *cover = wf_reference_cover (SIDE, SIDE, paint_shape, &shapes[i]);
      g_autofree guint32 *pixels = draw_shape (&shapes[i], SIDE);
      WfReferenceError error = wf_reference_compare (cover, pixels, SIDE, SIDE);

      g_test_message ("%s: mean %.3f, max %d", shapes[i].name, error.mean, error.max);
      g_assert_cmpint (error.max, <=, shapes[i].max);
      g_assert_cmpfloat (error.mean, <, 0.1);
    }
}

static void
test_bands (void)
{
  static const int rows[] = { 1, 7, 32, 95 };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree guint32 *whole = draw_shape (&shapes[i], SIDE);

      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          g_autofree guint32 *parts = draw_shape (&shapes[i], rows[k]);

          g_assert_cmpmem (whole, SIDE * SIDE * 4, parts, SIDE * SIDE * 4);
        }
    }
}

/* A net of quadrilaterals with shared, crooked edges covers its inside to the last bit. */
static void
test_seams (void)
{
  enum
  {
    N = 12
  };
  double p[N + 1][N + 1][2];
  g_autofree guint32 *pixels = new_picture ();
  WfAreaMask *mask = wf_area_mask_new (SIDE, SIDE, SIDE);
  GRand *rand = g_rand_new_with_seed (7);

  for (int y = 0; y <= N; y++)
    for (int x = 0; x <= N; x++)
      {
        p[y][x][0] = 5 + x * 7.1 + g_rand_double_range (rand, -2, 2);
        p[y][x][1] = 5 + y * 7.1 + g_rand_double_range (rand, -2, 2);
      }
  wf_area_mask_move (mask, 0, SIDE);
  for (int y = 0; y < N; y++)
    for (int x = 0; x < N; x++)
      {
        double ring[4][2];

        memcpy (ring[0], p[y][x], sizeof ring[0]);
        memcpy (ring[1], p[y][x + 1], sizeof ring[0]);
        memcpy (ring[2], p[y + 1][x + 1], sizeof ring[0]);
        memcpy (ring[3], p[y + 1][x], sizeof ring[0]);
        add_ring (mask, (const double (*)[2]) ring, 4);
      }
  wf_area_mask_paint (mask, pixels, SIDE, wf_ink (0xffffffff));
  for (int y = 10; y < 84; y++)
    for (int x = 10; x < 84; x++)
      g_assert_cmphex (pixels[y * SIDE + x], ==, 0xffffffffu);
  g_rand_free (rand);
  wf_area_mask_free (mask);
}

/* Footprints under a pixel: their area arrives, wherever they lie across pixels and borders. */
static void
test_dots (void)
{
  g_autofree guint32 *pixels = new_picture ();
  WfAreaMask *mask = wf_area_mask_new (SIDE, SIDE, SIDE);
  GRand *rand = g_rand_new_with_seed (11);
  double wanted = 0, got = 0;

  wf_area_mask_move (mask, 0, SIDE);
  for (int i = 0; i < 3000; i++)
    {
      double x = g_rand_double_range (rand, 1, SIDE - 2), w = g_rand_double_range (rand, 0.1, 1);
      double y = g_rand_double_range (rand, 1, SIDE - 2), h = g_rand_double_range (rand, 0.1, 1);

      wf_area_mask_dot (mask, x, y, x + w, y + h, w * h * 0.5);
      wanted += w * h * 0.5;
    }
  /* Beyond the frame: nothing may be written outside. */
  wf_area_mask_dot (mask, -0.6, -0.6, 0.3, 0.3, 0);
  wf_area_mask_dot (mask, SIDE - 0.3, SIDE - 0.3, SIDE + 0.6, SIDE + 0.6, 0);
  wf_area_mask_paint (mask, pixels, SIDE, wf_ink (0xffffffff));
  for (int i = 0; i < SIDE * SIDE; i++)
    got += (pixels[i] & 255) / 255.0;
  g_assert_cmpfloat (fabs (got / wanted - 1), <, 0.02);
  g_rand_free (rand);
  wf_area_mask_free (mask);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/masks/areas", test_areas);
  g_test_add_func ("/masks/bands", test_bands);
  g_test_add_func ("/masks/seams", test_seams);
  g_test_add_func ("/masks/dots", test_dots);
  return g_test_run ();
}
