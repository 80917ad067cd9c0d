/* Watchfloor: the city for paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is visible now, in the light style, as a scene and a legend that another thread may draw.
 * Main thread. */
#pragma once

#include "wf-frame.h"
#include "wf-session.h"

/* A new reference. */
WfScene *wf_session_make_scene (WfSession *session);
/* (element-type WfLegendEntry) Of the visible layers, topmost first; g_array_unref. */
GArray *wf_session_make_legend (WfSession *session);
