/* Watchfloor: styles of other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header: which of the three a file is. */
#include "config.h"

#include "wf-style-import.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)

static gboolean
ends_in (const char *path, const char *ending)
{
  gsize n = strlen (path), m = strlen (ending);

  return n >= m && g_ascii_strcasecmp (path + n - m, ending) == 0;
}

/* A regular file of a style's size. */
static char *
read_text (const char *path, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  GStatBuf st;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || g_stat (path, &st) != 0
      || st.st_size > MAX_BYTES)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("%s is no style file of at most 4 MB; choose another."), path);
      return NULL;
    }
  return g_file_get_contents (path, &text, length, error) ? g_steal_pointer (&text) : NULL;
}

static WfStyle *
convert (const char *path, gboolean qml, GPtrArray *notes, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  gsize length;
  g_autofree char *xml = read_text (path, &length, error);
  g_autoptr (json_t) document = NULL;
  g_autofree char *text = NULL;

  if (xml == NULL)
    return NULL;
  document = qml ? wf_style_from_qml (xml, length, name, "*", notes, error)
                 : wf_style_from_sld (xml, length, name, "*", notes, error);
  if (document == NULL)
    return NULL;
  text = wf_json_canonical (document);
  return wf_style_parse (text, strlen (text), name, error);
}

WfStyle *
wf_style_open (const char *path, char ***notes, GError **error)
{
  gboolean qml = ends_in (path, ".qml");
  GPtrArray *said = g_ptr_array_new_with_free_func (g_free);
  WfStyle *style = qml || ends_in (path, ".sld") ? convert (path, qml, said, error)
                                                 : wf_style_load (path, error);

  g_ptr_array_add (said, NULL);
  if (style != NULL && notes != NULL)
    {
      g_ptr_array_set_free_func (said, NULL);
      *notes = (char **) g_ptr_array_free (said, FALSE);
    }
  else
    g_ptr_array_unref (said);
  return style;
}
