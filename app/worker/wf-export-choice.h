/* Watchfloor: which features are exported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* By a box in degrees and by an expression of OGR's SQL ("floors > 6 AND name LIKE '%楼'"). */
#pragma once

#include "wf-pack.h"

/* Feature numbers (guint32, ascending; g_array_unref). @bbox "W,S,E,N" and @where may be NULL. */
GArray *wf_export_choose (const WfPack *pack, const char *bbox, const char *where, GError **error);

/* The features the file @list names (guint32 numbers), in its order; g_array_unref.
 * WF_ERROR_INVALID where it names what is not there. */
GArray *wf_export_read_list (const WfPack *pack, const char *list, GError **error);
