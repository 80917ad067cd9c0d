/* Watchfloor: the outbox.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on its way to the platform, as a state machine without I/O or clock: it says what to do
 * next and is told what came of it. Nothing is sent twice (after a lost answer it first asks for
 * the entity by its id), and nothing is sent once its validity has passed, whatever wakes up. */
#pragma once

#include "wf-backoff.h"
#include "wf-time.h"

#include <jansson.h>

typedef struct _WfOutbox WfOutbox;

/* The two clocks: a deadline has passed when it has on either, so that neither a sleeping machine
 * nor a date set back can make a command fire late. @mono_us must count while the machine sleeps
 * (wf_clock_monotonic), or one that slept while its date was set back would send. */
typedef struct
{
  gint64 wall_us;
  gint64 mono_us;
} WfOutboxNow;

typedef enum
{
  WF_OUTBOX_POST, /* POST the entity */
  WF_OUTBOX_ASK, /* GET the entity: does the platform have it? */
} WfOutboxAct;

/* Something to do now; borrowed until answered. */
typedef struct
{
  WfOutboxAct act;
  const char *id;
  const json_t *entity;
  gint64 left_us; /* of the validity; G_MAXINT64 = for ever. A POST must end within it */
} WfOutboxTask;

typedef enum
{
  WF_ANSWER_CREATED, /* to POST */
  WF_ANSWER_EXISTS, /* to POST: the platform had it already */
  WF_ANSWER_REFUSED, /* to POST: it will not have it */
  WF_ANSWER_BUSY, /* surely not done; later */
  WF_ANSWER_NOT_SENT, /* it never left */
  WF_ANSWER_LOST, /* it may have arrived */
  WF_ANSWER_FOUND, /* to ASK */
  WF_ANSWER_ABSENT, /* to ASK */
} WfOutboxAnswer;

/* What became of an entry. */
typedef enum
{
  WF_OUTBOX_DELIVERED, /* the platform has it; the entry is gone */
  WF_OUTBOX_REFUSED, /* gone */
  WF_OUTBOX_EXPIRED, /* never sent, and never will be; gone */
  WF_OUTBOX_UNKNOWN, /* the answer was lost; it will be asked for */
  WF_OUTBOX_REQUEUED, /* asked for, not there: queued anew */
  WF_OUTBOX_DELAYED, /* not sent yet; tried again */
  WF_OUTBOX_RECALLED, /* taken back, and the platform does not have it; gone */
} WfOutboxEvent;

typedef void (*WfOutboxTell) (WfOutboxEvent event, const char *id, gpointer user_data);

WfOutbox *wf_outbox_new (WfOutboxTell tell, gpointer user_data);
void wf_outbox_free (WfOutbox *outbox);

/* @entity is borrowed. @valid_until_us WF_TIME_NONE = until it is delivered. @ask_first where it
 * may have been sent before (after a restart). An id that is there already is left as it is. */
void wf_outbox_add (WfOutbox *outbox, const char *id, const json_t *entity, gint64 valid_until_us,
                    WfOutboxNow now, gboolean ask_first);

/* Takes an entry back. FALSE where it is not there, or may have left already: then it is not
 * posted again, and ends as RECALLED once it is known not to have arrived. */
gboolean wf_outbox_remove (WfOutbox *outbox, const char *id);

/* The platform was heard to have it. */
void wf_outbox_seen (WfOutbox *outbox, const char *id);

/* Ends what has expired, then the next thing to do, in the order of adding; FALSE where there is
 * nothing now. At most WF_OUTBOX_MAX_BUSY are out at a time. */
#define WF_OUTBOX_MAX_BUSY 4
gboolean wf_outbox_next (WfOutbox *outbox, WfOutboxNow now, WfOutboxTask *task);

/* Microseconds until wf_outbox_next should be called again; -1 = only after an answer or add. */
gint64 wf_outbox_wait_us (WfOutbox *outbox, WfOutboxNow now);

/* @random in [0, 1) for the backoff. An id that is gone meanwhile is passed over. */
void wf_outbox_answer (WfOutbox *outbox, const char *id, WfOutboxAnswer answer, WfOutboxNow now,
                       double random);

/* The platform is back: what waits for a next try is tried at once. */
void wf_outbox_hurry (WfOutbox *outbox);

guint wf_outbox_n_entries (WfOutbox *outbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfOutbox, wf_outbox_free)
