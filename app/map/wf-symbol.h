/* Watchfloor: the symbols of what moves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a track looks like on the map, painted once for each look and kept as a picture. The class
 * is told by the shape and the sign in it; the state of a unit by fill as well as colour:
 *   busy            red, filled          free, away      blue, filled, with an inner ring
 *   free, at home   green, outlined      out of service  grey, struck through
 * A position that is stale is hollow with a broken outline, a lost one has a question mark, and a
 * doubtful one (stuck, jumped, clock ahead) carries an amber mark. Main thread. */
#pragma once

#include "wf-picture.h"
#include "wf-track-plan.h"

typedef struct
{
  guint8 track_class; /* WfTrackClass */
  guint8 group; /* WfUnitGroup; for units */
  guint8 heading; /* bucket, 0 = none */
  guint8 freshness; /* WfFreshness */
  guint8 kind; /* WfSpotKind */
  guint8 doubtful;
  guint8 dark;
  guint8 scale; /* device pixels a logical pixel */
} WfLook;

/* All sprites are squares of this many logical pixels about the spot. */
#define WF_SYMBOL_SIZE 44

/* How @track looks at @now_us in a view turned by @rotation_rad; dark and scale are the caller's.
 */
WfLook wf_look_of (const WfTrack *track, WfSpotKind kind, gint64 now_us, double rotation_rad);

typedef struct _WfSymbols WfSymbols;

WfSymbols *wf_symbols_new (void);
void wf_symbols_free (WfSymbols *symbols);
/* Borrowed until the next call. */
WfPicture *wf_symbols_get (WfSymbols *symbols, WfLook look);
