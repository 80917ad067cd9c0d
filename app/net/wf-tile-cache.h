/* Watchfloor: tiles on disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file a tile in $XDG_CACHE_HOME/watchfloor/tiles: a line of JSON, then the bytes. Any number of
 * programs may use it at once. Any thread; reads and writes the disk. */
#pragma once

#include <glib.h>

typedef struct
{
  char *etag, *last_modified; /* may be NULL */
  gint64 fresh_until_s; /* Unix time */
  GBytes *body;
} WfTileEntry;

void wf_tile_entry_free (WfTileEntry *entry);

/* NULL where @url is not kept. */
WfTileEntry *wf_tile_cache_load (const char *url);
void wf_tile_cache_save (const char *url, const WfTileEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfTileEntry, wf_tile_entry_free)
