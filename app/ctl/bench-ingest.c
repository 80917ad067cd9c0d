/* Watchfloor: the benchmark of ingest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles moving: a page of 1000 normalized entities decoded, then applied to a track store of
 * --size of them and committed, as the session does with a platform's snapshot. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-feed-format.h"
#include "wf-track-store.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE 1000

static char *
make_page (guint first, guint round, gint64 now_us)
{
  GString *text = g_string_new ("[");
  g_autofree char *at = wf_time_format (now_us);

  for (guint i = 0; i < PAGE; i++)
    g_string_append_printf (
        text,
        "%s{\"id\":\"urn:ngsi-ld:Vehicle:v%u\",\"type\":\"Vehicle\",\"vehicleType\":{\"type\":"
        "\"Property\",\"value\":\"bus\"},\"name\":{\"type\":\"Property\",\"value\":\"v%u\"},"
        "\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":"
        "[%.6f,%.6f]},\"observedAt\":\"%s\"},\"speed\":{\"type\":\"Property\",\"value\":36,"
        "\"unitCode\":\"KMH\",\"observedAt\":\"%s\"},\"heading\":{\"type\":\"Property\",\"value\":"
        "%u}}",
        i > 0 ? "," : "", first + i, first + i, 121.6 + (first + i) % 997 * 1e-4 + round * 1e-4,
        38.9 + (first + i) / 997 * 1e-4, at, at, (first + i) % 360);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

typedef struct
{
  GPtrArray *reports;
  guint n_problems;
} Page;

static void
report_cb (const WfReport *report, gpointer data)
{
  g_ptr_array_add (((Page *) data)->reports, wf_report_copy (report));
}

static void
problem_cb (const char *problem, gpointer data)
{
  ((Page *) data)->n_problems++;
}

/* Adds the page's milliseconds of each part. */
static void
ingest_page (WfTrackStore *store, const char *text, gint64 now_us, double *decode_ms,
             double *apply_ms)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_report_free);
  g_autoptr (WfDecoder) decoder = wf_decoder_new (wf_feed_format_find ("ngsi-ld"), WF_DATUM_WGS84);
  Page page = { reports, 0 };
  const WfFeedSink sink = { report_cb, problem_cb, &page };
  gint64 start_us = g_get_monotonic_time (), decoded_us;

  wf_decoder_push (decoder, text, strlen (text), now_us, &sink);
  wf_decoder_end (decoder, now_us, &sink);
  decoded_us = g_get_monotonic_time ();
  for (guint i = 0; i < reports->len; i++)
    wf_track_store_apply (store, "bench", reports->pdata[i], now_us);
  *decode_ms += (double) (decoded_us - start_us) / 1000;
  *apply_ms += (double) (g_get_monotonic_time () - decoded_us) / 1000;
}

static gboolean
run_ingest (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  int n = 10000, rounds = 5;
  const GOptionEntry entries[] = { { "size", 0, 0, G_OPTION_ARG_INT, &n, NULL, NULL },
                                   { "repeat", 0, 0, G_OPTION_ARG_INT, &rounds, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (WfTrackStore) store = wf_track_store_new ();
  double decode_ms = 0, apply_ms = 0, commit_ms = 0;
  guint n_pages = 0;

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  for (int round = 0; round < rounds; round++)
    {
      gint64 now_us = g_get_real_time (), start_us;

      for (int first = 0; first < n; first += PAGE)
        {
          g_autofree char *text = make_page ((guint) first, (guint) round, now_us);
          double before = decode_ms + apply_ms;

          ingest_page (store, text, now_us, &decode_ms, &apply_ms);
          json_array_append_new (samples, json_real (decode_ms + apply_ms - before));
          n_pages++;
        }
      start_us = g_get_monotonic_time ();
      wf_track_store_commit (store);
      commit_ms += (double) (g_get_monotonic_time () - start_us) / 1000;
    }
  json_object_set_new (report, "tracks", json_integer (n));
  json_object_set_new (report, "reports_per_s",
                       json_real (n_pages * (double) PAGE / ((decode_ms + apply_ms) / 1000)));
  json_object_set_new (report, "decode_ms_a_page", json_real (decode_ms / MAX (n_pages, 1)));
  json_object_set_new (report, "apply_ms_a_page", json_real (apply_ms / MAX (n_pages, 1)));
  json_object_set_new (report, "commit_ms", json_real (commit_ms / MAX (rounds, 1)));
  return TRUE;
}

const WfBench wf_bench_ingest = {
  .name = "ingest",
  .summary = N_ ("A page of 1000 vehicles decoded and applied: [--size N] [--repeat N]"),
  .unit = "ms",
  .run = run_ingest,
};
