/* Watchfloor: what a source is before it is opened.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-source-check.h"

#include "wf-error.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

#define PLAIN_BYTES (256u << 20) /* archives that unpack to less are never bombs */
#define MAX_RATIO 200 /* text packs to a tenth, a raster of nothing to a hundredth */
#define MAX_LIBKML_BYTES (256u << 20)

gboolean
wf_source_has_suffix (const char *name, const char *suffix)
{
  gsize n = strlen (name), m = strlen (suffix);

  return n >= m && g_ascii_strcasecmp (name + n - m, suffix) == 0;
}

gboolean
wf_source_refuse (GError **error, WfErrorCode code, const char *sentence, const char *name)
{
  g_autofree char *base = g_path_get_basename (name);
  g_auto (GStrv) halves = g_strsplit (sentence, "%s", 2);
  g_autofree char *text = g_strconcat (halves[0], base, halves[1], NULL);

  g_set_error_literal (error, WF_ERROR, code, text);
  return FALSE;
}

/* Opening a FIFO would wait for ever. */
gboolean
wf_source_check_file (const char *path, GError **error)
{
  struct stat st;

  if (stat (path, &st) != 0)
    {
      if (errno == ENOENT || errno == ENOTDIR)
        return wf_source_refuse (
            error, WF_ERROR_NOT_FOUND,
            _ ("%s does not exist; look whether it was moved or the disk is missing."), path);
      return wf_source_refuse (error, WF_ERROR_IO, _ ("%s cannot be read; check who may read it."),
                               path);
    }
  if (S_ISDIR (st.st_mode))
    return wf_source_has_suffix (path, ".gdb")
           || wf_source_refuse (
               error, WF_ERROR_REFUSED,
               _ ("%s is a folder; choose a file in it (only .gdb folders are layers)."), path);
  if (!S_ISREG (st.st_mode))
    return wf_source_refuse (
        error, WF_ERROR_REFUSED,
        _ ("%s is not a regular file but a pipe or a device; copy it to a file first."), path);
  if (st.st_size == 0)
    return wf_source_refuse (error, WF_ERROR_INVALID, _ ("%s is empty (0 bytes); get it again."),
                             path);
  return TRUE;
}

static gboolean
is_archive (const char *path)
{
  static const char *const endings[] = { ".zip", ".kmz", ".xlsx", ".ods", ".shz" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (wf_source_has_suffix (path, endings[i]))
      return TRUE;
  return FALSE;
}

gboolean
wf_source_check_archive (const char *path, GError **error)
{
  g_autofree char *archive = g_strdup_printf ("/vsizip/{%s}", path);
  char **names = is_archive (path) ? VSIReadDirRecursive (archive) : NULL;
  guint64 unpacked = 0;
  struct stat st;

  for (int i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat (archive, "/", names[i], NULL);
      VSIStatBufL entry;

      if (VSIStatExL (name, &entry, VSI_STAT_EXISTS_FLAG | VSI_STAT_SIZE_FLAG) == 0
          && entry.st_size > 0)
        unpacked += (guint64) entry.st_size;
    }
  CSLDestroy (names);
  if (unpacked <= PLAIN_BYTES || stat (path, &st) != 0
      || unpacked / MAX ((guint64) st.st_size, 1) <= MAX_RATIO)
    return TRUE;
  return wf_source_refuse (
      error, WF_ERROR_LIMIT,
      _ ("%s would unpack to hundreds of times its size, as no map does; unpack it "
         "yourself if you trust its maker."),
      path);
}

gboolean
wf_source_check_libkml (const char *path)
{
  struct stat st;

  return stat (path, &st) != 0 || st.st_size <= MAX_LIBKML_BYTES;
}
