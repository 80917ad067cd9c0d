/* Watchfloor: the parts of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Main thread. */
#include "config.h"

#include "wf-platform.h"

void
wf_platform_init (WfPlatform *platform)
{
  platform->started_us = wf_clock_now (platform->clock);
  platform->store = wf_entity_store_new ();
  wf_entity_store_set_clock (platform->store, platform->clock);
  platform->faults = wf_fault_rules_new ();
  platform->changes = wf_change_feed_new (platform->store);
  platform->stream = wf_live_stream_new (platform->changes, platform->clock, platform->faults);
  platform->notifier = wf_notifier_new (platform->changes, platform->clock, platform->faults);
}

void
wf_platform_clear (WfPlatform *platform)
{
  wf_mqtt_publisher_free (platform->mqtt);
  wf_jt_terminals_free (platform->terminals);
  wf_vehicle_server_free (platform->jt808);
  wf_vehicle_server_free (platform->cot);
  wf_notifier_free (platform->notifier);
  wf_sim_free (platform->sim);
  wf_live_stream_free (platform->stream);
  wf_change_feed_free (platform->changes);
  wf_fault_rules_free (platform->faults);
  wf_entity_store_free (platform->store);
  wf_clock_unref (platform->clock);
}

void
wf_platform_step (WfPlatform *platform)
{
  if (platform->sim != NULL)
    wf_sim_step (platform->sim, wf_clock_now (platform->clock));
}

void
wf_platform_advance (WfPlatform *platform, gint64 advance_us)
{
  while (advance_us > 0)
    {
      gint64 step_us = MIN (advance_us, platform->step_us);

      wf_clock_advance (platform->clock, step_us);
      wf_platform_step (platform);
      wf_change_feed_flush (platform->changes);
      advance_us -= step_us;
    }
}
