/* Watchfloor: work shared out over the processors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-share.h"

/* Starting a helper costs as much as this many pieces of the cheapest work. */
#define WORTH_HELP 4

typedef struct
{
  WfShareWork work;
  gpointer data;
  guint32 n, piece;
  guint next; /* Atomic: piece */
  GCancellable *cancellable;
} Sharing;

static gpointer
share_thread (gpointer data)
{
  Sharing *sharing = data;

  while (!g_cancellable_is_cancelled (sharing->cancellable))
    {
      guint64 from = (guint64) (guint) g_atomic_int_add ((gint *) &sharing->next, 1);

      from *= sharing->piece;
      if (from >= sharing->n)
        break;
      sharing->work (sharing->data, (guint32) from,
                     (guint32) MIN (from + sharing->piece, sharing->n));
    }
  return NULL;
}

void
wf_share_out (guint32 n, guint32 piece, WfShareWork work, gpointer data, GCancellable *cancellable)
{
  Sharing sharing = { work, data, n, piece, 0, cancellable };
  GThread *helpers[3] = { NULL };
  guint n_helpers = MIN (g_get_num_processors () - 1, G_N_ELEMENTS (helpers));

  for (guint i = 0; n / WORTH_HELP >= piece && i < n_helpers; i++)
    helpers[i] = g_thread_try_new ("wf-share", share_thread, &sharing, NULL);
  share_thread (&sharing);
  for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
    if (helpers[i] != NULL)
      g_thread_join (helpers[i]);
}
