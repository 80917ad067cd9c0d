/* Watchfloor: how far a command got.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A rung a state: those it went through with their times and reasons, whether it is being taken
 * back, until when it is valid, then those still to come. Main thread. */
#pragma once

#include "wf-list-line.h"

#include "wf-command-row.h"

#define WF_TYPE_COMMAND_LADDER (wf_command_ladder_get_type ())
G_DECLARE_FINAL_TYPE (WfCommandLadder, wf_command_ladder, WF, COMMAND_LADDER, GtkWidget)

GtkWidget *wf_command_ladder_new (void);
/* NULL shows nothing. The row is referenced and followed; what is left of its validity is as of
 * @now_us: to be called once a second. */
void wf_command_ladder_set_row (WfCommandLadder *ladder, WfCommandRow *row, gint64 now_us);
