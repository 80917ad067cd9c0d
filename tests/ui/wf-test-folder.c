/* Watchfloor: a folder for a test.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-folder.h"

#include <glib.h>
#include <stdio.h>

char *
wf_test_folder_make (void)
{
  char *path = g_dir_make_tmp ("wf-ui-XXXXXX", NULL);

  g_setenv ("XDG_CACHE_HOME", path, TRUE);
  g_setenv ("XDG_STATE_HOME", path, TRUE);
  g_setenv ("XDG_DATA_HOME", path, TRUE);
  return path;
}

void
wf_test_folder_remove (const char *path)
{
  g_autoptr (GDir) dir
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      wf_test_folder_remove (child);
    }
  remove (path);
}
