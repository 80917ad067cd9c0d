/* Watchfloor: a member of the family of links.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A member is one file link-NAME.c that defines wf_link_type_NAME, and one line in links.def. */
#pragma once

#include "wf-link.h"

typedef struct
{
  const char *name;
  const char *const *schemes; /* "http", ...; NULL-terminated */
  const char *const *plain; /* those of them that speak to others in the clear; NULL = none */
  gboolean is_push;
  /* Makes the member's state for @link, and ends it; both NULL where the link itself is all the
   * member needs to know. */
  gpointer (*create) (WfLink *link);
  void (*destroy) (gpointer state);
  /* One try: must end in wf_link_failed, wf_link_ended, or, for a poll, wf_link_again. */
  void (*open) (gpointer state);
  /* NULL where nothing can be said back. */
  gboolean (*reply) (gpointer state, guint stream, GBytes *bytes);
} WfLinkType;

/* What a member may ask of its link. */
WfHttp *wf_link_http (WfLink *link);
const WfLinkOptions *wf_link_options (WfLink *link);
/* The URL without what only chooses the member ("sse+"). */
const char *wf_link_address (WfLink *link);
/* What says who we are, fetched before each try: the token or the password, and the same as the
 * value of an Authorization header. NULL where nothing does. */
const char *wf_link_secret (WfLink *link);
const char *wf_link_authorization (WfLink *link);
/* Cancelled when the link goes: a call under way that finds itself cancelled touches nothing. */
GCancellable *wf_link_cancellable (WfLink *link);

/* What a member tells its link. */
void wf_link_up (WfLink *link);
void wf_link_message (WfLink *link, const char *event, GBytes *bytes); /* a whole document */
guint wf_link_next_stream (WfLink *link);
void wf_link_piece (WfLink *link, guint stream, GBytes *bytes); /* NULL: the stream ends */
void wf_link_recorded (WfLink *link, const WfLinkMessage *message);
void wf_link_dropped (WfLink *link, guint n, const char *why);
void wf_link_again (WfLink *link); /* open anew after poll_s */
void wf_link_failed (WfLink *link, const char *trouble); /* open anew after the backoff */
/* The same, where who we are was not taken. */
void wf_link_refused (WfLink *link, const char *trouble);
/* The same, not before the source wants to be asked again. */
void wf_link_failed_until (WfLink *link, const char *trouble, guint wait_s);
void wf_link_ended (WfLink *link, const char *trouble);
