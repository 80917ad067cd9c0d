/* Watchfloor: whether a worker gets on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header; the files are described in proc(5). */
#include "config.h"

#include "wf-worker-watch.h"

#include <stdio.h>
#include <string.h>

void
wf_worker_watch_begin (WfWorkerWatch *watch, gint64 now_us)
{
  *watch = (WfWorkerWatch){ .got_on_us = now_us, .lived_us = now_us };
}

void
wf_worker_watch_hear (WfWorkerWatch *watch, gint64 now_us)
{
  watch->got_on_us = watch->lived_us = now_us;
}

WfWorkerPulse
wf_worker_watch_look (WfWorkerWatch *watch, const WfWorkerUse *use, gboolean is_server,
                      gint64 now_us)
{
  gint64 stuck_s = is_server ? WF_WORKER_SERVER_S : WF_WORKER_STUCK_S, still_s;

  if (use->bytes != watch->use.bytes)
    wf_worker_watch_hear (watch, now_us);
  else if (use->ticks != watch->use.ticks)
    watch->lived_us = now_us;
  watch->use = *use;
  still_s = (now_us - watch->got_on_us) / G_USEC_PER_SEC;
  if ((now_us - watch->lived_us) / G_USEC_PER_SEC >= stuck_s)
    return WF_WORKER_IS_STUCK;
  if (still_s >= WF_WORKER_SPIN_S)
    return WF_WORKER_SPINS;
  return still_s >= WF_WORKER_STALL_S ? WF_WORKER_STALLS : WF_WORKER_GETS_ON;
}

static char *
read_proc (const char *pid, const char *name)
{
  g_autofree char *path = g_build_filename ("/proc", pid, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

gboolean
wf_worker_watch_read (const char *pid, WfWorkerUse *use)
{
  g_autofree char *io = pid != NULL ? read_proc (pid, "io") : NULL;
  g_autofree char *stat = pid != NULL ? read_proc (pid, "stat") : NULL;
  /* The second field is the program's name, which may hold anything. */
  const char *after = stat != NULL ? strrchr (stat, ')') : NULL;
  unsigned long long in, out, user, system;

  if (io == NULL || after == NULL || sscanf (io, "rchar: %llu wchar: %llu", &in, &out) != 2
      || sscanf (after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user,
                 &system)
             != 2)
    return FALSE;
  *use = (WfWorkerUse){ in + out, user + system };
  return TRUE;
}
