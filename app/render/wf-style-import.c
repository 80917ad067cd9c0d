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

/* The document in the file: converted, or ours as it is. */
static json_t *
read_document (const char *path, GPtrArray *notes, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  gsize length;
  g_autofree char *text = read_text (path, &length, error);

  if (text == NULL)
    return NULL;
  if (ends_in (path, ".qml"))
    return wf_style_from_qml (text, length, name, "*", notes, error);
  if (ends_in (path, ".sld"))
    return wf_style_from_sld (text, length, name, "*", notes, error);
  return wf_json_parse (text, length, MAX_BYTES, name, error);
}

/* Takes @notes. */
static char **
end_notes (GPtrArray *notes)
{
  g_ptr_array_add (notes, NULL);
  g_ptr_array_set_free_func (notes, NULL);
  return (char **) g_ptr_array_free (notes, FALSE);
}

static WfStyle *
convert (const char *path, GPtrArray *notes, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (json_t) document = read_document (path, notes, error);

  return document != NULL ? wf_style_build (document, name, error) : NULL;
}

WfStyle *
wf_style_open (const char *path, char ***notes, GError **error)
{
  gboolean foreign = ends_in (path, ".qml") || ends_in (path, ".sld");
  GPtrArray *said = g_ptr_array_new_with_free_func (g_free);
  WfStyle *style = foreign ? convert (path, said, error) : wf_style_load (path, error);

  if (style != NULL && notes != NULL)
    *notes = end_notes (said);
  else
    g_ptr_array_unref (said);
  return style;
}

WfLayerStyle *
wf_layer_style_open (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (json_t) document = read_document (path, notes, error);
  WfLayerStyle *style = document != NULL ? wf_layer_style_load (document, name, error) : NULL;

  if (style != NULL && notes->len > 0)
    {
      g_strfreev (style->notes);
      style->notes = end_notes (g_steal_pointer (&notes));
    }
  return style;
}
