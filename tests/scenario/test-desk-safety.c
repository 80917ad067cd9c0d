/* Watchfloor: tests of what a desk must never do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Fire after it was taken back, fire late, forget a wish: over crashes, sleeping machines and dates
 * that are set, against a real platform. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-test-desk.h"

#include <signal.h>

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

/* Set back while nobody sat here, to after it was given: the journal knows that more had passed. */
static void
test_set_back_a_little (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL;

  use_manual_clock (room);
  wf_room_platform_down (room);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  wf_clock_advance (room->clock, 50 * WF_SECOND_US);
  wf_room_stand_up (room);
  wf_clock_set_date (room->clock, -45 * WF_SECOND_US);
  wf_room_platform_up (room);
  wf_room_sit_down (room);
  wf_room_wait_state (room, command, WF_COMMAND_EXPIRED);
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

static WfRecall
recall_of (WfRoom *room, const char *command)
{
  return wf_command_row_get_recall (wf_desk_find_command (room->desk, command), NULL, NULL);
}

/* The journal cannot be opened at first: it is tried again, what was entered meanwhile gets into it
 * and to the platform, and the warning goes away. What it held before comes back. */
static void
test_journal_later (WfRoom *room, gconstpointer data)
{
  const WfDeskOptions options = { .journal_path = room->journal,
                                  .platform_url = room->url,
                                  .operator_name = "desk 3",
                                  .in_background = TRUE };
  const WfDeskWatch watch = { wf_room_notice_cb, wf_room_changed_cb };
  const WfLonLat at = { 121.65, 38.93 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autofree char *before = NULL;
  WfDesk *holder;

  wf_room_sit_down (room);
  before = wf_room_open_incident (room);
  wf_room_wait_sync (room, before, WF_SYNC_SHARED);
  holder = g_steal_pointer (&room->desk);
  room->desk = wf_desk_new (room->clock, room->http, &options, &watch, room);
  wf_desk_start (room->desk);
  while (wf_room_is_well (room))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (wf_desk_open_incident (room->desk, incident, NULL));
  g_assert_cmpint (wf_incident_row_get_sync (wf_desk_find_incident (room->desk, incident->id)), ==,
                   WF_SYNC_LOCAL);
  g_assert_null (wf_desk_find_incident (room->desk, before));
  wf_desk_free (holder);
  g_assert_true (wf_test_wait (wf_room_is_well, room, 20));
  wf_room_wait_sync (room, incident->id, WF_SYNC_SHARED);
  wf_room_wait_sync (room, before, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 2);
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  wf_room_wait_sync (room, incident->id, WF_SYNC_SHARED);
}

/* The disk fills in the middle of a shift (a limit on the size of files stands for it): what cannot
 * be saved is said to be only here and does not go out; with room again it is saved and shared,
 * an order is not given anew by itself. */
static void
test_disk_fills (WfRoom *room, gconstpointer data)
{
  g_autofree char *before = NULL, *late = NULL, *order = NULL;

  wf_room_sit_down (room);
  before = wf_room_open_incident (room);
  wf_room_wait_sync (room, before, WF_SYNC_SHARED);
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_fill_disk (TRUE);
  late = wf_room_open_incident (room);
  order = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, order, WF_COMMAND_REVOKED);
  wf_room_fill_disk (FALSE);
  wf_room_assert_steps (room, order, "revoked ");
  g_assert_false (wf_room_is_well (room));
  g_assert_cmpint (wf_incident_row_get_sync (wf_desk_find_incident (room->desk, late)), ==,
                   WF_SYNC_LOCAL);
  g_assert_cmpuint (room->n_grave, ==, 2);
  g_assert_true (wf_test_wait (wf_room_is_well, room, 20));
  wf_room_wait_sync (room, late, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 2);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
}

/* The disk is full when an order is taken back, or when the platform will not: with room again the
 * journal says so too. */
static void
test_wish_on_a_full_disk (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL, *standing = NULL;

  wf_room_set_faults (room,
                      "[{\"kind\":\"error\",\"status\":400,\"match\":{\"method\":\"PATCH\"}}]");
  wf_room_sit_down (room);
  standing = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, standing, WF_COMMAND_SENT);
  wf_room_set_faults (room,
                      "[{\"kind\":\"drop\",\"before\":true,\"match\":{\"method\":\"POST\"}},"
                      "{\"kind\":\"drop\",\"before\":true,\"match\":{\"method\":\"GET\"}},"
                      "{\"kind\":\"error\",\"status\":400,\"match\":{\"method\":\"PATCH\"}}]");
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a2", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_UNKNOWN);
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_fill_disk (TRUE);
  g_assert_true (wf_desk_revoke (room->desk, command, NULL));
  g_assert_true (wf_desk_revoke (room->desk, standing, NULL));
  while (recall_of (room, standing) != WF_RECALL_REFUSED || !wf_desk_is_saved (room->desk))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (wf_room_is_well (room));
  wf_room_fill_disk (FALSE);
  g_assert_true (wf_test_wait (wf_room_is_well, room, 20));
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  g_assert_cmpint (recall_of (room, command), ==, WF_RECALL_ASKED);
  g_assert_cmpint (recall_of (room, standing), ==, WF_RECALL_REFUSED);
  wf_room_set_faults (room, "[]");
  wf_desk_hear_back (room->desk);
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 1);
}

/* Taken back before it was sent, and the journal still says that it waits: the operator is told. */
static void
test_taken_back_on_a_full_disk (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL;

  wf_room_platform_down (room);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  wf_room_fill_disk (TRUE);
  g_assert_true (wf_desk_revoke (room->desk, command, NULL));
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  wf_room_fill_disk (FALSE);
  g_assert_cmpuint (room->n_grave, ==, 1);
  wf_room_platform_up (room);
}

/* Room is made and the console closed before the disk is tried again: it is tried a last time. */
static void
test_closed_before_saved (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL, *incident = NULL;

  wf_room_platform_down (room);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  wf_room_fill_disk (TRUE);
  incident = wf_room_open_incident (room);
  g_assert_true (wf_desk_revoke (room->desk, command, NULL));
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  wf_room_fill_disk (FALSE);
  wf_room_stand_up (room);
  wf_room_platform_up (room);
  wf_room_sit_down (room);
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  g_assert_cmpint (recall_of (room, command), ==, WF_RECALL_ASKED);
  g_assert_nonnull (wf_desk_find_incident (room->desk, incident));
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
}

/* The steps in which it got to the platform are not in the journal, a later one is: it has been
 * there, and is not posted to a platform that has forgotten it. */
static void
test_steps_the_disk_lost (WfRoom *room, gconstpointer data)
{
  WfReport report = { .kind = WF_REPORT_ENTITY, .class_name = "command" };
  g_autofree char *command = NULL, *text = NULL;
  g_autoptr (json_t) entity = NULL;

  wf_room_set_faults (room, "[{\"kind\":\"error\",\"match\":{\"method\":\"POST\"}}]");
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  wf_room_fill_disk (TRUE);
  wf_room_set_faults (room, "[]");
  wf_desk_hear_back (room->desk);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  entity = wf_command_to_entity (wf_command_row_get (wf_desk_find_command (room->desk, command)));
  json_object_set_new (entity, "state", json_string ("inProgress"));
  report.attrs = text = json_dumps (entity, JSON_COMPACT);
  wf_desk_hear (room->desk, &report);
  wf_room_wait_state (room, command, WF_COMMAND_IN_PROGRESS);
  wf_room_fill_disk (FALSE);
  g_assert_true (wf_test_wait (wf_room_is_well, room, 20));
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_stand_up (room);
  wf_room_platform_down (room);
  wf_room_platform_up (room);
  wf_room_sit_down (room);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
  wf_room_wait_state (room, command, WF_COMMAND_IN_PROGRESS);
}

/* Somebody else's incident is changed when the disk is full, then again: the second is kept. */
static void
test_changed_on_a_full_disk (WfRoom *room, gconstpointer data)
{
  static const char id[] = "urn:ngsi-ld:Incident:theirs";
  WfReport report = { .kind = WF_REPORT_ENTITY,
                      .class_name = "incident",
                      .attrs = "{\"id\":\"urn:ngsi-ld:Incident:theirs\",\"type\":\"Incident\","
                               "\"kind\":\"fire\",\"state\":\"open\",\"version\":3,\"location\":"
                               "{\"type\":\"Point\",\"coordinates\":[121.64,38.92]}}" };
  g_autoptr (json_t) first = json_pack ("{s:s}", "notes", "door");
  g_autoptr (json_t) second = json_pack ("{s:s}", "notes", "roof");
  WfIncidentRow *row;

  wf_room_platform_down (room);
  wf_room_sit_down (room);
  wf_desk_hear (room->desk, &report);
  wf_room_fill_disk (TRUE);
  g_assert_true (wf_desk_change_incident (room->desk, id, first, NULL));
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_fill_disk (FALSE);
  g_assert_cmpuint (room->n_grave, ==, 1);
  g_assert_true (wf_test_wait (wf_room_is_well, room, 20));
  g_assert_true (wf_desk_change_incident (room->desk, id, second, NULL));
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  row = wf_desk_find_incident (room->desk, id);
  g_assert_nonnull (row);
  g_assert_cmpstr (wf_incident_row_get (row)->notes, ==, "roof");
  wf_room_platform_up (room);
}

/* An order given while the journal is still being read goes out once it is saved. */
static void
test_order_while_opening (WfRoom *room, gconstpointer data)
{
  const WfDeskOptions options = { .journal_path = room->journal,
                                  .platform_url = room->url,
                                  .operator_name = "desk 3",
                                  .in_background = TRUE };
  const WfDeskWatch watch = { wf_room_notice_cb, wf_room_changed_cb };
  g_autofree char *command = NULL;

  room->desk = wf_desk_new (room->clock, room->http, &options, &watch, room);
  wf_desk_start (room->desk);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  wf_room_assert_steps (room, command, "queued sent ");
  wf_room_stand_up (room);
  /* Left before it is open: what was given is in the journal all the same. */
  room->desk = wf_desk_new (room->clock, room->http, &options, &watch, room);
  wf_desk_start (room->desk);
  g_free (command);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a2", 60 * WF_SECOND_US);
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
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
    { "/desk-safety/journal-later", test_journal_later },
    { "/desk-safety/disk-fills", test_disk_fills },
    { "/desk-safety/wish-on-a-full-disk", test_wish_on_a_full_disk },
    { "/desk-safety/set-back-a-little", test_set_back_a_little },
    { "/desk-safety/taken-back-on-a-full-disk", test_taken_back_on_a_full_disk },
    { "/desk-safety/closed-before-saved", test_closed_before_saved },
    { "/desk-safety/steps-the-disk-lost", test_steps_the_disk_lost },
    { "/desk-safety/changed-on-a-full-disk", test_changed_on_a_full_disk },
    { "/desk-safety/order-while-opening", test_order_while_opening },
    { "/desk-safety/edited-in-a-form", test_edited_in_a_form },
  };

  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, WfRoom, NULL, wf_room_setup, tests[i].test, wf_room_teardown);
  return g_test_run ();
}
