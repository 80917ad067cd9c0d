/* Watchfloor: when to try again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", 2015), the
 * same for every link. Pure: the caller gives the random number. */
#pragma once

#include <glib.h>

typedef struct
{
  gint64 base_us;
  gint64 max_us;
  guint failures; /* in a row */
} WfBackoff;

/* 1 s doubling to 60 s. */
#define WF_BACKOFF_INIT ((WfBackoff){ 1000000, 60000000, 0 })

static inline void
wf_backoff_succeeded (WfBackoff *backoff)
{
  backoff->failures = 0;
}

/* A connection that was lost after @held_us. One that is accepted and dropped at once is no
 * success, or it would be tried for ever without a pause. */
#define WF_BACKOFF_STEADY_US 10000000

static inline void
wf_backoff_held (WfBackoff *backoff, gint64 held_us)
{
  if (held_us > WF_BACKOFF_STEADY_US)
    wf_backoff_succeeded (backoff);
}

/* Counts a failure and returns the wait until the next try: between half of the step and all of
 * it, by @random in [0, 1). */
static inline gint64
wf_backoff_failed (WfBackoff *backoff, double random)
{
  guint shift = MIN (backoff->failures, 20);
  gint64 step = MIN (backoff->base_us << shift, backoff->max_us);

  backoff->failures = MIN (backoff->failures + 1, 1000000);
  return step / 2 + (gint64) (random * (double) (step - step / 2));
}
