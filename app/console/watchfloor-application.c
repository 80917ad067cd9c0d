/* Watchfloor: the application.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One session at a time; another city or another language closes it and begins anew. Main
 * thread. */
#include "config.h"

#include "watchfloor-application.h"

#include "wf-window-bench.h"
#include "wf-demo.h"
#include "wf-language.h"
#include "wf-settings.h"
#include "wf-tour.h"
#include "wf-welcome.h"

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
  char *platform_url; /* NULL = as the city file says */
  char *journal_path; /* of a demo; NULL = the city's own */
  gboolean quiet; /* tour or bench: nothing is remembered */
  int status;
};

G_DEFINE_FINAL_TYPE (WatchfloorApplication, watchfloor_application, ADW_TYPE_APPLICATION)

static const GOptionEntry entries[]
    = { { "city", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open this city"), "FILE.city.json" },
        { "platform", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Use the platform at URL"), "URL" },
        { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start the embedded city and show it"), NULL },
        { "lang", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Speak zh_CN or en"), "zh_CN|en" },
        { "tour", 0, 0, G_OPTION_ARG_FILENAME, NULL,
          N_ ("Play the demo shift and leave pictures in DIR"), "DIR" },
        { "bench", 0, 0, G_OPTION_ARG_STRING, NULL,
          N_ ("Measure and print JSON: start, tracks or pan"), "start|tracks|pan" },
        { "size", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("Measure with so many tracks"), "N" },
        { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, NULL, N_ ("Measure for so long"), "S" },
        { "json", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, "FILE" },
        { NULL } };

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

  self->session = wf_session_new (self->clock, &options, error);
  if (self->session == NULL)
    return FALSE;
  g_object_set (self->session, "dark", dark, NULL);
  g_signal_connect_object (self->session, "notify::dark", G_CALLBACK (dark_cb), self,
                           G_CONNECT_SWAPPED);
  show_window (self);
  wf_session_start (self->session);
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
  else if (!self->quiet)
    wf_settings_add_recent (self->settings, self->city_path);
}

/* Another than the demo's: neither its platform nor its journal have anything to do with it. */
static void
open_city (WatchfloorApplication *self, const char *path, const char *platform_url)
{
  if (self->demo != NULL)
    wf_demo_stop (self->demo);
  g_clear_pointer (&self->journal_path, g_free);
  show_city (self, path, platform_url);
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
  if (path != NULL)
    run_demo (self, path);
  else
    show_welcome (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL
                                                                                  : error->message);
  g_application_release (G_APPLICATION (self));
}

/* @city_path may be NULL: the demo city then, made first where there is none. */
static void
start_demo (WatchfloorApplication *self, const char *city_path)
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

static void
open_file (WatchfloorApplication *self, const char *path)
{
  if (g_str_has_suffix (path, ".city.json"))
    open_city (self, path, NULL);
  else
    show_welcome (self, _ ("Only city files (NAME.city.json) can be opened here; name other files "
                           "as layers in a city file."));
}

static int
watchfloor_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  WatchfloorApplication *self = WATCHFLOOR_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  const char *city = NULL, *platform = NULL, *tour = NULL, *bench = NULL;
  g_autofree const char **files = NULL;
  gboolean demo = FALSE;
  double seconds = 0;
  int size = 0;

  g_variant_dict_lookup (options, "city", "^&ay", &city);
  g_variant_dict_lookup (options, "platform", "&s", &platform);
  g_variant_dict_lookup (options, "tour", "^&ay", &tour);
  g_variant_dict_lookup (options, "bench", "&s", &bench);
  g_variant_dict_lookup (options, "size", "i", &size);
  g_variant_dict_lookup (options, "seconds", "d", &seconds);
  g_variant_dict_lookup (options, "demo", "b", &demo);
  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &files);
  if (bench != NULL && !g_str_equal (bench, "start") && !wf_bench_is_known (bench))
    {
      g_application_command_line_printerr (
          line, _ ("watchfloor: --bench knows 'start', 'tracks' and 'pan'\n"));
      return 2;
    }
  self->quiet = tour != NULL || bench != NULL;
  if (bench != NULL && wf_bench_is_known (bench))
    wf_bench_start (self, bench, size, seconds);
  else if (self->quiet)
    self->tour = wf_tour_new (self, tour);
  if (demo || (bench != NULL && city == NULL && files == NULL))
    start_demo (self, city);
  else if (city != NULL)
    open_city (self, city, platform);
  else if (files != NULL && files[0] != NULL)
    open_file (self, files[0]);
  else if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  else
    show_welcome (self, NULL);
  if (self->tour != NULL)
    wf_tour_start (self->tour);
  return self->status;
}

static void
open_response_cb (GtkNativeDialog *dialog, int response, WatchfloorApplication *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file != NULL && g_file_peek_path (file) != NULL)
        open_file (self, g_file_peek_path (file));
    }
  g_object_unref (dialog);
}

static void
open_city_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WatchfloorApplication *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open a City"), gtk_application_get_active_window (GTK_APPLICATION (self)),
      GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("City files"));
  gtk_file_filter_add_pattern (filter, "*.city.json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect (dialog, "response", G_CALLBACK (open_response_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_recent_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_city (data, g_variant_get_string (parameter, NULL), NULL);
}

static void
start_demo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  start_demo (data, NULL);
}

static void
stop_demo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WatchfloorApplication *self = data;

  if (self->making != NULL)
    g_cancellable_cancel (self->making);
}

static void
language_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WatchfloorApplication *self = data;
  const char *language = g_variant_get_string (parameter, NULL);

  if (wf_language_is_chinese () == g_str_has_prefix (language, "zh"))
    return; /* it is spoken already */
  if (self->settings != NULL && !self->quiet)
    g_settings_set_string (self->settings, "language", language);
  watchfloor_application_set_language (self, language);
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/cn/watchfloor/Console/shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, gtk_application_get_active_window (data));
  gtk_window_present (window);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (gtk_application_get_active_window (data), "application-name",
                         _ ("Watchfloor"), "application-icon", WF_APPLICATION_ID, "version",
                         WF_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("The console of the city command centre"), NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  watchfloor_application_end (data, 0);
}

static const GActionEntry actions[] = {
  { "open-city", open_city_action },
  { "open-recent", open_recent_action, "s" },
  { "start-demo", start_demo_action },
  { "stop-demo", stop_demo_action },
  { "language", language_action, "s", "''" },
  { "shortcuts", shortcuts_action },
  { "about", about_action },
  { "quit", quit_action },
};

static void
add_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "app.quit", { "<Control>q" } },
    { "app.shortcuts", { "<Control>question", "F1" } },
    { "app.open-city", { "<Control>o" } },
    { "win.draw::point", { "<Control>1" } },
    { "win.draw::line", { "<Control>2" } },
    { "win.draw::area", { "<Control>3" } },
    { "win.send-unit", { "<Control>d" } },
    { "win.edit-incident", { "<Control>e" } },
    { "win.search", { "<Control>f" } },
    { "win.layers", { "F9" } },
    { "win.next-pane", { "F6" } },
    { "win.fit", { "<Control>0" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal" } },
    { "win.zoom-out", { "<Control>minus" } },
    { "win.show-panel::incidents", { "<Alt>1" } },
    { "win.show-panel::units", { "<Alt>2" } },
    { "win.show-panel::commands", { "<Alt>3" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].accels);
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
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  language = g_action_map_lookup_action (G_ACTION_MAP (self), "language");
  g_simple_action_set_state (G_SIMPLE_ACTION (language),
                             g_variant_new_string (wf_language_is_chinese () ? "zh_CN" : "en"));
  add_accels (GTK_APPLICATION (self));
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
  g_free (self->journal_path);
  g_clear_pointer (&self->clock, wf_clock_unref);
  g_clear_pointer (&self->city_path, g_free);
  g_clear_pointer (&self->platform_url, g_free);
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
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
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
reopen_cb (gpointer data)
{
  Reopening *reopening = data;
  WatchfloorApplication *self = reopening->application;
  g_autoptr (GError) error = NULL;

  if (self->session != NULL)
    return G_SOURCE_REMOVE; /* another city was opened meanwhile */
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
  close_session (self);
  /* In a turn of its own: to take one down and to build one is too long for one turn. */
  g_idle_add_full (G_PRIORITY_DEFAULT, reopen_cb, reopening, reopening_free);
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
