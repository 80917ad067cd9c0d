/* Watchfloor: the session.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The composition root: one operator at one city. Owns the city's layers, the live state, the
 * journal and the way out to the platform, and the view state that windows share. No widgets.
 * Everything an operator does is a function here that returns at once; what happens then shows
 * in the models and signals. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-clock.h"
#include "wf-command-row.h"
#include "wf-feed-row.h"
#include "wf-incident-row.h"
#include "wf-layer-style.h"
#include "wf-layer.h"
#include "wf-recorder.h"
#include "wf-replay.h"
#include "wf-source-list.h"
#include "wf-track-store.h"
#include "wf-view.h"

#include <gio/gio.h>

/* Properties that windows bind to:
 *   selected-id   (string, rw)  the entity selected in map and lists alike; NULL = none
 *   dark          (boolean, rw) which style is used
 *   journal-trouble (string)    NULL, or the standing warning that nothing is being saved
 *   unsent        (uint)        commands and incidents not yet at the platform
 * Signals:
 *   ::layers-changed            visibility, opacity, order, pack or style: draw the city anew
 *   ::style-changed             get_style has another one
 *   ::layers-found (layer)      @layer's source holds several: wf_session_choose_layers
 *   ::layer-opened (layer)      an opened layer is ready for the first time
 *   ::notice (sentence, grave)  something the operator must be told once
 *   ::past-changed              live or the past, or another time of it: get_tracks has another
 * store
 *   ::draft-found               the journal gave back an unfinished draft, see get_draft */
#define WF_TYPE_SESSION (wf_session_get_type ())
G_DECLARE_FINAL_TYPE (WfSession, wf_session, WF, SESSION, GObject)

typedef struct
{
  const char *city_path; /* NAME.city.json */
  const char *platform_url; /* NULL = as the city file says */
  const char *journal_path; /* NULL = under $XDG_STATE_HOME, by city */
  const char *layers_path; /* where the operator's own layers are kept; NULL = nowhere */
  const char *operator_name;
  gboolean chinese;
} WfSessionOptions;

/* Reads the city file and begins to open the journal, whose incidents and commands come to the
 * models when it is read; starts nothing. A damaged journal is set aside and said in ::notice after
 * start; one that cannot be opened stands in journal-trouble and is tried again. NULL only where
 * the city file cannot be used. */
WfSession *wf_session_new (WfClock *clock, const WfSessionOptions *options, GError **error);

/* Begins to load layers and to listen. */
void wf_session_start (WfSession *session);

/* Ends all links, cancels all jobs, closes the journal. Safe to call twice. */
void wf_session_stop (WfSession *session);

WfClock *wf_session_get_clock (WfSession *session); /* of now, also while the past is shown */
WfCity *wf_session_get_city (WfSession *session);
gboolean wf_session_get_chinese (WfSession *session);
const char *wf_session_get_operator (WfSession *session);

/* Models, borrowed. Tracks, incidents and commands are those of the time that is shown; the track
 * store is another one after ::past-changed. */
GListModel *wf_session_get_layers (WfSession *session); /* WfLayer, bottom first */
WfTrackStore *wf_session_get_tracks (WfSession *session);
GListModel *wf_session_get_incidents (WfSession *session); /* WfIncidentRow, newest first */
GListModel *wf_session_get_commands (WfSession *session); /* WfCommandRow, newest first */
GListModel *wf_session_get_feeds (WfSession *session); /* WfFeedRow */

/* ---- the past */
/* Shows all as it was at @at_us (see wf_replay_go_to). The feeds are heard and kept meanwhile, and
 * orders under way go on; nothing can be sent or changed: all functions that would give
 * WF_ERROR_REFUSED. FALSE (WF_ERROR_NOT_FOUND) where nothing is kept. */
gboolean wf_session_enter_past (WfSession *session, gint64 at_us, GError **error);
void wf_session_leave_past (WfSession *session);
WfReplay *wf_session_get_replay (WfSession *session); /* borrowed; NULL while it is live */
/* FALSE with the reason (WF_ERROR_REFUSED) while the past is shown. */
gboolean wf_session_is_live (WfSession *session, GError **error);
WfClock *wf_session_get_shown_clock (WfSession *session); /* borrowed */
/* Borrowed: of now, whatever is shown. */
GListModel *wf_session_get_live_incidents (WfSession *session);
GListModel *wf_session_get_live_commands (WfSession *session);
/* What is kept of the past; FALSE where nothing is. */
gboolean wf_session_get_recording (WfSession *session, WfRecorderStatus *status);

/* ---- the picture */
WfStyle *wf_session_get_style (WfSession *session); /* borrowed; follows "dark" */
/* The city's own, whatever the operator styled; a new reference, follows "dark". */
WfStyle *wf_session_load_city_style (WfSession *session);
/* The operator's style of @layer; NULL = it is drawn as the city's style says. Borrowed. */
const WfLayerStyle *wf_session_get_layer_style (WfSession *session, WfLayer *layer);
/* @style (copied) may be NULL: as the city's style says. */
void wf_session_set_layer_style (WfSession *session, WfLayer *layer, const WfLayerStyle *style);
/* Moves layer @from to position @to. */
void wf_session_move_layer (WfSession *session, guint from, guint to);
/* TRUE once each layer is ready or failed. */
gboolean wf_session_layers_settled (WfSession *session);
/* The map shows @view: layers of tiles and those too large or too far to be read whole follow it
 * (wf-tile-loader.h, wf-part-loader.h), and say in their note where they do not show all. Cheap;
 * the city's extent until told. */
void wf_session_set_view (WfSession *session, const WfView *view);
/* Reads a layer again, from what its description says now. */
void wf_session_reload_layer (WfSession *session, WfLayer *layer);
/* NULL where there is none; borrowed. */
WfLayer *wf_session_find_layer (WfSession *session, const char *id);

/* ---- what the operator opens (wf_layer_is_own) */
/* Opens a file or a GDAL name ("PG:...") on top: a layer at once, which looks what the source
 * holds. It then loads, asks (::layers-found) or fails in its row. Borrowed. */
WfLayer *wf_session_open_source (WfSession *session, const char *source);
/* What was opened before, the newest first. Free with g_strfreev. */
char **wf_session_list_recent (WfSession *session);
/* Adds a layer of which all is known and loads it. Its id is made here; @style (copied) may be
 * NULL: a colour of its own. Borrowed. */
WfLayer *wf_session_add_layer (WfSession *session, const WfCityLayer *description,
                               const WfLayerStyle *style);
/* What the source of a layer that asks holds (element-type WfSourceLayer); NULL where nothing is
 * asked. Borrowed. */
GPtrArray *wf_session_get_listing (WfSession *session, WfLayer *layer);
/* The answer: @n indices into the listing, the first of which @layer becomes. */
void wf_session_choose_layers (WfSession *session, WfLayer *layer, const guint *indices, guint n);
/* The answer where the one layer of the source has columns to name or a system (its WfSourceLayer
 * says which): @how (copied) has them in crs, datum, x and y. */
void wf_session_answer_layer (WfSession *session, WfLayer *layer, const WfCityLayer *how);
/* Ends its listing or loading; it stands as failed and can be tried again. */
void wf_session_cancel_layer (WfSession *session, WfLayer *layer);
/* Takes an own layer out; put it back where it was with insert. */
void wf_session_remove_layer (WfSession *session, WfLayer *layer);
void wf_session_restore_layer (WfSession *session, WfLayer *layer, guint position);
/* The same source and style once more, above it. Borrowed. */
WfLayer *wf_session_duplicate_layer (WfSession *session, WfLayer *layer);

/* ---- places */
/* The grid cell, community, street and district of @p; fields NULL where unknown. */
WfPlace wf_session_place_at (WfSession *session, WfLonLat p);
/* Where @incident is, named in the operator's language: it may have been opened in another. What
 * the layers do not know, or draw otherwise today, stays as it was recorded. */
WfPlace wf_session_place_of (WfSession *session, const WfIncident *incident);

/* ---- incidents */
/* Keeps what is typed, at each pause in typing, and gives it back after a crash (the newest
 * draft, transfer full; NULL where there is none). */
void wf_session_save_draft (WfSession *session, const WfIncident *incident);
WfIncident *wf_session_get_draft (WfSession *session);
void wf_session_drop_draft (WfSession *session);
/* Journals @incident, shows it, and posts it to the platform. FALSE where the journal cannot take
 * it: it is then shown as only here, and saved and posted once the journal is well again. */
gboolean wf_session_open_incident (WfSession *session, const WfIncident *incident, GError **error);
/* An incident that is open already was edited: @base is what the form was filled from, @edited what
 * it says now. What differs is journalled, shown, and sent to the platform on top of what others
 * change meanwhile. FALSE (WF_ERROR_CONFLICT) where somebody changed the same field since @base:
 * theirs stays; fill the form anew. What the platform refuses later is said in ::notice. */
gboolean wf_session_change_incident (WfSession *session, const WfIncident *base,
                                     const WfIncident *edited, GError **error);
/* The incident has ended, or has not: others see it so, too. Commands about it go on. */
gboolean
wf_session_close_incident (WfSession *session, const char *id, gboolean closed, GError **error);
/* Sends an incident again that the platform refused or no longer has. */
gboolean wf_session_send_incident (WfSession *session, const char *id, GError **error);
/* The platform begins anew and knows of nothing: what this desk opened and has not closed is
 * offered to it again. Commands are not: what it had of them ends as failed, once it says so. */
void wf_session_offer_again (WfSession *session);
WfIncidentRow *wf_session_find_incident (WfSession *session, const char *id); /* borrowed */

/* ---- commands */
/* The units that may be sent to @p, nearest in a straight line first. (element-type WfCandidate)
 * free with g_array_unref. */
typedef struct
{
  char *id;
  double metres;
  const char *why_not; /* interned, translated; NULL = may be sent */
} WfCandidate;

GArray *wf_session_rank_units (WfSession *session, WfLonLat p);

/* What would be sent, and the one sentence that says what will happen. */
typedef struct
{
  WfCommand *command;
  char *sentence;
  char *warning; /* may be NULL: "the position is 4 min old" */
} WfProposal;

/* Checks the order @kind to @target about @incident_id. NULL with the reason where it may not be
 * given. Nothing is sent. */
WfProposal *wf_session_propose (WfSession *session, const char *kind, const char *target,
                                const char *incident_id, GError **error);
void wf_proposal_free (WfProposal *proposal);

/* The operator confirmed: journals, then sends. The row is borrowed. NULL where the journal
 * cannot take it: then nothing is sent. */
WfCommandRow *wf_session_confirm (WfSession *session, const WfProposal *proposal, GError **error);

/* Takes a command back: at once while queued, by asking the platform after. */
gboolean wf_session_revoke (WfSession *session, const char *command_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfProposal, wf_proposal_free)
