/* Watchfloor: the courier.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries the outbox to an NGSI-LD platform over HTTP: entities once, patches until they are
 * answered. Main thread; returns at once. */
#pragma once

#include "wf-clock.h"
#include "wf-http.h"
#include "wf-outbox.h"

/* The largest answer that is read: one entity, with whatever others wrote into it. */
#define WF_COURIER_MAX_ANSWER (16 * 1024 * 1024)

typedef struct _WfCourier WfCourier;

typedef enum
{
  WF_PATCH_TAKEN,
  WF_PATCH_CONFLICT, /* the entity has another version than the patch was based on */
  WF_PATCH_REFUSED,
  WF_PATCH_ABSENT, /* there is no such entity */
} WfPatchEnd;

typedef struct
{
  /* @reason in words for REFUSED and DELAYED, else NULL. */
  void (*event) (WfOutboxEvent event, const char *id, const char *reason, gpointer user_data);
  /* The platform answered with entity @id, as its bytes. */
  void (*entity) (GBytes *bytes, const char *id, gpointer user_data);
  /* A patch ended: @trouble NULL where it was taken. It left at @asked_us (monotonic). */
  void (*patched) (const char *id, WfPatchEnd end, const char *trouble, gint64 asked_us,
                   gpointer user_data);
} WfCourierWatch;

/* @platform_url such as "http://127.0.0.1:8080", without /ngsi-ld/v1. @http is borrowed. */
WfCourier *wf_courier_new (WfHttp *http, WfClock *clock, const char *platform_url,
                           const WfCourierWatch *watch, gpointer user_data);
void wf_courier_free (WfCourier *courier);

/* See wf_outbox_add, _remove, _seen, _hurry. */
void wf_courier_add (WfCourier *courier, const char *id, const json_t *entity,
                     gint64 valid_until_us, gboolean ask_first);
gboolean wf_courier_remove (WfCourier *courier, const char *id);
void wf_courier_seen (WfCourier *courier, const char *id);
void wf_courier_hurry (WfCourier *courier);
guint wf_courier_n_entries (WfCourier *courier);

/* PATCHes the attributes @attrs (borrowed) of entity @id, if it still has @version (-1 = whatever
 * it has); again while the platform is away. @attrs NULL = only asks for the entity, until there
 * is an answer; patched is then told only where it is not there. What waits already is not asked
 * for again. */
void wf_courier_patch (WfCourier *courier, const char *id, const json_t *attrs, gint64 version);

/* Nothing is on its way. */
gboolean wf_courier_is_idle (WfCourier *courier);

/* GETs entity @id once, for watch->entity; no answer is no news. */
void wf_courier_ask (WfCourier *courier, const char *id);

/* The sentence in an error answer: the detail or title of its problem JSON, else its status. Free
 * with g_free. */
char *wf_courier_reason (const WfHttpAnswer *answer);
