/* Watchfloor: stalls of the main loop.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source that should run each few milliseconds and writes down when it did not: what an
 * operator feels as a frozen window. Main thread. */
#pragma once

#include <glib.h>

#define WF_STALL_LIMIT_MS 50.0

typedef struct
{
  double at_ms; /* since the watch began */
  double ms;
  double cpu_ms; /* this thread's own work in it; the rest it waited for a core or an answer */
  char *during; /* what was going on */
} WfStall;

typedef struct _WfStallWatch WfStallWatch;

WfStallWatch *wf_stall_watch_new (void);
void wf_stall_watch_free (WfStallWatch *watch);
/* What is going on from now; static text. */
void wf_stall_watch_say (WfStallWatch *watch, const char *what);
/* Between these the loop is busy on purpose (pictures are taken) and not measured. */
void wf_stall_watch_pause (WfStallWatch *watch);
void wf_stall_watch_resume (WfStallWatch *watch);
double wf_stall_watch_max_ms (WfStallWatch *watch);
/* (element-type WfStall), those over the limit; borrowed. */
GArray *wf_stall_watch_stalls (WfStallWatch *watch);
