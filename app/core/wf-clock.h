/* Watchfloor: the clock.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Time is a parameter: live, replay at 60x and tests run the same code on different clocks.
 * A clock is reference-counted and may be read from any thread; only the owner of a manual
 * clock moves it. */
#pragma once

#include "wf-time.h"

typedef struct _WfClock WfClock;

/* The machine's clock, @speed times as fast from the moment of the call (1 = live). */
WfClock *wf_clock_new_system (double speed);

/* Stands still at @start_us until moved. */
WfClock *wf_clock_new_manual (gint64 start_us);

WfClock *wf_clock_ref (WfClock *clock);
void wf_clock_unref (WfClock *clock);

/* Now, microseconds since 1970 UTC. */
gint64 wf_clock_now (WfClock *clock);

/* Microseconds that only grow, whatever is done to the machine's date, and also while it sleeps;
 * for ages and deadlines. */
gint64 wf_clock_monotonic (WfClock *clock);

/* Moves a manual clock on by @step_us (not negative). */
void wf_clock_advance (WfClock *clock, gint64 step_us);

/* Sets the date of a manual clock on or back by @step_us; no time passes. */
void wf_clock_set_date (WfClock *clock, gint64 step_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfClock, wf_clock_unref)
