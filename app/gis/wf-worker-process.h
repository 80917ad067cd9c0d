/* Watchfloor: one run of watchfloor-gdal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the worker, reads its lines, ends it when it is cancelled, does not get on or talks
 * too much, and turns whatever happened to it into one result or one sentence. Runs in the
 * thread-default main context of the caller. Private to the client. */
#pragma once

#include "wf-worker.h"

#include "wf-json.h"

/* @argv without the program, ends with NULL, copied. @what names the source in errors. */
void wf_worker_process_async (const char *const *argv, const char *what, WfWorkerProgress progress,
                              gpointer progress_data, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* The last line (new reference). */
json_t *wf_worker_process_finish (GAsyncResult *result, GError **error);

/* The same, waiting, in a main context of its own. */
json_t *wf_worker_process_run (const char *const *argv, const char *what, WfWorkerProgress progress,
                               gpointer progress_data, GCancellable *cancellable, GError **error);
