/* Watchfloor: how a source is to be read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-import-options.h"

#include "wf-paths.h"
#include "wf-text-encoding.h"

#include <string.h>

#define SAMPLE_BYTES (1u << 20)
#define SAMPLE_FEATURES 20000

static gboolean
ends_with_one_of (const char *name, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

gboolean
wf_import_options_open (WfGdalSource *source, const char *name, GError **error)
{
  static const char *const shapes[] = { ".shp", ".shx", ".dbf", ".shz", ".zip", NULL };
  static const char *const osm[] = { ".osm", ".osm.gz", ".pbf", NULL };
  g_autofree char *ini = wf_paths_data ("osmconf.ini");
  g_autofree char *config = g_strconcat ("CONFIG_FILE=", ini, NULL);
  const char *options[2] = { NULL };

  /* Shapefile text is taken raw: wf-text-encoding.c knows better than a missing .cpg. */
  if (ends_with_one_of (name, shapes))
    options[0] = "ENCODING=";
  else if (ends_with_one_of (name, osm) && g_file_test (ini, G_FILE_TEST_EXISTS))
    options[0] = config;
  return wf_gdal_source_open (source, name, FALSE, options, error);
}

static gboolean
has_raw_text (const WfGdalSource *source)
{
  static const char *const drivers[]
      = { "ESRI Shapefile", "CSV", "MapInfo File", "DGN", "DXF", NULL };

  return g_strv_contains (drivers, source->driver);
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

char *
wf_import_options_encoding (const WfGdalSource *source, OGRLayerH layer, const char *wanted)
{
  g_autoptr (GByteArray) sample = NULL;

  if (!has_raw_text (source))
    return g_strdup ("UTF-8");
  if (wanted != NULL)
    return g_strdup (wanted);
  sample = sample_text (source, layer);
  return wf_text_encoding_find ((const char *) sample->data, sample->len, encoding_hint (layer));
}
