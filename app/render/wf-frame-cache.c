/* Watchfloor: what is kept between frames.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-frame-cache.h"

#include <string.h>

/* A layer hidden for this many frames loses what was kept; showing it again makes it anew. */
#define KEEP_FRAMES 120

/* One of the two; each holds its pack or bytes, so their address is not given away. */
typedef struct
{
  WfSelection *selection; /* Owned */
  char *key; /* Owned */
  WfPyramid *picture; /* Owned */
  guint64 used;
} Entry;

struct _WfFrameCache
{
  GArray *entries; /* Entry */
  guint64 frame;
};

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  wf_selection_unref (entry->selection);
  wf_pyramid_unref (entry->picture);
  g_free (entry->key);
}

WfFrameCache *
wf_frame_cache_new (void)
{
  WfFrameCache *self = g_new0 (WfFrameCache, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
wf_frame_cache_free (WfFrameCache *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_free (self);
}

WfSelection *
wf_frame_cache_selection (WfFrameCache *self, WfPack *pack, WfGeometryKind kind,
                          const WfExpression *filter, const char *key)
{
  Entry entry = { .used = self->frame };

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *known = &g_array_index (self->entries, Entry, i);

      if (known->selection != NULL && known->selection->pack == pack
          && known->selection->kind == kind && strcmp (known->key, key) == 0)
        {
          known->used = self->frame;
          return wf_selection_ref (known->selection);
        }
    }
  entry.selection = wf_selection_new (pack, kind, filter);
  entry.key = g_strdup (key);
  g_array_append_val (self->entries, entry);
  return wf_selection_ref (entry.selection);
}

WfPyramid *
wf_frame_cache_picture (WfFrameCache *self, GBytes *bytes, int width, int height)
{
  Entry entry = { .used = self->frame };

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *known = &g_array_index (self->entries, Entry, i);

      if (known->picture != NULL && known->picture->bytes == bytes
          && known->picture->levels[0].width == width)
        {
          known->used = self->frame;
          return wf_pyramid_ref (known->picture);
        }
    }
  entry.picture = wf_pyramid_new (bytes, width, height);
  g_array_append_val (self->entries, entry);
  return wf_pyramid_ref (entry.picture);
}

void
wf_frame_cache_tick (WfFrameCache *self)
{
  self->frame++;
  for (guint i = self->entries->len; i-- > 0;)
    if (g_array_index (self->entries, Entry, i).used + KEEP_FRAMES < self->frame)
      g_array_remove_index_fast (self->entries, i);
}
