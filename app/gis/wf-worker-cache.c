/* Watchfloor: the cache of layer packs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-worker-cache.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-pack-format.h"
#include "wf-paths.h"
#include "wf-secrets.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Raise it when an import of the same bytes would now give another pack. */
#define IMPORTER_VERSION 4
#define MAX_BYTES (G_GUINT64_CONSTANT (12) << 30)
#define MAX_WINDOW_BYTES (G_GUINT64_CONSTANT (2) << 30)
#define FRESH_S 600 /* a server's window is not asked for again before */
#define LEFTOVER_S (6 * 3600)

static char *
cache_folder (gboolean windows)
{
  char *folder = wf_paths_cache (windows ? "windows" : "packs");

  g_mkdir_with_parents (folder, 0700);
  return folder;
}

static gboolean
add_file (GString *key, const char *path)
{
  struct stat st;

  if (stat (path, &st) != 0)
    return FALSE;
  g_string_append_printf (key, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld\n", path,
                          (gint64) st.st_size, (gint64) st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
  return TRUE;
}

/* A layer of several files changes with each of them. */
static void
add_companions (GString *key, const char *path)
{
  static const char *const endings[]
      = { "shp", "shx", "dbf", "prj", "cpg", "dat", "map", "id", "csvt" };
  const char *dot = strrchr (path, '.');
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *stem = dot != NULL ? g_strndup (path, (gsize) (dot - path)) : g_strdup (path);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *lower = g_strconcat (stem, ".", endings[i], NULL);
      g_autofree char *ending = g_ascii_strup (endings[i], -1);
      g_autofree char *upper = g_strconcat (stem, ".", ending, NULL);

      add_file (key, lower);
      add_file (key, upper);
    }
  add_file (key, wal);
}

static void
add_folder (GString *key, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      add_file (key, file);
    }
}

/* What the source is made of; FALSE where nobody can say. */
static gboolean
add_source (GString *key, const WfSource *source)
{
  g_autofree char *path = NULL;

  if (wf_source_is_server (source->source))
    {
      g_autofree char *name = wf_secrets_hide (source->source);

      g_string_append_printf (key, "%s\n", name);
      return source->window.nx > 0;
    }
  path = g_canonicalize_filename (source->source, NULL);
  if (!add_file (key, path))
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    add_folder (key, path);
  else
    add_companions (key, path);
  return TRUE;
}

char *
wf_worker_cache_path (const WfSource *source, const char *suffix)
{
  const char *const said[] = { source->layer, source->encoding, source->crs, source->x, source->y };
  const WfSourceWindow *window = &source->window;
  g_autoptr (GString) key = g_string_new (NULL);
  g_autofree char *folder = cache_folder (window->nx > 0);
  g_autofree char *sum = NULL;
  g_autofree char *name = NULL;

  if (!add_source (key, source))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    g_string_append_printf (key, "%s\n", said[i] != NULL ? said[i] : "");
  g_string_append_printf (key, "%s\n%d %d", wf_datum_name (source->datum), IMPORTER_VERSION,
                          WF_PACK_VERSION);
  if (window->nx > 0)
    g_string_append_printf (key, "\n%u %u %u %u %u %u", window->level, window->x, window->y,
                            window->nx, window->ny, window->detail);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key->str, (gssize) key->len);
  name = g_strdup_printf ("%.40s%s", sum, suffix);
  return g_build_filename (folder, name, NULL);
}

static char *
private_name (const char *folder, const char *suffix)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat ("private-", uuid, suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

char *
wf_worker_cache_private (const char *suffix)
{
  g_autofree char *folder = cache_folder (FALSE);

  return private_name (folder, suffix);
}

void
wf_worker_cache_touch (const char *path)
{
  utimensat (AT_FDCWD, path, NULL, 0);
}

typedef struct
{
  char *path;
  guint64 size;
  gint64 used;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->path);
  g_free (entry);
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  const Entry *x = *(Entry *const *) a, *y = *(Entry *const *) b;

  return x->used < y->used ? -1 : x->used > y->used;
}

static GPtrArray *
list_entries (const char *folder)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gboolean whole = g_str_has_suffix (name, ".wfpack") || g_str_has_suffix (name, ".wfras")
                       || g_str_has_suffix (name, ".wfpack.json");
      struct stat st;
      Entry *entry;

      if (stat (path, &st) != 0)
        continue;
      if ((!whole || g_str_has_prefix (name, "private-")) && now - st.st_mtime > LEFTOVER_S)
        g_unlink (path);
      if (!whole)
        continue;
      entry = g_new (Entry, 1);
      *entry = (Entry){ g_steal_pointer (&path), (guint64) st.st_size, st.st_mtime };
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

char *
wf_worker_cache_spare (const GError *trouble, const char *suffix)
{
  g_autofree char *folder = NULL;

  if (!g_error_matches (trouble, WF_ERROR, WF_ERROR_IO))
    return NULL;
  folder = wf_paths_temporary ("packs");
  if (folder == NULL || g_mkdir_with_parents (folder, 0700) != 0)
    return NULL;
  /* Leftovers of runs that were killed go while it looks. */
  g_ptr_array_unref (list_entries (folder));
  return private_name (folder, suffix);
}

static void
prune_folder (const char *folder, guint64 max_bytes)
{
  g_autoptr (GPtrArray) entries = list_entries (folder);
  guint64 total = 0;

  for (guint i = 0; i < entries->len; i++)
    total += ((const Entry *) g_ptr_array_index (entries, i))->size;
  g_ptr_array_sort (entries, compare_used);
  for (guint i = 0; i + 1 < entries->len && total > max_bytes; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      g_unlink (entry->path);
      total -= entry->size;
    }
}

void
wf_worker_cache_prune (void)
{
  g_autofree char *packs = cache_folder (FALSE);
  g_autofree char *windows = cache_folder (TRUE);

  prune_folder (packs, MAX_BYTES);
  prune_folder (windows, MAX_WINDOW_BYTES);
}

/* ---- what windows leave out */

static char *
facts_path (const char *path)
{
  return g_strconcat (path, ".json", NULL);
}

void
wf_worker_cache_keep_facts (const char *path, const WfWindowFacts *facts)
{
  g_autofree char *beside = facts_path (path);
  g_autoptr (json_t) value
      = json_pack ("{s:I, s:I, s:b, s:I}", "matched", (json_int_t) facts->n_matched, "one_in",
                   (json_int_t) facts->one_in, "cut", (int) facts->cut, "read",
                   (json_int_t) (g_get_real_time () / G_USEC_PER_SEC));

  wf_json_save (value, beside, NULL);
}

gboolean
wf_worker_cache_get_facts (const char *path, gboolean is_server, WfWindowFacts *facts)
{
  g_autofree char *beside = facts_path (path);
  g_autoptr (json_t) value
      = g_file_test (beside, G_FILE_TEST_EXISTS) ? wf_json_load (beside, 4096, NULL) : NULL;
  gint64 age_s = g_get_real_time () / G_USEC_PER_SEC - wf_json_integer (value, "read", 0);

  if (value == NULL)
    return FALSE;
  *facts = (WfWindowFacts){ .n_matched = wf_json_integer (value, "matched", -1),
                            .one_in = wf_json_integer (value, "one_in", 1),
                            .cut = wf_json_boolean (value, "cut", FALSE),
                            .is_old = is_server && (age_s < 0 || age_s > FRESH_S) };
  wf_worker_cache_touch (beside);
  return !facts->is_old;
}
