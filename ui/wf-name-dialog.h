/* Watchfloor: asking for a name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry in a dialog. Main thread. */
#pragma once

#include <gtk/gtk.h>

/* @name (trimmed, not empty) is what was typed; @about as it was given. */
typedef void (*WfNamed) (gpointer about, const char *name);

/* Asks in @parent; @label names the entry to a screen reader, @now stands in it. @about is kept
 * until the dialog is gone; @named is not called where it was given up. */
void wf_name_dialog_ask (GtkWindow *parent, const char *heading, const char *label, const char *now,
                         const char *accept, WfNamed named, GObject *about);
