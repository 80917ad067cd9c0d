/* Watchfloor: selections kept between frames.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-selection-cache.h"

#include <string.h>

/* A layer hidden for this many frames loses its selections; showing it again makes them anew. */
#define KEEP_FRAMES 120

typedef struct
{
  WfSelection *selection; /* Owned; holds the pack, so its address is not given away */
  char *key; /* Owned */
  guint64 used;
} Entry;

struct _WfSelectionCache
{
  GArray *entries; /* Entry */
  guint64 frame;
};

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  wf_selection_unref (entry->selection);
  g_free (entry->key);
}

WfSelectionCache *
wf_selection_cache_new (void)
{
  WfSelectionCache *self = g_new0 (WfSelectionCache, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
wf_selection_cache_free (WfSelectionCache *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_free (self);
}

WfSelection *
wf_selection_cache_find (WfPack *pack, const WfExpression *filter, const char *key, gpointer cache)
{
  WfSelectionCache *self = cache;
  Entry entry;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *known = &g_array_index (self->entries, Entry, i);

      if (known->selection->pack == pack && strcmp (known->key, key) == 0)
        {
          known->used = self->frame;
          return wf_selection_ref (known->selection);
        }
    }
  entry = (Entry){ wf_selection_new (pack, filter), g_strdup (key), self->frame };
  g_array_append_val (self->entries, entry);
  return wf_selection_ref (entry.selection);
}

void
wf_selection_cache_tick (WfSelectionCache *self)
{
  self->frame++;
  for (guint i = self->entries->len; i-- > 0;)
    if (g_array_index (self->entries, Entry, i).used + KEEP_FRAMES < self->frame)
      g_array_remove_index_fast (self->entries, i);
}
