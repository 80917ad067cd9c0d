/* Watchfloor: loading a city's layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue and a count; a job outlives the loader only to find itself cancelled. */
#include "config.h"

#include "wf-layer-loader.h"

#include "wf-layer-source.h"
#include "wf-part-loader.h"
#include "wf-tile-loader.h"
#include "wf-tile-source.h"

#include <string.h>

#define AT_ONCE 2

struct _WfLayerLoader
{
  void (*settled) (gpointer user_data);
  gpointer user_data;
  GQueue waiting; /* WfLayer, referenced */
  guint n_running;
  guint n_unkept; /* packs the cache could not take */
  WfFollower *parts; /* Owned: those too large to be read whole */
  WfFollower *tiles; /* Owned: those of tiles */
  GHashTable *running; /* WfLayer to GCancellable, both referenced */
  GCancellable *cancellable;
};

typedef struct
{
  WfLayerLoader *loader; /* gone where @cancellable is cancelled */
  WfLayer *layer;
  GCancellable *cancellable; /* the loader's */
  GCancellable *own; /* of this reading */
  gboolean is_raster;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->layer);
  g_object_unref (job->cancellable);
  g_object_unref (job->own);
  g_free (job);
}

/* By its part, or by what its name ends in. */
static gboolean
is_raster (const WfCityLayer *description)
{
  const char *role = description->role;

  if (g_strcmp0 (role, "raster") == 0 || g_strcmp0 (role, "relief") == 0)
    return TRUE;
  return role == NULL && wf_source_is_picture (description->source);
}

static Job *
job_new (WfLayerLoader *loader, WfLayer *layer, GCancellable *own)
{
  Job *job = g_new0 (Job, 1);

  job->loader = loader;
  job->layer = g_object_ref (layer);
  job->cancellable = g_object_ref (loader->cancellable);
  job->own = g_object_ref (own);
  job->is_raster = is_raster (wf_layer_get_description (layer));
  return job;
}

WfLayerLoader *
wf_layer_loader_new (void (*settled) (gpointer user_data), gpointer user_data)
{
  WfLayerLoader *loader = g_new0 (WfLayerLoader, 1);

  loader->settled = settled;
  loader->user_data = user_data;
  loader->parts = wf_follower_new (&wf_part_loader, settled, user_data);
  loader->tiles = wf_follower_new (&wf_tile_loader, settled, user_data);
  g_queue_init (&loader->waiting);
  loader->running = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  loader->cancellable = g_cancellable_new ();
  return loader;
}

void
wf_layer_loader_free (WfLayerLoader *loader)
{
  GHashTableIter iter;
  gpointer own;

  if (loader == NULL)
    return;
  g_cancellable_cancel (loader->cancellable);
  g_object_unref (loader->cancellable);
  g_hash_table_iter_init (&iter, loader->running);
  while (g_hash_table_iter_next (&iter, NULL, &own))
    g_cancellable_cancel (own);
  g_hash_table_unref (loader->running);
  wf_follower_free (loader->parts);
  wf_follower_free (loader->tiles);
  g_queue_clear_full (&loader->waiting, g_object_unref);
  g_free (loader);
}

static void run_next (WfLayerLoader *loader);

static void
end_job (Job *job)
{
  WfLayerLoader *loader = job->loader;

  if (g_hash_table_lookup (loader->running, job->layer) == job->own)
    g_hash_table_remove (loader->running, job->layer);
  job_free (job);
  loader->n_running--;
  run_next (loader);
  if (wf_layer_loader_is_settled (loader))
    loader->settled (loader->user_data);
}

static void
progress_cb (double fraction, const char *what, gpointer data)
{
  Job *job = data;

  if (!g_cancellable_is_cancelled (job->own) && wf_layer_get_state (job->layer) == WF_LAYER_LOADING)
    wf_layer_set_progress (job->layer, fraction);
}

/* What is coarser than its source is read by windows where one looks closer. */
static void
take_raster (Job *job, WfRaster *raster)
{
  g_autofree char *note = wf_source_window_picture_sentence (&raster->facts);

  wf_layer_set_note (job->layer, note);
  wf_layer_set_extent (job->layer, raster->box);
  wf_layer_take_raster (job->layer, g_bytes_ref (raster->pixels), raster->width_px,
                        raster->height_px, raster->box);
  if (wf_source_window_facts_complete (&raster->facts))
    wf_raster_free (raster);
  else
    wf_follower_add (job->loader->parts, job->layer, raster);
}

/* What was read, to be shown; FALSE where it failed. Nobody may wait for it any more. */
static gboolean
take_result (Job *job, GAsyncResult *result, GError **error)
{
  gboolean wanted = !g_cancellable_is_cancelled (job->own);
  g_autoptr (WfRaster) raster = NULL;
  g_autoptr (WfPack) pack = NULL;

  if (job->is_raster)
    raster = wf_worker_open_raster_finish (result, error);
  else
    pack = wf_worker_open_finish (result, NULL, error);
  if (raster == NULL && pack == NULL)
    return FALSE;
  job->loader->n_unkept += !wf_worker_open_was_kept (result);
  if (wanted && raster != NULL)
    take_raster (job, g_steal_pointer (&raster));
  else if (wanted)
    wf_layer_take_pack (job->layer, g_steal_pointer (&pack));
  return TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (job->cancellable))
    {
      job_free (job);
      return;
    }
  if (!take_result (job, result, &error) && !g_cancellable_is_cancelled (job->own))
    wf_layer_set_trouble (job->layer, error->message);
  end_job (job);
}

static void
run_job (WfLayerLoader *loader, WfLayer *layer)
{
  const WfCityLayer *description = wf_layer_get_description (layer);
  WfSource source = wf_layer_source (layer);
  GCancellable *own;

  source.is_raster = is_raster (description);
  if (wf_tile_source_is (description->source))
    {
      wf_follower_add (loader->tiles, layer, NULL);
      return;
    }
  if (!source.is_raster && (description->windows || wf_source_window_wanted (description->source)))
    {
      wf_follower_add (loader->parts, layer, NULL);
      return;
    }
  own = g_cancellable_new ();
  loader->n_running++;
  g_hash_table_replace (loader->running, g_object_ref (layer), own);
  wf_layer_set_progress (layer, -1);
  wf_worker_open_async (&source, progress_cb, job_new (loader, layer, own), job_free, own,
                        opened_cb, job_new (loader, layer, own));
}

static void
run_next (WfLayerLoader *loader)
{
  while (loader->n_running < AT_ONCE && !g_queue_is_empty (&loader->waiting))
    {
      g_autoptr (WfLayer) layer = g_queue_pop_head (&loader->waiting);

      run_job (loader, layer);
    }
}

void
wf_layer_loader_cancel (WfLayerLoader *loader, WfLayer *layer)
{
  GCancellable *own = g_hash_table_lookup (loader->running, layer);
  GList *waiting = g_queue_find (&loader->waiting, layer);

  wf_follower_remove (loader->parts, layer);
  wf_follower_remove (loader->tiles, layer);
  if (own != NULL)
    g_cancellable_cancel (own);
  if (waiting != NULL)
    {
      g_queue_delete_link (&loader->waiting, waiting);
      g_object_unref (layer);
    }
}

void
wf_layer_loader_add (WfLayerLoader *loader, WfLayer *layer)
{
  GList *after = NULL;

  wf_layer_loader_cancel (loader, layer);
  /* What shows goes before what is hidden. */
  if (wf_layer_get_visible (layer))
    for (GList *item = loader->waiting.head; item != NULL; item = item->next)
      if (wf_layer_get_visible (item->data))
        after = item;
  if (!wf_layer_get_visible (layer))
    g_queue_push_tail (&loader->waiting, g_object_ref (layer));
  else if (after != NULL)
    g_queue_insert_after (&loader->waiting, after, g_object_ref (layer));
  else
    g_queue_push_head (&loader->waiting, g_object_ref (layer));
  run_next (loader);
}

gboolean
wf_layer_loader_is_settled (WfLayerLoader *loader)
{
  return loader->n_running == 0 && g_queue_is_empty (&loader->waiting)
         && wf_follower_is_settled (loader->parts) && wf_follower_is_settled (loader->tiles);
}

void
wf_layer_loader_set_view (WfLayerLoader *loader, const WfView *view)
{
  wf_follower_set_view (loader->parts, view);
  wf_follower_set_view (loader->tiles, view);
}

guint
wf_layer_loader_n_unkept (WfLayerLoader *loader)
{
  return loader->n_unkept;
}
