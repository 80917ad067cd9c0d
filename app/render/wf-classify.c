/* Watchfloor: classes of a field's values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The values are sorted once; every method then only says where classes begin. */
#include "config.h"

#include "wf-classify.h"

#include "wf-error.h"
#include "wf-time.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_GROUPS 4096u

/* Equal or neighbouring values taken as one, with sums up to its end: of 1, v and v squared. */
typedef struct
{
  double low;
  double weight, sum, squares;
} Group;

typedef struct
{
  char *text; /* Owned until it is a class's */
  double value;
  guint32 count;
} Distinct;

static void
clear_class (gpointer data)
{
  g_free (((WfClass *) data)->text);
}

void
wf_classes_free (WfClasses *classes)
{
  if (classes == NULL)
    return;
  g_array_unref (classes->classes);
  g_free (classes);
}

static WfClasses *
classes_new (WfClassifyMethod method)
{
  WfClasses *classes = g_new0 (WfClasses, 1);

  classes->method = method;
  classes->classes = g_array_new (FALSE, TRUE, sizeof (WfClass));
  g_array_set_clear_func (classes->classes, clear_class);
  return classes;
}

/* ---- sorted numbers */

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static GArray *
sorted_numbers (const WfPack *pack, guint field, guint32 *n_null)
{
  guint32 n = wf_pack_shapes (pack)->n_features;
  GArray *values = g_array_sized_new (FALSE, FALSE, sizeof (double), n);

  for (guint32 i = 0; i < n; i++)
    {
      double value;

      if (wf_pack_real (pack, field, i, &value) && isfinite (value))
        g_array_append_val (values, value);
    }
  *n_null = n - values->len;
  if (values->len > 0)
    qsort (values->data, values->len, sizeof (double), compare_numbers);
  return values;
}

static inline double
number_at (const GArray *values, guint i)
{
  return g_array_index (values, double, i);
}

/* How many values are less than @bound. */
static guint
count_below (const GArray *values, double bound)
{
  guint low = 0, high = values->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (number_at (values, middle) < bound)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* ---- where classes begin, without the first; ascending, may repeat */

static void
equal_starts (const GArray *values, guint n, GArray *starts)
{
  double low = number_at (values, 0), high = number_at (values, values->len - 1);

  for (guint i = 1; i < n; i++)
    {
      double start = low + (high - low) * i / n;

      g_array_append_val (starts, start);
    }
}

static void
quantile_starts (const GArray *values, guint n, GArray *starts)
{
  for (guint i = 1; i < n; i++)
    {
      double start = number_at (values, (guint) ((guint64) values->len * i / n));

      g_array_append_val (starts, start);
    }
}

/* Sums are about the middle value, so that large numbers close together keep their digits. */
static GArray *
group_values (const GArray *values)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));
  double middle = number_at (values, values->len / 2);
  guint distinct = 1, size = 1;
  Group group = { 0 };

  for (guint i = 1; i < values->len; i++)
    distinct += number_at (values, i) != number_at (values, i - 1);
  if (distinct > MAX_GROUPS)
    size = (values->len + MAX_GROUPS - 1) / MAX_GROUPS;
  for (guint i = 0, first = 0; i < values->len; i++)
    {
      double v = number_at (values, i) - middle;

      if (i == first)
        group.low = v + middle;
      group.weight++;
      group.sum += v;
      group.squares += v * v;
      /* Equal values are never parted. */
      if (i + 1 == values->len
          || (i + 1 - first >= size && number_at (values, i + 1) != number_at (values, i)))
        {
          g_array_append_val (groups, group);
          first = i + 1;
        }
    }
  return groups;
}

/* The sum of squared distances from the mean over groups [@from, @to). */
static double
spread (const Group *groups, guint from, guint to)
{
  static const Group none = { 0 };
  const Group *a = from > 0 ? &groups[from - 1] : &none, *b = &groups[to - 1];
  double sum = b->sum - a->sum;

  return MAX (b->squares - a->squares - sum * sum / (b->weight - a->weight), 0);
}

typedef struct
{
  const Group *groups;
  const double *before; /* least spread of the first i groups in one class fewer */
  double *now;
  guint32 *cut; /* where the last class begins */
} Row;

/* The best cut moves on with the end: each half looks between its neighbours' cuts. */
static void
fill_row (const Row *row, guint first, guint last, guint cut_low, guint cut_high)
{
  guint i = first + (last - first) / 2, best = cut_low;
  double least = G_MAXDOUBLE;

  if (first > last)
    return;
  for (guint cut = cut_low; cut <= MIN (cut_high, i - 1); cut++)
    {
      double sum = row->before[cut] + spread (row->groups, cut, i);

      if (sum < least)
        {
          least = sum;
          best = cut;
        }
    }
  row->now[i] = least;
  row->cut[i] = best;
  if (i > first)
    fill_row (row, first, i - 1, cut_low, best);
  fill_row (row, i + 1, last, best, cut_high);
}

/* Dynamic programming over classes; O (n m log m). Source: Fisher, "On grouping for maximum
 * homogeneity", JASA 53 (1958); Wang and Song, "Ckmeans.1d.dp", The R Journal 3 (2011). */
static void
natural_starts (const GArray *values, guint n, GArray *starts)
{
  g_autoptr (GArray) held = group_values (values);
  const Group *groups = (const Group *) (gconstpointer) held->data;
  guint m = held->len;
  g_autofree guint32 *cuts = NULL;
  g_autofree double *sums = NULL;

  n = MIN (n, m);
  cuts = g_new0 (guint32, (gsize) n * (m + 1));
  sums = g_new0 (double, 2 * (gsize) (m + 1));
  for (guint i = 1; i <= m; i++)
    sums[i] = spread (groups, 0, i);
  for (guint k = 1; k < n; k++)
    {
      Row row = { groups, sums + (gsize) ((k + 1) % 2) * (m + 1), sums + (gsize) (k % 2) * (m + 1),
                  cuts + (gsize) k * (m + 1) };

      fill_row (&row, k + 1, m, k, m - 1);
    }
  g_array_set_size (starts, n - 1);
  for (guint k = n - 1, end = m; k > 0; k--)
    {
      end = cuts[(gsize) k * (m + 1) + end];
      g_array_index (starts, double, k - 1) = groups[end].low;
    }
}

static void
add_ranges (WfClasses *classes, const GArray *values, const GArray *starts)
{
  double last = number_at (values, values->len - 1);
  WfClass one = { .low = number_at (values, 0) };

  for (guint i = 0; i <= starts->len; i++)
    {
      gboolean end = i == starts->len;

      one.high = end ? last : g_array_index (starts, double, i);
      if (!end && one.high <= one.low)
        continue;
      one.count
          = (end ? values->len : count_below (values, one.high)) - count_below (values, one.low);
      g_array_append_val (classes->classes, one);
      one.low = one.high;
    }
}

/* ---- unique values */

static void
clear_distinct (gpointer data)
{
  g_free (((Distinct *) data)->text);
}

static int
compare_frequency (gconstpointer a, gconstpointer b)
{
  const Distinct *x = a, *y = b;

  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  return x->text != NULL && y->text != NULL ? strcmp (x->text, y->text)
                                            : compare_numbers (&x->value, &y->value);
}

static int
compare_value (gconstpointer a, gconstpointer b)
{
  return compare_numbers (&((const Distinct *) a)->value, &((const Distinct *) b)->value);
}

static void
count_texts (const WfPack *pack, guint field, GArray *found, guint32 *n_null)
{
  guint32 n = wf_pack_shapes (pack)->n_features, n_texts = wf_pack_field (pack, field).n_values;
  g_autofree guint32 *counts = g_new0 (guint32, (gsize) n_texts + 1);

  for (guint32 i = 0; i < n; i++)
    counts[MIN (wf_pack_text_index (pack, field, i), n_texts)]++;
  *n_null = counts[n_texts];
  for (guint32 i = 0; i < n_texts; i++)
    if (counts[i] > 0)
      {
        Distinct one = { .count = counts[i] };

        one.text = g_strdup (wf_pack_text_value (pack, field, i));
        g_array_append_val (found, one);
      }
}

static void
count_numbers (const WfPack *pack, guint field, GArray *found, guint32 *n_null)
{
  g_autoptr (GArray) values = sorted_numbers (pack, field, n_null);

  for (guint i = 0; i < values->len; i++)
    {
      Distinct one = { .value = number_at (values, i), .count = 1 };

      if (i > 0 && number_at (values, i - 1) == one.value)
        g_array_index (found, Distinct, found->len - 1).count++;
      else
        g_array_append_val (found, one);
    }
}

static char *
number_text (WfFieldType type, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (type == WF_FIELD_TIME)
    return wf_time_format ((gint64) value);
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.15g", value));
}

static void
add_unique (WfClasses *classes, const WfPack *pack, guint field, guint n_classes)
{
  g_autoptr (GArray) found = g_array_new (FALSE, TRUE, sizeof (Distinct));
  WfFieldType type = wf_pack_field (pack, field).type;

  g_array_set_clear_func (found, clear_distinct);
  if (classes->is_text)
    count_texts (pack, field, found, &classes->n_null);
  else
    count_numbers (pack, field, found, &classes->n_null);
  g_array_sort (found, compare_frequency);
  for (guint i = n_classes; i < found->len; i++)
    classes->n_other += g_array_index (found, Distinct, i).count;
  g_array_set_size (found, MIN (n_classes, found->len));
  if (!classes->is_text)
    g_array_sort (found, compare_value);
  for (guint i = 0; i < found->len; i++)
    {
      Distinct *from = &g_array_index (found, Distinct, i);
      WfClass one = { from->value, from->value, NULL, from->count };

      one.text = classes->is_text ? g_steal_pointer (&from->text) : number_text (type, from->value);
      g_array_append_val (classes->classes, one);
    }
}

static void
add_by_size (WfClasses *classes, const WfPack *pack, guint field, guint n)
{
  g_autoptr (GArray) values = sorted_numbers (pack, field, &classes->n_null);
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (double));

  if (values->len == 0)
    return;
  if (classes->method == WF_CLASSIFY_EQUAL)
    equal_starts (values, n, starts);
  else if (classes->method == WF_CLASSIFY_QUANTILE)
    quantile_starts (values, n, starts);
  else
    natural_starts (values, n, starts);
  add_ranges (classes, values, starts);
}

WfClasses *
wf_classify (const WfPack *pack, guint field, WfClassifyMethod method, guint n_classes,
             GError **error)
{
  g_autoptr (WfClasses) classes = classes_new (method);
  WfPackField info;

  g_return_val_if_fail (n_classes >= 1 && n_classes <= WF_CLASSIFY_MAX, NULL);
  if (field >= wf_pack_n_fields (pack))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("The layer has no such field; choose another."));
      return NULL;
    }
  info = wf_pack_field (pack, field);
  classes->is_text = info.type == WF_FIELD_TEXT;
  if (classes->is_text && method != WF_CLASSIFY_UNIQUE)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("The field %s holds text; classify it by unique values."), info.name);
      return NULL;
    }
  if (method == WF_CLASSIFY_UNIQUE)
    add_unique (classes, pack, field, n_classes);
  else
    add_by_size (classes, pack, field, n_classes);
  if (classes->classes->len > 0)
    return g_steal_pointer (&classes);
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("The field %s has no value in any feature; choose another."), info.name);
  return NULL;
}

/* ---- as a style says it */

static json_t *
color_json (guint32 argb)
{
  char text[10];

  g_snprintf (text, sizeof text, "#%06x%02x", argb & 0xffffff, argb >> 24);
  if (argb >> 24 == 255)
    text[7] = '\0';
  return json_string (text);
}

static json_t *
unique_expression (const WfClasses *classes, const char *field, const guint32 *colors,
                   guint32 other)
{
  json_t *match = json_pack ("[s, [s, s]]", "match", "get", field);

  for (guint i = 0; i < classes->classes->len; i++)
    {
      const WfClass *one = &g_array_index (classes->classes, WfClass, i);

      json_array_append_new (match,
                             classes->is_text ? json_string (one->text) : json_real (one->low));
      json_array_append_new (match, color_json (colors[i]));
    }
  json_array_append_new (match, color_json (other));
  return match;
}

json_t *
wf_classes_to_expression (const WfClasses *classes, const char *field, const guint32 *colors,
                          guint32 other)
{
  json_t *step;

  if (classes->method == WF_CLASSIFY_UNIQUE)
    return unique_expression (classes, field, colors, other);
  step = json_pack ("[s, [s, s], o]", "step", "get", field, color_json (colors[0]));
  for (guint i = 1; i < classes->classes->len; i++)
    {
      json_array_append_new (step, json_real (g_array_index (classes->classes, WfClass, i).low));
      json_array_append_new (step, color_json (colors[i]));
    }
  return json_pack ("[s, [s, s], o, o]", "case", "has", field, step, color_json (other));
}
