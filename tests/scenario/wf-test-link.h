/* Watchfloor: what a link is told, for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows a source and keeps what came of it. */
#pragma once

#include "wf-link.h"
#include "wf-test-platform.h"

typedef struct
{
  WfHttp *http;
  WfLink *link;
  GString *text; /* all bytes; '|' behind a document or a stream's end */
  guint n_messages, n_up, n_down, n_dropped;
  guint last_stream;
  WfLinkState state;
  char *trouble; /* the last */
  gint64 wait_us;
} WfTestLink;

extern const WfLinkWatch wf_test_link_watch; /* of a WfTestLink */

/* Begins to follow; fails the test where that cannot be. */
void wf_test_link_open (WfTestLink *heard, const WfLinkOptions *options);
void wf_test_link_clear (WfTestLink *heard);

/* For wait_for; @heard is a WfTestLink. */
gboolean wf_test_link_is_up (gpointer heard);
gboolean wf_test_link_is_up_again (gpointer heard);
gboolean wf_test_link_is_down (gpointer heard);
gboolean wf_test_link_has_dropped (gpointer heard);
gboolean wf_test_link_has_one (gpointer heard); /* message */
gboolean wf_test_link_has_two (gpointer heard);

#define wait_for(heard, what) g_assert_true (wf_test_wait (what, heard, 30))
#define assert_says(heard, words) g_assert_nonnull (strstr ((heard)->trouble, words))

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfTestLink, wf_test_link_clear)
