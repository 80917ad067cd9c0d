/* Watchfloor: commands in words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command is called on the screen, and which incident it is about. Main thread. */
#pragma once

#include "wf-session.h"

#include <gtk/gtk.h>

/* "Send 120-07". Free with g_free. */
char *wf_command_words (WfSession *session, const WfCommand *command);
/* The incident's id out of the parameters; borrowed from @command, may be NULL. */
const char *wf_command_incident (const WfCommand *command);
/* What people call the entity @id: the track's label, else the id's last part. Free with g_free. */
char *wf_entity_words (WfSession *session, const char *id);
/* TRUE where it is not over, nor being taken back already. */
gboolean wf_command_may_take_back (WfCommandRow *row);
/* Takes the command back, or asks the platform to; tells the operator by @widget's window. */
void wf_command_take_back (GtkWidget *widget, WfSession *session, WfCommandRow *row);
