/* Watchfloor: importing feature by feature.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For every driver; see wf-import.h. Features are held for a batch, so that their geometries are
 * projected together, and then give their values. */
#include "config.h"

#include "wf-column-types.h"
#include "wf-error.h"
#include "wf-import-window.h"
#include "wf-time.h"
#include "wf-worker-report.h"

#include <glib/gi18n.h>
#include <math.h>

#define BATCH 512

typedef struct
{
  WfImport *import;
  OGRFeatureH features[BATCH];
  guint n;
  GByteArray *wkb; /* Owned */
} Rows;

static void
append_time (WfPackColumn *column, OGRFeatureH feature, int index)
{
  int year, month, day, hour, minute, zone;
  float second;
  gint64 micros = WF_TIME_NONE;

  if (OGR_F_GetFieldAsDateTimeEx (feature, index, &year, &month, &day, &hour, &minute, &second,
                                  &zone))
    micros = wf_column_time_us (year, month, day, hour, minute, (double) second, zone);
  g_array_append_val (column->ints, micros);
}

static void
append_value (WfImport *import, const WfImportField *field, OGRFeatureH feature)
{
  WfPackColumn *column = field->column;

  if (!OGR_F_IsFieldSetAndNotNull (feature, field->index))
    wf_pack_column_append_null (column);
  else if (column->type == WF_FIELD_INT)
    {
      gint64 value = OGR_F_GetFieldAsInteger64 (feature, field->index);

      g_array_append_val (column->ints, value);
    }
  else if (column->type == WF_FIELD_REAL)
    {
      double value = OGR_F_GetFieldAsDouble (feature, field->index);

      g_array_append_val (column->reals, value);
    }
  else if (column->type == WF_FIELD_TIME)
    append_time (column, feature, field->index);
  else
    wf_pack_column_append_text (
        column,
        wf_text_decoder_run (import->decoder, OGR_F_GetFieldAsString (feature, field->index)));
}

static void
add_geometry (Rows *rows, OGRGeometryH geometry, gint64 fid)
{
  OGRGeometryH linear = NULL;
  gsize size;

  if (geometry == NULL || OGR_G_IsEmpty (geometry))
    {
      wf_wkb_batch_add (&rows->import->batch, fid, rows->n, NULL, 0);
      return;
    }
  if (OGR_G_HasCurveGeometry (geometry, TRUE))
    {
      geometry = linear = OGR_G_GetLinearGeometry (geometry, 0, NULL);
      rows->import->batch.n_linearized++;
    }
  size = geometry != NULL ? (gsize) OGR_G_WkbSizeEx (geometry) : 0;
  g_byte_array_set_size (rows->wkb, (guint) size);
  if (geometry == NULL || OGR_G_ExportToIsoWkb (geometry, wkbNDR, rows->wkb->data) != OGRERR_NONE)
    rows->import->batch.n_invalid++;
  else
    wf_wkb_batch_add (&rows->import->batch, fid, rows->n, rows->wkb->data, size);
  if (linear != NULL)
    OGR_G_DestroyGeometry (linear);
}

/* Its own, or what its columns say. */
static void
add_row (Rows *rows, OGRFeatureH feature)
{
  OGRGeometryH made = NULL;

  if (rows->import->places.x >= 0)
    made = wf_table_places_geometry (&rows->import->places, feature);
  add_geometry (rows, made != NULL ? made : OGR_F_GetGeometryRef (feature), OGR_F_GetFID (feature));
  OGR_G_DestroyGeometry (made);
  rows->features[rows->n++] = feature;
}

static void
flush_rows (Rows *rows)
{
  WfImport *import = rows->import;

  g_array_set_size (import->kept, 0);
  wf_wkb_batch_flush (&import->batch, import->projector, import->writer, import->kept);
  for (guint i = 0; i < import->kept->len; i++)
    {
      OGRFeatureH feature = rows->features[g_array_index (import->kept, guint32, i)];

      for (guint f = 0; f < import->fields->len; f++)
        append_value (import, &g_array_index (import->fields, WfImportField, f), feature);
    }
  for (guint i = 0; i < rows->n; i++)
    OGR_F_Destroy (rows->features[i]);
  rows->n = 0;
}

gboolean
wf_import_rows (WfImport *import, GError **error)
{
  g_autoptr (GByteArray) wkb = g_byte_array_new ();
  Rows rows = { .import = import, .wkb = wkb };
  OGRFeatureH feature;
  guint64 done = 0;
  double fraction;

  wf_import_window_rewind (import);
  wf_worker_report_forget ();
  while ((feature = wf_import_window_next (import, &fraction)) != NULL)
    {
      gboolean is_quiet = *wf_worker_report_gdal_said () == '\0';

      add_row (&rows, feature);
      if (rows.n == BATCH)
        flush_rows (&rows);
      /* A place that cannot be understood or projected is no word of the reader's. */
      if (is_quiet)
        wf_worker_report_forget ();
      wf_import_progress (import, ++done, fraction);
    }
  /* A reader that gives up looks like the end, but for what it said. */
  if (*wf_worker_report_gdal_said () != '\0')
    {
      if (import->source.is_server)
        g_set_error (error, WF_ERROR, WF_ERROR_NETWORK,
                     _ ("The server went away after %llu features (%s); what was read is not "
                        "shown, try again."),
                     (unsigned long long) done, wf_worker_report_gdal_said ());
      else
        g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                     _ ("Reading broke off after %llu features (%s); the file is "
                        "broken or incomplete, get it again."),
                     (unsigned long long) done, wf_worker_report_gdal_said ());
      return FALSE;
    }
  flush_rows (&rows);
  return TRUE;
}
