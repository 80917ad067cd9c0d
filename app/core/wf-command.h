/* Watchfloor: a command to the city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What was ordered, by whom, until when it is valid, and how far it got. The platform's entity
 * urn:ngsi-ld:Command:<uuid> has the same fields, and stateHistory, a list of {state, at}, for
 * desks that missed a notification. The state moves only along the table here; the id is the
 * idempotency key. */
#pragma once

#include "wf-point.h"
#include "wf-time.h"

#include <jansson.h>

typedef enum
{
  WF_COMMAND_DRAFT,
  WF_COMMAND_QUEUED, /* in the journal, not sent yet */
  WF_COMMAND_SENT, /* handed to the platform, which has said 201 or 409 */
  WF_COMMAND_RECEIVED, /* the target has it */
  WF_COMMAND_GRANTED, /* the target accepts */
  WF_COMMAND_IN_PROGRESS,
  WF_COMMAND_DONE,
  WF_COMMAND_REFUSED,
  WF_COMMAND_FAILED,
  WF_COMMAND_EXPIRED,
  WF_COMMAND_REVOKED,
  WF_COMMAND_UNKNOWN, /* sent, the answer lost: asked for by id, never sent again blindly */
  WF_COMMAND_N_STATES
} WfCommandState;

typedef struct
{
  char *id; /* urn:ngsi-ld:Command:<uuid> */
  char *kind; /* "sendUnit", ...: the families of app/dispatch */
  char *target; /* entity id */
  json_t *params; /* object */
  char *issued_by;
  gint64 issued_us;
  gint64 valid_until_us;
  WfCommandState state;
  char *reason; /* of a refusal or failure, in words; may be NULL */
  gint64 changed_us;
} WfCommand;

/* The wire code ("inProgress"), never translated. */
const char *wf_command_state_code (WfCommandState state);

/* FALSE where @code is none of ours. */
gboolean wf_command_state_parse (const char *code, WfCommandState *state);

/* Translated, for the screen. */
const char *wf_command_state_label (WfCommandState state);

/* TRUE where a command in @from may go to @to. */
gboolean wf_command_state_may (WfCommandState from, WfCommandState to);

/* TRUE where nothing can follow. */
gboolean wf_command_state_is_final (WfCommandState state);

/* A new draft with a fresh id. @params is taken (may be NULL). */
WfCommand *wf_command_new (const char *kind, const char *target, json_t *params,
                           const char *issued_by, gint64 now_us, gint64 valid_us);
WfCommand *wf_command_copy (const WfCommand *command);
void wf_command_free (WfCommand *command);

/* The NGSI-LD entity in keyValues form, without @context (new reference), and back. */
json_t *wf_command_to_entity (const WfCommand *command);
WfCommand *wf_command_from_entity (const json_t *entity, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCommand, wf_command_free)
