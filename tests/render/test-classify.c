/* Watchfloor: tests of classes, ramps and legends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Natural breaks against every possible cut; the style made of classes gives every value the
 * colour of its class; a legend's swatches have the colours of the map. */
#include "config.h"

#include "wf-classify.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-legend.h"
#include "wf-pack-writer.h"
#include "wf-ramp.h"
#include "wf-style-layer.h"

#include <math.h>
#include <string.h>

/* Points with the fields "v" (a NaN is no value) and "t" (NULL is none). */
static WfPack *
make_pack (const double *values, const char *const *texts, guint n)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POINT);
  g_autoptr (GError) error = NULL;
  WfPack *pack;
  guint v = wf_pack_writer_add_field (writer, "v", WF_FIELD_REAL);
  guint t = wf_pack_writer_add_field (writer, "t", WF_FIELD_TEXT);

  for (guint i = 0; i < n; i++)
    {
      WfUnit at = { 1000 * i, 0 };

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_part (writer, &at, 1);
      if (!isnan (values[i]))
        wf_pack_writer_set_real (writer, v, values[i]);
      if (texts != NULL && texts[i] != NULL)
        wf_pack_writer_set_text (writer, t, texts[i]);
      wf_pack_writer_end (writer);
    }
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  return pack;
}

static const WfClass *
class_at (const WfClasses *classes, guint i)
{
  return &g_array_index (classes->classes, WfClass, i);
}

static double
spread_of (const double *values, guint n, double low, double high, gboolean last)
{
  double sum = 0, squares = 0, count = 0;

  for (guint i = 0; i < n; i++)
    if (values[i] >= low && (values[i] < high || (last && values[i] == high)))
      {
        sum += values[i];
        squares += values[i] * values[i];
        count++;
      }
  return count > 0 ? squares - sum * sum / count : 0;
}

static double
spread_of_classes (const WfClasses *classes, const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < classes->classes->len; i++)
    sum += spread_of (values, n, class_at (classes, i)->low, class_at (classes, i)->high,
                      i + 1 == classes->classes->len);
  return sum;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The least spread of @n sorted values in three classes, by trying all. */
static double
best_of_all (const double *sorted, guint n)
{
  double best = G_MAXDOUBLE, last = sorted[n - 1];

  for (guint a = 1; a + 1 < n; a++)
    for (guint b = a + 1; b < n; b++)
      best = MIN (best, spread_of (sorted, n, sorted[0], sorted[a], FALSE)
                            + spread_of (sorted, n, sorted[a], sorted[b], FALSE)
                            + spread_of (sorted, n, sorted[b], last, TRUE));
  return best;
}

static void
test_natural (void)
{
  for (guint round = 0; round < 40; round++)
    {
      double values[24];
      guint n = 6 + round % 18;
      g_autoptr (WfPack) pack = NULL;
      g_autoptr (WfClasses) classes = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        values[i] = floor (pow (g_test_rand_double (), 2) * 60) + (i % 3) * 40;
      pack = make_pack (values, NULL, n);
      classes = wf_classify (pack, 0, WF_CLASSIFY_NATURAL, 3, &error);
      g_assert_no_error (error);
      qsort (values, n, sizeof *values, compare);
      if (classes->classes->len == 3)
        g_assert_cmpfloat_with_epsilon (spread_of_classes (classes, values, n),
                                        best_of_all (values, n), 1e-6);
      else
        g_assert_cmpfloat_with_epsilon (spread_of_classes (classes, values, n), 0, 1e-6);
    }
}

/* Far more different values than groups: still close to the best, here known by symmetry. */
static void
test_natural_many (void)
{
  guint n = 100000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (WfPack) pack = NULL;
  g_autoptr (WfClasses) classes = NULL;

  for (guint i = 0; i < n; i++)
    values[i] = 1e9 + i;
  pack = make_pack (values, NULL, n);
  classes = wf_classify (pack, 0, WF_CLASSIFY_NATURAL, 4, NULL);
  g_assert_cmpuint (classes->classes->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (class_at (classes, i)->count, n / 4.0, n / 500.0);
}

static void
test_ranges (void)
{
  static const double values[] = { 0, 1, 1, 2, 3, 5, 8, 10, NAN };
  g_autoptr (WfPack) pack = make_pack (values, NULL, G_N_ELEMENTS (values));
  g_autoptr (WfClasses) equal = wf_classify (pack, 0, WF_CLASSIFY_EQUAL, 5, NULL);
  g_autoptr (WfClasses) quantile = wf_classify (pack, 0, WF_CLASSIFY_QUANTILE, 4, NULL);

  g_assert_cmpuint (equal->classes->len, ==, 5);
  g_assert_cmpuint (equal->n_null, ==, 1);
  g_assert_cmpfloat (class_at (equal, 1)->low, ==, 2);
  g_assert_cmpuint (class_at (equal, 0)->count, ==, 3);
  g_assert_cmpuint (class_at (equal, 4)->count, ==, 2);
  g_assert_cmpuint (quantile->classes->len, ==, 4);
  g_assert_cmpfloat (class_at (quantile, 1)->low, ==, 1);
  g_assert_cmpfloat (class_at (quantile, 2)->low, ==, 3);
  g_assert_cmpfloat (class_at (quantile, 3)->low, ==, 8);
  g_assert_cmpuint (class_at (quantile, 3)->count, ==, 2);
}

static void
test_unique (void)
{
  static const double values[] = { 3, 3, 3, 1, 1, 2, NAN };
  static const char *const texts[] = { "shop", "home", "home", "", NULL, "home", "shop" };
  g_autoptr (WfPack) pack = make_pack (values, texts, G_N_ELEMENTS (values));
  g_autoptr (WfClasses) numbers = wf_classify (pack, 0, WF_CLASSIFY_UNIQUE, 2, NULL);
  g_autoptr (WfClasses) words = wf_classify (pack, 1, WF_CLASSIFY_UNIQUE, 8, NULL);

  g_assert_cmpuint (numbers->classes->len, ==, 2);
  g_assert_cmpstr (class_at (numbers, 0)->text, ==, "1");
  g_assert_cmpstr (class_at (numbers, 1)->text, ==, "3");
  g_assert_cmpuint (numbers->n_other, ==, 1);
  g_assert_cmpuint (words->classes->len, ==, 3);
  g_assert_cmpstr (class_at (words, 0)->text, ==, "home");
  g_assert_cmpuint (class_at (words, 0)->count, ==, 3);
  g_assert_cmpuint (words->n_null, ==, 1);
}

static void
test_refused (void)
{
  static const double values[] = { NAN, NAN };
  static const char *const texts[] = { "a", "b" };
  g_autoptr (WfPack) pack = make_pack (values, texts, 2);
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) text = NULL;
  g_autoptr (GError) none = NULL;

  g_assert_null (wf_classify (pack, 0, WF_CLASSIFY_EQUAL, 3, &empty));
  g_assert_error (empty, WF_ERROR, WF_ERROR_INVALID);
  g_assert_null (wf_classify (pack, 1, WF_CLASSIFY_NATURAL, 3, &text));
  g_assert_error (text, WF_ERROR, WF_ERROR_INVALID);
  g_assert_null (wf_classify (pack, 7, WF_CLASSIFY_UNIQUE, 3, &none));
  g_assert_error (none, WF_ERROR, WF_ERROR_NOT_FOUND);
}

/* A style document whose circles have @color. */
static WfStyle *
style_with (json_t *color)
{
  json_t *document = json_pack ("{s:[{s:s, s:s, s:s, s:{s:o}}]}", "layers", "id", "p", "type",
                                "circle", "source", "p", "paint", "circle-color", color);
  char *text = json_dumps (document, 0);
  g_autoptr (GError) error = NULL;
  WfStyle *style = wf_style_parse (text, strlen (text), "classes", &error);

  g_assert_no_error (error);
  free (text);
  json_decref (document);
  return style;
}

static guint32
middle_pixel (const WfLegendEntry *entry)
{
  g_autoptr (GBytes) bytes = wf_legend_swatch (entry, 24, 16, 1);
  const guint32 *pixels = g_bytes_get_data (bytes, NULL);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 24 * 16 * 4);
  g_assert_cmphex (pixels[0], ==, 0);
  return pixels[8 * 24 + 12];
}

static void
check_legend (const WfClasses *classes, const char *field, const char *const *labels)
{
  guint32 colors[WF_CLASSIFY_MAX];
  g_autoptr (WfStyle) style = NULL;
  g_autoptr (GArray) legend = NULL;

  wf_ramp_colors (wf_ramp_find ("viridis"), classes->classes->len, FALSE, colors);
  style = style_with (wf_classes_to_expression (classes, field, colors, 0xff808080));
  legend = wf_style_legend (style, "p", FALSE);
  g_assert_cmpuint (legend->len, ==, classes->classes->len);
  for (guint i = 0; i < legend->len; i++)
    {
      const WfLegendEntry *entry = &g_array_index (legend, WfLegendEntry, i);

      g_assert_cmpstr (entry->label, ==, labels[i]);
      g_assert_cmphex (entry->fill, ==, colors[i]);
      g_assert_cmphex (middle_pixel (entry), ==, colors[i]);
    }
}

static void
test_legend (void)
{
  static const double values[] = { 0, 1, 1, 2, 3, 5, 8, 10 };
  static const char *const texts[] = { "b", "a", "a", "b", "b", "c", "c", "b" };
  static const char *const ranges[] = { "< 2", "2 – 4", "4 – 6", "6 – 8", "≥ 8" };
  static const char *const words[] = { "b", "a", "c" };
  g_autoptr (WfPack) pack = make_pack (values, texts, G_N_ELEMENTS (values));
  g_autoptr (WfClasses) equal = wf_classify (pack, 0, WF_CLASSIFY_EQUAL, 5, NULL);
  g_autoptr (WfClasses) unique = wf_classify (pack, 1, WF_CLASSIFY_UNIQUE, 5, NULL);

  check_legend (equal, "v", ranges);
  check_legend (unique, "t", words);
}

static void
test_ramps (void)
{
  guint32 colors[5], back[5];

  for (guint i = 0; i < wf_ramp_count (); i++)
    {
      const WfRamp *ramp = wf_ramp_get (i);

      g_assert_true (wf_ramp_find (ramp->name) == ramp);
      g_assert_cmpuint (ramp->n_colors, >=, 7);
      wf_ramp_colors (ramp, 5, FALSE, colors);
      wf_ramp_colors (ramp, 5, TRUE, back);
      for (guint k = 0; k < 5; k++)
        {
          g_assert_cmphex (colors[k], ==, back[4 - k]);
          g_assert_cmphex (colors[k] >> 24, ==, 0xff);
          g_assert_true (k == 0 || colors[k] != colors[k - 1]);
        }
    }
  wf_ramp_colors (wf_ramp_find ("Blues"), 1, FALSE, colors);
  g_assert_cmphex (colors[0], ==, 0xff6baed6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/classify/natural", test_natural);
  g_test_add_func ("/classify/natural-many", test_natural_many);
  g_test_add_func ("/classify/ranges", test_ranges);
  g_test_add_func ("/classify/unique", test_unique);
  g_test_add_func ("/classify/refused", test_refused);
  g_test_add_func ("/classify/legend", test_legend);
  g_test_add_func ("/classify/ramps", test_ramps);
  return g_test_run ();
}
