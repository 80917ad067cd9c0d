/* Watchfloor: tests of how the view moves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-frame-place.h"
#include "wf-motion.h"
#include "wf-scale-bar.h"

static WfView
make_view (double lon, double lat, double zoom, double rotation)
{
  return (WfView){ .center = wf_mercator_from_lonlat ((WfLonLat){ lon, lat }),
                   .zoom = zoom,
                   .rotation_rad = rotation,
                   .width_px = 800,
                   .height_px = 600,
                   .scale = 1 };
}

static void
assert_same_place (const WfView *a, const WfView *b, WfPoint px)
{
  WfPoint p = wf_view_pixel_to_point (a, px), q = wf_view_pixel_to_point (b, px);
  double k = wf_view_pixels_per_unit (b);

  g_assert_cmpfloat (hypot (p.x - q.x, p.y - q.y) * k, <, 1e-3);
}

static void
test_about (void)
{
  WfPoint anchor = { 123, 456 };
  WfView view = make_view (121.6, 38.9, 12.3, 0.7), before = view;

  wf_view_zoom_about (&view, 15.1, anchor);
  assert_same_place (&before, &view, anchor);
  wf_view_rotate_about (&view, -1.2, anchor);
  assert_same_place (&before, &view, anchor);
  before = view;
  wf_view_pan (&view, 30, -40);
  {
    WfPoint p = wf_view_pixel_to_point (&before, (WfPoint){ 100, 100 });
    WfPoint px = wf_view_point_to_pixel (&view, p);

    g_assert_cmpfloat_with_epsilon (px.x, 130, 1e-3);
    g_assert_cmpfloat_with_epsilon (px.y, 60, 1e-3);
  }
}

/* Any movement ends, and at its goal, however the frames fall. */
static void
test_ends (void)
{
  static const gint64 steps_us[] = { 1000, 16667, 100000, 900000 };
  WfView from = make_view (121.6, 38.9, 12, 6.2), to = make_view (121.7, 38.95, 15, 0.1);

  for (guint i = 0; i < G_N_ELEMENTS (steps_us); i++)
    {
      WfMotion flight = wf_motion_flight (&from, &to);
      WfMotion zoom = wf_motion_zoom (14, (WfPoint){ 10, 20 });
      WfMotion glide = wf_motion_glide (3000, -100);
      WfView view = from;
      gint64 t = 1000000;
      guint n = 0;

      for (; wf_motion_step (&flight, t, &view) && n < 100000; n++)
        t += steps_us[i];
      g_assert_cmpfloat (view.zoom, ==, 15);
      g_assert_cmpfloat_with_epsilon (view.center.x, to.center.x, 1e-12);
      g_assert_cmpfloat_with_epsilon (remainder (view.rotation_rad - 0.1, 2 * M_PI), 0, 1e-9);
      view = from;
      for (; wf_motion_step (&zoom, t, &view) && n < 100000; n++)
        t += steps_us[i];
      g_assert_cmpfloat (view.zoom, ==, 14);
      assert_same_place (&from, &view, (WfPoint){ 10, 20 });
      for (; wf_motion_step (&glide, t, &view) && n < 100000; n++)
        t += steps_us[i];
      g_assert_cmpuint (n, <, 100000);
    }
}

/* What is drawn for the end of a movement is what the end shows. */
static void
test_goals (void)
{
  WfView from = make_view (121.6, 38.9, 12, 0.4), to = make_view (121.7, 38.95, 13, 0.1);
  const WfMotion motions[]
      = { wf_motion_flight (&from, &to), wf_motion_zoom (12.5, (WfPoint){ 10, 20 }),
          wf_motion_glide (900, -400) };

  for (guint i = 0; i < G_N_ELEMENTS (motions); i++)
    {
      WfMotion motion = motions[i];
      WfView view = from, goal = wf_motion_goal (&motion, &from);
      gint64 t = 1000000;

      for (guint n = 0; wf_motion_step (&motion, t, &view) && n < 1000; n++)
        t += 16667;
      g_assert_cmpfloat_with_epsilon (goal.zoom, view.zoom, 1e-12);
      g_assert_cmpfloat_with_epsilon (goal.rotation_rad, view.rotation_rad, 1e-12);
      g_assert_cmpfloat (hypot (goal.center.x - view.center.x, goal.center.y - view.center.y)
                             * wf_view_pixels_per_unit (&view),
                         <, i == 2 ? 1.0 : 1e-3);
    }
}

/* While the wheel goes nearer, the far picture stays until the near one fills the window. */
static void
test_nearer (void)
{
  WfView far = make_view (121.6, 38.9, 12, 0), near = make_view (121.6, 38.9, 13, 0);
  WfView now = make_view (121.6, 38.9, 12.2, 0);

  far.width_px = near.width_px = 1000;
  far.height_px = near.height_px = 800;
  g_assert_true (wf_frame_is_nearer (&far, &near, &now));
  g_assert_false (wf_frame_is_nearer (&near, &far, &now));
  now.zoom = 12.95;
  g_assert_false (wf_frame_is_nearer (&far, &near, &now));
  /* Neither fills it: the nearer zoom. */
  now.zoom = 11.2;
  g_assert_true (wf_frame_is_nearer (&far, &near, &now));
}

static void
test_short_way (void)
{
  WfView from = make_view (121.6, 38.9, 12, 0.1), to = from;
  WfMotion motion;

  to.rotation_rad = 2 * M_PI - 0.1;
  motion = wf_motion_flight (&from, &to);
  g_assert_cmpfloat_with_epsilon (motion.to.rotation_rad, -0.1, 1e-9);
}

static void
test_scale_bar (void)
{
  static const struct
  {
    double metres_per_px, expect;
  } cases[] = { { 1, 100 }, { 0.9, 100 }, { 0.84, 100 },  { 0.8, 50 },    { 0.1, 10 },
                { 5, 500 }, { 2, 200 },   { 100, 10000 }, { 0.005, 0.5 }, { 0, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (wf_scale_bar_step (cases[i].metres_per_px, 120),
                                    cases[i].expect, 1e-9);
}

static void
test_frame (void)
{
  WfView now = make_view (121.6, 38.9, 14, 0), frame = now;
  WfFramePlace place;

  frame.width_px = 2000;
  frame.height_px = 1600;
  frame.scale = 2;
  place = wf_frame_place (&frame, &now);
  g_assert_cmpfloat_with_epsilon (place.center.x, 400, 1e-6);
  g_assert_cmpfloat_with_epsilon (place.stretch, 1, 1e-12);
  g_assert_true (wf_frame_covers (&frame, &now, 99));
  g_assert_false (wf_frame_covers (&frame, &now, 101));
  wf_view_pan (&now, 100.5, 0);
  g_assert_false (wf_frame_covers (&frame, &now, 0));
  now = make_view (121.6, 38.9, 15, 0.5);
  place = wf_frame_place (&frame, &now);
  g_assert_cmpfloat_with_epsilon (place.stretch, 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (place.turn_rad, 0.5, 1e-12);
  g_assert_true (wf_frame_covers (&frame, &now, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/about", test_about);
  g_test_add_func ("/motion/ends", test_ends);
  g_test_add_func ("/motion/goals", test_goals);
  g_test_add_func ("/motion/nearer", test_nearer);
  g_test_add_func ("/motion/short-way", test_short_way);
  g_test_add_func ("/motion/frame", test_frame);
  g_test_add_func ("/motion/scale-bar", test_scale_bar);
  return g_test_run ();
}
