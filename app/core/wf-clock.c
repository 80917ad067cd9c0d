/* Watchfloor: the clock.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* System time scaled from a start, or time moved by hand. Readers may be on any thread. */
#include "config.h"

#include "wf-clock.h"

#include <time.h>

struct _WfClock
{
  gatomicrefcount refs;
  gboolean manual;
  double speed;
  gint64 start_real_us;
  gint64 start_mono_us;
  gint64 manual_us; /* atomic; the date */
  gint64 manual_mono_us; /* atomic */
};

/* Unlike g_get_monotonic_time it counts while the machine sleeps. */
static gint64
boot_time_us (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();
  return (gint64) now.tv_sec * WF_SECOND_US + now.tv_nsec / 1000;
}

static WfClock *
clock_new (gboolean manual, double speed, gint64 start_us)
{
  WfClock *clock = g_new0 (WfClock, 1);

  g_atomic_ref_count_init (&clock->refs);
  clock->manual = manual;
  clock->speed = speed;
  clock->start_real_us = start_us;
  clock->start_mono_us = boot_time_us ();
  clock->manual_us = clock->manual_mono_us = start_us;
  return clock;
}

WfClock *
wf_clock_new_system (double speed)
{
  g_return_val_if_fail (speed > 0, NULL);
  return clock_new (FALSE, speed, g_get_real_time ());
}

WfClock *
wf_clock_new_manual (gint64 start_us)
{
  return clock_new (TRUE, 0, start_us);
}

WfClock *
wf_clock_ref (WfClock *clock)
{
  g_atomic_ref_count_inc (&clock->refs);
  return clock;
}

void
wf_clock_unref (WfClock *clock)
{
  if (clock != NULL && g_atomic_ref_count_dec (&clock->refs))
    g_free (clock);
}

gint64
wf_clock_now (WfClock *clock)
{
  if (clock->manual)
    return __atomic_load_n (&clock->manual_us, __ATOMIC_RELAXED);
  if (clock->speed == 1.0)
    return g_get_real_time ();
  return clock->start_real_us
         + (gint64) ((double) (boot_time_us () - clock->start_mono_us) * clock->speed);
}

gint64
wf_clock_monotonic (WfClock *clock)
{
  if (clock->manual)
    return __atomic_load_n (&clock->manual_mono_us, __ATOMIC_RELAXED);
  return (gint64) ((double) (boot_time_us () - clock->start_mono_us) * clock->speed);
}

void
wf_clock_advance (WfClock *clock, gint64 step_us)
{
  g_return_if_fail (clock->manual && step_us >= 0);
  __atomic_fetch_add (&clock->manual_us, step_us, __ATOMIC_RELAXED);
  __atomic_fetch_add (&clock->manual_mono_us, step_us, __ATOMIC_RELAXED);
}

void
wf_clock_set_date (WfClock *clock, gint64 step_us)
{
  g_return_if_fail (clock->manual);
  __atomic_fetch_add (&clock->manual_us, step_us, __ATOMIC_RELAXED);
}
