/* Watchfloor: colour ramps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of colours for classes of values. Sequential, diverging and qualitative sets are
 * Cynthia Brewer's (colorbrewer2.org, Apache-2.0: "This product includes color specifications and
 * designs developed by Cynthia Brewer"); viridis and cividis are of matplotlib (CC0), okabe-ito
 * of Okabe and Ito 2008. Pure; colours are 0xAARRGGBB, opaque. */
#pragma once

#include <glib.h>

typedef enum
{
  WF_RAMP_SEQUENTIAL, /* low to high */
  WF_RAMP_DIVERGING, /* about a middle */
  WF_RAMP_QUALITATIVE, /* kinds without an order */
} WfRampKind;

#define WF_RAMP_MAX_COLORS 12

typedef struct
{
  const char *name; /* as its makers call it; not translated */
  WfRampKind kind;
  guint n_safe; /* told apart by the colour-blind up to so many classes; 0: not at all */
  guint n_colors;
  guint32 colors[WF_RAMP_MAX_COLORS];
} WfRamp;

guint wf_ramp_count (void);
const WfRamp *wf_ramp_get (guint i);
/* NULL where there is none of that name. */
const WfRamp *wf_ramp_find (const char *name);

/* Fills @colors with @n of them: spread over the ramp where it has an order, else its own one
 * after another, from the start again when they run out. */
void wf_ramp_colors (const WfRamp *ramp, guint n, gboolean reversed, guint32 *colors);
