/* Watchfloor: how the console was called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GOption reads, we check what goes together. */
#include "config.h"

#include "wf-console-options.h"

#include "wf-window-bench.h"

#include <glib/gi18n.h>

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

static gboolean
check (const WfConsoleOptions *options, GError **error)
{
  if (options->lang != NULL && !g_str_equal (options->lang, "zh_CN")
      && !g_str_equal (options->lang, "en"))
    return fail (error, _ ("--lang is zh_CN or en"));
  if (options->bench != NULL && !g_str_equal (options->bench, "start")
      && !wf_bench_is_known (options->bench))
    return fail (error, _ ("--bench knows 'start', 'tracks' and 'pan'"));
  if (options->size < 0 || !(options->seconds >= 0))
    return fail (error, _ ("--size and --seconds are above 0"));
  if (options->bench == NULL && (options->size != 0 || options->seconds != 0 || options->json))
    return fail (error, _ ("--size, --seconds and --json belong to --bench"));
  if (options->bench != NULL && options->tour != NULL)
    return fail (error, _ ("--tour and --bench do not go together"));
  if (options->demo && options->platform != NULL)
    return fail (error, _ ("--demo starts a platform of its own; leave --platform out"));
  if (options->platform != NULL && !g_str_has_prefix (options->platform, "http://")
      && !g_str_has_prefix (options->platform, "https://"))
    return fail (error, _ ("--platform is an address such as http://127.0.0.1:8080"));
  if (options->tour != NULL && !options->demo && options->city == NULL)
    return fail (error, _ ("--tour plays in a city: add --demo, or --city FILE.city.json"));
  return TRUE;
}

gboolean
wf_console_options_parse (WfConsoleOptions *options, char **arguments, gboolean may_help,
                          GError **error)
{
  const GOptionEntry entries[] = {
    { "city", 0, 0, G_OPTION_ARG_FILENAME, &options->city, N_ ("Open this city"),
      "FILE.city.json" },
    { "platform", 0, 0, G_OPTION_ARG_STRING, &options->platform, N_ ("Use the platform at URL"),
      "URL" },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options->demo, N_ ("Start the embedded city and show it"),
      NULL },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &options->lang, N_ ("Speak zh_CN or en"), "zh_CN|en" },
    { "tour", 0, 0, G_OPTION_ARG_FILENAME, &options->tour,
      N_ ("Play the demo shift and leave pictures in DIR"), "DIR" },
    { "bench", 0, 0, G_OPTION_ARG_STRING, &options->bench,
      N_ ("Measure and print JSON: start, tracks or pan"), "start|tracks|pan" },
    { "size", 0, 0, G_OPTION_ARG_INT, &options->size,
      N_ ("Measure with so many tracks or gestures"), "N" },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options->seconds, N_ ("Measure for so long"), "S" },
    { "json", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->json, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[FILE…]" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) words = g_strdupv (arguments);

  *options = (WfConsoleOptions){ 0 };
  g_option_context_set_help_enabled (context, may_help);
  g_option_context_set_summary (context, _ ("The console of the city command centre"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse_strv (context, &words, error) && check (options, error);
}

void
wf_console_options_clear (WfConsoleOptions *options)
{
  g_clear_pointer (&options->city, g_free);
  g_clear_pointer (&options->tour, g_free);
  g_clear_pointer (&options->platform, g_free);
  g_clear_pointer (&options->lang, g_free);
  g_clear_pointer (&options->bench, g_free);
  g_clear_pointer (&options->files, g_strfreev);
}
