/* Watchfloor: the order to break off.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* To a unit that is assigned or on its way; not once it has a patient aboard. */
#include "config.h"

#include "wf-command-kind.h"
#include "wf-error.h"

#include <glib/gi18n.h>

static gboolean
plan (const WfOrder *order, WfOrderPlan *out, GError **error)
{
  const WfOrderTarget *target = order->target;
  gboolean may = target->state == WF_UNIT_ASSIGNED || target->state == WF_UNIT_ACKNOWLEDGED
                 || target->state == WF_UNIT_EN_ROUTE || target->state == WF_UNIT_ON_SCENE;

  if (!target->is_unit || !may)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                   _ ("%s has no task to break off: %s. Choose another unit."), target->label,
                   wf_unit_state_label (target->state));
      return FALSE;
    }
  out->params = json_object ();
  if (order->incident != NULL)
    json_object_set_new (out->params, "incident", json_string (order->incident->id));
  /* Translators: a unit, then for how many seconds */
  out->sentence = g_strdup_printf (_ ("Call %s back from its task; valid for %d s."), target->label,
                                   (int) (order->valid_us / WF_SECOND_US));
  return TRUE;
}

const WfCommandKind wf_command_kind_recall = {
  .kind = "recall",
  .label = N_ ("Call back"),
  .valid_us = 60 * WF_SECOND_US,
  .is_exclusive = TRUE,
  .plan = plan,
};
