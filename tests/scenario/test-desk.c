/* Watchfloor: tests of a desk against a platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Real processes and sockets: what was entered is at the platform once, whatever happens between.
 */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-test-desk.h"

#include <string.h>

/* ---- the tests */

static void
test_straight (WfRoom *room, gconstpointer data)
{
  g_autofree char *incident = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;

  wf_room_sit_down (room);
  incident = wf_room_open_incident (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  g_assert_cmpuint (wf_desk_get_n_unsent (room->desk), ==, 2);
  g_assert_nonnull (wf_desk_find_busy (room->desk, "sendUnit", "urn:ngsi-ld:Vehicle:a1"));
  g_assert_null (wf_desk_find_busy (room->desk, "sendUnit", "urn:ngsi-ld:Vehicle:a2"));
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  g_assert_cmpuint (wf_desk_get_n_unsent (room->desk), ==, 0);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 1);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 1);
  wf_room_assert_steps (room, command, "queued sent ");
  g_assert_true (wf_desk_revoke (room->desk, command, &error));
  g_assert_no_error (error);
}

static void
test_platform_later (WfRoom *room, gconstpointer data)
{
  g_autofree char *incident = NULL;
  g_autofree char *command = NULL;

  wf_room_platform_down (room);
  wf_room_sit_down (room);
  incident = wf_room_open_incident (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_sync (room, incident, WF_SYNC_QUEUED);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  /* The desk is left and taken again while the platform is away: nothing is forgotten. */
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  wf_room_platform_up (room);
  wf_desk_hear_back (room->desk);
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 1);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 1);
  wf_room_assert_steps (room, command, "queued sent ");
}

static void
test_expires_at_the_desk (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL;
  g_autofree char *marker = NULL;

  wf_room_platform_down (room);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_EXPIRED);
  wf_room_platform_up (room);
  wf_desk_hear_back (room->desk);
  /* Something later that does arrive shows that the earlier had its chance. */
  marker = wf_room_open_incident (room);
  wf_room_wait_sync (room, marker, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
  wf_room_assert_steps (room, command, "queued expired ");
}

/* The first POST is lost as @fault says: the command arrives once and takes @steps. */
static void
check_loss (WfRoom *room, const char *fault, const char *steps)
{
  g_autofree char *command = NULL;

  wf_room_set_faults (room, fault);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  wf_room_assert_steps (room, command, steps);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 1);
}

static void
test_lost_answer (WfRoom *room, gconstpointer data)
{
  check_loss (room,
              "[{\"kind\":\"drop\",\"count\":1,\"match\":{\"method\":\"POST\","
              "\"path\":\"/entities$\"}}]",
              "queued unknown sent ");
}

static void
test_lost_request (WfRoom *room, gconstpointer data)
{
  check_loss (room,
              "[{\"kind\":\"drop\",\"before\":true,\"count\":1,\"match\":{\"method\":"
              "\"POST\",\"path\":\"/entities$\"}}]",
              "queued unknown queued sent ");
}

static void
test_busy_and_garbage (WfRoom *room, gconstpointer data)
{
  g_autofree char *incident = NULL;

  wf_room_set_faults (room, "[{\"kind\":\"error\",\"count\":1,\"match\":{\"method\":\"POST\"}},"
                            "{\"kind\":\"garbage\",\"count\":1,\"match\":{\"method\":\"POST\"}}]");
  wf_room_sit_down (room);
  incident = wf_room_open_incident (room);
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 1);
}

static void
expect_state (WfRoom *room, const char *id, const char *state)
{
  const WfIncident *incident = wf_incident_row_get (wf_desk_find_incident (room->desk, id));

  g_assert_cmpstr (incident->state, ==, state);
}

/* The platform has no more what it had acknowledged: whether it was deleted there, carried out or
 * lost, it is never posted again by itself, and the operator is told. */
static void
test_platform_forgets (WfRoom *room, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (json_t) closed = json_pack ("{s:s}", "state", "closed");
  g_autofree char *incident = NULL;
  g_autofree char *command = NULL;

  wf_room_sit_down (room);
  incident = wf_room_open_incident (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  wf_room_platform_down (room);
  wf_room_platform_up (room);
  wf_desk_hear_back (room->desk);
  wf_desk_hear_all (room->desk, seen, g_get_monotonic_time ());
  wf_room_wait_state (room, command, WF_COMMAND_FAILED);
  wf_room_wait_lost (room, incident);
  wf_room_assert_steps (room, command, "queued sent failed ");
  g_assert_cmpuint (room->n_grave, ==, 2);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 0);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 0);
  /* Neither does a new start bring it back. */
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  wf_room_wait_lost (room, incident);
  wf_desk_hear_all (room->desk, seen, g_get_monotonic_time ());
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 0);
  expect_state (room, incident, "open");
  /* The operator does, or says that it has ended. */
  g_assert_true (wf_desk_offer_incident (room->desk, incident, NULL));
  g_assert_false (wf_desk_offer_incident (room->desk, incident, NULL));
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 1);
  g_assert_true (wf_desk_change_incident (room->desk, incident, closed, NULL));
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  expect_state (room, incident, "closed");
}

static void
test_taken_back (WfRoom *room, gconstpointer data)
{
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;

  wf_room_platform_down (room);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  g_assert_true (wf_desk_revoke (room->desk, command, &error));
  wf_room_wait_state (room, command, WF_COMMAND_REVOKED);
  g_assert_false (wf_desk_revoke (room->desk, command, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_REFUSED);
  wf_room_platform_up (room);
}

/* Without a platform: what has not left is taken back, what has left cannot be, and says so. */
static void
test_taken_back_alone (WfRoom *room, gconstpointer data)
{
  g_autofree char *queued = NULL, *sent = NULL, *url = NULL;
  g_autoptr (GError) error = NULL;

  wf_room_sit_down (room);
  sent = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, sent, WF_COMMAND_SENT);
  wf_room_stand_up (room);
  url = g_steal_pointer (&room->url);
  wf_room_sit_down (room);
  queued = wf_room_order (room, "urn:ngsi-ld:Vehicle:a2", 60 * WF_SECOND_US);
  wf_room_wait_state (room, queued, WF_COMMAND_QUEUED);
  g_assert_true (wf_desk_revoke (room->desk, queued, &error));
  wf_room_wait_state (room, queued, WF_COMMAND_REVOKED);
  g_assert_false (wf_desk_revoke (room->desk, sent, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_REFUSED);
  wf_room_assert_steps (room, sent, "queued sent ");
  room->url = g_steal_pointer (&url);
}

static char *
read_notes (WfTestPlatform *platform, const char *id)
{
  g_autofree char *path = g_strdup_printf (ENTITIES "/%s?options=keyValues", id);
  json_t *entity = NULL;
  char *notes;

  g_assert_cmpuint (wf_test_platform_send (platform, "GET", path, NULL, &entity), ==, 200);
  notes = g_strdup (json_string_value (json_object_get (entity, "notes")));
  json_decref (entity);
  return notes;
}

/* The same journal at another platform: what that one never had was not deleted there, and what is
 * changed meanwhile waits for the platform that has it. */
static void
test_other_platform (WfRoom *room, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  WfTestPlatform *other = wf_test_platform_start (NULL);
  g_autofree char *id = NULL, *url = NULL, *notes = NULL;
  const WfIncident *shown;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_change (room, id, json_pack ("{s:s}", "notes", "door"));
  wf_room_stand_up (room);
  url = g_steal_pointer (&room->url);
  room->url = g_strdup (wf_test_platform_url (other));
  wf_room_sit_down (room);
  wf_desk_hear_all (room->desk, seen, G_MAXINT64);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpstr (shown->state, ==, "open");
  g_assert_cmpuint (room->n_grave, ==, 0);
  wf_room_change (room, id, json_pack ("{s:s}", "notes", "roof"));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpstr (shown->state, ==, "open");
  g_assert_cmpuint (room->n_grave, ==, 1);
  wf_room_stand_up (room);
  g_free (room->url);
  room->url = g_steal_pointer (&url);
  wf_room_sit_down (room);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  notes = read_notes (room->platform, id);
  g_assert_cmpstr (notes, ==, "roof");
  wf_test_platform_stop (other);
}

/* A list that lacks what is there proves nothing. */
static void
test_list_lacks_it (WfRoom *room, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *incident = NULL;

  wf_room_sit_down (room);
  incident = wf_room_open_incident (room);
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
  wf_desk_hear_all (room->desk, seen, G_MAXINT64);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  g_assert_cmpstr (wf_incident_row_get (wf_desk_find_incident (room->desk, incident))->state, ==,
                   "open");
  g_assert_cmpuint (room->n_grave, ==, 0);
}

/* A draft survives; what cannot be saved is refused and not sent. */
static void
test_draft_and_trouble (WfRoom *room, gconstpointer data)
{
  const WfLonLat at = { 121.64, 38.92 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) draft = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autoptr (WfIncident) back = NULL;
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", "x", NULL, "desk 3", wf_clock_now (room->clock), WF_SECOND_US);
  g_autoptr (GError) error = NULL;
  const WfDeskOptions options = { .journal_path = room->journal, .platform_url = room->url };
  const WfDeskWatch watch = { wf_room_notice_cb, wf_room_changed_cb };
  WfDesk *other;

  wf_room_sit_down (room);
  draft->notes = g_strdup ("胸痛，三楼");
  wf_desk_save_draft (room->desk, draft);
  wf_room_stand_up (room);
  wf_room_sit_down (room);
  back = wf_desk_get_draft (room->desk);
  g_assert_nonnull (back);
  g_assert_cmpstr (back->notes, ==, "胸痛，三楼");
  /* Another console has the journal: this one says so and sends nothing. */
  other = wf_desk_new (room->clock, room->http, &options, &watch, room);
  g_assert_nonnull (wf_desk_get_trouble (other));
  wf_desk_start (other);
  g_assert_null (wf_desk_order (other, command, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (wf_desk_open_incident (other, draft, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_IO);
  g_assert_cmpint (wf_incident_row_get_sync (wf_desk_find_incident (other, draft->id)), ==,
                   WF_SYNC_LOCAL);
  wf_desk_free (other);
}

static void
test_damaged_journal (WfRoom *room, gconstpointer data)
{
  g_autofree char *incident = NULL;

  g_assert_true (g_file_set_contents (room->journal, "this is no journal, alas", -1, NULL));
  wf_room_sit_down (room);
  g_assert_cmpuint (room->n_grave, ==, 1);
  incident = wf_room_open_incident (room);
  wf_room_wait_sync (room, incident, WF_SYNC_SHARED);
}

/* Two desks change one incident: different attributes both stand; for the same one the first
 * stands and the second is told. */
static void
test_changes_meet (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  json_t *entity = NULL;
  const WfIncident *shown;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  path = g_strdup_printf (ENTITIES "/%s?options=keyValues", id);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_patch (room, id, "{\"address\":\"Pier 2\"}");
  wf_room_change (room, id, json_pack ("{s:s}", "notes", "third floor"));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpstr (shown->address, ==, "Pier 2");
  g_assert_cmpstr (shown->notes, ==, "third floor");
  g_assert_cmpuint (room->n_grave, ==, 0);

  wf_room_patch (room, id, "{\"notes\":\"fourth floor\"}");
  wf_room_change (room, id, json_pack ("{s:s}", "notes", "cellar"));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpstr (shown->notes, ==, "fourth floor");
  g_assert_cmpuint (room->n_grave, ==, 1);
  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", path, NULL, &entity), ==, 200);
  g_assert_cmpstr (json_string_value (json_object_get (entity, "notes")), ==, "fourth floor");
  g_assert_cmpstr (json_string_value (json_object_get (entity, "address")), ==, "Pier 2");
  json_decref (entity);
}

/* The second change is made while the first is on its way: both arrive. */
static void
test_changed_twice (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (json_t) first = json_pack ("{s:s, s:s}", "notes", "cellar", "address", "Pier 1");
  g_autoptr (json_t) second = json_pack ("{s:i, s:s}", "level", 1, "notes", "roof");
  const WfIncident *shown;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_change (room, id, json_pack ("{s:s}", "notes", "door"));
  wf_room_set_faults (room, "[{\"kind\":\"delay\",\"delayMs\":700,\"count\":1,"
                            "\"match\":{\"method\":\"PATCH\"}}]");
  g_assert_true (wf_desk_change_incident (room->desk, id, first, NULL));
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  g_assert_true (wf_desk_change_incident (room->desk, id, second, NULL));
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpint (shown->level, ==, 1);
  g_assert_cmpstr (shown->notes, ==, "roof");
  g_assert_cmpstr (shown->address, ==, "Pier 1");
  g_assert_cmpuint (room->n_grave, ==, 0);
}

/* A change made while the platform is away, and the desk left: it is made when both are back. */
static void
test_change_later (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;
  const WfIncident *shown;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_stand_up (room);
  room->url[strlen (room->url) - 1] ^= 1; /* an address where nobody is */
  wf_room_sit_down (room);
  {
    json_t *attrs = json_pack ("{s:i}", "level", 1);

    g_assert_true (wf_desk_change_incident (room->desk, id, attrs, NULL));
    json_decref (attrs);
  }
  wf_room_stand_up (room);
  room->url[strlen (room->url) - 1] ^= 1;
  wf_room_sit_down (room);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpint (shown->level, ==, 1);
  g_assert_cmpint (shown->version, >, 1);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (WfRoom *, gconstpointer);
  } tests[] = {
    { "/desk/straight", test_straight },
    { "/desk/platform-later", test_platform_later },
    { "/desk/expires-at-the-desk", test_expires_at_the_desk },
    { "/desk/lost-answer", test_lost_answer },
    { "/desk/lost-request", test_lost_request },
    { "/desk/busy-and-garbage", test_busy_and_garbage },
    { "/desk/platform-forgets", test_platform_forgets },
    { "/desk/taken-back", test_taken_back },
    { "/desk/taken-back-alone", test_taken_back_alone },
    { "/desk/other-platform", test_other_platform },
    { "/desk/draft-and-trouble", test_draft_and_trouble },
    { "/desk/damaged-journal", test_damaged_journal },
    { "/desk/list-lacks-it", test_list_lacks_it },
    { "/desk/changed-twice", test_changed_twice },
    { "/desk/changes-meet", test_changes_meet },
    { "/desk/change-later", test_change_later },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, WfRoom, NULL, wf_room_setup, tests[i].test, wf_room_teardown);
  return g_test_run ();
}
