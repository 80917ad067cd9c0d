/* Watchfloor: work shared out over the processors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For what takes milliseconds and is waited for: the caller and a helper for each further processor
 * take pieces from a counter until none is left. Any thread. */
#pragma once

#include <gio/gio.h>

/* Items @from up to but not @to; called by several threads at once. */
typedef void (*WfShareWork) (gpointer data, guint32 from, guint32 to);

/* All of @n items, @piece (a fixed number, so that the pieces do not depend on the processors) at a
 * time. Returns when all is done or @cancellable (may be NULL) was cancelled. */
void
wf_share_out (guint32 n, guint32 piece, WfShareWork work, gpointer data, GCancellable *cancellable);
