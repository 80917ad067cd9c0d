/* Watchfloor: drawing a frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See wf-frame.h. One frame is drawn at a time: the thread that asks makes the plan, then it and
 * the pool take bands from a counter until none is left. */
#include "config.h"

#include "wf-frame.h"

#include "wf-error.h"
#include "wf-frame-stages.h"
#include "wf-labels.h"
#include "wf-frame-cache.h"

#include <glib/gi18n.h>
#include <sys/resource.h>
#include <unistd.h>

/* A band of 1600 pixels with its masks fits the second-level cache; and there are enough that no
 * thread waits long for another's last. Higher ones draw less twice. */
#define BAND_ROWS 128
#define LEAST_ROWS 32
#define BANDS_A_THREAD 5
#define MAX_SIDE_PX 16384
/* A tenth of the processor where others want it: the display server, whom the window waits for, is
 * one of them. */
#define YIELD_NICE 10

struct _WfRenderer
{
  gboolean yields;
  /* Threads of our own: GLib's pools lend theirs to each other, niceness and all. */
  GPtrArray *helpers; /* GThread, Owned */
  GAsyncQueue *bands; /* FrameJob, Borrowed: once for each helper that is wanted */
  GThread *conductor; /* Owned: draws what was asked for without waiting */
  GAsyncQueue *wishes; /* GTask, Owned */
  GMutex frame_lock; /* one frame at a time; guards the caches */
  WfFrameCache *kept; /* Owned */
  WfTextCache *texts; /* Owned */
  WfFrameStages *stages; /* Owned; NULL: each frame is drawn whole */
};

/* One frame being drawn; lives on the stack of the thread that draws it. */
typedef struct
{
  WfFramePlan *plan; /* Borrowed */
  guint32 *pixels; /* Borrowed */
  GCancellable *cancellable; /* Borrowed; may be NULL */
  int next_band, n_bands, band_rows; /* atomic, fixed, fixed */
  GMutex lock;
  GCond idle;
  guint n_running; /* under lock */
  guint64 n_drawn; /* under lock */
} FrameJob;

typedef struct
{
  WfScene *scene; /* Owned */
  WfView view;
  WfFrameStats stats;
} AsyncJob;

/* Ends a thread. */
static char quit[1];

static void
draw_bands (FrameJob *job)
{
  WfBand band;
  int height = job->plan->view.height_px;

  wf_band_init (&band, job->plan, job->band_rows);
  while (!g_cancellable_is_cancelled (job->cancellable))
    {
      int top = g_atomic_int_add (&job->next_band, 1) * job->band_rows;

      if (top >= height)
        break;
      wf_band_draw (&band, job->pixels, top, MIN (job->band_rows, height - top));
    }
  g_mutex_lock (&job->lock);
  job->n_drawn += band.n_drawn;
  g_mutex_unlock (&job->lock);
  wf_band_clear (&band);
}

/* A thread's niceness is its own on Linux; it begins as that of the program. */
static void
yield (const WfRenderer *self)
{
  id_t own = (id_t) gettid ();

  if (self->yields)
    setpriority (PRIO_PROCESS, own, getpriority (PRIO_PROCESS, own) + YIELD_NICE);
}

static gpointer
help_thread (gpointer data)
{
  WfRenderer *self = data;
  gpointer next;

  yield (self);
  while ((next = g_async_queue_pop (self->bands)) != quit)
    {
      FrameJob *job = next;

      draw_bands (job);
      g_mutex_lock (&job->lock);
      job->n_running--;
      g_cond_signal (&job->idle);
      g_mutex_unlock (&job->lock);
    }
  return NULL;
}

static void
run_bands (WfRenderer *self, FrameJob *job)
{
  guint helpers = MIN (self->helpers->len, (guint) job->n_bands - 1);
  g_autoptr (WfLabels) labels = NULL;

  job->n_running = helpers;
  for (guint i = 0; i < helpers; i++)
    g_async_queue_push (self->bands, job);
  /* Meanwhile the labels find their places. */
  labels = wf_labels_place (job->plan, self->texts, job->cancellable);
  draw_bands (job);
  g_mutex_lock (&job->lock);
  while (job->n_running > 0)
    g_cond_wait (&job->idle, &job->lock);
  g_mutex_unlock (&job->lock);
  if (!g_cancellable_is_cancelled (job->cancellable))
    wf_labels_draw (labels, job->pixels, job->plan->view.width_px, 0, job->plan->view.height_px);
}

static gboolean
check_view (const WfView *view, GError **error)
{
  if (view->width_px >= 1 && view->height_px >= 1 && view->width_px <= MAX_SIDE_PX
      && view->height_px <= MAX_SIDE_PX && view->scale >= 0.1 && view->scale <= 16
      && view->zoom >= -2 && view->zoom <= 26 && view->rotation_rad == view->rotation_rad
      && view->center.x >= -1 && view->center.x <= 2 && view->center.y >= -1 && view->center.y <= 2)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
               _ ("A picture can be 1 to %d pixels a side, at zooms -2 to 26; ask for less."),
               MAX_SIDE_PX);
  return FALSE;
}

/* Under the frame lock. */
static GBytes *
draw_locked (WfRenderer *self, WfScene *scene, const WfView *view, GCancellable *cancellable,
             WfFrameStats *stats)
{
  gsize size = (gsize) view->width_px * (gsize) view->height_px * 4;
  gint64 start = g_get_monotonic_time ();
  FrameJob job = { .cancellable = cancellable };
  g_autoptr (WfFramePlan) plan = wf_frame_plan_new (scene, view, self->kept);

  wf_frame_cache_tick (self->kept);
  wf_text_cache_tick (self->texts);
  if (self->stages != NULL)
    wf_frame_stages_begin (self->stages, plan);
  job.plan = plan;
  job.pixels = g_malloc (size);
  job.band_rows = view->height_px / (((int) self->helpers->len + 1) * BANDS_A_THREAD);
  job.band_rows = CLAMP (job.band_rows, LEAST_ROWS, BAND_ROWS);
  job.n_bands = (view->height_px + job.band_rows - 1) / job.band_rows;
  g_mutex_init (&job.lock);
  g_cond_init (&job.idle);
  run_bands (self, &job);
  g_mutex_clear (&job.lock);
  g_cond_clear (&job.idle);
  if (self->stages != NULL)
    wf_frame_stages_end (self->stages, plan, !g_cancellable_is_cancelled (cancellable));
  if (stats != NULL)
    *stats = (WfFrameStats){ job.n_drawn, plan->steps->len, plan->steps->len - plan->first_step,
                             (double) (g_get_monotonic_time () - start) / 1000.0 };
  return g_bytes_new_take (job.pixels, size);
}

GBytes *
wf_renderer_draw (WfRenderer *self, WfScene *scene, const WfView *view, GCancellable *cancellable,
                  WfFrameStats *stats, GError **error)
{
  GBytes *bytes = NULL;

  if (!check_view (view, error))
    return NULL;
  g_mutex_lock (&self->frame_lock);
  if (!g_cancellable_is_cancelled (cancellable))
    bytes = draw_locked (self, scene, view, cancellable, stats);
  g_mutex_unlock (&self->frame_lock);
  if (!g_cancellable_is_cancelled (cancellable))
    return bytes;
  g_clear_pointer (&bytes, g_bytes_unref);
  g_set_error (error, WF_ERROR, WF_ERROR_CANCELLED, _ ("The drawing was called off."));
  return NULL;
}

/* ---- without waiting */

static void
async_job_free (gpointer data)
{
  AsyncJob *job = data;

  wf_scene_unref (job->scene);
  g_free (job);
}

static void
draw_wish (WfRenderer *self, GTask *task)
{
  AsyncJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *bytes = wf_renderer_draw (self, job->scene, &job->view, g_task_get_cancellable (task),
                                    &job->stats, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static gpointer
conduct_thread (gpointer data)
{
  WfRenderer *self = data;
  gpointer next;

  yield (self);
  /* The fonts are opened while the packs are still read. */
  g_mutex_lock (&self->frame_lock);
  wf_text_cache_warm_up (self->texts);
  g_mutex_unlock (&self->frame_lock);
  while ((next = g_async_queue_pop (self->wishes)) != quit)
    {
      g_autoptr (GTask) task = next;

      draw_wish (self, task);
    }
  return NULL;
}

void
wf_renderer_draw_async (WfRenderer *self, WfScene *scene, const WfView *view,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  AsyncJob *job = g_new0 (AsyncJob, 1);

  g_task_set_source_tag (task, wf_renderer_draw_async);
  g_task_set_check_cancellable (task, FALSE);
  job->scene = wf_scene_ref (scene);
  job->view = *view;
  g_task_set_task_data (task, job, async_job_free);
  g_async_queue_push (self->wishes, task);
}

GBytes *
wf_renderer_draw_finish (WfRenderer *self, GAsyncResult *result, WfFrameStats *stats,
                         GError **error)
{
  AsyncJob *job = g_task_get_task_data (G_TASK (result));

  if (stats != NULL)
    *stats = job->stats;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static WfRenderer *
new_renderer (guint n_threads, gboolean yields)
{
  WfRenderer *self = g_new0 (WfRenderer, 1);

  n_threads = n_threads > 0 ? MIN (n_threads, 64) : MAX (1, g_get_num_processors ());
  self->yields = yields;
  self->stages = yields ? wf_frame_stages_new () : NULL;
  g_mutex_init (&self->frame_lock);
  self->kept = wf_frame_cache_new ();
  self->texts = wf_text_cache_new ();
  self->bands = g_async_queue_new ();
  self->wishes = g_async_queue_new ();
  self->helpers = g_ptr_array_new ();
  for (guint i = 1; i < n_threads; i++)
    g_ptr_array_add (self->helpers, g_thread_new ("wf-draw", help_thread, self));
  self->conductor = g_thread_new ("wf-frames", conduct_thread, self);
  return self;
}

WfRenderer *
wf_renderer_new (guint n_threads)
{
  return new_renderer (n_threads, FALSE);
}

WfRenderer *
wf_renderer_new_yielding (guint n_threads)
{
  return new_renderer (n_threads, TRUE);
}

void
wf_renderer_free (WfRenderer *self)
{
  if (self == NULL)
    return;
  /* What was asked for is answered first: each task returns once. */
  g_async_queue_push (self->wishes, quit);
  g_thread_join (self->conductor);
  for (guint i = 0; i < self->helpers->len; i++)
    g_async_queue_push (self->bands, quit);
  for (guint i = 0; i < self->helpers->len; i++)
    g_thread_join (g_ptr_array_index (self->helpers, i));
  g_ptr_array_unref (self->helpers);
  g_async_queue_unref (self->bands);
  g_async_queue_unref (self->wishes);
  wf_frame_cache_free (self->kept);
  wf_text_cache_free (self->texts);
  wf_frame_stages_free (self->stages);
  g_mutex_clear (&self->frame_lock);
  g_free (self);
}
