/* Watchfloor: importing whole columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* By OGR_L_GetArrowStream, for the drivers that fill it without making features (GeoPackage,
 * FlatGeobuf, Parquet); see wf-import.h. The layout is that of the Arrow C data interface
 * (arrow.apache.org/docs/format/CDataInterface.html). */
#include "config.h"

#include "wf-error.h"
#include "wf-import.h"
#include "wf-pack-format.h"
#include "wf-worker-report.h"

#include <glib/gi18n.h>
#include <math.h>
#include <ogr_recordbatch.h>
#include <string.h>

#define CHUNK 4096 /* rows whose coordinates stay in the cache between reading and projecting */

typedef enum
{
  READ_BOOL,
  READ_INT16,
  READ_INT32,
  READ_INT64,
  READ_FLOAT,
  READ_DOUBLE,
  READ_TEXT,
  READ_DAYS,
  READ_SECONDS,
  READ_MILLIS,
  READ_MICROS,
} Reading;

typedef struct
{
  WfImport *import;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  gint64 fid_child, geometry_child; /* -1: none */
  gboolean large_geometry;
  GArray *readings; /* Owned: Reading, one a field of the import */
  GArray *children; /* Owned: gint64, the same */
} Arrow;

static gboolean
find_reading (const char *format, WfFieldType type, Reading *reading)
{
  static const struct
  {
    const char *format;
    Reading reading;
    WfFieldType type;
  } table[] = {
    { "b", READ_BOOL, WF_FIELD_INT },        { "s", READ_INT16, WF_FIELD_INT },
    { "i", READ_INT32, WF_FIELD_INT },       { "l", READ_INT64, WF_FIELD_INT },
    { "f", READ_FLOAT, WF_FIELD_REAL },      { "g", READ_DOUBLE, WF_FIELD_REAL },
    { "u", READ_TEXT, WF_FIELD_TEXT },       { "tdD", READ_DAYS, WF_FIELD_TIME },
    { "tss:", READ_SECONDS, WF_FIELD_TIME }, { "tsm:", READ_MILLIS, WF_FIELD_TIME },
    { "tsu:", READ_MICROS, WF_FIELD_TIME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].type == type
        && (strcmp (format, table[i].format) == 0
            || (table[i].format[0] == 't' && table[i].format[1] == 's'
                && g_str_has_prefix (format, table[i].format))))
      {
        *reading = table[i].reading;
        return TRUE;
      }
  return FALSE;
}

static gint64
find_child (const struct ArrowSchema *schema, const char *name)
{
  for (gint64 i = 0; i < schema->n_children; i++)
    if (g_strcmp0 (schema->children[i]->name, name) == 0)
      return i;
  return -1;
}

/* Names can be told apart only where no two columns share one. */
static gboolean
map_fields (Arrow *arrow)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (arrow->import->layer);

  for (guint i = 0; i < arrow->import->fields->len; i++)
    {
      const WfImportField *field = &g_array_index (arrow->import->fields, WfImportField, i);
      OGRFieldDefnH defn = OGR_FD_GetFieldDefn (definition, field->index);
      gint64 child = find_child (&arrow->schema, OGR_Fld_GetNameRef (defn));
      Reading reading;

      if (OGR_FD_GetFieldIndex (definition, OGR_Fld_GetNameRef (defn)) != field->index || child < 0
          || child == arrow->geometry_child || child == arrow->fid_child
          || arrow->schema.children[child]->dictionary != NULL
          || !find_reading (arrow->schema.children[child]->format, field->column->type, &reading))
        return FALSE;
      g_array_append_val (arrow->readings, reading);
      g_array_append_val (arrow->children, child);
    }
  return TRUE;
}

static gboolean
map_schema (Arrow *arrow)
{
  const char *geometry = OGR_L_GetGeometryColumn (arrow->import->layer);
  const char *fid = OGR_L_GetFIDColumn (arrow->import->layer);

  if (arrow->stream.get_schema (&arrow->stream, &arrow->schema) != 0)
    return FALSE;
  arrow->fid_child = find_child (&arrow->schema, fid != NULL && *fid != '\0' ? fid : "OGC_FID");
  if (arrow->fid_child >= 0 && strcmp (arrow->schema.children[arrow->fid_child]->format, "l") != 0)
    return FALSE;
  arrow->geometry_child = -1;
  if (!arrow->import->batch.is_table)
    {
      const char *format;

      arrow->geometry_child = find_child (
          &arrow->schema, geometry != NULL && *geometry != '\0' ? geometry : "wkb_geometry");
      if (arrow->geometry_child < 0)
        return FALSE;
      format = arrow->schema.children[arrow->geometry_child]->format;
      arrow->large_geometry = strcmp (format, "Z") == 0;
      if (!arrow->large_geometry && strcmp (format, "z") != 0)
        return FALSE;
    }
  return map_fields (arrow);
}

static inline gboolean
is_set (const guint8 *bits, gint64 i)
{
  return bits == NULL || (bits[i >> 3] >> (i & 7) & 1);
}

static void
add_curved (WfImport *import, gint64 fid, guint32 row, const guint8 *wkb, gsize size)
{
  OGRGeometryH curved = NULL, linear = NULL;

  if (size <= G_MAXINT && OGR_G_CreateFromWkb (wkb, NULL, &curved, (int) size) == OGRERR_NONE)
    linear = OGR_G_GetLinearGeometry (curved, 0, NULL);
  if (linear != NULL)
    {
      gsize linear_size = (gsize) OGR_G_WkbSizeEx (linear);
      g_autofree guint8 *bytes = g_malloc (linear_size);

      OGR_G_ExportToIsoWkb (linear, wkbNDR, bytes);
      wf_wkb_batch_add (&import->batch, fid, row, bytes, linear_size);
      import->batch.n_linearized++;
      OGR_G_DestroyGeometry (linear);
    }
  else
    import->batch.n_invalid++;
  if (curved != NULL)
    OGR_G_DestroyGeometry (curved);
}

static void
add_row (Arrow *arrow, const struct ArrowArray *batch, gint64 row)
{
  WfImport *import = arrow->import;
  gint64 fid = row;
  const guint8 *wkb = NULL;
  gsize size = 0;

  if (arrow->fid_child >= 0)
    {
      const struct ArrowArray *fids = batch->children[arrow->fid_child];

      fid = ((const gint64 *) fids->buffers[1])[fids->offset + row];
    }
  if (arrow->geometry_child >= 0)
    {
      const struct ArrowArray *shapes = batch->children[arrow->geometry_child];
      gint64 at = shapes->offset + row, first, end;

      if (is_set (shapes->buffers[0], at))
        {
          const gint32 *small = shapes->buffers[1];
          const gint64 *large = shapes->buffers[1];

          first = arrow->large_geometry ? large[at] : small[at];
          end = arrow->large_geometry ? large[at + 1] : small[at + 1];
          wkb = (const guint8 *) shapes->buffers[2] + first;
          size = (gsize) (end - first);
        }
    }
  if (wf_wkb_batch_add (&import->batch, fid, (guint32) row, wkb, size) == WF_WKB_CURVED)
    add_curved (import, fid, (guint32) row, wkb, size);
}

static gint64
read_int (Reading reading, const void *values, gint64 at)
{
  switch (reading)
    {
    case READ_BOOL:
      return ((const guint8 *) values)[at >> 3] >> (at & 7) & 1;
    case READ_INT16:
      return ((const gint16 *) values)[at];
    case READ_INT32:
      return ((const gint32 *) values)[at];
    case READ_DAYS:
      return ((const gint32 *) values)[at] * G_GINT64_CONSTANT (86400000000);
    case READ_SECONDS:
      return ((const gint64 *) values)[at] * 1000000;
    case READ_MILLIS:
      return ((const gint64 *) values)[at] * 1000;
    case READ_INT64:
    case READ_MICROS:
    case READ_FLOAT:
    case READ_DOUBLE:
    case READ_TEXT:
    default:
      return ((const gint64 *) values)[at];
    }
}

static void
append_reals (GArray *to, gboolean is_float, const struct ArrowArray *values, const GArray *kept)
{
  guint had = to->len;
  double *reals;

  g_array_set_size (to, had + kept->len);
  reals = &g_array_index (to, double, had);
  for (guint i = 0; i < kept->len; i++)
    {
      gint64 at = values->offset + g_array_index (kept, guint32, i);

      if (!is_set (values->buffers[0], at))
        reals[i] = (double) NAN;
      else
        reals[i] = is_float ? (double) ((const float *) values->buffers[1])[at]
                            : ((const double *) values->buffers[1])[at];
    }
}

static void
append_ints (GArray *to, Reading reading, const struct ArrowArray *values, const GArray *kept)
{
  guint had = to->len;
  gint64 *ints;

  g_array_set_size (to, had + kept->len);
  ints = &g_array_index (to, gint64, had);
  for (guint i = 0; i < kept->len; i++)
    {
      gint64 at = values->offset + g_array_index (kept, guint32, i);

      ints[i] = is_set (values->buffers[0], at) ? read_int (reading, values->buffers[1], at)
                                                : WF_PACK_NULL_INT;
    }
}

static void
append_columns (Arrow *arrow, const struct ArrowArray *batch)
{
  WfImport *import = arrow->import;

  for (guint f = 0; f < import->fields->len; f++)
    {
      WfPackColumn *column = g_array_index (import->fields, WfImportField, f).column;
      Reading reading = g_array_index (arrow->readings, Reading, f);
      const struct ArrowArray *values = batch->children[g_array_index (arrow->children, gint64, f)];

      /* All the drivers begin at 0; text takes no other start. */
      if (reading == READ_TEXT)
        wf_pack_column_append_texts (column, (const gint32 *) values->buffers[1] + values->offset,
                                     values->buffers[2], values->buffers[0],
                                     (const guint32 *) (const void *) import->kept->data,
                                     import->kept->len);
      else if (column->reals != NULL)
        append_reals (column->reals, reading == READ_FLOAT, values, import->kept);
      else
        append_ints (column->ints, reading, values, import->kept);
    }
}

static void
read_batch (Arrow *arrow, const struct ArrowArray *batch)
{
  WfImport *import = arrow->import;
  gint64 step = MAX (1, import->every);

  for (gint64 first = 0; first < batch->length; first += CHUNK)
    {
      g_array_set_size (import->kept, 0);
      for (gint64 row = first; row < MIN (batch->length, first + CHUNK); row += step)
        add_row (arrow, batch, row);
      wf_wkb_batch_flush (&import->batch, import->projector, import->writer, import->kept);
      append_columns (arrow, batch);
    }
}

static gboolean
read_stream (Arrow *arrow, GError **error)
{
  guint64 done = 0;

  for (;;)
    {
      struct ArrowArray batch = { 0 };
      int problem = arrow->stream.get_next (&arrow->stream, &batch);

      if (problem != 0)
        {
          const char *said = arrow->stream.get_last_error (&arrow->stream);

          g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                       _ ("Reading broke off after %llu features (%s); the file "
                          "is broken or incomplete, get it again."),
                       (unsigned long long) done,
                       said != NULL && *said ? wf_worker_report_quote (said)
                                             : wf_worker_report_gdal_said ());
          return FALSE;
        }
      if (batch.release == NULL)
        return TRUE;
      read_batch (arrow, &batch);
      done += (guint64) batch.length;
      batch.release (&batch);
      wf_import_progress (arrow->import, done, -1);
    }
}

gboolean
wf_import_arrow (WfImport *import, GError **error)
{
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (Reading));
  g_autoptr (GArray) children = g_array_new (FALSE, FALSE, sizeof (gint64));
  Arrow arrow = { .import = import, .readings = readings, .children = children };
  gboolean ok = FALSE;

  wf_worker_report_forget ();
  if (!OGR_L_GetArrowStream (import->layer, &arrow.stream, NULL))
    return FALSE;
  if (map_schema (&arrow))
    ok = read_stream (&arrow, error);
  if (arrow.schema.release != NULL)
    arrow.schema.release (&arrow.schema);
  arrow.stream.release (&arrow.stream);
  return ok;
}
