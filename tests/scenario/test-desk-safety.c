/* Watchfloor: tests of what a desk must never do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Fire after it was taken back, fire late, forget a wish: over crashes, sleeping machines and dates
 * that are set, against a real platform. */
#include "config.h"

#include "wf-error.h"
#include "wf-test-desk.h"

/* Taken back while the platform was busy with it: it is not sent again. */
static void
test_taken_back_while_busy (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL;

  wf_room_set_faults (room, "[{\"kind\":\"error\",\"match\":{\"method\":\"POST\"}}]");
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  while (wf_desk_is_saved (room->desk) && g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (wf_desk_revoke (room->desk, command, NULL));
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  wf_room_set_faults (room, "[]");
  wf_desk_hear_back (room->desk);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
}

/* The wish to take it back outlives the program, also where it may have left already. */
static void
test_taken_back_before_a_crash (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL;

  wf_room_set_faults (room,
                      "[{\"kind\":\"drop\",\"before\":true,\"match\":{\"path\":\"/entities\"}}]");
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_UNKNOWN);
  g_assert_true (wf_desk_revoke (room->desk, command, NULL));
  wf_room_stand_up (room);
  wf_room_set_faults (room, "[]");
  wf_room_sit_down (room);
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
}

static void
use_manual_clock (WfRoom *room)
{
  wf_clock_unref (room->clock);
  room->clock = wf_clock_new_manual (g_get_real_time ());
}

/* Asleep, or its date set forward or back: what had waited too long is not sent. */
static void
test_clocks (WfRoom *room, gconstpointer data)
{
  const gint64 hour_us = 3600 * WF_SECOND_US;
  g_autofree char *slept = NULL;
  g_autofree char *set_forward = NULL;
  g_autofree char *set_back = NULL;

  use_manual_clock (room);
  wf_room_platform_down (room);
  wf_room_sit_down (room);
  slept = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, slept, WF_COMMAND_QUEUED);
  wf_clock_set_date (room->clock, -hour_us);
  wf_clock_advance (room->clock, hour_us);
  wf_room_wait_state (room, slept, WF_COMMAND_EXPIRED);
  set_forward = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, set_forward, WF_COMMAND_QUEUED);
  wf_clock_set_date (room->clock, hour_us);
  wf_room_wait_state (room, set_forward, WF_COMMAND_EXPIRED);
  set_back = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, set_back, WF_COMMAND_QUEUED);
  wf_room_stand_up (room);
  wf_clock_set_date (room->clock, -hour_us);
  wf_room_platform_up (room);
  wf_room_sit_down (room);
  wf_room_wait_state (room, set_back, WF_COMMAND_EXPIRED);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
}

/* A form filled before somebody else's change must not undo it; what it did not touch stays. */
static void
test_edited_in_a_form (WfRoom *room, gconstpointer data)
{
  g_autoptr (WfIncident) base = NULL;
  g_autoptr (WfIncident) edited = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const WfIncident *shown;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  base = wf_incident_copy (wf_incident_row_get (wf_desk_find_incident (room->desk, id)));
  edited = wf_incident_copy (base);
  g_assert_true (wf_desk_edit_incident (room->desk, base, edited, &error));
  edited->level = 1;
  wf_room_patch (room, id, "{\"notes\":\"fourth floor\"}");
  g_assert_true (wf_desk_edit_incident (room->desk, base, edited, &error));
  g_assert_no_error (error);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpint (shown->level, ==, 1);
  g_assert_cmpstr (shown->notes, ==, "fourth floor");
  edited->notes = g_strdup ("cellar");
  g_assert_false (wf_desk_edit_incident (room->desk, base, edited, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_CONFLICT);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (WfRoom *, gconstpointer);
  } tests[] = {
    { "/desk-safety/taken-back-while-busy", test_taken_back_while_busy },
    { "/desk-safety/taken-back-before-a-crash", test_taken_back_before_a_crash },
    { "/desk-safety/clocks", test_clocks },
    { "/desk-safety/edited-in-a-form", test_edited_in_a_form },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, WfRoom, NULL, wf_room_setup, tests[i].test, wf_room_teardown);
  return g_test_run ();
}
