/* Watchfloor: areas that cross themselves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GEOS judges and mends; it is only asked about areas that are not plainly sound, as asking about
 * each of a million footprints would take longer than reading them. One thread. */
#pragma once

#include "wf-wkb-batch.h"

typedef enum
{
  WF_AREA_SOUND,
  WF_AREA_REPAIRED, /* its parts were replaced */
  WF_AREA_UNREPAIRED, /* its parts are as they were */
} WfAreaOutcome;

/* The parts @first_part ... of @batch, which are its last, are one area. */
WfAreaOutcome wf_area_repair (WfWkbBatch *batch, gsize first_part);

/* TRUE where the closed ring of @n points (the last is the first again) surely neither touches nor
 * crosses itself: decided by signs that rounding cannot have turned. */
gboolean wf_ring_is_plainly_sound (const double *x, const double *y, gsize n);
