/* Watchfloor: how far a command got.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A rung a state: those it went through with their times and reasons, then those still to come.
 * Main thread. */
#pragma once

#include "wf-list-line.h"

#include "wf-command-row.h"

#define WF_TYPE_COMMAND_LADDER (wf_command_ladder_get_type ())
G_DECLARE_FINAL_TYPE (WfCommandLadder, wf_command_ladder, WF, COMMAND_LADDER, GtkWidget)

GtkWidget *wf_command_ladder_new (void);
/* NULL shows nothing. The row is referenced and followed. */
void wf_command_ladder_set_row (WfCommandLadder *ladder, WfCommandRow *row);
