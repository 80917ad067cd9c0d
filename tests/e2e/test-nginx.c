/* Watchfloor: e2e with nginx.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a web server serves with validators: GTFS Realtime asked for again and again, an index
 * of CAP alerts and what it links to, over TLS, behind a password. */
#include "config.h"

#include "wf-link.h"
#include "wf-test-server.h"

#include <string.h>
#include <utime.h>

typedef struct
{
  char *folder, *config, *log;
  guint port, tls_port;
  GSubprocess *process;
} Web;

static void
put (Web *web, const char *name, const char *text, gssize length, gint64 time_s)
{
  g_autofree char *path = g_build_filename (web->folder, name, NULL);
  const struct utimbuf times = { time_s, time_s };

  g_assert_true (g_file_set_contents (path, text, length, NULL));
  if (time_s > 0)
    g_assert_cmpint (utime (path, &times), ==, 0);
}

static void
web_setup (Web *web, gconstpointer data)
{
  g_autofree char *certificate = g_test_build_filename (G_TEST_DIST, "certs", "server.pem", NULL);
  g_autofree char *text = NULL;

  web->folder = g_dir_make_tmp ("wf-nginx-XXXXXX", NULL);
  web->config = g_build_filename (web->folder, "nginx.conf", NULL);
  web->log = g_build_filename (web->folder, "access.log", NULL);
  web->port = wf_test_free_port ();
  web->tls_port = wf_test_free_port ();
  text = g_strdup_printf (
      "daemon off;\nmaster_process off;\npid %s/pid;\nerror_log %s/error.log;\nevents {}\n"
      "http {\n log_format short '$status $request_uri';\n access_log %s short;\n"
      " client_body_temp_path %s;\n proxy_temp_path %s;\n fastcgi_temp_path %s;\n"
      " uwsgi_temp_path %s;\n scgi_temp_path %s;\n types { application/cap+xml cap; }\n"
      " server {\n  listen 127.0.0.1:%u;\n  listen 127.0.0.1:%u ssl;\n  ssl_certificate %s;\n"
      "  ssl_certificate_key %s;\n  root %s;\n  location /closed/ {\n   auth_basic x;\n"
      "   auth_basic_user_file %s/passwords;\n   alias %s/;\n  }\n }\n}\n",
      web->folder, web->folder, web->log, web->folder, web->folder, web->folder, web->folder,
      web->folder, web->port, web->tls_port, certificate, certificate, web->folder, web->folder,
      web->folder);
  g_assert_true (g_file_set_contents (web->config, text, -1, NULL));
  put (web, "passwords", "desk:{PLAIN}secret\n", -1, 0);
  {
    const char *const argv[] = { "nginx", "-c", web->config, NULL };

    web->process = wf_test_start (argv);
  }
  g_assert_true (wf_test_wait_port (web->port, web->process));
}

static void
web_teardown (Web *web, gconstpointer data)
{
  wf_test_end (web->process);
  wf_test_remove (web->folder);
  g_free (web->folder);
  g_free (web->config);
  g_free (web->log);
}

/* How often the server's log has the line @line. */
static guint
count_log (Web *web, const char *line)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (web->log, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_equal (lines[i], line);
  return n;
}

/* ---- who reads */
typedef struct
{
  WfHttp *http;
  WfLink *link;
  GPtrArray *documents; /* char */
  guint n_documents, n_dropped, n_down;
  char *trouble;
} Reader;

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Reader *reader = data;

  reader->n_documents++;
  g_ptr_array_add (reader->documents, g_strndup (g_bytes_get_data (message->bytes, NULL),
                                                 g_bytes_get_size (message->bytes)));
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  Reader *reader = data;

  reader->n_down += state == WF_LINK_DOWN;
  if (trouble == NULL)
    return;
  g_free (reader->trouble);
  reader->trouble = g_strdup (trouble);
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  Reader *reader = data;

  reader->n_dropped += n;
  g_free (reader->trouble);
  reader->trouble = g_strdup (why);
}

static void
reader_open (Reader *reader, const WfLinkOptions *options)
{
  const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };
  g_autoptr (GError) error = NULL;

  *reader
      = (Reader){ .http = wf_http_new (), .documents = g_ptr_array_new_with_free_func (g_free) };
  reader->link = wf_link_new (reader->http, options, &watch, reader, &error);
  g_assert_no_error (error);
  wf_link_start (reader->link);
}

static void
reader_clear (Reader *reader)
{
  wf_link_free (reader->link);
  wf_http_free (reader->http);
  g_ptr_array_unref (reader->documents);
  g_free (reader->trouble);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

typedef gboolean (*Ready) (Web *web, Reader *reader);

static void
wait_until (Web *web, Reader *reader, Ready ready)
{
  guint tick = g_timeout_add (20, tick_cb, NULL);
  gint64 end_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!ready (web, reader) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_assert_true (ready (web, reader));
}

static gboolean
was_unchanged (Web *web, Reader *reader)
{
  return count_log (web, "304 /positions.pb") >= 3;
}

static gboolean
both_were_sent (Web *web, Reader *reader)
{
  return count_log (web, "200 /positions.pb") == 2;
}

static gboolean
has_two (Web *web, Reader *reader)
{
  return reader->n_documents >= 2;
}

static gboolean
has_one (Web *web, Reader *reader)
{
  return reader->n_documents >= 1;
}

/* The log is written a little after the answer. */
static gboolean
both_are_in_log (Web *web, Reader *reader)
{
  return count_log (web, "200 /one.cap") >= 1 && count_log (web, "200 /two.cap") >= 1;
}

static gboolean
one_is_in_log_twice (Web *web, Reader *reader)
{
  return count_log (web, "200 /one.cap") >= 2;
}

static gboolean
has_failed (Web *web, Reader *reader)
{
  return reader->n_dropped >= 1;
}

static gboolean
is_down (Web *web, Reader *reader)
{
  return reader->n_down >= 1;
}

static char *
url_of (Web *web, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u/%s", web->port, path);
}

static char *
recording (const char *name, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "feed", name, NULL);
  char *bytes = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

/* What has not changed is not sent; what has is, once. */
static void
test_validators (Web *web, gconstpointer data)
{
  g_autofree char *url = url_of (web, "positions.pb");
  g_auto (Reader) reader = { 0 };
  gsize length;
  g_autofree char *bytes = recording ("gtfs-rt-city.pb", &length);

  put (web, "positions.pb", bytes, (gssize) length, 1000000000);
  reader_open (&reader, &(WfLinkOptions){ .url = url, .poll_s = 0.1 });
  wait_until (web, &reader, was_unchanged);
  g_assert_cmpuint (reader.n_documents, ==, 1);
  put (web, "positions.pb", bytes, (gssize) length, 1000000100);
  wait_until (web, &reader, has_two);
  wait_until (web, &reader, both_were_sent);
}

#define INDEX(entries)                                                                             \
  "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>i</id>" entries "</feed>"
#define ENTRY(name, stamp)                                                                         \
  "<entry><id>" name "</id><title>t</title><updated>" stamp "</updated>"                           \
  "<link type=\"application/cap+xml\" href=\"" name ".cap\"/></entry>"
#define ALERT(name)                                                                                \
  "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>" name "</identifier></alert>"

static void
test_index (Web *web, gconstpointer data)
{
  g_autofree char *url = url_of (web, "index.atom");
  g_auto (Reader) reader = { 0 };

  put (web, "one.cap", ALERT ("one"), -1, 0);
  put (web, "index.atom", INDEX (ENTRY ("one", "1") ENTRY ("two", "1")), -1, 1000000000);
  reader_open (&reader, &(WfLinkOptions){ .url = url, .poll_s = 0.1 });
  /* Of the one that is missing stays what the index says. */
  wait_until (web, &reader, has_failed);
  g_assert_nonnull (strstr (reader.documents->pdata[0], "<identifier>one"));
  g_assert_nonnull (strstr (reader.documents->pdata[1], "two.cap"));
  g_assert_null (strstr (reader.documents->pdata[1], "one.cap"));
  g_assert_nonnull (strstr (reader.trouble, "404"));
  /* It is fetched once it is there, and the first is not fetched again. */
  g_ptr_array_set_size (reader.documents, 0);
  put (web, "two.cap", ALERT ("two"), -1, 0);
  while (reader.documents->len == 0
         || strstr (reader.documents->pdata[reader.documents->len - 1], "<identifier>two") == NULL)
    g_main_context_iteration (NULL, TRUE);
  wait_until (web, &reader, both_are_in_log);
  g_assert_cmpuint (count_log (web, "200 /one.cap"), ==, 1);
  /* A newer one is. */
  reader.n_documents = 0;
  put (web, "index.atom", INDEX (ENTRY ("one", "2") ENTRY ("two", "1")), -1, 1000000100);
  wait_until (web, &reader, has_one);
  wait_until (web, &reader, one_is_in_log_twice);
  g_assert_cmpuint (count_log (web, "200 /two.cap"), ==, 1);
}

/* An alert elsewhere is not fetched in the clear. */
static void
test_index_elsewhere (Web *web, gconstpointer data)
{
  static const char index[] = INDEX ("<entry><id>x</id><link type=\"application/cap+xml\" "
                                     "href=\"http://no-such-host.invalid/x.cap\"/></entry>");
  g_autofree char *url = url_of (web, "index.atom");
  g_auto (Reader) reader = { 0 };

  put (web, "index.atom", index, -1, 0);
  reader_open (&reader, &(WfLinkOptions){ .url = url, .poll_s = 0.1 });
  wait_until (web, &reader, has_failed);
  g_assert_nonnull (strstr (reader.trouble, "neither encrypted"));
}

static void
test_tls_and_password (Web *web, gconstpointer data)
{
  g_autofree char *authority = g_test_build_filename (G_TEST_DIST, "certs", "authority.pem", NULL);
  g_autofree char *url = g_strdup_printf ("https://localhost:%u/closed/index.atom", web->tls_port);
  g_auto (Reader) reader = { 0 };
  g_auto (Reader) stranger = { 0 };

  put (web, "one.cap", ALERT ("one"), -1, 0);
  put (web, "two.cap", ALERT ("two"), -1, 0);
  put (web, "index.atom", INDEX (ENTRY ("one", "1") ENTRY ("two", "1")), -1, 0);
  reader_open (&reader,
               &(WfLinkOptions){ .url = url,
                                 .ca_file = authority,
                                 .auth = { WF_AUTH_BASIC, "desk", "secret", NULL, NULL } });
  reader_open (&stranger, &(WfLinkOptions){ .url = url, .ca_file = authority });
  wait_until (web, &reader, has_two);
  wait_until (web, &stranger, is_down);
  g_assert_nonnull (strstr (stranger.trouble, "401"));
  g_assert_cmpuint (reader.n_dropped, ==, 0);
}

/* The server goes and comes back. */
static void
test_restart (Web *web, gconstpointer data)
{
  g_autofree char *url = url_of (web, "positions.pb");
  const char *const argv[] = { "nginx", "-c", web->config, NULL };
  g_auto (Reader) reader = { 0 };

  put (web, "positions.pb", "one", -1, 1000000000);
  reader_open (&reader, &(WfLinkOptions){ .url = url, .poll_s = 0.1 });
  wait_until (web, &reader, has_one);
  wf_test_end (web->process);
  web->process = NULL;
  wait_until (web, &reader, is_down);
  put (web, "positions.pb", "two", -1, 1000000100);
  web->process = wf_test_start (argv);
  wait_until (web, &reader, has_two);
  g_assert_cmpstr (reader.documents->pdata[1], ==, "two");
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (Web *web, gconstpointer data);
  } tests[] = {
    { "/nginx/validators", test_validators },
    { "/nginx/index", test_index },
    { "/nginx/index-elsewhere", test_index_elsewhere },
    { "/nginx/tls-and-password", test_tls_and_password },
    { "/nginx/restart", test_restart },
  };
  g_autofree char *path = NULL;
  g_autofree char *program = NULL;

  g_test_init (&argc, &argv, NULL);
  path = g_strconcat (g_getenv ("PATH"), ":/usr/sbin", NULL);
  g_setenv ("PATH", path, TRUE);
  program = g_find_program_in_path ("nginx");
  if (program == NULL)
    {
      g_print ("1..0 # SKIP nginx is not installed\n");
      return 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Web, NULL, web_setup, tests[i].test, web_teardown);
  return g_test_run ();
}
