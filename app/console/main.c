/* Watchfloor: the console.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thin main: language first, for the toolkit reads it when it starts; then the application. */
#include "config.h"

#include "watchfloor-application.h"
#include "wf-console-options.h"
#include "wf-language.h"
#include "wf-settings.h"

#include <gtk/gtk.h>

/* The value of --lang, borrowed from @argv; NULL where it is not given. */
static const char *
find_language (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_str_has_prefix (argv[i], "--lang="))
        return argv[i] + strlen ("--lang=");
      if (g_str_equal (argv[i], "--lang") && i + 1 < argc)
        return argv[i + 1];
    }
  return NULL;
}

/* The demo shift is shown in Chinese first and in English at its end, whoever plays it where. */
static gboolean
is_tour (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--tour") || g_str_has_prefix (argv[i], "--tour="))
      return TRUE;
  return FALSE;
}

/* Where GL would be done by the processor, cairo draws this window three times as fast. */
static void
choose_renderer (void)
{
  gboolean software = g_strcmp0 (g_getenv ("LIBGL_ALWAYS_SOFTWARE"), "1") == 0
                      || !g_file_test ("/dev/dri", G_FILE_TEST_IS_DIR);

  if (software)
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
}

/* What was chosen in the menu last; NULL where nothing was. */
static char *
remembered_language (void)
{
  g_autoptr (GSettings) settings = wf_settings_open ();
  g_autofree char *language
      = settings != NULL ? g_settings_get_string (settings, "language") : NULL;

  return language != NULL && language[0] != '\0' ? g_steal_pointer (&language) : NULL;
}

/* Wrong words are told where they were typed, with or without a display. */
static gboolean
usage_is_right (char **argv, GError **error)
{
  g_auto (WfConsoleOptions) options = { 0 };

  return wf_console_options_parse (&options, argv, TRUE, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (WatchfloorApplication) application = NULL;
  const char *given = find_language (argc, argv);
  g_autofree char *language = given != NULL          ? g_strdup (given)
                              : is_tour (argc, argv) ? g_strdup ("zh_CN")
                                                     : remembered_language ();
  g_autoptr (GError) error = NULL;
  int status;

  choose_renderer ();
  wf_language_init (language);
  if (!usage_is_right (argv, &error))
    {
      g_printerr ("watchfloor: %s\n", error->message);
      return 2;
    }
  application = watchfloor_application_new (argc, argv);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : watchfloor_application_get_status (application);
}
