/* Watchfloor: tests of instants.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-time.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gboolean ok;
    gint64 time_us;
  } cases[] = {
    { "1970-01-01T00:00:00Z", TRUE, 0 },
    { "1970-01-01T08:00:00+08:00", TRUE, 0 },
    { "2026-01-01T00:00:00.250Z", TRUE, 1767225600250000 },
    { "2026-01-01T00:00:00", FALSE, 0 },
    { "2026-13-01T00:00:00Z", FALSE, 0 },
    { "yesterday", FALSE, 0 },
    { "", FALSE, 0 },
    { NULL, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 time_us = 0;

      g_assert_cmpint (wf_time_parse (cases[i].text, &time_us), ==, cases[i].ok);
      g_assert_cmpint (time_us, ==, cases[i].time_us);
    }
}

static void
test_format (void)
{
  g_autofree char *whole = wf_time_format (1767225600000000);
  g_autofree char *parts = wf_time_format (1767225600250000);
  g_autofree char *before = wf_time_format (-250000);

  g_assert_cmpstr (whole, ==, "2026-01-01T00:00:00Z");
  g_assert_cmpstr (parts, ==, "2026-01-01T00:00:00.250Z");
  g_assert_cmpstr (before, ==, "1969-12-31T23:59:59.750Z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/format", test_format);
  return g_test_run ();
}
