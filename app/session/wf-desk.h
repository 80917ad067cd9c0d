/* Watchfloor: the incidents and commands of a desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What this desk opened and ordered, from the journal to the platform and back. Every change is in
 * the journal before it shows and before it goes out. The lists are what windows show. Also used
 * by watchfloorctl, without a city. Main thread; returns at once. */
#pragma once

#include "wf-clock.h"
#include "wf-command-row.h"
#include "wf-http.h"
#include "wf-incident-row.h"
#include "wf-report.h"

typedef struct _WfDesk WfDesk;

typedef struct
{
  const char *journal_path; /* NULL = keep nothing */
  const char *platform_url; /* NULL = nowhere to send */
  const char *operator_name;
  const char *city_name; /* for the journal; may be NULL */
  gboolean in_background; /* the journal is opened while the main loop goes on */
} WfDeskOptions;

typedef struct
{
  /* To be told to the operator once. */
  void (*notice) (const char *sentence, gboolean grave, gpointer user_data);
  /* wf_desk_get_trouble or wf_desk_get_n_unsent may have changed. */
  void (*changed) (gpointer user_data);
  /* The journal gave back an unfinished draft. May be NULL. */
  void (*draft_found) (gpointer user_data);
} WfDeskWatch;

/* Opens the journal: at once (bounded wait), or in the background, where the lists are empty until
 * it is open and what is done meanwhile waits for it. One that cannot be opened, or written, is
 * tried again; incidents that were only here are saved and shared then. @http is borrowed; nothing
 * is sent before wf_desk_start. */
WfDesk *wf_desk_new (WfClock *clock, WfHttp *http, const WfDeskOptions *options,
                     const WfDeskWatch *watch, gpointer user_data);
/* What waited in the journal goes on. */
void wf_desk_start (WfDesk *desk);
/* Ends requests, writes what waits, closes the journal. Twice is allowed. */
void wf_desk_stop (WfDesk *desk);
void wf_desk_free (WfDesk *desk);

GListStore *wf_desk_get_incidents (WfDesk *desk); /* WfIncidentRow, newest first; borrowed */
GListStore *wf_desk_get_commands (WfDesk *desk); /* WfCommandRow, newest first; borrowed */
WfIncidentRow *wf_desk_find_incident (WfDesk *desk, const char *id); /* borrowed; NULL: none */
WfCommandRow *wf_desk_find_command (WfDesk *desk, const char *id);

/* "Nothing is being saved. ..."; NULL while all is well. */
const char *wf_desk_get_trouble (WfDesk *desk);
/* Commands and incidents not yet at the platform. */
guint wf_desk_get_n_unsent (WfDesk *desk);

/* Nothing waits for the disk. */
gboolean wf_desk_is_saved (WfDesk *desk);
/* Nothing is being saved and nothing is on its way. */
gboolean wf_desk_is_idle (WfDesk *desk);

/* ---- drafts, see wf-session.h */
void wf_desk_save_draft (WfDesk *desk, const WfIncident *incident);
WfIncident *wf_desk_get_draft (WfDesk *desk);
void wf_desk_drop_draft (WfDesk *desk);

/* ---- incidents */
gboolean wf_desk_open_incident (WfDesk *desk, const WfIncident *incident, GError **error);
/* Journals the changed attributes @attrs (borrowed), then PATCHes them at the platform, based on
 * the version that was shown. Where somebody changed the incident meanwhile, but none of these
 * attributes, the change is made on top; where they did, theirs stays and ::notice says so. */
gboolean
wf_desk_change_incident (WfDesk *desk, const char *id, const json_t *attrs, GError **error);

/* The same from a form that was filled from @base and left as @edited: what differs between the two
 * is changed. WF_ERROR_CONFLICT where one of these attributes has been changed since by somebody
 * else: theirs is shown, nothing is overwritten. No difference is no change, and TRUE. */
gboolean wf_desk_edit_incident (WfDesk *desk, const WfIncident *base, const WfIncident *edited,
                                GError **error);

/* Sends an incident again that the platform refused or no longer has. WF_ERROR_REFUSED where it
 * does have it. */
gboolean wf_desk_offer_incident (WfDesk *desk, const char *id, GError **error);

/* ---- commands */
/* The command under way to @target that allows no other of @kind; NULL: none. Borrowed. */
const WfCommand *wf_desk_find_busy (WfDesk *desk, const char *kind, const char *target);
/* @command is copied. The row is borrowed. */
WfCommandRow *wf_desk_order (WfDesk *desk, const WfCommand *command, GError **error);
gboolean wf_desk_revoke (WfDesk *desk, const char *id, GError **error);

/* ---- what is heard from the platform */
/* An Incident or Command (report->attrs), or that something is gone. */
void wf_desk_hear (WfDesk *desk, const WfReport *report);
/* All entities the platform has are in @seen; it was asked at @began_us (monotonic). */
void wf_desk_hear_all (WfDesk *desk, GHashTable *seen, gint64 began_us);
/* The platform answers again. */
void wf_desk_hear_back (WfDesk *desk);
/* The platform has lost all it knew, see wf_session_offer_again. */
void wf_desk_offer_again (WfDesk *desk);
/* Asks the platform for command @id now. */
void wf_desk_ask (WfDesk *desk, const char *id);
