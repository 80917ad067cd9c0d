/* Watchfloor: telling subscribers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All subscriptions and the HTTP that serves them: one request at a time for each, entities that
 * changed meanwhile gathered (each once, at most WF_SUBSCRIPTION_MAX_PENDING), a failed one tried
 * again with backoff. Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"
#include "wf-fault-rules.h"
#include "wf-subscription.h"

#define WF_NOTIFIER_MAX_SUBSCRIPTIONS 500
#define WF_NOTIFIER_TIMEOUT_S 10
#define WF_NOTIFIER_MAX_ENTITIES 1000 /* in one notification */

typedef struct _WfNotifier WfNotifier;

/* All borrowed. */
WfNotifier *wf_notifier_new (WfChangeFeed *feed, WfClock *clock, WfFaultRules *faults);
void wf_notifier_free (WfNotifier *notifier);

/* Takes @subscription. WF_ERROR_CONFLICT where its id exists, WF_ERROR_LIMIT. */
gboolean wf_notifier_add (WfNotifier *notifier, WfSubscription *subscription, GError **error);
gboolean wf_notifier_remove (WfNotifier *notifier, const char *id);

/* Borrowed; NULL where there is none. */
WfSubscription *wf_notifier_get (WfNotifier *notifier, const char *id);

/* In order of creation: a page of them as JSON, and how many there are. New reference. */
json_t *wf_notifier_list (WfNotifier *notifier, guint offset, guint limit, guint *total);
