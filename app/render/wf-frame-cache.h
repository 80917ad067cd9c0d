/* Watchfloor: what is kept between frames.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measuring a million footprints takes longer than drawing them, and so does halving a picture:
 * both are kept while frames use them. Owned by the renderer, under its lock. */
#pragma once

#include "wf-pyramid.h"
#include "wf-selection.h"

typedef struct _WfFrameCache WfFrameCache;

WfFrameCache *wf_frame_cache_new (void);
void wf_frame_cache_free (WfFrameCache *cache);
/* New references. @key is the filter's text and all it was bound to; "" for no filter. */
WfSelection *wf_frame_cache_selection (WfFrameCache *cache, WfPack *pack, WfGeometryKind kind,
                                       const WfExpression *filter, const char *key);
WfPyramid *wf_frame_cache_picture (WfFrameCache *cache, GBytes *bytes, int width, int height);
/* After a frame: forgets what many frames have not used. */
void wf_frame_cache_tick (WfFrameCache *cache);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfFrameCache, wf_frame_cache_free)
