/* Watchfloor: a pack being made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the collecting half of the writer (wf-pack-writer.c) hands to the saving half
 * (wf-pack-save.c). Private to these two; one thread. */
#pragma once

#include "wf-pack-column.h"
#include "wf-pack-writer.h"

struct _WfPackWriter
{
  WfGeometryKind kind; /* of all features, MIXED: each says its own */

  /* Owned: the features in the order they came; sizes in elements. */
  WfUnit *coords;
  gsize n_coords, room_coords;
  guint32 *coord_of; /* n_parts + 1 */
  gsize n_parts, room_parts;
  guint32 *part_of; /* n_features + 1 */
  WfUnitBox *boxes;
  gint64 *fids;
  guint8 *kinds; /* WfGeometryKind */
  gsize n_features, room_features;
  GPtrArray *columns; /* WfPackColumn */

  /* The feature between begin and end. */
  gint64 fid;
  WfGeometryKind feature_kind;
  gsize first_part, first_coord;
  WfUnitBox feature_box;
  gboolean has_outer;

  /* Owned */
  char *source, *layer, *crs, *encoding, *driver, *x_column, *y_column;
  WfPackOrigin origin; /* its strings are those above, or NULL */
  guint64 n_empty; /* features left out here */
  gboolean too_large;
};

/* Sorts and writes; the writer's arrays are not changed. */
gboolean wf_pack_save (const WfPackWriter *writer, const char *path, GError **error);
/* The same bytes in anonymous memory. */
GBytes *wf_pack_save_in_memory (const WfPackWriter *writer, GError **error);
