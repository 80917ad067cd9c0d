/* Watchfloor: tests of measuring the window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The real console measures itself over the town: the figures are there, whole and within what can
 * be; how good they are is no test's affair. */
#include "config.h"

#include "wf-json.h"
#include "wf-paths.h"
#include "wf-test-folder.h"
#include "wf-test-town-files.h"

#include <gio/gio.h>
#include <string.h>

static char *folder, *town_path;

static json_t *
measure (const char *bench, const char *size)
{
  g_autofree char *program = wf_paths_program ("watchfloor");
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) console
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--city", town_path,
                          "--bench", bench, "--size", size, "--seconds", "2", "--json", NULL);
  json_t *figures;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (console, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (console));
  g_assert_cmpint (g_subprocess_get_exit_status (console), ==, 0);
  figures = wf_json_parse (output, strlen (output), 1024 * 1024, "figures", &error);
  g_assert_no_error (error);
  return figures;
}

/* The spread in @object: from 0, median to 95th percentile to most. */
static void
check_spread (const json_t *object)
{
  double median = json_number_value (json_object_get (object, "median"));
  double p95 = json_number_value (json_object_get (object, "p95"));

  g_assert_cmpfloat (median, >=, 0);
  g_assert_cmpfloat (p95, >=, median);
  g_assert_cmpfloat (json_number_value (json_object_get (object, "max")), >=, p95);
}

static void
check_common (const json_t *figures, const char *bench)
{
  g_assert_cmpstr (wf_json_string (figures, "bench", ""), ==, bench);
  g_assert_cmpstr (wf_json_string (figures, "unit", ""), ==, "ms a frame");
  g_assert_cmpuint (json_array_size (json_object_get (figures, "samples")), >, 0);
  g_assert_nonnull (wf_json_string (figures, "machine", NULL));
  g_assert_cmpfloat (json_number_value (json_object_get (figures, "cpu_ms")), >, 0);
  g_assert_cmpint (json_integer_value (json_object_get (figures, "peak_rss_kb")), >, 1000);
  check_spread (figures);
  check_spread (json_object_get (figures, "draw_ms"));
}

/* More gestures than a round has, so that memory is known as it was once warm. */
static void
test_pan (void)
{
  json_t *figures = measure ("pan", "22");

  check_common (figures, "pan");
  g_assert_cmpint (json_integer_value (json_object_get (figures, "gestures")), ==, 22);
  check_spread (json_object_get (figures, "frames_to_sharp"));
  g_assert_cmpint (json_integer_value (json_object_get (figures, "rss_first_kb")), >, 1000);
  g_assert_cmpint (json_integer_value (json_object_get (figures, "rss_last_kb")), >, 1000);
  json_decref (figures);
}

static void
test_tracks (void)
{
  json_t *figures = measure ("tracks", "50");

  check_common (figures, "tracks");
  g_assert_cmpint (json_integer_value (json_object_get (figures, "size")), ==, 50);
  json_decref (figures);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = wf_test_folder_make ();
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/window-bench/pan", test_pan);
  g_test_add_func ("/window-bench/tracks", test_tracks);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
