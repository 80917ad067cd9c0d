/* Watchfloor: the client of watchfloor-gdal, for rasters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A city has one or two of them: the whole work of opening one is done in a thread. */
#include "config.h"

#include "wf-worker.h"

#include "wf-error.h"
#include "wf-worker-cache.h"
#include "wf-worker-process.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

static GBytes *
read_into (const char *path, const WfSource *source, int *width_px, int *height_px, WfBox *box,
           GCancellable *cancellable, GError **error)
{
  const char *argv[] = { "raster", source->source, "--output", path, NULL };
  g_autoptr (json_t) outcome
      = wf_worker_process_run (argv, source->source, NULL, NULL, cancellable, error);

  return outcome != NULL ? wf_raster_open (path, width_px, height_px, box, error) : NULL;
}

/* Where the cache's disk is full it is read once more, to a place that is not kept. */
static GBytes *
read_anew (const char *path, const WfSource *source, int *width_px, int *height_px, WfBox *box,
           gboolean *was_kept, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  GBytes *bytes = read_into (path, source, width_px, height_px, box, cancellable, &trouble);
  g_autofree char *spare = bytes == NULL ? wf_worker_cache_spare (trouble, ".wfras") : NULL;

  *was_kept = spare == NULL;
  if (spare != NULL)
    {
      g_message ("%s", trouble->message);
      bytes = read_into (spare, source, width_px, height_px, box, cancellable, error);
      g_unlink (spare);
    }
  else if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&trouble));
  else
    wf_worker_cache_prune ();
  return bytes;
}

static GBytes *
open_raster (const WfSource *source, gboolean use_cache, int *width_px, int *height_px, WfBox *box,
             gboolean *was_kept, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = wf_worker_cache_path (source, ".wfras");
  GBytes *bytes;

  if (path == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("%s does not exist; look whether it was moved or the disk is missing."),
                   source->source);
      return NULL;
    }
  bytes = use_cache ? wf_raster_open (path, width_px, height_px, box, NULL) : NULL;
  if (bytes == NULL)
    return read_anew (path, source, width_px, height_px, box, was_kept, cancellable, error);
  wf_worker_cache_touch (path);
  *was_kept = TRUE;
  return bytes;
}

GBytes *
wf_worker_open_raster (const WfSource *source, gboolean use_cache, int *width_px, int *height_px,
                       WfBox *box, GCancellable *cancellable, GError **error)
{
  gboolean was_kept;

  return open_raster (source, use_cache, width_px, height_px, box, &was_kept, cancellable, error);
}

typedef struct
{
  char *source;
  int width_px, height_px;
  WfBox box;
  gboolean was_kept;
} Picture;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_free (picture->source);
  g_free (picture);
}

static void
open_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Picture *picture = data;
  WfSource source = { .source = picture->source };
  GError *error = NULL;
  GBytes *bytes = open_raster (&source, TRUE, &picture->width_px, &picture->height_px,
                               &picture->box, &picture->was_kept, cancellable, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
wf_worker_open_raster_async (const WfSource *source, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Picture *picture = g_new0 (Picture, 1);

  picture->source = g_strdup (source->source);
  g_task_set_source_tag (task, wf_worker_open_raster_async);
  g_task_set_task_data (task, picture, picture_free);
  g_task_run_in_thread (task, open_thread);
}

GBytes *
wf_worker_open_raster_finish (GAsyncResult *result, int *width_px, int *height_px, WfBox *box,
                              GError **error)
{
  const Picture *picture = g_task_get_task_data (G_TASK (result));
  GBytes *bytes = g_task_propagate_pointer (G_TASK (result), error);

  if (bytes != NULL)
    {
      *width_px = picture->width_px;
      *height_px = picture->height_px;
      *box = picture->box;
    }
  return bytes;
}

gboolean
wf_worker_raster_was_kept (GAsyncResult *result)
{
  const Picture *picture = g_task_get_task_data (G_TASK (result));

  return picture->was_kept;
}
