/* Watchfloor: how long a piece of road takes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Its length at its speed, and what its bends cost, by the law of driving. What the crossings at
 * its ends cost is the price of turns, not here. */
#include "config.h"

#include "wf-drive-law.h"
#include "wf-ground.h"
#include "wf-road-graph-private.h"

typedef struct
{
  double east, north, length; /* of the segment from here */
  double cap_mps; /* here */
} Step;

static guint
measure (const WfUnit *coords, guint32 n, double limit_mps, Step *steps)
{
  guint used = 0;

  for (guint32 i = 0; i + 1 < n; i++)
    {
      Step step = { .cap_mps = limit_mps };

      wf_ground_unit_vector (coords[i], coords[i + 1], &step.east, &step.north);
      step.length = sqrt (step.east * step.east + step.north * step.north);
      if (step.length <= 0)
        continue;
      if (used > 0)
        step.cap_mps
            = MIN (limit_mps, wf_drive_bend_mps (steps[used - 1].east, steps[used - 1].north,
                                                 step.east, step.north, WF_DRIVE_CAR.sideways));
      steps[used++] = step;
    }
  steps[used].cap_mps = limit_mps;
  return used;
}

static double
reachable_mps (double from_mps, double pull, double length)
{
  return sqrt (from_mps * from_mps + 2 * pull * length);
}

double
wf_road_pace_seconds (const WfUnit *coords, guint32 n, double limit_mps)
{
  const WfDriveStyle style = WF_DRIVE_CAR;
  Step few[64];
  g_autofree Step *many = n > G_N_ELEMENTS (few) ? g_new (Step, n) : NULL;
  Step *steps = many != NULL ? many : few;
  guint used = measure (coords, n, limit_mps, steps);
  double seconds = 0;

  for (guint i = 1; i <= used; i++)
    steps[i].cap_mps = MIN (steps[i].cap_mps, reachable_mps (steps[i - 1].cap_mps, style.accelerate,
                                                             steps[i - 1].length));
  for (guint i = used; i > 0; i--)
    steps[i - 1].cap_mps = MIN (steps[i - 1].cap_mps,
                                reachable_mps (steps[i].cap_mps, style.brake, steps[i - 1].length));
  for (guint i = 0; i < used; i++)
    {
      WfDriveStretch s = wf_drive_stretch (steps[i].length, steps[i].cap_mps, steps[i + 1].cap_mps,
                                           limit_mps, &style);

      seconds += s.rise_s + s.hold_s + s.fall_s;
    }
  return seconds;
}
