/* Watchfloor: files without a city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-plain-city.h"

#include "wf-json.h"
#include "wf-paths.h"

#include <glib/gstdio.h>
#include <string.h>

#define ENDING ".city.json"

static char *
plain_path (void)
{
  return wf_paths_state ("files" ENDING);
}

char *
wf_plain_city_begin (GError **error)
{
  g_autofree char *path = plain_path ();
  /* All of China, until a file says where to look. */
  g_autoptr (json_t) city
      = json_pack ("{s:{s:s, s:s}, s:[i, i, i, i], s:[]}", "name", "zh", "\u6587\u4ef6", "en",
                   "Files", "extent", 73, 17, 136, 54, "layers");
  g_autofree char *book = wf_plain_city_book_of (path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !wf_json_save (city, path, error))
    return NULL;
  g_unlink (book);
  return g_steal_pointer (&path);
}

gboolean
wf_plain_city_is (const char *city_path)
{
  g_autofree char *path = plain_path ();

  return g_str_equal (path, city_path);
}

char *
wf_plain_city_book_of (const char *city_path)
{
  g_autofree char *name = g_path_get_basename (city_path);
  g_autofree char *file = NULL;

  if (g_str_has_suffix (name, ENDING))
    name[strlen (name) - strlen (ENDING)] = '\0';
  file = g_strconcat (name, ".layers.json", NULL);
  return wf_paths_state (file);
}

char *
wf_plain_city_resolve (const char *argument, const char *cwd)
{
  g_autofree char *path = g_canonicalize_filename (argument, cwd);

  /* "PG:dbname=city" is no file, unless there is one of that name. */
  if (strchr (argument, ':') != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup (argument);
  return g_steal_pointer (&path);
}
