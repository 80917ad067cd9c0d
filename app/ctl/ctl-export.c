/* Watchfloor: a layer as a file of another format.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker makes the pack and writes the file. */
#include "config.h"

#include "wf-ctl-source.h"
#include "wf-json.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  WfCtlSource how;
  char *layer, *output, *bbox, *where, *datum, *crs;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->layer);
  g_free (words->output);
  g_free (words->bbox);
  g_free (words->where);
  wf_ctl_source_clear (&words->how);
  g_free (words->datum);
  g_free (words->crs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int argc, char **argv, Words *words, GError **error)
{
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &words->layer, NULL, NULL },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &words->output, NULL, NULL },
    { "bbox", 0, 0, G_OPTION_ARG_STRING, &words->bbox, NULL, NULL },
    { "where", 0, 0, G_OPTION_ARG_STRING, &words->where, NULL, NULL },
    WF_CTL_SOURCE_ENTRIES (&words->how, "source-crs"),
    { "datum", 0, 0, G_OPTION_ARG_STRING, &words->datum, NULL, NULL },
    { "crs", 0, 0, G_OPTION_ARG_STRING, &words->crs, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (words->layer != NULL && words->output != NULL && argc == 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("give --layer SOURCE and --output FILE"));
  return FALSE;
}

static gboolean
check_bbox (const char *text, GError **error)
{
  double w, s, e, n;
  char rest;

  if (text == NULL
      || (sscanf (text, "%lf,%lf,%lf,%lf%c", &w, &s, &e, &n, &rest) == 4 && w <= e && s <= n))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--bbox takes WEST,SOUTH,EAST,NORTH in degrees"));
  return FALSE;
}

static gboolean
write_file (const char *pack, const char *layer_name, const Words *words, GError **error)
{
  const char *argv[16] = { "export", pack, "--output", words->output };
  const struct
  {
    const char *flag, *value;
  } more[] = {
    { "--layer-name", layer_name },
    { "--bbox", words->bbox },
    { "--where", words->where },
    { "--crs", words->crs },
  };
  g_autofree char *answer = NULL;
  guint n = 4;

  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    if (more[i].value != NULL)
      {
        argv[n++] = more[i].flag;
        argv[n++] = more[i].value;
      }
  answer = wf_worker_run (argv, NULL, NULL, error);
  if (answer != NULL)
    {
      g_autoptr (json_t) result = json_loads (answer, 0, NULL);

      g_print (_ ("%lld features written to %s\n"),
               (long long) wf_json_integer (result, "features", 0), words->output);
    }
  return answer != NULL;
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_auto (Words) words = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *pack = NULL;
  WfSource source = { 0 };
  gboolean is_temporary = FALSE, ok;

  if (!parse_words (argc, argv, &words, error) || !check_bbox (words.bbox, error))
    return FALSE;
  wf_source_split (words.layer, &path, &name);
  source.source = path;
  source.layer = name;
  wf_ctl_source_say (&words.how, &source);
  if (!wf_subcommand_datum (words.datum, &source.datum, error))
    return FALSE;
  pack = wf_worker_make_pack (&source, &is_temporary, error);
  if (pack == NULL)
    return FALSE;
  ok = write_file (pack, name, &words, error);
  if (is_temporary)
    g_unlink (pack);
  return ok;
}

const WfSubcommand wf_ctl_export = {
  .name = "export",
  .summary = N_ ("Write a layer, or a part of it, as a file"),
  .synopsis
  = "watchfloorctl export --layer SOURCE[#NAME] [--bbox W,S,E,N] [--where EXPR]\n"
    "    [--encoding E] [--datum D] [--source-crs EPSG:N] [--x COLUMN --y COLUMN | --wkt COLUMN]\n"
    "    [--crs EPSG:N, of the output] --output FILE.(gpkg|geojson|fgb|csv|kml|shp)",
  .run = run,
};
