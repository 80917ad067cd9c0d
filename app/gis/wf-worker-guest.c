/* Watchfloor: packs from elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-worker-guest.h"

#include "wf-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define MAX_IN_MEMORY (G_GUINT64_CONSTANT (2) << 30)

/* By a temporary name and a rename. Where the file system can, nothing is copied but the right to
 * the same blocks. */
static gboolean
copy_file (const char *from, const char *to)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *temporary = g_strconcat (to, ".", uuid, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) copy = g_file_new_for_path (temporary);
  g_autoptr (GError) trouble = NULL;

  if (g_file_copy (source, copy, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &trouble)
      && g_rename (temporary, to) == 0)
    return TRUE;
  g_message ("%s is not copied into the cache: %s", from,
             trouble != NULL ? trouble->message : "rename");
  g_unlink (temporary);
  return FALSE;
}

static WfPack *
open_in_memory (const char *source, guint64 size, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) trouble = NULL;
  char *data;
  gsize length;

  if (size <= MAX_IN_MEMORY && g_file_get_contents (source, &data, &length, &trouble))
    {
      bytes = g_bytes_new_take (data, length);
      return wf_pack_new_from_bytes (bytes, source, error);
    }
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("%s cannot be copied into the cache; free some space on its disk and open it "
                  "again."),
               source);
  return NULL;
}

WfPack *
wf_worker_guest_open (const char *source, const char *path, GError **error)
{
  WfPack *pack = wf_pack_open (path, NULL);
  g_autoptr (GError) own_error = NULL;
  struct stat st;

  if (pack != NULL)
    return pack;
  /* A FIFO of that name must not hold us up. */
  if (g_stat (source, &st) != 0 || !S_ISREG (st.st_mode))
    return wf_pack_open (source, error);
  if (!copy_file (source, path))
    return open_in_memory (source, (guint64) st.st_size, error);
  pack = wf_pack_open_as (path, source, error);
  if (pack == NULL)
    g_unlink (path);
  return pack;
}
