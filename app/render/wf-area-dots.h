/* Watchfloor: footprints under a pixel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The path a million footprints take: straight down the tree of a selection, four numbers at a
 * time, every shape or subtree that fits a pixel into the mask, all else to the caller. One
 * thread. */
#pragma once

#include "wf-frame-plan.h"

typedef void (*WfDotsLarger) (guint32 item, gpointer data);

/* FALSE where this view is not for it (so far out that steps overflow): nothing was done. @n_drawn
 * is added to: features whose top edge lies in the band. */
gboolean wf_area_dots_draw (WfBand *band, const WfSelection *selection, const WfWindow *window,
                            WfDotsLarger larger, gpointer data, guint64 *n_drawn);
