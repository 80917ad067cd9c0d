/* Watchfloor: tests of a pack as a table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Order, filter and finding against what a plain loop says. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-pack-filter.h"
#include "wf-pack-json.h"
#include "wf-pack-near.h"
#include "wf-pack-sort.h"
#include "wf-pack-writer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum
{
  NAME,
  CODE,
  FLOORS,
  HEIGHT
};

/* @n points; names of @n_names kinds, codes all different with a long common beginning, floors
 * that fall below zero, heights with holes. */
static WfPack *
make_pack (guint n, guint n_names)
{
  g_autofree char *folder = g_dir_make_tmp ("wf-rows-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rows.wfpack", NULL);
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POINT);
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "code", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);
  wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  for (guint i = 0; i < n; i++)
    {
      guint scattered = i * 2654435761u;
      WfLonLat p = { 121 + (scattered % 1000) / 1000.0, 38 + (scattered / 1000 % 1000) / 1000.0 };
      g_autofree char *name = g_strdup_printf ("%s %u", i % 2 == 0 ? "医院" : "Hall", i % n_names);
      g_autofree char *code = g_strdup_printf ("2102030010%08u", scattered % 100000000);

      wf_pack_writer_begin (writer, 7 * i);
      wf_pack_writer_add_lonlats (writer, &p, 1);
      if (i % 11 != 0)
        wf_pack_writer_set_text (writer, NAME, name);
      wf_pack_writer_set_text (writer, CODE, code);
      wf_pack_writer_set_int (writer, FLOORS, (gint64) (scattered % 60) - 4);
      if (i % 3 != 0)
        wf_pack_writer_set_real (writer, HEIGHT, (scattered % 1000) / 8.0 - 20);
      wf_pack_writer_end (writer);
    }
  wf_pack_writer_finish (writer, path, &error);
  g_assert_no_error (error);
  pack = wf_pack_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return pack;
}

/* < 0, 0 or > 0 as @a stands before @b; nulls last. */
static int
compare_values (const WfPack *pack, int field, guint32 a, guint32 b, gboolean *is_null)
{
  double x = 0, y = 0;
  gboolean has_a, has_b;

  *is_null = FALSE;
  if (field == CODE || field == NAME)
    {
      const char *s = wf_pack_text (pack, (guint) field, a),
                 *t = wf_pack_text (pack, (guint) field, b);

      *is_null = s == NULL || t == NULL;
      return *is_null ? (s == NULL) - (t == NULL) : strcmp (s, t);
    }
  has_a = wf_pack_real (pack, (guint) field, a, &x);
  has_b = wf_pack_real (pack, (guint) field, b, &y);
  *is_null = !has_a || !has_b;
  return *is_null ? !has_a - !has_b : (x > y) - (x < y);
}

static void
test_sort (void)
{
  static const int fields[] = { CODE, FLOORS, HEIGHT };
  g_autoptr (WfPack) pack = make_pack (60000, 60000);

  for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
    for (int descending = 0; descending < 2; descending++)
      {
        g_autofree guint32 *order = wf_pack_sort (pack, fields[f], descending, NULL, NULL);
        g_autofree guint8 *seen = g_malloc0 (60000);

        for (guint i = 0; i < 60000; i++)
          {
            gboolean is_null;
            int step;

            g_assert_cmpuint (seen[order[i]]++, ==, 0);
            if (i == 0)
              continue;
            step = compare_values (pack, fields[f], order[i - 1], order[i], &is_null);
            g_assert_true (step == 0 ? order[i - 1] < order[i]
                                     : (step < 0) == (is_null || !descending));
          }
      }
}

/* Few different values: by the locale, numbers by their size. */
static void
test_sort_names (void)
{
  g_autoptr (WfPack) pack = make_pack (400, 40);
  g_autofree guint32 *order = wf_pack_sort (pack, NAME, FALSE, NULL, NULL);
  guint two = 0, ten = 0;

  for (guint i = 0; i < 400; i++)
    {
      const char *text = wf_pack_text (pack, NAME, order[i]);

      if (g_strcmp0 (text, "Hall 3") == 0)
        two = i;
      if (g_strcmp0 (text, "Hall 11") == 0 && ten == 0)
        ten = i;
      g_assert_true (text == NULL || i < 400 - 36);
    }
  g_assert_cmpuint (two, <, ten);
}

static guint
count (WfPack *pack, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *keep = wf_pack_filter (pack, text, NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < wf_pack_shapes (pack)->n_features; i++)
    n += keep[i];
  return n;
}

/* Words of few letters in texts of few: beside a search letter by letter. */
static void
test_words (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_NONE);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (WfPack) pack = NULL;
  GRand *rand = g_rand_new_with_seed (5);

  wf_pack_writer_add_field (writer, "text", WF_FIELD_TEXT);
  for (gint64 i = 0; i < 400; i++)
    {
      char text[13] = { 0 };

      for (int k = g_rand_int_range (rand, 0, 12); k >= 0; k--)
        text[k] = "aAbB-"[g_rand_int_range (rand, 0, 5)];
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_set_text (writer, 0, text);
      wf_pack_writer_end (writer);
      g_ptr_array_add (texts, g_ascii_strdown (text, -1));
    }
  pack = wf_pack_writer_finish_in_memory (writer, NULL);
  for (guint i = 0; i < 200; i++)
    {
      char word[6] = "a";
      guint wanted = 0;

      for (int k = g_rand_int_range (rand, 0, 5); k > 0; k--)
        word[k] = "aAbB-"[g_rand_int_range (rand, 0, 5)];
      for (guint k = 0; k < texts->len; k++)
        {
          g_autofree char *small = g_ascii_strdown (word, -1);

          wanted += strstr (texts->pdata[k], small) != NULL;
        }
      g_assert_cmpuint (count (pack, word), ==, wanted);
    }
  g_rand_free (rand);
}

static void
test_filter (void)
{
  g_autoptr (WfPack) pack = make_pack (60000, 500);
  guint high = 0, named = 0;
  gint64 floors;

  for (guint32 i = 0; i < 60000; i++)
    {
      const char *name = wf_pack_text (pack, NAME, i);

      high += wf_pack_int (pack, FLOORS, i, &floors) && floors > 30;
      named += name != NULL && strstr (name, "医院") != NULL && floors > 30;
    }
  g_assert_cmpuint (count (pack, "floors > 30"), ==, high);
  g_assert_cmpuint (count (pack, "[\">\", [\"get\", \"floors\"], 30]"), ==, high);
  g_assert_cmpuint (count (pack, "floors > 30 and name contains '医院'"), ==, named);
  g_assert_cmpuint (count (pack, "name is null"), ==, 5455);
  g_assert_cmpuint (count (pack, ""), ==, 60000);
  g_assert_cmpuint (count (pack, "hall"), ==, count (pack, "name contains 'Hall'"));
  g_assert_cmpuint (count (pack, "HALL 499"), >=, count (pack, "name = 'Hall 499'"));
  g_assert_cmpuint (count (pack, "499 HALL"), ==, count (pack, "HALL 499"));
  g_assert_cmpuint (count (pack, "nowhere"), ==, 0);
}

static void
test_filter_errors (void)
{
  g_autoptr (WfPack) pack = make_pack (100, 10);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (wf_pack_filter (pack, "storeys > 3", NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (wf_pack_filter (pack, "floors >", NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (wf_pack_filter (pack, "hall", cancelled, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_CANCELLED);
}

static void
test_find (void)
{
  g_autoptr (WfPack) pack = make_pack (2000, 300);
  g_autoptr (GArray) found = wf_pack_find (pack, "hall 29", 20, NULL);
  guint last = 0;

  g_assert_cmpuint (found->len, ==, 20);
  for (guint i = 0; i < found->len; i++)
    {
      const WfPackFound *one = &g_array_index (found, WfPackFound, i);
      const char *name = wf_pack_text (pack, NAME, one->feature);

      g_assert_cmpuint (one->rank, >=, last);
      g_assert_cmpint (one->rank == 0, ==, g_str_equal (name, "Hall 29"));
      last = one->rank;
    }
  g_clear_pointer (&found, g_array_unref);
  found = wf_pack_find (pack, wf_pack_text (pack, CODE, 77), 20, NULL);
  g_assert_cmpuint (g_array_index (found, WfPackFound, 0).feature, ==, 77);
}

static void
test_nearest (void)
{
  g_autoptr (WfPack) pack = make_pack (5000, 10);
  WfLonLat p = { 121.4, 38.6 };
  g_autoptr (GArray) all = wf_pack_near (pack, p, 20000, 0);
  g_autoptr (GArray) few = wf_pack_near (pack, p, 20000, 25);

  g_assert_cmpuint (all->len, >, 100);
  g_assert_cmpuint (few->len, ==, 25);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpfloat (fabs (g_array_index (all, WfPackHit, i).distance_m
                             - g_array_index (few, WfPackHit, i).distance_m),
                       <, 0.5);
}

static void
test_feature_json (void)
{
  g_autoptr (WfPack) pack = make_pack (20, 5);
  g_autoptr (json_t) feature = wf_pack_feature_json (pack, 3);
  json_t *geometry = json_object_get (feature, "geometry");
  json_t *properties = json_object_get (feature, "properties");

  g_assert_cmpstr (wf_json_string (geometry, "type", ""), ==, "Point");
  g_assert_cmpuint (json_array_size (json_object_get (geometry, "coordinates")), ==, 2);
  g_assert_cmpstr (wf_json_string (properties, "code", ""), ==, wf_pack_text (pack, CODE, 3));
  g_assert_cmpint (wf_json_integer (feature, "id", -1), ==, wf_pack_fid (pack, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rows/words", test_words);
  g_test_add_func ("/rows/sort", test_sort);
  g_test_add_func ("/rows/sort-names", test_sort_names);
  g_test_add_func ("/rows/filter", test_filter);
  g_test_add_func ("/rows/filter-errors", test_filter_errors);
  g_test_add_func ("/rows/find", test_find);
  g_test_add_func ("/rows/nearest", test_nearest);
  g_test_add_func ("/rows/feature-json", test_feature_json);
  return g_test_run ();
}
