/* Watchfloor: a legend.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A small picture and a word for each thing a layer shows, drawn by the renderer from the style
 * itself. Main thread. */
#pragma once

#include "wf-legend.h"
#include "wf-session.h"

#include <gtk/gtk.h>

/* The entries of @layer in the session's present style (element-type WfLegendEntry), one where the
 * layer is a raster or nothing is known of it: none. Free with g_array_unref. */
GArray *wf_legend_box_entries (WfSession *session, WfLayer *layer);

/* @entry's picture for @widget's scale, @width by @height logical pixels. */
GdkPaintable *
wf_legend_box_swatch (GtkWidget *widget, const WfLegendEntry *entry, int width, int height);

/* Fills @box with a line an entry, instead of what it held. */
void wf_legend_box_fill (GtkBox *box, const GArray *entries);
