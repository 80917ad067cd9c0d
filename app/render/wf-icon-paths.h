/* Watchfloor: the pictograms of the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own drawings on a grid of 24 by 24, as SVG path data (M L H V C Z, absolute). */
#pragma once

#include <cairo.h>
#include <glib.h>

typedef struct
{
  const char *name;
  const char *badge; /* filled with icon-color */
  const char *sign; /* filled with icon-halo-color on the badge; NULL: none */
} WfIconPath;

/* NULL where there is none of that name. */
const WfIconPath *wf_icon_path_find (const char *name);
/* Appends @data to the path of @cr. */
void wf_icon_path_append (cairo_t *cr, const char *data);
