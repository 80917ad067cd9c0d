/* Watchfloor: tiles on disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-tile-cache.h"

#include "wf-json.h"
#include "wf-paths.h"
#include "wf-secrets.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_BYTES (G_GUINT64_CONSTANT (512) << 20)
#define PRUNE_EVERY 256 /* saves */
#define MAX_HEAD 4096

void
wf_tile_entry_free (WfTileEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->etag);
  g_free (entry->last_modified);
  g_clear_pointer (&entry->body, g_bytes_unref);
  g_free (entry);
}

static char *
folder (void)
{
  char *path = wf_paths_cache ("tiles");

  g_mkdir_with_parents (path, 0700);
  return path;
}

static char *
path_of (const char *url)
{
  g_autofree char *hidden = wf_secrets_hide (url);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, hidden, -1);
  g_autofree char *name = g_strdup_printf ("%.40s.tile", sum);
  g_autofree char *own = folder ();

  return g_build_filename (own, name, NULL);
}

WfTileEntry *
wf_tile_cache_load (const char *url)
{
  g_autofree char *path = path_of (url);
  g_autofree char *text = NULL;
  g_autoptr (json_t) head = NULL;
  const char *end;
  WfTileEntry *entry;
  gsize n = 0;

  if (!g_file_get_contents (path, &text, &n, NULL))
    return NULL;
  end = memchr (text, '\n', MIN (n, MAX_HEAD));
  if (end != NULL)
    head = wf_json_parse (text, (gsize) (end - text), MAX_HEAD, "tile", NULL);
  if (head == NULL)
    {
      g_unlink (path);
      return NULL;
    }
  utimensat (AT_FDCWD, path, NULL, 0); /* used now */
  entry = g_new0 (WfTileEntry, 1);
  entry->etag = g_strdup (wf_json_string (head, "etag", NULL));
  entry->last_modified = g_strdup (wf_json_string (head, "modified", NULL));
  entry->fresh_until_s = wf_json_integer (head, "fresh_until", 0);
  entry->body = g_bytes_new (end + 1, n - (gsize) (end + 1 - text));
  return entry;
}

typedef struct
{
  char *path;
  gint64 used_s;
  guint64 size;
} Kept;

static void
kept_clear (gpointer data)
{
  g_free (((Kept *) data)->path);
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Kept *) a)->used_s, y = ((const Kept *) b)->used_s;

  return x < y ? -1 : x > y;
}

static void
prune (void)
{
  g_autofree char *own = folder ();
  g_autoptr (GDir) dir = g_dir_open (own, 0, NULL);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Kept));
  guint64 total = 0;
  const char *name;

  g_array_set_clear_func (all, kept_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Kept kept = { g_build_filename (own, name, NULL), 0, 0 };
      GStatBuf st = { 0 };

      g_stat (kept.path, &st);
      kept.used_s = st.st_mtime;
      kept.size = (guint64) st.st_size;
      total += kept.size;
      g_array_append_val (all, kept);
    }
  g_array_sort (all, compare_used);
  for (guint i = 0; i < all->len && total > MAX_BYTES; i++)
    {
      const Kept *kept = &g_array_index (all, Kept, i);

      g_unlink (kept->path);
      total -= kept->size;
    }
}

void
wf_tile_cache_save (const char *url, const WfTileEntry *entry)
{
  static gint n_saved;
  g_autofree char *path = path_of (url);
  g_autoptr (json_t) head
      = json_pack ("{s:s*, s:s*, s:I}", "etag", entry->etag, "modified", entry->last_modified,
                   "fresh_until", (json_int_t) entry->fresh_until_s);
  g_autofree char *line = head != NULL ? wf_json_canonical (head) : NULL;
  g_autoptr (GString) text = g_string_new (line);
  gsize n;
  const char *body = g_bytes_get_data (entry->body, &n);

  if (line == NULL || strlen (line) >= MAX_HEAD)
    return;
  g_string_append_c (text, '\n');
  g_string_append_len (text, body, (gssize) n);
  /* A full disk costs a request more, nothing else. */
  g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT,
                            0600, NULL);
  if (g_atomic_int_add (&n_saved, 1) % PRUNE_EVERY == 0)
    prune ();
}
