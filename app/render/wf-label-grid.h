/* Watchfloor: what labels have taken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes in pixels, found by cells. One thread. */
#pragma once

#include <glib.h>

typedef struct
{
  float x0, y0, x1, y1;
} WfLabelBox;

typedef struct _WfLabelGrid WfLabelGrid;

WfLabelGrid *wf_label_grid_new (int width_px, int height_px);
void wf_label_grid_free (WfLabelGrid *grid);
/* TRUE where @box meets none that was taken. What lies outside the picture is not told apart from
 * its border cells. */
gboolean wf_label_grid_is_free (const WfLabelGrid *grid, const WfLabelBox *box);
void wf_label_grid_take (WfLabelGrid *grid, const WfLabelBox *box);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfLabelGrid, wf_label_grid_free)
