/* Watchfloor: a subscription.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client wants to be notified of (ETSI GS CIM 009 clause 5.2.12), and how far that got.
 * Main thread. */
#pragma once

#include "wf-backoff.h"
#include "wf-change-feed.h"
#include "wf-entity-form.h"
#include "wf-entity-query.h"

#define WF_SUBSCRIPTION_MAX_PENDING 5000

typedef struct
{
  char *id;
  json_t *json; /* owned: as given, with id */
  WfEntityQuery *query; /* entities, q, geoQ */
  char **watched; /* NULL = any attribute */
  char **attributes; /* in the notification; NULL = all */
  guint triggers; /* bits 1 << WfEntityChange */
  WfEntityForm form;
  gboolean geojson;
  char *uri;
  gint64 throttling_us, expires_us; /* 0, G_MAXINT64 = none */
  gboolean paused;

  GPtrArray *pending; /* json_t, owned: entities to tell of, each once */
  GHashTable *pending_ids; /* id, borrowed from pending */
  guint64 dropped; /* entities there was no room for */
  gboolean in_flight;
  WfBackoff backoff;
  gint64 retry_mono_us; /* not before */
  gint64 last_sent_us, last_success_us, last_failure_us; /* WF_TIME_NONE = never */
  guint64 times_sent, times_failed;
  char *last_error;
} WfSubscription;

/* A new one from @json (an object); a missing id is made. WF_ERROR_INVALID, WF_ERROR_LIMIT. */
WfSubscription *wf_subscription_new (const json_t *json, GError **error);
void wf_subscription_free (WfSubscription *subscription);

/* Takes over the members of @patch; on an error nothing is changed. */
gboolean wf_subscription_patch (WfSubscription *subscription, const json_t *patch, GError **error);

/* As clients see it, with status and figures at @now_us; new reference. */
json_t *wf_subscription_to_json (const WfSubscription *subscription, gint64 now_us);

gboolean wf_subscription_is_active (const WfSubscription *subscription, gint64 now_us);

/* Notes @change where it is of interest. */
void wf_subscription_note (WfSubscription *subscription, const WfChange *change, gint64 now_us);

/* Adds @entity (a new reference is taken) unless it is pending already. */
void wf_subscription_add_pending (WfSubscription *subscription, json_t *entity);

/* Up to @max pending entities, taken out (free with g_ptr_array_unref). */
GPtrArray *wf_subscription_take_pending (WfSubscription *subscription, guint max);

/* The notification about @entities at @now_us; new reference. */
json_t *wf_subscription_notification (const WfSubscription *subscription, const GPtrArray *entities,
                                      guint64 number, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSubscription, wf_subscription_free)
