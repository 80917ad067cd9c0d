/* Watchfloor: the inside of a desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by wf-desk.c and wf-desk-*.c only. Main thread. */
#pragma once

#include "wf-courier.h"
#include "wf-desk.h"
#include "wf-ledger.h"

/* How far a date may be corrected unnoticed. */
#define DATE_SLACK_US WF_SECOND_US

struct _WfDesk
{
  WfClock *clock;
  WfHttp *http;
  char *operator_name;
  char *city_name;
  WfDeskWatch watch;
  gpointer user_data;
  WfLedger *ledger;
  WfCourier *courier; /* NULL without a platform, and before start */
  char *platform_url;
  char *set_aside; /* said at start */
  WfIncident *draft;
  GListStore *incidents, *commands;
  GHashTable *incident_by_id; /* id (of the entry) to DeskIncident */
  GHashTable *command_by_id; /* id (of the entry) to DeskCommand */
  guint n_unsent; /* as last told */
  gboolean was_set_back; /* the date, since the journal was last written */
  gboolean is_loaded; /* what the journal holds is here */
  gboolean must_offer; /* the platform began anew before that */
  gboolean is_started;
  gboolean is_stopped;
};

/* After the platform has lost all it knew: what was on its way then, or is heard of from before,
 * does not prove that it has an incident. */
typedef enum
{
  WF_OFFER_NONE,
  WF_OFFER_SAVING, /* that it goes out anew is being journalled; then it does */
  WF_OFFER_OUT, /* the next answer may be of what was out before: then it is asked */
  WF_OFFER_ASKED, /* the next answer is the platform's of today */
} WfOffer;

typedef struct
{
  char *id;
  WfIncidentRow *row;
  gboolean is_ours; /* opened or changed at this desk: the journal answers for it */
  json_t *changes; /* attributes not yet changed at the platform; NULL = none */
  json_t *before; /* what they were when they were changed here */
  json_t *sent; /* the changes that are on their way while is_patching */
  gboolean is_patching;
  gboolean is_unsaved; /* told as only here */
  gboolean is_sync_unsaved; /* the journal does not have how far it got */
  WfOffer offer;
  gboolean is_elsewhere; /* shared with another platform; this one was not heard to have it */
  gint64 shared_us; /* monotonic time at which the platform was known to have it; 0 = never */
} DeskIncident;

typedef struct
{
  char *id;
  WfCommandRow *row;
  WfCommandState expected; /* once all that is being journalled is */
  gint64 expected_us; /* when it came to be that */
  gboolean is_unsaved; /* the journal does not have the last step */
  gboolean is_recall_unsaved; /* nor what became of the wish to take it back */
  gboolean is_unaddressed; /* the journal does not say which platform it is for */
  gboolean is_address_unsaved; /* and could not be made to: it does not leave */
  gboolean is_elsewhere; /* for another platform; this one was not heard to have it */
  gint64 heard_us; /* monotonic, as above */
  gboolean wants_revoke; /* asked for before the platform was known to have it */
} DeskCommand;

void wf_desk_incident_free (DeskIncident *incident);
void wf_desk_command_free (DeskCommand *command);

/* Rows from what the journal adds up to; NULL-safe at the end. */
void wf_desk_load_incidents (WfDesk *desk, WfProjection *projection);
void wf_desk_load_commands (WfDesk *desk, WfProjection *projection);
void wf_desk_resume_incidents (WfDesk *desk);
void wf_desk_resume_commands (WfDesk *desk);
/* Rows are saved again: those that were told as not saved are given anew. */
void wf_desk_save_incidents (WfDesk *desk);
void wf_desk_save_commands (WfDesk *desk);

/* What came of @id in the outbox. */
void wf_desk_incident_event (WfDesk *desk, DeskIncident *incident, WfOutboxEvent event,
                             const char *reason);
void
wf_desk_command_event (WfDesk *desk, DeskCommand *command, WfOutboxEvent event, const char *reason);
/* Changes that wait are patched, if they can be now. */
void wf_desk_push_changes (WfDesk *desk, DeskIncident *incident);
void wf_desk_incident_patched (WfDesk *desk, DeskIncident *incident, WfPatchEnd end,
                               const char *trouble, gint64 asked_us);
/* After a conflict: what the platform has now. */
void wf_desk_merge_changes (WfDesk *desk, DeskIncident *incident, const WfIncident *theirs);

/* Its next state, by and because of, into the journal and then onto the screen; nothing where the
 * table of states does not allow it. */
void wf_desk_move_command (WfDesk *desk, DeskCommand *entry, WfCommandState state, const char *by,
                           const char *reason);
/* Taken back and never sent. */
void wf_desk_command_recalled (WfDesk *desk, DeskCommand *entry);
/* The platform, which has it, is asked to take it back. */
void wf_desk_ask_back (WfDesk *desk, DeskCommand *entry);
/* Rows are saved again: the wish is given anew where it was not. */
void wf_desk_save_recall (WfDesk *desk, DeskCommand *entry);

void wf_desk_hear_incident (WfDesk *desk, const json_t *entity);
void wf_desk_hear_command (WfDesk *desk, const json_t *entity);
/* The platform seems not to have it any more: it is asked. */
void wf_desk_miss_incident (WfDesk *desk, DeskIncident *incident);
void wf_desk_miss_command (WfDesk *desk, DeskCommand *command);
/* A question, or the wish to take it back, was answered. */
void
wf_desk_command_patched (WfDesk *desk, DeskCommand *command, WfPatchEnd end, const char *trouble);
/* The platform had it and says that it has it no more. What it once acknowledged is never posted
 * again: it may have been deleted there, or carried out. */
void wf_desk_incident_gone (WfDesk *desk, DeskIncident *incident);
/* Journals that @entity (borrowed) was heard from this platform. */
void wf_desk_record_received (WfDesk *desk, const char *id, const json_t *entity, WfLedgerThen then,
                              gpointer user_data);
void wf_desk_command_gone (WfDesk *desk, DeskCommand *command);

/* Counts anew and tells. */
void wf_desk_tell_changed (WfDesk *desk);
