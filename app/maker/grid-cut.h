/* Watchfloor: cuts through wide country.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where no road divides the land, faces are far larger than a cell should be. Pure. */
#pragma once

#include "wf-pack-writer.h"

/* Writes the lines of @lines and, through each face of @faces over @most_m2, lines about
 * sqrt (@want_m2) apart, to @output. Returns how many faces were cut in @n_cut; nothing is
 * written where none is. */
gboolean grid_cut_write (const WfPack *lines, const WfPack *faces, double most_m2, double want_m2,
                         const char *output, guint *n_cut, GError **error);
