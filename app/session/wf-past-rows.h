/* Watchfloor: rows of the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents and commands as a projection of the journal knows them, as rows nobody moves. Main
 * thread. */
#pragma once

#include "wf-command-row.h"
#include "wf-incident-row.h"
#include "wf-projection.h"

/* In place of what @rows holds, newest first. */
void wf_past_rows_fill_incidents (GListStore *rows, const WfProjection *projection);
void wf_past_rows_fill_commands (GListStore *rows, const WfProjection *projection);
