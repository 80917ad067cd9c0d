/* Watchfloor: making a city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* "city new": a folder with layers, styles and a city file, from an OpenStreetMap extract. */
#include "config.h"

#include "wf-osm-city.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <unistd.h>

typedef struct
{
  char *osm, *name;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->osm);
  g_free (words->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int *argc, char ***argv, Words *words, GError **error)
{
  const GOptionEntry entries[] = {
    { "osm", 0, 0, G_OPTION_ARG_FILENAME, &words->osm, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &words->name, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!wf_subcommand_parse (entries, argc, argv, error))
    return FALSE;
  if (*argc == 3 && g_str_equal ((*argv)[1], "new") && words->osm != NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("write it as: city new --osm FILE DIR"));
  return FALSE;
}

static void
print_progress (double fraction, const char *what, gpointer user_data)
{
  g_printerr ("%3.0f %%  %s\n", fraction * 100, what);
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_auto (Words) words = { 0 };
  g_autofree char *city = NULL;

  if (!parse_words (&argc, &argv, &words, error)
      || !wf_osm_city_make (words.osm, argv[2], words.name,
                            isatty (STDERR_FILENO) ? print_progress : NULL, NULL, &city, error))
    return FALSE;
  g_print ("%s\n", city);
  return TRUE;
}

const WfSubcommand wf_ctl_city = {
  .name = "city",
  .summary = N_ ("Make a city from an OpenStreetMap extract"),
  .synopsis = "watchfloorctl city new --osm FILE.(pbf|osm.gz|osm) DIR [--name N]",
  .run = run,
};
