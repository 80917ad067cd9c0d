/* Watchfloor: lines for list views.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a GtkListItemFactory whose rows are WfListLine, filled by one function, and filled anew
 * when the item says so or when the owner asks (ages go on). Also the two-way tie between a list's
 * selection and the session's. Main thread. */
#pragma once

#include "wf-list-line.h"
#include "wf-session.h"

/* Fills @line from @item. */
typedef void (*WfLineFill) (WfListLine *line, gpointer item, gpointer owner);

/* @signal is the item's "I changed" (may be NULL). @owner is borrowed and outlives the list. */
GtkListItemFactory *wf_line_factory_new (WfLineFill fill, gpointer owner, const char *signal);
/* Fills all lines that are on the screen anew. */
void wf_line_factory_refresh (GtkListItemFactory *factory);

/* Filters @all anew where an item changed so that it belongs in @shown, or no longer does; a custom
 * filter does not watch its items. @matches is the filter's own. */
void wf_filter_follow (GListModel *all, GListModel *shown, GtkFilter *filter,
                       GtkCustomFilterFunc matches, gpointer owner);

/* Ctrl+C in @list copies the line that has the keyboard, its parts apart by tabs. */
void wf_line_factory_let_copy (GtkListView *list);

/* The entity id of an item; borrowed. */
typedef const char *(*WfItemId) (gpointer item);

/* Ties @selection to the session's selected-id, both ways, until @selection is gone. An id that
 * is not in the list leaves nothing selected. */
void wf_selection_tie (GtkSingleSelection *selection, WfSession *session, WfItemId id_of);
