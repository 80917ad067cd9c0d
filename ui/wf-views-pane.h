/* Watchfloor: the views that are kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A list by name, searched, renamed, brought up to date, removed. Main thread. */
#pragma once

#include "wf-pane.h"

/* Signals: ::closed, ::chosen (WfBookmark), ::moved (WfBookmark): it is to stand for what the map
 * shows now, ::removed (WfBookmark). */
#define WF_TYPE_VIEWS_PANE (wf_views_pane_get_type ())
G_DECLARE_FINAL_TYPE (WfViewsPane, wf_views_pane, WF, VIEWS_PANE, WfPane)

/* The keyboard goes to the search. */
void wf_views_pane_focus (WfViewsPane *self);
/* How many views the list shows. */
guint wf_views_pane_n_shown (WfViewsPane *self);
