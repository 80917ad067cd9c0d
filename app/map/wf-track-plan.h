/* Watchfloor: which tracks are drawn where, and how.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From the packed tracks and a view to the spots on the screen: what is outside is left out, what
 * would only be clutter at this zoom becomes a dot, and crowds become one mark with their number.
 * What can be sent, calls and what is selected are never hidden in a crowd unless there are
 * hundreds; units that stand in one place are laid side by side. The same spots are drawn and
 * picked from. Pure. */
#pragma once

#include "wf-track-store.h"
#include "wf-view.h"

typedef enum
{
  WF_SPOT_DOT,
  WF_SPOT_SMALL, /* a symbol, smaller: the map is seen from afar */
  WF_SPOT_SYMBOL,
  WF_SPOT_CROWD, /* @count tracks of one class about here; @track is one of them */
} WfSpotKind;

typedef struct
{
  guint track; /* index into the packed array */
  float x, y; /* logical pixels, of the middle */
  guint16 count;
  guint8 kind; /* WfSpotKind */
  guint8 rank; /* drawn in this order: 0 first */
} WfSpot;

#define WF_SPOT_N_RANKS 5
#define WF_NO_TRACK G_MAXUINT

/* Fills @spots (element-type WfSpot) in drawing order. @view in logical pixels; @selected: index or
 * WF_NO_TRACK. */
void wf_track_plan (const WfTrack *tracks, guint n_tracks, const WfView *view, guint selected,
                    GArray *spots);

/* The spot under (@x, @y), the uppermost of the nearest; NULL where there is none. */
const WfSpot *wf_track_plan_pick (const GArray *spots, double x, double y);

/* 0: no heading; 1 .. WF_HEADING_BUCKETS: the direction on the screen, clockwise, 1 = up. */
#define WF_HEADING_BUCKETS 32
guint wf_heading_bucket (double heading_deg, double rotation_rad);
