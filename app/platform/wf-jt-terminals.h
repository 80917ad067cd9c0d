/* Watchfloor: terminals in vehicles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each vehicle of the city calls a server of JT/T 808, registers, authenticates, tells its places
 * and that it is alive; half of them keep to the edition of 2019. What could not be told is kept
 * and told later, as back-fill. Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"

#define WF_JT_MAX_TERMINALS 500
#define WF_JT_MAX_KEPT 200 /* places of a vehicle that is not connected; the oldest go first */

typedef struct _WfJtTerminals WfJtTerminals;

/* @where: HOST:PORT. The rest is borrowed; @feed must not flush once it is freed. */
WfJtTerminals *wf_jt_terminals_new (WfChangeFeed *feed, WfEntityStore *store, WfClock *clock,
                                    const char *where, GError **error);
void wf_jt_terminals_free (WfJtTerminals *terminals);

/* {"terminals","ready","kept","forgotten"}; new reference. */
json_t *wf_jt_terminals_state (WfJtTerminals *terminals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfJtTerminals, wf_jt_terminals_free)
