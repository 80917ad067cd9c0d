/* Watchfloor: tests of the 120 work states.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-unit-state.h"

static void
test_codes (void)
{
  for (guint i = 0; i < WF_UNIT_N_STATES; i++)
    g_assert_cmpint (wf_unit_state_from_code (wf_unit_state_code ((WfUnitState) i)), ==, i);
  g_assert_cmpint (wf_unit_state_from_code ("2"), ==, WF_UNIT_EN_ROUTE);
  g_assert_cmpint (wf_unit_state_from_code (NULL), ==, WF_UNIT_UNKNOWN);
  g_assert_cmpint (wf_unit_state_from_code ("10"), ==, WF_UNIT_UNKNOWN);
}

static void
test_available (void)
{
  g_assert_true (wf_unit_state_is_available (WF_UNIT_STANDBY_HOME));
  g_assert_true (wf_unit_state_is_available (WF_UNIT_STANDBY_AWAY));
  g_assert_false (wf_unit_state_is_available (WF_UNIT_UNKNOWN));
  g_assert_false (wf_unit_state_is_available (WF_UNIT_PATIENT_ABOARD));
  g_assert_false (wf_unit_state_is_available (WF_UNIT_SUSPENDED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unit-state/codes", test_codes);
  g_test_add_func ("/unit-state/available", test_available);
  return g_test_run ();
}
