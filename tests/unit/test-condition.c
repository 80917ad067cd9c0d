/* Watchfloor: tests of conditions as people write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-condition.h"
#include "wf-error.h"
#include "wf-expression.h"
#include "wf-json.h"

static const struct
{
  const char *text;
  const char *json; /* canonical; NULL: refused */
} cases[] = {
  { "floors > 6", "[\">\",[\"get\",\"floors\"],6.0]" },
  { "floors>=-6.5", "[\">=\",[\"get\",\"floors\"],-6.5]" },
  { "use = 'office'", "[\"==\",[\"get\",\"use\"],\"office\"]" },
  { "use <> 'o''clock'", "[\"!=\",[\"get\",\"use\"],\"o'clock\"]" },
  { "a = 1 and b = 2 AND c = 3",
    "[\"all\",[\"==\",[\"get\",\"a\"],1.0],[\"==\",[\"get\",\"b\"],2.0],[\"==\",[\"get\",\"c\"],3.0]"
    "]" },
  { "a = 1 or b = 2 and not c = 3",
    "[\"any\",[\"==\",[\"get\",\"a\"],1.0],[\"all\",[\"==\",[\"get\",\"b\"],2.0],[\"!\",[\"==\",["
    "\"get\",\"c\"],3.0]]]]" },
  { "(a = 1 or b = 2) and c = 3",
    "[\"all\",[\"any\",[\"==\",[\"get\",\"a\"],1.0],[\"==\",[\"get\",\"b\"],2.0]],[\"==\",[\"get\","
    "\"c\"],3.0]]" },
  { "name contains '医院'", "[\"in\",\"医院\",[\"get\",\"name\"]]" },
  { "name like '%医院%'", "[\"in\",\"医院\",[\"get\",\"name\"]]" },
  { "name like '医院'", "[\"==\",[\"get\",\"name\"],\"医院\"]" },
  { "层数>6且用途='办公'",
    "[\"all\",[\">\",[\"get\",\"层数\"],6.0],[\"==\",[\"get\",\"用途\"],\"办公\"]]" },
  { "名称 包含 ‘医院’", "[\"in\",\"医院\",[\"get\",\"名称\"]]" },
  { "名称 不为空", "[\"!=\",[\"get\",\"名称\"],null]" },
  { "name is null", "[\"==\",[\"get\",\"name\"],null]" },
  { "name is not null", "[\"!=\",[\"get\",\"name\"],null]" },
  { "n in (1, 2)", "[\"any\",[\"==\",[\"get\",\"n\"],1.0],[\"==\",[\"get\",\"n\"],2.0]]" },
  { "\"two words\" = 1", "[\"==\",[\"get\",\"two words\"],1.0]" },
  { "[two words] = 1", "[\"==\",[\"get\",\"two words\"],1.0]" },
  { "", NULL },
  { "floors", NULL },
  { "floors >", NULL },
  { "> 6", NULL },
  { "floors > 6 7", NULL },
  { "(floors > 6", NULL },
  { "name like 'a%b'", NULL },
  { "name = 'open", NULL },
  { "n in 1", NULL },
  { "n in (", NULL },
  { "n in (1", NULL },
  { "a = 1 and", NULL },
  { "a is 5", NULL },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) json = wf_condition_parse (cases[i].text, &error);
      g_autofree char *text = json != NULL ? wf_json_canonical (json) : NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (text, ==, cases[i].json);
      if (cases[i].json == NULL)
        g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
      else
        {
          g_autoptr (WfExpression) program
              = wf_expression_compile (json, WF_VALUE_NULL, "condition", &error);

          g_assert_no_error (error);
          g_assert_true (wf_condition_is_likely (cases[i].text));
        }
    }
}

static void
test_words_are_no_condition (void)
{
  static const char *const texts[]
      = { "", "医院", "人民路 5 号", "120-07", "this is it", "nothing is like this" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (wf_condition_is_likely (texts[i]));
}

static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("n in (1");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_string_append_c (deep, '(');
      g_string_append (wide, ",1");
    }
  g_assert_null (wf_condition_parse (deep->str, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_clear_error (&error);
  g_string_append_c (wide, ')');
  g_assert_null (wf_condition_parse (wide->str, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_clear_error (&error);
  while (wide->len <= WF_CONDITION_MAX_TEXT)
    g_string_append_c (wide, ' ');
  g_assert_null (wf_condition_parse (wide->str, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/condition/table", test_table);
  g_test_add_func ("/condition/words", test_words_are_no_condition);
  g_test_add_func ("/condition/bounds", test_bounds);
  return g_test_run ();
}
