/* Watchfloor: keys and passwords of sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source names what it needs, "{key:tianditu}" for a tile server or "password={key:parcels}" for
 * a database; the value comes from the environment (WATCHFLOOR_KEY_TIANDITU) or from the desktop's
 * Secret Service (attributes application=watchfloor, name=tianditu; secret-tool(1) puts it there)
 * and is nowhere else: not in the names of what is cached, not in arguments. Called and answered in
 * one thread-default main context. */
#pragma once

#include <gio/gio.h>

/* TRUE where @source names a key. */
gboolean wf_key_ring_is_asked (const char *source);

/* @source with its key in place, quoted as a database's name (PG:, postgresql://) wants it. Errors:
 * NOT_FOUND (says how to enter it), CANCELLED. */
void wf_key_ring_fill_async (const char *source, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
char *wf_key_ring_fill_finish (GAsyncResult *result, GError **error); /* g_free */
