/* Watchfloor: tests of the command's states.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-command.h"

static void
test_final_states (void)
{
  const WfCommandState finals[] = { WF_COMMAND_DONE, WF_COMMAND_REFUSED, WF_COMMAND_FAILED,
                                    WF_COMMAND_EXPIRED, WF_COMMAND_REVOKED };

  for (guint i = 0; i < G_N_ELEMENTS (finals); i++)
    for (guint to = 0; to < WF_COMMAND_N_STATES; to++)
      g_assert_false (wf_command_state_may (finals[i], (WfCommandState) to));
}

static void
test_straight_way (void)
{
  const WfCommandState way[]
      = { WF_COMMAND_DRAFT,   WF_COMMAND_QUEUED,      WF_COMMAND_SENT, WF_COMMAND_RECEIVED,
          WF_COMMAND_GRANTED, WF_COMMAND_IN_PROGRESS, WF_COMMAND_DONE };

  for (guint i = 1; i < G_N_ELEMENTS (way); i++)
    {
      g_assert_true (wf_command_state_may (way[i - 1], way[i]));
      g_assert_false (wf_command_state_may (way[i], way[i - 1]));
    }
  g_assert_false (wf_command_state_may (WF_COMMAND_DRAFT, WF_COMMAND_SENT));
}

static void
test_entity_round_trip (void)
{
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", "urn:ngsi-ld:Vehicle:A1", json_pack ("{s:s}", "incident", "I1"),
                        "desk 3", 1700000000123000, 60 * WF_SECOND_US);
  g_autoptr (GError) error = NULL;
  json_t *entity = wf_command_to_entity (command);
  g_autoptr (WfCommand) back = wf_command_from_entity (entity, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (back->id, ==, command->id);
  g_assert_cmpint (back->valid_until_us, ==, command->issued_us + 60 * WF_SECOND_US);
  g_assert_true (json_equal (back->params, command->params));
  json_decref (entity);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/command/final-states", test_final_states);
  g_test_add_func ("/command/straight-way", test_straight_way);
  g_test_add_func ("/command/entity-round-trip", test_entity_round_trip);
  return g_test_run ();
}
