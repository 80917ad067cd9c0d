/* Watchfloor: what is remembered between shifts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-settings.h"

#include "wf-paths.h"

#define SCHEMA "cn.watchfloor.Console"
#define MOST_RECENT 8

/* The schema beside the programs while they run from the build folder. */
static GSettingsSchema *
find_in_build (void)
{
  g_autofree char *program = wf_paths_program ("watchfloor");
  g_autofree char *dir = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *data = dir != NULL ? g_build_filename (dir, "data", NULL) : NULL;
  g_autoptr (GSettingsSchemaSource) source = NULL;

  if (data == NULL)
    return NULL;
  source = g_settings_schema_source_new_from_directory (
      data, g_settings_schema_source_get_default (), FALSE, NULL);
  return source != NULL ? g_settings_schema_source_lookup (source, SCHEMA, FALSE) : NULL;
}

GSettings *
wf_settings_open (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (installed != NULL)
    schema = g_settings_schema_source_lookup (installed, SCHEMA, TRUE);
  if (schema == NULL)
    schema = find_in_build ();
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

char **
wf_settings_recent (GSettings *settings)
{
  return settings != NULL ? g_settings_get_strv (settings, "recent-cities") : g_new0 (char *, 1);
}

void
wf_settings_add_recent (GSettings *settings, const char *city_path)
{
  g_autofree char *path = g_canonicalize_filename (city_path, NULL);
  g_auto (GStrv) old = wf_settings_recent (settings);
  g_autoptr (GPtrArray) recent = g_ptr_array_new ();

  if (settings == NULL)
    return;
  g_ptr_array_add (recent, path);
  for (guint i = 0; old[i] != NULL && recent->len < MOST_RECENT; i++)
    if (!g_str_equal (old[i], path))
      g_ptr_array_add (recent, old[i]);
  g_ptr_array_add (recent, NULL);
  g_settings_set_strv (settings, "recent-cities", (const char *const *) recent->pdata);
}

gboolean
wf_settings_get_boolean (GSettings *settings, const char *key, gboolean fallback)
{
  return settings != NULL ? g_settings_get_boolean (settings, key) : fallback;
}

void
wf_settings_set_boolean (GSettings *settings, const char *key, gboolean value)
{
  if (settings != NULL)
    g_settings_set_boolean (settings, key, value);
}
