/* Watchfloor: tests of where things lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-paths.h"

#include <glib/gstdio.h>

/* GLib reads the places once: each case is a process of its own. */
static void
test_cache_without_home (void)
{
  if (g_test_subprocess ())
    {
      /* GLib remembers the first answer: it must be our own folder, not one others use. */
      g_autofree char *tmp = g_mkdtemp (g_strdup ("/tmp/wf-paths-XXXXXX"));
      g_autofree char *path = NULL;
      g_autofree char *folder = NULL;

      g_setenv ("XDG_CACHE_HOME", "/proc/nowhere", TRUE);
      g_setenv ("TMPDIR", tmp, TRUE);
      path = wf_paths_cache ("packs");
      folder = g_path_get_dirname (path);
      g_assert_true (g_str_has_prefix (path, tmp));
      g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
      g_assert_cmpint (g_rmdir (folder), ==, 0);
      g_assert_cmpint (g_rmdir (tmp), ==, 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_state_has_no_other_place (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *path = NULL;

      g_setenv ("XDG_STATE_HOME", "/proc/nowhere", TRUE);
      path = wf_paths_state ("a.journal");
      g_assert_cmpstr (path, ==, "/proc/nowhere/watchfloor/a.journal");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paths/cache-without-home", test_cache_without_home);
  g_test_add_func ("/paths/state", test_state_has_no_other_place);
  return g_test_run ();
}
