/* Watchfloor: how a source is to be read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-import-options.h"

#include "wf-crs-guess.h"
#include "wf-error.h"
#include "wf-paths.h"
#include "wf-projector.h"
#include "wf-text-encoding.h"

#include <glib/gi18n.h>
#include <string.h>

#define SAMPLE_BYTES (1u << 20)
#define SAMPLE_FEATURES 20000

void
wf_import_options_clear (WfImportOptions *options)
{
  g_clear_pointer (&options->layer, g_free);
  g_clear_pointer (&options->encoding, g_free);
  g_clear_pointer (&options->crs, g_free);
  g_clear_pointer (&options->datum, g_free);
  g_clear_pointer (&options->x, g_free);
  g_clear_pointer (&options->y, g_free);
  g_clear_pointer (&options->wkt, g_free);
}

gboolean
wf_import_options_check (const WfImportOptions *options, GError **error)
{
  WfDatum datum;

  if (options->encoding != NULL && !wf_text_encoding_exists (options->encoding))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("There is no encoding called %s; try GBK, GB18030 or UTF-8."),
                   options->encoding);
      return FALSE;
    }
  if (options->datum != NULL && !wf_datum_parse (options->datum, &datum))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("There is no datum called %s; use wgs84, cgcs2000, gcj02 or bd09."),
                   options->datum);
      return FALSE;
    }
  if ((options->x == NULL) != (options->y == NULL) || (options->x != NULL && options->wkt != NULL))
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_INVALID,
                           _ ("Name both columns of the coordinates with --x and --y, or one with "
                              "--wkt."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
ends_with_one_of (const char *name, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
open_source (WfGdalSource *source, const char *name, gboolean typed, GError **error)
{
  static const char *const shapes[] = { ".shp", ".shx", ".dbf", ".shz", ".zip", NULL };
  static const char *const texts[] = { ".csv", ".tsv", NULL };
  static const char *const osm[] = { ".osm", ".osm.gz", ".pbf", NULL };
  g_autofree char *ini = wf_paths_data ("osmconf.ini");
  g_autofree char *config = g_strconcat ("CONFIG_FILE=", ini, NULL);
  const char *options[2] = { NULL };

  /* Shapefile text is taken raw: wf-text-encoding.c knows better than a missing .cpg. */
  if (ends_with_one_of (name, shapes))
    options[0] = "ENCODING=";
  else if (ends_with_one_of (name, osm) && g_file_test (ini, G_FILE_TEST_EXISTS))
    options[0] = config;
  else if (typed && ends_with_one_of (name, texts))
    options[0] = "AUTODETECT_TYPE=YES";
  return wf_gdal_source_open (source, name, FALSE, options, error);
}

gboolean
wf_import_options_open (WfGdalSource *source, const char *name, GError **error)
{
  return open_source (source, name, FALSE, error);
}

gboolean
wf_import_options_open_typed (WfGdalSource *source, const char *name, GError **error)
{
  return open_source (source, name, TRUE, error);
}

/* ---- text */

/* Formats whose text comes as the bytes of the file. */
static gboolean
has_raw_text (const WfGdalSource *source, OGRLayerH layer)
{
  static const char *const always[] = { "ESRI Shapefile", "CSV", "DGN", NULL };
  static const char *const often[]
      = { "MapInfo File", "DXF", "GeoJSON", "GeoJSONSeq", "KML", "LIBKML", "GPX", "GML", NULL };

  return g_strv_contains (always, source->driver)
         || (g_strv_contains (often, source->driver)
             && !OGR_L_TestCapability (layer, OLCStringsAsUTF8));
}

/* What the file says of its text: .cpg first, then the code page byte of the .dbf. 87 stands for
 * whatever the writer's Windows used: no hint. */
static const char *
encoding_hint (OGRLayerH layer)
{
  const char *cpg = GDALGetMetadataItem (layer, "ENCODING_FROM_CPG", "SHAPEFILE");
  const char *ldid = GDALGetMetadataItem (layer, "ENCODING_FROM_LDID", "SHAPEFILE");
  const char *value = GDALGetMetadataItem (layer, "LDID_VALUE", "SHAPEFILE");

  if (cpg != NULL && *cpg != '\0')
    return cpg;
  return ldid != NULL && *ldid != '\0' && g_strcmp0 (value, "87") != 0 ? ldid : NULL;
}

static void
add_sample (GByteArray *sample, const char *text)
{
  gsize length = strlen (text);

  if (sample->len + length < SAMPLE_BYTES)
    g_byte_array_append (sample, (const guint8 *) text, (guint) length + 1);
}

static GByteArray *
sample_text (const WfGdalSource *source, OGRLayerH layer)
{
  GByteArray *sample = g_byte_array_new ();
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (layer);
  int n_fields = OGR_FD_GetFieldCount (definition);
  OGRFeatureH feature;
  double fraction;

  for (int i = 0; i < n_fields; i++)
    add_sample (sample, OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, i)));
  wf_gdal_source_rewind (source, layer);
  for (guint n = 0; n < SAMPLE_FEATURES && sample->len < SAMPLE_BYTES - 1024
                    && (feature = wf_gdal_source_next (source, layer, &fraction));
       n++)
    {
      for (int i = 0; i < n_fields; i++)
        if (OGR_Fld_GetType (OGR_FD_GetFieldDefn (definition, i)) == OFTString)
          add_sample (sample, OGR_F_GetFieldAsString (feature, i));
      OGR_F_Destroy (feature);
    }
  return sample;
}

WfImportEncoding
wf_import_options_encoding (const WfGdalSource *source, OGRLayerH layer, const char *wanted,
                            gboolean suspicious)
{
  WfImportEncoding encoding = { NULL, WF_SAID_DECLARED, NULL };
  gboolean raw = has_raw_text (source, layer);

  if (!raw && !suspicious && wanted == NULL)
    encoding.name = g_strdup ("UTF-8");
  else
    encoding.sample = sample_text (source, layer);
  if (wanted != NULL)
    {
      encoding.by = WF_SAID_CHOSEN;
      encoding.name = g_strdup (wanted);
    }
  else if (encoding.name == NULL)
    encoding.name
        = wf_text_encoding_find ((const char *) encoding.sample->data, encoding.sample->len,
                                 encoding_hint (layer), &encoding.by);
  return encoding;
}

void
wf_import_encoding_clear (WfImportEncoding *encoding)
{
  g_clear_pointer (&encoding->name, g_free);
  g_clear_pointer (&encoding->sample, g_byte_array_unref);
}

/* ---- coordinates */

static gboolean
parse_crs (const char *name, OGRSpatialReferenceH *srs, GError **error)
{
  *srs = OSRNewSpatialReference (NULL);
  if (OSRSetFromUserInput (*srs, name) == OGRERR_NONE)
    return TRUE;
  OSRRelease (*srs);
  *srs = NULL;
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("There is no coordinate system called %s; write it as EPSG:4528."), name);
  return FALSE;
}

static void
guess_place (WfImportPlace *place, WfBox extent)
{
  bool swapped;
  int code = wf_crs_guess (extent, &swapped);

  place->by = WF_SAID_DETECTED;
  place->swapped = swapped;
  place->wanted = code == 0;
  if (code != 0 && code != 4326)
    {
      place->srs = OSRNewSpatialReference (NULL);
      OSRImportFromEPSG (place->srs, code);
    }
}

gboolean
wf_import_options_place (const WfImportOptions *options, OGRLayerH layer, WfBox extent,
                         WfImportPlace *place, GError **error)
{
  *place = (WfImportPlace){ .by = WF_SAID_DECLARED };
  if (options->crs != NULL)
    {
      if (!parse_crs (options->crs, &place->srs, error))
        return FALSE;
      place->by = WF_SAID_CHOSEN;
    }
  else if ((place->srs = OGR_L_GetSpatialRef (layer)) != NULL)
    OSRReference (place->srs);
  else
    guess_place (place, extent);
  place->datum = wf_projector_crs_datum (place->srs);
  if (options->datum != NULL)
    wf_datum_parse (options->datum, &place->datum);
  return TRUE;
}

void
wf_import_place_clear (WfImportPlace *place)
{
  if (place->srs != NULL)
    OSRRelease (place->srs);
  place->srs = NULL;
}
