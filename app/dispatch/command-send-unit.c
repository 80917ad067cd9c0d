/* Watchfloor: the order to drive to an incident.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* To a vehicle that can be sent and is free; carries the incident and the place. */
#include "config.h"

#include "wf-command-kind.h"
#include "wf-error.h"

#include <glib/gi18n.h>

static gboolean
check (const WfOrder *order, GError **error)
{
  const WfOrderTarget *target = order->target;

  if (order->incident == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                 _ ("There is no incident to send %s to. Choose one."), target->label);
  else if (!target->is_unit)
    g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                 _ ("%s is no unit that can be sent. Choose another."), target->label);
  else if (!wf_unit_state_is_available (target->state))
    g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                 _ ("%s cannot be sent: %s. Choose another unit."), target->label,
                 wf_unit_state_label (target->state));
  else
    return TRUE;
  return FALSE;
}

static gboolean
plan (const WfOrder *order, WfOrderPlan *out, GError **error)
{
  g_autofree char *who = NULL;
  g_autofree char *where = NULL;

  if (!check (order, error))
    return FALSE;
  wf_order_plan_go (order, out, &who, &where);
  /* Translators: who, where, for how many seconds */
  out->sentence = g_strdup_printf (_ ("Send %s to %s; valid for %d s."), who, where,
                                   (int) (order->valid_us / WF_SECOND_US));
  return TRUE;
}

const WfCommandKind wf_command_kind_send_unit = {
  .kind = "sendUnit",
  .label = N_ ("Send"),
  .valid_us = 60 * WF_SECOND_US,
  .is_exclusive = TRUE,
  .plan = plan,
};
