/* Watchfloor: the journal as the session uses it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Appends rows and says what became of each, keeps the standing warning that nothing is being
 * saved, and notes in the journal how many rows a trouble has cost. Without a journal everything
 * goes on in memory and is told as not saved. Main thread. */
#pragma once

#include "wf-clock.h"
#include "wf-journal.h"
#include "wf-projection.h"

typedef struct _WfLedger WfLedger;

/* @saved FALSE: it is lost with the program. Called from the main loop, never inside
 * wf_ledger_append. */
typedef void (*WfLedgerThen) (gboolean saved, gpointer user_data);

/* Opens @path, its rows into @projection. Never fails: trouble is the ledger's to tell. @set_aside
 * (g_free) is the name of a damaged journal. @path NULL = in memory by choice, without trouble. */
WfLedger *
wf_ledger_new (WfClock *clock, const char *path, WfProjection *projection, char **set_aside);
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
void wf_ledger_watch_trouble (WfLedger *ledger, void (*changed) (gpointer user_data),
                              gpointer user_data);
