/* Watchfloor: what the worker says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-worker-report.h"

#include "wf-error.h"
#include "wf-secrets.h"

#include <cpl_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRESS_GAP_US 100000

static gint64 last_progress_us;
static char gdal_said[512];

static void
print_line (const json_t *value, gsize flags)
{
  char *text = json_dumps (value, JSON_COMPACT | JSON_ENCODE_ANY | flags);

  if (text != NULL)
    {
      fputs (text, stdout);
      fputc ('\n', stdout);
      fflush (stdout);
    }
  free (text);
}

void
wf_worker_report_progress (double fraction, const char *what)
{
  gint64 now = g_get_monotonic_time ();
  json_t *line;

  if (now - last_progress_us < PROGRESS_GAP_US)
    return;
  last_progress_us = now;
  line = json_pack ("{s:f, s:s}", "progress", fraction, "what", what);
  print_line (line, JSON_REAL_PRECISION (3));
  json_decref (line);
}

void
wf_worker_report_result (const json_t *result)
{
  print_line (result, 0);
}

void
wf_worker_report_error (const GError *error)
{
  /* GDAL quotes names, with passwords and in any encoding. */
  g_autofree char *message = wf_secrets_hide (error->message);
  /* The codes of other domains mean other things. */
  int code = error->domain == WF_ERROR ? error->code : WF_ERROR_FAILED;
  json_t *line = json_pack ("{s:s, s:i}", "error", message, "code", code);

  print_line (line, 0);
  json_decref (line);
}

/* It is quoted within a sentence: without the full stop of its own. */
const char *
wf_worker_report_quote (const char *message)
{
  gsize n = MIN (g_strlcpy (gdal_said, message, sizeof gdal_said), sizeof gdal_said - 1);

  while (n > 0 && (gdal_said[n - 1] == '.' || g_ascii_isspace (gdal_said[n - 1])))
    gdal_said[--n] = '\0';
  return gdal_said;
}

static void CPL_STDCALL
keep_message (CPLErr level, CPLErrorNum number, const char *message)
{
  if (level >= CE_Failure)
    wf_worker_report_quote (message);
}

void
wf_worker_report_catch_gdal (void)
{
  CPLSetErrorHandler (keep_message);
}

const char *
wf_worker_report_gdal_said (void)
{
  return gdal_said;
}

void
wf_worker_report_forget (void)
{
  gdal_said[0] = '\0';
  CPLErrorReset ();
}
