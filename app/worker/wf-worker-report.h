/* Watchfloor: what the worker says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* NDJSON on stdout, a line flushed at a time: {"progress":0.4,"what":"reading"} while it works,
 * then the result, or {"error":"sentence","code":n} with a WfErrorCode. One thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* @fraction 0..1, or < 0 where it is not known. At most ten lines a second; others are dropped. */
void wf_worker_report_progress (double fraction, const char *what);

void wf_worker_report_result (const json_t *result);
void wf_worker_report_error (const GError *error);

/* GDAL's messages are kept, not printed. The last one, without its full
 * stop, "" where there is none. */
void wf_worker_report_catch_gdal (void);
const char *wf_worker_report_gdal_said (void);
/* The same for a message that came in another way. */
const char *wf_worker_report_quote (const char *message);
void wf_worker_report_forget (void);
