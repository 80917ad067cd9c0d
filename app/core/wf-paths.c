/* Watchfloor: where things lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Found from the running program's own place, so that a build folder needs no environment. */
#include "config.h"

#include "wf-paths.h"

#include "build-places.h"

static char *
program_dir (void)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);

  return exe != NULL ? g_path_get_dirname (exe) : g_strdup (".");
}

/* TRUE while we run from the folder we were built in. */
static gboolean
runs_from_build (const char *dir)
{
  return g_strcmp0 (dir, WF_BUILD_ROOT) == 0 || g_str_has_prefix (dir, WF_BUILD_ROOT "/");
}

char *
wf_paths_data (const char *name)
{
  const char *override = g_getenv ("WATCHFLOOR_DATA_DIR");
  g_autofree char *dir = program_dir ();

  if (override != NULL)
    return g_build_filename (override, name, NULL);
  if (runs_from_build (dir))
    return g_build_filename (WF_SOURCE_DATA_DIR, name, NULL);
  return g_build_filename (WF_INSTALLED_DATA_DIR, name, NULL);
}

char *
wf_paths_program (const char *name)
{
  g_autofree char *dir = program_dir ();
  g_autofree char *path
      = g_build_filename (runs_from_build (dir) ? WF_BUILD_ROOT : dir, name, NULL);

  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);
  return g_find_program_in_path (name);
}

char *
wf_paths_locale (void)
{
  g_autofree char *dir = program_dir ();

  if (runs_from_build (dir))
    return g_build_filename (WF_BUILD_ROOT, "po", NULL);
  return g_strdup (WF_INSTALLED_LOCALE_DIR);
}

static char *
in_folder (const char *base, const char *name)
{
  g_autofree char *folder = g_build_filename (base, "watchfloor", NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_build_filename (folder, name, NULL);
}

char *
wf_paths_cache (const char *name)
{
  return in_folder (g_get_user_cache_dir (), name);
}

char *
wf_paths_state (const char *name)
{
  return in_folder (g_get_user_state_dir (), name);
}
