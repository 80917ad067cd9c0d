/* Watchfloor: tests of expressions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of expressions over a table of two rows, evaluated unbound, bound, and bound to a zoom:
 * all three must agree. */
#include "config.h"

#include "wf-color.h"
#include "wf-error.h"
#include "wf-expression.h"
#include "wf-json.h"

#include <string.h>

/* ---- the rows: class (text), lanes (number), name and name_en (text, null in row 1) */

static const char *const classes[] = { "motorway", "primary" };

static int
find_field (gpointer data, const char *name)
{
  static const char *const names[] = { "class", "lanes", "name", "name_en", NULL };

  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

static WfValue
get_value (gpointer data, int field, guint32 row)
{
  WfValue v = { WF_VALUE_NULL, { 0 } };

  if (field == 0)
    v = (WfValue){ WF_VALUE_TEXT, { .text = classes[row] } };
  else if (field == 1)
    v = (WfValue){ WF_VALUE_NUMBER, { .number = row == 0 ? 6 : 2 } };
  else if (field == 2)
    v = (WfValue){ WF_VALUE_TEXT, { .text = row == 0 ? "中山路" : "Pier" } };
  else if (row == 0)
    v = (WfValue){ WF_VALUE_TEXT, { .text = "Zhongshan Road" } };
  return v;
}

static guint32
n_texts (gpointer data, int field)
{
  return field == 0 ? 2 : 0;
}

static const char *
text_at (gpointer data, int field, guint32 index)
{
  return classes[index];
}

static guint32
text_index (gpointer data, int field, guint32 row)
{
  return row;
}

static const WfFieldSource rows
    = { NULL, find_field, get_value, n_texts, text_at, text_index, "LineString" };

static char *
value_to_string (WfValue v)
{
  switch (v.type)
    {
    case WF_VALUE_BOOLEAN:
      return g_strdup (v.boolean ? "true" : "false");
    case WF_VALUE_NUMBER:
      return g_strdup_printf ("%.6g", v.number);
    case WF_VALUE_TEXT:
      return g_strdup_printf ("'%s'", v.text);
    case WF_VALUE_COLOR:
      return g_strdup_printf ("#%08x", v.argb);
    case WF_VALUE_NULL:
    default:
      return g_strdup ("null");
    }
}

static const struct
{
  const char *json;
  const char *row_0, *row_1; /* at zoom 12.5 */
} cases[] = {
  { "1.5", "1.5", "1.5" },
  { "['get', 'class']", "'motorway'", "'primary'" },
  { "['get', 'nowhere']", "null", "null" },
  { "['has', 'name_en']", "true", "false" },
  { "['has', 'nowhere']", "false", "false" },
  { "['==', ['get', 'class'], 'primary']", "false", "true" },
  { "['!=', 'primary', ['get', 'class']]", "true", "false" },
  { "['==', ['get', 'lanes'], 2]", "false", "true" },
  { "['>=', ['get', 'lanes'], 3]", "true", "false" },
  { "['<', ['get', 'class'], 'n']", "true", "false" },
  { "['<', ['get', 'class'], 3]", "false", "false" },
  { "['!', ['has', 'name_en']]", "false", "true" },
  { "['all', ['>', ['get', 'lanes'], 1], ['<', ['zoom'], 13]]", "true", "true" },
  { "['all']", "true", "true" },
  { "['any', ['==', ['get', 'lanes'], 2], false]", "false", "true" },
  { "['any']", "false", "false" },
  { "['none', ['==', ['get', 'lanes'], 2]]", "true", "false" },
  { "['in', ['get', 'class'], ['literal', ['trunk', 'motorway']]]", "true", "false" },
  { "['match', ['get', 'class'], ['trunk', 'primary'], 1, 'motorway', 2, 3]", "2", "1" },
  { "['match', ['get', 'lanes'], 6, 'six', 'other']", "'six'", "'other'" },
  { "['match', ['get', 'class'], 'x', 1, ['match', ['get', 'class'], 'primary', 7, 8]]", "8", "7" },
  { "['case', ['>', ['get', 'lanes'], 4], 'wide', ['>', ['zoom'], 12], 'near', 'far']", "'wide'",
    "'near'" },
  { "['case', false, 1, true, 2, 3]", "2", "2" },
  { "['coalesce', ['get', 'nowhere'], ['get', 'name_en'], 'none']", "'Zhongshan Road'", "'none'" },
  { "['local', 'name']", "'Zhongshan Road'", "'Pier'" },
  { "['lang']", "'en'", "'en'" },
  { "['geometry-type']", "'LineString'", "'LineString'" },
  { "['step', ['zoom'], 1, 12, 2, 14, 3]", "2", "2" },
  { "['step', ['get', 'lanes'], 'a', 4, 'b', 6, 'c']", "'c'", "'a'" },
  { "['interpolate', ['linear'], ['zoom'], 10, 0, 15, 10]", "5", "5" },
  { "['interpolate', ['linear'], ['zoom'], 13, 4, 15, 10]", "4", "4" },
  { "['interpolate', ['linear'], ['zoom'], 5, 4, 9, 10]", "10", "10" },
  { "['interpolate', ['exponential', 2], ['get', 'lanes'], 2, 0, 6, 15]", "15", "0" },
  { "['interpolate', ['linear'], ['zoom'], 12, ['get', 'lanes'], 13, 0]", "3", "1" },
  { "['+', 1, 2, ['get', 'lanes']]", "9", "5" },
  { "['-', ['get', 'lanes']]", "-6", "-2" },
  { "['/', ['get', 'lanes'], 0]", "null", "null" },
  { "['%', 7, 4]", "3", "3" },
  { "['^', 2, ['get', 'lanes']]", "64", "4" },
  { "['min', 3, ['get', 'lanes']]", "3", "2" },
  { "['round', ['/', ['get', 'lanes'], 4]]", "2", "1" },
  { "['+', 1, ['get', 'class']]", "null", "null" },
  { "['concat', ['get', 'class'], ' ', ['get', 'lanes']]", "'motorway 6'", "'primary 2'" },
  { "['upcase', ['get', 'class']]", "'MOTORWAY'", "'PRIMARY'" },
  { "['length', ['get', 'name']]", "3", "4" },
  { "['to-number', '12']", "12", "12" },
  { "['to-number', 'twelve']", "null", "null" },
  { "['to-color', '#fa0']", "#ffffaa00", "#ffffaa00" },
  { "['rgba', 1, 2, 255, 0.5]", "#800102ff", "#800102ff" },
};

static WfExpression *
compile (const char *text, WfValueType expected, GError **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (json_t) root = wf_json_parse (json, strlen (json), 65536, "test", NULL);

  g_assert_nonnull (root);
  return wf_expression_compile (root, expected, "filter", error);
}

static void
check (const WfExpression *program, guint i, const char *stage)
{
  for (guint32 row = 0; row < 2; row++)
    {
      GStringChunk *chunk = g_string_chunk_new (64);
      g_autofree char *got = value_to_string (wf_expression_eval (program, row, 12.5, chunk));
      const char *want = row == 0 ? cases[i].row_0 : cases[i].row_1;

      if (strcmp (got, want) != 0)
        g_error ("%s, %s, row %u: got %s, want %s", cases[i].json, stage, row, got, want);
      g_string_chunk_free (chunk);
    }
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WfExpression) program = compile (cases[i].json, WF_VALUE_NULL, &error);
      g_autoptr (WfExpression) bound = NULL;
      g_autoptr (WfExpression) zoomed = NULL;

      g_assert_no_error (error);
      bound = wf_expression_bind (program, &rows, "en");
      check (bound, i, "bound");
      zoomed = wf_expression_at_zoom (bound, 12.5);
      g_assert_false (wf_expression_uses_zoom (zoomed));
      check (zoomed, i, "at a zoom");
      if (strcmp (cases[i].row_0, cases[i].row_1) != 0)
        g_assert_true (wf_expression_uses_feature (zoomed));
    }
}

static void
test_constants (void)
{
  g_autoptr (WfExpression) width
      = compile ("['interpolate',['linear'],['zoom'],10,1,20,['+',1,10]]", WF_VALUE_NUMBER, NULL);
  g_autoptr (WfExpression) zoomed = wf_expression_at_zoom (width, 15);

  g_assert_null (wf_expression_get_constant (width));
  g_assert_false (wf_expression_uses_feature (width));
  g_assert_cmpfloat (wf_expression_get_constant (zoomed)->number, ==, 6);
}

static const struct
{
  const char *json;
  WfValueType expected;
  const char *message;
} errors[] = {
  { "['nonsense', 1]", WF_VALUE_NULL, "filter: 'nonsense' is not an operator" },
  { "['all', true, ['==', 1]]", WF_VALUE_NULL, "filter[2]: '==' has the wrong number" },
  { "['get']", WF_VALUE_NULL, "filter: one field name" },
  { "[]", WF_VALUE_NULL, "filter: an expression begins" },
  { "[['get', 'a'], 1]", WF_VALUE_NULL, "filter: an expression begins" },
  { "{}", WF_VALUE_NULL, "filter: an object" },
  { "'#12'", WF_VALUE_COLOR, "filter: '#12' is not a colour" },
  { "['case', true, '#12', '#fff']", WF_VALUE_COLOR, "filter[2]: '#12' is not a colour" },
  { "['match', ['get','a'], 'x', 'blu', '#fff']", WF_VALUE_COLOR, "filter[3]: 'blu'" },
  { "['step', ['zoom'], 1, 5, 2, 4, 3]", WF_VALUE_NULL, "filter: stops must be numbers in rising" },
  { "['interpolate', ['cubic'], ['zoom'], 1, 1, 2, 2]", WF_VALUE_NULL, "filter: [\"linear\"]" },
  { "['interpolate', ['linear'], ['zoom'], 1]", WF_VALUE_NULL, "filter: an input and pairs" },
  { "'wide'", WF_VALUE_NUMBER, "filter: a number must" },
  { "['match', ['get','a'], 1, 2]", WF_VALUE_NULL, "filter: an input, pairs" },
  { "['match', ['get','a'], {}, 2, 3]", WF_VALUE_NULL, "filter: labels are" },
};

static void
test_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WfExpression) program = compile (errors[i].json, errors[i].expected, &error);

      g_assert_null (program);
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
      if (!g_str_has_prefix (error->message, errors[i].message))
        g_error ("%s: %s", errors[i].json, error->message);
    }
}

static void
test_colors (void)
{
  static const struct
  {
    const char *text;
    guint32 argb;
  } colors[] = { { "#abc", 0xffaabbcc },
                 { "#01020380", 0x80010203 },
                 { "rgb(255, 0, 10)", 0xffff000a },
                 { "rgba(0,0,0,0.5)", 0x80000000 },
                 { "hsl(120, 100%, 50%)", 0xff00ff00 },
                 { "hsla(-120, 100%, 50%, 0.2)", 0x330000ff },
                 { "White", 0xffffffff } };
  static const char *const bad[]
      = { "",          "#",           "#12345",         "#ggg",         "rgb(1,2)",
          "rgb(1,2,3", "rgbx(1,2,3)", "rgb(1,2,3,4,5)", "rgb(nan,0,0)", "blurple",
          NULL };
  guint32 argb;

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      g_assert_true (wf_color_parse (colors[i].text, &argb));
      g_assert_cmphex (argb, ==, colors[i].argb);
    }
  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (wf_color_parse (bad[i], &argb));
  g_assert_cmphex (wf_color_mix (0xff000000, 0xffffffff, 0.5), ==, 0xff808080);
  g_assert_cmphex (wf_color_mix (0xff102030, 0x00ffffff, 0.5), ==, 0x80102030);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/table", test_table);
  g_test_add_func ("/expression/constants", test_constants);
  g_test_add_func ("/expression/errors", test_errors);
  g_test_add_func ("/expression/colors", test_colors);
  return g_test_run ();
}
