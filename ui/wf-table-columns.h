/* Watchfloor: the columns of a table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A GtkColumnViewColumn for each column of a pack; a click on a head sorts the WfTable, which does
 * it in a thread. Main thread. */
#pragma once

#include "wf-table.h"

#include <gtk/gtk.h>

/* Adds the columns; @table is borrowed and must outlive them. */
void wf_table_columns_make (GtkColumnView *view, WfTable *table);
void wf_table_columns_clear (GtkColumnView *view);

/* A popover with a tick for each column; floating. */
GtkWidget *wf_table_columns_menu (GtkColumnView *view);

/* The rows at the positions of @chosen, at most @most, with a head, the visible columns apart by
 * tabs. Free with g_free. */
char *wf_table_columns_copy (GtkColumnView *view, WfTable *table, GtkBitset *chosen, guint most);
