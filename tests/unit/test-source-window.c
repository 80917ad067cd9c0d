/* Watchfloor: tests of the windows of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A window holds its view with room to spare and no more than a few times its area; names of
 * sources are told without their secrets. */
#include "config.h"

#include "wf-mercator.h"
#include "wf-secrets.h"
#include "wf-source-name.h"
#include "wf-source-window.h"

#include <string.h>

static double
area (WfBox box)
{
  return (box.max_x - box.min_x) * (box.max_y - box.min_y);
}

static void
test_holds (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20000; i++)
    {
      double w = exp2 (-g_rand_double_range (rand, 2, 20)),
             h = w * g_rand_double_range (rand, 0.3, 1);
      double x = g_rand_double_range (rand, w, 1 - w), y = g_rand_double_range (rand, h, 1 - h);
      WfBox view = { x - w / 2, y - h / 2, x + w / 2, y + h / 2 };
      WfSourceWindow window = wf_source_window_for (view);

      g_assert_true (wf_source_window_holds (window, view));
      g_assert_cmpfloat (area (wf_source_window_box (window)), <=, 9 * w * w);
    }
}

/* A short move asks for nothing new; a far one does. */
static void
test_stays (void)
{
  WfBox view = { 0.8, 0.4, 0.8001, 0.40006 };
  WfSourceWindow window = wf_source_window_for (view);
  WfBox near = view, far = view;

  near.min_x += 1e-7, near.max_x += 1e-7;
  far.min_x += 2e-4, far.max_x += 2e-4;
  g_assert_true (wf_source_window_equal (window, wf_source_window_for (near)));
  g_assert_false (wf_source_window_holds (window, far));
}

static void
test_edges (void)
{
  const WfBox views[] = { { 0, 0, 1, 1 }, { -0.2, -0.1, 1.3, 1.2 }, { 0.9, 0.9, 1.1, 1.1 } };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      WfSourceWindow window = wf_source_window_for (views[i]);
      WfBox box = wf_source_window_box (window);

      g_assert_true (wf_source_window_holds (window, views[i]));
      g_assert_true (box.min_x >= 0 && box.min_y >= 0 && box.max_x <= 1 && box.max_y <= 1);
    }
}

static void
test_degrees (void)
{
  WfSourceWindow window = { .level = 1, .x = 1, .y = 0, .nx = 1, .ny = 1 };
  g_autofree char *text = wf_source_window_degrees (window);

  g_assert_cmpstr (text, ==, "0.000000000,0.000000000,180.000000000,85.051128780");
}

static void
test_sentence (void)
{
  const WfWindowFacts all = { .n_matched = 10, .one_in = 1 };
  const WfWindowFacts some = { .n_matched = 50000000, .one_in = 250 };
  g_autofree char *nothing = wf_source_window_facts_sentence (&all);
  g_autofree char *sentence = wf_source_window_facts_sentence (&some);

  g_assert_null (nothing);
  g_assert_nonnull (strstr (sentence, "250"));
  g_assert_true (wf_source_window_facts_complete (&all));
  g_assert_false (wf_source_window_facts_complete (&some));
}

static void
test_secrets (void)
{
  static const char *const cases[][2] = {
    { "PG:host=db user=a password=tops3cret dbname=x", "PG:host=db user=a password=*** dbname=x" },
    { "PG:password = 'a b\\'c' host=db", "PG:password=*** host=db" },
    { "FATAL: connection PASSWORD=\"q w\" failed", "FATAL: connection PASSWORD=*** failed" },
    { "WFS:https://me:tops3cret@gis.example/wfs", "WFS:https://me:***@gis.example/wfs" },
    { "https://t0.tianditu.gov.cn/vec_w/wmts?tk=abc123&x=1",
      "https://t0.tianditu.gov.cn/vec_w/wmts?tk=***&x=1" },
    { "the password is wrong", "the password is wrong" },
    { "password='never closed", "password=***" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *hidden = wf_secrets_hide (cases[i][0]);

      g_assert_cmpstr (hidden, ==, cases[i][1]);
    }
}

static void
test_names (void)
{
  static const char *const cases[][2] = {
    { "PG:host=db.example dbname='parcels' password=x", "parcels@db.example" },
    { "PG:host=/run/postgresql dbname=city", "city@localhost" },
    { "WFS:https://me:pw@gis.example:8443/wfs?x=1", "gis.example:8443" },
    { "/data/大连.gpkg", "大连.gpkg" },
    { "PG:service=city password=x", "PG:service=city password=***" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = wf_source_display_name (cases[i][0]);

      g_assert_cmpstr (name, ==, cases[i][1]);
    }
  g_assert_true (wf_source_is_server ("oapif:http://x"));
  g_assert_false (wf_source_is_server ("/PG:x"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/holds", test_holds);
  g_test_add_func ("/window/stays", test_stays);
  g_test_add_func ("/window/edges", test_edges);
  g_test_add_func ("/window/degrees", test_degrees);
  g_test_add_func ("/window/sentence", test_sentence);
  g_test_add_func ("/window/secrets", test_secrets);
  g_test_add_func ("/window/names", test_names);
  return g_test_run ();
}
