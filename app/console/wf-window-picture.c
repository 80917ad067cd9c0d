/* Watchfloor: a picture of a window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's own renderer draws it once more into a texture. Main thread. */
#include "config.h"

#include "wf-window-picture.h"

#include "wf-error.h"

#include <glib/gi18n.h>

/* The window inside its frame: what is between is the window manager's taste. A paintable begins
 * at the frame's outer edge, the widget's own size does not count it. */
static GdkTexture *
draw_window (GtkWindow *window)
{
  GtkWidget *widget = GTK_WIDGET (window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int outer_width = gdk_paintable_get_intrinsic_width (paintable);
  int outer_height = gdk_paintable_get_intrinsic_height (paintable);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  int x = MAX (outer_width - width, 0) / 2, y = MAX (outer_height - height, 0) / 2;

  gdk_paintable_snapshot (paintable, snapshot, outer_width, outer_height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || renderer == NULL)
    return NULL;
  return gsk_renderer_render_texture (
      renderer, node, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

/* The pixels in plain memory: a GL texture belongs to this thread. */
static GdkTexture *
copy_pixels (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  gsize stride = (gsize) width * 4;
  guchar *pixels = g_malloc (stride * (gsize) height);
  g_autoptr (GBytes) bytes = NULL;

  gdk_texture_download (texture, pixels, stride);
  bytes = g_bytes_new_take (pixels, stride * (gsize) height);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = g_object_get_data (G_OBJECT (task), "path");

  if (gdk_texture_save_to_png (GDK_TEXTURE (data), path))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_IO,
                             _ ("The picture %s could not be written."), path);
}

/* Right after a frame all sizes are known; between frames a paintable may be empty. */
static void
after_paint_cb (GdkFrameClock *clock, GTask *task)
{
  g_autoptr (GdkTexture) texture = draw_window (g_task_get_source_object (task));

  if (texture == NULL)
    {
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      return;
    }
  g_signal_handlers_disconnect_by_data (clock, task);
  g_task_set_task_data (task, copy_pixels (texture), g_object_unref);
  g_task_run_in_thread (task, save_in_thread);
  g_object_unref (task);
}

void
wf_window_picture_async (GtkWindow *window, const char *path, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (window, NULL, callback, user_data);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));

  g_task_set_source_tag (task, wf_window_picture_async);
  g_object_set_data_full (G_OBJECT (task), "path", g_strdup (path), g_free);
  if (clock == NULL)
    {
      g_task_return_new_error (task, WF_ERROR, WF_ERROR_FAILED, _ ("The window is not drawn."));
      g_object_unref (task);
      return;
    }
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), task);
  gtk_widget_queue_draw (GTK_WIDGET (window));
}

gboolean
wf_window_picture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
