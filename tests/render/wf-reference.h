/* Watchfloor: the reference rasteriser of the tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* cairo without antialiasing at sixteen times the size, counted down: slow, and nothing of ours. */
#pragma once

#include <cairo.h>
#include <glib.h>

#define WF_REFERENCE_FINENESS 16

typedef void (*WfReferencePaint) (cairo_t *cr, gconstpointer data);

/* Coverage 0..255 of what @paint fills or strokes in a @width x @height picture; g_free. */
guint8 *wf_reference_cover (int width, int height, WfReferencePaint paint, gconstpointer data);

typedef struct
{
  double mean; /* of the absolute differences */
  int max;
} WfReferenceError;

/* @pixels: ours, drawn white on black; the blue channel is the coverage. */
WfReferenceError
wf_reference_compare (const guint8 *cover, const guint32 *pixels, int width, int height);
