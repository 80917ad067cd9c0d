/* Watchfloor: a picture of a window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole window as it is drawn, header bar and all, as a PNG file. Main thread; the file is
 * written by another. */
#pragma once

#include <gtk/gtk.h>

/* Takes the picture now and writes @path afterwards. */
void wf_window_picture_async (GtkWindow *window, const char *path, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean wf_window_picture_finish (GAsyncResult *result, GError **error);
