/* Watchfloor: the law of driving.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a bend allows, and how a stretch between two speeds is driven: shared by the drive that is
 * driven and by the times the road graph reckons with, so that one keeps what the other promised.
 * Constant acceleration: v^2 = v0^2 + 2 a s. Pure. */
#pragma once

#include "wf-drive.h"

#include <math.h>

/* A bend is taken as an arc that leaves the line at most so far from its corner. */
#define WF_DRIVE_CORNER_M 40.0
#define WF_DRIVE_SLOWEST_TURN_MPS 1.5

/* The speed at the corner between the ways (ax, ay) and (bx, by), metres; HUGE_VAL: no bend.
 * With the arc's radius r = reach / (2 tan (turn / 2)): v = sqrt (sideways r). */
static inline double
wf_drive_bend_mps (double ax, double ay, double bx, double by, double sideways)
{
  double turn = fabs (atan2 (ax * by - ay * bx, ax * bx + ay * by));
  double reach;

  if (turn < 0.02)
    return HUGE_VAL;
  reach = fmin (WF_DRIVE_CORNER_M, fmin (sqrt (ax * ax + ay * ay), sqrt (bx * bx + by * by)));
  return fmax (WF_DRIVE_SLOWEST_TURN_MPS, sqrt (sideways * reach / (2.0 * tan (turn / 2.0))));
}

/* A stretch: up to the peak speed, held, and down. */
typedef struct
{
  double peak_mps, rise_m, hold_m, fall_m;
  double rise_s, hold_s, fall_s;
} WfDriveStretch;

/* From @va to @vb over @length > 0 metres, no faster than @limit where that can be kept. */
static inline WfDriveStretch
wf_drive_stretch (double length, double va, double vb, double limit, const WfDriveStyle *style)
{
  double up = style->accelerate, down = style->brake;
  double peak = sqrt ((2 * up * down * length + down * va * va + up * vb * vb) / (up + down));
  WfDriveStretch s;

  s.peak_mps = fmax (fmin (peak, limit), fmax (va, vb));
  s.rise_m = (s.peak_mps * s.peak_mps - va * va) / (2 * up);
  s.fall_m = (s.peak_mps * s.peak_mps - vb * vb) / (2 * down);
  s.hold_m = fmax (length - s.rise_m - s.fall_m, 0);
  s.rise_s = (s.peak_mps - va) / up;
  s.hold_s = s.hold_m / s.peak_mps;
  s.fall_s = (s.peak_mps - vb) / down;
  return s;
}
