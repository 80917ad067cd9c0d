/* Watchfloor: tests of driving along a line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-drive.h"
#include "wf-ground.h"

static const WfLonLat start = { 121.6, 38.9 };

/* Straight on, a right angle, a waiting stop, and the end: never faster than allowed, never
 * braking or speeding up harder than the style, never going back. */
static void
test_bounded (void)
{
  WfLonLat line[5] = { start };
  const float limits[4] = { 15, 15, 10, 10 };
  const WfDriveStop stops[] = { { 450, 20 } };
  g_autoptr (WfDrive) drive = NULL;
  WfDriveState last = { 0 };
  double waited = 0, fastest = 0;

  line[1] = wf_ground_move (line[0], 300, 0);
  line[2] = wf_ground_move (line[1], 0, 300);
  line[3] = wf_ground_move (line[2], 0, 200);
  line[4] = wf_ground_move (line[3], 30, 30);
  drive = wf_drive_new (line, 5, limits, stops, 1, 0, WF_DRIVE_CAR);
  g_assert_cmpfloat_with_epsilon (wf_drive_metres (drive), 842.4, 0.5);
  for (double t = 0; t <= wf_drive_seconds (drive) + 5; t += 0.1)
    {
      WfDriveState now = wf_drive_at (drive, t);

      if (t > 0)
        {
          g_assert_cmpfloat (now.along_m, >=, last.along_m - 1e-6);
          g_assert_cmpfloat (now.speed_mps - last.speed_mps, <=, 0.1 * 1.8 + 1e-6);
          g_assert_cmpfloat (now.speed_mps - last.speed_mps, >=, -0.1 * 2.2 - 1e-6);
          g_assert_cmpfloat_with_epsilon ((now.along_m - last.along_m) / 0.1,
                                          (now.speed_mps + last.speed_mps) / 2, 0.15);
        }
      if (ABS (now.along_m - 450) < 0.01 && now.speed_mps == 0)
        waited += 0.1;
      if (ABS (now.along_m - 300) < 2)
        g_assert_cmpfloat (now.speed_mps, <, 9);
      if (now.speed_mps > 0.5)
        g_assert_cmpfloat_with_epsilon (wf_drive_when (drive, now.along_m, FALSE), t, 1e-3);
      fastest = MAX (fastest, now.speed_mps);
      last = now;
    }
  g_assert_cmpfloat_with_epsilon (
      wf_drive_when (drive, 450, TRUE) - wf_drive_when (drive, 450, FALSE), 20, 1e-6);
  g_assert_cmpfloat (wf_drive_when (drive, -5, TRUE), ==, 0);
  g_assert_cmpfloat (wf_drive_when (drive, 9999, FALSE), ==, wf_drive_seconds (drive));
  g_assert_cmpfloat_with_epsilon (waited, 20, 0.3);
  g_assert_cmpfloat_with_epsilon (fastest, 15, 0.01);
  g_assert_cmpfloat (last.speed_mps, ==, 0);
  g_assert_cmpfloat (wf_ground_m (last.position, line[4]), <, 0.01);
}

static void
test_heading (void)
{
  WfLonLat line[3] = { start };
  const float limits[2] = { 10, 10 };
  g_autoptr (WfDrive) drive = NULL;
  double away;

  line[1] = wf_ground_move (line[0], 500, 0);
  line[2] = wf_ground_move (line[1], 0, -500);
  drive = wf_drive_new (line, 3, limits, NULL, 0, 5, WF_DRIVE_CAR);
  g_assert_cmpfloat_with_epsilon (wf_drive_at (drive, 0).speed_mps, 5, 1e-9);
  g_assert_cmpfloat_with_epsilon (wf_drive_at (drive, 10).heading_deg, 90, 0.1);
  g_assert_cmpfloat_with_epsilon (wf_drive_at (drive, wf_drive_seconds (drive) - 5).heading_deg,
                                  180, 0.1);
  g_assert_cmpfloat_with_epsilon (
      wf_drive_project (drive, wf_ground_move (line[1], 40, -100), &away), 600, 0.1);
  g_assert_cmpfloat_with_epsilon (away, 40, 0.1);
}

static void
test_no_length (void)
{
  const WfLonLat line[2] = { start, start };
  const float limits[1] = { 10 };
  g_autoptr (WfDrive) drive = wf_drive_new (line, 2, limits, NULL, 0, 0, WF_DRIVE_CAR);

  g_assert_cmpfloat (wf_drive_seconds (drive), ==, 0);
  g_assert_cmpfloat (wf_drive_at (drive, 3).position.lon, ==, start.lon);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drive/bounded", test_bounded);
  g_test_add_func ("/drive/heading", test_heading);
  g_test_add_func ("/drive/no-length", test_no_length);
  return g_test_run ();
}
