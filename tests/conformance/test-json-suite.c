/* Watchfloor: the decoders on hostile JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSONTestSuite (nst): every text goes through every decoder; valid ones that begin an object or
 * list must not be called broken, invalid ones must give no report. */
#include "config.h"

#include "wf-feed-format.h"

#include <string.h>

typedef struct
{
  guint n_reports, n_problems;
} Count;

static void
report_cb (const WfReport *report, gpointer data)
{
  ((Count *) data)->n_reports++;
}

static void
problem_cb (const char *problem, gpointer data)
{
  ((Count *) data)->n_problems++;
}

static Count
decode (const char *format, const char *bytes, gsize length)
{
  g_autoptr (WfDecoder) decoder = wf_decoder_new (wf_feed_format_find (format), WF_DATUM_WGS84);
  Count count = { 0 };
  const WfFeedSink sink = { report_cb, problem_cb, &count };

  wf_decoder_push (decoder, bytes, length, 0, &sink);
  wf_decoder_end (decoder, 0, &sink);
  return count;
}

static void
test_suite (void)
{
  static const char *const formats[] = { "ngsi-ld", "geojson" };
  const char *fixtures = g_getenv ("WATCHFLOOR_FIXTURES");
  g_autofree char *dir_path
      = g_build_filename (fixtures != NULL ? fixtures : "", "json", "test_parsing", NULL);
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("the fixtures are not here");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
      {
        g_autofree char *path = g_build_filename (dir_path, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length = 0;
        Count count;

        g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
        count = decode (formats[i], bytes, length);
        g_assert_cmpuint (count.n_problems, <=, WF_DECODER_MAX_PROBLEMS);
        if (g_str_has_prefix (name, "n_"))
          g_assert_cmpuint (count.n_reports, ==, 0);
        n++;
      }
  g_test_message ("%u texts", n);
  g_assert_cmpuint (n, >=, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-suite/decoders", test_suite);
  return g_test_run ();
}
