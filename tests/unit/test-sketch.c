/* Watchfloor: tests of a shape being drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-sketch.h"

static const WfLonLat square[]
    = { { 121.6, 38.9 }, { 121.61, 38.9 }, { 121.61, 38.91 }, { 121.6, 38.91 } };

static guint
count (WfSketch *sketch)
{
  guint n;

  wf_sketch_points (sketch, &n);
  return n;
}

static void
test_complete (void)
{
  static const struct
  {
    WfShapeKind kind;
    guint needed;
  } cases[] = { { WF_SHAPE_POINT, 1 }, { WF_SHAPE_LINE, 2 }, { WF_SHAPE_AREA, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WfSketch) sketch = wf_sketch_new (cases[i].kind);
      g_auto (WfShape) shape = { 0 };

      for (guint n = 0; n < cases[i].needed; n++)
        {
          g_assert_false (wf_sketch_get_shape (sketch, &shape));
          wf_sketch_add (sketch, square[n]);
        }
      g_assert_true (wf_sketch_get_shape (sketch, &shape));
      g_assert_cmpuint (shape.n_points, ==, cases[i].needed);
      g_assert_cmpint (shape.kind, ==, cases[i].kind);
    }
}

static void
test_point_moves (void)
{
  g_autoptr (WfSketch) sketch = wf_sketch_new (WF_SHAPE_POINT);
  guint n;

  wf_sketch_add (sketch, square[0]);
  wf_sketch_add (sketch, square[1]);
  g_assert_cmpfloat (wf_sketch_points (sketch, &n)[0].lon, ==, 121.61);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (wf_sketch_undo (sketch));
  g_assert_cmpfloat (wf_sketch_points (sketch, &n)[0].lon, ==, 121.6);
}

static void
test_undo (void)
{
  g_autoptr (WfSketch) sketch = wf_sketch_new (WF_SHAPE_LINE);
  guint n;

  for (guint i = 0; i < 4; i++)
    wf_sketch_add (sketch, square[i]);
  wf_sketch_begin_move (sketch);
  for (int i = 0; i < 10; i++)
    wf_sketch_move (sketch, 1, (WfLonLat){ 121.7 + i * 0.01, 38.9 });
  g_assert_true (wf_sketch_undo (sketch));
  g_assert_cmpfloat (wf_sketch_points (sketch, &n)[1].lon, ==, 121.61);
  g_assert_true (wf_sketch_redo (sketch));
  g_assert_cmpfloat (wf_sketch_points (sketch, &n)[1].lon, ==, 121.79);
  wf_sketch_undo (sketch);
  wf_sketch_undo (sketch);
  g_assert_cmpuint (count (sketch), ==, 3);
  wf_sketch_insert (sketch, 1, square[3]);
  g_assert_false (wf_sketch_redo (sketch));
  g_assert_cmpfloat (wf_sketch_points (sketch, &n)[1].lat, ==, 38.91);
  while (wf_sketch_undo (sketch))
    ;
  g_assert_cmpuint (count (sketch), ==, 0);
  while (wf_sketch_redo (sketch))
    ;
  g_assert_cmpuint (count (sketch), ==, 4);
}

static void
test_limit (void)
{
  g_autoptr (WfSketch) sketch = wf_sketch_new (WF_SHAPE_LINE);
  guint n = 0;

  while (wf_sketch_add (sketch, square[n % 4]) && n < 100000)
    n++;
  g_assert_cmpuint (n, <, 100000);
  g_assert_cmpuint (count (sketch), ==, n);
}

static void
test_measure (void)
{
  g_autoptr (WfSketch) line = wf_sketch_new (WF_SHAPE_LINE);
  g_autoptr (WfSketch) area = wf_sketch_new (WF_SHAPE_AREA);
  g_autofree char *nothing = NULL;
  g_autofree char *length = NULL;
  g_autofree char *square_text = NULL;

  wf_sketch_add (line, square[0]);
  nothing = wf_sketch_measure (line, NULL);
  g_assert_null (nothing);
  /* 0.01 degrees of longitude at 38.9 N on the ellipsoid: 867.4 m */
  length = wf_sketch_measure (line, &square[1]);
  g_assert_cmpstr (length, ==, "867 m");
  for (guint i = 0; i < 4; i++)
    wf_sketch_add (area, square[i]);
  square_text = wf_sketch_measure (area, NULL);
  g_assert_nonnull (g_strstr_len (square_text, -1, "96.3"));
  g_assert_nonnull (g_strstr_len (square_text, -1, "3.96 km"));
}

static void
test_edit (void)
{
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_AREA, square, 4);
  g_autoptr (WfSketch) sketch = wf_sketch_new_from_shape (&shape);

  g_assert_true (wf_sketch_is_complete (sketch));
  g_assert_false (wf_sketch_undo (sketch));
  wf_sketch_remove (sketch, 0);
  g_assert_cmpuint (count (sketch), ==, 3);
  g_assert_true (wf_sketch_undo (sketch));
  g_assert_cmpuint (count (sketch), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketch/complete", test_complete);
  g_test_add_func ("/sketch/point-moves", test_point_moves);
  g_test_add_func ("/sketch/undo", test_undo);
  g_test_add_func ("/sketch/limit", test_limit);
  g_test_add_func ("/sketch/measure", test_measure);
  g_test_add_func ("/sketch/edit", test_edit);
  return g_test_run ();
}
