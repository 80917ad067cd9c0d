/* Watchfloor: a platform for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One process, one SoupSession. */
#include "config.h"

#include "wf-test-platform.h"

#include <signal.h>
#include <string.h>

struct _WfTestPlatform
{
  GSubprocess *process;
  SoupSession *session;
  json_t *ready;
};

static char *
program (void)
{
  return g_test_build_filename (G_TEST_BUILT, "..", "watchfloor-platform", NULL);
}

static json_t *
read_ready (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  json_t *ready;

  g_assert_no_error (error);
  g_assert_nonnull (line);
  ready = json_loads (line, 0, NULL);
  g_assert_true (json_is_true (json_object_get (ready, "ready")));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  return ready;
}

WfTestPlatform *
wf_test_platform_start (const char *const *arguments)
{
  WfTestPlatform *platform = g_new0 (WfTestPlatform, 1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, program ());
  g_ptr_array_add (argv, g_strdup ("--listen"));
  g_ptr_array_add (argv, g_strdup ("127.0.0.1:0"));
  /* Our stdout pipe: it ends with us even where a test aborts. */
  g_ptr_array_add (argv, g_strdup ("--ready-fd"));
  g_ptr_array_add (argv, g_strdup ("1"));
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  g_ptr_array_add (argv, NULL);
  platform->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                         G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  platform->ready = read_ready (platform->process);
  platform->session = soup_session_new ();
  soup_session_set_timeout (platform->session, 30);
  return platform;
}

void
wf_test_platform_stop (WfTestPlatform *platform)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (platform->process, SIGTERM);
  g_subprocess_wait (platform->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (platform->process));
  g_assert_cmpint (g_subprocess_get_exit_status (platform->process), ==, 0);
  g_object_unref (platform->process);
  g_object_unref (platform->session);
  json_decref (platform->ready);
  g_free (platform);
}

void
wf_test_platform_kill (WfTestPlatform *platform)
{
  g_subprocess_send_signal (platform->process, SIGKILL);
  g_subprocess_wait (platform->process, NULL, NULL);
  g_object_unref (platform->process);
  g_object_unref (platform->session);
  json_decref (platform->ready);
  g_free (platform);
}

const char *
wf_test_platform_url (WfTestPlatform *platform)
{
  return json_string_value (json_object_get (platform->ready, "url"));
}

int
wf_test_platform_pid (WfTestPlatform *platform)
{
  return (int) json_integer_value (json_object_get (platform->ready, "pid"));
}

GBytes *
wf_test_platform_exchange (WfTestPlatform *platform, const char *method, const char *path,
                           const char *const *headers, GBytes *body, SoupMessage **response)
{
  g_autofree char *url = g_strconcat (wf_test_platform_url (platform), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  GBytes *answer;

  g_assert_nonnull (message);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", body);
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    soup_message_headers_replace (soup_message_get_request_headers (message), headers[i],
                                  headers[i + 1]);
  answer = soup_session_send_and_read (platform->session, message, NULL, NULL);
  if (response != NULL)
    *response = g_steal_pointer (&message);
  return answer;
}

guint
wf_test_platform_send (WfTestPlatform *platform, const char *method, const char *path,
                       const char *body, json_t **answer)
{
  g_autoptr (GBytes) request = body != NULL ? g_bytes_new_static (body, strlen (body)) : NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes
      = wf_test_platform_exchange (platform, method, path, NULL, request, &message);

  if (answer != NULL)
    *answer = bytes != NULL && g_bytes_get_size (bytes) > 0 ? json_loadb (
                  g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), JSON_DECODE_ANY, NULL)
                                                            : NULL;
  return bytes != NULL ? soup_message_get_status (message) : 0;
}

json_t *
wf_test_platform_state (WfTestPlatform *platform)
{
  json_t *state = NULL;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", "/admin/state", NULL, &state), ==, 200);
  g_assert_nonnull (state);
  return state;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
wf_test_wait (gboolean (*done) (gpointer user_data), gpointer user_data, guint timeout_s)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) timeout_s * G_USEC_PER_SEC;
  guint wake_id = g_timeout_add (20, wake_cb, NULL);
  gboolean met = done (user_data);

  while (!met && g_get_monotonic_time () < until_us)
    {
      g_main_context_iteration (NULL, TRUE);
      met = done (user_data);
    }
  g_source_remove (wake_id);
  return met;
}
