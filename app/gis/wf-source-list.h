/* Watchfloor: what a source holds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of a file, a database or a service, as the worker lists them without reading all of
 * it. Call from the thread that runs the default main context. */
#pragma once

#include "wf-worker.h"

#include <jansson.h>

/* A layer of a source. Strings owned. */
typedef struct
{
  char *name;
  char *geometry; /* "Polygon", "raster", "none"... as GDAL names it */
  gint64 n_features; /* < 0 unknown; a raster's pixels */
  char *crs, *encoding; /* "" where there is none */
  WfDatum datum;
  WfBox extent; /* degrees; WF_BOX_EMPTY where unknown */
  char **fields; /* their names, NULL-terminated */
  char **columns; /* where its places may be, NULL-terminated; none where there is no question */
  char **encodings; /* in which its text decodes, best first; none where there is no question */
  char **samples; /* a piece of the text in each of them */
  gboolean crs_wanted; /* it does not say in which system its coordinates are */
} WfSourceLayer;

gboolean wf_source_layer_is_raster (const WfSourceLayer *layer);

/* Lists the layers of @source (its layer is passed over). @progress as in wf-worker.h. */
void
wf_source_list_async (const WfSource *source, WfWorkerProgress progress, gpointer progress_data,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (element-type WfSourceLayer), never empty; free with g_ptr_array_unref. */
GPtrArray *wf_source_list_finish (GAsyncResult *result, GError **error);

/* The same out of the worker's answer, which may be empty or anything. Free with
 * g_ptr_array_unref. */
GPtrArray *wf_source_list_read (const json_t *answer);
