/* Watchfloor: scenarios of a session.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole session without a window, in a town of files, against the real platform and worker: the
 * straight way, the platform away, and answers that are none. A watchdog on the main loop sees
 * whether anything held it up. */
#include "config.h"

#include "wf-journal-reader.h"
#include "wf-json.h"
#include "wf-session.h"
#include "wf-test-platform.h"
#include "wf-test-town-files.h"

#include <math.h>
#include <string.h>

/* Slow machines share their cores; a console that reads 100 MB at one go stalls for longer. */
#define MAX_STALL_US (400 * 1000)

static char *folder, *city_path;

typedef struct
{
  char *journal, *url, *address;
  WfTestPlatform *platform;
  WfClock *clock;
  WfSession *session;
  guint n_grave;
  guint watchdog;
  gint64 last_us, worst_us;
} Room;

static gboolean
watchdog_cb (gpointer data)
{
  Room *room = data;
  gint64 now_us = g_get_monotonic_time ();

  room->worst_us = MAX (room->worst_us, now_us - room->last_us);
  room->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
notice_cb (WfSession *session, const char *sentence, gboolean grave, gpointer data)
{
  ((Room *) data)->n_grave += grave;
}

static void
platform_up (Room *room)
{
  g_autofree char *dir = g_path_get_dirname (city_path);
  const char *arguments[]
      = { "--city", dir,        "--speed",
          "40",     "--listen", room->address != NULL ? room->address : "127.0.0.1:0",
          NULL };

  room->platform = wf_test_platform_start (arguments);
  room->last_us = g_get_monotonic_time (); /* that wait was ours */
  if (room->address != NULL)
    return;
  room->url = g_strdup (wf_test_platform_url (room->platform));
  room->address = g_strdup (room->url + strlen ("http://"));
}

static void
set_faults (Room *room, const char *rules)
{
  g_assert_cmpuint (
      wf_test_platform_send (room->platform, "PUT", "/admin/faults", rules, NULL) / 100, ==, 2);
}

static void
room_setup (Room *room, gconstpointer data)
{
  static int number;
  g_autofree char *name = g_strdup_printf ("%d.journal", number++);
  WfSessionOptions options = { .city_path = city_path, .operator_name = "desk 3" };
  g_autoptr (GError) error = NULL;

  room->journal = g_build_filename (folder, name, NULL);
  platform_up (room);
  /* What ails the platform from the start. */
  if (data != NULL)
    set_faults (room, data);
  options.platform_url = room->url;
  options.journal_path = room->journal;
  room->clock = wf_clock_new_system (1);
  room->session = wf_session_new (room->clock, &options, &error);
  g_assert_no_error (error);
  g_signal_connect (room->session, "notice", G_CALLBACK (notice_cb), room);
  wf_session_start (room->session);
  room->last_us = g_get_monotonic_time ();
  room->watchdog = g_timeout_add (5, watchdog_cb, room);
}

static void
room_teardown (Room *room, gconstpointer data)
{
  g_auto (WfJournalVerdict) verdict = { 0 };

  g_source_remove (room->watchdog);
  wf_session_stop (room->session);
  wf_session_stop (room->session);
  g_assert_finalize_object (room->session);
  g_assert_true (wf_journal_verify (room->journal, &verdict, NULL));
  g_assert_true (verdict.ok);
  g_clear_pointer (&room->platform, wf_test_platform_stop);
  wf_clock_unref (room->clock);
  g_test_message ("longest hold of the main loop: %d ms", (int) (room->worst_us / 1000));
  g_assert_cmpint (room->worst_us, <, MAX_STALL_US);
  g_free (room->journal);
  g_free (room->url);
  g_free (room->address);
}

/* ---- what is waited for */

static gboolean
is_settled (gpointer data)
{
  return wf_session_layers_settled (((Room *) data)->session);
}

static WfFeedHealth *
health (Room *room)
{
  g_autoptr (WfFeedRow) row = g_list_model_get_item (wf_session_get_feeds (room->session), 0);

  return wf_feed_row_health (row);
}

static gboolean
is_live (gpointer data)
{
  return health (data)->state == WF_FEED_LIVE;
}

static gboolean
is_in_trouble (gpointer data)
{
  return health (data)->state != WF_FEED_LIVE && health (data)->trouble != NULL;
}

/* Neither pushed nor polled: what comes after counts as a reconnect. */
static gboolean
is_down (gpointer data)
{
  return health (data)->state == WF_FEED_DOWN;
}

static gboolean
has_rate (gpointer data)
{
  return health (data)->rate > 0;
}

static gboolean
has_units (gpointer data)
{
  g_autoptr (GArray) units
      = wf_session_rank_units (((Room *) data)->session, (WfLonLat){ 121.61, 38.91 });

  return units->len >= 4 && g_array_index (units, WfCandidate, 0).why_not == NULL;
}

typedef struct
{
  WfIncidentRow *incident;
  WfSyncState sync;
  WfCommandRow *command;
  WfCommandState state;
} Wanted;

static gboolean
is_wanted (gpointer data)
{
  Wanted *wanted = data;

  return (wanted->incident == NULL || wf_incident_row_get_sync (wanted->incident) == wanted->sync)
         && (wanted->command == NULL
             || wf_command_row_get (wanted->command)->state == wanted->state);
}

static void
wait_sync (WfIncidentRow *row, WfSyncState sync)
{
  Wanted wanted = { .incident = row, .sync = sync };

  g_assert_true (wf_test_wait (is_wanted, &wanted, 30));
}

static void
wait_state (WfCommandRow *row, WfCommandState state)
{
  Wanted wanted = { .command = row, .state = state };

  g_assert_true (wf_test_wait (is_wanted, &wanted, 50));
}

static WfIncidentRow *
open_incident (Room *room, WfLonLat at)
{
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autoptr (GError) error = NULL;

  g_free (incident->kind);
  incident->kind = g_strdup ("medical");
  incident->address = g_strdup ("Harbour Road 12");
  incident->place = wf_session_place_at (room->session, at);
  g_assert_true (wf_session_open_incident (room->session, incident, &error));
  g_assert_no_error (error);
  return wf_session_find_incident (room->session, incident->id);
}

static gsize
count (Room *room, const char *type)
{
  g_autofree char *path = g_strconcat ("/ngsi-ld/v1/entities?limit=1000&type=", type, NULL);
  json_t *list = NULL;
  gsize n;

  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", path, NULL, &list), ==, 200);
  n = json_array_size (list);
  json_decref (list);
  return n;
}

/* The rule has hit at least one answer, and that was no reason to call the platform live. */
static gboolean
has_hit (gpointer data)
{
  Room *room = data;
  g_autoptr (json_t) faults = NULL;
  const json_t *rule;

  g_assert_cmpuint (wf_test_platform_send (room->platform, "GET", "/admin/faults", NULL, &faults),
                    ==, 200);
  rule = json_array_get (json_object_get (faults, "rules"), 0);
  return json_integer_value (json_object_get (rule, "hits")) > 0 && is_in_trouble (room);
}

/* ---- the scenarios */

static void
assert_layers (Room *room)
{
  GListModel *layers = wf_session_get_layers (room->session);

  g_assert_true (wf_test_wait (is_settled, room, 60));
  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);
      gboolean is_missing = g_str_equal (wf_layer_get_id (layer), "parking");

      g_assert_cmpint (wf_layer_get_state (layer), ==,
                       is_missing ? WF_LAYER_FAILED : WF_LAYER_READY);
      if (is_missing)
        g_assert_nonnull (wf_layer_get_trouble (layer));
    }
}

static void
assert_all_steps (WfCommandRow *row)
{
  static const WfCommandState way[]
      = { WF_COMMAND_QUEUED,  WF_COMMAND_SENT,        WF_COMMAND_RECEIVED,
          WF_COMMAND_GRANTED, WF_COMMAND_IN_PROGRESS, WF_COMMAND_DONE };
  const GArray *steps = wf_command_row_get_steps (row);

  g_assert_cmpuint (steps->len, ==, G_N_ELEMENTS (way));
  for (guint i = 0; i < steps->len; i++)
    g_assert_cmpint (g_array_index (steps, WfCommandStep, i).state, ==, way[i]);
}

static void
test_shift (Room *room, gconstpointer data)
{
  const WfLonLat at = { 121.620, 38.912 };
  g_autoptr (GArray) units = NULL;
  g_autoptr (WfProposal) proposal = NULL;
  g_autoptr (GError) error = NULL;
  WfIncidentRow *incident;
  WfCommandRow *command;

  assert_layers (room);
  g_assert_true (wf_test_wait (is_live, room, 30));
  g_assert_true (wf_test_wait (has_units, room, 30));
  incident = open_incident (room, at);
  g_assert_cmpstr (wf_incident_row_get (incident)->place.grid_code, ==, "210202001001002");
  g_assert_cmpstr (wf_incident_row_get (incident)->place.community, ==, "East");
  g_assert_cmpstr (wf_incident_row_get (incident)->place.street, ==, "Middle Street");
  g_assert_cmpstr (wf_incident_row_get (incident)->place.district, ==, "Middle");
  wait_sync (incident, WF_SYNC_SHARED);

  units = wf_session_rank_units (room->session, at);
  proposal
      = wf_session_propose (room->session, "sendUnit", g_array_index (units, WfCandidate, 0).id,
                            wf_incident_row_get (incident)->id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (proposal->sentence, "Harbour Road 12"));
  g_assert_nonnull (strstr (proposal->sentence, "60 s"));
  command = wf_session_confirm (room->session, proposal, &error);
  g_assert_no_error (error);
  /* The same order again, while it is under way, is refused. */
  g_assert_null (wf_session_confirm (room->session, proposal, NULL));
  wait_state (command, WF_COMMAND_DONE);
  assert_all_steps (command);
  g_assert_cmpuint (count (room, "Command"), ==, 1);
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
  g_assert_cmpuint (room->n_grave, ==, 0);
  g_assert_true (wf_test_wait (has_rate, room, 30));
}

static void
test_platform_dies (Room *room, gconstpointer data)
{
  WfIncidentRow *before, *during;

  g_assert_true (wf_test_wait (is_live, room, 30));
  before = open_incident (room, (WfLonLat){ 121.61, 38.91 });
  wait_sync (before, WF_SYNC_SHARED);
  wf_test_platform_kill (g_steal_pointer (&room->platform));
  g_assert_true (wf_test_wait (is_down, room, 30));
  during = open_incident (room, (WfLonLat){ 121.62, 38.92 });
  wait_sync (during, WF_SYNC_QUEUED);
  platform_up (room);
  g_assert_true (wf_test_wait (is_live, room, 60));
  wait_sync (during, WF_SYNC_SHARED);
  /* What it had acknowledged and forgot is not given again by itself: it is said. */
  wait_sync (before, WF_SYNC_LOST);
  g_assert_cmpstr (wf_incident_row_get (before)->state, ==, "open");
  g_assert_nonnull (wf_incident_row_get_trouble (before));
  g_assert_cmpuint (room->n_grave, ==, 1);
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
  g_assert_cmpuint (health (room)->n_reconnects, >=, 1);
}

static void
test_answers_that_are_none (Room *room, gconstpointer data)
{
  static const char *const faults[] = {
    "[{\"kind\":\"garbage\",\"match\":{\"path\":\"^/ngsi-ld|^/events\"}}]",
    "[{\"kind\":\"endless\",\"bytes\":104857600,\"match\":{\"path\":\"^/ngsi-ld|^/events\"}}]",
    "[{\"kind\":\"truncate\",\"match\":{\"path\":\"^/ngsi-ld|^/events\"}}]",
  };
  WfIncidentRow *incident;

  g_assert_true (wf_test_wait (is_live, room, 30));
  wf_test_platform_kill (g_steal_pointer (&room->platform));
  g_assert_true (wf_test_wait (is_in_trouble, room, 30));
  platform_up (room);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      set_faults (room, faults[i]);
      g_assert_true (wf_test_wait (has_hit, room, 60));
    }
  incident = open_incident (room, (WfLonLat){ 121.61, 38.91 });
  set_faults (room, "[]");
  wait_sync (incident, WF_SYNC_SHARED);
  g_assert_true (wf_test_wait (is_live, room, 60));
  g_assert_cmpuint (count (room, "Incident"), ==, 1);
}

/* No word of being down while what it answers fills the map: from the first answer on it says that
 * it is asked. */
static gboolean
is_polled_truly (gpointer data)
{
  WfFeedHealth *now = health (data);

  if (now->last_message_us == WF_TIME_NONE)
    {
      g_assert_cmpuint (now->n_reports, ==, 0);
      g_assert_cmpint (now->state, ==, WF_FEED_CONNECTING);
      return FALSE;
    }
  g_assert_cmpint (now->state, ==, WF_FEED_POLLING);
  return has_units (data);
}

static void
test_push_fails (Room *room, gconstpointer data)
{
  g_assert_true (wf_test_wait (is_polled_truly, room, 30));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  remove (path);
}

int
main (int argc, char **argv)
{
  int failed;

  folder = g_dir_make_tmp ("wf-session-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  city_path = wf_test_town_write (folder);
  g_test_add ("/session/shift", Room, NULL, room_setup, test_shift, room_teardown);
  g_test_add ("/session/platform-dies", Room, NULL, room_setup, test_platform_dies, room_teardown);
  g_test_add ("/session/answers-that-are-none", Room, NULL, room_setup, test_answers_that_are_none,
              room_teardown);
  g_test_add ("/session/push-fails", Room,
              "[{\"kind\":\"drop\",\"before\":true,\"match\":{\"path\":\"^/events\"}},"
              "{\"kind\":\"delay\",\"delayMs\":1500,\"match\":{\"path\":\"/entities\"}}]",
              room_setup, test_push_fails, room_teardown);
  failed = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  g_free (city_path);
  return failed;
}
