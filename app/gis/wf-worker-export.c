/* Watchfloor: features to a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pack as it is shown, not as its source may be by now, goes to the worker as a file, and
 * beside it the list of features. */
#include "config.h"

#include "wf-worker-export.h"

#include "wf-error.h"
#include "wf-paths.h"
#include "wf-worker-process.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  WfPack *pack;
  GArray *features; /* guint32 */
  char *output, *layer_name;
  WfWorkerProgress progress;
  gpointer progress_data;
  char *folder, *pack_path, *list_path; /* NULL until made */
  char *aside; /* beside the output, where it is written; NULL until made */
  gint64 n_written;
  GError *trouble; /* why nothing was */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  wf_pack_unref (job->pack);
  g_array_unref (job->features);
  g_free (job->output);
  g_free (job->layer_name);
  g_free (job->folder);
  g_free (job->pack_path);
  g_free (job->list_path);
  g_free (job->aside);
  g_clear_error (&job->trouble);
  g_free (job);
}

static gboolean
write_files (Job *job, GError **error)
{
  GBytes *bytes = wf_pack_get_bytes (job->pack);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  job->folder = g_dir_make_tmp ("watchfloor-export-XXXXXX", error);
  if (job->folder == NULL)
    return FALSE;
  job->pack_path = g_build_filename (job->folder, "layer.wfpack", NULL);
  job->list_path = g_build_filename (job->folder, "features", NULL);
  return g_file_set_contents_full (job->pack_path, data, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                                   0600, error)
         && g_file_set_contents_full (job->list_path, job->features->data,
                                      (gssize) (job->features->len * sizeof (guint32)),
                                      G_FILE_SET_CONTENTS_NONE, 0600, error);
}

/* A worker that is ended leaves what it has written; it must not stay beside people's files. */
static gboolean
make_aside (Job *job, GError **error)
{
  job->aside = wf_paths_make_beside (job->output);
  if (job->aside != NULL)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("%s cannot be written; check the folder and its rights."), job->output);
  return FALSE;
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) own_error = NULL;
  GError *error = NULL;

  if (!make_aside (data, &error))
    g_task_return_error (task, error);
  else if (write_files (data, &own_error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_IO,
                             _ ("There is no room for the export (%s); free some space in %s."),
                             own_error->message, g_get_tmp_dir ());
}

/* ---- the end */

static void
clear_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;

  if (job->folder != NULL)
    wf_paths_remove_folder (job->folder);
  if (job->aside != NULL)
    wf_paths_remove_folder (job->aside);
  g_task_return_boolean (task, TRUE);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  if (job->trouble != NULL)
    g_task_return_error (task, g_steal_pointer (&job->trouble));
  else
    g_task_return_int (task, (gssize) job->n_written);
}

/* In a thread; the job is @task's. Takes @task. */
static void
run_step (GTask *task, GTaskThreadFunc step, GAsyncReadyCallback done)
{
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, done, task);

  g_task_set_source_tag (inner, step);
  g_task_set_task_data (inner, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (inner, step);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (user_data);
  g_autoptr (json_t) outcome = wf_worker_process_finish (result, &job->trouble);

  job->n_written = wf_json_integer (outcome, "features", 0);
  run_step (user_data, clear_thread, cleared_cb);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  const char *argv[] = { "export",       job->pack_path,  "--output",   job->output,
                         "--layer-name", job->layer_name, "--features", job->list_path,
                         "--aside",      job->aside,      NULL };

  if (g_task_propagate_boolean (G_TASK (result), &job->trouble))
    wf_worker_process_async (argv, job->output, job->progress, job->progress_data,
                             g_task_get_cancellable (task), exported_cb, task);
  else
    run_step (task, clear_thread, cleared_cb);
}

void
wf_worker_export_features_async (WfPack *pack, const guint32 *features, guint n, const char *output,
                                 const char *layer_name, WfWorkerProgress progress,
                                 gpointer progress_data, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->pack = wf_pack_ref (pack);
  job->features = g_array_sized_new (FALSE, FALSE, sizeof (guint32), MAX (n, 1));
  if (n > 0)
    g_array_append_vals (job->features, features, n);
  job->output = g_strdup (output);
  job->layer_name = g_strdup (layer_name);
  job->progress = progress;
  job->progress_data = progress_data;
  g_task_set_source_tag (task, wf_worker_export_features_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  run_step (task, write_thread, written_cb);
}

gint64
wf_worker_export_features_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
