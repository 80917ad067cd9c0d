/* Watchfloor: scenario of a cache that takes nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be kept is shown all the same, said to be unkept, and leaves nothing behind. A name
 * that is taken by a folder stands for a disk that is full. */
#include "config.h"

#include "wf-paths.h"
#include "wf-worker-cache.h"
#include "wf-worker.h"

#include <gio/gio.h>
#include <string.h>

#define WIDTH 60
#define HEIGHT 40

static char *folder;

static void
block (const WfSource *source, const char *suffix)
{
  g_autofree char *path = wf_worker_cache_path (source, suffix);
  g_autofree char *inside = g_build_filename (path, "inside", NULL);

  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
}

static guint
count_spares (void)
{
  g_autofree char *spares = wf_paths_temporary ("packs");
  g_autoptr (GDir) dir = g_dir_open (spares, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_pack (void)
{
  g_autofree char *path = g_build_filename (folder, "point.geojson", NULL);
  WfSource source = { .source = path };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WfPack) later = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path,
                                      "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
                                      "{\"type\":\"Point\",\"coordinates\":[121.6,38.9]}}",
                                      -1, NULL));
  block (&source, ".wfpack");
  for (guint round = 0; round < 2; round++)
    {
      gboolean was_cached = TRUE;
      g_autoptr (WfPack) pack = wf_worker_open (&source, TRUE, NULL, NULL, &was_cached, &error);

      g_assert_no_error (error);
      g_assert_false (was_cached);
      g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 1);
      g_assert_cmpuint (count_spares (), ==, 0);
    }
  wf_worker_open_async (&source, NULL, NULL, NULL, NULL, opened_cb, &result);
  wait_for (&result);
  later = wf_worker_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_shapes (later)->n_features, ==, 1);
  g_assert_false (wf_worker_open_was_kept (result));
  g_assert_cmpuint (count_spares (), ==, 0);
}

static void
test_raster (void)
{
  g_autofree char *raw = g_build_filename (folder, "raw.bin", NULL);
  g_autofree char *tif = g_build_filename (folder, "raster.tif", NULL);
  g_autofree char *pixels = g_strnfill (WIDTH * HEIGHT * 4, '7');
  const char *argv[]
      = { "write-raster",          raw,        "--width", "60", "--height", "40", "--bbox",
          "121.3,38.8,121.9,39.2", "--output", tif,       NULL };
  WfSource source = { .source = tif, .is_raster = TRUE };
  g_autofree char *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WfRaster) picture = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (raw, pixels, WIDTH * HEIGHT * 4, NULL));
  answer = wf_worker_run (argv, NULL, NULL, &error);
  g_assert_no_error (error);
  block (&source, ".wfras");
  wf_worker_open_async (&source, NULL, NULL, NULL, NULL, opened_cb, &result);
  wait_for (&result);
  picture = wf_worker_open_raster_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (picture->pixels), ==,
                    (gsize) picture->width_px * (gsize) picture->height_px * 4);
  g_assert_false (wf_worker_open_was_kept (result));
  g_assert_cmpuint (count_spares (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  /* GLib remembers the temporary folder it was first asked for: one none else looks in. */
  folder = g_mkdtemp (g_strdup ("/tmp/wf-full-XXXXXX"));
  g_setenv ("TMPDIR", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  remove = g_strdup_printf ("rm -r '%s'", folder);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/full-disk/pack", test_pack);
  g_test_add_func ("/full-disk/raster", test_raster);
  status = g_test_run ();
  g_free (folder);
  return g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL) ? status : 1;
}
