/* Watchfloor: conformance of the feed decoders.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every recorded feed gives as many reports as another reader counts in it: protoc with the
 * standard's own description for GTFS Realtime, the entries and alerts written in a CAP file. */
#include "config.h"

#include "wf-feed-format.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  guint n_reports, n_problems;
} Count;

static void
report_cb (const WfReport *report, gpointer data)
{
  g_assert_nonnull (report->id);
  ((Count *) data)->n_reports++;
}

static void
problem_cb (const char *problem, gpointer data)
{
  g_test_message ("%s", problem);
  ((Count *) data)->n_problems++;
}

static Count
decode (const char *path)
{
  g_autoptr (WfDecoder) decoder = wf_decoder_new (NULL, WF_DATUM_WGS84);
  g_autofree char *bytes = NULL;
  gsize length;
  Count count = { 0 };
  const WfFeedSink sink = { report_cb, problem_cb, &count };

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  wf_decoder_push (decoder, bytes, length, 0, &sink);
  wf_decoder_end (decoder, 0, &sink);
  return count;
}

static guint
count_text (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, what)) != NULL; at += strlen (what))
    n++;
  return n;
}

static char *
folder (const char *name)
{
  return g_build_filename (g_getenv ("WATCHFLOOR_FIXTURES"), name, NULL);
}

static char *
read_by_protoc (const char *dir, const char *path)
{
  g_autofree char *include = g_strconcat ("-I", dir, NULL);
  g_autofree char *input = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "protoc",
      "--decode=transit_realtime.FeedMessage", include, "gtfs-realtime.proto", NULL);
  g_autoptr (GBytes) in = NULL;
  g_autoptr (GBytes) out = NULL;
  gsize length;

  g_assert_nonnull (process);
  g_assert_true (g_file_get_contents (path, &input, &length, NULL));
  in = g_bytes_new_take (g_steal_pointer (&input), length);
  g_assert_true (g_subprocess_communicate (process, in, NULL, &out, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));
  return g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
}

static void
test_gtfs (void)
{
  g_autofree char *dir_path = folder ("gtfs-rt");
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir_path, name, NULL);
      g_autofree char *text = NULL;
      Count count;

      if (g_str_has_suffix (name, ".zip") || g_str_has_suffix (name, ".proto"))
        continue;
      text = read_by_protoc (dir_path, path);
      count = decode (path);
      g_test_message ("%s: %u reports", name, count.n_reports);
      g_assert_cmpuint (count.n_reports, ==, count_text (text, "entity {\n  id:"));
      n_files++;
    }
  if (n_files == 0)
    g_test_skip ("no recordings here");
}

static void
test_cap (void)
{
  g_autofree char *dir_path = folder ("cap");
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir_path, name, NULL);
      g_autofree char *text = NULL;
      gboolean is_index = g_str_has_suffix (name, ".atom");
      Count count;

      if (!is_index && !g_str_has_suffix (name, ".cap"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      count = decode (path);
      g_test_message ("%s: %u reports, %u problems", name, count.n_reports, count.n_problems);
      /* An entry without an id is a problem, and no report. */
      g_assert_cmpuint (count.n_reports + (strstr (name, "no_id") != NULL ? count.n_problems : 0),
                        ==, is_index ? count_text (text, "entry>") / 2 : 1);
      n_files++;
    }
  if (n_files == 0)
    g_test_skip ("no alerts here");
}

static void
test_sta (void)
{
  g_autofree char *dir_path = folder ("sta");
  g_autofree char *path = g_build_filename (dir_path, "entitiesDefault.json", NULL);
  Count count;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no things here");
      return;
    }
  count = decode (path);
  /* One thing and the two observations of each of its two datastreams. */
  g_assert_cmpuint (count.n_reports, ==, 5);
  g_assert_cmpuint (count.n_problems, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feeds/gtfs-rt", test_gtfs);
  g_test_add_func ("/feeds/cap", test_cap);
  g_test_add_func ("/feeds/sta", test_sta);
  return g_test_run ();
}
