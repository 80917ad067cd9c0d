/* Watchfloor: whether a worker gets on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A driver may hang in a thousand ways; what it cannot do is get on without saying so, reading or
 * writing. Who uses the processor without any of that may still be sorting or noding; who does not
 * even do that waits for something that will hardly come. Time is a parameter. Private to the
 * client; one thread a watch. */
#pragma once

#include <glib.h>

#define WF_WORKER_STALL_S 30 /* without getting on: the operator is told and may cancel it */
#define WF_WORKER_STUCK_S 60 /* without reading, writing and computing: it is ended */
#define WF_WORKER_SERVER_S 180 /* the same where a server may be slow to answer */
#define WF_WORKER_SPIN_S 300 /* computing without anything to show for it: it is ended */

typedef enum
{
  WF_WORKER_GETS_ON,
  WF_WORKER_STALLS,
  WF_WORKER_IS_STUCK,
  WF_WORKER_SPINS,
} WfWorkerPulse;

typedef struct
{
  guint64 bytes; /* read and written so far */
  guint64 ticks; /* processor time so far */
} WfWorkerUse;

typedef struct
{
  WfWorkerUse use;
  gint64 got_on_us, lived_us; /* when it did last; monotonic */
} WfWorkerWatch;

void wf_worker_watch_begin (WfWorkerWatch *watch, gint64 now_us);
/* It said something. */
void wf_worker_watch_hear (WfWorkerWatch *watch, gint64 now_us);
/* It has used so much by now. */
WfWorkerPulse wf_worker_watch_look (WfWorkerWatch *watch, const WfWorkerUse *use,
                                    gboolean is_server, gint64 now_us);

/* What the process @pid has used, from /proc. FALSE where it is gone. */
gboolean wf_worker_watch_read (const char *pid, WfWorkerUse *use);
