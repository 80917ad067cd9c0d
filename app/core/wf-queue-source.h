/* Watchfloor: what another thread hands over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source that is ready while something stands in a queue. Whoever pushes also wakes the context
 * (g_main_context_wakeup). */
#pragma once

#include <glib.h>

/* @queue is borrowed and must outlive the source, which is not attached yet. Its callback is a
 * GSourceFunc. */
GSource *wf_queue_source_new (GAsyncQueue *queue, const char *name);
