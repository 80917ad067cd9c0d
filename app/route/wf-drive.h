/* Watchfloor: driving along a line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a vehicle is at any instant when it follows a polyline like a driver: it keeps to the
 * limit, brakes before bends and stops, waits there, and speeds up again with a bounded
 * acceleration (piecewise constant: v^2 = v0^2 + 2 a s). Immutable once made; any thread. */
#pragma once

#include "wf-point.h"

#include <glib.h>

typedef struct _WfDrive WfDrive;

typedef struct
{
  double accelerate, brake, sideways; /* m/s2, all positive */
} WfDriveStyle;

#define WF_DRIVE_CAR ((WfDriveStyle){ 1.8, 2.2, 2.5 })
#define WF_DRIVE_SIREN ((WfDriveStyle){ 2.2, 3.0, 3.5 })
#define WF_DRIVE_BUS ((WfDriveStyle){ 1.0, 1.3, 1.5 })

/* A stop of @wait_s seconds at @along_m from the start. */
typedef struct
{
  double along_m, wait_s;
} WfDriveStop;

typedef struct
{
  WfLonLat position;
  double heading_deg, speed_mps, along_m;
} WfDriveState;

/* @points of @n (2 or more); @limits_mps of @n - 1; @stops in order of along_m. The vehicle
 * starts with @speed_mps (no more than it can brake from) and stands at the end. All copied. */
WfDrive *
wf_drive_new (const WfLonLat *points, guint n, const float *limits_mps, const WfDriveStop *stops,
              guint n_stops, double speed_mps, WfDriveStyle style);
void wf_drive_free (WfDrive *drive);

double wf_drive_seconds (const WfDrive *drive);
double wf_drive_metres (const WfDrive *drive);

/* Before the start it stands at the start, after the end at the end. */
WfDriveState wf_drive_at (const WfDrive *drive, double seconds);

/* Seconds after the start at which it reaches @along_m, or leaves there where it stops; before the
 * line's beginning the first instant, beyond its end the last. */
double wf_drive_when (const WfDrive *drive, double along_m, gboolean leaving);

/* The place on the line nearest @p: metres from the start; @away_m (may be NULL) how far off. */
double wf_drive_project (const WfDrive *drive, WfLonLat p, double *away_m);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfDrive, wf_drive_free)
