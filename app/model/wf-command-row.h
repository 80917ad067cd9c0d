/* Watchfloor: a command in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command and each state it went through, with when, by whom and why. A GObject because it is
 * a row. Emits notify::command when the state moves, it is asked back, or where it is becomes
 * known. Main thread. Properties, read-only: command (pointer, as wf_command_row_get); id, kind,
 * target, state-label, reason, changed-text ("14:03:09") (string); state (uint, WfCommandState);
 * is-final (boolean). */
#pragma once

#include "wf-command.h"

#include <gio/gio.h>

typedef struct
{
  WfCommandState state;
  gint64 at_us;
  char *by; /* "desk" or "platform" or a name */
  char *reason; /* may be NULL */
} WfCommandStep;

/* What became of the operator's wish to take it back. */
typedef enum
{
  WF_RECALL_NONE,
  WF_RECALL_ASKED, /* until the command ends the order stands */
  WF_RECALL_REFUSED, /* by the platform; the order stands */
} WfRecall;

#define WF_TYPE_COMMAND_ROW (wf_command_row_get_type ())
G_DECLARE_FINAL_TYPE (WfCommandRow, wf_command_row, WF, COMMAND_ROW, GObject)

WfCommandRow *wf_command_row_new (const WfCommand *command);
const WfCommand *wf_command_row_get (WfCommandRow *row);
/* (element-type WfCommandStep), borrowed. */
GArray *wf_command_row_get_steps (WfCommandRow *row);
/* Records a step and, where the table of states allows it, moves the command's state; a step the
 * table does not allow (a late or doubled message) is recorded and changes nothing. @by and
 * @reason are copied; @reason may be NULL. */
void wf_command_row_step (WfCommandRow *row, WfCommandState state, gint64 at_us, const char *by,
                          const char *reason);
/* @reason of a refusal is copied; it may be NULL. */
void wf_command_row_recall (WfCommandRow *row, WfRecall recall, gint64 at_us, const char *reason);
/* @at_us (may be NULL) is when, @reason (may be NULL, borrowed) why not. */
WfRecall wf_command_row_get_recall (WfCommandRow *row, gint64 *at_us, const char **reason);
/* The host of the platform it was given to, where that is another than the one in use: nothing is
 * heard of it. NULL: it is not so. @host is copied. */
void wf_command_row_set_elsewhere (WfCommandRow *row, const char *host);
const char *wf_command_row_get_elsewhere (WfCommandRow *row); /* borrowed */
