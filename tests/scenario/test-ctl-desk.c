/* Watchfloor: scenario of a desk of scripts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* watchfloorctl as a script runs it, against a real platform: a case, an order, their lists, and a
 * journal that betrays a changed byte. */
#include "config.h"

#include "wf-json.h"
#include "wf-test-ctl.h"
#include "wf-test-platform.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static WfTestPlatform *platform;
static char *folder, *journal;

/* Runs watchfloorctl WORDS...; its JSON answer (NULL where none) and exit status. */
static json_t *
run (int *status, ...)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *out = NULL, *trouble = NULL;
  const char *word;
  va_list words;

  va_start (words, status);
  do
    g_ptr_array_add (all, (gpointer) (word = va_arg (words, const char *)));
  while (word != NULL);
  va_end (words);
  *status = wf_test_ctl ((const char *const *) all->pdata, &out, &trouble);
  return json_loads (out, 0, NULL);
}

static void
test_case_and_order (void)
{
  const char *url = wf_test_platform_url (platform);
  g_autofree char *param = NULL;
  g_autofree char *incident = NULL;
  json_t *answer;
  gsize rows;
  int status;

  answer = run (&status, "case", "new", "--journal", journal, "--platform", url, "--at",
                "121.64,38.92", "--kind", "fire", "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (wf_json_string (answer, "sync", ""), ==, "shared");
  incident = g_strdup (wf_json_string (answer, "id", ""));
  json_decref (answer);

  param = g_strconcat ("incident=", incident, NULL);
  answer = run (&status, "command", "send", "--journal", journal, "--platform", url, "--kind",
                "sendUnit", "--target", "urn:ngsi-ld:Vehicle:a1", "--param", param, "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (wf_json_string (answer, "state", ""), ==, "sent");
  g_assert_cmpuint (json_array_size (json_object_get (answer, "history")), ==, 2);
  json_decref (answer);

  answer = run (&status, "journal", "show", journal, "--json", NULL);
  rows = json_array_size (json_object_get (answer, "rows"));
  g_assert_cmpuint (rows, >, 4);
  json_decref (answer);
  answer = run (&status, "journal", "show", journal, "--last", "2", "--json", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (answer, "rows")), ==, 2);
  g_assert_cmpint (wf_json_integer (json_array_get (json_object_get (answer, "rows"), 1), "seq", 0),
                   ==, (gint64) rows);
  json_decref (answer);
  answer = run (&status, "command", "list", "--journal", journal, "--json", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (answer, "commands")), ==, 1);
  json_decref (answer);
  answer = run (&status, "case", "list", "--journal", journal, "--json", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (answer, "cases")), ==, 1);
  json_decref (answer);
}

static void
test_wrong_usage (void)
{
  int status;

  json_decref (run (&status, "command", "send", "--kind", "sendUnit", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "case", "new", "--journal", journal, "--at", "somewhere", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "case", "new", "--journal", journal, "--at", "121.64,", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "case", "new", "--journal", journal, "--at", "121.64,38.92", "--level",
                    "9", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "feed", "http://127.0.0.1:1", "--seconds", "nan", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "feed", "http://127.0.0.1:1", "--reports", "-4", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "case", "new", "--journal", journal, "--at", "121.64,38.92",
                    "--profile", "sewer", NULL));
  g_assert_cmpint (status, ==, 1);
  json_decref (run (&status, "journal", "show", journal, "--last", "-3", NULL));
  g_assert_cmpint (status, ==, 2);
  json_decref (run (&status, "feed", "gopher://nowhere", NULL));
  g_assert_cmpint (status, ==, 1);
  json_decref (run (&status, "journal", "verify", "/nowhere/journal", NULL));
  g_assert_cmpint (status, ==, 1);
}

static void
test_help (void)
{
  static const char *const calls[][5]
      = { { "case", "--help" }, { "case", "new", "--help" }, { "bench", "route", "-h" } };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *output = NULL, *trouble = NULL;

      g_assert_cmpint (wf_test_ctl (calls[i], &output, &trouble), ==, 0);
      g_assert_nonnull (strstr (output, calls[i][0]));
      g_assert_cmpstr (trouble, ==, "");
    }
}

/* A feed that is none fails, and one that never ends is not begun. */
static void
test_broken_feeds (void)
{
  g_autofree char *path = g_build_filename (folder, "broken.json", NULL);
  g_autofree char *url = g_strconcat ("file:", path, NULL);
  int status;

  g_assert_true (g_file_set_contents (path, "[[", 2, NULL));
  json_decref (run (&status, "feed", url, "--once", NULL));
  g_assert_cmpint (status, ==, 1);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  json_decref (run (&status, "feed", url, "--once", NULL));
  g_assert_cmpint (status, ==, 0);
  json_decref (run (&status, "datum", "detect", "--feed", "/dev/zero", "--roads", "x", NULL));
  g_assert_cmpint (status, ==, 1);
  g_unlink (path);
}

/* An order that cannot be meant does not leave the desk. */
static void
test_wrong_orders (void)
{
  static const char *const orders[][5] = {
    { "dance", "lon=121.6", "lat=38.9", "60", NULL },
    { "sendUnit", "note=x", "note=y", "60", NULL },
    { "sendUnit", "lon=999", "lat=38.9", "60", NULL },
    { "sendUnit", "lon=121.6", "lat=north", "60", NULL },
    { "sendUnit", "lon=121.6", "lat=38.9", "-5", NULL },
    { "sendUnit", "lon=121.6", "lat=38.9", "nan", NULL },
    { "message", "lon=121.6", "lat=38.9", "60", NULL },
  };
  int status;

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      json_decref (run (&status, "command", "send", "--platform", wf_test_platform_url (platform),
                        "--target", "urn:ngsi-ld:Vehicle:a1", "--kind", orders[i][0], "--param",
                        orders[i][1], "--param", orders[i][2], "--valid-s", orders[i][3], NULL));
      g_assert_cmpint (status, ==, 2);
    }
}

/* One byte in the middle of a text that is in the file as it was written. */
static void
change_byte (const char *text)
{
  g_autofree char *bytes = NULL;
  gsize length;
  char *at;

  g_assert_true (g_file_get_contents (journal, &bytes, &length, NULL));
  at = memmem (bytes, length, text, strlen (text));
  g_assert_nonnull (at);
  at[1] ^= 1;
  g_assert_true (g_file_set_contents (journal, bytes, (gssize) length, NULL));
}

static void
test_verify (void)
{
  json_t *answer;
  int status;

  answer = run (&status, "journal", "verify", journal, "--json", NULL);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (wf_json_boolean (answer, "ok", FALSE));
  json_decref (answer);
  change_byte ("sendUnit");
  answer = run (&status, "journal", "verify", journal, "--json", NULL);
  g_assert_cmpint (status, ==, 1);
  g_assert_false (wf_json_boolean (answer, "ok", TRUE));
  g_assert_cmpint (wf_json_integer (answer, "first_bad", 0), >, 0);
  json_decref (answer);
}

int
main (int argc, char **argv)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  int failed;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("wf-ctl-XXXXXX", NULL);
  journal = g_build_filename (folder, "desk.journal", NULL);
  platform = wf_test_platform_start (NULL);
  g_test_add_func ("/ctl-desk/case-and-order", test_case_and_order);
  g_test_add_func ("/ctl-desk/help", test_help);
  g_test_add_func ("/ctl-desk/wrong-usage", test_wrong_usage);
  g_test_add_func ("/ctl-desk/wrong-orders", test_wrong_orders);
  g_test_add_func ("/ctl-desk/broken-feeds", test_broken_feeds);
  g_test_add_func ("/ctl-desk/verify", test_verify);
  failed = g_test_run ();
  wf_test_platform_stop (platform);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (journal, endings[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
  g_free (journal);
  return failed;
}
