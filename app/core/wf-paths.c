/* Watchfloor: where things lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Found from the running program's own place, so that a build folder needs no environment. */
#include "config.h"

#include "wf-paths.h"

#include "build-places.h"

#include <glib/gstdio.h>
#include <unistd.h>

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

/* NULL where the folder cannot be made or written. */
static char *
in_folder (const char *base, const char *own, const char *name)
{
  g_autofree char *folder = g_build_filename (base, own, NULL);
  GStatBuf st;

  /* In a place others write to, the folder may be somebody else's trap. */
  if (g_mkdir_with_parents (folder, 0700) != 0 || g_lstat (folder, &st) != 0
      || (st.st_uid != getuid () && st.st_uid != 0) || g_access (folder, W_OK) != 0)
    return NULL;
  return g_build_filename (folder, name, NULL);
}

char *
wf_paths_temporary (const char *name)
{
  g_autofree char *own = g_strdup_printf ("watchfloor-%u", (guint) getuid ());

  return in_folder (g_get_tmp_dir (), own, name);
}

char *
wf_paths_cache (const char *name)
{
  char *path = in_folder (g_get_user_cache_dir (), "watchfloor", name);

  /* Without a home the map is drawn all the same; the packs are made again another day. */
  if (path == NULL)
    path = wf_paths_temporary (name);
  return path != NULL ? path : g_build_filename (g_get_user_cache_dir (), "watchfloor", name, NULL);
}

char *
wf_paths_state (const char *name)
{
  char *path = in_folder (g_get_user_state_dir (), "watchfloor", name);

  /* No other place will do: what cannot be kept must be said. */
  return path != NULL ? path : g_build_filename (g_get_user_state_dir (), "watchfloor", name, NULL);
}

char *
wf_paths_make_beside (const char *output)
{
  g_autofree char *dir = g_path_get_dirname (output);
  g_autofree char *folder = g_build_filename (dir, ".watchfloor-XXXXXX", NULL);

  return g_mkdtemp (folder) != NULL ? g_steal_pointer (&folder) : NULL;
}

void
wf_paths_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}
