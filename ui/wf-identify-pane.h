/* Watchfloor: what is here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The features under a place of the map, nearest first, and the columns of the one that is chosen;
 * the chosen one is picked, so that the map shows it. Main thread. */
#pragma once

#include "wf-pane.h"

/* Signal ::closed. */
#define WF_TYPE_IDENTIFY_PANE (wf_identify_pane_get_type ())
G_DECLARE_FINAL_TYPE (WfIdentifyPane, wf_identify_pane, WF, IDENTIFY_PANE, WfPane)

/* Looks at @p, and @radius_m around it. */
void wf_identify_pane_look (WfIdentifyPane *pane, WfLonLat p, double radius_m);
/* The keyboard goes to the list. */
void wf_identify_pane_focus (WfIdentifyPane *pane);
/* How many values of the chosen one pass the filter. */
guint wf_identify_pane_n_values (WfIdentifyPane *pane);
/* How many features there are. */
guint wf_identify_pane_n_found (WfIdentifyPane *pane);
