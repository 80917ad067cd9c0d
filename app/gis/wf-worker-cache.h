/* Watchfloor: the cache of layer packs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* $XDG_CACHE_HOME/watchfloor/packs: a pack a source, named by all that went into it; and windows,
 * a pack a window of a large source with what was left out of it (NAME.json). Any number
 * of programs may use it at once: packs appear by a rename and never change. Any thread. */
#pragma once

#include "wf-worker.h"

/* The cached file for @source with @suffix, whether it exists or not; NULL where the source is
 * not a file, so that nobody can say whether it changed, and no window of one. Free with g_free. */
char *wf_worker_cache_path (const WfSource *source, const char *suffix);

/* A new name in the cache's folder for a result nobody else shall see. Free with g_free. */
char *wf_worker_cache_private (const char *suffix);

/* A new name in a temporary folder, where @trouble says that the cache's disk cannot take a result
 * (full, not to be written); NULL where it says something else, or there is no such folder. To be
 * deleted by who has it made. Free with g_free. */
char *wf_worker_cache_spare (const GError *trouble, const char *suffix);

/* Marks @path as used now, and deletes what was not used longest while all together are larger
 * than the cache may be, and leftovers of runs that were killed. */
void wf_worker_cache_touch (const char *path);
void wf_worker_cache_prune (void);

/* What a window's pack at @path does not show: kept beside it, and asked for. FALSE where nobody
 * knows any more, or where it was read from a server too long ago to be taken for new (@is_old). */
void wf_worker_cache_keep_facts (const char *path, const WfWindowFacts *facts);
gboolean wf_worker_cache_get_facts (const char *path, gboolean is_server, WfWindowFacts *facts);
