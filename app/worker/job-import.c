/* Watchfloor: the job "import".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one layer of a source into a layer pack. */
#include "config.h"

#include "wf-column-types.h"
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
  WfImportOptions how;
  char *source, *output, *window; /* Owned */
  gint64 at_most;
} Job;

static void
job_clear (Job *job)
{
  wf_import_options_clear (&job->how);
  g_free (job->source);
  g_free (job->output);
  g_free (job->window);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
parse_job (Job *job, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("SOURCE");
  GOptionEntry entries[] = {
    WF_IMPORT_OPTION_ENTRIES (&job->how),
    { "window", 0, 0, G_OPTION_ARG_STRING, &job->window, NULL, "W,S,E,N" },
    { "at-most", 0, 0, G_OPTION_ARG_INT64, &job->at_most, NULL, "N" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &job->output, NULL, "FILE.wfpack" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc != 2 || job->output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("import needs one SOURCE and --output FILE.wfpack."));
      return FALSE;
    }
  job->source = g_strdup (argv[1]);
  job->at_most = MAX (1, job->at_most);
  return wf_import_options_check (&job->how, error);
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

/* @name, with a number where another column has it already; kept by @names. */
static const char *
single_name (GHashTable *names, const char *name)
{
  char *single = g_strdup (name);

  for (guint n = 2; g_hash_table_contains (names, single); n++)
    {
      g_free (single);
      single = g_strdup_printf ("%s (%u)", name, n);
    }
  g_hash_table_add (names, single);
  return single;
}

static void
add_fields (WfImport *import)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (import->layer);
  int n = MIN (OGR_FD_GetFieldCount (definition), WF_PACK_MAX_FIELDS);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < n; i++)
    {
      OGRFieldDefnH defn = OGR_FD_GetFieldDefn (definition, i);
      WfImportField field = { .index = i, .source_type = OGR_Fld_GetType (defn) };
      const char *name = wf_text_decoder_run (import->decoder, OGR_Fld_GetNameRef (defn));
      WfFieldType type;

      if (OGR_Fld_IsIgnored (defn) || !field_type (field.source_type, &type))
        continue;
      name = single_name (names, name);
      field.column = wf_pack_writer_column (import->writer,
                                            wf_pack_writer_add_field (import->writer, name, type));
      g_array_append_val (import->fields, field);
    }
}

/* Of the coordinates as they stand, for who has to guess their system. */
static WfBox
raw_extent (const WfImport *import)
{
  OGREnvelope extent;

  if (import->places.x >= 0)
    return wf_table_places_extent (&import->places, &import->source, import->layer);
  if (import->source.one_pass || OGR_L_GetSpatialRef (import->layer) != NULL
      || OGR_L_GetGeomType (import->layer) == wkbNone
      || OGR_L_GetExtent (import->layer, &extent, TRUE) != OGRERR_NONE)
    return WF_BOX_EMPTY;
  return (WfBox){ extent.MinX, extent.MinY, extent.MaxX, extent.MaxY };
}

static gboolean
choose_place (WfImport *import, const Job *job, WfImportPlace *place, GError **error)
{
  WfBox extent = job->how.crs == NULL ? raw_extent (import) : WF_BOX_EMPTY;

  if (!wf_import_options_place (&job->how, import->layer, extent, place, error))
    return FALSE;
  if (place->wanted)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_ASK,
                   _ ("It does not say its coordinate system and its coordinates are not degrees "
                      "(x %.0f, y %.0f); add a .prj file or name the system, such as EPSG:4528."),
                   extent.min_x, extent.min_y);
      return FALSE;
    }
  import->projector = wf_projector_new (place->srs, place->datum, place->swapped, error);
  return import->projector != NULL;
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
  gboolean plain = import->decoder == NULL && import->places.x < 0;

  for (guint i = 0; i < import->fields->len; i++)
    {
      OGRFieldType type = g_array_index (import->fields, WfImportField, i).source_type;

      plain &= type != OFTStringList && type != OFTIntegerList && type != OFTInteger64List
               && type != OFTRealList && type != OFTTime;
    }
  /* Feature by feature what nobody could count is cut in time. */
  if (plain && !import->source.one_pass && import->jump_to == 0
      && (!import->windowed || import->n_window >= 0)
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
  return json_pack ("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:o*}",
                    "features", (json_int_t) n_features, "layer", origin->layer, "crs", origin->crs,
                    "crs_by", wf_said_name (origin->crs_by), "encoding", origin->encoding,
                    "encoding_by", wf_said_name (origin->encoding_by), "driver", origin->driver,
                    "invalid", (json_int_t) origin->n_invalid, "repaired",
                    (json_int_t) origin->n_repaired, "out_of_range",
                    (json_int_t) origin->n_out_of_range, "z_dropped",
                    (json_int_t) origin->n_z_dropped, "split", (json_int_t) origin->n_split,
                    "window", import->windowed ? wf_import_window_describe (import) : NULL);
}

static char *
column_name (const WfImport *import, int index)
{
  return index >= 0 ? wf_table_places_name (import->layer, import->decoder, index) : NULL;
}

static json_t *
finish (WfImport *import, const Job *job, const WfImportPlace *place,
        const WfImportEncoding *encoding, GError **error)
{
  const WfWkbBatch *batch = &import->batch;
  g_autofree char *crs = wf_projector_crs_name (place->srs);
  g_autofree char *layer_name
      = wf_text_decoder_name (import->decoder, OGR_L_GetName (import->layer));
  g_autofree char *x = column_name (import, import->places.x);
  g_autofree char *y = column_name (import, import->places.y);
  g_autofree char *source = wf_secrets_hide (job->source);
  WfPackOrigin origin = {
    .source = source,
    .layer = layer_name,
    .crs = crs,
    .crs_by = place->by,
    .encoding = encoding->name,
    .encoding_by = encoding->by,
    .driver = import->source.driver,
    .x_column = x,
    .y_column = y,
    .datum = place->datum,
    .n_empty = batch->n_empty,
    .n_invalid = batch->n_invalid,
    .n_repaired = batch->n_repaired,
    .n_unrepaired = batch->n_unrepaired,
    .n_out_of_range = batch->n_out_of_range,
    .n_z_dropped = batch->n_z_dropped,
    .n_linearized = batch->n_linearized,
    .n_split = batch->n_split,
    .n_cut = batch->n_cut,
    .n_garbled = wf_text_decoder_n_garbled (import->decoder),
  };

  wf_pack_writer_set_origin (import->writer, &origin);
  for (guint i = 0; g_str_equal (import->source.driver, "CSV") && i < import->fields->len; i++)
    wf_column_types_settle (g_array_index (import->fields, WfImportField, i).column);
  wf_worker_report_progress (0.9, "sorting");
  if (!wf_pack_writer_finish (import->writer, job->output, error))
    return NULL;
  return describe (import, &origin, wf_pack_writer_n_features (import->writer));
}

/* Reads all of it into a new writer. */
static gboolean
fill_writer (WfImport *import, const Job *job, const WfImportEncoding *encoding, gboolean is_table,
             GError **error)
{
  g_clear_pointer (&import->decoder, wf_text_decoder_free);
  g_clear_pointer (&import->writer, wf_pack_writer_free);
  wf_wkb_batch_clear (&import->batch);
  g_array_set_size (import->fields, 0);
  import->decoder = wf_text_decoder_new (encoding->name);
  wf_wkb_batch_init (&import->batch, is_table);
  wf_import_window_stand (import, job->window);
  import->writer = wf_pack_writer_new (is_table ? WF_GEOMETRY_NONE : WF_GEOMETRY_MIXED);
  add_fields (import);
  return read_layer (import, error);
}

/* A file says at its head how many it holds; GDAL takes the end of what is there for the end. Of
 * other formats the number is somebody's count, and may be wrong. */
static gboolean
is_whole (WfImport *import, const Job *job, GError **error)
{
  const WfWkbBatch *batch = &import->batch;
  guint64 n_read = wf_pack_writer_n_features (import->writer) + batch->n_empty + batch->n_invalid
                   + batch->n_out_of_range;
  g_autofree char *name = NULL, *all = NULL;

  if (import->windowed || import->n_expected <= 0 || n_read >= (guint64) import->n_expected
      || !g_str_equal (import->source.driver, "FlatGeobuf"))
    return TRUE;
  name = g_path_get_basename (job->source);
  all = g_strdup_printf ("%" G_GINT64_FORMAT, import->n_expected);
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("%s is cut short: it says that it holds %s features, and has fewer. Copy it here "
                  "again."),
               name, all);
  return FALSE;
}

/* Again where it turns out otherwise than it seemed: a format of UTF-8 holds other bytes, or there
 * is not one geometry in it. */
static gboolean
read_all (WfImport *import, const Job *job, WfImportEncoding *encoding, GError **error)
{
  gboolean is_table = OGR_L_GetGeomType (import->layer) == wkbNone && import->places.x < 0;

  if (!fill_writer (import, job, encoding, is_table, error))
    return FALSE;
  if (encoding->sample == NULL && wf_pack_writer_n_garbled (import->writer) > 0)
    {
      wf_import_encoding_clear (encoding);
      *encoding = wf_import_options_encoding (&import->source, import->layer, NULL, TRUE);
      if (!fill_writer (import, job, encoding, is_table, error))
        return FALSE;
    }
  if (!is_table && wf_pack_writer_n_features (import->writer) == 0 && import->batch.n_empty > 0
      && import->batch.n_invalid + import->batch.n_out_of_range == 0)
    return fill_writer (import, job, encoding, TRUE, error);
  return is_whole (import, job, error);
}

/* To the window asked for. */
static gboolean
narrow (WfImport *import, const Job *job, const WfImportPlace *place, GError **error)
{
  if (job->window == NULL)
    {
      import->n_expected
          = import->source.one_pass ? -1 : OGR_L_GetFeatureCount (import->layer, FALSE);
      return TRUE;
    }
  if (!wf_import_window_narrow (import, job->window, job->at_most, place, error))
    return FALSE;
  if (import->windowed)
    import->n_expected = import->n_window / MAX (1, import->every);
  return TRUE;
}

static json_t *
import_layer (WfImport *import, const Job *job, GError **error)
{
  g_auto (WfImportEncoding) encoding = { 0 };
  g_auto (WfImportPlace) place = { 0 };

  if (!wf_import_options_open (&import->source, job->source, error))
    return NULL;
  import->layer = wf_gdal_source_layer (&import->source, job->how.layer, error);
  if (import->layer == NULL)
    return NULL;
  encoding = wf_import_options_encoding (&import->source, import->layer, job->how.encoding, FALSE);
  import->decoder = wf_text_decoder_new (encoding.name);
  if (!wf_table_places_find (import->layer, import->decoder, &job->how, &import->places, error)
      || !choose_place (import, job, &place, error))
    return NULL;
  if (!narrow (import, job, &place, error))
    return NULL;
  if (!read_all (import, job, &encoding, error))
    return NULL;
  return finish (import, job, &place, &encoding, error);
}

static json_t *
run (int argc, char **argv, GError **error)
{
  g_auto (Job) job = { .at_most = DEFAULT_AT_MOST };
  WfImport import = { 0 };
  json_t *result = NULL;

  if (!parse_job (&job, argc, argv, error))
    return NULL;
  import.fields = g_array_new (FALSE, FALSE, sizeof (WfImportField));
  import.kept = g_array_new (FALSE, FALSE, sizeof (guint32));
  result = import_layer (&import, &job, error);
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
  .synopsis = "SOURCE " WF_IMPORT_OPTION_HELP "\n"
              "    [--window W,S,E,N [--at-most N]] --output FILE.wfpack",
  .memory = G_GUINT64_CONSTANT (16) << 30,
  .cpu_s = 1800,
  .run = run,
};
