/* Watchfloor: unit tests of the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cursor shows at any time is held against all the reports that had come by then; what is
 * damaged or cut short costs itself only. */
#include "config.h"

#include "wf-error.h"
#include "wf-history-cursor.h"
#include "wf-history-files.h"
#include "wf-history.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_THINGS 40
#define BEGIN_US (G_GINT64_CONSTANT (1790000000) * WF_SECOND_US)
#define LIMITS ((WfHistoryLimits){ WF_HISTORY_MAX_BYTES, WF_HISTORY_MAX_AGE_US })

static char *
new_folder (void)
{
  return g_dir_make_tmp ("watchfloor-history-XXXXXX", NULL);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* ---- reports of a day */

/* Report @i of the day, some two a second. */
static WfReport *
make_report (GRand *rand, guint i)
{
  WfReport report = wf_report_init ();
  guint thing = (guint) g_rand_int_range (rand, 0, N_THINGS);
  g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Vehicle:%u", thing);
  g_autofree char *label = g_strdup_printf ("120-%02u", thing);
  g_autofree char *attrs = NULL;

  report.id = id;
  report.class_name = thing % 3 == 0 ? "bus" : "ambulance";
  report.label = label;
  report.received_us = BEGIN_US + (gint64) i * 500 * 1000;
  switch (g_rand_int_range (rand, 0, 10))
    {
    case 0:
      report.kind = WF_REPORT_STATUS;
      report.state = "onScene";
      attrs = g_strdup_printf ("{\"fuel\":%d}", g_rand_int_range (rand, 0, 100));
      report.attrs = attrs;
      break;
    case 1:
      report.kind = thing > 30 ? WF_REPORT_DELETE : WF_REPORT_STATUS;
      break;
    default:
      report.position = (WfLonLat){ g_rand_double_range (rand, -180, 180),
                                    g_rand_double_range (rand, -90, 90) };
      report.observed_us = report.received_us - g_rand_int_range (rand, -2000, 90000) * 1000;
      report.flags = g_rand_boolean (rand) ? WF_REPORT_FLAG_JUMP : 0;
      report.speed_mps = (float) g_rand_int_range (rand, 0, 3000) / 100;
      report.state = g_rand_boolean (rand) ? "driving" : NULL;
    }
  return wf_report_copy (&report);
}

static GPtrArray *
make_day (guint n)
{
  GPtrArray *day = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_report_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (day, make_report (rand, i));
  return day;
}

static void
write_day (const char *folder, const GPtrArray *day, guint from, guint to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfHistory) history = wf_history_open (folder, LIMITS, &error);

  g_assert_no_error (error);
  for (guint i = from; i < to; i++)
    {
      wf_history_add (history, "cad", day->pdata[i]);
      if (i % 100 == 0)
        wf_history_commit (history);
    }
}

/* ---- what is read */

typedef struct
{
  WfReport *last, *placed;
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_clear_pointer (&known->last, wf_report_free);
  g_clear_pointer (&known->placed, wf_report_free);
  g_free (known);
}

static GHashTable *
new_picture (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
}

static void
take_report (GHashTable *picture, const WfReport *report)
{
  Known *known = g_hash_table_lookup (picture, report->id);

  if (report->kind == WF_REPORT_DELETE)
    {
      g_hash_table_remove (picture, report->id);
      return;
    }
  if (known == NULL)
    {
      known = g_new0 (Known, 1);
      g_hash_table_insert (picture, g_strdup (report->id), known);
    }
  g_clear_pointer (&known->last, wf_report_free);
  known->last = wf_report_copy (report);
  if (isnan (report->position.lon))
    return;
  g_clear_pointer (&known->placed, wf_report_free);
  known->placed = wf_report_copy (report);
}

static void
visit_cb (const WfHistoryEntry *entry, gpointer data)
{
  g_assert_cmpstr (entry->feed, ==, "cad");
  take_report (data, &entry->report);
}

static void
expect_place (const WfReport *got, const WfReport *wanted)
{
  g_assert_cmpint (got->flags, ==, wanted->flags);
  if (isnan (wanted->position.lon))
    g_assert_true (isnan (got->position.lon));
  else
    {
      g_assert_cmpfloat_with_epsilon (got->position.lon, wanted->position.lon, 1e-7);
      g_assert_cmpfloat_with_epsilon (got->position.lat, wanted->position.lat, 1e-7);
    }
  g_assert_cmpint (got->observed_us, ==, wanted->observed_us);
}

static void
expect_same (const WfReport *got, const WfReport *wanted)
{
  g_assert_cmpint (got->kind, ==, wanted->kind);
  g_assert_cmpstr (got->class_name, ==, wanted->class_name);
  g_assert_cmpstr (got->label, ==, wanted->label);
  g_assert_cmpstr (got->state, ==, wanted->state);
  g_assert_cmpstr (got->attrs, ==, wanted->attrs);
  expect_place (got, wanted);
}

static void
expect_picture (GHashTable *got, GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer id, value;

  g_assert_cmpuint (g_hash_table_size (got), ==, g_hash_table_size (wanted));
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const Known *a = g_hash_table_lookup (got, id), *b = value;

      g_assert_nonnull (a);
      expect_same (a->last, b->last);
      g_assert_true ((a->placed != NULL) == (b->placed != NULL));
      if (b->placed != NULL)
        expect_place (a->placed, b->placed);
    }
}

static GHashTable *
picture_by_hand (const GPtrArray *day, gint64 at_us)
{
  GHashTable *picture = new_picture ();

  for (guint i = 0; i < day->len; i++)
    if (((WfReport *) day->pdata[i])->received_us <= at_us)
      take_report (picture, day->pdata[i]);
  return picture;
}

static void
test_any_time (void)
{
  g_autofree char *folder = new_folder ();
  g_autoptr (GPtrArray) day = make_day (6000);
  g_autoptr (WfHistoryCursor) cursor = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  write_day (folder, day, 0, 2500);
  write_day (folder, day, 2500, 6000); /* another shift */
  cursor = wf_history_cursor_new (folder);
  for (guint i = 0; i < 60; i++)
    {
      gint64 at_us = BEGIN_US + g_rand_int_range (rand, 0, 3000 * 1000) * G_GINT64_CONSTANT (1000);
      gint64 then_us = at_us + g_rand_int_range (rand, 0, 900) * WF_SECOND_US;
      g_autoptr (GHashTable) got = new_picture (), wanted = picture_by_hand (day, at_us);
      g_autoptr (GHashTable) later = picture_by_hand (day, then_us);
      g_autoptr (GError) error = NULL;

      g_assert_true (wf_history_cursor_seek (cursor, at_us, visit_cb, got, &error));
      g_assert_no_error (error);
      expect_picture (got, wanted);
      wf_history_cursor_play (cursor, then_us, visit_cb, got);
      expect_picture (got, later);
    }
  g_assert_cmpuint (wf_history_cursor_n_damaged (cursor), ==, 0);
  remove_folder (folder);
}

/* A cursor goes on with what is written while it reads. */
static void
test_follows (void)
{
  g_autofree char *folder = new_folder ();
  g_autoptr (GPtrArray) day = make_day (4000);
  g_autoptr (GHashTable) got = new_picture ();
  g_autoptr (GHashTable) wanted = picture_by_hand (day, G_MAXINT64);
  g_autoptr (WfHistoryCursor) cursor = NULL;

  write_day (folder, day, 0, 1000);
  cursor = wf_history_cursor_new (folder);
  g_assert_true (wf_history_cursor_seek (cursor, G_MAXINT64, visit_cb, got, NULL));
  write_day (folder, day, 1000, 4000);
  wf_history_cursor_play (cursor, G_MAXINT64, visit_cb, got);
  expect_picture (got, wanted);
  remove_folder (folder);
}

static void
test_before_all (void)
{
  g_autofree char *folder = new_folder ();
  g_autoptr (GPtrArray) day = make_day (10);
  g_autoptr (GHashTable) got = new_picture ();
  g_autoptr (WfHistoryCursor) cursor = wf_history_cursor_new (folder);
  g_autoptr (GError) none = NULL, early = NULL, taken = NULL;
  WfHistory *history;

  g_assert_false (wf_history_cursor_seek (cursor, BEGIN_US, visit_cb, got, &none));
  g_assert_error (none, WF_ERROR, WF_ERROR_NOT_FOUND);
  write_day (folder, day, 0, 10);
  g_assert_false (wf_history_cursor_seek (cursor, BEGIN_US - 1, visit_cb, got, &early));
  g_assert_error (early, WF_ERROR, WF_ERROR_NOT_FOUND);
  history = wf_history_open (folder, LIMITS, NULL);
  g_assert_null (wf_history_open (folder, LIMITS, &taken));
  g_assert_error (taken, WF_ERROR, WF_ERROR_CONFLICT);
  wf_history_close (history);
  remove_folder (folder);
}

/* ---- damage */

static char *
only_segment (const char *folder)
{
  g_autoptr (GPtrArray) segments = wf_history_files_list (folder);

  g_assert_cmpuint (segments->len, ==, 1);
  return g_strdup (((WfHistorySegment *) segments->pdata[0])->path);
}

static void
count_cb (const WfHistoryEntry *entry, gpointer data)
{
  ++*(guint *) data;
}

/* Any byte changed, any end cut off: what comes is no more than there was, and nothing breaks. */
static void
test_damage (void)
{
  g_autofree char *folder = new_folder ();
  g_autoptr (GPtrArray) day = make_day (900);
  g_autofree char *path = NULL, *bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  gsize size;

  write_day (folder, day, 0, 900);
  path = only_segment (folder);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (WfHistoryCursor) cursor = wf_history_cursor_new (folder);
      g_autofree char *hurt = g_memdup2 (bytes, size);
      gsize at = (gsize) g_rand_int_range (rand, 16, (gint32) size);
      gboolean is_cut = i % 2 == 0;
      guint n = 0;

      hurt[at] = (char) (hurt[at] ^ (1 << (i % 8)));
      g_assert_true (g_file_set_contents (path, hurt, is_cut ? (gssize) at : (gssize) size, NULL));
      wf_history_cursor_seek (cursor, G_MAXINT64, count_cb, &n, NULL);
      g_assert_cmpuint (n, <=, 2 * N_THINGS);
      g_assert_true (is_cut || n == 0 || wf_history_cursor_n_damaged (cursor) > 0);
    }
  remove_folder (folder);
}

/* A console that begins after a power cut leaves the torn segment and goes on in a new one. */
static void
test_torn (void)
{
  g_autofree char *folder = new_folder ();
  g_autoptr (GPtrArray) day = make_day (1000);
  g_autoptr (GHashTable) got = new_picture ();
  g_autoptr (GHashTable) wanted = picture_by_hand (day, G_MAXINT64);
  g_autoptr (WfHistoryCursor) cursor = NULL;
  g_autofree char *path = NULL;
  FILE *file;

  write_day (folder, day, 0, 500);
  path = only_segment (folder);
  file = g_fopen (path, "ab");
  fputs ("WHB1 half a bl", file);
  fclose (file);
  write_day (folder, day, 500, 1000);
  cursor = wf_history_cursor_new (folder);
  g_assert_true (wf_history_cursor_seek (cursor, G_MAXINT64, visit_cb, got, NULL));
  expect_picture (got, wanted);
  remove_folder (folder);
}

static void
test_bounds (void)
{
  g_autofree char *folder = new_folder ();
  g_autoptr (GPtrArray) day = make_day (6000), left = NULL;
  const WfHistorySegment *last;

  write_day (folder, day, 0, 6000);
  left = wf_history_files_list (folder);
  g_assert_cmpuint (left->len, >, 3);
  last = left->pdata[left->len - 1];
  wf_history_files_prune (folder, last->bytes + 1, 0);
  g_ptr_array_unref (g_steal_pointer (&left));
  left = wf_history_files_list (folder);
  g_assert_cmpuint (left->len, ==, 1);
  wf_history_files_prune (folder, G_MAXUINT64, G_MAXINT64);
  g_ptr_array_unref (g_steal_pointer (&left));
  left = wf_history_files_list (folder);
  g_assert_cmpuint (left->len, ==, 0);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/any-time", test_any_time);
  g_test_add_func ("/history/follows", test_follows);
  g_test_add_func ("/history/before-all", test_before_all);
  g_test_add_func ("/history/damage", test_damage);
  g_test_add_func ("/history/torn", test_torn);
  g_test_add_func ("/history/bounds", test_bounds);
  return g_test_run ();
}
