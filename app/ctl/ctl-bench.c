/* Watchfloor: watchfloorctl bench.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one benchmark and prints its figures with the machine they were taken on. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/resource.h>

#define WF_BENCH(name) extern const WfBench wf_bench_##name;
#include "bench.def"
#undef WF_BENCH

static const WfBench *const benches[] = {
#define WF_BENCH(name) &wf_bench_##name,
#include "bench.def"
#undef WF_BENCH
  NULL
};

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
wf_bench_quantile (double *samples, guint n, double fraction)
{
  if (n == 0)
    return 0;
  qsort (samples, n, sizeof *samples, compare_doubles);
  return samples[MIN (n - 1, (guint) (fraction * n))];
}

gint64
wf_bench_peak_rss_kb (void)
{
  struct rusage usage;

  return getrusage (RUSAGE_SELF, &usage) == 0 ? (gint64) usage.ru_maxrss : 0;
}

/* "AMD EPYC 7B13, 2 processors": what the figures must be read with. */
static char *
machine_name (void)
{
  g_autofree char *text = NULL;
  char *name;

  if (g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL)
      && (name = strstr (text, "model name")) != NULL && (name = strchr (name, ':')) != NULL)
    {
      char *end = strchr (name, '\n');

      if (end != NULL)
        *end = '\0';
      return g_strdup_printf ("%s, %u processors", g_strstrip (name + 1), g_get_num_processors ());
    }
  return g_strdup_printf ("%u processors", g_get_num_processors ());
}

static void
summarize (const WfBench *bench, const json_t *samples, json_t *report)
{
  guint n = (guint) json_array_size (samples);
  g_autofree double *values = g_new (double, MAX (n, 1));
  g_autofree char *machine = machine_name ();

  for (guint i = 0; i < n; i++)
    values[i] = json_number_value (json_array_get (samples, i));
  json_object_set_new (report, "bench", json_string (bench->name));
  json_object_set_new (report, "unit", json_string (bench->unit));
  json_object_set_new (report, "median", json_real (wf_bench_quantile (values, n, 0.5)));
  json_object_set_new (report, "p95", json_real (wf_bench_quantile (values, n, 0.95)));
  json_object_set_new (report, "max", json_real (n > 0 ? values[n - 1] : 0));
  json_object_set_new (report, "peak_rss_kb", json_integer (wf_bench_peak_rss_kb ()));
  json_object_set_new (report, "machine", json_string (machine));
}

static void
print_report (const json_t *report, gboolean as_json)
{
  size_t flags
      = JSON_SORT_KEYS | JSON_REAL_PRECISION (6) | (as_json ? JSON_COMPACT : JSON_INDENT (2));
  char *text = json_dumps (report, flags);

  g_print ("%s\n", text);
  free (text);
}

static const WfBench *
find_bench (const char *name)
{
  for (guint i = 0; benches[i] != NULL; i++)
    if (g_str_equal (benches[i]->name, name))
      return benches[i];
  return NULL;
}

/* --json belongs to us; all else to the benchmark. */
static gboolean
take_json_flag (int *argc, char **argv)
{
  gboolean found = FALSE;
  int n = 0;

  for (int i = 0; i < *argc; i++)
    if (g_str_equal (argv[i], "--json"))
      found = TRUE;
    else
      argv[n++] = argv[i];
  argv[n] = NULL;
  *argc = n;
  return found;
}

static gboolean
run_bench (int argc, char **argv, GError **error)
{
  gboolean as_json = take_json_flag (&argc, argv);
  const WfBench *bench = argc > 1 ? find_bench (argv[1]) : NULL;
  json_t *samples, *report;
  gboolean ok;

  if (bench == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("name a benchmark; 'watchfloorctl bench --help' lists them."));
      return FALSE;
    }
  samples = json_array ();
  report = json_object ();
  ok = bench->run (argc - 1, argv + 1, samples, report, error);
  if (ok)
    {
      summarize (bench, samples, report);
      json_object_set (report, "samples", samples);
      print_report (report, as_json);
    }
  json_decref (samples);
  json_decref (report);
  return ok;
}

#define WF_BENCH(name) #name "|"
const WfSubcommand wf_ctl_bench = {
  .name = "bench",
  .summary = N_ ("Measure and print figures as JSON"),
  .synopsis = "watchfloorctl bench "
#include "bench.def"
              "... [--json] [--size N] [--layer FILE.wfpack] [--repeat N] [--threads N]\n"
              "    render: [--zoom Z] [--rotate DEG] [--keep FILE.wfpack, what was made]",
  .run = run_bench,
};
#undef WF_BENCH
