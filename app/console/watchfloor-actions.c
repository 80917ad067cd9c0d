/* Watchfloor: what menus and keys ask of the application.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions "app.*", and the keys of all actions. Main thread. */
#include "config.h"

#include "watchfloor-application-private.h"
#include "wf-language.h"

#include <glib/gi18n.h>

static void
open_response_cb (GtkNativeDialog *dialog, int response, WatchfloorApplication *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file != NULL && g_file_peek_path (file) != NULL)
        watchfloor_application_open_city (self, g_file_peek_path (file));
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
  watchfloor_application_open_city (data, g_variant_get_string (parameter, NULL));
}

static void
start_demo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  watchfloor_application_start_demo (data, NULL);
}

static void
stop_demo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  watchfloor_application_stop_making (data);
}

static void
language_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  WatchfloorApplication *self = data;
  const char *language = g_variant_get_string (parameter, NULL);

  if (wf_language_is_chinese () == g_str_has_prefix (language, "zh"))
    return; /* it is spoken already */
  watchfloor_application_remember_language (self, language);
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

void
watchfloor_actions_add (WatchfloorApplication *self)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "app.quit", { "<Control>q" } },
    { "app.shortcuts", { "<Control>question", "F1" } },
    { "win.open-files", { "<Control>o" } },
    { "app.open-city", { "<Control><Shift>o" } },
    { "win.draw::point", { "<Control>1" } },
    { "win.draw::line", { "<Control>2" } },
    { "win.draw::area", { "<Control>3" } },
    { "win.send-unit", { "<Control>d" } },
    { "win.edit-incident", { "<Control>e" } },
    { "win.search", { "<Control>f", "<Control>g" } },
    { "win.layers", { "F9" } },
    { "win.identify", { "<Control>i" } },
    { "win.measure::line", { "<Control>m" } },
    { "win.keep-view", { "<Control>b" } },
    { "win.views", { "<Control><Shift>b" } },
    { "win.swipe", { "F7" } },
    { "win.past", { "<Control>h" } },
    { "win.print", { "<Control>p" } },
    { "win.measure::area", { "<Control><Shift>m" } },
    { "win.table::", { "<Control>t" } },
    { "win.next-pane", { "F6" } },
    { "win.fit", { "<Control>0" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal" } },
    { "win.zoom-out", { "<Control>minus" } },
    { "win.show-panel::incidents", { "<Alt>1" } },
    { "win.show-panel::units", { "<Alt>2" } },
    { "win.show-panel::commands", { "<Alt>3" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].accels);
}
