/* Watchfloor: a job of the GDAL worker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One file job-NAME.c exports "const WfJob wf_job_NAME"; jobs.def lists them. A job runs in the
 * worker's only thread, under limits, and ends with one JSON value on stdout. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct
{
  const char *name;
  const char *synopsis; /* arguments, for people */
  guint64 memory; /* bytes of address space it may take */
  guint cpu_s; /* processor seconds */
  /* Returns the result (new reference), or NULL with @error. @argv[0] is the job's name. */
  json_t *(*run) (int argc, char **argv, GError **error);
} WfJob;
