/* Watchfloor: changes of entities, gathered.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small changes of an entity within a quarter of a second become one; only the states of a
 * Command are told one by one, at once. Watches the store; those
 * who tell the world (subscriptions, live stream) get the lot at once. Main thread. */
#pragma once

#include "wf-entity-store.h"

typedef struct
{
  WfEntityChange change; /* what it comes to: created and updated = created */
  json_t *entity; /* borrowed for the call; as it is now; of a deleted one, as it was */
  GPtrArray *attrs; /* interned names that changed; empty of a deleted one */
} WfChange;

/* @changes: WfChange, in order of their first change; borrowed for the call. */
typedef void (*WfChangeSink) (const GPtrArray *changes, gpointer user_data);

typedef struct _WfChangeFeed WfChangeFeed;

#define WF_CHANGE_FEED_MS 250

WfChangeFeed *wf_change_feed_new (WfEntityStore *store);
void wf_change_feed_free (WfChangeFeed *feed);
void wf_change_feed_add_sink (WfChangeFeed *feed, WfChangeSink sink, gpointer user_data);

/* Hands over what has gathered; called each WF_CHANGE_FEED_MS. */
void wf_change_feed_flush (WfChangeFeed *feed);
