/* Watchfloor: one run of watchfloor-gdal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-worker-process.h"

#include "wf-error.h"
#include "wf-key-ring.h"
#include "wf-paths.h"
#include "wf-source-name.h"
#include "wf-worker-watch.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

#define CHUNK (64 * 1024)
#define MAX_LINE (32 * 1024 * 1024) /* a list of very many layers is long */
#define LOOK_S 2 /* how often it is looked at */

typedef struct
{
  char *what;
  WfWorkerProgress progress;
  gpointer progress_data;

  /* Owned */
  char **argv;
  GSubprocess *process;
  GString *line; /* the end of what came, up to a line's end */
  json_t *last;
  GSource *pulse;
  WfWorkerWatch watch;
  gboolean is_server, has_stalled;
  GError *error; /* why we ended it */
} Run;

static void
run_free (Run *run)
{
  g_free (run->what);
  g_strfreev (run->argv);
  g_clear_object (&run->process);
  g_string_free (run->line, TRUE);
  json_decref (run->last);
  if (run->pulse != NULL)
    {
      g_source_destroy (run->pulse);
      g_source_unref (run->pulse);
    }
  g_clear_error (&run->error);
  g_free (run);
}

static void
take_line (Run *run, const char *text, gsize length)
{
  g_autoptr (json_t) value = wf_json_parse (text, length, MAX_LINE, "watchfloor-gdal", NULL);

  if (value == NULL)
    return;
  if (json_is_object (value) && json_object_get (value, "progress") != NULL)
    {
      if (run->progress != NULL)
        run->progress (wf_json_number (value, "progress", -1), wf_json_string (value, "what", ""),
                       run->progress_data);
      return;
    }
  json_decref (run->last);
  run->last = json_incref (value);
}

static gboolean
take_bytes (Run *run, const char *bytes, gsize n)
{
  const char *end;

  g_string_append_len (run->line, bytes, (gssize) n);
  while ((end = memchr (run->line->str, '\n', run->line->len)) != NULL)
    {
      take_line (run, run->line->str, (gsize) (end - run->line->str));
      g_string_erase (run->line, 0, end + 1 - run->line->str);
    }
  return run->line->len <= MAX_LINE;
}

/* What is wrong with a worker that ended so. */
static GError *
explain_end (Run *run)
{
  if (run->error != NULL)
    return g_error_copy (run->error);
  if (run->last != NULL && json_is_object (run->last)
      && json_object_get (run->last, "error") != NULL)
    return g_error_new_literal (WF_ERROR, (int) wf_json_integer (run->last, "code", 0),
                                wf_json_string (run->last, "error", _ ("unknown")));
  if (g_subprocess_get_if_signaled (run->process))
    {
      int number = g_subprocess_get_term_sig (run->process);

      if (number == SIGXCPU)
        return g_error_new (WF_ERROR, WF_ERROR_LIMIT,
                            _ ("%s took too much processor time and was given up; open a smaller "
                               "part of it."),
                            run->what);
      return g_error_new (WF_ERROR, WF_ERROR_FAILED,
                          _ ("The reader of %s ended by signal %d (%s): the file is damaged or "
                             "too large for this machine. Nothing else is affected."),
                          run->what, number, g_strsignal (number));
    }
  if (!g_subprocess_get_successful (run->process) || run->last == NULL)
    return g_error_new (
        WF_ERROR, WF_ERROR_FAILED,
        _ ("The reader of %s ended without a result (exit code %d); try again."), run->what,
        g_subprocess_get_if_exited (run->process) ? g_subprocess_get_exit_status (run->process)
                                                  : -1);
  return NULL;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_source_destroy (run->pulse);
  error = explain_end (run);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, json_incref (run->last), (GDestroyNotify) json_decref);
}

static void
end_by_force (Run *run, GError *error)
{
  if (run->error == NULL)
    run->error = error;
  else
    g_error_free (error);
  g_subprocess_force_exit (run->process);
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize n = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end_by_force (run, g_error_new (WF_ERROR, WF_ERROR_CANCELLED, _ ("Reading %s was cancelled."),
                                    run->what));
  else if (n > 0 && !take_bytes (run, data, n))
    end_by_force (run,
                  g_error_new (WF_ERROR, WF_ERROR_LIMIT,
                               _ ("The reader of %s said too much and was ended."), run->what));
  else if (n > 0)
    {
      wf_worker_watch_hear (&run->watch, g_get_monotonic_time ());
      run->has_stalled = FALSE;
      read_more (task);
      return;
    }
  g_subprocess_wait_async (run->process, NULL, ended_cb, g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (run->process), CHUNK,
                                   G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb,
                                   g_object_ref (task));
}

static GError *
explain_silence (const Run *run, WfWorkerPulse pulse)
{
  if (pulse == WF_WORKER_IS_STUCK)
    return g_error_new (WF_ERROR, WF_ERROR_TIMEOUT,
                        _ ("The reader of %s gave no sign of life for %d seconds and was ended; "
                           "check the disk or the server it lies on."),
                        run->what, run->is_server ? WF_WORKER_SERVER_S : WF_WORKER_STUCK_S);
  return g_error_new (WF_ERROR, WF_ERROR_LIMIT,
                      _ ("The reader of %s computed for %d seconds without getting on and was "
                         "ended; the file is damaged or too tangled, open a smaller part of it."),
                      run->what, WF_WORKER_SPIN_S);
}

/* Ending it closes its pipe, and so the reading goes on to the end. */
static gboolean
pulse_cb (gpointer user_data)
{
  Run *run = user_data;
  gint64 now_us = g_get_monotonic_time ();
  WfWorkerUse use = run->watch.use;
  WfWorkerPulse pulse;
  gboolean stalls;

  wf_worker_watch_read (g_subprocess_get_identifier (run->process), &use);
  pulse = wf_worker_watch_look (&run->watch, &use, run->is_server, now_us);
  stalls = pulse == WF_WORKER_STALLS;
  if (pulse > WF_WORKER_STALLS)
    {
      end_by_force (run, explain_silence (run, pulse));
      return G_SOURCE_REMOVE;
    }
  if (stalls != run->has_stalled && run->progress != NULL)
    run->progress (stalls ? WF_WORKER_STALLED : -1, "", run->progress_data);
  run->has_stalled = stalls;
  g_source_set_ready_time (run->pulse, now_us + LOOK_S * G_USEC_PER_SEC);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSource *
watch_pulse (Run *run)
{
  static GSourceFuncs functions = { .dispatch = dispatch_cb };
  GSource *source = g_source_new (&functions, sizeof (GSource));

  g_source_set_static_name (source, "worker pulse");
  g_source_set_callback (source, pulse_cb, run, NULL);
  g_source_set_ready_time (source, g_get_monotonic_time () + LOOK_S * G_USEC_PER_SEC);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* A server's name may hold a password: it goes by stdin, which nobody else can read. */
static gboolean
tell_source (GSubprocess *process, const char *source, GError **error)
{
  g_autofree char *line = g_strconcat (source, "\n", NULL);
  GOutputStream *to = g_subprocess_get_stdin_pipe (process);

  return g_output_stream_write_all (to, line, strlen (line), NULL, NULL, error)
         && g_output_stream_close (to, NULL, error);
}

static GSubprocess *
start (const char *const *argv, GError **error)
{
  g_autofree char *program = wf_paths_program ("watchfloor-gdal");
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  gboolean server = argv[0] != NULL && argv[1] != NULL && wf_source_is_server (argv[1]);

  if (program == NULL)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                           _ ("The program watchfloor-gdal, which reads layers, is missing; "
                              "install Watchfloor again."));
      return NULL;
    }
  /* Reading gives way to drawing from its first instruction on: to load GDAL's hundred libraries
   * takes as long as a small layer. */
  g_ptr_array_add (all, (gpointer) "nice");
  g_ptr_array_add (all, program);
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) (i == 1 && server ? WF_SOURCE_ON_STDIN : argv[i]));
  g_ptr_array_add (all, NULL);
  /* GLib forks to close what is open, and a fork of the console costs its window 10 ms; with the
   * files inherited it is posix_spawn, and the worker shuts them first thing. */
  process = g_subprocess_newv ((const char *const *) all->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_INHERIT_FDS
                                   | (server ? G_SUBPROCESS_FLAGS_STDIN_PIPE : 0),
                               error);
  if (process != NULL && server && !tell_source (process, argv[1], error))
    return NULL;
  return g_steal_pointer (&process);
}

/* Takes @task. */
static void
begin (GTask *taken)
{
  g_autoptr (GTask) task = taken;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->process = start ((const char *const *) run->argv, &error);
  if (run->process == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  wf_worker_watch_begin (&run->watch, g_get_monotonic_time ());
  run->pulse = watch_pulse (run);
  read_more (task);
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  char *full = wf_key_ring_fill_finish (result, &error);

  if (full == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (run->argv[1]);
  run->argv[1] = full;
  begin (g_steal_pointer (&task));
}

void
wf_worker_process_async (const char *const *argv, const char *what, WfWorkerProgress progress,
                         gpointer progress_data, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, wf_worker_process_async);
  /* A result that came before the cancelling still counts. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  run->argv = g_strdupv ((char **) argv);
  run->what = wf_source_display_name (what);
  run->is_server = argv[0] != NULL && argv[1] != NULL && wf_source_is_server (argv[1]);
  run->progress = progress;
  run->progress_data = progress_data;
  run->line = g_string_new (NULL);
  if (run->is_server && wf_key_ring_is_asked (argv[1]))
    wf_key_ring_fill_async (argv[1], cancellable, filled_cb, task);
  else
    begin (task);
}

json_t *
wf_worker_process_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

json_t *
wf_worker_process_run (const char *const *argv, const char *what, WfWorkerProgress progress,
                       gpointer progress_data, GCancellable *cancellable, GError **error)
{
  GMainContext *context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  json_t *value;

  g_main_context_push_thread_default (context);
  wf_worker_process_async (argv, what, progress, progress_data, cancellable, keep_result_cb,
                           &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  value = wf_worker_process_finish (result, error);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return value;
}
