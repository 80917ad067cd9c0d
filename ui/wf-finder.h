/* Watchfloor: what a search finds on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Hangs under a search entry: units and all else that reports by their call sign, incidents, kept
 * views, the features of the layers that have the text in some column (name, code, BIM identity),
 * and last the text as a coordinate, in each way it can be understood. Nothing moves before a line
 * is chosen. Main thread. */
#pragma once

#include "wf-feature.h"
#include "wf-session.h"

#include <gtk/gtk.h>

/* Signals:
 *   ::entity (id)          a unit, something else that reports, or an incident was chosen
 *   ::place (lon, lat)     a coordinate was chosen, WGS 84
 *   ::view (WfBookmark)    a kept view was chosen
 *   ::feature (WfFeature)  a feature was chosen
 *   ::nothing              wf_finder_go was asked while it was looking, and nothing was found */
#define WF_TYPE_FINDER (wf_finder_get_type ())
G_DECLARE_FINAL_TYPE (WfFinder, wf_finder, WF, FINDER, GtkPopover)

/* Its parent is @entry, which has the keyboard until Down is pressed. */
WfFinder *wf_finder_new (GtkWidget *entry, WfSession *session);

/* @near: where the map stands, for what a coordinate does not say. */
void wf_finder_search (WfFinder *finder, const char *text, WfLonLat near);

/* TRUE where @text is what was looked for last. */
gboolean wf_finder_has (WfFinder *finder, const char *text);
/* Chooses the first line, once there is one: it waits for what is still being looked for. FALSE
 * where nothing is found. */
gboolean wf_finder_go (WfFinder *finder);
/* Found lines, for the tour and tests; -1 while it is still looking. */
int wf_finder_n_found (WfFinder *finder);
