/* Watchfloor: the layers of a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the worker and prints its answer, for people or as JSON. */
#include "config.h"

#include "wf-ctl-source.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct
{
  WfCtlSource how;
  char *datum; /* Owned */
  gboolean json;
} Words;

static void
words_clear (Words *words)
{
  wf_ctl_source_clear (&words->how);
  g_free (words->datum);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int *argc, char ***argv, Words *words, GError **error)
{
  const GOptionEntry entries[] = {
    WF_CTL_SOURCE_ENTRIES (&words->how, "crs"),
    { "datum", 0, 0, G_OPTION_ARG_STRING, &words->datum, NULL, NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &words->json, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!wf_subcommand_parse (entries, argc, argv, error))
    return FALSE;
  if (*argc == 2)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("give one SOURCE"));
  return FALSE;
}

static json_t *
ask_worker (const char *path, const Words *words, GError **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  WfSource source = { .source = path };
  g_autofree char *answer = NULL;

  wf_ctl_source_say (&words->how, &source);
  if (!wf_subcommand_datum (words->datum, &source.datum, error))
    return NULL;
  g_ptr_array_add (argv, (gpointer) "layers");
  g_ptr_array_add (argv, (gpointer) path);
  wf_source_add_options (&source, argv);
  g_ptr_array_add (argv, NULL);
  answer = wf_worker_run ((const char *const *) argv->pdata, NULL, NULL, error);
  return answer != NULL ? json_loads (answer, 0, NULL) : NULL;
}

static void
print_layer (const json_t *layer)
{
  const json_t *extent = json_object_get (layer, "extent");
  const json_t *fields = json_object_get (layer, "fields"), *field;
  size_t i;

  /* Translators: a layer's name: kind of geometry, number of features, coordinate system */
  g_print (_ ("%s: %s, %lld features, %s\n"), wf_json_string (layer, "name", ""),
           wf_json_string (layer, "geometry", ""),
           (long long) wf_json_integer (layer, "features", 0), wf_json_string (layer, "crs", ""));
  if (json_array_size (extent) == 4)
    g_print ("  %.6f,%.6f,%.6f,%.6f\n", json_number_value (json_array_get (extent, 0)),
             json_number_value (json_array_get (extent, 1)),
             json_number_value (json_array_get (extent, 2)),
             json_number_value (json_array_get (extent, 3)));
  json_array_foreach (fields, i, field)
    g_print ("  %s (%s)\n", wf_json_string (field, "name", ""), wf_json_string (field, "type", ""));
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_auto (Words) words = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autoptr (json_t) layers = NULL;
  g_autoptr (json_t) chosen = json_array ();
  json_t *layer;
  size_t i;

  if (!parse_words (&argc, &argv, &words, error))
    return FALSE;
  wf_source_split (argv[1], &path, &name);
  layers = ask_worker (path, &words, error);
  if (layers == NULL)
    return FALSE;
  json_array_foreach (layers, i, layer)
    if (name == NULL || g_strcmp0 (wf_json_string (layer, "name", NULL), name) == 0)
      json_array_append (chosen, layer);
  if (name != NULL && json_array_size (chosen) == 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   _ ("There is no layer %s in %s; leave the name out to see all."), name, path);
      return FALSE;
    }
  if (words.json)
    {
      json_dumpf (chosen, stdout, JSON_COMPACT | JSON_REAL_PRECISION (12));
      putchar ('\n');
    }
  else
    json_array_foreach (chosen, i, layer)
      print_layer (layer);
  return TRUE;
}

const WfSubcommand wf_ctl_layers = {
  .name = "layers",
  .summary = N_ ("List the layers of a file or server"),
  .synopsis = "watchfloorctl layers SOURCE[#NAME] [--encoding E] [--datum D] [--crs EPSG:N]\n"
              "    [--x COLUMN --y COLUMN | --wkt COLUMN] [--json]",
  .run = run,
};
