/* Watchfloor: the features of a pack in the order of a column.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For tables of a million rows: numbers by radix, text through the order of its dictionary. Pure;
 * any thread. */
#pragma once

#include "wf-pack.h"

#include <gio/gio.h>

/* The numbers of all features in the order of @field (-1: of the source's feature ids), nulls last
 * in both directions, equal values in pack order. Text of up to 50,000 different values is in the
 * order of the locale, with numbers inside by their size; of more, in the order of its code
 * points. Free with g_free. NULL with WF_ERROR_CANCELLED. */
guint32 *wf_pack_sort (const WfPack *pack, int field, gboolean descending,
                       GCancellable *cancellable, GError **error);
