/* Watchfloor: exporting features.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a file, then shows how far the export is, and lets it be given up. Main thread. */
#pragma once

#include "wf-layer.h"

#include <gtk/gtk.h>

/* @features (copied) of @pack, which is @layer's, to @path; NULL asks. What comes of it is told by
 * the action "win.tell" of @parent. */
void wf_export_window_begin (GtkWindow *parent, WfLayer *layer, WfPack *pack,
                             const guint32 *features, guint n, const char *path);
