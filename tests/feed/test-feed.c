/* Watchfloor: tests of the feed decoders.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each recording FORMAT-* beside this file has the lines it must give in *.expected. The same
 * bytes in any two pieces, and byte by byte, give the same; cut off or changed at random they give
 * something or nothing, but never a crash. WATCHFLOOR_FEED_RUNS sets how many random changes;
 * WATCHFLOOR_FEED_BLESS writes what is given now as what is expected: read the difference. */
#include "config.h"

#include "wf-feed-format.h"
#include "wf-json.h"
#include "wf-report-json.h"

#include <string.h>

typedef struct
{
  const WfFeedFormat *format;
  char *bytes;
  gsize length;
  char *expected_path;
} Recording;

static void
add_line (GString *out, json_t *line)
{
  char *text = json_dumps (line, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION (12));

  g_string_append (out, text);
  g_string_append_c (out, '\n');
  free (text);
  json_decref (line);
}

static void
report_cb (const WfReport *report, gpointer data)
{
  json_t *line = wf_report_to_json (report, NULL);

  json_object_del (line, "received");
  add_line (data, line);
}

static void
problem_cb (const char *problem, gpointer data)
{
  g_assert_true (g_utf8_validate (problem, -1, NULL));
  add_line (data, json_pack ("{s:s}", "problem", problem));
}

/* Decodes in pieces of @piece bytes. */
static char *
decode (const WfFeedFormat *format, const char *bytes, gsize length, gsize piece)
{
  g_autoptr (WfDecoder) decoder = wf_decoder_new (format, WF_DATUM_WGS84);
  GString *out = g_string_new (NULL);
  const WfFeedSink sink = { report_cb, problem_cb, out };

  for (gsize i = 0; i < length; i += piece)
    wf_decoder_push (decoder, bytes + i, MIN (piece, length - i), 0, &sink);
  wf_decoder_end (decoder, 0, &sink);
  return g_string_free (out, FALSE);
}

static char *
decode_in_two (const WfFeedFormat *format, const char *bytes, gsize length, gsize cut)
{
  g_autoptr (WfDecoder) decoder = wf_decoder_new (format, WF_DATUM_WGS84);
  GString *out = g_string_new (NULL);
  const WfFeedSink sink = { report_cb, problem_cb, out };

  wf_decoder_push (decoder, bytes, cut, 0, &sink);
  wf_decoder_push (decoder, bytes + cut, length - cut, 0, &sink);
  wf_decoder_end (decoder, 0, &sink);
  return g_string_free (out, FALSE);
}

static void
test_expected (gconstpointer data)
{
  const Recording *recording = data;
  g_autofree char *expected = NULL;
  g_autofree char *out
      = decode (recording->format, recording->bytes, recording->length, recording->length);

  if (g_getenv ("WATCHFLOOR_FEED_BLESS") != NULL)
    g_assert_true (g_file_set_contents (recording->expected_path, out, -1, NULL));
  g_assert_true (g_file_get_contents (recording->expected_path, &expected, NULL, NULL));
  g_assert_cmpstr (out, ==, expected);
}

static void
test_split (gconstpointer data)
{
  const Recording *recording = data;
  g_autofree char *whole
      = decode (recording->format, recording->bytes, recording->length, recording->length);
  g_autofree char *single = decode (recording->format, recording->bytes, recording->length, 1);

  g_assert_cmpstr (single, ==, whole);
  for (gsize cut = 0; cut <= recording->length; cut++)
    {
      g_autofree char *out
          = decode_in_two (recording->format, recording->bytes, recording->length, cut);

      g_assert_cmpstr (out, ==, whole);
    }
}

/* Every report of a recording that was cut off is one of the whole recording. */
static void
test_truncate (gconstpointer data)
{
  const Recording *recording = data;
  g_autofree char *whole
      = decode (recording->format, recording->bytes, recording->length, recording->length);

  for (gsize length = 0; length < recording->length; length++)
    {
      g_autofree char *copy = g_memdup2 (recording->bytes, MAX (length, 1));
      g_autofree char *out = decode (recording->format, copy, length, MAX (length, 1));
      g_auto (GStrv) lines = g_strsplit (out, "\n", -1);

      for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
        if (!g_str_has_prefix (lines[i], "{\"problem\""))
          g_assert_nonnull (strstr (whole, lines[i]));
    }
}

static void
change_at_random (char *bytes, gsize length)
{
  static const char spice[] = "{}[]\",:\\0-9eE.\n\x1e\xff\xc3";
  guint n = (guint) g_test_rand_int_range (1, 6);

  for (guint i = 0; i < n; i++)
    {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length);

      if (g_test_rand_bit ())
        bytes[at] = spice[g_test_rand_int_range (0, sizeof spice)];
      else
        bytes[at] = (char) g_test_rand_int_range (0, 256);
    }
}

static void
test_mutate (gconstpointer data)
{
  const Recording *recording = data;
  const char *runs = g_getenv ("WATCHFLOOR_FEED_RUNS");
  guint64 n_runs = runs != NULL ? g_ascii_strtoull (runs, NULL, 10) : 300;

  for (guint64 i = 0; i < n_runs; i++)
    {
      g_autofree char *copy = g_memdup2 (recording->bytes, recording->length);
      g_autofree char *whole = NULL;
      g_autofree char *pieces = NULL;

      change_at_random (copy, recording->length);
      whole = decode (recording->format, copy, recording->length, recording->length);
      pieces = decode (recording->format, copy, recording->length, 7);
      g_assert_cmpstr (pieces, ==, whole);
    }
}

/* Auto-detection finds the format that the file's name says. */
static void
test_sniff (gconstpointer data)
{
  const Recording *recording = data;

  g_assert_true (wf_feed_format_sniff (recording->bytes, MIN (recording->length, 4096))
                 == recording->format);
}

/* The first message of a stream of the TAK protocol as the datagram it is on the mesh. */
static void
test_cot_datagram (void)
{
  static const char head[] = { '\xbf', '\x01', '\xbf' };
  const WfFeedFormat *cot = wf_feed_format_find ("cot");
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "feed", "cot-tak.bin", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *stream = NULL;
  g_autofree char *datagram = NULL;
  g_autoptr (GString) mesh = g_string_new_len (head, sizeof head);
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpint (bytes[1], >, 0); /* its length in one byte */
  g_string_append_len (mesh, bytes + 2, bytes[1]);
  stream = decode (cot, bytes, (gsize) bytes[1] + 2, 1);
  datagram = decode (cot, mesh->str, mesh->len, 1);
  g_assert_cmpstr (datagram, ==, stream);
  g_assert_nonnull (strstr (datagram, "boat-1"));
}

/* Of things that are called as on an NGSI-LD platform. */
static void
test_cot_of_platform (void)
{
  static const char event[]
      = "<event version=\"2.0\" uid=\"urn:ngsi-ld:Vehicle:1\" type=\"a-f-G-E-V-C\" how=\"m-g\"/>";

  g_assert_true (wf_feed_format_sniff (event, strlen (event)) == wf_feed_format_find ("cot"));
}

static void
count_reply_cb (const char *bytes, gsize length, gpointer data)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (data, "%02x", (guint8) bytes[i]);
  g_string_append_c (data, '\n');
}

static void
silent_report_cb (const WfReport *report, gpointer data)
{
}

static void
silent_problem_cb (const char *problem, gpointer data)
{
}

/* All that is answered to the recording @name, each in hexadecimal. */
static char **
answers_to (const char *format, const char *name, gsize piece)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "feed", name, NULL);
  g_autoptr (WfDecoder) decoder = wf_decoder_new (wf_feed_format_find (format), WF_DATUM_WGS84);
  g_autoptr (GString) out = g_string_new (NULL);
  const WfFeedSink sink = { silent_report_cb, silent_problem_cb, out, count_reply_cb, 0 };
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  /* 2026-01-15T00:15:30Z */
  for (gsize i = 0; i < length; i += piece)
    wf_decoder_push (decoder, bytes + i, MIN (piece, length - i), 1768436130 * WF_SECOND_US, &sink);
  return g_strsplit (out->str, "\n", -1);
}

/* Worked out by hand: head, body, exclusive-or. */
static void
test_answers (void)
{
  static const struct
  {
    const char *format, *name;
    guint i;
    const char *expected;
  } cases[] = {
    /* registered, with its own number as the code */
    { "jt808", "jt808-2013.bin", 0, "7e8100000e013912345678000000000031333931323334353637388c7e" },
    /* authenticated: serial 1, 0x0102, good */
    { "jt808", "jt808-2013.bin", 1, "7e8001000501391234567800010001010200b77e" },
    /* the time, UTC */
    { "jt808", "jt808-2019.bin", 2, "7e8004400601000000000139000011110002260115001530ee7e" },
    /* logged in; alive */
    { "jt809", "jt809-vehicles.bin", 0,
      "5b0000001f0000000010020000271101000000000000000000000000" },
    { "jt809", "jt809-vehicles.bin", 1, "5b0000001a000000011006000027110100000000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) whole = answers_to (cases[i].format, cases[i].name, G_MAXINT);
      g_auto (GStrv) pieces = answers_to (cases[i].format, cases[i].name, 3);

      g_assert_true (g_strv_equal ((const char *const *) whole, (const char *const *) pieces));
      g_test_message ("%s", whole[cases[i].i]);
      g_assert_true (g_str_has_prefix (whole[cases[i].i], cases[i].expected));
    }
}

static const WfFeedFormat *
format_of (const char *name)
{
  g_auto (GStrv) known = NULL;
  g_autofree char *names = wf_feed_format_names ();

  known = g_strsplit (names, ", ", -1);
  for (guint i = 0; known[i] != NULL; i++)
    if (g_str_has_prefix (name, known[i]))
      return wf_feed_format_find (known[i]);
  return NULL;
}

/* A list of nothing is a good answer in any format, and says nothing of which it is. */
static void
test_empty_list (void)
{
  static const char *const lists[] = { "[]", " [\n ]\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *whole = decode (NULL, lists[i], strlen (lists[i]), strlen (lists[i]));
      g_autofree char *bytes = decode (NULL, lists[i], strlen (lists[i]), 1);

      g_assert_cmpstr (whole, ==, "");
      g_assert_cmpstr (bytes, ==, "");
    }
}

static void
recording_free (gpointer data)
{
  Recording *recording = data;

  g_free (recording->bytes);
  g_free (recording->expected_path);
  g_free (recording);
}

static void
add_recording (GPtrArray *recordings, const char *dir, const char *name)
{
  const struct
  {
    const char *what;
    GTestDataFunc test;
  } tests[] = { { "expected", test_expected },
                { "split", test_split },
                { "truncate", test_truncate },
                { "mutate", test_mutate },
                { "sniff", test_sniff } };
  Recording *recording = g_new0 (Recording, 1);
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_ptr_array_add (recordings, recording);
  recording->format = format_of (name);
  g_assert_nonnull (recording->format);
  g_assert_true (g_file_get_contents (path, &recording->bytes, &recording->length, NULL));
  *strrchr (path, '.') = '\0';
  recording->expected_path = g_strconcat (path, ".expected", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *test_path = g_strdup_printf ("/feed/%s/%s", name, tests[i].what);

      g_test_add_data_func (test_path, recording, tests[i].test);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) recordings = g_ptr_array_new_with_free_func (recording_free);
  g_autofree char *dir_path = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/cot-datagram", test_cot_datagram);
  g_test_add_func ("/feed/cot-of-platform", test_cot_of_platform);
  g_test_add_func ("/feed/answers", test_answers);
  g_test_add_func ("/feed/empty-list", test_empty_list);
  dir_path = g_test_build_filename (G_TEST_DIST, "feed", NULL);
  dir = g_dir_open (dir_path, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_suffix (name, ".expected") && format_of (name) != NULL)
      add_recording (recordings, dir_path, name);
  return g_test_run ();
}
