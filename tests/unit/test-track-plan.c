/* Watchfloor: tests of which tracks are drawn where.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-symbol.h"

#include <math.h>

static WfTrack
make_track (WfTrackClass track_class, double lon, double lat)
{
  WfTrack track = { .id = "id",
                    .label = "id",
                    .track_class = track_class,
                    .position = { lon, lat },
                    .state = WF_UNIT_EN_ROUTE,
                    .heading_deg = NAN,
                    .speed_mps = NAN,
                    .accuracy_m = NAN,
                    .received_us = 0,
                    .observed_us = 0 };

  track.at = wf_unit_from_lonlat (track.position);
  return track;
}

static WfView
make_view (double zoom, double rotation)
{
  return (WfView){ .center = wf_mercator_from_lonlat ((WfLonLat){ 121.6, 38.9 }),
                   .zoom = zoom,
                   .rotation_rad = rotation,
                   .width_px = 800,
                   .height_px = 600,
                   .scale = 1 };
}

static void
test_heading (void)
{
  static const struct
  {
    double heading_deg, rotation_rad;
    guint expect;
  } cases[] = { { NAN, 0, 0 },      { 0, 0, 1 },          { 359, 0, 1 },        { 360, 0, 1 },
                { 5, 0, 1 },        { 6, 0, 2 },          { 90, 0, 9 },         { 180, 0, 17 },
                { 0, M_PI / 2, 9 }, { 90, -M_PI / 2, 1 }, { 0, -M_PI / 2, 25 }, { -90, 0, 25 },
                { 720 + 90, 0, 9 }, { INFINITY, 0, 0 },   { 350, M_PI, 16 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (wf_heading_bucket (cases[i].heading_deg, cases[i].rotation_rad), ==,
                      cases[i].expect);
}

/* Each track in sight has its spot where the view says; nothing else has one. */
static void
test_places (void)
{
  g_autoptr (GArray) spots = g_array_new (FALSE, FALSE, sizeof (WfSpot));
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  WfTrack tracks[500];
  guint n_inside = 0;

  for (guint i = 0; i < G_N_ELEMENTS (tracks); i++)
    tracks[i] = make_track (WF_TRACK_AMBULANCE, g_rand_double_range (rand, 121.4, 121.8),
                            g_rand_double_range (rand, 38.8, 39.0));
  tracks[7].position.lon = NAN;
  for (int turn = 0; turn < 4; turn++)
    {
      WfView view = make_view (12.4, turn * 0.9);

      n_inside = 0;
      wf_track_plan (tracks, G_N_ELEMENTS (tracks), &view, WF_NO_TRACK, spots);
      for (guint i = 0; i < G_N_ELEMENTS (tracks); i++)
        {
          WfPoint px = wf_view_point_to_pixel (&view, wf_unit_to_point (tracks[i].at));
          gboolean inside = i != 7 && px.x >= 0 && px.y >= 0 && px.x < 800 && px.y < 600;
          const WfSpot *found = NULL;

          for (guint k = 0; k < spots->len; k++)
            if (g_array_index (spots, WfSpot, k).track == i)
              found = &g_array_index (spots, WfSpot, k);
          n_inside += inside;
          if (inside)
            g_assert_nonnull (found);
          if (found == NULL)
            continue;
          g_assert_cmpfloat_with_epsilon ((double) found->x, px.x, 0.01);
          g_assert_cmpfloat_with_epsilon ((double) found->y, px.y, 0.01);
        }
      g_assert_cmpuint (n_inside, >, 20);
    }
}

static void
test_pick (void)
{
  g_autoptr (GArray) spots = g_array_new (FALSE, FALSE, sizeof (WfSpot));
  WfTrack tracks[]
      = { make_track (WF_TRACK_BUS, 121.6, 38.9), make_track (WF_TRACK_AMBULANCE, 121.6, 38.9),
          make_track (WF_TRACK_BUS, 121.61, 38.9) };
  WfView view = make_view (14, 0);
  const WfSpot *spot;

  wf_track_plan (tracks, G_N_ELEMENTS (tracks), &view, WF_NO_TRACK, spots);
  spot = wf_track_plan_pick (spots, 402, 299);
  g_assert_nonnull (spot);
  /* Of two in one place the unit lies above the bus. */
  g_assert_cmpuint (spot->track, ==, 1);
  g_assert_null (wf_track_plan_pick (spots, 440, 300));
  wf_track_plan (tracks, G_N_ELEMENTS (tracks), &view, 0, spots);
  g_assert_cmpuint (wf_track_plan_pick (spots, 402, 299)->track, ==, 0);
}

static void
test_zooms (void)
{
  g_autoptr (GArray) spots = g_array_new (FALSE, FALSE, sizeof (WfSpot));
  WfTrack bus = make_track (WF_TRACK_BUS, 121.6, 38.9);
  WfTrack signal = make_track (WF_TRACK_SIGNAL, 121.6, 38.9);
  WfView far = make_view (10.5, 0), near = make_view (16.5, 0);

  wf_track_plan (&bus, 1, &far, WF_NO_TRACK, spots);
  g_assert_cmpint (g_array_index (spots, WfSpot, 0).kind, ==, WF_SPOT_DOT);
  wf_track_plan (&bus, 1, &far, 0, spots);
  g_assert_cmpint (g_array_index (spots, WfSpot, 0).kind, ==, WF_SPOT_SYMBOL);
  wf_track_plan (&signal, 1, &far, WF_NO_TRACK, spots);
  g_assert_cmpuint (spots->len, ==, 0);
  wf_track_plan (&signal, 1, &far, 0, spots);
  g_assert_cmpuint (spots->len, ==, 1);
  wf_track_plan (&signal, 1, &near, WF_NO_TRACK, spots);
  g_assert_cmpint (g_array_index (spots, WfSpot, 0).kind, ==, WF_SPOT_SYMBOL);
}

/* Crowds: nobody is lost, units and the selected one stay themselves. */
static void
test_crowds (void)
{
  g_autoptr (GArray) spots = g_array_new (FALSE, FALSE, sizeof (WfSpot));
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  WfView view = make_view (13.7, 0.3);
  guint n = 5000, total = 0, n_units = 0, n_crowds = 0;
  g_autofree WfTrack *tracks = g_new (WfTrack, n);
  gboolean selected_seen = FALSE;

  for (guint i = 0; i < n; i++)
    tracks[i] = make_track (i % 250 == 0 ? WF_TRACK_FIRE : WF_TRACK_BUS,
                            g_rand_double_range (rand, 121.58, 121.62),
                            g_rand_double_range (rand, 38.885, 38.915));
  wf_track_plan (tracks, n, &view, 1, spots);
  for (guint i = 0; i < spots->len; i++)
    {
      const WfSpot *spot = &g_array_index (spots, WfSpot, i);

      total += spot->count;
      n_crowds += spot->kind == WF_SPOT_CROWD;
      n_units += wf_track_is_unit (&tracks[spot->track]) && spot->kind == WF_SPOT_SYMBOL;
      selected_seen |= spot->track == 1 && spot->kind == WF_SPOT_SYMBOL;
      if (i > 0)
        g_assert_cmpuint (spot->rank, >=, g_array_index (spots, WfSpot, i - 1).rank);
    }
  g_assert_cmpuint (total, ==, n);
  g_assert_cmpuint (n_crowds, >, 10);
  g_assert_cmpuint (n_units, ==, n / 250);
  g_assert_true (selected_seen);
  g_assert_cmpuint (spots->len, <, 1500);
}

/* Three at their station: three spots apart from each other, about the true place. */
static void
test_stack (void)
{
  g_autoptr (GArray) spots = g_array_new (FALSE, FALSE, sizeof (WfSpot));
  WfTrack tracks[4];
  WfView view = make_view (13, 0);

  for (guint i = 0; i < 4; i++)
    {
      tracks[i] = make_track (WF_TRACK_AMBULANCE, 121.6, 38.9);
      tracks[i].state = i == 3 ? WF_UNIT_EN_ROUTE : WF_UNIT_STANDBY_HOME;
      tracks[i].speed_mps = i == 3 ? 10 : 0;
    }
  wf_track_plan (tracks, 4, &view, WF_NO_TRACK, spots);
  g_assert_cmpuint (spots->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const WfSpot *a = &g_array_index (spots, WfSpot, i);

      g_assert_cmpfloat (fabsf (a->x - 400), <, 30);
      if (a->track == 3)
        g_assert_cmpfloat_with_epsilon (a->x, 400, 0.01); /* what drives stays where it is */
      for (guint k = i + 1; k < 4; k++)
        if (a->track != 3 && g_array_index (spots, WfSpot, k).track != 3)
          g_assert_cmpfloat (fabsf (a->x - g_array_index (spots, WfSpot, k).x), >, 15);
    }
}

static void
test_look (void)
{
  WfTrack track = make_track (WF_TRACK_AMBULANCE, 121.6, 38.9);
  WfLook look;

  track.heading_deg = 90;
  track.speed_mps = 0;
  look = wf_look_of (&track, WF_SPOT_SYMBOL, WF_SECOND_US, 0);
  g_assert_cmpuint (look.heading, ==, 0); /* stands: it has no direction */
  g_assert_cmpuint (look.group, ==, WF_UNIT_GROUP_BUSY);
  g_assert_cmpuint (look.freshness, ==, WF_FRESH);
  track.speed_mps = 9;
  track.flags = WF_REPORT_FLAG_JUMP;
  look = wf_look_of (&track, WF_SPOT_SYMBOL, 90 * WF_SECOND_US, 0);
  g_assert_cmpuint (look.heading, ==, 9);
  g_assert_cmpuint (look.freshness, ==, WF_STALE);
  g_assert_true (look.doubtful);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track-plan/heading", test_heading);
  g_test_add_func ("/track-plan/places", test_places);
  g_test_add_func ("/track-plan/pick", test_pick);
  g_test_add_func ("/track-plan/zooms", test_zooms);
  g_test_add_func ("/track-plan/crowds", test_crowds);
  g_test_add_func ("/track-plan/stack", test_stack);
  g_test_add_func ("/track-plan/look", test_look);
  return g_test_run ();
}
