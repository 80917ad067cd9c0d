/* Watchfloor: the application.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One session at a time; another city or another language closes it and begins anew. Main
 * thread. */
#include "config.h"

#include "watchfloor-application-private.h"

#include "wf-console-options.h"
#include "wf-demo.h"
#include "wf-language.h"
#include "wf-plain-city.h"
#include "wf-settings.h"
#include "wf-tour.h"
#include "wf-welcome.h"
#include "wf-window-bench.h"

#include <glib/gi18n.h>

/* In the tour the simulated world runs faster: nobody waits ten minutes for an ambulance. */
#define TOUR_SPEED 6.0

struct _WatchfloorApplication
{
  AdwApplication parent_instance;

  GSettings *settings; /* may be NULL */
  WfClock *clock;
  WfSession *session;
  WfWindow *window; /* borrowed */
  WfWelcome *welcome; /* borrowed */
  WfDemo *demo;
  GCancellable *making;
  WfTour *tour;
  char *city_path;
  char *platform_url; /* of what is shown; NULL = as the city file says */
  char *given_platform; /* --platform, for any city but the demo's */
  char *journal_path; /* of a demo; NULL = the city's own */
  gboolean must_offer; /* the demo platform began anew while no desk was there to hear it */
  GPtrArray *files; /* char *: to be opened once there is a window */
  gboolean quiet; /* tour or bench: nothing is remembered */
  int status;
};

G_DEFINE_FINAL_TYPE (WatchfloorApplication, watchfloor_application, ADW_TYPE_APPLICATION)

/* Destroys the window behind @place, which may live on a while for others' sake. */
static void
forget_window (gpointer place)
{
  gpointer window = *(gpointer *) place;

  if (window == NULL)
    return;
  g_object_remove_weak_pointer (window, place);
  *(gpointer *) place = NULL;
  gtk_window_destroy (window);
}

static void
close_session (WatchfloorApplication *self)
{
  forget_window (&self->window);
  if (self->session != NULL)
    wf_session_stop (self->session);
  g_clear_object (&self->session);
}

static void
show_welcome (WatchfloorApplication *self, const char *trouble)
{
  g_auto (GStrv) recent = wf_settings_recent (self->settings);

  if (self->quiet && trouble != NULL)
    {
      g_printerr ("watchfloor: %s\n", trouble);
      watchfloor_application_end (self, 1);
      return;
    }
  if (self->welcome == NULL)
    {
      self->welcome = wf_welcome_new (GTK_APPLICATION (self), (const char *const *) recent);
      g_object_add_weak_pointer (G_OBJECT (self->welcome), (gpointer *) &self->welcome);
    }
  wf_welcome_show_choice (self->welcome, trouble);
  gtk_window_present (GTK_WINDOW (self->welcome));
}

static void
dark_cb (WatchfloorApplication *self)
{
  gboolean dark = FALSE;

  g_object_get (self->session, "dark", &dark, NULL);
  if (!self->quiet)
    wf_settings_set_boolean (self->settings, "dark", dark);
}

static void
show_window (WatchfloorApplication *self)
{
  self->window = wf_window_new (GTK_APPLICATION (self), self->session);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  forget_window (&self->welcome);
}

static void
open_files (WatchfloorApplication *self)
{
  for (guint i = 0; i < self->files->len; i++)
    wf_window_open (self->window, self->files->pdata[i]);
  g_ptr_array_set_size (self->files, 0);
}

static gboolean
open_session (WatchfloorApplication *self, gboolean dark, GError **error)
{
  WfSessionOptions options = {
    .city_path = self->city_path,
    .platform_url = self->platform_url,
    .journal_path = self->journal_path,
    .operator_name = g_get_user_name (),
    .chinese = wf_language_is_chinese (),
  };
  g_autofree char *layers = self->quiet ? NULL : wf_plain_city_book_of (self->city_path);

  options.layers_path = layers;
  self->session = wf_session_new (self->clock, &options, error);
  if (self->session == NULL)
    return FALSE;
  g_object_set (self->session, "dark", dark, NULL);
  g_signal_connect_object (self->session, "notify::dark", G_CALLBACK (dark_cb), self,
                           G_CONNECT_SWAPPED);
  show_window (self);
  wf_session_start (self->session);
  if (self->must_offer)
    wf_session_offer_again (self->session);
  self->must_offer = FALSE;
  open_files (self);
  return TRUE;
}

static void
show_city (WatchfloorApplication *self, const char *path, const char *platform_url)
{
  g_autoptr (GError) error = NULL;
  gboolean dark = !self->quiet && wf_settings_get_boolean (self->settings, "dark", FALSE);
  g_autofree char *city_path = g_strdup (path);
  g_autofree char *url = g_strdup (platform_url);

  close_session (self);
  g_free (self->city_path);
  self->city_path = g_steal_pointer (&city_path);
  g_free (self->platform_url);
  self->platform_url = g_steal_pointer (&url);
  if (!open_session (self, dark, &error))
    show_welcome (self, error->message);
  else if (!self->quiet && !wf_plain_city_is (self->city_path))
    wf_settings_add_recent (self->settings, self->city_path);
}

/* Another than the demo's: neither its platform nor its journal have anything to do with it. */
void
watchfloor_application_open_city (WatchfloorApplication *self, const char *path)
{
  if (self->demo != NULL)
    wf_demo_stop (self->demo);
  self->must_offer = FALSE;
  g_clear_pointer (&self->journal_path, g_free);
  show_city (self, path, self->given_platform);
}

static void
demo_failed_cb (WfDemo *demo, const char *sentence, WatchfloorApplication *self)
{
  if (self->window != NULL)
    wf_window_tell (self->window, sentence, TRUE);
}

static void
demo_restarting_cb (WfDemo *demo, const char *sentence, WatchfloorApplication *self)
{
  if (self->window != NULL)
    wf_window_tell (self->window, sentence, FALSE);
  if (self->session != NULL)
    wf_session_offer_again (self->session);
  else
    self->must_offer = TRUE;
}

static void
demo_progress_cb (WfDemo *demo, double fraction, const char *words, WatchfloorApplication *self)
{
  if (self->welcome != NULL)
    wf_welcome_show_progress (self->welcome, fraction, words);
}

static void
ensure_demo (WatchfloorApplication *self)
{
  if (self->demo != NULL)
    return;
  self->demo = wf_demo_new ();
  g_signal_connect (self->demo, "restarting", G_CALLBACK (demo_restarting_cb), self);
  g_signal_connect (self->demo, "failed", G_CALLBACK (demo_failed_cb), self);
  g_signal_connect (self->demo, "progress", G_CALLBACK (demo_progress_cb), self);
}

static void
run_demo (WatchfloorApplication *self, const char *city_path)
{
  g_autoptr (GError) error = NULL;
  const char *url;

  ensure_demo (self);
  /* A crew that does not answer is not what the shift is to show. */
  url = wf_demo_run (self->demo, city_path, self->tour != NULL ? TOUR_SPEED : 1.0,
                     self->tour != NULL, &error);
  g_free (self->journal_path);
  self->journal_path = wf_demo_new_journal ();
  self->must_offer = FALSE;
  if (url == NULL)
    show_welcome (self, error->message);
  else
    show_city (self, city_path, url);
}

static void
city_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WatchfloorApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = wf_demo_make_city_finish (WF_DEMO (source), result, &error);

  g_clear_object (&self->making);
  if (self->session != NULL)
    ; /* a city was opened meanwhile: nobody's desk is taken away under his hands */
  else if (path != NULL)
    run_demo (self, path);
  else
    show_welcome (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL
                                                                                  : error->message);
  g_application_release (G_APPLICATION (self));
}

/* @city_path may be NULL: the demo city then, made first where there is none. */
void
watchfloor_application_start_demo (WatchfloorApplication *self, const char *city_path)
{
  g_autofree char *path = city_path != NULL ? g_strdup (city_path) : wf_demo_find_city ();

  if (path != NULL)
    {
      run_demo (self, path);
      return;
    }
  if (self->making != NULL)
    return;
  show_welcome (self, NULL);
  wf_welcome_show_progress (self->welcome, -1, "");
  ensure_demo (self);
  self->making = g_cancellable_new ();
  g_application_hold (G_APPLICATION (self));
  wf_demo_make_city_async (self->demo, self->making, city_made_cb, g_object_ref (self));
}

/* Files without a city: into the window that is there, else into one of their own. */
static void
open_without_city (WatchfloorApplication *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (self->files->len == 1 && g_str_has_suffix (self->files->pdata[0], ".city.json"))
    {
      path = g_ptr_array_steal_index (self->files, 0);
      watchfloor_application_open_city (self, path);
    }
  else if (self->window != NULL)
    {
      open_files (self);
      gtk_window_present (GTK_WINDOW (self->window));
    }
  else if ((path = wf_plain_city_begin (&error)) != NULL)
    watchfloor_application_open_city (self, path);
  else
    show_welcome (self, error->message);
}

/* Paths are meant from where the command was given, which may be another place than ours. */
static char *
path_from (GApplicationCommandLine *line, const char *path)
{
  return path != NULL ? g_canonicalize_filename (path, g_application_command_line_get_cwd (line))
                      : NULL;
}

static void
start_measuring (WatchfloorApplication *self, const WfConsoleOptions *options)
{
  self->quiet = options->tour != NULL || options->bench != NULL;
  if (options->bench != NULL && wf_bench_is_known (options->bench))
    wf_bench_start (self, options->bench, options->size, options->seconds);
  else if (self->quiet)
    self->tour = wf_tour_new (self, options->tour);
}

static void
open_given (WatchfloorApplication *self, const WfConsoleOptions *options,
            GApplicationCommandLine *line)
{
  g_autofree char *city = path_from (line, options->city);

  for (guint i = 0; options->files != NULL && options->files[i] != NULL; i++)
    g_ptr_array_add (
        self->files,
        wf_plain_city_resolve (options->files[i], g_application_command_line_get_cwd (line)));
  if (options->demo || (options->bench != NULL && city == NULL && self->files->len == 0))
    watchfloor_application_start_demo (self, city);
  else if (city != NULL)
    watchfloor_application_open_city (self, city);
  else if (self->files->len > 0)
    open_without_city (self);
  else if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  else
    show_welcome (self, NULL);
}

/* Nobody's desk is taken away under his hands, least of all by a second start. */
static gboolean
refuse_to_replace (WatchfloorApplication *self, const WfConsoleOptions *options,
                   GApplicationCommandLine *line)
{
  gboolean wants_another = options->demo || options->city != NULL || options->platform != NULL
                           || options->tour != NULL || options->bench != NULL;

  if (self->session == NULL || !wants_another)
    return FALSE;
  g_application_command_line_printerr (
      line, "watchfloor: %s\n",
      _ ("a console is running already, and stays as it is. Close it first, or choose another "
         "city there."));
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  return TRUE;
}

static int
watchfloor_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  WatchfloorApplication *self = WATCHFLOOR_APPLICATION (application);
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, NULL);
  g_auto (WfConsoleOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (!wf_console_options_parse (&options, arguments, FALSE, &error))
    {
      g_application_command_line_printerr (line, "watchfloor: %s\n", error->message);
      return 2;
    }
  if (refuse_to_replace (self, &options, line))
    return 1;
  /* A file opened from elsewhere says nothing about the platform in use. */
  if (options.platform != NULL || options.city != NULL)
    {
      g_free (self->given_platform);
      self->given_platform = g_strdup (options.platform);
    }
  start_measuring (self, &options);
  open_given (self, &options, line);
  if (self->tour != NULL)
    wf_tour_start (self->tour);
  return self->status;
}

void
watchfloor_application_stop_making (WatchfloorApplication *self)
{
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
}

void
watchfloor_application_remember_language (WatchfloorApplication *self, const char *language)
{
  if (self->settings != NULL && !self->quiet)
    g_settings_set_string (self->settings, "language", language);
}

static void
watchfloor_application_startup (GApplication *application)
{
  WatchfloorApplication *self = WATCHFLOOR_APPLICATION (application);
  GAction *language;

  G_APPLICATION_CLASS (watchfloor_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (WF_APPLICATION_ID);
  self->clock = wf_clock_new_system (1);
  self->settings = wf_settings_open ();
  watchfloor_actions_add (self);
  language = g_action_map_lookup_action (G_ACTION_MAP (self), "language");
  g_simple_action_set_state (G_SIMPLE_ACTION (language),
                             g_variant_new_string (wf_language_is_chinese () ? "zh_CN" : "en"));
}

static void
watchfloor_application_shutdown (GApplication *application)
{
  WatchfloorApplication *self = WATCHFLOOR_APPLICATION (application);

  g_clear_object (&self->tour);
  close_session (self);
  if (self->demo != NULL)
    wf_demo_stop (self->demo);
  g_clear_object (&self->demo);
  G_APPLICATION_CLASS (watchfloor_application_parent_class)->shutdown (application);
}

static void
watchfloor_application_finalize (GObject *object)
{
  WatchfloorApplication *self = WATCHFLOOR_APPLICATION (object);

  g_clear_object (&self->settings);
  g_ptr_array_unref (self->files);
  g_free (self->journal_path);
  g_clear_pointer (&self->clock, wf_clock_unref);
  g_clear_pointer (&self->city_path, g_free);
  g_clear_pointer (&self->platform_url, g_free);
  g_clear_pointer (&self->given_platform, g_free);
  G_OBJECT_CLASS (watchfloor_application_parent_class)->finalize (object);
}

static void
watchfloor_application_class_init (WatchfloorApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = watchfloor_application_finalize;
  application_class->startup = watchfloor_application_startup;
  application_class->shutdown = watchfloor_application_shutdown;
  application_class->command_line = watchfloor_application_command_line;
}

static void
watchfloor_application_init (WatchfloorApplication *self)
{
  self->files = g_ptr_array_new_with_free_func (g_free);
}

WatchfloorApplication *
watchfloor_application_new (int argc, char **argv)
{
  GApplicationFlags flags = G_APPLICATION_HANDLES_COMMAND_LINE;
  WatchfloorApplication *self;

  /* A tour or a measurement is nobody else's window. */
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--tour") || g_str_has_prefix (argv[i], "--bench"))
      flags |= G_APPLICATION_NON_UNIQUE;
  self = g_object_new (WATCHFLOOR_TYPE_APPLICATION, "application-id", WF_APPLICATION_ID, "flags",
                       flags, "resource-base-path", "/cn/watchfloor/Console", NULL);
  return self;
}

WfWindow *
watchfloor_application_get_window (WatchfloorApplication *self)
{
  return self->window;
}

/* What the window in the other language begins with. */
typedef struct
{
  WatchfloorApplication *application;
  WfSession *session; /* borrowed, the one to be closed; NULL once it is */
  WfView view;
  gboolean dark;
  char *selected;
} Reopening;

static void
reopening_free (gpointer data)
{
  Reopening *reopening = data;

  g_application_release (G_APPLICATION (reopening->application));
  g_object_unref (reopening->application);
  g_free (reopening->selected);
  g_free (reopening);
}

static gboolean
reopen (Reopening *reopening)
{
  WatchfloorApplication *self = reopening->application;
  g_autoptr (GError) error = NULL;

  if (!open_session (self, reopening->dark, &error))
    {
      show_welcome (self, error->message);
      return G_SOURCE_REMOVE;
    }
  wf_map_view_go_to (wf_window_get_map (self->window),
                     wf_mercator_to_lonlat (reopening->view.center), reopening->view.zoom, FALSE);
  g_object_set (self->session, "selected-id", reopening->selected, NULL);
  return G_SOURCE_REMOVE;
}

/* To hide a window, to take it down and to build one are a turn each: together they are a stall. */
static gboolean
reopening_cb (gpointer data)
{
  Reopening *reopening = data;
  WatchfloorApplication *self = reopening->application;

  if (self->session != reopening->session)
    return G_SOURCE_REMOVE; /* another city was opened meanwhile */
  if (self->session == NULL)
    return reopen (reopening);
  if (self->window != NULL)
    forget_window (&self->window);
  else
    {
      close_session (self);
      reopening->session = NULL;
    }
  return G_SOURCE_CONTINUE;
}

void
watchfloor_application_set_language (WatchfloorApplication *self, const char *language)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "language");
  Reopening *reopening;

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (language));
  wf_language_switch (language);
  if (self->window == NULL)
    return;
  /* A window closed and one opened: without this the last one would end the application. */
  g_application_hold (G_APPLICATION (self));
  reopening = g_new0 (Reopening, 1);
  reopening->application = g_object_ref (self);
  reopening->view = wf_map_view_get_view (wf_window_get_map (self->window));
  g_object_get (self->session, "dark", &reopening->dark, "selected-id", &reopening->selected, NULL);
  reopening->session = self->session;
  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  g_idle_add_full (G_PRIORITY_DEFAULT, reopening_cb, reopening, reopening_free);
}

void
watchfloor_application_end (WatchfloorApplication *self, int status)
{
  self->status = status;
  g_application_quit (G_APPLICATION (self));
}

int
watchfloor_application_get_status (WatchfloorApplication *self)
{
  return self->status;
}
