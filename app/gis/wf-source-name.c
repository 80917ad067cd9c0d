/* Watchfloor: the names of sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-source-name.h"

#include "wf-secrets.h"

#include <string.h>

static const char *const server_prefixes[] = {
  "PG:", "postgresql://", "postgres://", "MYSQL:", "WFS:", "OAPIF:", "http://", "https://", "WMTS:"
};

gboolean
wf_source_is_server (const char *source)
{
  for (guint i = 0; i < G_N_ELEMENTS (server_prefixes); i++)
    if (g_ascii_strncasecmp (source, server_prefixes[i], strlen (server_prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

gboolean
wf_source_is_picture (const char *source)
{
  static const char *const endings[] = { ".tif",  ".tiff", ".mbtiles", ".jp2", ".png", ".jpg",
                                         ".jpeg", ".webp", ".img",     ".asc", ".hgt", ".bmp" };
  g_autofree char *lower = g_ascii_strdown (source, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

/* The value of @key in a libpq string ("host=a dbname='b c'"); NULL where it is not said. */
static char *
pg_value (const char *text, const char *key)
{
  g_autofree char *pattern
      = g_strdup_printf ("(?:^|[\\s:])%s\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|([^\\s']+))", key);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *quoted = NULL;

  if (!g_regex_match (regex, text, 0, &match))
    return NULL;
  quoted = g_match_info_fetch (match, 1);
  return quoted != NULL && *quoted != '\0' ? g_steal_pointer (&quoted)
                                           : g_match_info_fetch (match, 2);
}

static char *
url_host (const char *source)
{
  const char *url = strstr (source, "://");
  const char *at, *end;

  if (url == NULL)
    return NULL;
  url += 3;
  end = url + strcspn (url, "/?#");
  for (at = end; at > url && at[-1] != '@'; at--)
    ;
  return g_strndup (at, (gsize) (end - at));
}

char *
wf_source_display_name (const char *source)
{
  g_autofree char *base = NULL;
  g_autofree char *host = NULL;
  g_autofree char *database = NULL;

  if (!wf_source_is_server (source))
    {
      base = g_path_get_basename (source);
      return g_utf8_make_valid (base, -1);
    }
  host = url_host (source);
  if (host != NULL)
    return g_utf8_make_valid (host, -1);
  host = pg_value (source, "host");
  database = pg_value (source, "dbname");
  if (database == NULL)
    return wf_secrets_hide (source);
  return g_strdup_printf ("%s@%s", database, host != NULL && *host != '/' ? host : "localhost");
}

void
wf_source_split (const char *text, char **path, char **name)
{
  const char *hash = strrchr (text, '#');

  /* A '#' may be part of a file's name. */
  if (hash == NULL || g_file_test (text, G_FILE_TEST_EXISTS))
    {
      *path = g_strdup (text);
      *name = NULL;
      return;
    }
  *path = g_strndup (text, (gsize) (hash - text));
  *name = hash[1] != '\0' ? g_strdup (hash + 1) : NULL;
}
