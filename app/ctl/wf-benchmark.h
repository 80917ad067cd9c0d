/* Watchfloor: benchmarks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A member of the family is one file bench-NAME.c that defines wf_bench_NAME, and one line in
 * bench.def. A benchmark measures and reports; it never judges. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct
{
  const char *name;
  const char *summary; /* one line, N_() marked */
  const char *unit; /* of the samples: "ms" */
  /* argv[0] is the benchmark's name. Appends numbers to @samples (a JSON list) and what else is
   * worth telling to @report (an object). FALSE with @error. */
  gboolean (*run) (int argc, char **argv, json_t *samples, json_t *report, GError **error);
} WfBench;

/* The value below which @fraction of @n numbers lie; @samples is sorted in place. */
double wf_bench_quantile (double *samples, guint n, double fraction);
/* The most memory this process has held. */
gint64 wf_bench_peak_rss_kb (void);
