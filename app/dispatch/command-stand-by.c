/* Watchfloor: the order to wait at a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* To a free unit: it drives near the incident and stays available. */
#include "config.h"

#include "wf-command-kind.h"
#include "wf-error.h"

#include <glib/gi18n.h>

static gboolean
plan (const WfOrder *order, WfOrderPlan *out, GError **error)
{
  const WfOrderTarget *target = order->target;
  g_autofree char *who = NULL;
  g_autofree char *where = NULL;

  if (order->incident == NULL || !target->is_unit || !wf_unit_state_is_available (target->state))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                   _ ("%s cannot stand by: %s. Choose a free unit and an incident."), target->label,
                   wf_unit_state_label (target->state));
      return FALSE;
    }
  wf_order_plan_go (order, out, &who, &where);
  /* Translators: who, where, for how many seconds */
  out->sentence = g_strdup_printf (_ ("Have %s stand by near %s; valid for %d s."), who, where,
                                   (int) (order->valid_us / WF_SECOND_US));
  return TRUE;
}

const WfCommandKind wf_command_kind_stand_by = {
  .kind = "standBy",
  .label = N_ ("Stand by"),
  .valid_us = 120 * WF_SECOND_US,
  .is_exclusive = TRUE,
  .plan = plan,
};
