/* Watchfloor: tests of the watch over a worker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lives of workers told second by second, and the figures of a real process. */
#include "config.h"

#include "wf-worker-watch.h"

#include <unistd.h>

typedef struct
{
  const char *name;
  gboolean is_server;
  /* After so many seconds, once in so many (0: never), it... */
  int says, reads, computes;
  int stops; /* does nothing of that from here on; 0: never */
  /* When it is first seen to be so; 0: not within 1000 s. */
  int stalls, is_stuck, spins;
} Life;

static const Life lives[] = {
  { "reading", FALSE, 0, 2, 1, 0, 0, 0, 0 },
  { "talking while it computes", FALSE, 5, 0, 1, 0, 0, 0, 0 },
  { "waiting for a disk, again and again", FALSE, 0, 25, 0, 0, 0, 0, 0 },
  { "in an endless loop", FALSE, 0, 0, 1, 0, 31, 0, 301 },
  { "asleep for ever", FALSE, 0, 0, 0, 0, 31, 61, 0 },
  { "asleep after a good start", FALSE, 1, 1, 1, 100, 130, 160, 0 },
  { "a server that does not answer", TRUE, 0, 0, 0, 0, 31, 181, 0 },
  { "a slow server", TRUE, 0, 100, 0, 0, 31, 0, 0 },
};

static void
test_life (gconstpointer data)
{
  const Life *life = data;
  int seen[WF_WORKER_SPINS + 1] = { 0 };
  WfWorkerWatch watch;
  WfWorkerUse use = { 100, 10 };

  wf_worker_watch_begin (&watch, 0);
  for (int second = 1; second < 1000; second++)
    {
      gboolean acts = life->stops == 0 || second <= life->stops;
      gint64 now_us = second * G_USEC_PER_SEC;
      WfWorkerPulse pulse;

      if (acts && life->says > 0 && second % life->says == 0)
        wf_worker_watch_hear (&watch, now_us);
      use.bytes += acts && life->reads > 0 && second % life->reads == 0 ? 4096 : 0;
      use.ticks += acts && life->computes > 0 && second % life->computes == 0;
      pulse = wf_worker_watch_look (&watch, &use, life->is_server, now_us);
      if (seen[pulse] == 0)
        seen[pulse] = second;
      /* Ended by now. */
      if (pulse >= WF_WORKER_IS_STUCK)
        break;
    }
  g_assert_cmpint (seen[WF_WORKER_STALLS], ==, life->stalls);
  g_assert_cmpint (seen[WF_WORKER_IS_STUCK], ==, life->is_stuck);
  g_assert_cmpint (seen[WF_WORKER_SPINS], ==, life->spins);
}

/* Our own: reading is seen, and computing. */
static void
test_real (void)
{
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());
  WfWorkerUse before, after;

  g_assert_true (wf_worker_watch_read (pid, &before));
  do
    g_assert_true (wf_worker_watch_read (pid, &after));
  while (after.ticks == before.ticks);
  g_assert_cmpuint (after.bytes, >, before.bytes);
  g_assert_false (wf_worker_watch_read ("0", &after));
  g_assert_false (wf_worker_watch_read (NULL, &after));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lives); i++)
    {
      g_autofree char *path = g_strconcat ("/worker-watch/", lives[i].name, NULL);

      g_test_add_data_func (path, &lives[i], test_life);
    }
  g_test_add_func ("/worker-watch/real", test_real);
  return g_test_run ();
}
