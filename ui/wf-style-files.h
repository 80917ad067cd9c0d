/* Watchfloor: styles in files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a layer's style as a style document and loading one. What happens is told by the
 * window's "win.tell". Main thread. */
#pragma once

#include "wf-layer-style.h"
#include "wf-layer.h"

#include <gtk/gtk.h>

/* Asks where, in @widget's window, and saves @style of @layer there. */
void wf_style_files_save (GtkWidget *widget, WfLayer *layer, const WfLayerStyle *style);

/* A style that was read, only borrowed. */
typedef void (*WfStyleLoaded) (const WfLayerStyle *style, gpointer user_data);

/* Asks which file of ours, of QGIS or of OGC; @loaded gets its style, unless @widget is gone by
 * then. */
void wf_style_files_load (GtkWidget *widget, WfStyleLoaded loaded, gpointer user_data);
/* The same for the file @path. */
void
wf_style_files_read (GtkWidget *widget, const char *path, WfStyleLoaded loaded, gpointer user_data);
/* By its ending. */
gboolean wf_style_files_is_style (const char *path);
