/* Watchfloor: a message to a unit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words on the unit's terminal; several may be under way. */
#include "config.h"

#include "wf-command-kind.h"
#include "wf-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_TEXT 500

static gboolean
plan (const WfOrder *order, WfOrderPlan *out, GError **error)
{
  const char *label = order->target->label;

  if (order->text == NULL || order->text[0] == '\0' || g_utf8_strlen (order->text, -1) > MAX_TEXT)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                   _ ("The message to %s needs between 1 and %d characters."), label, MAX_TEXT);
      return FALSE;
    }
  out->params = json_pack ("{s:s}", "text", order->text);
  if (order->incident != NULL)
    json_object_set_new (out->params, "incident", json_string (order->incident->id));
  /* Translators: a unit, then the text, then for how many seconds */
  out->sentence = g_strdup_printf (_ ("Tell %s: “%s”; valid for %d s."), label, order->text,
                                   (int) (order->valid_us / WF_SECOND_US));
  return TRUE;
}

const WfCommandKind wf_command_kind_message = {
  .kind = "message",
  .label = N_ ("Message"),
  .valid_us = 300 * WF_SECOND_US,
  .plan = plan,
};
