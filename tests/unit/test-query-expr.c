/* Watchfloor: tests of the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-entity-form.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-query-expr.h"

#include <string.h>

static const char entity_text[]
    = "{\"id\":\"urn:x:V:1\",\"type\":\"V\","
      "\"speed\":{\"value\":42.5,\"unitCode\":\"KMH\",\"observedAt\":\"2026-03-01T08:00:00Z\","
      "\"accuracy\":{\"value\":2}},"
      "\"name\":\"120-07\",\"lane\":\"b;c\",\"free\":true,\"stops\":[3,5,8],"
      "\"address\":{\"city\":\"Dalian\",\"zip\":{\"code\":\"116000\"}},"
      "\"refStation\":{\"object\":\"urn:ngsi-ld:Station:3\"},"
      "\"opened\":\"2026-03-01T16:00:00+08:00\"}";

static const struct
{
  const char *q;
  gboolean matches;
} cases[] = {
  { "speed", TRUE },
  { "nothing", FALSE },
  { "!nothing", TRUE },
  { "!speed", FALSE },
  { "speed==42.5", TRUE },
  { "speed!=42.5", FALSE },
  { "nothing!=1", FALSE },
  { "speed>42", TRUE },
  { "speed>42.5", FALSE },
  { "speed>=42.5", TRUE },
  { "speed<43", TRUE },
  { "speed<=42", FALSE },
  { "speed==40..45", TRUE },
  { "speed==43..45", FALSE },
  { "speed!=43..45", TRUE },
  { "speed==1,2,42.5", TRUE },
  { "speed==1..2,40..50", TRUE },
  { "name==\"120-07\"", TRUE },
  { "name==120-07", TRUE },
  { "name==\"120-08\",\"120-07\"", TRUE },
  { "name!=\"120-08\"", TRUE },
  { "name~=^120-", TRUE },
  { "name~=\"^12(0|1)-0[67]$\"", TRUE },
  { "name~=^12(0|1)-07$;speed>1", TRUE },
  { "name!~=^119", TRUE },
  { "lane==\"b;c\"", TRUE },
  { "free==true", TRUE },
  { "free==false", FALSE },
  { "free==\"true\"", FALSE },
  { "stops==5", TRUE },
  { "stops==4", FALSE },
  { "stops>7", TRUE },
  { "address[city]==\"Dalian\"", TRUE },
  { "address[zip.code]==\"116000\"", TRUE },
  { "address.city==\"Dalian\"", TRUE },
  { "address[street]", FALSE },
  { "refStation==\"urn:ngsi-ld:Station:3\"", TRUE },
  { "refStation==urn:ngsi-ld:Station:3", TRUE },
  { "speed.observedAt>2026-02-28T00:00:00Z", TRUE },
  { "speed.observedAt>2026-03-02T00:00:00Z", FALSE },
  { "speed.observedAt==2026-03-01T16:00:00+08:00", TRUE },
  { "opened==2026-03-01T08:00:00Z", TRUE },
  { "opened==2026-03-01T07:00:00Z..2026-03-01T09:00:00Z", TRUE },
  { "speed.accuracy<3", TRUE },
  { "speed.unitCode==\"KMH\"", TRUE },
  { "speed>1;name", TRUE },
  { "speed>1;nothing", FALSE },
  { "speed>99|name", TRUE },
  { "speed>99|nothing", FALSE },
  { "nothing;nothing|name", TRUE },
  { "nothing;(nothing|name)", FALSE },
  { "(speed>99|speed<50);(name|nothing)", TRUE },
  { "((((speed))))", TRUE },
  { "name>5", FALSE },
};

static void
test_cases (void)
{
  g_autoptr (json_t) given = json_loads (entity_text, 0, NULL);
  g_autoptr (json_t) entity = wf_entity_normalize (given, WF_TIME_NONE, NULL);

  g_assert_nonnull (entity);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WfQueryExpr) expr = wf_query_expr_parse (cases[i].q, &error);

      g_test_message ("%s", cases[i].q);
      g_assert_no_error (error);
      g_assert_cmpint (wf_query_expr_matches (expr, entity), ==, cases[i].matches);
    }
}

static void
test_refused (void)
{
  static const char *const bad[]
      = { "",       "(",     ")",     "speed==",   "==3",       "speed>1;", "|speed",
          "a;;b",   "(a",    "a)",    "a==\"b",    "a..b==1",   "a[b==1",   "a[]==1",
          "a>1..2", "a<1,2", "a~=",   "a~=(",      "a==1 2 \"", "a==,",     "a==1..",
          "a b",    "a.==1", ".a==1", "a==\"x\"y", "\xff\xfe",  "!a==1",    "a===1,,2" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", g_utf8_validate (bad[i], -1, NULL) ? bad[i] : "(no UTF-8)");
      g_assert_null (wf_query_expr_parse (bad[i], &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

static void
test_limits (void)
{
  g_autofree char *deep = g_strnfill (WF_QUERY_MAX_DEPTH + 1, '(');
  g_autofree char *longer = g_strnfill (WF_QUERY_MAX_LENGTH + 1, 'a');
  g_autofree char *pattern = g_strnfill (WF_QUERY_MAX_PATTERN + 1, 'a');
  g_autofree char *like = g_strconcat ("a~=", pattern, NULL);
  g_autoptr (GString) many = g_string_new ("a");
  const char *texts[4];

  for (guint i = 0; i < WF_QUERY_MAX_TERMS; i++)
    g_string_append (many, ";a");
  texts[0] = deep;
  texts[1] = longer;
  texts[2] = like;
  texts[3] = many->str;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wf_query_expr_parse (texts[i], &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
    }
}

/* A pattern made to backtrack for ever gives up; it does not hold up the platform. */
static void
test_hostile_pattern (void)
{
  g_autofree char *aaa = g_strnfill (5000, 'a');
  g_autoptr (json_t) entity = json_pack ("{s:s, s:s, s:{s:s, s:s}}", "id", "urn:x:1", "type", "T",
                                         "n", "type", "Property", "value", aaa);
  g_autoptr (WfQueryExpr) expr = wf_query_expr_parse ("n~=\"^(a+)+$b\"", NULL);
  gint64 start_us = g_get_monotonic_time ();

  g_assert_nonnull (expr);
  g_assert_false (wf_query_expr_matches (expr, entity));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 1000 * 1000);
}

/* Random changes of good queries: an answer or an error, never a crash. */
static void
test_mutations (void)
{
  static const char letters[] = "ab.;|()[]=!<>~,\"\\ 0129-+:TZ\xe5\x80";
  g_autoptr (json_t) given = json_loads (entity_text, 0, NULL);
  g_autoptr (json_t) entity = wf_entity_normalize (given, WF_TIME_NONE, NULL);
  GRand *random = g_rand_new_with_seed (7);

  for (guint run = 0; run < 20000; run++)
    {
      const char *seed = cases[g_rand_int_range (random, 0, G_N_ELEMENTS (cases))].q;
      g_autofree char *text = g_strdup (seed);
      g_autoptr (WfQueryExpr) expr = NULL;

      for (gint32 i = g_rand_int_range (random, 1, 4); i > 0; i--)
        text[g_rand_int_range (random, 0, (gint32) strlen (seed))]
            = letters[g_rand_int_range (random, 0, sizeof letters - 1)];
      expr = wf_query_expr_parse (text, NULL);
      if (expr != NULL)
        wf_query_expr_matches (expr, entity);
    }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query-expr/cases", test_cases);
  g_test_add_func ("/query-expr/refused", test_refused);
  g_test_add_func ("/query-expr/limits", test_limits);
  g_test_add_func ("/query-expr/hostile-pattern", test_hostile_pattern);
  g_test_add_func ("/query-expr/mutations", test_mutations);
  return g_test_run ();
}
