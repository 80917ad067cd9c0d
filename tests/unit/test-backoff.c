/* Watchfloor: tests of when to try again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-backoff.h"

static void
test_steps (void)
{
  WfBackoff backoff = WF_BACKOFF_INIT;

  g_assert_cmpint (wf_backoff_failed (&backoff, 0), ==, 500000);
  g_assert_cmpint (wf_backoff_failed (&backoff, 0), ==, 1000000);
  g_assert_cmpint (wf_backoff_failed (&backoff, 0.5), ==, 3000000);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (wf_backoff_failed (&backoff, 0.999), <=, 60000000);
  g_assert_cmpint (wf_backoff_failed (&backoff, 0), ==, 30000000);
}

/* A good connection makes the next wait short again; one dropped at once does not. */
static void
test_held (void)
{
  WfBackoff backoff = WF_BACKOFF_INIT;

  for (guint i = 0; i < 4; i++)
    wf_backoff_failed (&backoff, 0);
  wf_backoff_held (&backoff, 1000);
  g_assert_cmpint (wf_backoff_failed (&backoff, 0), ==, 8000000);
  wf_backoff_held (&backoff, WF_BACKOFF_STEADY_US + 1);
  g_assert_cmpint (wf_backoff_failed (&backoff, 0), ==, 500000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/steps", test_steps);
  g_test_add_func ("/backoff/held", test_held);
  return g_test_run ();
}
