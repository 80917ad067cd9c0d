/* Watchfloor: stalls of the main loop.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-stall-watch.h"

#include <time.h>

#define TICK_US 5000

struct _WfStallWatch
{
  GSource *source;
  gint64 began_us, expected_us; /* monotonic */
  gint64 cpu_us; /* of this thread at the last tick */
  double max_ms;
  GArray *stalls;
  const char *what;
  gboolean paused;
};

static void
stall_clear (gpointer data)
{
  g_free (((WfStall *) data)->during);
}

static gint64
thread_cpu_us (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * G_USEC_PER_SEC + t.tv_nsec / 1000;
}

static gboolean
tick_cb (gpointer data)
{
  WfStallWatch *watch = data;
  gint64 now_us = g_get_monotonic_time ();
  double ms = (double) (now_us - watch->expected_us) / 1000.0;
  gint64 cpu_us = thread_cpu_us ();
  double cpu_ms = (double) (cpu_us - watch->cpu_us) / 1000.0;

  watch->cpu_us = cpu_us;
  watch->expected_us = now_us + TICK_US;
  g_source_set_ready_time (watch->source, watch->expected_us);
  if (watch->paused)
    return G_SOURCE_CONTINUE;
  watch->max_ms = MAX (watch->max_ms, ms);
  if (ms > WF_STALL_LIMIT_MS)
    {
      WfStall stall
          = { (double) (now_us - watch->began_us) / 1000.0, ms, cpu_ms, g_strdup (watch->what) };

      g_array_append_val (watch->stalls, stall);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

WfStallWatch *
wf_stall_watch_new (void)
{
  WfStallWatch *watch = g_new0 (WfStallWatch, 1);

  watch->began_us = g_get_monotonic_time ();
  watch->cpu_us = thread_cpu_us ();
  watch->expected_us = watch->began_us + TICK_US;
  watch->stalls = g_array_new (FALSE, FALSE, sizeof (WfStall));
  g_array_set_clear_func (watch->stalls, stall_clear);
  watch->what = "start";
  watch->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_name (watch->source, "wf-stall-watch");
  g_source_set_priority (watch->source, G_PRIORITY_HIGH);
  g_source_set_callback (watch->source, tick_cb, watch, NULL);
  g_source_set_ready_time (watch->source, watch->expected_us);
  g_source_attach (watch->source, NULL);
  return watch;
}

void
wf_stall_watch_free (WfStallWatch *watch)
{
  if (watch == NULL)
    return;
  g_source_destroy (watch->source);
  g_source_unref (watch->source);
  g_array_unref (watch->stalls);
  g_free (watch);
}

void
wf_stall_watch_say (WfStallWatch *watch, const char *what)
{
  watch->what = what;
}

void
wf_stall_watch_pause (WfStallWatch *watch)
{
  watch->paused = TRUE;
}

void
wf_stall_watch_resume (WfStallWatch *watch)
{
  watch->paused = FALSE;
  watch->expected_us = g_get_monotonic_time () + TICK_US;
  watch->cpu_us = thread_cpu_us ();
  g_source_set_ready_time (watch->source, watch->expected_us);
}

double
wf_stall_watch_max_ms (WfStallWatch *watch)
{
  return watch->max_ms;
}

GArray *
wf_stall_watch_stalls (WfStallWatch *watch)
{
  return watch->stalls;
}
