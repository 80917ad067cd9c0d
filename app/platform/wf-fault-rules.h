/* Watchfloor: making the platform misbehave.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules that say which answers, notifications and events go wrong, and how. From --faults
 * FILE.json or PUT /admin/faults: {"seed":7,"rules":[RULE...]} or [RULE...], where RULE is
 *
 *   {"kind": see below, "probability": 0..1 (1), "count": at most so often (for ever),
 *    "from", "until": RFC 3339, or seconds after the rules were set,
 *    "match": {"path": regex, "method": "GET", "entityType": "Vehicle",
 *              "on": "http" | "notification" | "event" or an array of them (all)}}
 *
 *   drop        no answer, the connection ends; "before":true = before it was executed
 *   delay       "delayMs" (1000), plus up to "jitterMs" (0)
 *   duplicate   sent twice; in an HTTP answer each element of the array twice
 *   reorder     sent after the next one; in an HTTP answer the array is shuffled
 *   error       "status" (503) and "retryAfter" seconds (none) instead of executing;
 *               "before":false = after it was executed. A stream ends
 *   rateLimit   the same with 429 and "retryAfter" (5)
 *   halfOpen    executed, then silence on an open connection
 *   truncate    half of it, then the connection ends
 *   garbage     as many bytes, but random
 *   endless     "bytes" (104857600) of an answer that does not end before
 *   clockSkew   every time shifted by "seconds"
 *   wrongDatum  every position moved to "datum" ("gcj02" or "bd09") without saying so
 *
 * The first rule of a transport kind that hits is applied, and all of clockSkew and wrongDatum
 * (these to the entities of entityType only, and in JSON only: not in GTFS Realtime and CAP).
 * /admin is never touched. Random numbers come from the seed. Main thread. */
#pragma once

#include "wf-datum.h"
#include "wf-time.h"

#include <jansson.h>

typedef enum
{
  WF_FAULT_NONE,
  WF_FAULT_DROP,
  WF_FAULT_DELAY,
  WF_FAULT_DUPLICATE,
  WF_FAULT_REORDER,
  WF_FAULT_ERROR,
  WF_FAULT_RATE_LIMIT,
  WF_FAULT_HALF_OPEN,
  WF_FAULT_TRUNCATE,
  WF_FAULT_GARBAGE,
  WF_FAULT_ENDLESS,
  WF_FAULT_CLOCK_SKEW,
  WF_FAULT_WRONG_DATUM,
  WF_FAULT_N
} WfFaultKind;

typedef enum
{
  WF_FAULT_ON_HTTP = 1 << 0,
  WF_FAULT_ON_NOTIFICATION = 1 << 1,
  WF_FAULT_ON_EVENT = 1 << 2,
} WfFaultPlace;

#define WF_FAULT_MAX_RULES 100
#define WF_FAULT_MAX_CONTENT 4

typedef struct
{
  WfFaultKind kind; /* clockSkew or wrongDatum */
  char *entity_type; /* owned, NULL = all */
  double skew_s;
  WfDatum datum;
} WfContentFault;

/* What is to go wrong with one thing. */
typedef struct
{
  WfFaultKind kind; /* of transport; WF_FAULT_NONE = nothing */
  gboolean before; /* instead of executing */
  guint delay_ms;
  guint status;
  guint retry_after_s; /* 0 = do not say */
  guint64 bytes;
  guint n_content;
  WfContentFault content[WF_FAULT_MAX_CONTENT];
} WfFaultPlan;

typedef struct _WfFaultRules WfFaultRules;

WfFaultRules *wf_fault_rules_new (void);
void wf_fault_rules_free (WfFaultRules *rules);

/* Replaces all rules by those of @json at @now_us. On WF_ERROR_INVALID or WF_ERROR_LIMIT (which
 * name the rule) nothing is changed. */
gboolean
wf_fault_rules_set (WfFaultRules *rules, const json_t *json, gint64 now_us, GError **error);
void wf_fault_rules_clear (WfFaultRules *rules);
gboolean wf_fault_rules_is_empty (const WfFaultRules *rules);

/* {"rules":[the rule with "hits":n...]}; new reference. */
json_t *wf_fault_rules_to_json (const WfFaultRules *rules);

/* What happens to this one; draws random numbers. @types: the entity types concerned,
 * NULL-terminated, may be NULL. Clear with wf_fault_plan_clear. */
WfFaultPlan wf_fault_rules_plan (WfFaultRules *rules, WfFaultPlace place, const char *method,
                                 const char *path, const char *const *types, gint64 now_us);
void wf_fault_plan_clear (WfFaultPlan *plan);

/* @value, changed in place, as the content faults of @plan want it. */
void wf_fault_plan_mangle (const WfFaultPlan *plan, json_t *value);

/* @length random bytes of the rules' generator, printable or not (g_free). */
char *wf_fault_rules_garbage (WfFaultRules *rules, gsize length);

/* Shuffles the array @array. */
void wf_fault_rules_shuffle (WfFaultRules *rules, json_t *array);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfFaultRules, wf_fault_rules_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfFaultPlan, wf_fault_plan_clear)
