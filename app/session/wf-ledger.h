/* Watchfloor: the journal as the session uses it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Appends rows and says what became of each, keeps the standing warning that nothing is being
 * saved, and notes in the journal how many rows a trouble has cost. Without a journal everything
 * goes on in memory and is told as not saved; a journal in trouble is tried again for ever, with
 * backoff. Main thread; opening reads in a thread of its own. */
#pragma once

#include "wf-clock.h"
#include "wf-journal.h"
#include "wf-projection.h"

typedef struct _WfLedger WfLedger;

typedef struct
{
  /* The journal is open: what it holds, which may be taken from; the name of a damaged one that was
   * set aside, or NULL. Once. */
  void (*opened) (WfProjection *projection, const char *set_aside, gpointer user_data);
  /* Rows are saved again after they were not: what was told as not saved may be given again. */
  void (*recovered) (gpointer user_data);
  /* wf_ledger_get_trouble has changed. */
  void (*changed) (gpointer user_data);
  /* An entry is too large for any journal: @sentence says what was not kept and what to do. It is
   * told as not saved, and nothing is tried again. */
  void (*refused) (const char *sentence, gpointer user_data);
} WfLedgerWatch;

/* @saved FALSE: it is lost with the program, and never in the journal by this call. Called from the
 * main loop, never inside wf_ledger_append. */
typedef void (*WfLedgerThen) (gboolean saved, gpointer user_data);

/* @path NULL = in memory by choice, without trouble. */
WfLedger *
wf_ledger_new (WfClock *clock, const char *path, const WfLedgerWatch *watch, gpointer user_data);
/* Opens the journal. Never fails: trouble is the ledger's to tell. @in_background returns at once;
 * rows wait for it, those without a @then also for one that is tried again. */
void wf_ledger_open (WfLedger *ledger, gboolean in_background);
/* Writes what waits, tells who waits. */
void wf_ledger_close (WfLedger *ledger);
void wf_ledger_free (WfLedger *ledger);

/* @body is taken. @then may be NULL. */
void wf_ledger_append (WfLedger *ledger, const char *by, const char *kind, const char *entity,
                       json_t *body, WfLedgerThen then, gpointer user_data);

/* FALSE where the journal cannot take anything. */
gboolean wf_ledger_can_save (WfLedger *ledger);

/* TRUE while nobody waits to be told. */
gboolean wf_ledger_is_idle (WfLedger *ledger);

/* NULL while all is saved. */
const char *wf_ledger_get_trouble (WfLedger *ledger);
