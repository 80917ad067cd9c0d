/* Watchfloor: which features are exported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* By a box in degrees and by an expression of OGR's SQL ("floors > 6 AND name LIKE '%楼'"). */
#pragma once

#include "wf-pack.h"

/* Feature numbers (guint32, ascending; g_array_unref). @bbox "W,S,E,N" and @where may be NULL. */
GArray *wf_export_choose (const WfPack *pack, const char *bbox, const char *where, GError **error);
