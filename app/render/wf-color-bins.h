/* Watchfloor: drawing by colour.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where colours differ from feature to feature, features of one colour are drawn together: one
 * pass over the mask a colour instead of one a feature. Order inside a colour is kept. */
#pragma once

#include <glib.h>

#define WF_COLOR_BINS 64

typedef struct
{
  guint32 color;
  guint32 item; /* index at its level */
  guint8 level;
  guint8 bin;
} WfColorItem;

/* Sorts @items (WfColorItem) by colour, the same way in every band. Beyond WF_COLOR_BINS
 * colours the nearest one is taken. */
void wf_color_bins_sort (GArray *items);
