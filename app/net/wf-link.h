/* Watchfloor: a link to a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from outside, kept coming: the family of links (links.def) behind one face, with one way
 * of trying again: backoff with jitter, for ever. Use from one thread, with its main context. */
#pragma once

#include "wf-http.h"

typedef struct _WfLink WfLink;

typedef enum
{
  WF_LINK_CONNECTING,
  WF_LINK_UP,
  WF_LINK_DOWN, /* tried again after a wait */
  WF_LINK_ENDED, /* the source is at its end, or not offered: not tried again */
} WfLinkState;

typedef struct
{
  const char *url;
  const char *accept; /* may be NULL */
  double poll_s; /* how often a link that must ask asks; 0 = once */
  gsize max_bytes; /* of one message; 0 = the link's own */
} WfLinkOptions;

typedef struct
{
  /* One whole document: the answer to a poll, or the data of one event; @event is the event's name,
   * NULL for what was asked for. */
  void (*message) (WfLink *link, const char *event, GBytes *bytes, gpointer user_data);
  /* @trouble in words while DOWN or ENDED by an error, else NULL; @wait_us until the next try. */
  void (*state) (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us,
                 gpointer user_data);
} WfLinkWatch;

/* WF_ERROR_INVALID where no member of the family speaks the URL's scheme. @http is borrowed and
 * must outlive the link. */
WfLink *wf_link_new (WfHttp *http, const WfLinkOptions *options, const WfLinkWatch *watch,
                     gpointer user_data, GError **error);
void wf_link_free (WfLink *link);

void wf_link_start (WfLink *link);

/* TRUE where the source sends by itself (SSE), FALSE where it is asked. */
gboolean wf_link_is_push (const WfLink *link);

/* The schemes understood, for --help; free with g_free. */
char *wf_link_schemes (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfLink, wf_link_free)
