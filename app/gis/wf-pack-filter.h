/* Watchfloor: which features of a pack pass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* By a condition (wf-condition.h), by an expression of the style language, or by words found in any
 * column. The rows are shared out over the processors. Pure; any thread. */
#pragma once

#include "wf-pack.h"

#include <gio/gio.h>

/* One byte a feature, 1 where it passes; free with g_free. @text is taken as JSON where it begins
 * with '[' and is JSON, as a condition where it has an operator, else as words (divided by spaces)
 * each of which must stand in some column; the case of Latin letters does not matter to words. A
 * column that a condition names and the pack does not have is an error. WF_ERROR_INVALID,
 * WF_ERROR_CANCELLED. */
guint8 *wf_pack_filter (WfPack *pack, const char *text, GCancellable *cancellable, GError **error);

typedef struct
{
  guint32 feature;
  guint field; /* where it was found */
  guint rank; /* 0 the whole value, 1 its beginning, 2 inside */
} WfPackFound;

/* The features with @text in a text column, or an integer column of just that number: the best
 * @most by rank (WfPackFound; free with g_array_unref). Cancelled: what was found so far. */
GArray *wf_pack_find (const WfPack *pack, const char *text, guint most, GCancellable *cancellable);
