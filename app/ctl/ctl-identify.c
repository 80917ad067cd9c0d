/* Watchfloor: what lies at a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks into each layer named and prints the features at or near a place, nearest first. */
#include "config.h"

#include "wf-ctl-source.h"
#include "wf-json.h"
#include "wf-pack-json.h"
#include "wf-pack-near.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define DEFAULT_RADIUS_M 10.0

typedef struct
{
  char **layers;
  WfCtlSource how;
  char *at, *datum;
  double radius_m;
  gboolean json;
} Words;

static void
words_clear (Words *words)
{
  g_strfreev (words->layers);
  g_free (words->at);
  g_free (words->datum);
  wf_ctl_source_clear (&words->how);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int argc, char **argv, Words *words, GError **error)
{
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->layers, NULL, NULL },
    { "at", 0, 0, G_OPTION_ARG_STRING, &words->at, NULL, NULL },
    { "radius-m", 0, 0, G_OPTION_ARG_DOUBLE, &words->radius_m, NULL, NULL },
    { "datum", 0, 0, G_OPTION_ARG_STRING, &words->datum, NULL, NULL },
    WF_CTL_SOURCE_ENTRIES (&words->how, "crs"),
    { "json", 0, 0, G_OPTION_ARG_NONE, &words->json, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (words->layers != NULL && words->at != NULL && argc == 1 && words->radius_m >= 0
      && words->radius_m <= 1e6)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("give --layer SOURCE, --at LON,LAT and a --radius-m of 0 to 1000000"));
  return FALSE;
}

static json_t *
describe_hit (const WfPack *pack, const char *layer, WfPackHit hit)
{
  return json_pack ("{s:s, s:I, s:o, s:f}", "layer", layer, "fid",
                    (json_int_t) wf_pack_fid (pack, hit.feature), "attributes",
                    wf_pack_attributes_json (pack, hit.feature), "distance_m", hit.distance_m);
}

static gboolean
look_into (const char *text, const Words *words, WfLonLat p, json_t *found, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  WfSource source = { 0 };
  g_autoptr (WfPack) pack = NULL;
  g_autoptr (GArray) hits = NULL;

  wf_source_split (text, &path, &name);
  wf_ctl_source_say (&words->how, &source);
  source.source = path;
  source.layer = name;
  pack = wf_worker_open (&source, TRUE, NULL, NULL, NULL, error);
  if (pack == NULL)
    return FALSE;
  hits = wf_pack_near (pack, p, words->radius_m, 0);
  for (guint i = 0; i < hits->len; i++)
    json_array_append_new (found, describe_hit (pack, wf_pack_origin (pack)->layer,
                                                g_array_index (hits, WfPackHit, i)));
  return TRUE;
}

static void
print_hits (const json_t *found)
{
  json_t *hit;
  const char *name;
  json_t *value;
  size_t i;

  json_array_foreach (found, i, hit)
    {
      g_print ("%s %" G_GINT64_FORMAT ", %.1f m\n", wf_json_string (hit, "layer", ""),
               wf_json_integer (hit, "fid", 0), wf_json_number (hit, "distance_m", 0));
      json_object_foreach (json_object_get (hit, "attributes"), name, value)
        if (!json_is_null (value))
          {
            g_autofree char *text = json_is_string (value) ? NULL : wf_json_canonical (value);

            g_print ("  %s: %s\n", name, text != NULL ? text : json_string_value (value));
          }
    }
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_auto (Words) words = { .radius_m = DEFAULT_RADIUS_M };
  g_autoptr (json_t) found = json_array ();
  WfDatum datum = WF_DATUM_WGS84;
  WfLonLat p;

  if (!parse_words (argc, argv, &words, error)
      || !wf_subcommand_place (words.at, "--at", &p, error))
    return FALSE;
  if (!wf_subcommand_datum (words.datum, &datum, error))
    return FALSE;
  p = wf_datum_to_wgs84 (datum, p);
  for (guint i = 0; words.layers[i] != NULL; i++)
    if (!look_into (words.layers[i], &words, p, found, error))
      return FALSE;
  if (words.json)
    {
      json_dumpf (found, stdout, JSON_COMPACT | JSON_REAL_PRECISION (12));
      putchar ('\n');
    }
  else
    print_hits (found);
  return TRUE;
}

const WfSubcommand wf_ctl_identify = {
  .name = "identify",
  .summary = N_ ("Say what lies at a place"),
  .synopsis
  = "watchfloorctl identify --layer SOURCE[#NAME] ... --at LON,LAT [--radius-m R] "
    "[--datum D]\n    [--encoding E] [--crs EPSG:N] [--x COLUMN --y COLUMN | --wkt COLUMN] [--json]",
  .run = run,
};
