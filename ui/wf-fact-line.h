/* Watchfloor: a value with its name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a list: the name dim at the left, in a column of one width, the value beside it, in
 * several lines where it is long. Main thread. */
#pragma once

#include <gtk/gtk.h>

#define WF_TYPE_FACT_LINE (wf_fact_line_get_type ())
G_DECLARE_FINAL_TYPE (WfFactLine, wf_fact_line, WF, FACT_LINE, GtkWidget)

/* @names gives the names of all lines one width. */
GtkWidget *wf_fact_line_new (GtkSizeGroup *names);
/* @name and @value as the data has them: known words are shown in the operator's language, the name
 * as it is in the tooltip, the value as it is with its word behind it. */
void wf_fact_line_set (WfFactLine *self, const char *name, const char *value);
/* "name\tvalue", as the data has them; borrowed. */
const char *wf_fact_line_get_text (WfFactLine *self);
