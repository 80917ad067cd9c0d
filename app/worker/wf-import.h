/* Watchfloor: an import.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One layer on its way into a pack: job-import.c sets it up and finishes it; the rows come from
 * wf-import-arrow.c (whole columns, where the driver is fast at it) or wf-import-rows.c (feature
 * by feature). One thread. */
#pragma once

#include "wf-gdal-source.h"
#include "wf-pack-column.h"
#include "wf-pack-writer.h"
#include "wf-projector.h"
#include "wf-table-places.h"
#include "wf-text-encoding.h"
#include "wf-wkb-batch.h"

typedef struct
{
  int index; /* in the layer's definition */
  OGRFieldType source_type;
  WfPackColumn *column; /* Borrowed from the writer */
} WfImportField;

typedef struct
{
  WfGdalSource source;
  OGRLayerH layer;
  gint64 n_expected; /* features, < 0 not known */
  WfTextDecoder *decoder; /* Owned, may be NULL */
  WfTablePlaces places; /* of a table whose columns say where its rows are */
  WfProjector *projector; /* Owned */
  WfPackWriter *writer; /* Owned */
  GArray *fields; /* Owned: WfImportField */
  WfWkbBatch batch;
  GArray *kept; /* Owned: guint32, rows of the batch that went in */

  /* A part of it: wf-import-window.h. */
  gboolean windowed;
  WfBox window; /* in the layer's coordinates */
  gint64 at_most; /* features asked for */
  gint64 n_window; /* features that lie in it, about; < 0 not known */
  gint64 every; /* one in so many is taken */
  gint64 n_seen, n_given;
  gint64 jump_at, jump_to; /* feature ids, where the sample is taken by jumping */
  gboolean sampled_there; /* by the server */
  gboolean cut; /* there was more */
} WfImport;

/* FALSE with no error where the stream has something this path does not read: use rows. */
gboolean wf_import_arrow (WfImport *import, GError **error);
gboolean wf_import_rows (WfImport *import, GError **error);

void wf_import_progress (const WfImport *import, guint64 done, double fraction);
