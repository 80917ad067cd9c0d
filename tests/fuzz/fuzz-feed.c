/* Watchfloor: fuzz target of the feed decoders.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each format, whole and in pieces: the same number of reports must come of both. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-feed-format.h"
#include "wf-report-json.h"

typedef struct
{
  guint n_reports, n_problems;
} Count;

static void
report_cb (const WfReport *report, gpointer data)
{
  json_decref (wf_report_to_json (report, "fuzz"));
  ((Count *) data)->n_reports++;
}

static void
problem_cb (const char *problem, gpointer data)
{
  ((Count *) data)->n_problems++;
}

static Count
decode (const char *format, const char *bytes, gsize length, gsize piece)
{
  g_autoptr (WfDecoder) decoder = wf_decoder_new (wf_feed_format_find (format), WF_DATUM_GCJ02);
  Count count = { 0 };
  const WfFeedSink sink = { report_cb, problem_cb, &count };

  for (gsize i = 0; i < length; i += piece)
    wf_decoder_push (decoder, bytes + i, MIN (piece, length - i), 0, &sink);
  wf_decoder_end (decoder, 0, &sink);
  return count;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *names = wf_feed_format_names ();
  g_auto (GStrv) formats = g_strsplit (names, ", ", -1);

  for (guint i = 0; formats[i] != NULL; i++)
    {
      Count whole = decode (formats[i], (const char *) data, size, MAX (size, 1));
      Count pieces = decode (formats[i], (const char *) data, size, 5);

      if (whole.n_reports != pieces.n_reports || whole.n_problems != pieces.n_problems)
        g_error ("split bytes gave other reports");
    }
  return 0;
}
