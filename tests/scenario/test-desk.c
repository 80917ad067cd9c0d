/* Watchfloor: tests of a desk against a platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Real processes and sockets: what was entered is at the platform once, whatever happens between.
 */
#include "config.h"

#include "wf-desk.h"
#include "wf-error.h"
#include "wf-journal-reader.h"
#include "wf-test-platform.h"

#include <glib/gstdio.h>
#include <string.h>

#define ENTITIES "/ngsi-ld/v1/entities"

typedef struct
{
  char *dir, *journal;
  char *url, *address; /* of the platform, also while it is down */
  WfTestPlatform *platform;
  WfClock *clock;
  WfHttp *http;
  WfDesk *desk;
  guint n_grave;
} Room;

static void
notice_cb (const char *sentence, gboolean grave, gpointer data)
{
  ((Room *) data)->n_grave += grave;
}

static void
changed_cb (gpointer data)
{
}

static void
sit_down (Room *room)
{
  const WfDeskOptions options
      = { .journal_path = room->journal, .platform_url = room->url, .operator_name = "desk 3" };
  const WfDeskWatch watch = { notice_cb, changed_cb };

  room->desk = wf_desk_new (room->clock, room->http, &options, &watch, room);
  g_assert_null (wf_desk_get_trouble (room->desk));
  wf_desk_start (room->desk);
}

static void
stand_up (Room *room)
{
  g_clear_pointer (&room->desk, wf_desk_free);
}

static void
platform_up (Room *room)
{
  const char *arguments[] = { "--listen", room->address, NULL };

  room->platform = wf_test_platform_start (room->address != NULL ? arguments : NULL);
  if (room->address != NULL)
    return;
  room->url = g_strdup (wf_test_platform_url (room->platform));
  room->address = g_strdup (room->url + strlen ("http://"));
}

static void
platform_down (Room *room)
{
  g_clear_pointer (&room->platform, wf_test_platform_kill);
}

static void
room_setup (Room *room, gconstpointer data)
{
  room->dir = g_dir_make_tmp ("wf-desk-XXXXXX", NULL);
  room->journal = g_build_filename (room->dir, "desk.journal", NULL);
  room->clock = wf_clock_new_system (1);
  room->http = wf_http_new ();
  platform_up (room);
}

static void
room_teardown (Room *room, gconstpointer data)
{
  g_auto (WfJournalVerdict) verdict = { 0 };
  g_autoptr (GDir) dir = NULL;
  const char *name;

  stand_up (room);
  g_assert_true (wf_journal_verify (room->journal, &verdict, NULL));
  g_assert_true (verdict.ok);
  g_clear_pointer (&room->platform, wf_test_platform_stop);
  wf_http_free (room->http);
  wf_clock_unref (room->clock);
  dir = g_dir_open (room->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (room->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (room->dir);
  g_free (room->dir);
  g_free (room->journal);
  g_free (room->url);
  g_free (room->address);
}

/* ---- what is done and what is waited for */

typedef struct
{
  Room *room;
  const char *id;
  WfSyncState sync;
  WfCommandState state;
} Wanted;

static gboolean
has_sync (gpointer data)
{
  Wanted *wanted = data;

  return wf_incident_row_get_sync (wf_desk_find_incident (wanted->room->desk, wanted->id))
         == wanted->sync;
}

static gboolean
has_state (gpointer data)
{
  Wanted *wanted = data;

  return wf_command_row_get (wf_desk_find_command (wanted->room->desk, wanted->id))->state
         == wanted->state;
}

static void
wait_sync (Room *room, const char *id, WfSyncState sync)
{
  Wanted wanted = { .room = room, .id = id, .sync = sync };

  g_assert_true (wf_test_wait (has_sync, &wanted, 20));
}

static void
wait_state (Room *room, const char *id, WfCommandState state)
{
  Wanted wanted = { .room = room, .id = id, .state = state };

  g_assert_true (wf_test_wait (has_state, &wanted, 20));
}

static char *
open_incident (Room *room)
{
  const WfLonLat at = { 121.64, 38.92 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autoptr (GError) error = NULL;

  g_assert_true (wf_desk_open_incident (room->desk, incident, &error));
  g_assert_no_error (error);
  return g_strdup (incident->id);
}

static char *
order (Room *room, const char *target, gint64 valid_us)
{
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", target, json_pack ("{s:f, s:f}", "lon", 121.64, "lat", 38.92),
                        "desk 3", wf_clock_now (room->clock), valid_us);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (wf_desk_order (room->desk, command, &error));
  g_assert_no_error (error);
  return g_strdup (command->id);
}

static gsize
count (Room *room, const char *type)
{
  g_autofree char *path = g_strconcat (ENTITIES "?limit=1000&type=", type, NULL);
  json_t *list = NULL;
  gsize n;

  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", path, NULL, &list), ==, 200);
  n = json_array_size (list);
  json_decref (list);
  return n;
}

/* "queued sent done " */
static void
assert_steps (Room *room, const char *id, const char *expected)
{
  const GArray *steps = wf_command_row_get_steps (wf_desk_find_command (room->desk, id));
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (seen, "%s ",
                            wf_command_state_code (g_array_index (steps, WfCommandStep, i).state));
  g_assert_cmpstr (seen->str, ==, expected);
}

static void
set_faults (Room *room, const char *rules)
{
  g_assert_cmpuint (
      wf_test_platform_send (room->platform, "PUT", "/admin/faults", rules, NULL) / 100, ==, 2);
}

/* ---- the tests */

static void
test_straight (Room *room, gconstpointer data)
{
  g_autofree char *incident = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;

  sit_down (room);
  incident = open_incident (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  g_assert_cmpuint (wf_desk_get_n_unsent (room->desk), ==, 2);
  g_assert_nonnull (wf_desk_find_busy (room->desk, "sendUnit", "urn:ngsi-ld:Vehicle:a1"));
  g_assert_null (wf_desk_find_busy (room->desk, "sendUnit", "urn:ngsi-ld:Vehicle:a2"));
  wait_sync (room, incident, WF_SYNC_SHARED);
  wait_state (room, command, WF_COMMAND_SENT);
  g_assert_cmpuint (wf_desk_get_n_unsent (room->desk), ==, 0);
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
  g_assert_cmpuint (count (room, "Command"), ==, 1);
  assert_steps (room, command, "queued sent ");
  g_assert_true (wf_desk_revoke (room->desk, command, &error));
  g_assert_no_error (error);
}

static void
test_platform_later (Room *room, gconstpointer data)
{
  g_autofree char *incident = NULL;
  g_autofree char *command = NULL;

  platform_down (room);
  sit_down (room);
  incident = open_incident (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wait_sync (room, incident, WF_SYNC_QUEUED);
  wait_state (room, command, WF_COMMAND_QUEUED);
  /* The desk is left and taken again while the platform is away: nothing is forgotten. */
  stand_up (room);
  sit_down (room);
  wait_state (room, command, WF_COMMAND_QUEUED);
  platform_up (room);
  wf_desk_hear_back (room->desk);
  wait_sync (room, incident, WF_SYNC_SHARED);
  wait_state (room, command, WF_COMMAND_SENT);
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
  g_assert_cmpuint (count (room, "Command"), ==, 1);
  assert_steps (room, command, "queued sent ");
}

static void
test_expires_at_the_desk (Room *room, gconstpointer data)
{
  g_autofree char *command = NULL;
  g_autofree char *marker = NULL;

  platform_down (room);
  sit_down (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", WF_SECOND_US);
  wait_state (room, command, WF_COMMAND_EXPIRED);
  platform_up (room);
  wf_desk_hear_back (room->desk);
  /* Something later that does arrive shows that the earlier had its chance. */
  marker = open_incident (room);
  wait_sync (room, marker, WF_SYNC_SHARED);
  g_assert_cmpuint (count (room, "Command"), ==, 0);
  assert_steps (room, command, "queued expired ");
}

static void
test_lost_answer (Room *room, gconstpointer data)
{
  g_autofree char *command = NULL;

  set_faults (room, "[{\"kind\":\"drop\",\"count\":1,\"match\":{\"method\":\"POST\","
                    "\"path\":\"/entities$\"}}]");
  sit_down (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wait_state (room, command, WF_COMMAND_SENT);
  assert_steps (room, command, "queued unknown sent ");
  g_assert_cmpuint (count (room, "Command"), ==, 1);
}

static void
test_lost_request (Room *room, gconstpointer data)
{
  g_autofree char *command = NULL;

  set_faults (room, "[{\"kind\":\"drop\",\"before\":true,\"count\":1,\"match\":{\"method\":"
                    "\"POST\",\"path\":\"/entities$\"}}]");
  sit_down (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wait_state (room, command, WF_COMMAND_SENT);
  assert_steps (room, command, "queued unknown queued sent ");
  g_assert_cmpuint (count (room, "Command"), ==, 1);
}

static void
test_busy_and_garbage (Room *room, gconstpointer data)
{
  g_autofree char *incident = NULL;

  set_faults (room, "[{\"kind\":\"error\",\"count\":1,\"match\":{\"method\":\"POST\"}},"
                    "{\"kind\":\"garbage\",\"count\":1,\"match\":{\"method\":\"POST\"}}]");
  sit_down (room);
  incident = open_incident (room);
  wait_sync (room, incident, WF_SYNC_SHARED);
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
}

/* The platform lost what it had: incidents are given again, and a command it may still carry out.
 */
static void
test_platform_forgets (Room *room, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *incident = NULL;
  g_autofree char *command = NULL;

  sit_down (room);
  incident = open_incident (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wait_sync (room, incident, WF_SYNC_SHARED);
  wait_state (room, command, WF_COMMAND_SENT);
  platform_down (room);
  platform_up (room);
  wf_desk_hear_back (room->desk);
  wf_desk_hear_all (room->desk, seen, g_get_monotonic_time ());
  wait_sync (room, incident, WF_SYNC_QUEUED);
  wait_sync (room, incident, WF_SYNC_SHARED);
  wait_state (room, command, WF_COMMAND_SENT);
  assert_steps (room, command, "queued sent unknown queued sent ");
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
  g_assert_cmpuint (count (room, "Command"), ==, 1);
}

static void
test_taken_back (Room *room, gconstpointer data)
{
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;

  platform_down (room);
  sit_down (room);
  command = order (room, "urn:ngsi-ld:Vehicle:a1", 60 * WF_SECOND_US);
  wait_state (room, command, WF_COMMAND_QUEUED);
  g_assert_true (wf_desk_revoke (room->desk, command, &error));
  wait_state (room, command, WF_COMMAND_REVOKED);
  g_assert_false (wf_desk_revoke (room->desk, command, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_REFUSED);
  platform_up (room);
}

/* A draft survives; what cannot be saved is refused and not sent. */
static void
test_draft_and_trouble (Room *room, gconstpointer data)
{
  const WfLonLat at = { 121.64, 38.92 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) draft = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autoptr (WfIncident) back = NULL;
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", "x", NULL, "desk 3", wf_clock_now (room->clock), WF_SECOND_US);
  g_autoptr (GError) error = NULL;
  const WfDeskOptions options = { .journal_path = room->journal, .platform_url = room->url };
  const WfDeskWatch watch = { notice_cb, changed_cb };
  WfDesk *other;

  sit_down (room);
  draft->notes = g_strdup ("胸痛，三楼");
  wf_desk_save_draft (room->desk, draft);
  stand_up (room);
  sit_down (room);
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
test_damaged_journal (Room *room, gconstpointer data)
{
  g_autofree char *incident = NULL;

  g_assert_true (g_file_set_contents (room->journal, "this is no journal, alas", -1, NULL));
  sit_down (room);
  g_assert_cmpuint (room->n_grave, ==, 1);
  incident = open_incident (room);
  wait_sync (room, incident, WF_SYNC_SHARED);
}

static gboolean
is_idle (gpointer data)
{
  return wf_desk_is_idle (((Room *) data)->desk);
}

static void
patch_at_platform (Room *room, const char *id, const char *attrs)
{
  g_autofree char *path = g_strdup_printf (ENTITIES "/%s/attrs", id);

  g_assert_cmpuint (wf_test_platform_send (room->platform, "PATCH", path, attrs, NULL) / 100, ==,
                    2);
}

static void
change (Room *room, const char *id, json_t *attrs)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (wf_desk_change_incident (room->desk, id, attrs, &error));
  g_assert_no_error (error);
  json_decref (attrs);
  g_assert_true (wf_test_wait (is_idle, room, 20));
}

/* Two desks change one incident: different attributes both stand; for the same one the first
 * stands and the second is told. */
static void
test_changes_meet (Room *room, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  json_t *entity = NULL;
  const WfIncident *shown;

  sit_down (room);
  id = open_incident (room);
  path = g_strdup_printf (ENTITIES "/%s?options=keyValues", id);
  wait_sync (room, id, WF_SYNC_SHARED);
  patch_at_platform (room, id, "{\"address\":\"Pier 2\"}");
  change (room, id, json_pack ("{s:s}", "notes", "third floor"));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpstr (shown->address, ==, "Pier 2");
  g_assert_cmpstr (shown->notes, ==, "third floor");
  g_assert_cmpuint (room->n_grave, ==, 0);

  patch_at_platform (room, id, "{\"notes\":\"fourth floor\"}");
  change (room, id, json_pack ("{s:s}", "notes", "cellar"));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpstr (shown->notes, ==, "fourth floor");
  g_assert_cmpuint (room->n_grave, ==, 1);
  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", path, NULL, &entity), ==, 200);
  g_assert_cmpstr (json_string_value (json_object_get (entity, "notes")), ==, "fourth floor");
  g_assert_cmpstr (json_string_value (json_object_get (entity, "address")), ==, "Pier 2");
  json_decref (entity);
}

/* A change made while the platform is away, and the desk left: it is made when both are back. */
static void
test_change_later (Room *room, gconstpointer data)
{
  g_autofree char *id = NULL;
  const WfIncident *shown;

  sit_down (room);
  id = open_incident (room);
  wait_sync (room, id, WF_SYNC_SHARED);
  stand_up (room);
  room->url[strlen (room->url) - 1] ^= 1; /* an address where nobody is */
  sit_down (room);
  {
    json_t *attrs = json_pack ("{s:i}", "level", 1);

    g_assert_true (wf_desk_change_incident (room->desk, id, attrs, NULL));
    json_decref (attrs);
  }
  stand_up (room);
  room->url[strlen (room->url) - 1] ^= 1;
  sit_down (room);
  g_assert_true (wf_test_wait (is_idle, room, 20));
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
    void (*test) (Room *, gconstpointer);
  } tests[] = {
    { "/desk/straight", test_straight },
    { "/desk/platform-later", test_platform_later },
    { "/desk/expires-at-the-desk", test_expires_at_the_desk },
    { "/desk/lost-answer", test_lost_answer },
    { "/desk/lost-request", test_lost_request },
    { "/desk/busy-and-garbage", test_busy_and_garbage },
    { "/desk/platform-forgets", test_platform_forgets },
    { "/desk/taken-back", test_taken_back },
    { "/desk/draft-and-trouble", test_draft_and_trouble },
    { "/desk/damaged-journal", test_damaged_journal },
    { "/desk/changes-meet", test_changes_meet },
    { "/desk/change-later", test_change_later },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Room, NULL, room_setup, tests[i].test, room_teardown);
  return g_test_run ();
}
