/* Watchfloor: everything without a screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the subcommand in the family's table and turns its outcome into an exit code. */
#include "config.h"

#include "wf-paths.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <locale.h>

#define WF_SUBCOMMAND(name) extern const WfSubcommand wf_ctl_##name;
#include "ctl.def"
#undef WF_SUBCOMMAND

static const WfSubcommand *const subcommands[] = {
#define WF_SUBCOMMAND(name) &wf_ctl_##name,
#include "ctl.def"
#undef WF_SUBCOMMAND
  NULL
};

static void
print_help (void)
{
  g_print (_ ("Usage: watchfloorctl SUBCOMMAND [ARGUMENTS...]\n\n"));
  for (guint i = 0; subcommands[i] != NULL; i++)
    g_print ("  %-12s %s\n", subcommands[i]->name, _ (subcommands[i]->summary));
  g_print (_ ("\n'watchfloorctl SUBCOMMAND --help' explains one.\n"));
}

static const WfSubcommand *
find_subcommand (const char *name)
{
  for (guint i = 0; subcommands[i] != NULL; i++)
    if (g_str_equal (subcommands[i]->name, name))
      return subcommands[i];
  return NULL;
}

static gboolean
is_help (const char *word)
{
  return g_str_equal (word, "--help") || g_str_equal (word, "-h");
}

/* Also behind a verb: `watchfloorctl case new --help`. */
static gboolean
asks_for_help (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (is_help (argv[i]))
      return TRUE;
  return FALSE;
}

static int
run_subcommand (const WfSubcommand *subcommand, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (asks_for_help (argc, argv))
    {
      g_print ("%s\n\n%s\n", _ (subcommand->summary), subcommand->synopsis);
      return 0;
    }
  if (subcommand->run (argc, argv, &error))
    return 0;
  g_printerr ("watchfloorctl %s: %s\n", subcommand->name,
              error != NULL ? error->message : _ ("failed without a reason"));
  return error != NULL && error->domain == G_OPTION_ERROR ? 2 : 1;
}

int
main (int argc, char **argv)
{
  g_autofree char *locale = wf_paths_locale ();
  const WfSubcommand *subcommand;

  setlocale (LC_ALL, "");
  /* A comma parts LON,LAT in every language. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2)
    {
      g_printerr (_ ("watchfloorctl: say what to do; see watchfloorctl --help\n"));
      return 2;
    }
  if (is_help (argv[1]))
    {
      print_help ();
      return 0;
    }
  subcommand = find_subcommand (argv[1]);
  if (subcommand == NULL)
    {
      g_printerr (_ ("watchfloorctl: there is no subcommand '%s'; see watchfloorctl --help\n"),
                  argv[1]);
      return 2;
    }
  return run_subcommand (subcommand, argc - 1, argv + 1);
}
