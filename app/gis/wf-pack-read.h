/* Watchfloor: an opened layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the reader: what checks (wf-pack-check.c), what follows from the points
 * (wf-pack-derive.c) and what answers (wf-pack.c). What is not owned points into @bytes. Private to
 * these. */
#pragma once

#include "wf-pack.h"

typedef struct
{
  const char *name;
  WfFieldType type;
  const guint32 *texts; /* by type one of the three, n_features long */
  const gint64 *ints;
  const double *reals;
  const guint32 *text_of; /* n_texts + 1 */
  const char *bytes;
  guint32 n_texts;
} WfPackColumnView;

struct _WfPack
{
  gint refs;
  GBytes *bytes; /* Owned */
  WfPackColumnView *columns; /* Owned: n_fields */
  guint n_fields;
  WfGeometryKind kind;
  guint32 first_of_kind[5]; /* by WfGeometryKind, and the end */
  WfPackShapes shapes; /* boxes and areas Owned; part_of where it is not in the file */
  gboolean owns_part_of;
  const guint32 *small_fids; /* one of the two */
  const gint64 *fids;
  WfPackOrigin origin;
  WfUnitBox box;
  WfIndexLayout layout;
  WfUnitBox *tree; /* Owned */
};

/* Fills @pack, whose bytes are set, or says what is wrong with them (for the log, English). */
gboolean wf_pack_check (WfPack *pack, const char **wrong);

/* Makes what follows from the points of the sections, which are set, and checks the offsets on the
 * way. FALSE: something is wrong; what was made is still the pack's. */
gboolean wf_pack_derive (WfPack *pack, const char **wrong);
