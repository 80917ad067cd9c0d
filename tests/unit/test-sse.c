/* Watchfloor: tests of server-sent events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-sse-parser.h"

#include <string.h>

static const struct
{
  const char *stream, *events, *last_id;
} cases[] = {
  { "data: a\n\n", "message=a;", NULL },
  { "data:a\r\n\r\ndata:  b\r\rdata\n\n", "message=a;message= b;message=;", NULL },
  { "\xef\xbb\xbf"
    "event: vehicle\ndata: 1\ndata: 2\nid: 7\n\n",
    "vehicle=1\n2;", "7" },
  { ": keep-alive\n\nevent: x\n\ndata: y\n\n", "message=y;", NULL },
  { "id: 3\nid: 4\ndata: {\"a\": \"b:c\"}\nretry: 10\n\n", "message={\"a\": \"b:c\"};", "4" },
  { "data: half", "", NULL },
};

static void
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  g_assert_cmpuint (strlen (data), ==, length);
  g_string_append_printf (user_data, "%s=%s;", event, data);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize cut = 0; cut <= strlen (cases[i].stream); cut++)
      {
        g_autoptr (GString) seen = g_string_new (NULL);
        g_autoptr (WfSseParser) parser = wf_sse_parser_new (event_cb, seen);

        g_assert_true (wf_sse_parser_push (parser, cases[i].stream, cut));
        g_assert_true (
            wf_sse_parser_push (parser, cases[i].stream + cut, strlen (cases[i].stream) - cut));
        g_assert_cmpstr (seen->str, ==, cases[i].events);
        g_assert_cmpstr (wf_sse_parser_last_id (parser), ==, cases[i].last_id);
      }
}

static void
test_endless (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (WfSseParser) parser = wf_sse_parser_new (event_cb, seen);
  g_autofree char *chunk = g_strnfill (65536, 'x');
  guint n = 0;

  while (wf_sse_parser_push (parser, chunk, 65536))
    g_assert_cmpuint (++n, <=, WF_SSE_MAX_EVENT / 65536);
  wf_sse_parser_reset (parser);
  g_assert_true (wf_sse_parser_push (parser, "data: z\n\n", 9));
  g_assert_cmpstr (seen->str, ==, "message=z;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sse/cases", test_cases);
  g_test_add_func ("/sse/endless", test_endless);
  return g_test_run ();
}
