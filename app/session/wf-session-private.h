/* Watchfloor: the inside of a session.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files wf-session*.c only. Main thread. */
#pragma once

#include "wf-bookmark.h"
#include "wf-desk.h"
#include "wf-feeder.h"
#include "wf-http.h"
#include "wf-layer-book.h"
#include "wf-layer-loader.h"
#include "wf-layer-watch.h"
#include "wf-picked.h"
#include "wf-recorder.h"
#include "wf-session.h"
#include "wf-shown-list.h"

#include "wf-source-list.h"

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
  char *journal_path;
  WfReplay *replay; /* NULL while it is live */
  WfShownList *incidents, *commands; /* of the desk, or of the replay */
  WfRecorder *recorder; /* NULL where nothing of the past is kept */
  WfLayerLoader *loader;
  WfLayerWatch *watch;
  WfLayerBook *book; /* NULL before all is made and after the end */
  GListStore *layers; /* WfLayer, bottom first */
  WfTrackStore *tracks;
  GListStore *feeds; /* WfFeedRow */
  GListStore *bookmarks; /* WfBookmark */
  GPtrArray *feeders; /* WfFeeder */
  WfStyle *styles[2]; /* light, dark; NULL until asked for */
  json_t *city_styles[2]; /* the documents they are made of; NULL until one is needed */
  GHashTable *layer_styles; /* the operator's: id to WfLayerStyle */
  GHashTable *listings; /* WfLayer that asks, to GPtrArray of WfSourceLayer */
  GHashTable *looking; /* WfLayer whose source is being listed, to GCancellable */
  guint n_opened; /* so many layers were opened: for their ids and colours */
  WfPicked *picked; /* NULL until asked for */
  GPtrArray *pending_notices; /* char, grave, from before the start */
  GCancellable *cancellable;
  /* View state */
  char *selected_id;
  gboolean dark;
  /* Timers */
  guint commit_source, tick_source;
  gboolean is_started, is_stopped;
  gboolean has_said_full; /* of the cache */
};

/* wf-session-layers.c */
void wf_session_layers_init (WfSession *session);
/* A new layer of the operator's at @at, not loaded yet. Borrowed. */
WfLayer *wf_session_insert_own (WfSession *session, guint at, const WfCityLayer *description,
                                const WfLayerStyle *style);
/* Queues @layer for loading as it is described. */
void wf_session_load_layer (WfSession *session, WfLayer *layer);
/* Takes a new layer into the model, bottom first, and watches it. */
void wf_session_insert_layer (WfSession *session, guint at, WfLayer *layer);
/* Ends what is being listed. */
void wf_session_layers_stop (WfSession *session);
void wf_session_layers_finalize (WfSession *session);
void wf_session_emit_layers_changed (WfSession *session);
/* Some layer has one question: which of its layers. */
void wf_session_emit_layers_found (WfSession *session, WfLayer *layer);
void wf_session_emit_layer_opened (WfSession *session, WfLayer *layer);
void wf_session_emit_past_changed (WfSession *session);
void wf_session_emit_style_changed (WfSession *session);
void wf_session_notice (WfSession *session, const char *sentence, gboolean grave);

/* wf-session-open.c: ends the listing of @layer's source, if it is under way. */
void wf_session_stop_looking (WfSession *session, WfLayer *layer);

/* wf-session-style.c: drops what was composed of @layer's style and tells. */
void wf_session_forget_styles (WfSession *session);

/* The feature of the point layer @role whose id field is the last part of the URN @id, by its
 * name; NULL where there is none. Borrowed from the pack. */
const char *wf_session_name_of (WfSession *session, const char *role, const char *id);
