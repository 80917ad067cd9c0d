/* Watchfloor: what is selected.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of the selected unit or incident with what can be done about it. Follows the
 * session's selected-id. Main thread. */
#pragma once

#include "wf-pane.h"

#define WF_TYPE_DETAIL_PANE (wf_detail_pane_get_type ())
G_DECLARE_FINAL_TYPE (WfDetailPane, wf_detail_pane, WF, DETAIL_PANE, WfPane)
