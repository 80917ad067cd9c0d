/* Watchfloor: the benchmark of starts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Launches the console again and again and asks each time how long it took from the beginning of
 * the process to the first complete picture. Needs a display; xvfb-run will do. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-paths.h"
#include "wf-subcommand.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

static gboolean
start_once (const char *program, const char *city, json_t *samples, double *stall_ms,
            GError **error)
{
  g_autoptr (GSubprocess) console
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, program, "--bench", "start",
                          "--demo", "--city", city, NULL);
  g_autofree char *text = NULL;
  g_autoptr (json_t) answer = NULL;
  double ms;

  if (console == NULL || !g_subprocess_communicate_utf8 (console, NULL, NULL, &text, NULL, error))
    return FALSE;
  if (!g_subprocess_get_successful (console))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_FAILED,
                   _ ("The console did not come up; see what it says above."));
      return FALSE;
    }
  answer = wf_json_parse (text, strlen (text), 65536, "watchfloor --bench start", error);
  if (answer == NULL)
    return FALSE;
  ms = wf_json_number (answer, "median", -1);
  *stall_ms = MAX (*stall_ms, wf_json_number (answer, "max_stall_ms", 0));
  json_array_append_new (samples, json_real (ms));
  return TRUE;
}

static gboolean
run_start (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  g_autofree char *city = NULL;
  g_autofree char *program = wf_paths_program ("watchfloor");
  int n = 5;
  double stall_ms = 0;
  const GOptionEntry entries[] = { { "city", 0, 0, G_OPTION_ARG_FILENAME, &city, NULL, NULL },
                                   { "repeat", 0, 0, G_OPTION_ARG_INT, &n, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (city == NULL || n < 1 || n > 1000)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("give the city with --city FILE.city.json, and --repeat 1 to 1000"));
      return FALSE;
    }
  if (program == NULL || (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("There is no display; run it under xvfb-run."));
      return FALSE;
    }
  for (int i = 0; i < n; i++)
    if (!start_once (program, city, samples, &stall_ms, error))
      return FALSE;
  /* The first one may have had to make the layer packs. */
  json_object_set (report, "first", json_array_get (samples, 0));
  json_object_set_new (report, "max_stall_ms", json_real (stall_ms));
  return TRUE;
}

const WfBench wf_bench_start = {
  .name = "start",
  .summary = N_ ("Launch the console of --city FILE up to its first picture"),
  .unit = "ms",
  .run = run_start,
};
