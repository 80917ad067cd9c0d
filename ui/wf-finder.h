/* Watchfloor: what a search finds on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Hangs under a search entry: the text as a coordinate, in each way it can be understood, and the
 * features of the layers that have it in some column (name, code, BIM identity). Nothing moves
 * before a line is chosen. Main thread. */
#pragma once

#include "wf-feature.h"
#include "wf-session.h"

#include <gtk/gtk.h>

/* Signals:
 *   ::place (lon, lat)     a coordinate was chosen, WGS 84
 *   ::view (WfBookmark)    a kept view was chosen
 *   ::feature (WfFeature)  a feature was chosen */
#define WF_TYPE_FINDER (wf_finder_get_type ())
G_DECLARE_FINAL_TYPE (WfFinder, wf_finder, WF, FINDER, GtkPopover)

/* Its parent is @entry, which has the keyboard until Down is pressed. */
WfFinder *wf_finder_new (GtkWidget *entry, WfSession *session);

/* @near: where the map stands, for what a coordinate does not say. */
void wf_finder_search (WfFinder *finder, const char *text, WfLonLat near);

/* Chooses the first line where it is a coordinate. */
gboolean wf_finder_go (WfFinder *finder);
/* Found lines, for the tour and tests; -1 while it is still looking. */
int wf_finder_n_found (WfFinder *finder);
