/* Watchfloor: the work states of an emergency vehicle.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One table; pure, any thread. */
#include "config.h"

#include "wf-unit-state.h"

#include <glib/gi18n.h>

static const struct
{
  const char *code;
  const char *label;
  WfUnitGroup group;
} states[WF_UNIT_N_STATES] = {
  [WF_UNIT_ASSIGNED] = { "assigned", N_ ("Assigned"), WF_UNIT_GROUP_BUSY },
  [WF_UNIT_ACKNOWLEDGED] = { "acknowledged", N_ ("Order received"), WF_UNIT_GROUP_BUSY },
  [WF_UNIT_EN_ROUTE] = { "enRoute", N_ ("En route"), WF_UNIT_GROUP_BUSY },
  [WF_UNIT_ON_SCENE] = { "onScene", N_ ("On scene"), WF_UNIT_GROUP_BUSY },
  [WF_UNIT_PATIENT_ABOARD] = { "patientAboard", N_ ("Patient aboard"), WF_UNIT_GROUP_BUSY },
  [WF_UNIT_AT_HOSPITAL] = { "atHospital", N_ ("At hospital"), WF_UNIT_GROUP_BUSY },
  [WF_UNIT_STANDBY_AWAY] = { "standbyAway", N_ ("Standing by, away"), WF_UNIT_GROUP_FREE_AWAY },
  [WF_UNIT_STANDBY_HOME]
  = { "standbyHome", N_ ("Standing by, at station"), WF_UNIT_GROUP_FREE_HOME },
  [WF_UNIT_UNAVAILABLE] = { "unavailable", N_ ("Unavailable"), WF_UNIT_GROUP_OUT },
  [WF_UNIT_SUSPENDED] = { "suspended", N_ ("Suspended"), WF_UNIT_GROUP_OUT },
  [WF_UNIT_UNKNOWN] = { "unknown", N_ ("State unknown"), WF_UNIT_GROUP_OUT },
};

const char *
wf_unit_state_code (WfUnitState state)
{
  g_return_val_if_fail (state < WF_UNIT_N_STATES, "unknown");
  return states[state].code;
}

WfUnitState
wf_unit_state_from_code (const char *code)
{
  if (code == NULL)
    return WF_UNIT_UNKNOWN;
  if (g_ascii_isdigit (code[0]) && code[1] == '\0')
    return (WfUnitState) (code[0] - '0');
  for (guint i = 0; i < WF_UNIT_N_STATES; i++)
    if (g_str_equal (code, states[i].code))
      return (WfUnitState) i;
  return WF_UNIT_UNKNOWN;
}

const char *
wf_unit_state_label (WfUnitState state)
{
  g_return_val_if_fail (state < WF_UNIT_N_STATES, "");
  return _ (states[state].label);
}

WfUnitGroup
wf_unit_state_group (WfUnitState state)
{
  g_return_val_if_fail (state < WF_UNIT_N_STATES, WF_UNIT_GROUP_OUT);
  return states[state].group;
}

gboolean
wf_unit_state_is_available (WfUnitState state)
{
  WfUnitGroup group = wf_unit_state_group (state);

  return group == WF_UNIT_GROUP_FREE_AWAY || group == WF_UNIT_GROUP_FREE_HOME;
}
