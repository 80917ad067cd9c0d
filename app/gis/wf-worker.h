/* Watchfloor: the client of watchfloor-gdal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the worker for one job, reads its progress, returns its result. The worker has limits on
 * memory, time and files and may crash: that costs one error message. Call from the thread that
 * runs the default main context; the work is done in the other process. */
#pragma once

#include "wf-pack.h"
#include "wf-raster.h"
#include "wf-source-name.h"
#include "wf-source-window.h"

#include <gio/gio.h>

/* What to read. Strings borrowed for the call. */
typedef struct
{
  const char *source; /* path or GDAL name; "PATH#LAYER" is split by wf_source_split */
  const char *layer; /* NULL = the first */
  const char *encoding; /* NULL = as the source says */
  WfDatum datum;
  WfSourceWindow window; /* all 0: the whole of it */
  gboolean is_raster; /* it becomes a WfRaster, not a pack */
  const char *crs; /* "EPSG:4528"; NULL = as the source says */
  const char *x, *y; /* columns of a table that hold the places, or WKT in @x alone; NULL = those
                        with the usual names */
} WfSource;

/* Appends "--layer", "--encoding", "--crs"... and what is said of each, for any job that reads
 * vectors. Strings stay @source's. */
void wf_source_add_options (const WfSource *source, GPtrArray *argv);

/* @fraction 0..1, or < 0 where it cannot be known; WF_WORKER_STALLED: it has not got on for some
 * time (wf-worker-watch.h), and may be cancelled or waited for. */
#define WF_WORKER_STALLED (-2.0)
typedef void (*WfWorkerProgress) (double fraction, const char *what, gpointer user_data);

/* Opens the cached pack of @source, or has the worker make it (progress is then called). The
 * cache key is the source with all that is said of it, its size, mtime and the importer's version.
 * WF_ERROR_ASK: the job "layers" tells what there is to say, see wf-import-options.h. */
void
wf_worker_open_async (const WfSource *source, WfWorkerProgress progress, gpointer progress_data,
                      GDestroyNotify progress_free, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
/* @was_cached may be NULL. */
WfPack *wf_worker_open_finish (GAsyncResult *result, gboolean *was_cached, GError **error);

/* What the pack of a window does not show; after a successful finish. */
WfWindowFacts wf_worker_open_facts (GAsyncResult *result);
/* FALSE where the cache could not take the pack, so that it will be made again; after a finish. */
gboolean wf_worker_open_was_kept (GAsyncResult *result);

/* The same, waiting; for programs without a main loop. */
WfPack *wf_worker_open (const WfSource *source, gboolean use_cache, WfWorkerProgress progress,
                        gpointer progress_data, gboolean *was_cached, GError **error);

/* A window of @source, waiting. @facts is set where a pack is returned. */
WfPack *wf_worker_open_window (const WfSource *source, gboolean use_cache,
                               WfWorkerProgress progress, gpointer progress_data,
                               gboolean *was_cached, WfWindowFacts *facts, GError **error);

/* The same, but gives the pack's file (g_free), for jobs that read it again. @is_temporary: nobody
 * else will use it, delete it afterwards. */
char *wf_worker_make_pack (const WfSource *source, gboolean *is_temporary, GError **error);

/* The picture of a georeferenced raster, or of a window of it, cached likewise. */
WfRaster *wf_worker_open_raster (const WfSource *source, gboolean use_cache,
                                 WfWorkerProgress progress, gpointer progress_data, GError **error);
/* Of wf_worker_open_async with @is_raster. */
WfRaster *wf_worker_open_raster_finish (GAsyncResult *result, GError **error);

/* Runs "watchfloor-gdal ARGV..." to its end and returns its last JSON line as text (g_free), for
 * the jobs that are not imports (layers, export, polygonize, raster). @argv ends with NULL. */
char *wf_worker_run (const char *const *argv, WfWorkerProgress progress, gpointer progress_data,
                     GError **error);

/* Writes the features of @pack_path (a .wfpack file) to @output in a GDAL vector format chosen by
 * its ending (gpkg, fgb, geojson, shp, csv, kml). @crs such as "EPSG:4490"; @encoding for
 * Shapefiles ("GBK"), NULL = UTF-8; @layer_name the layer in the output; @append adds to it. */
gboolean wf_worker_export (const char *pack_path, const char *output, const char *layer_name,
                           const char *crs, const char *encoding, gboolean append, GError **error);
