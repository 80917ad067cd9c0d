/* Watchfloor: the inside of a session.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by wf-session.c, wf-session-orders.c and wf-session-places.c only. Main thread. */
#pragma once

#include "wf-desk.h"
#include "wf-feeder.h"
#include "wf-http.h"
#include "wf-layer-loader.h"
#include "wf-session.h"

struct _WfSession
{
  GObject parent_instance;

  /* Owned */
  WfClock *clock;
  WfCity *city;
  char *platform_url;
  char *operator_name;
  gboolean chinese;
  WfHttp *http;
  WfDesk *desk;
  WfLayerLoader *loader;
  GListStore *layers; /* WfLayer, bottom first */
  WfTrackStore *tracks;
  GListStore *feeds; /* WfFeedRow */
  GPtrArray *feeders; /* WfFeeder */
  WfStyle *styles[2]; /* light, dark; NULL until asked for */
  GPtrArray *pending_notices; /* char, grave, from before the start */
  GCancellable *cancellable;
  /* View state */
  char *selected_id;
  gboolean dark;
  /* Timers */
  guint commit_source, tick_source;
  gboolean is_started, is_stopped;
};

/* The feature of the point layer @role whose id field is the last part of the URN @id, by its
 * name; NULL where there is none. Borrowed from the pack. */
const char *wf_session_name_of (WfSession *session, const char *role, const char *id);
