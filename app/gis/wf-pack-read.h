/* Watchfloor: an opened layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the half of the reader that checks (wf-pack-check.c) and the half that answers
 * (wf-pack.c). Everything points into @bytes. Private to these two. */
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
  gboolean is_mapped; /* from a file */
  WfPackColumnView *columns; /* Owned: n_fields */
  guint n_fields;
  WfGeometryKind kind;
  guint32 first_of_kind[5]; /* by WfGeometryKind, and the end */
  WfPackShapes shapes;
  WfPackOrigin origin;
  WfUnitBox box;
  WfIndexLayout layout;
  const WfUnitBox *tree;
};

/* Fills @pack, whose bytes are set, or says what is wrong with them (for the log, English). */
gboolean wf_pack_check (WfPack *pack, const char **wrong);
