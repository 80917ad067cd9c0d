/* Watchfloor: scenarios of the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole session against the real platform: what moved is kept, and what was shown is what is
 * shown again. */
#include "config.h"

#include "wf-error.h"
#include "wf-history-cursor.h"
#include "wf-session.h"
#include "wf-test-platform.h"
#include "wf-test-town-files.h"

#include <math.h>
#include <string.h>

static char *folder, *city_path;

typedef struct
{
  char *journal, *history;
  WfTestPlatform *platform;
  WfClock *clock;
  WfSession *session;
  gint64 then_us;
} Room;

static WfSession *
sit_down (Room *room)
{
  const WfSessionOptions options = { .city_path = city_path,
                                     .operator_name = "desk 3",
                                     .platform_url = wf_test_platform_url (room->platform),
                                     .journal_path = room->journal };
  g_autoptr (GError) error = NULL;
  WfSession *session = wf_session_new (room->clock, &options, &error);

  g_assert_no_error (error);
  wf_session_start (session);
  return session;
}

static void
room_setup (Room *room, gconstpointer data)
{
  static int number;
  g_autofree char *name = g_strdup_printf ("past-%d.journal", number++);
  g_autofree char *city = g_path_get_dirname (city_path);
  const char *arguments[] = { "--city", city, "--speed", "8", NULL };

  room->journal = g_build_filename (folder, name, NULL);
  room->history = wf_recorder_folder_of (room->journal);
  room->platform = wf_test_platform_start (arguments);
  room->clock = wf_clock_new_system (1);
  room->session = sit_down (room);
}

static void
stand_up (Room *room)
{
  if (room->session != NULL)
    wf_session_stop (room->session);
  g_clear_object (&room->session);
}

static void
room_teardown (Room *room, gconstpointer data)
{
  stand_up (room);
  g_clear_pointer (&room->platform, wf_test_platform_stop);
  wf_clock_unref (room->clock);
  g_free (room->journal);
  g_free (room->history);
}

static guint
count_units (WfTrackStore *store)
{
  guint n, n_units = 0;
  const WfTrack *tracks = wf_track_store_tracks (store, &n);

  for (guint i = 0; i < n; i++)
    n_units += wf_track_is_unit (&tracks[i]) && isfinite (tracks[i].position.lon);
  return n_units;
}

static gboolean
has_units (gpointer data)
{
  return count_units (wf_session_get_tracks (((Room *) data)->session)) >= 4;
}

/* ---- what was kept */

static void
take_cb (const WfHistoryEntry *entry, gpointer store)
{
  wf_track_store_apply (store, entry->feed, &entry->report, G_MAXINT64);
}

/* What is known now, with strings of its own. */
static GPtrArray *
note_tracks (WfTrackStore *store)
{
  GPtrArray *noted = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_report_free);
  guint n;
  const WfTrack *tracks = wf_track_store_tracks (store, &n);

  for (guint i = 0; i < n; i++)
    {
      WfReport report = wf_report_init ();

      report.id = tracks[i].id;
      report.class_name = tracks[i].class_name;
      report.label = tracks[i].label;
      report.state = tracks[i].state_code;
      report.attrs = tracks[i].attrs;
      report.position = tracks[i].position;
      g_ptr_array_add (noted, wf_report_copy (&report));
    }
  return noted;
}

static void
assert_same (GPtrArray *noted, WfTrackStore *again)
{
  guint n;

  wf_track_store_tracks (again, &n);
  g_assert_cmpuint (n, ==, noted->len);
  for (guint i = 0; i < noted->len; i++)
    {
      const WfReport *was = noted->pdata[i];
      const WfTrack *is = wf_track_store_find (again, was->id);

      g_assert_nonnull (is);
      g_assert_cmpstr (is->class_name, ==, was->class_name);
      g_assert_cmpstr (is->label, ==, was->label);
      g_assert_cmpstr (is->state_code, ==, was->state);
      g_assert_cmpstr (is->attrs, ==, was->attrs);
      g_assert_cmpint (isfinite (is->position.lon), ==, isfinite (was->position.lon));
      if (!isfinite (was->position.lon))
        continue;
      g_assert_cmpfloat_with_epsilon (is->position.lon, was->position.lon, 1e-7);
      g_assert_cmpfloat_with_epsilon (is->position.lat, was->position.lat, 1e-7);
    }
}

static void
test_kept (Room *room, gconstpointer data)
{
  g_autoptr (WfTrackStore) again = wf_track_store_new ();
  g_autoptr (WfHistoryCursor) cursor = NULL;
  g_autoptr (GPtrArray) noted = NULL;
  g_autoptr (GError) error = NULL;
  WfRecorderStatus status;

  g_assert_true (wf_test_wait (has_units, room, 60));
  g_assert_true (wf_session_get_recording (room->session, &status));
  g_assert_null (status.trouble);
  g_assert_false (status.is_elsewhere);
  noted = note_tracks (wf_session_get_tracks (room->session));
  stand_up (room);
  cursor = wf_history_cursor_new (room->history);
  g_assert_true (wf_history_cursor_seek (cursor, G_MAXINT64, take_cb, again, &error));
  g_assert_no_error (error);
  assert_same (noted, again);
}

/* A second console at the same journal only reads. */
static void
test_one_writes (Room *room, gconstpointer data)
{
  WfSession *other = sit_down (room);
  WfRecorderStatus status;

  g_assert_true (wf_session_get_recording (other, &status));
  g_assert_true (status.is_elsewhere);
  g_assert_cmpuint (status.n_dropped, ==, 0);
  g_assert_nonnull (strstr (status.trouble, room->history));
  g_assert_true (wf_session_get_recording (room->session, &status));
  g_assert_false (status.is_elsewhere);
  g_assert_false (wf_history_forget (room->history));
  wf_session_stop (other);
  g_object_unref (other);
  stand_up (room);
  g_assert_true (wf_history_forget (room->history));
  g_assert_false (g_file_test (room->history, G_FILE_TEST_EXISTS));
}

/* ---- what is shown again */

static gboolean
is_old_enough (gpointer data)
{
  const Room *room = data;

  return wf_clock_now (room->clock) > room->then_us + 12 * WF_SECOND_US;
}

static gboolean
is_settled (gpointer data)
{
  return wf_replay_is_settled (wf_session_get_replay (((Room *) data)->session));
}

static gboolean
has_played (gpointer data)
{
  const Room *room = data;

  return wf_replay_get_time (wf_session_get_replay (room->session))
         >= room->then_us + 5 * WF_SECOND_US;
}

static WfIncident *
new_incident (Room *room)
{
  const WfLonLat at = { 121.61, 38.91 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  WfIncident *incident = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));

  g_free (incident->kind);
  incident->kind = g_strdup ("fire");
  return incident;
}

/* Nothing that is sent or changed is, and each says so. */
static void
assert_refuses (Room *room, const WfIncident *incident, const WfProposal *proposal)
{
  GError *errors[5] = { NULL };
  g_autoptr (WfIncident) another = new_incident (room);

  g_assert_false (wf_session_open_incident (room->session, another, &errors[0]));
  g_assert_false (wf_session_change_incident (room->session, incident, incident, &errors[1]));
  g_assert_null (wf_session_propose (room->session, "sendUnit", proposal->command->target,
                                     incident->id, &errors[2]));
  g_assert_null (wf_session_confirm (room->session, proposal, &errors[3]));
  g_assert_false (wf_session_revoke (room->session, "urn:x", &errors[4]));
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_assert_error (errors[i], WF_ERROR, WF_ERROR_REFUSED);
      g_error_free (errors[i]);
    }
}

static guint
count_moved (GPtrArray *noted, WfTrackStore *now)
{
  guint n = 0;

  for (guint i = 0; i < noted->len; i++)
    {
      const WfReport *was = noted->pdata[i];
      const WfTrack *is = wf_track_store_find (now, was->id);

      n += is != NULL && fabs (is->position.lon - was->position.lon) > 1e-6;
    }
  return n;
}

/* One that has moved; borrowed. */
static const char *
find_mover (GPtrArray *noted, WfTrackStore *now)
{
  for (guint i = 0; i < noted->len; i++)
    {
      const WfReport *was = noted->pdata[i];
      const WfTrack *is = wf_track_store_find (now, was->id);

      if (is != NULL && fabs (is->position.lon - was->position.lon) > 1e-6)
        return was->id;
    }
  return NULL;
}

/* Its way leads from place to place to where it is. */
static void
assert_trail (Room *room, WfReplay *replay, const char *id)
{
  const GArray *trail;
  const WfTrack *track;
  WfUnit last;

  wf_replay_set_trail_of (replay, id);
  g_assert_true (wf_test_wait (is_settled, room, 60));
  trail = wf_replay_get_trail (replay);
  track = wf_track_store_find (wf_session_get_tracks (room->session), id);
  g_assert_cmpuint (trail->len, >, 1);
  last = g_array_index (trail, WfUnit, trail->len - 1);
  g_assert_cmpint (last.x, ==, track->at.x);
  g_assert_cmpint (last.y, ==, track->at.y);
}

static void
test_shown_again (Room *room, gconstpointer data)
{
  g_autoptr (GPtrArray) noted = NULL;
  g_autoptr (GArray) units = NULL;
  g_autoptr (WfIncident) incident = new_incident (room);
  g_autoptr (WfProposal) proposal = NULL;
  g_autoptr (GError) error = NULL;
  WfTrackStore *live = wf_session_get_tracks (room->session);
  WfReplay *replay;

  g_assert_true (wf_test_wait (has_units, room, 60));
  noted = note_tracks (live);
  room->then_us = wf_clock_now (room->clock);
  while (wf_clock_now (room->clock) < room->then_us + 2000)
    ; /* times are kept to the millisecond: the next report is of another */
  g_assert_true (wf_session_open_incident (room->session, incident, &error));
  units = wf_session_rank_units (room->session, (WfLonLat){ 121.61, 38.91 });
  proposal = wf_session_propose (room->session, "sendUnit",
                                 g_array_index (units, WfCandidate, 0).id, incident->id, &error);
  g_assert_no_error (error);
  g_assert_true (wf_test_wait (is_old_enough, room, 60));

  g_assert_true (wf_session_enter_past (room->session, room->then_us + 1000, &error));
  g_assert_true (wf_test_wait (is_settled, room, 60));
  replay = wf_session_get_replay (room->session);
  g_assert_null (wf_replay_get_trouble (replay));
  g_assert_true (wf_session_get_tracks (room->session) != live);
  assert_same (noted, wf_session_get_tracks (room->session));
  /* The incident had not happened, and is an event to come. */
  g_assert_cmpuint (g_list_model_get_n_items (wf_session_get_incidents (room->session)), ==, 0);
  g_assert_cmpstr (wf_replay_find_event (replay, TRUE)->id, ==, incident->id);
  assert_refuses (room, incident, proposal);

  wf_replay_set_speed (replay, 60);
  wf_replay_set_playing (replay, TRUE);
  g_assert_true (wf_test_wait (has_played, room, 60));
  wf_replay_set_playing (replay, FALSE);
  g_assert_true (wf_test_wait (is_settled, room, 60));
  g_assert_cmpuint (count_moved (noted, wf_session_get_tracks (room->session)), >, 0);
  assert_trail (room, replay, find_mover (noted, wf_session_get_tracks (room->session)));
  g_assert_nonnull (wf_session_find_incident (room->session, incident->id));
  g_assert_null (wf_replay_find_event (replay, TRUE));

  wf_session_leave_past (room->session);
  g_assert_true (wf_session_get_tracks (room->session) == live);
  g_assert_nonnull (wf_session_find_incident (room->session, incident->id));
  g_assert_nonnull (wf_session_confirm (room->session, proposal, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("wf-past-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  city_path = wf_test_town_write (folder);
  g_test_add ("/past/kept", Room, NULL, room_setup, test_kept, room_teardown);
  g_test_add ("/past/one-writes", Room, NULL, room_setup, test_one_writes, room_teardown);
  g_test_add ("/past/shown-again", Room, NULL, room_setup, test_shown_again, room_teardown);
  result = g_test_run ();
  remove = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (city_path);
  g_free (folder);
  return result;
}
