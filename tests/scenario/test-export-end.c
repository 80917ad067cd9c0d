/* Watchfloor: scenario of exports that are given up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever gives an export up finds the folder as it was: neither the file nor half of it. */
#include "config.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-worker-export.h"

#include <glib/gstdio.h>

#define N_FEATURES 300000 /* written in longer than it takes to give up */

static char *scratch;

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static WfPack *
make_pack (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POINT);
  WfPack *pack;

  for (guint i = 0; i < N_FEATURES; i++)
    {
      WfLonLat place = { 121 + i * 1e-6, 38.9 };

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, &place, 1);
      wf_pack_writer_end (writer);
    }
  pack = wf_pack_writer_finish_in_memory (writer, NULL);
  g_assert_nonnull (pack);
  return pack;
}

typedef struct
{
  GCancellable *cancellable;
  GAsyncResult *result;
} Export;

static void
progress_cb (double fraction, const char *what, gpointer data)
{
  Export *export = data;

  g_cancellable_cancel (export->cancellable);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Export *) data)->result = g_object_ref (result);
}

static gint64
run_export (guint n, WfWorkerProgress progress, GError **error)
{
  g_autoptr (WfPack) pack = make_pack ();
  g_autofree guint32 *features = g_new (guint32, n);
  g_autofree char *folder = g_build_filename (scratch, "out", NULL);
  g_autofree char *output = g_build_filename (folder, "places.gpkg", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Export export = { cancellable };
  gint64 n_written;

  g_mkdir (folder, 0700);
  for (guint i = 0; i < n; i++)
    features[i] = i;
  wf_worker_export_features_async (pack, features, n, output, "places", progress, &export,
                                   cancellable, done_cb, &export);
  while (export.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  n_written = wf_worker_export_features_finish (export.result, error);
  g_object_unref (export.result);
  g_assert_cmpuint (count_files (folder), ==, n_written > 0 ? 1 : 0);
  g_unlink (output);
  return n_written;
}

static void
test_given_up (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (run_export (N_FEATURES, progress_cb, &error), ==, -1);
  g_assert_error (error, WF_ERROR, WF_ERROR_CANCELLED);
}

static void
test_done (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (run_export (100, NULL, &error), ==, 100);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  scratch = g_dir_make_tmp ("wf-export-end-XXXXXX", NULL);
  remove = g_strdup_printf ("rm -r '%s'", scratch);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export-end/given-up", test_given_up);
  g_test_add_func ("/export-end/done", test_done);
  status = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (scratch);
  return status;
}
