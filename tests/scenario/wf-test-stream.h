/* Watchfloor: a listener of /events for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Server-Sent Events as they come; the main context must run (wf_test_wait). */
#pragma once

#include "wf-test-platform.h"

typedef struct
{
  char *id, *event; /* may be NULL */
  json_t *data; /* NULL where it is no JSON */
  char *text;
} WfTestEvent;

typedef struct
{
  GPtrArray *events; /* WfTestEvent, owned */
  gboolean ended;
  gsize bytes; /* received so far */
  gpointer private_data;
} WfTestStream;

/* Listens at @path ("/events?types=Vehicle"); @last_id may be NULL. */
WfTestStream *wf_test_stream_open (WfTestPlatform *platform, const char *path, const char *last_id);
void wf_test_stream_close (WfTestStream *stream);

/* Waits until there are @n events; FALSE after 20 s. */
gboolean wf_test_stream_wait (WfTestStream *stream, guint n);

/* Entity @i of the notification @event, borrowed. */
json_t *wf_test_event_entity (const WfTestEvent *event, guint i);
