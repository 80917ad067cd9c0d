/* Watchfloor: the demo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The port is chosen here, so that the window need not wait for the platform to have read its
 * roads: the feed says "connecting" until it answers. Main thread. */
#include "config.h"

#include "wf-demo.h"

#include "wf-backoff.h"
#include "wf-error.h"
#include "wf-paths.h"
#include "wf-recorder.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <string.h>

/* A platform that ends again so soon was never well; after so many of them it is let be. */
#define WELL_AFTER_US (20 * G_USEC_PER_SEC)
#define MOST_RESTARTS 6
/* A quarter of a second doubling to eight. */
#define RESTART_BACKOFF ((WfBackoff){ 250000, 8000000, 0 })

struct _WfDemo
{
  GObject parent_instance;

  GSubprocess *platform;
  GCancellable *watching;
  char *city_path, *url;
  double speed;
  gboolean willing;
  guint16 port;
  gint64 started_us; /* monotonic */
  WfBackoff backoff;
  guint restart_id;
};

enum
{
  PROGRESS,
  RESTARTING,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WfDemo, wf_demo, G_TYPE_OBJECT)

static char *
demo_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "watchfloor", "demo-city", NULL);
}

char *
wf_demo_find_city (void)
{
  g_autofree char *folder = demo_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".city.json"))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

static char *
find_platform (GError **error)
{
  char *program = wf_paths_program ("watchfloor-platform");

  if (program == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                 _ ("The program watchfloor-platform is missing; build or install it."));
  return program;
}

/* A child must not outlive the console, however that ends. */
static void
child_setup (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* What is under way while the city is made. */
typedef struct
{
  GSubprocess *maker;
  GDataInputStream *lines;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_clear_object (&making->maker);
  g_clear_object (&making->lines);
  g_free (making);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  char *path;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error))
    {
      /* Nobody waits for the city any more: its maker must not go on by itself. */
      g_subprocess_force_exit (G_SUBPROCESS (source));
      if (g_task_return_error_if_cancelled (task))
        return;
      g_task_return_new_error (task, WF_ERROR, WF_ERROR_FAILED,
                               _ ("The demo city could not be made: %s. Look for room on the disk, "
                                  "then try again."),
                               error->message);
      return;
    }
  path = wf_demo_find_city ();
  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_NOT_FOUND,
                             _ ("The demo city was made but has no .city.json file."));
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Making *making = g_task_get_task_data (task);
  g_autofree char *line
      = g_data_input_stream_read_line_finish_utf8 (making->lines, result, NULL, NULL);
  double percent = -1;
  const char *words;

  if (line == NULL)
    {
      g_subprocess_wait_check_async (making->maker, g_task_get_cancellable (task), made_cb,
                                     g_object_ref (task));
      return;
    }
  /* "42 %  roads", as the maker prints it. */
  if (sscanf (line, "%lf %%", &percent) != 1)
    percent = -100;
  words = strchr (line, '%');
  g_signal_emit (g_task_get_source_object (task), signals[PROGRESS], 0, percent / 100.0,
                 words != NULL ? g_strstrip ((char *) words + 1) : line);
  g_data_input_stream_read_line_async (making->lines, G_PRIORITY_DEFAULT,
                                       g_task_get_cancellable (task), line_cb, g_object_ref (task));
}

static GSubprocess *
start_maker (GError **error)
{
  g_autofree char *program = find_platform (error);
  g_autofree char *folder = demo_folder ();
  g_autofree char *buildings = g_strdup_printf ("%d", WF_DEMO_BUILDINGS);
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (program == NULL)
    return NULL;
  g_mkdir_with_parents (folder, 0700);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE
                                        | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);
  return g_subprocess_launcher_spawn (launcher, error, program, "--make-city", folder, "--seed",
                                      "1", "--buildings", buildings, NULL);
}

void
wf_demo_make_city_async (WfDemo *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Making *making = g_new0 (Making, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, wf_demo_make_city_async);
  g_task_set_task_data (task, making, making_free);
  making->maker = start_maker (&error);
  if (making->maker == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  making->lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (making->maker));
  g_data_input_stream_read_line_async (making->lines, G_PRIORITY_DEFAULT, cancellable, line_cb,
                                       g_object_ref (task));
}

char *
wf_demo_make_city_finish (WfDemo *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static guint16
choose_port (GError **error)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  /* Free again when the listener goes; the platform takes it a moment later. */
  return g_socket_listener_add_any_inet_port (listener, NULL, error);
}

static gboolean spawn_platform (WfDemo *self, GError **error);

static gboolean
restart_cb (gpointer data)
{
  WfDemo *self = data;
  g_autoptr (GError) error = NULL;

  self->restart_id = 0;
  if (!spawn_platform (self, &error))
    g_signal_emit (self, signals[FAILED], 0, error->message);
  return G_SOURCE_REMOVE;
}

/* At the same address, so that links find it by themselves. */
static void
restart (WfDemo *self)
{
  gint64 wait_us;

  if (g_get_monotonic_time () - self->started_us > WELL_AFTER_US)
    wf_backoff_succeeded (&self->backoff);
  if (self->backoff.failures >= MOST_RESTARTS)
    {
      g_signal_emit (self, signals[FAILED], 0,
                     _ ("The demo platform ends as soon as it is started and is left alone now; "
                        "close the console and start the demo again."));
      return;
    }
  wait_us = wf_backoff_failed (&self->backoff, g_random_double ());
  self->restart_id = g_timeout_add ((guint) (wait_us / 1000), restart_cb, self);
  g_source_set_name_by_id (self->restart_id, "demo-restart");
  g_signal_emit (self, signals[RESTARTING], 0,
                 _ ("The demo platform has ended and is started again. It has forgotten all orders "
                    "that were under way."));
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WfDemo) self = data;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error);
  if (error == NULL)
    restart (self);
}

static GPtrArray *
platform_words (const WfDemo *self, char *program)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, program);
  g_ptr_array_add (words, g_strdup ("--listen"));
  g_ptr_array_add (words, g_strdup_printf ("127.0.0.1:%u", self->port));
  g_ptr_array_add (words, g_strdup ("--city"));
  g_ptr_array_add (words, g_path_get_dirname (self->city_path));
  g_ptr_array_add (words, g_strdup ("--speed"));
  g_ptr_array_add (words, g_strdup_printf ("%g", self->speed));
  if (self->willing)
    {
      g_ptr_array_add (words, g_strdup ("--refuse-share=0"));
      g_ptr_array_add (words, g_strdup ("--silent-share=0"));
    }
  g_ptr_array_add (words, NULL);
  return words;
}

static gboolean
spawn_platform (WfDemo *self, GError **error)
{
  char *program = find_platform (error);
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (program == NULL)
    return FALSE;
  words = platform_words (self, program);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);
  g_clear_object (&self->platform);
  self->platform
      = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, error);
  if (self->platform == NULL)
    return FALSE;
  self->started_us = g_get_monotonic_time ();
  g_subprocess_wait_async (self->platform, self->watching, ended_cb, g_object_ref (self));
  return TRUE;
}

const char *
wf_demo_run (WfDemo *self, const char *city_path, double speed, gboolean willing, GError **error)
{
  wf_demo_stop (self);
  self->port = choose_port (error);
  if (self->port == 0)
    return NULL;
  self->city_path = g_strdup (city_path);
  self->speed = speed;
  self->willing = willing;
  self->backoff = RESTART_BACKOFF;
  self->watching = g_cancellable_new ();
  if (!spawn_platform (self, error))
    return NULL;
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  return self->url;
}

void
wf_demo_stop (WfDemo *self)
{
  g_clear_handle_id (&self->restart_id, g_source_remove);
  if (self->watching != NULL)
    g_cancellable_cancel (self->watching);
  g_clear_object (&self->watching);
  if (self->platform != NULL)
    g_subprocess_send_signal (self->platform, SIGTERM);
  g_clear_object (&self->platform);
  g_clear_pointer (&self->city_path, g_free);
  g_clear_pointer (&self->url, g_free);
}

static void
wf_demo_dispose (GObject *object)
{
  wf_demo_stop (WF_DEMO (object));
  G_OBJECT_CLASS (wf_demo_parent_class)->dispose (object);
}

static void
wf_demo_class_init (WfDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wf_demo_dispose;
  signals[PROGRESS] = g_signal_new ("progress", WF_TYPE_DEMO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_STRING);
  signals[RESTARTING] = g_signal_new ("restarting", WF_TYPE_DEMO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", WF_TYPE_DEMO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
wf_demo_init (WfDemo *self)
{
}

WfDemo *
wf_demo_new (void)
{
  return g_object_new (WF_TYPE_DEMO, NULL);
}

static void
forget_in_thread (GTask *task, gpointer source, gpointer keep, GCancellable *cancellable)
{
  g_autofree char *folder = wf_paths_state ("demo");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".history") && !g_str_equal (path, keep))
        wf_history_forget (path);
    }
  g_task_return_boolean (task, TRUE);
}

/* A demo's journal is small and stays; what moved in it goes when the next demo begins, unless
 * that one is still open. */
static void
forget_former (const char *journal)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, forget_former);
  g_task_set_task_data (task, wf_recorder_folder_of (journal), g_free);
  g_task_run_in_thread (task, forget_in_thread);
}

char *
wf_demo_new_journal (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *folder = wf_paths_state ("demo");
  g_autofree char *file = g_strdup_printf ("%s-%d.journal", stamp, (int) getpid ());

  char *path = g_build_filename (folder, file, NULL);

  g_mkdir_with_parents (folder, 0700);
  forget_former (path);
  return path;
}
