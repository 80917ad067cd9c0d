/* Watchfloor: the colours of what lies on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One table for both themes. A colour never stands alone: each meaning also has its own shape,
 * mark or word (see wf-symbol.h). Pure. */
#pragma once

#include "wf-track-class.h"
#include "wf-unit-state.h"

#include <gdk/gdk.h>

/* Fill of a unit by its group in the 120 legend: red, blue, green, grey. */
GdkRGBA wf_palette_group (WfUnitGroup group, gboolean dark);

/* Fill of what has no work state: bus, signal, sensor ... */
GdkRGBA wf_palette_class (WfTrackClass track_class, gboolean dark);

/* Levels I to IV: red, orange, yellow, blue; and the ink that reads on them. */
GdkRGBA wf_palette_level (int level, gboolean dark);
GdkRGBA wf_palette_level_ink (int level);

GdkRGBA wf_palette_selection (gboolean dark);
GdkRGBA wf_palette_drawing (gboolean dark);

/* Small words on the map: ink, and the plate behind them. */
GdkRGBA wf_palette_ink (gboolean dark);
GdkRGBA wf_palette_plate (gboolean dark);

/* @color with its alpha times @alpha. */
GdkRGBA wf_palette_faded (GdkRGBA color, float alpha);

/* 0xRRGGBB as a colour. */
GdkRGBA wf_palette_rgb (guint32 rgb);
/* Where there is no city: ARGB. */
guint32 wf_palette_ground (gboolean dark);
