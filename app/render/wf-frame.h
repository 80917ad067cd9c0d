/* Watchfloor: drawing a frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene (what is shown) and a view (from where) become pixels. Pure: reads immutable packs and
 * styles, writes memory; the same bytes for any number of threads. Pixels are premultiplied
 * BGRA in machine words (cairo ARGB32, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED), sRGB values blended
 * as they are (no linear light), top row first. */
#pragma once

#include "wf-pack.h"
#include "wf-style.h"
#include "wf-view.h"

#include <gio/gio.h>

/* What is drawn, bottom first. Immutable once built; reference-counted. */
typedef struct _WfScene WfScene;

WfScene *wf_scene_new (WfStyle *style, gboolean chinese, guint32 background_argb);
/* Before the scene is shared: @id is the style's source. @pack is referenced. */
void wf_scene_add_layer (WfScene *scene, const char *id, WfPack *pack, double opacity);
/* A georeferenced picture: @pixels as a frame's, covering @box of unit Mercator. @bytes is
 * referenced. */
void wf_scene_add_raster (WfScene *scene, const char *id, GBytes *bytes, int width_px,
                          int height_px, WfBox box, double opacity);
WfScene *wf_scene_ref (WfScene *scene);
void wf_scene_unref (WfScene *scene);

typedef struct
{
  guint64 features_drawn;
  guint n_steps, n_steps_drawn; /* areas, lines, circles, pictures; those kept are not drawn */
  double ms; /* wall clock */
} WfFrameStats;

/* The pool of drawing threads; one for the program. */
typedef struct _WfRenderer WfRenderer;

/* @n_threads 0 = one for each processor. */
WfRenderer *wf_renderer_new (guint n_threads);
/* For a window: where processors are few, its own answer to a hand goes before the next frame; and
 * of the same view it draws again only from the lowest layer that changed (wf-frame-stages.h). */
WfRenderer *wf_renderer_new_yielding (guint n_threads);
void wf_renderer_free (WfRenderer *renderer);

/* Draws and waits: view->width_px * view->height_px * 4 bytes (new GBytes). NULL with
 * WF_ERROR_CANCELLED once @cancellable (may be NULL) is cancelled. */
GBytes *wf_renderer_draw (WfRenderer *renderer, WfScene *scene, const WfView *view,
                          GCancellable *cancellable, WfFrameStats *stats, GError **error);

/* The same without waiting; the callback runs in the thread-default main context of the caller. */
void wf_renderer_draw_async (WfRenderer *renderer, WfScene *scene, const WfView *view,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
GBytes *wf_renderer_draw_finish (WfRenderer *renderer, GAsyncResult *result, WfFrameStats *stats,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfScene, wf_scene_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRenderer, wf_renderer_free)
