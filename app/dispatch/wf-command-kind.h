/* Watchfloor: a kind of command.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What an order means: when it may be given, what is sent, and the one sentence that tells the
 * operator what will happen. A member of the family is one file command-NAME.c that defines
 * wf_command_kind_NAME, and one line in kinds.def. Pure, any thread. */
#pragma once

#include "wf-incident.h"
#include "wf-unit-state.h"

#include <jansson.h>

/* What is known of the thing that gets the order; strings borrowed. */
typedef struct
{
  const char *id;
  const char *class_name; /* "ambulance" */
  const char *label; /* "120-07" */
  const char *station; /* its home in words; may be NULL */
  gboolean is_unit;
  WfUnitState state;
  WfLonLat position; /* NAN where not known */
  gint64 age_us; /* of the position; G_MAXINT64 where there was never one */
  gboolean is_stale; /* too old for its class */
  const char *position_trouble; /* "jumped", in words; may be NULL */
} WfOrderTarget;

/* An order before it is one; strings borrowed. */
typedef struct
{
  const WfOrderTarget *target;
  const WfIncident *incident; /* may be NULL */
  const char *text; /* of a message; may be NULL */
  gint64 valid_us;
} WfOrder;

/* What became of it. */
typedef struct
{
  json_t *params; /* object */
  char *sentence;
  char *warning; /* may be NULL */
} WfOrderPlan;

typedef struct
{
  const char *kind; /* on the wire: "sendUnit" */
  const char *label; /* N_() marked: "Send" */
  gint64 valid_us; /* where the caller says nothing */
  gboolean is_exclusive; /* one at a time for a target */
  /* FALSE with WF_ERROR_REFUSED and the reason where the order may not be given. */
  gboolean (*plan) (const WfOrder *order, WfOrderPlan *plan, GError **error);
} WfCommandKind;

/* NULL where there is none. */
const WfCommandKind *wf_command_kind_find (const char *kind);
/* Kinds in the order of kinds.def; NULL past the end. */
const WfCommandKind *wf_command_kind_nth (guint i);
/* Translated; the wire name itself where it is none of ours. */
const char *wf_command_kind_label (const char *kind);

/* Plans @order by its kind; valid_us 0 = the kind's own. */
gboolean wf_command_kind_plan (const WfCommandKind *kind, const WfOrder *order, WfOrderPlan *plan,
                               GError **error);
void wf_order_plan_clear (WfOrderPlan *plan);

/* For the members: what the sentences are made of. Free with g_free. */
char *wf_order_target_words (const WfOrder *order); /* "120-07 (Qingniwa station, 1.2 km away)" */
char *wf_order_incident_words (const WfIncident *incident); /* "the medical emergency at ..." */
char *wf_order_position_warning (const WfOrderTarget *target); /* NULL where nothing is wrong */
/* Has @plan go to the order's incident: its parameters and warning; @who and @where as above. */
void wf_order_plan_go (const WfOrder *order, WfOrderPlan *plan, char **who, char **where);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfOrderPlan, wf_order_plan_clear)
