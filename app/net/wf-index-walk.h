/* Watchfloor: following the links of an index.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An Atom or RSS index of CAP alerts may only link to them: each that is new, or newer, is fetched,
 * a few at once, and told; of the index stays what could not be fetched. What was told is not
 * fetched again while the index names it unchanged. Use from one thread, with its main context. */
#pragma once

#include "wf-http.h"

#define WF_INDEX_MAX_BYTES (2 * 1024 * 1024)
#define WF_INDEX_MAX_LINKS 500
#define WF_INDEX_MAX_ALERT (1024 * 1024)
#define WF_INDEX_MAX_S 120 /* of one walk */

typedef struct _WfIndexWalk WfIndexWalk;

typedef struct
{
  void (*document) (GBytes *bytes, gpointer user_data);
  /* @n_failed alerts could not be fetched, the last because of @trouble (NULL where none). */
  void (*ended) (guint n_failed, const char *trouble, gpointer user_data);
} WfIndexWatch;

/* @http is borrowed. @plain_text: also links of other machines may be followed in the clear. */
WfIndexWalk *wf_index_walk_new (WfHttp *http, gboolean plain_text, const WfIndexWatch *watch,
                                gpointer user_data);
/* Nothing is told after this. */
void wf_index_walk_free (WfIndexWalk *walk);

/* FALSE where @bytes from @url are no index of links to alerts: nothing is told. @authorization
 * (may be NULL) goes along to links of the same host and port. Not while a walk is under way. */
gboolean
wf_index_walk_start (WfIndexWalk *walk, const char *url, GBytes *bytes, const char *authorization);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfIndexWalk, wf_index_walk_free)
