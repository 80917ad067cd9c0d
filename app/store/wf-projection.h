/* Watchfloor: what the journal adds up to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents, commands and the draft as the rows so far leave them. The same rows give the same
 * projection, at start, at a time in the past and in an audit. Pure, one thread.
 *
 * The kinds of rows and their bodies:
 *   session.opened, session.closed   {"city"}
 *   draft.kept                       the incident's entity      draft.dropped   {}
 *   incident.opened                  the entity
 *   incident.received                the entity, and "platform": which has it
 *   incident.shared                  {"platform"}: which has it
 *   incident.refused                 {"reason"}
 *   incident.lost                    {"reason"}: the platform has it no more
 *   incident.queued                  {"reason"}: on its way anew
 *   incident.changed                 {"attrs", "before", "version"}: what, over what
 *   incident.merged                  {"attrs"}: these changes (no list = all) are at the platform,
 *                                    or {"reason"}: they were given up
 *   incident.deleted                 {"reason"}: the same, of older consoles: was taken for closed
 *   command.ordered                  the entity, state "queued", and "platform": whom it is for
 *   command.platform                 {"platform"}: whom it is for, where there was none before
 *   command.state                    {"state", "reason", "at", "platform"}: at as the platform
 * says, if it does command.revoke                   {"at"}: the operator takes it back
 *   command.stands                   {"at", "reason"}: the platform does not take it back
 *   journal.gap                      {"rows"}: so many could not be saved before this one */
#pragma once

#include "wf-command.h"
#include "wf-incident.h"
#include "wf-journal-row.h"

typedef enum
{
  WF_PROJECTED_QUEUED, /* opened here, not at the platform yet */
  WF_PROJECTED_SHARED,
  WF_PROJECTED_REFUSED,
  WF_PROJECTED_LOST,
} WfProjectedSync;

typedef struct
{
  WfIncident *incident;
  WfProjectedSync sync;
  char *reason; /* of a refusal; may be NULL */
  char *platform; /* the URL of the one that has it; NULL where none, or not known which */
  json_t *changes; /* attributes changed here and not at the platform yet; NULL = none */
  json_t *before; /* what they were */
} WfProjectedIncident;

typedef struct
{
  WfCommandState state;
  gint64 at_us;
  char *by;
  char *reason; /* may be NULL */
} WfProjectedStep;

typedef struct
{
  WfCommand *command; /* as the last step leaves it */
  GArray *steps; /* WfProjectedStep, from "queued" on */
  char *platform; /* the URL of the one it is for; NULL where none, or not known which */
  gboolean is_revoke_asked; /* and not refused since */
  gint64 revoke_us; /* when it was asked or refused; 0 = never */
  char *revoke_reason; /* of the refusal; NULL = none */
} WfProjectedCommand;

typedef struct
{
  GPtrArray *incidents; /* WfProjectedIncident, oldest first */
  GPtrArray *commands; /* WfProjectedCommand, oldest first */
  WfIncident *draft; /* NULL where there is none */
  gint64 last_us; /* when the last row was written; 0 = there is none */
  guint64 n_rows;
  guint64 n_unread; /* rows whose body could not be understood */
  GHashTable *by_id; /* id to either */
} WfProjection;

WfProjection *wf_projection_new (void);
void wf_projection_free (WfProjection *projection);

/* A WfJournalEach: @projection is the WfProjection. */
void wf_projection_apply (const WfJournalRow *row, gpointer projection);

/* NULL where there is none. */
WfProjectedIncident *wf_projection_incident (WfProjection *projection, const char *id);
WfProjectedCommand *wf_projection_command (WfProjection *projection, const char *id);

/* {"incidents":[{..., "sync"}],"commands":[{..., "history":[{"state","at","by","reason"}],
 *  "platform"}],"draft"}; new reference. */
json_t *wf_projection_to_json (const WfProjection *projection);
json_t *wf_projected_incident_to_json (const WfProjectedIncident *incident);
json_t *wf_projected_command_to_json (const WfProjectedCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfProjection, wf_projection_free)
