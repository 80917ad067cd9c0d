/* Watchfloor: the job "layers".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists what a source holds, vector layers and rasters, without reading all of it where the
 * format knows its counts. */
#include "config.h"

#include "wf-error.h"
#include "wf-gdal-source.h"
#include "wf-import-options.h"
#include "wf-job.h"
#include "wf-mercator.h"
#include "wf-postgis.h"
#include "wf-projector.h"
#include "wf-table-places.h"
#include "wf-text-encoding.h"
#include "wf-worker-report.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_COUNTED 1000000 /* a database is not made to count more rows than that */

typedef struct
{
  gint64 n;
  WfBox box;
  guint kinds[4];
} Tally;

typedef struct
{
  WfGdalSource source;
  const WfImportOptions *how;
  Tally *tallies; /* one a layer; NULL: the layers know themselves */
} Listing;

/* OSM tells its counts only by being read. */
static void
tally_all (Listing *listing, int n_layers)
{
  OGRFeatureH feature;
  double fraction;

  listing->tallies = g_new0 (Tally, (gsize) MAX (1, n_layers));
  for (int i = 0; i < n_layers; i++)
    listing->tallies[i].box = WF_BOX_EMPTY;
  wf_gdal_source_rewind (&listing->source, NULL);
  while ((feature = wf_gdal_source_next (&listing->source, NULL, &fraction)) != NULL)
    {
      OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
      OGREnvelope extent;

      for (int i = 0; i < n_layers; i++)
        if (OGR_L_GetLayerDefn (GDALDatasetGetLayer (listing->source.dataset, i))
            == OGR_F_GetDefnRef (feature))
          {
            Tally *tally = &listing->tallies[i];

            tally->n++;
            if (geometry == NULL)
              continue;
            OGR_G_GetEnvelope (geometry, &extent);
            wf_box_add (&tally->box, extent.MinX, extent.MinY);
            wf_box_add (&tally->box, extent.MaxX, extent.MaxY);
          }
      OGR_F_Destroy (feature);
      wf_worker_report_progress (fraction, "counting");
    }
}

/* In the layer's own coordinates. */
static WfBox
raw_extent (const Listing *listing, OGRLayerH layer, int index, const WfTablePlaces *places,
            gint64 n)
{
  OGREnvelope extent;

  if (listing->tallies != NULL)
    return listing->tallies[index].box;
  if (places->x >= 0)
    return wf_table_places_extent (places, &listing->source, layer);
  if (OGR_L_GetGeomType (layer) != wkbNone && n != 0
      && OGR_L_GetExtent (layer, &extent, n >= 0 && n < MAX_COUNTED) == OGRERR_NONE)
    return (WfBox){ extent.MinX, extent.MinY, extent.MaxX, extent.MaxY };
  return WF_BOX_EMPTY;
}

static json_t *
extent_of (const WfImportPlace *place, WfBox box)
{
  g_autoptr (WfProjector) projector
      = wf_projector_new (place->srs, place->datum, place->swapped, NULL);
  WfBox degrees;

  if (place->wanted || projector == NULL || !wf_projector_extent (projector, box, &degrees))
    return json_null ();
  return json_pack ("[f,f,f,f]", degrees.min_x, degrees.min_y, degrees.max_x, degrees.max_y);
}

static const char *
type_name (OGRFieldDefnH defn)
{
  switch (OGR_Fld_GetType (defn))
    {
    case OFTInteger:
    case OFTInteger64:
      return OGR_Fld_GetSubType (defn) == OFSTBoolean ? "boolean" : "integer";
    case OFTReal:
      return "real";
    case OFTDate:
    case OFTDateTime:
      return "time";
    case OFTBinary:
      return "binary";
    default:
      return "text";
    }
}

static json_t *
fields_of (OGRLayerH layer, WfTextDecoder *decoder)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (layer);
  json_t *fields = json_array ();

  for (int i = 0; i < OGR_FD_GetFieldCount (definition); i++)
    {
      OGRFieldDefnH defn = OGR_FD_GetFieldDefn (definition, i);
      g_autofree char *name
          = g_utf8_make_valid (wf_text_decoder_run (decoder, OGR_Fld_GetNameRef (defn)), -1);

      json_array_append_new (fields,
                             json_pack ("{s:s, s:s}", "name", name, "type", type_name (defn)));
    }
  return fields;
}

static const char *
geometry_name (OGRwkbGeometryType type)
{
  OGRwkbGeometryType flat = OGR_GT_Flatten (type);

  return flat == wkbNone ? "none" : flat == wkbUnknown ? "mixed" : OGRGeometryTypeToName (flat);
}

/* < 0 where only reading all of it would tell. */
static gint64
count (const Listing *listing, OGRLayerH layer)
{
  gint64 n;

  if (!listing->source.is_server)
    return OGR_L_GetFeatureCount (layer, TRUE);
  n = wf_postgis_is (&listing->source) ? wf_postgis_estimate (&listing->source, layer) : 0;
  return n < MAX_COUNTED ? OGR_L_GetFeatureCount (layer, FALSE) : n;
}

/* Which columns of a table give the places, or could. */
static void
tell_places (json_t *told, const Listing *listing, OGRLayerH layer, WfTextDecoder *decoder,
             const WfTablePlaces *places)
{
  const int fields[] = { places->x, places->y };
  const char *names[] = { places->y < 0 ? "wkt" : "x", "y" };

  if (OGR_L_GetGeomType (layer) == wkbNone && places->x < 0)
    json_object_set_new (told, "columns",
                         wf_table_places_columns (&listing->source, layer, decoder));
  for (guint i = 0; i < 2; i++)
    if (fields[i] >= 0)
      {
        g_autofree char *name = wf_table_places_name (layer, decoder, fields[i]);

        json_object_set_new (told, names[i], json_string (name));
        json_object_set_new (told, "columns_by", json_string (wf_said_name (places->by)));
      }
}

static const char *
kind_name (OGRLayerH layer, const WfTablePlaces *places)
{
  if (places->x >= 0)
    return places->y >= 0 ? "Point" : "mixed";
  return geometry_name (OGR_L_GetGeomType (layer));
}

static json_t *
describe_layer (const Listing *listing, OGRLayerH layer, int index, GError **error)
{
  g_auto (WfImportEncoding) encoding
      = wf_import_options_encoding (&listing->source, layer, listing->how->encoding, FALSE);
  g_autoptr (WfTextDecoder) decoder = wf_text_decoder_new (encoding.name);
  g_autofree char *name = wf_text_decoder_name (decoder, OGR_L_GetName (layer));
  g_autofree char *crs = NULL;
  g_auto (WfImportPlace) place = { 0 };
  WfTablePlaces places;
  json_t *told;
  WfBox box;
  gint64 n;

  if (!wf_table_places_find (layer, decoder, listing->how, &places, error))
    return NULL;
  n = listing->tallies != NULL ? listing->tallies[index].n : count (listing, layer);
  box = raw_extent (listing, layer, index, &places, n);
  if (!wf_import_options_place (listing->how, layer, box, &place, error))
    return NULL;
  crs = wf_projector_crs_name (place.srs);
  told = json_pack ("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "name", name, "geometry",
                    kind_name (layer, &places), "features", (json_int_t) n, "crs", crs, "crs_by",
                    wf_said_name (place.by), "datum", wf_datum_name (place.datum), "encoding",
                    encoding.name, "encoding_by", wf_said_name (encoding.by), "extent",
                    extent_of (&place, box), "fields", fields_of (layer, decoder));
  json_object_set_new (told, "crs_wanted", json_boolean (place.wanted));
  json_object_set_new (told, "encodings",
                       encoding.sample != NULL ? wf_text_encoding_offers (
                           (const char *) encoding.sample->data, encoding.sample->len)
                                               : json_array ());
  tell_places (told, listing, layer, decoder, &places);
  return told;
}

static json_t *
describe_raster (GDALDatasetH dataset, const char *name)
{
  OGRSpatialReferenceH srs = GDALGetSpatialRef (dataset);
  g_autofree char *crs = wf_projector_crs_name (srs);
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *valid = g_utf8_make_valid (base, -1);
  g_autoptr (WfProjector) projector = wf_projector_new (srs, WF_DATUM_WGS84, FALSE, NULL);
  double geo[6], w = GDALGetRasterXSize (dataset), h = GDALGetRasterYSize (dataset);
  WfBox box = WF_BOX_EMPTY, degrees;
  json_t *extent = json_null ();

  if (GDALGetGeoTransform (dataset, geo) == CE_None)
    {
      for (int i = 0; i < 4; i++)
        {
          double x = (i & 1) ? w : 0, y = (i & 2) ? h : 0;

          wf_box_add (&box, geo[0] + x * geo[1] + y * geo[2], geo[3] + x * geo[4] + y * geo[5]);
        }
      if (projector != NULL && wf_projector_extent (projector, box, &degrees))
        extent
            = json_pack ("[f,f,f,f]", degrees.min_x, degrees.min_y, degrees.max_x, degrees.max_y);
    }
  return json_pack ("{s:s, s:s, s:I, s:s, s:s, s:s, s:o, s:[]}", "name", valid, "geometry",
                    "raster", "features", (json_int_t) (w * h), "crs", crs, "datum",
                    wf_datum_name (wf_projector_crs_datum (srs)), "encoding", "", "extent", extent,
                    "fields");
}

static json_t *
list_rasters (const char *name, GError **error)
{
  g_auto (WfGdalSource) source = { 0 };

  if (!wf_gdal_source_open (&source, name, TRUE, NULL, error))
    return NULL;
  return json_pack ("[o]", describe_raster (source.dataset, name));
}

static json_t *
describe_all (Listing *listing, GError **error)
{
  json_t *layers = json_array ();
  int n = GDALDatasetGetLayerCount (listing->source.dataset);

  if (listing->source.one_pass)
    tally_all (listing, n);
  for (int i = 0; i < n; i++)
    {
      OGRLayerH layer = GDALDatasetGetLayer (listing->source.dataset, i);
      json_t *told;

      if (listing->how->layer != NULL && strcmp (OGR_L_GetName (layer), listing->how->layer) != 0)
        continue;
      told = describe_layer (listing, layer, i, error);
      if (told == NULL)
        {
          json_decref (layers);
          return NULL;
        }
      json_array_append_new (layers, told);
    }
  return layers;
}

static json_t *
list_layers (const char *name, const WfImportOptions *how, GError **error)
{
  Listing listing = { .how = how };
  g_autoptr (GError) own_error = NULL;
  json_t *layers;

  if (!wf_import_options_open_typed (&listing.source, name, &own_error))
    {
      json_t *rasters = g_error_matches (own_error, WF_ERROR, WF_ERROR_INVALID)
                            ? list_rasters (name, NULL)
                            : NULL;

      if (rasters == NULL)
        g_propagate_error (error, g_steal_pointer (&own_error));
      return rasters;
    }
  layers = describe_all (&listing, error);
  g_free (listing.tallies);
  wf_gdal_source_close (&listing.source);
  return layers;
}

static json_t *
run (int argc, char **argv, GError **error)
{
  g_auto (WfImportOptions) how = { 0 };
  g_autoptr (GOptionContext) context = g_option_context_new ("SOURCE");
  GOptionEntry entries[] = { WF_IMPORT_OPTION_ENTRIES (&how), { NULL } };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc != 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("layers needs one SOURCE."));
      return NULL;
    }
  return wf_import_options_check (&how, error) ? list_layers (argv[1], &how, error) : NULL;
}

const WfJob wf_job_layers = {
  .name = "layers",
  .synopsis = "SOURCE " WF_IMPORT_OPTION_HELP,
  .memory = G_GUINT64_CONSTANT (8) << 30,
  .cpu_s = 600,
  .run = run,
};
