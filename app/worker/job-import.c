/* Watchfloor: the job "import".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one layer of a source into a layer pack. */
#include "config.h"

#include "wf-error.h"
#include "wf-import-window.h"
#include "wf-import-options.h"
#include "wf-import.h"
#include "wf-job.h"
#include "wf-pack-format.h"
#include "wf-secrets.h"
#include "wf-worker-report.h"

#include <glib/gi18n.h>

#define DEFAULT_AT_MOST 200000 /* features of a window */

typedef struct
{
  char *source, *layer, *encoding, *datum, *output, *crs, *window;
  gint64 at_most;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->source);
  g_free (options->layer);
  g_free (options->encoding);
  g_free (options->datum);
  g_free (options->output);
  g_free (options->crs);
  g_free (options->window);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("SOURCE");
  GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer, NULL, "N" },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, NULL, "E" },
    { "datum", 0, 0, G_OPTION_ARG_STRING, &options->datum, NULL, "D" },
    { "crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, NULL, "EPSG:N" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &options->window, NULL, "W,S,E,N" },
    { "at-most", 0, 0, G_OPTION_ARG_INT64, &options->at_most, NULL, "N" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, NULL, "FILE.wfpack" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc != 2 || options->output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("import needs one SOURCE and --output FILE.wfpack."));
      return FALSE;
    }
  options->source = g_strdup (argv[1]);
  options->at_most = MAX (1, options->at_most);
  if (options->encoding != NULL && !wf_text_encoding_exists (options->encoding))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("There is no encoding called %s; try GBK, GB18030 or UTF-8."),
                   options->encoding);
      return FALSE;
    }
  return TRUE;
}

static WfGeometryKind
choose_kind (const WfImport *import)
{
  OGRwkbGeometryType type = OGR_GT_Flatten (OGR_L_GetGeomType (import->layer));

  return type == wkbUnknown || type == wkbGeometryCollection
             ? wf_import_count_kinds (&import->source, import->layer)
             : wf_import_kind_of (type);
}

static gboolean
field_type (OGRFieldType from, WfFieldType *to)
{
  switch (from)
    {
    case OFTInteger:
    case OFTInteger64:
      *to = WF_FIELD_INT;
      return TRUE;
    case OFTReal:
      *to = WF_FIELD_REAL;
      return TRUE;
    case OFTDate:
    case OFTDateTime:
      *to = WF_FIELD_TIME;
      return TRUE;
    case OFTBinary:
      return FALSE;
    case OFTString:
    case OFTTime:
    default: /* lists as GDAL prints them */
      *to = WF_FIELD_TEXT;
      return TRUE;
    }
}

static void
add_fields (WfImport *import)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (import->layer);
  int n = MIN (OGR_FD_GetFieldCount (definition), WF_PACK_MAX_FIELDS);

  for (int i = 0; i < n; i++)
    {
      OGRFieldDefnH defn = OGR_FD_GetFieldDefn (definition, i);
      WfImportField field = { .index = i, .source_type = OGR_Fld_GetType (defn) };
      const char *name = wf_text_decoder_run (import->decoder, OGR_Fld_GetNameRef (defn));
      WfFieldType type;

      if (OGR_Fld_IsIgnored (defn) || !field_type (field.source_type, &type))
        continue;
      field.column = wf_pack_writer_column (import->writer,
                                            wf_pack_writer_add_field (import->writer, name, type));
      g_array_append_val (import->fields, field);
    }
}

/* Without a CRS only degrees can be placed. */
static gboolean
choose_crs (const WfImport *import, const Options *options, OGRSpatialReferenceH *srs,
            GError **error)
{
  OGREnvelope extent;

  *srs = OGR_L_GetSpatialRef (import->layer);
  if (options->crs != NULL)
    {
      OGRSpatialReferenceH own = OSRNewSpatialReference (NULL);

      if (OSRSetFromUserInput (own, options->crs) == OGRERR_NONE)
        {
          *srs = own;
          return TRUE;
        }
      OSRRelease (own);
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("There is no coordinate system called %s; write it as EPSG:4528."),
                   options->crs);
      return FALSE;
    }
  if (*srs != NULL)
    {
      OSRReference (*srs);
      return TRUE;
    }
  if (import->source.one_pass || OGR_L_GetExtent (import->layer, &extent, TRUE) != OGRERR_NONE
      || (extent.MinX >= -180.01 && extent.MaxX <= 360 && extent.MinY >= -90.01
          && extent.MaxY <= 90.01))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("It does not say its coordinate system and its coordinates are not degrees "
                  "(x %.0f, y %.0f); add a .prj file or name the system, such as EPSG:4528."),
               extent.MinX, extent.MinY);
  return FALSE;
}

void
wf_import_progress (const WfImport *import, guint64 done, double fraction)
{
  if (fraction < 0 && import->n_expected > 0)
    fraction = MIN (1, (double) done / (double) import->n_expected);
  wf_worker_report_progress (fraction < 0 ? -1 : fraction * 0.9, "reading");
}

static gboolean
read_layer (WfImport *import, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  gboolean plain = import->decoder == NULL;

  for (guint i = 0; i < import->fields->len; i++)
    {
      OGRFieldType type = g_array_index (import->fields, WfImportField, i).source_type;

      plain &= type != OFTStringList && type != OFTIntegerList && type != OFTInteger64List
               && type != OFTRealList && type != OFTTime;
    }
  if (plain && !import->source.one_pass && import->jump_to == 0
      && OGR_L_TestCapability (import->layer, OLCFastGetArrowStream))
    {
      if (wf_import_arrow (import, &own_error))
        return TRUE;
      if (own_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own_error));
          return FALSE;
        }
    }
  return wf_import_rows (import, error);
}

static json_t *
describe (const WfImport *import, const WfPackOrigin *origin, guint n_features)
{
  const WfWkbBatch *batch = &import->batch;

  return json_pack ("{s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:o*}", "features",
                    (json_int_t) n_features, "layer", origin->layer, "crs", origin->crs, "encoding",
                    origin->encoding, "driver", origin->driver, "invalid",
                    (json_int_t) batch->n_invalid, "repaired", (json_int_t) batch->n_repaired,
                    "out_of_range", (json_int_t) batch->n_out_of_range, "z_dropped",
                    (json_int_t) batch->n_z_dropped, "other_kind", (json_int_t) batch->n_other_kind,
                    "window", import->windowed ? wf_import_window_describe (import) : NULL);
}

static json_t *
finish (WfImport *import, const Options *options, const char *crs, const char *encoding,
        WfDatum datum, GError **error)
{
  g_autofree char *layer_name
      = g_strdup (wf_text_decoder_run (import->decoder, OGR_L_GetName (import->layer)));
  g_autofree char *source = wf_secrets_hide (options->source);
  WfPackOrigin origin = {
    .source = source,
    .layer = layer_name,
    .crs = crs,
    .encoding = encoding,
    .driver = import->source.driver,
    .datum = datum,
    .n_invalid = import->batch.n_invalid,
    .n_repaired = import->batch.n_repaired,
    .n_out_of_range = import->batch.n_out_of_range,
    .n_z_dropped = import->batch.n_z_dropped,
    .n_other_kind = import->batch.n_other_kind,
  };

  wf_pack_writer_set_origin (import->writer, &origin);
  wf_worker_report_progress (0.9, "sorting");
  if (!wf_pack_writer_finish (import->writer, options->output, error))
    return NULL;
  return describe (import, &origin, wf_pack_writer_n_features (import->writer));
}

static json_t *
import_layer (WfImport *import, const Options *options, GError **error)
{
  OGRSpatialReferenceH srs = NULL;
  WfDatum datum = WF_DATUM_WGS84;
  g_autofree char *encoding = NULL;
  g_autofree char *crs = NULL;

  if (options->datum != NULL && !wf_datum_parse (options->datum, &datum))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("There is no datum called %s; use wgs84, cgcs2000, gcj02 or bd09."),
                   options->datum);
      return NULL;
    }
  if (!wf_import_options_open (&import->source, options->source, error))
    return NULL;
  import->layer = wf_gdal_source_layer (&import->source, options->layer, error);
  if (import->layer == NULL || !choose_crs (import, options, &srs, error))
    return NULL;
  crs = wf_projector_crs_name (srs);
  if (options->datum == NULL)
    datum = wf_projector_crs_datum (srs);
  import->projector = wf_projector_new (srs, datum, error);
  if (import->projector == NULL)
    return NULL;
  encoding = wf_import_options_encoding (&import->source, import->layer, options->encoding);
  import->decoder = wf_text_decoder_new (encoding);
  if (options->window != NULL)
    {
      if (!wf_import_window_narrow (import, options->window, options->at_most, srs, datum, error))
        return NULL;
      import->n_expected = import->n_window / MAX (1, import->every);
    }
  else
    import->n_expected
        = import->source.one_pass ? -1 : OGR_L_GetFeatureCount (import->layer, FALSE);
  if (srs != NULL)
    OSRRelease (srs);
  wf_wkb_batch_init (&import->batch, choose_kind (import));
  wf_import_window_stand (import, options->window);
  import->writer = wf_pack_writer_new (import->batch.kind);
  add_fields (import);
  if (!read_layer (import, error))
    return NULL;
  return finish (import, options, crs, encoding, datum, error);
}

static json_t *
run (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { .at_most = DEFAULT_AT_MOST };
  WfImport import = { 0 };
  json_t *result = NULL;

  if (!parse_options (&options, argc, argv, error))
    return NULL;
  import.fields = g_array_new (FALSE, FALSE, sizeof (WfImportField));
  import.kept = g_array_new (FALSE, FALSE, sizeof (guint32));
  result = import_layer (&import, &options, error);
  /* The process ends with the job: a million features are not freed one by one. */
  if (result == NULL)
    {
      wf_pack_writer_free (import.writer);
      wf_gdal_source_close (&import.source);
    }
  return result;
}

const WfJob wf_job_import = {
  .name = "import",
  .synopsis = "SOURCE [--layer N] [--encoding E] [--datum D] [--crs EPSG:N]\n"
              "    [--window W,S,E,N [--at-most N]] --output FILE.wfpack",
  .memory = G_GUINT64_CONSTANT (16) << 30,
  .cpu_s = 1800,
  .run = run,
};
