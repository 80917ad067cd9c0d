/* Watchfloor: tests of a desk whose platform is not the one it was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Another platform under the same journal, or the same one that begins anew and knows of nothing:
 * an order is carried out where it was given or nowhere, an incident is not lost. */
#include "config.h"

#include "wf-error.h"
#include "wf-test-desk.h"

#include <signal.h>
#include <string.h>

/* ---- another platform */

static void
sit_down_at (WfRoom *room, const char *url)
{
  g_free (room->url);
  room->url = g_strdup (url);
  wf_room_sit_down (room);
}

static void
hear_nothing (WfRoom *room)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  wf_desk_hear_all (room->desk, seen, G_MAXINT64);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
}

static gsize
count_at (WfTestPlatform *platform)
{
  WfRoom other = { .platform = platform };

  return wf_room_count (&other, "Command");
}

/* The platform was asked to take it back; this one has no units that would. */
static void
take_back (WfRoom *room, const char *command)
{
  g_autofree char *path = g_strdup_printf (ENTITIES "/%s?options=keyValues", command);
  json_t *entity = NULL;

  g_assert_true (wf_desk_revoke (room->desk, command, NULL));
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", path, NULL, &entity), ==, 200);
  g_assert_nonnull (json_object_get (entity, "revokeRequestedBy"));
  json_decref (entity);
}

/* What another platform never had it has not lost, and cannot take back. */
static void
test_live_elsewhere (WfRoom *room, gconstpointer data)
{
  WfTestPlatform *other = wf_test_platform_start (NULL);
  g_autofree char *command = NULL, *again = NULL, *home = g_strdup (room->url);
  g_autoptr (GError) error = NULL;
  WfCommandRow *row;

  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  wf_room_stand_up (room);
  sit_down_at (room, wf_test_platform_url (other));
  hear_nothing (room);
  wf_room_assert_steps (room, command, "queued sent ");
  g_assert_cmpuint (room->n_grave, ==, 0);
  row = wf_desk_find_command (room->desk, command);
  g_assert_cmpstr (wf_command_row_get_elsewhere (row), ==, strrchr (home, '/') + 1);
  g_assert_false (wf_desk_revoke (room->desk, command, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_REFUSED);
  /* It does not keep the unit from being sent from here. */
  again = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, again, WF_COMMAND_SENT);
  g_assert_cmpuint (count_at (other), ==, 1);
  wf_room_stand_up (room);
  /* Back where it was given it goes on, and the other is the one elsewhere. */
  sit_down_at (room, home);
  take_back (room, command);
  hear_nothing (room);
  wf_room_assert_steps (room, again, "queued sent ");
  wf_test_platform_stop (other);
}

/* What waited for one platform is not posted to another, whether it has left or not. */
static void
check_not_posted_elsewhere (WfRoom *room, const char *faults, WfCommandState state)
{
  WfTestPlatform *other = wf_test_platform_start (NULL);
  g_autofree char *command = NULL, *home = g_strdup (room->url);

  wf_room_set_faults (room, faults);
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, state);
  wf_room_stand_up (room);
  sit_down_at (room, wf_test_platform_url (other));
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  hear_nothing (room);
  g_assert_cmpint (wf_command_row_get (wf_desk_find_command (room->desk, command))->state, ==,
                   state);
  g_assert_cmpuint (wf_desk_get_n_unsent (room->desk), ==, 0);
  g_assert_cmpuint (count_at (other), ==, 0);
  wf_room_stand_up (room);
  wf_room_set_faults (room, "[]");
  sit_down_at (room, home);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  g_assert_cmpuint (wf_room_count (room, "Command"), ==, 1);
  wf_test_platform_stop (other);
}

static void
test_queued_elsewhere (WfRoom *room, gconstpointer data)
{
  check_not_posted_elsewhere (room, "[{\"kind\":\"error\",\"match\":{\"method\":\"POST\"}}]",
                              WF_COMMAND_QUEUED);
}

static void
test_unknown_elsewhere (WfRoom *room, gconstpointer data)
{
  check_not_posted_elsewhere (
      room, "[{\"kind\":\"drop\",\"before\":true,\"match\":{\"path\":\"/entities\"}}]",
      WF_COMMAND_UNKNOWN);
}

/* Given where there is no platform, it belongs to the first that is there; that is in the journal
 * before it leaves. */
static void
test_given_nowhere (WfRoom *room, gconstpointer data)
{
  WfTestPlatform *other = wf_test_platform_start (NULL);
  g_autofree char *command = NULL, *home = g_steal_pointer (&room->url);

  wf_room_set_faults (room, "[{\"kind\":\"error\",\"match\":{\"method\":\"POST\"}}]");
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_QUEUED);
  wf_room_stand_up (room);
  sit_down_at (room, home);
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  wf_room_stand_up (room);
  sit_down_at (room, wf_test_platform_url (other));
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  g_assert_cmpuint (count_at (other), ==, 0);
  wf_room_stand_up (room);
  wf_room_set_faults (room, "[]");
  sit_down_at (room, home);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  wf_test_platform_stop (other);
}

/* The same platform at another address: once it tells of the order, it has it. */
static void
test_other_address (WfRoom *room, gconstpointer data)
{
  g_autofree char *renamed = g_strconcat ("http://localhost:", strrchr (room->url, ':') + 1, NULL);
  g_autofree char *command = NULL;

  wf_room_set_faults (room, "[{\"kind\":\"drop\",\"count\":1,\"match\":{\"method\":\"POST\","
                            "\"path\":\"/entities$\"}}]");
  wf_room_sit_down (room);
  command = wf_room_order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wf_room_wait_state (room, command, WF_COMMAND_UNKNOWN);
  wf_room_stand_up (room);
  sit_down_at (room, renamed);
  wf_room_wait_state (room, command, WF_COMMAND_SENT);
  g_assert_null (wf_command_row_get_elsewhere (wf_desk_find_command (room->desk, command)));
  take_back (room, command);
}

/* ---- one that begins anew */

/* The platform has lost all it knew, and the demo says so. */
static void
begin_anew (WfRoom *room)
{
  wf_room_platform_down (room);
  wf_desk_offer_again (room->desk);
  wf_room_platform_up (room);
  wf_desk_hear_back (room->desk);
}

static void
assert_is_shared (WfRoom *room, const char *id)
{
  WfIncidentRow *row;

  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  hear_nothing (room);
  row = wf_desk_find_incident (room->desk, id);
  g_assert_cmpstr (wf_incident_row_get (row)->state, ==, "open");
  g_assert_cmpint (wf_incident_row_get_sync (row), ==, WF_SYNC_SHARED);
  g_assert_cmpuint (wf_room_count (room, "Incident"), ==, 1);
  g_assert_cmpuint (room->n_grave, ==, 0);
}

static void
turn_until (WfRoom *room, gboolean saved)
{
  while (wf_desk_is_saved (room->desk) != saved)
    g_main_context_iteration (NULL, TRUE);
}

/* An incident on its way, saved and not yet answered for. */
static char *
open_and_save (WfRoom *room)
{
  char *id = wf_room_open_incident (room);

  wf_room_wait_sync (room, id, WF_SYNC_QUEUED);
  turn_until (room, TRUE);
  return id;
}

static void
test_while_shared (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  begin_anew (room);
  assert_is_shared (room, id);
  begin_anew (room);
  begin_anew (room);
  assert_is_shared (room, id);
}

/* The platform has taken it; that it has is on its way to the disk. */
static void
test_while_saving (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = open_and_save (room);
  turn_until (room, FALSE);
  begin_anew (room);
  assert_is_shared (room, id);
}

/* The platform has taken it, and its answer is still to be read. */
static void
test_while_answering (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = open_and_save (room);
  while (wf_room_count (room, "Incident") == 0)
    g_main_context_iteration (NULL, FALSE);
  begin_anew (room);
  assert_is_shared (room, id);
}

/* A list made before it was offered again, or what came of a question asked then, proves nothing.
 */
static void
test_while_missed (WfRoom *room, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_platform_down (room);
  wf_desk_hear_all (room->desk, seen, G_MAXINT64);
  wf_desk_offer_again (room->desk);
  wf_desk_hear_all (room->desk, seen, G_MAXINT64);
  wf_room_platform_up (room);
  wf_desk_hear_back (room->desk);
  assert_is_shared (room, id);
}

/* News from before it began anew, still on their way through the feed. */
static void
test_while_heard (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL, *path = NULL, *text = NULL;
  json_t *entity = NULL;
  WfReport report = { .kind = WF_REPORT_ENTITY, .class_name = "incident" };

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_patch (room, id, "{\"notes\":\"cellar\"}");
  path = g_strdup_printf (ENTITIES "/%s?options=keyValues", id);
  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", path, NULL, &entity), ==, 200);
  text = json_dumps (entity, JSON_COMPACT);
  json_decref (entity);
  report.attrs = text;
  wf_room_platform_down (room);
  wf_desk_offer_again (room->desk);
  wf_desk_hear (room->desk, &report);
  wf_room_wait_sync (room, id, WF_SYNC_QUEUED);
  wf_desk_hear (room->desk, &report);
  wf_room_platform_up (room);
  wf_desk_hear_back (room->desk);
  assert_is_shared (room, id);
}

/* Told while the journal is being read, or before the desk has begun. */
static void
test_while_opening (WfRoom *room, gconstpointer data)
{
  const WfDeskOptions options = { .journal_path = room->journal,
                                  .platform_url = room->url,
                                  .operator_name = "desk 3",
                                  .in_background = TRUE };
  const WfDeskWatch watch = { wf_room_notice_cb, wf_room_changed_cb };
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  wf_room_stand_up (room);
  wf_room_platform_down (room);
  wf_room_platform_up (room);
  room->desk = wf_desk_new (room->clock, room->http, &options, &watch, room);
  wf_desk_offer_again (room->desk);
  wf_desk_start (room->desk);
  turn_until (room, TRUE);
  assert_is_shared (room, id);
}

/* The desk is left before it could be offered: the journal knows that it is to be. */
static void
test_while_leaving (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = open_and_save (room);
  turn_until (room, FALSE);
  wf_room_platform_down (room);
  wf_desk_offer_again (room->desk);
  wf_room_stand_up (room);
  wf_room_platform_up (room);
  wf_room_sit_down (room);
  assert_is_shared (room, id);
}

/* Nor does a full disk make it look shared to the next who sits down. */
static void
test_while_disk_is_full (WfRoom *room, gconstpointer data)
{
  g_autofree char *id = NULL;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  turn_until (room, TRUE);
  wf_room_platform_down (room);
  wf_room_fill_disk (TRUE);
  wf_desk_offer_again (room->desk);
  wf_room_wait_sync (room, id, WF_SYNC_QUEUED);
  wf_room_fill_disk (FALSE);
  g_assert_true (wf_test_wait (wf_room_is_well, room, 20));
  turn_until (room, TRUE);
  wf_room_stand_up (room);
  wf_room_platform_up (room);
  wf_room_sit_down (room);
  g_assert_cmpint (wf_incident_row_get_sync (wf_desk_find_incident (room->desk, id)), ==,
                   WF_SYNC_QUEUED);
  assert_is_shared (room, id);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (WfRoom *, gconstpointer);
  } tests[] = {
    { "/desk-again/live-elsewhere", test_live_elsewhere },
    { "/desk-again/queued-elsewhere", test_queued_elsewhere },
    { "/desk-again/unknown-elsewhere", test_unknown_elsewhere },
    { "/desk-again/given-nowhere", test_given_nowhere },
    { "/desk-again/other-address", test_other_address },
    { "/desk-again/while-shared", test_while_shared },
    { "/desk-again/while-saving", test_while_saving },
    { "/desk-again/while-answering", test_while_answering },
    { "/desk-again/while-missed", test_while_missed },
    { "/desk-again/while-heard", test_while_heard },
    { "/desk-again/while-opening", test_while_opening },
    { "/desk-again/while-leaving", test_while_leaving },
    { "/desk-again/while-disk-is-full", test_while_disk_is_full },
  };

  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, WfRoom, NULL, wf_room_setup, tests[i].test, wf_room_teardown);
  return g_test_run ();
}
