/* Watchfloor: a link to a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from outside, kept coming: the family of links (links.def) behind one face, with one way
 * of trying again: backoff with jitter, for ever. Use from one thread, with its main context. */
#pragma once

#include "wf-auth.h"

typedef struct _WfLink WfLink;

typedef enum
{
  WF_LINK_CONNECTING,
  WF_LINK_UP,
  WF_LINK_DOWN, /* tried again after a wait */
  WF_LINK_ENDED, /* the source is at its end, or not offered: not tried again */
} WfLinkState;

/* Strings are copied. */
typedef struct
{
  const char *url;
  const char *accept; /* may be NULL */
  double poll_s; /* how often a link that must ask asks; 0 = once */
  gsize max_bytes; /* of one message; 0 = the link's own */
  /* Plain text may leave this machine. Without it only loopback is spoken to in the clear. */
  gboolean plain_text;
  const char *ca_file; /* PEM of the authorities that are trusted; NULL = the system's */
  const char *proxy; /* "http://HOST:PORT", "socks5://..."; NULL = the system's */
  double silence_s; /* who says nothing for so long is half open; 0 = the link's own */
  WfAuthOptions auth;
  /* Of MQTT, as in wf-mqtt.h. */
  guint mqtt_version, mqtt_qos;
  const char *mqtt_session, *mqtt_will_topic, *mqtt_will_text;
  double speed; /* of a recording: 1 = as it came, 0 = at once */
  guint max_peers; /* of a link that listens; 0 = the link's own */
} WfLinkOptions;

/* What came. */
typedef struct
{
  const char *event; /* the event's name; NULL for what was asked for */
  /* 0: @bytes are one whole document. Else they are the next piece of what the connection of this
   * number says. Numbers are not used again. */
  guint stream;
  gboolean ends; /* the connection @stream is at its end: a document that is half stays half */
  gint64 received_us; /* when, in a recording; WF_TIME_NONE = now */
  GBytes *bytes; /* borrowed */
} WfLinkMessage;

typedef struct
{
  void (*message) (WfLink *link, const WfLinkMessage *message, gpointer user_data);
  /* @trouble in words while DOWN or ENDED by an error, else NULL; @wait_us until the next try. */
  void (*state) (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us,
                 gpointer user_data);
  /* @n messages, or peers, were left out at a bound; @why is one sentence. */
  void (*dropped) (WfLink *link, guint n, const char *why, gpointer user_data);
} WfLinkWatch;

/* WF_ERROR_INVALID where no member of the family speaks the URL's scheme, WF_ERROR_REFUSED where
 * it would send plain text to elsewhere, WF_ERROR_IO where ca_file cannot be read. @http is
 * borrowed and must outlive the link. */
WfLink *wf_link_new (WfHttp *http, const WfLinkOptions *options, const WfLinkWatch *watch,
                     gpointer user_data, GError **error);
void wf_link_free (WfLink *link);

void wf_link_start (WfLink *link);

/* Sends @bytes to the connection @stream, for protocols that want an answer. FALSE where that
 * connection is gone, or does not take what it is sent. */
gboolean wf_link_reply (WfLink *link, guint stream, GBytes *bytes);

/* TRUE where the source sends by itself (SSE), FALSE where it is asked. */
gboolean wf_link_is_push (const WfLink *link);

/* The schemes understood, for --help; free with g_free. */
char *wf_link_schemes (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfLink, wf_link_free)
