/* Watchfloor: geometries on their way in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* WKB (ISO, EWKB, either byte order, Z and M) of many features is taken apart into flat arrays,
 * projected in one go and handed to the pack writer: no allocation a feature. One thread. */
#pragma once

#include "wf-pack-writer.h"
#include "wf-projector.h"

#include <glib.h>

typedef struct
{
  gsize first, n; /* points */
  WfGeometryKind kind;
  gboolean is_hole;
} WfWkbPart;

typedef struct
{
  gint64 fid;
  guint32 row; /* in the source's batch */
  WfGeometryKind kind;
  gsize first_part, n_parts;
} WfWkbFeature;

typedef struct
{
  gboolean is_table; /* features have no geometry and are kept all the same */
  /* One area in so many is taken: each is drawn as large as all it stands for, up to that many
   * steps a side, so that a town seen from afar does not vanish. 0: as they are. */
  gint64 stands_for;
  double stands_steps;

  /* Owned: sizes in elements. */
  double *x, *y;
  gsize n_points, room_points;
  GArray *parts; /* WfWkbPart */
  GArray *features; /* WfWkbFeature */
  WfUnit *units;
  guint8 *ok;
  gsize room_units;

  /* Counted for the origin. */
  guint64 n_empty, n_invalid, n_repaired, n_unrepaired, n_out_of_range;
  guint64 n_z_dropped, n_linearized, n_split, n_cut;

  /* The geometry being read. */
  gboolean has_z, open_ring, bad_number;
} WfWkbBatch;

void wf_wkb_batch_init (WfWkbBatch *batch, gboolean is_table);
void wf_wkb_batch_clear (WfWkbBatch *batch);

typedef enum
{
  WF_WKB_READ,
  WF_WKB_CURVED, /* to be made linear by OGR first */
  WF_WKB_BROKEN, /* counted as invalid */
} WfWkbOutcome;

/* Adds the feature; one of several kinds (a collection) becomes a feature a kind. @wkb NULL or
 * empty: a feature without geometry, which only a table keeps. */
WfWkbOutcome
wf_wkb_batch_add (WfWkbBatch *batch, gint64 fid, guint32 row, const guint8 *wkb, gsize size);

/* Appends @n points (x, y, x, y...) as a part, for who mends or cuts what was added. */
void wf_wkb_batch_append_ring (WfWkbBatch *batch, const double *xy, gsize n, gboolean is_hole);
void wf_wkb_batch_append_line (WfWkbBatch *batch, const double *xy, gsize n);

/* Projects and writes what was added to @writer, which is MIXED (NONE for a table), then forgets
 * it. The rows that went in are appended to
 * @kept (guint32), and @writer's columns have to be filled for them. */
void
wf_wkb_batch_flush (WfWkbBatch *batch, WfProjector *projector, WfPackWriter *writer, GArray *kept);
