/* Watchfloor: hatches and dots.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What fills an area instead of a plain colour. A pattern is a name with up to three numbers:
 * "hatch", "cross" or "dots", then ":ANGLE" (degrees clockwise from level, 45), ":SPACING" (logical
 * pixels, 8), ":WIDTH" (of the lines or across the dots, 1 and 3): "cross:0:12:2". It stands still
 * on the ground while the map is moved. Coverage is exact for lines; dots have a soft rim. */
#pragma once

#include "wf-view.h"

#include <glib.h>

typedef enum
{
  WF_PATTERN_NONE,
  WF_PATTERN_HATCH,
  WF_PATTERN_CROSS,
  WF_PATTERN_DOTS,
} WfPatternKind;

typedef struct
{
  WfPatternKind kind;
  double spacing, width; /* device pixels */
  double ux, uy; /* the direction of the lines */
  double along, across; /* of the frame's corner from the world's, within one spacing */
} WfPattern;

/* FALSE where @text is no pattern; spacing and width in logical pixels, the rest for no view. */
gboolean wf_pattern_parse (const char *text, WfPattern *pattern);
/* The same pattern as it lies in @view. */
WfPattern wf_pattern_in_view (WfPattern pattern, const WfView *view);

/* Multiplies @n alphas by how much the pattern covers of the pixels from (@x, @y) on. */
void wf_pattern_thin (const WfPattern *pattern, int x, int y, guint16 *alphas, int n);
