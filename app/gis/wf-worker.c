/* Watchfloor: the client of watchfloor-gdal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks into the cache, has the worker fill it, opens what lies there. Checking a large pack
 * takes tens of milliseconds: asynchronous callers have it done in a thread. */
#include "config.h"

#include "wf-worker.h"

#include "wf-error.h"
#include "wf-worker-cache.h"
#include "wf-worker-guest.h"
#include "wf-worker-process.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *source, *layer, *encoding, *crs, *x, *y;
  WfDatum datum;
  WfSourceWindow window;
  char *degrees; /* the window's */
  char resolution[G_ASCII_DTOSTR_BUF_SIZE];
  WfWindowFacts facts;
  char *path; /* the pack's */
  gboolean is_pack; /* the source is a pack itself */
  gboolean is_raster;
  gboolean is_private; /* nothing to be found again: delete it once it is open */
  gboolean is_spare; /* private, because the cache could not take it */
  gboolean use_cache;
  gboolean was_cached;
  json_t *outcome; /* Owned: what the worker said last; NULL: @trouble */
  GError *trouble; /* Owned */

  WfWorkerProgress progress;
  gpointer progress_data;
  GDestroyNotify progress_free;
} Job;

static void
job_free (Job *job)
{
  if (job->progress_free != NULL)
    job->progress_free (job->progress_data);
  g_free (job->source);
  g_free (job->layer);
  g_free (job->encoding);
  g_free (job->crs);
  g_free (job->x);
  g_free (job->y);
  g_free (job->path);
  g_free (job->degrees);
  json_decref (job->outcome);
  g_clear_error (&job->trouble);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static Job *
job_new (const WfSource *source, gboolean use_cache)
{
  Job *job = g_new0 (Job, 1);

  job->source = g_strdup (source->source);
  job->layer = g_strdup (source->layer);
  job->encoding = g_strdup (source->encoding);
  job->crs = g_strdup (source->crs);
  job->x = g_strdup (source->x);
  job->y = g_strdup (source->y);
  job->datum = source->datum;
  job->window = source->window;
  job->facts = (WfWindowFacts){ .n_matched = -1, .one_in = 1 };
  job->use_cache = use_cache;
  job->is_raster = source->is_raster;
  job->is_pack = !job->is_raster && g_str_has_suffix (source->source, ".wfpack");
  return job;
}

static WfSource
job_source (const Job *job)
{
  return (WfSource){ .source = job->source,
                     .layer = job->layer,
                     .encoding = job->encoding,
                     .crs = job->crs,
                     .x = job->x,
                     .y = job->y,
                     .datum = job->datum,
                     .window = job->window,
                     .is_raster = job->is_raster };
}

static const char *
job_suffix (const Job *job)
{
  return job->is_raster ? ".wfras" : ".wfpack";
}

/* The WfPack or WfRaster that lies there. */
static gpointer
open_file (const Job *job, GError **error)
{
  return job->is_raster ? (gpointer) wf_raster_open (job->path, error)
                        : (gpointer) wf_pack_open (job->path, error);
}

static GDestroyNotify
job_unref (const Job *job)
{
  return job->is_raster ? (GDestroyNotify) wf_raster_free : (GDestroyNotify) wf_pack_unref;
}

/* Looks at the source's files: not for a thread that must not wait. */
static void
find_path (Job *job)
{
  const WfSource source = job_source (job);

  job->path = wf_worker_cache_path (&source, job_suffix (job));
  if (job->path == NULL)
    {
      job->path = wf_worker_cache_private (job_suffix (job));
      job->is_private = TRUE;
    }
}

/* NULL without an error where it has to be made. A damaged pack is as good as none. */
static gpointer
open_cached (Job *job, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  gpointer pack;

  if (job->path == NULL)
    find_path (job);
  if (job->is_pack)
    return wf_worker_guest_open (job->source, job->path, error);
  if (job->is_private || !job->use_cache)
    return NULL;
  if (job->window.nx > 0 && !job->is_raster
      && !wf_worker_cache_get_facts (job->path, wf_source_is_server (job->source), &job->facts))
    return NULL;
  pack = open_file (job, &own_error);
  if (pack != NULL)
    {
      job->was_cached = TRUE;
      wf_worker_cache_touch (job->path);
    }
  else if (!g_error_matches (own_error, WF_ERROR, WF_ERROR_NOT_FOUND))
    {
      g_message ("%s: %s", job->source, own_error->message);
      g_unlink (job->path);
    }
  return pack;
}

/* What the worker said it left out. */
static void
take_facts (Job *job, const json_t *outcome)
{
  const json_t *said = json_object_get (outcome, "window");

  if (job->window.nx == 0 || job->is_raster)
    return;
  job->facts = (WfWindowFacts){ .n_matched = wf_json_integer (said, "matched", -1),
                                .one_in = MAX (1, wf_json_integer (said, "one_in", 1)),
                                .cut = wf_json_boolean (said, "cut", FALSE) };
  if (!job->is_private)
    wf_worker_cache_keep_facts (job->path, &job->facts);
}

/* A server that does not answer: what it said earlier is better than nothing. */
static gpointer
open_earlier (Job *job, const GError *trouble)
{
  gpointer pack = NULL;

  if (job->window.nx > 0 && wf_source_is_server (job->source)
      && (g_error_matches (trouble, WF_ERROR, WF_ERROR_NETWORK)
          || g_error_matches (trouble, WF_ERROR, WF_ERROR_TIMEOUT)))
    pack = open_file (job, NULL);
  if (pack != NULL)
    {
      job->facts.is_old = TRUE;
      g_message ("%s", trouble->message);
    }
  return pack;
}

static gpointer
open_made (const Job *job, GError **error)
{
  gpointer pack = open_file (job, error);

  /* The mapping stays when the name goes. */
  if (job->is_private)
    g_unlink (job->path);
  else
    wf_worker_cache_prune ();
  return pack;
}

/* Nothing where @value is NULL. */
static void
add_option (GPtrArray *argv, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (argv, (gpointer) name);
  g_ptr_array_add (argv, (gpointer) value);
}

void
wf_source_add_options (const WfSource *source, GPtrArray *argv)
{
  add_option (argv, "--layer", source->layer);
  add_option (argv, "--encoding", source->encoding);
  add_option (argv, "--crs", source->crs);
  add_option (argv, source->y != NULL ? "--x" : "--wkt", source->x);
  add_option (argv, "--y", source->y);
  /* WGS 84 is what is meant where nothing was said: the CRS decides. */
  if (source->datum != WF_DATUM_WGS84)
    add_option (argv, "--datum", wf_datum_name (source->datum));
}

/* A full disk costs a second reading, not the layer. */
static gboolean
turn_to_spare (Job *job, const GError *trouble)
{
  char *spare = job->is_spare ? NULL : wf_worker_cache_spare (trouble, job_suffix (job));

  if (spare == NULL)
    return FALSE;
  g_message ("%s", trouble->message);
  g_free (job->path);
  job->path = spare;
  job->is_private = job->is_spare = TRUE;
  return TRUE;
}

static GPtrArray *
import_argv (Job *job)
{
  const WfSource said = job_source (job);
  GPtrArray *argv = g_ptr_array_new ();

  add_option (argv, job->is_raster ? "raster" : "import", job->source);
  if (!job->is_raster)
    wf_source_add_options (&said, argv);
  if (job->window.nx > 0)
    {
      g_free (job->degrees);
      job->degrees = wf_source_window_degrees (job->window);
      add_option (argv, "--window", job->degrees);
    }
  if (job->window.detail > 0)
    {
      g_ascii_formatd (job->resolution, sizeof job->resolution, "%.6g",
                       wf_source_window_resolution (job->window));
      add_option (argv, "--resolution", job->resolution);
    }
  add_option (argv, "--output", job->path);
  g_ptr_array_add (argv, NULL);
  return argv;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gpointer pack = open_cached (data, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, pack, pack != NULL ? job_unref (data) : NULL);
}

/* What came of an import: its pack or an earlier one. NULL without an error: it has to be made once
 * more, in another place. */
static gpointer
settle (Job *job, GError **error)
{
  gpointer pack;

  if (job->outcome != NULL)
    {
      take_facts (job, job->outcome);
      return open_made (job, error);
    }
  pack = open_earlier (job, job->trouble);
  if (pack == NULL && !turn_to_spare (job, job->trouble))
    g_propagate_error (error, g_steal_pointer (&job->trouble));
  return pack;
}

static void
settle_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gpointer pack = settle (data, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, pack, pack != NULL ? job_unref (data) : NULL);
}

static void run_step (GTask *task, GTaskThreadFunc step);

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (user_data);

  g_clear_error (&job->trouble);
  job->outcome = wf_worker_process_finish (result, &job->trouble);
  run_step (user_data, settle_thread);
}

/* Takes @task. */
static void
start_import (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GPtrArray) argv = import_argv (job);

  wf_worker_process_async ((const char *const *) argv->pdata, job->source, job->progress,
                           job->progress_data, g_task_get_cancellable (task), imported_cb, task);
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gpointer pack = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (pack != NULL)
    g_task_return_pointer (task, pack, job_unref (g_task_get_task_data (task)));
  else
    start_import (g_steal_pointer (&task));
}

/* The disk is looked at and written to in a thread. Takes @task. */
static void
run_step (GTask *task, GTaskThreadFunc step)
{
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, stepped_cb, task);

  g_task_set_source_tag (inner, step);
  /* Borrowed: the outer task holds the job until the step is over. */
  g_task_set_task_data (inner, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (inner, step);
}

void
wf_worker_open_async (const WfSource *source, WfWorkerProgress progress, gpointer progress_data,
                      GDestroyNotify progress_free, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = job_new (source, TRUE);

  job->progress = progress;
  job->progress_data = progress_data;
  job->progress_free = progress_free;
  g_task_set_source_tag (task, wf_worker_open_async);
  /* The sentence of the step that was cancelled is kept. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  run_step (task, look_thread);
}

WfPack *
wf_worker_open_finish (GAsyncResult *result, gboolean *was_cached, GError **error)
{
  GTask *task = G_TASK (result);
  const Job *job = g_task_get_task_data (task);

  if (was_cached != NULL)
    *was_cached = job->was_cached;
  return g_task_propagate_pointer (task, error);
}

WfRaster *
wf_worker_open_raster_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

WfWindowFacts
wf_worker_open_facts (GAsyncResult *result)
{
  const Job *job = g_task_get_task_data (G_TASK (result));

  return job->facts;
}

gboolean
wf_worker_open_was_kept (GAsyncResult *result)
{
  const Job *job = g_task_get_task_data (G_TASK (result));

  return !job->is_spare;
}

static void
import_waiting (Job *job, WfWorkerProgress progress, gpointer progress_data)
{
  g_autoptr (GPtrArray) argv = import_argv (job);

  g_clear_error (&job->trouble);
  job->outcome = wf_worker_process_run ((const char *const *) argv->pdata, job->source, progress,
                                        progress_data, NULL, &job->trouble);
}

/* Cached, or made by the worker. */
static gpointer
open_waiting (Job *job, WfWorkerProgress progress, gpointer progress_data, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  gpointer pack = open_cached (job, &own_error);

  while (pack == NULL && own_error == NULL)
    {
      import_waiting (job, progress, progress_data);
      pack = settle (job, &own_error);
    }
  if (own_error != NULL)
    g_propagate_error (error, g_steal_pointer (&own_error));
  return pack;
}

WfPack *
wf_worker_open (const WfSource *source, gboolean use_cache, WfWorkerProgress progress,
                gpointer progress_data, gboolean *was_cached, GError **error)
{
  return wf_worker_open_window (source, use_cache, progress, progress_data, was_cached, NULL,
                                error);
}

WfPack *
wf_worker_open_window (const WfSource *source, gboolean use_cache, WfWorkerProgress progress,
                       gpointer progress_data, gboolean *was_cached, WfWindowFacts *facts,
                       GError **error)
{
  g_autoptr (Job) job = job_new (source, use_cache);
  WfPack *pack = open_waiting (job, progress, progress_data, error);

  if (was_cached != NULL)
    *was_cached = job->was_cached;
  if (facts != NULL)
    *facts = job->facts;
  return pack;
}

WfRaster *
wf_worker_open_raster (const WfSource *source, gboolean use_cache, WfWorkerProgress progress,
                       gpointer progress_data, GError **error)
{
  g_autoptr (Job) job = job_new (source, use_cache);

  g_return_val_if_fail (source->is_raster, NULL);
  return open_waiting (job, progress, progress_data, error);
}

char *
wf_worker_make_pack (const WfSource *source, gboolean *is_temporary, GError **error)
{
  g_autoptr (Job) job = job_new (source, TRUE);
  g_autoptr (GError) own_error = NULL;
  g_autoptr (WfPack) pack = open_cached (job, &own_error);

  *is_temporary = job->is_private;
  if (pack != NULL)
    return g_strdup (job->path);
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }
  do
    import_waiting (job, NULL, NULL);
  while (job->outcome == NULL && turn_to_spare (job, job->trouble));
  *is_temporary = job->is_private;
  if (job->outcome != NULL)
    return g_strdup (job->path);
  g_propagate_error (error, g_steal_pointer (&job->trouble));
  return NULL;
}

char *
wf_worker_run (const char *const *argv, WfWorkerProgress progress, gpointer progress_data,
               GError **error)
{
  const char *what = argv[0] != NULL && argv[1] != NULL ? argv[1] : "";
  g_autoptr (json_t) outcome
      = wf_worker_process_run (argv, what, progress, progress_data, NULL, error);

  return outcome != NULL ? wf_json_canonical (outcome) : NULL;
}

gboolean
wf_worker_export (const char *pack_path, const char *output, const char *layer_name,
                  const char *crs, const char *encoding, gboolean append, GError **error)
{
  const char *argv[12] = { "export", pack_path, "--output", output, "--layer-name", layer_name };
  guint n = 6;
  g_autoptr (json_t) outcome = NULL;

  if (crs != NULL)
    {
      argv[n++] = "--crs";
      argv[n++] = crs;
    }
  if (encoding != NULL)
    {
      argv[n++] = "--encoding";
      argv[n++] = encoding;
    }
  if (append)
    argv[n++] = "--append";
  outcome = wf_worker_process_run (argv, output, NULL, NULL, NULL, error);
  return outcome != NULL;
}
