/* Watchfloor: looking closer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies at a place and where a value stands, over the city's layers; and what is picked. Main
 * thread. */
#pragma once

#include "wf-feature.h"
#include "wf-picked.h"
#include "wf-session.h"

#define WF_SESSION_MOST_FOUND 200

/* What is picked in map and tables; borrowed. */
WfPicked *wf_session_get_picked (WfSession *session);

/* The features within @radius_m of @p in the visible layers (WfFeature), nearest first, of equal
 * ones the smallest first; at most WF_SESSION_MOST_FOUND of a layer. A new reference. */
GListStore *wf_session_identify (WfSession *session, WfLonLat p, double radius_m);

/* The features that have @text in some column, whole values before beginnings before parts, in
 * layers visible or not; found in a thread. */
void
wf_session_find_async (WfSession *session, const char *text, guint most, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
/* (element-type WfFeature) A new reference; NULL where it was cancelled. */
GPtrArray *wf_session_find_finish (GAsyncResult *result, GError **error);
