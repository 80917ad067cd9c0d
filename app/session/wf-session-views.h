/* Watchfloor: views an operator keeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the map stood and what it showed, under a name, at this city; kept beside the layers that
 * were opened. Main thread. */
#pragma once

#include "wf-bookmark.h"
#include "wf-session.h"

#define WF_SESSION_MOST_BOOKMARKS 200

/* WfBookmark, the oldest first; borrowed. */
GListModel *wf_session_get_bookmarks (WfSession *session);

/* Keeps @view with the layers that are shown now. Borrowed; NULL with WF_ERROR_LIMIT where there
 * are too many already. */
WfBookmark *
wf_session_keep_view (WfSession *session, const char *name, const WfView *view, GError **error);
/* @bookmark stands for @view and the layers that are shown now. */
void wf_session_move_bookmark (WfSession *session, WfBookmark *bookmark, const WfView *view);
void wf_session_drop_bookmark (WfSession *session, WfBookmark *bookmark);
/* Back in at @at, as the list was. */
void wf_session_insert_bookmark (WfSession *session, guint at, WfBookmark *bookmark);
/* Shows and hides the layers @bookmark knows; those opened since stay as they are. */
void wf_session_show_layers_of (WfSession *session, WfBookmark *bookmark);

/* A name nobody has taken: the place in the middle of @view where the city knows one. g_free. */
char *wf_session_suggest_name (WfSession *session, const WfView *view);
