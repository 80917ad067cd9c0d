/* Watchfloor: features to a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker writes chosen features of a pack in a GDAL vector format, with progress; what is there
 * already is replaced when all is written. Main thread; the work is done elsewhere. */
#pragma once

#include "wf-worker.h"

/* @features (copied): their numbers in @pack. The format follows from the ending of @output (gpkg,
 * geojson, fgb, csv, kml, xlsx, shp); @layer_name is the layer in it. */
void
wf_worker_export_features_async (WfPack *pack, const guint32 *features, guint n, const char *output,
                                 const char *layer_name, WfWorkerProgress progress,
                                 gpointer progress_data, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/* How many were written; -1 with @error. */
gint64 wf_worker_export_features_finish (GAsyncResult *result, GError **error);
