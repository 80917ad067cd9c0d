/* Watchfloor: selections kept between frames.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measuring a million footprints takes longer than drawing them: a selection is kept while frames
 * use it. Owned by the renderer, under its lock. */
#pragma once

#include "wf-selection.h"

typedef struct _WfSelectionCache WfSelectionCache;

WfSelectionCache *wf_selection_cache_new (void);
void wf_selection_cache_free (WfSelectionCache *cache);
/* A WfFindSelection; @cache the data. Returns a new reference. */
WfSelection *
wf_selection_cache_find (WfPack *pack, const WfExpression *filter, const char *key, gpointer cache);
/* After a frame: forgets what many frames have not used. */
void wf_selection_cache_tick (WfSelectionCache *cache);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSelectionCache, wf_selection_cache_free)
