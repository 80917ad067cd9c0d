/* Watchfloor: what another thread hands over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-queue-source.h"

typedef struct
{
  GSource source;
  GAsyncQueue *queue;
} QueueSource;

static gboolean
queue_check (GSource *source)
{
  return g_async_queue_length (((QueueSource *) source)->queue) > 0;
}

static gboolean
queue_prepare (GSource *source, int *timeout_ms)
{
  *timeout_ms = -1;
  return queue_check (source);
}

static gboolean
queue_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs queue_funcs = { queue_prepare, queue_check, queue_dispatch, NULL, NULL, NULL };

GSource *
wf_queue_source_new (GAsyncQueue *queue, const char *name)
{
  GSource *source = g_source_new (&queue_funcs, sizeof (QueueSource));

  ((QueueSource *) source)->queue = queue;
  g_source_set_name (source, name);
  return source;
}
