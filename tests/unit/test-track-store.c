/* Watchfloor: tests of the track store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-track-store.h"

#include <math.h>
#include <string.h>

#define T0 ((gint64) 1767225600 * WF_SECOND_US)
#define S WF_SECOND_US

typedef struct
{
  guint n_calls, position, removed, added;
} Changes;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Changes *changes = data;

  *changes = (Changes){ changes->n_calls + 1, position, removed, added };
}

static WfReport
fix (const char *id, double lon, double lat, gint64 at_us)
{
  WfReport report = wf_report_init ();

  report.id = id;
  report.class_name = "ambulance";
  report.position = (WfLonLat){ lon, lat };
  report.observed_us = report.received_us = at_us;
  return report;
}

static WfReportFlags
apply_at (WfTrackStore *store, WfReport report, gint64 now_us)
{
  return wf_track_store_apply (store, "test", &report, now_us);
}

static void
test_merge (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  WfReport report = fix ("a", 121.6, 38.9, T0);
  const WfTrack *track;
  guint n;

  report.speed_mps = 10;
  report.state = "enRoute";
  report.label = "120-07";
  apply_at (store, report, T0);
  report = fix ("a", NAN, NAN, T0 + S);
  report.kind = WF_REPORT_STATUS;
  report.state = "onScene";
  apply_at (store, report, T0 + S);

  track = wf_track_store_find (store, "a");
  g_assert_nonnull (track);
  g_assert_cmpfloat (track->position.lon, ==, 121.6);
  g_assert_cmpfloat (track->speed_mps, ==, 10);
  g_assert_cmpint (track->state, ==, WF_UNIT_ON_SCENE);
  g_assert_cmpstr (track->label, ==, "120-07");
  g_assert_cmpint (track->track_class, ==, WF_TRACK_AMBULANCE);
  g_assert_cmpint (track->observed_us, ==, T0);
  g_assert_cmpint (track->at.x, ==, wf_unit_from_lonlat (track->position).x);
  g_assert_true (wf_track_store_tracks (store, &n) == track);
  g_assert_cmpuint (n, ==, 1);
  g_assert_null (wf_track_store_find (store, "b"));
}

/* A notification tells what changed; what it does not speak of still holds. */
static void
test_attrs (void)
{
  static const struct
  {
    const char *told, *known;
  } steps[] = {
    { "{\"crew\":3,\"plate\":\"B, }12\"}", "{\"crew\":3,\"plate\":\"B, }12\"}" },
    { "{\"crew\":2}", "{\"crew\":2,\"plate\":\"B, }12\"}" },
    { "{\"a\":{\"crew\":[1,2]},\"crew2\":null}",
      "{\"a\":{\"crew\":[1,2]},\"crew\":2,\"crew2\":null,\"plate\":\"B, }12\"}" },
    { "{}", "{\"a\":{\"crew\":[1,2]},\"crew\":2,\"crew2\":null,\"plate\":\"B, }12\"}" },
    { "{\"plate\":\"\\\"\"}",
      "{\"a\":{\"crew\":[1,2]},\"crew\":2,\"crew2\":null,\"plate\":\"\\\"\"}" },
    /* Nothing to merge with: as it came. */
    { "{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}" },
    { "{\"c\":1", "{\"c\":1" },
    { "[]", "[]" },
    { "{\"d\":4}", "{\"d\":4}" },
  };
  g_autoptr (WfTrackStore) store = wf_track_store_new ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      WfReport report = fix ("a", NAN, NAN, T0 + i * S);

      report.attrs = steps[i].told;
      apply_at (store, report, T0 + i * S);
      g_assert_cmpstr (wf_track_store_find (store, "a")->attrs, ==, steps[i].known);
    }
}

/* A feed that tells ever new attributes does not fill the memory; what came last is there. */
static void
test_attrs_bound (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  g_autofree char *bulk = g_strnfill (9000, 'x');

  for (int i = 0; i < 100; i++)
    {
      g_autofree char *told = g_strdup_printf ("{\"k%02d\":\"%s\"}", i, bulk);
      WfReport report = fix ("a", NAN, NAN, T0 + i * S);
      g_autofree char *key = g_strdup_printf ("\"k%02d\":", i);
      const char *known;

      report.attrs = told;
      apply_at (store, report, T0 + i * S);
      known = wf_track_store_find (store, "a")->attrs;
      g_assert_cmpuint (strlen (known), <=, 65536);
      g_assert_nonnull (strstr (known, key));
      g_assert_true (g_str_has_suffix (known, "\"}"));
    }
}

/* Where fixes carry no time, a word about the state does not make an old position young. */
static void
test_age_of_place (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  WfReport report = fix ("a", 121.6, 38.9, T0);
  const WfTrack *track;

  report.observed_us = WF_TIME_NONE;
  apply_at (store, report, T0);
  report.position = (WfLonLat){ NAN, NAN };
  report.state = "enRoute";
  report.received_us = T0 + 120 * S;
  apply_at (store, report, T0 + 120 * S);
  track = wf_track_store_find (store, "a");
  g_assert_cmpint (track->received_us, ==, T0 + 120 * S);
  g_assert_cmpint (wf_track_age_us (track, T0 + 120 * S), ==, 120 * S);
  g_assert_cmpint (wf_track_freshness (track, T0 + 120 * S), ==, WF_STALE);
}

static void
test_backfill (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  WfReportFlags flags;

  apply_at (store, fix ("a", 121.6, 38.9, T0 + 10 * S), T0 + 10 * S);
  flags = apply_at (store, fix ("a", 121.5, 38.8, T0), T0 + 11 * S);
  g_assert_true (flags & WF_REPORT_FLAG_BACKFILL);
  g_assert_cmpfloat (wf_track_store_find (store, "a")->position.lon, ==, 121.6);
  g_assert_cmpuint (wf_track_store_get_counts (store).n_backfilled, ==, 1);
  flags = apply_at (store, fix ("a", 121.6001, 38.9, T0 + 12 * S), T0 + 12 * S);
  g_assert_cmpint (flags, ==, 0);
  g_assert_cmpint (wf_track_store_find (store, "a")->flags, ==, 0);
}

static void
test_future (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  const WfTrack *track;
  WfReportFlags flags;

  apply_at (store, fix ("a", 121.6, 38.9, T0), T0);
  /* A little ahead is a clock, not a lie. */
  flags = apply_at (store, fix ("a", 121.6001, 38.9, T0 + 4 * S), T0 + S);
  g_assert_cmpint (flags, ==, 0);
  /* An hour ahead does not replace what is good, nor hold back the next. */
  flags = apply_at (store, fix ("a", 121.61, 38.9, T0 + 3600 * S), T0 + 60 * S / 10);
  g_assert_true (flags & WF_REPORT_FLAG_FUTURE);
  g_assert_cmpfloat (wf_track_store_find (store, "a")->position.lon, ==, 121.6001);
  flags = apply_at (store, fix ("a", 121.6002, 38.9, T0 + 8 * S), T0 + 8 * S);
  g_assert_cmpint (flags, ==, 0);
  g_assert_cmpfloat (wf_track_store_find (store, "a")->position.lon, ==, 121.6002);
  /* Alone it is shown, but never as live. */
  apply_at (store, fix ("b", 121.6, 38.9, T0 + 3600 * S), T0);
  track = wf_track_store_find (store, "b");
  g_assert_cmpfloat (track->position.lon, ==, 121.6);
  g_assert_true (track->flags & WF_REPORT_FLAG_FUTURE);
  g_assert_cmpint (wf_track_freshness (track, T0 + S), ==, WF_AGEING);
  g_assert_cmpint (wf_track_freshness (track, T0 + 61 * S), ==, WF_STALE);
}

static void
test_stuck (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  WfReport report;
  WfReportFlags flags = 0;

  for (int i = 0; i <= 6; i++)
    {
      report = fix ("moving", 121.6, 38.9, T0 + i * 5 * S);
      report.speed_mps = 12;
      flags = apply_at (store, report, report.observed_us);
      g_assert_cmpint (!!(flags & WF_REPORT_FLAG_STUCK), ==, i >= 4);
    }
  report = fix ("moving", 121.6003, 38.9, T0 + 40 * S);
  report.speed_mps = 12;
  flags = apply_at (store, report, report.observed_us);
  g_assert_cmpint (flags, ==, 0);
  /* At its station for an hour: nothing is wrong. */
  for (int i = 0; i <= 60; i++)
    {
      report = fix ("home", 121.6, 38.9, T0 + i * 60 * S);
      report.speed_mps = 0;
      report.state = "standbyHome";
      flags = apply_at (store, report, report.observed_us);
      g_assert_cmpint (flags, ==, 0);
    }
}

static void
test_jump (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  WfReportFlags flags;

  apply_at (store, fix ("a", 121.6, 38.9, T0), T0);
  flags = apply_at (store, fix ("a", 121.605, 38.9, T0 + 10 * S), T0 + 10 * S); /* 430 m */
  g_assert_cmpint (flags, ==, 0);
  flags = apply_at (store, fix ("a", 121.8, 38.9, T0 + 11 * S), T0 + 11 * S); /* 17 km */
  g_assert_true (flags & WF_REPORT_FLAG_JUMP);
  g_assert_true (wf_track_store_find (store, "a")->flags & WF_REPORT_FLAG_JUMP);
  wf_track_store_set_world_speed (store, 1000);
  flags = apply_at (store, fix ("a", 121.6, 38.9, T0 + 12 * S), T0 + 12 * S);
  g_assert_cmpint (flags, ==, 0);
}

static void
test_out_of_range (void)
{
  static const WfLonLat bad[] = { { 200, 38 }, { 38.9, 121.6 }, { 0, 0 }, { INFINITY, 3 } };
  g_autoptr (WfTrackStore) store = wf_track_store_new ();

  apply_at (store, fix ("a", 121.6, 38.9, T0), T0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    apply_at (store, fix ("a", bad[i].lon, bad[i].lat, T0 + S), T0 + S);
  g_assert_cmpfloat (wf_track_store_find (store, "a")->position.lon, ==, 121.6);
  g_assert_cmpuint (wf_track_store_get_counts (store).n_out_of_range, ==, G_N_ELEMENTS (bad));
}

static void
test_model (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  g_autoptr (WfTrackRow) row = NULL;
  g_autofree char *label = NULL;
  WfReport gone = fix ("id-2", NAN, NAN, T0);
  Changes changes = { 0 };

  g_signal_connect (store, "items-changed", G_CALLBACK (changed_cb), &changes);
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%d", i);

      apply_at (store, fix (id, 121.6, 38.9, T0), T0);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 0);
  g_assert_true (wf_track_store_commit (store));
  g_assert_false (wf_track_store_commit (store));
  g_assert_cmpuint (changes.n_calls, ==, 1);
  g_assert_cmpuint (changes.added, ==, 5);

  row = g_list_model_get_item (G_LIST_MODEL (store), 2);
  g_assert_cmpstr (wf_track_row_get_id (row), ==, "id-2");
  gone.kind = WF_REPORT_DELETE;
  apply_at (store, gone, T0);
  g_assert_null (wf_track_row_get_track (row));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 5);
  wf_track_store_commit (store);
  g_assert_cmpuint (changes.n_calls, ==, 2);
  g_assert_cmpuint (changes.position, ==, 2);
  g_assert_cmpuint (changes.removed, ==, 1);
  g_assert_cmpuint (changes.added, ==, 0);
  g_object_get (row, "label", &label, NULL);
  g_assert_cmpstr (label, ==, "id-2");
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_rows (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  g_autoptr (WfTrackRow) row = NULL;
  g_autoptr (WfTrackRow) same = NULL;
  g_autofree char *state = NULL;
  g_autofree char *age = NULL;
  WfReport report = fix ("a", 121.6, 38.9, T0);
  guint n_state = 0, n_age = 0;

  report.state = "standbyHome";
  apply_at (store, report, T0);
  wf_track_store_commit (store);
  row = g_list_model_get_item (G_LIST_MODEL (store), 0);
  same = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_assert_true (row == same);
  g_signal_connect (row, "notify::state-label", G_CALLBACK (count_cb), &n_state);
  g_signal_connect (row, "notify::age-text", G_CALLBACK (count_cb), &n_age);
  report = fix ("a", 121.6, 38.9, T0 + S);
  report.state = "enRoute";
  apply_at (store, report, T0 + S);
  g_assert_cmpuint (n_state, ==, 0);
  wf_track_store_commit (store);
  g_assert_cmpuint (n_state, ==, 1);
  g_object_get (row, "state-label", &state, NULL);
  g_assert_cmpstr (state, ==, wf_unit_state_label (WF_UNIT_EN_ROUTE));
  n_age = 0;
  wf_track_store_set_now (store, T0 + 20 * S);
  wf_track_store_set_now (store, T0 + 20 * S);
  g_assert_cmpuint (n_age, ==, 1);
  g_object_get (row, "age-text", &age, NULL);
  g_assert_nonnull (g_strrstr (age, "19"));
}

/* What the model shows at any moment, its signals applied to a copy must give as well. */
static void
mirror_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  GPtrArray *mirror = data;

  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (mirror, position);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (WfTrackRow) row = g_list_model_get_item (model, position + i);

      g_ptr_array_insert (mirror, (int) (position + i), g_strdup (wf_track_row_get_id (row)));
    }
}

static void
test_random (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  g_signal_connect (store, "items-changed", G_CALLBACK (mirror_cb), mirror);
  for (int step = 0; step < 3000; step++)
    {
      g_autofree char *id = g_strdup_printf ("id-%d", g_rand_int_range (rand, 0, 60));
      WfReport report = fix (id, 121.6, 38.9, T0 + step * S);
      guint n;

      report.kind = g_rand_int_range (rand, 0, 3) == 0 ? WF_REPORT_DELETE : WF_REPORT_POSITION;
      apply_at (store, report, T0 + step * S);
      if (g_rand_int_range (rand, 0, 8) != 0)
        continue;
      wf_track_store_commit (store);
      g_assert_cmpuint (mirror->len, ==, g_list_model_get_n_items (G_LIST_MODEL (store)));
      wf_track_store_tracks (store, &n);
      g_assert_cmpuint (n, ==, mirror->len);
      for (guint i = 0; i < mirror->len; i++)
        {
          g_autoptr (WfTrackRow) row = g_list_model_get_item (G_LIST_MODEL (store), i);

          g_assert_cmpstr (wf_track_row_get_id (row), ==, g_ptr_array_index (mirror, i));
          g_assert_cmpstr (wf_track_row_get_track (row)->id, ==, g_ptr_array_index (mirror, i));
        }
    }
}

/* A feed that invents names without end may not fill the memory with them, nor bad text the
 * screen. */
static void
test_hostile (void)
{
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  g_autofree char *huge = g_strnfill (100000, 'x');
  WfReport report = fix (huge, 121.6, 38.9, T0);

  apply_at (store, report, T0);
  g_assert_null (wf_track_store_find (store, huge));
  g_assert_cmpuint (wf_track_store_get_counts (store).n_overflow, ==, 1);
  report.id = "a";
  report.class_name = huge;
  report.state = huge;
  report.label = "\xff\xfe bad";
  report.attrs = huge;
  apply_at (store, report, T0);
  g_assert_cmpstr (wf_track_store_find (store, "a")->class_name, ==, "other");
  g_assert_true (g_utf8_validate (wf_track_store_find (store, "a")->label, -1, NULL));
  g_assert_null (wf_track_store_find (store, "a")->attrs);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track-store/merge", test_merge);
  g_test_add_func ("/track-store/attrs", test_attrs);
  g_test_add_func ("/track-store/attrs-bound", test_attrs_bound);
  g_test_add_func ("/track-store/age-of-place", test_age_of_place);
  g_test_add_func ("/track-store/backfill", test_backfill);
  g_test_add_func ("/track-store/future", test_future);
  g_test_add_func ("/track-store/stuck", test_stuck);
  g_test_add_func ("/track-store/jump", test_jump);
  g_test_add_func ("/track-store/out-of-range", test_out_of_range);
  g_test_add_func ("/track-store/model", test_model);
  g_test_add_func ("/track-store/rows", test_rows);
  g_test_add_func ("/track-store/random", test_random);
  g_test_add_func ("/track-store/hostile", test_hostile);
  return g_test_run ();
}
