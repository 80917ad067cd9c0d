/* Watchfloor: painting a symbol.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths in cairo about the origin, in logical pixels; private to the map. */
#pragma once

#include "wf-symbol.h"

#include <cairo.h>

void wf_symbol_paint (cairo_t *cr, const WfLook *look);

/* The bare sign of a class (cross, flame, star ...) about the origin, to fill; about 10 px. */
void wf_symbol_sign (cairo_t *cr, WfTrackClass track_class);
