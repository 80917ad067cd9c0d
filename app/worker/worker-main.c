/* Watchfloor: watchfloor-gdal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The only program that links GDAL. Started by the others for one job at a time, under limits;
 * what it reads becomes a layer pack. wf-job.h says what a job is, wf-worker-report.h what it
 * says on stdout. */
#include "config.h"

#include "wf-error.h"
#include "wf-gdal-source.h"
#include "wf-job.h"
#include "wf-paths.h"
#include "wf-source-name.h"
#include "wf-worker-limits.h"
#include "wf-worker-report.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

#define WF_JOB(name) extern const WfJob wf_job_##name;
#include "jobs.def"
#undef WF_JOB

static const WfJob *const jobs[] = {
#define WF_JOB(name) &wf_job_##name,
#include "jobs.def"
#undef WF_JOB
};

static const WfJob *
find_job (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    if (g_strcmp0 (jobs[i]->name, name) == 0)
      return jobs[i];
  return NULL;
}

static int
print_usage (gboolean asked)
{
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    fprintf (asked ? stdout : stderr, "watchfloor-gdal %s %s\n", jobs[i]->name, jobs[i]->synopsis);
  return asked ? 0 : 2;
}

static int
run_job (const WfJob *job, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  json_t *result = job->run (argc - 1, argv + 1, &error);

  if (result == NULL)
    {
      if (error == NULL)
        g_set_error (&error, WF_ERROR, WF_ERROR_FAILED, _ ("The job %s failed."), job->name);
      wf_worker_report_error (error);
      return error->domain == G_OPTION_ERROR ? 2 : 1;
    }
  wf_worker_report_result (result);
  json_decref (result);
  return 0;
}

/* A source that must not stand in the arguments comes by stdin. */
static gboolean
read_source (char **word)
{
  static char line[WF_SOURCE_MAX_LENGTH];

  if (!g_str_equal (*word, WF_SOURCE_ON_STDIN))
    return TRUE;
  if (fgets (line, sizeof line, stdin) == NULL)
    return FALSE;
  *word = g_strchomp (line);
  return TRUE;
}

#ifdef __SANITIZE_ADDRESS__
/* The leak checker stops its own process to look at it, which the limits forbid. What the limit on
 * address space cannot do beside the sanitizer's, its own on what is in memory does. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0:hard_rss_limit_mb=2048";
}
#endif

int
main (int argc, char **argv)
{
  g_autofree char *locale = wf_paths_locale ();
  const WfJob *job = argc > 1 ? find_job (argv[1]) : NULL;

  setlocale (LC_ALL, "");
  /* Names come from our own programs, in UTF-8 whatever the desk's locale is. */
  setlocale (LC_CTYPE, "C.UTF-8");
  /* GDAL reads and prints numbers itself. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (job == NULL)
    return print_usage (argc > 1 && g_str_equal (argv[1], "--help"));
  if (argc > 2 && !read_source (&argv[2]))
    return 2;
  wf_worker_limits_set (MIN (job->memory, wf_worker_limits_of_machine ()), job->cpu_s);
  /* A job's source is its first argument. */
  if (argc < 3 || !wf_source_is_server (argv[2]))
    wf_worker_limits_close_network ();
  wf_gdal_source_prepare ();
  return run_job (job, argc, argv);
}
