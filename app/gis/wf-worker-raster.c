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

GBytes *
wf_worker_open_raster (const WfSource *source, gboolean use_cache, int *width_px, int *height_px,
                       WfBox *box, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = wf_worker_cache_path (source, ".wfras");
  const char *argv[] = { "raster", source->source, "--output", path, NULL };
  g_autoptr (json_t) outcome = NULL;
  GBytes *bytes;

  if (path == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("%s does not exist; look whether it was moved or the disk is missing."),
                   source->source);
      return NULL;
    }
  bytes = use_cache ? wf_raster_open (path, width_px, height_px, box, NULL) : NULL;
  if (bytes != NULL)
    {
      wf_worker_cache_touch (path);
      return bytes;
    }
  outcome = wf_worker_process_run (argv, source->source, NULL, NULL, cancellable, error);
  if (outcome == NULL)
    return NULL;
  wf_worker_cache_prune ();
  return wf_raster_open (path, width_px, height_px, box, error);
}

typedef struct
{
  char *source;
  int width_px, height_px;
  WfBox box;
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
  GBytes *bytes = wf_worker_open_raster (&source, TRUE, &picture->width_px, &picture->height_px,
                                         &picture->box, cancellable, &error);

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
