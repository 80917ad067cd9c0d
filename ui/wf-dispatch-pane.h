/* Watchfloor: sending a unit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The units by distance with why not, one sentence about the chosen one, the confirmation and
 * then what became of it. Nothing leaves the desk before Confirm. Main thread. */
#pragma once

#include "wf-pane.h"

/* Signal ::closed. */
#define WF_TYPE_DISPATCH_PANE (wf_dispatch_pane_get_type ())
G_DECLARE_FINAL_TYPE (WfDispatchPane, wf_dispatch_pane, WF, DISPATCH_PANE, WfPane)

/* Starts anew for @incident_id. */
void wf_dispatch_pane_begin (WfDispatchPane *self, const char *incident_id);
/* Puts the keyboard on the first unit as soon as there is one. */
void wf_dispatch_pane_focus (WfDispatchPane *self);
/* As choosing the unit in the list would. FALSE where it is not there. */
gboolean wf_dispatch_pane_choose (WfDispatchPane *self, const char *unit_id);
/* As Ctrl+Enter would; the row is borrowed, NULL where nothing was sent. */
WfCommandRow *wf_dispatch_pane_confirm (WfDispatchPane *self);
/* The order whose ladder is shown; borrowed; NULL before there is one. */
WfCommandRow *wf_dispatch_pane_get_sent (WfDispatchPane *self);
/* The nearest unit that may be sent; borrowed until the next beat; NULL where there is none. */
const char *wf_dispatch_pane_first (WfDispatchPane *self);
