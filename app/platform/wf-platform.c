/* Watchfloor: the parts of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Main thread. */
#include "config.h"

#include "wf-platform.h"

void
wf_platform_step (WfPlatform *platform)
{
#ifdef WF_HAVE_SIM
  if (platform->sim != NULL)
    wf_sim_step (platform->sim, wf_clock_now (platform->clock));
#endif
}

void
wf_platform_advance (WfPlatform *platform, gint64 advance_us)
{
  while (advance_us > 0)
    {
      gint64 step_us = MIN (advance_us, platform->step_us);

      wf_clock_advance (platform->clock, step_us);
      wf_platform_step (platform);
      advance_us -= step_us;
    }
}
