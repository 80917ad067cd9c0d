/* Watchfloor: a desk for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-test-desk.h"

#include "wf-journal-reader.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

void
wf_room_notice_cb (const char *sentence, gboolean grave, gpointer data)
{
  ((WfRoom *) data)->n_grave += grave;
}

void
wf_room_changed_cb (gpointer data)
{
}

void
wf_room_sit_down (WfRoom *room)
{
  const WfDeskOptions options
      = { .journal_path = room->journal, .platform_url = room->url, .operator_name = "desk 3" };
  const WfDeskWatch watch = { wf_room_notice_cb, wf_room_changed_cb };

  room->desk = wf_desk_new (room->clock, room->http, &options, &watch, room);
  g_assert_null (wf_desk_get_trouble (room->desk));
  wf_desk_start (room->desk);
}

void
wf_room_stand_up (WfRoom *room)
{
  g_clear_pointer (&room->desk, wf_desk_free);
}

void
wf_room_platform_up (WfRoom *room)
{
  const char *arguments[] = { "--listen", room->address, NULL };

  room->platform = wf_test_platform_start (room->address != NULL ? arguments : NULL);
  if (room->address != NULL)
    return;
  room->url = g_strdup (wf_test_platform_url (room->platform));
  room->address = g_strdup (room->url + strlen ("http://"));
}

void
wf_room_platform_down (WfRoom *room)
{
  g_clear_pointer (&room->platform, wf_test_platform_kill);
}

void
wf_room_setup (WfRoom *room, gconstpointer data)
{
  room->dir = g_dir_make_tmp ("wf-desk-XXXXXX", NULL);
  room->journal = g_build_filename (room->dir, "desk.journal", NULL);
  room->clock = wf_clock_new_system (1);
  room->http = wf_http_new ();
  wf_room_platform_up (room);
}

void
wf_room_teardown (WfRoom *room, gconstpointer data)
{
  g_auto (WfJournalVerdict) verdict = { 0 };
  g_autoptr (GDir) dir = NULL;
  const char *name;

  wf_room_stand_up (room);
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
  WfRoom *room;
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

void
wf_room_wait_sync (WfRoom *room, const char *id, WfSyncState sync)
{
  Wanted wanted = { .room = room, .id = id, .sync = sync };

  g_assert_true (wf_test_wait (has_sync, &wanted, 20));
}

void
wf_room_wait_state (WfRoom *room, const char *id, WfCommandState state)
{
  Wanted wanted = { .room = room, .id = id, .state = state };

  if (!wf_test_wait (has_state, &wanted, 20))
    wf_room_assert_steps (room, id, wf_command_state_code (state));
}

char *
wf_room_open_incident (WfRoom *room)
{
  const WfLonLat at = { 121.64, 38.92 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autoptr (GError) error = NULL;

  g_assert_true (wf_desk_open_incident (room->desk, incident, &error));
  g_assert_no_error (error);
  return g_strdup (incident->id);
}

char *
wf_room_order (WfRoom *room, const char *target, gint64 valid_us)
{
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", target, json_pack ("{s:f, s:f}", "lon", 121.64, "lat", 38.92),
                        "desk 3", wf_clock_now (room->clock), valid_us);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (wf_desk_order (room->desk, command, &error));
  g_assert_no_error (error);
  return g_strdup (command->id);
}

gsize
wf_room_count (WfRoom *room, const char *type)
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
void
wf_room_assert_steps (WfRoom *room, const char *id, const char *expected)
{
  const GArray *steps = wf_command_row_get_steps (wf_desk_find_command (room->desk, id));
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (seen, "%s ",
                            wf_command_state_code (g_array_index (steps, WfCommandStep, i).state));
  g_assert_cmpstr (seen->str, ==, expected);
}

void
wf_room_set_faults (WfRoom *room, const char *rules)
{
  g_assert_cmpuint (
      wf_test_platform_send (room->platform, "PUT", "/admin/faults", rules, NULL) / 100, ==, 2);
}

gboolean
wf_room_is_idle (gpointer data)
{
  return wf_desk_is_idle (((WfRoom *) data)->desk);
}

void
wf_room_patch (WfRoom *room, const char *id, const char *attrs)
{
  g_autofree char *path = g_strdup_printf (ENTITIES "/%s/attrs", id);

  g_assert_cmpuint (wf_test_platform_send (room->platform, "PATCH", path, attrs, NULL) / 100, ==,
                    2);
}

void
wf_room_change (WfRoom *room, const char *id, json_t *attrs)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (wf_desk_change_incident (room->desk, id, attrs, &error));
  g_assert_no_error (error);
  json_decref (attrs);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
}

gboolean
wf_room_is_saved (gpointer room)
{
  return wf_desk_is_saved (((WfRoom *) room)->desk);
}

gboolean
wf_room_is_well (gpointer room)
{
  return wf_desk_get_trouble (((WfRoom *) room)->desk) == NULL;
}

void
wf_room_fill_disk (gboolean is_full)
{
  static struct rlimit before;
  struct rlimit limit;

  if (is_full)
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  if (is_full)
    limit.rlim_cur = 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static gboolean
is_lost (gpointer data)
{
  Wanted *wanted = data;
  WfIncidentRow *row = wf_desk_find_incident (wanted->room->desk, wanted->id);

  return wf_incident_row_get_sync (row) == WF_SYNC_LOST
         && wf_incident_row_get_trouble (row) != NULL;
}

void
wf_room_wait_lost (WfRoom *room, const char *id)
{
  Wanted wanted = { .room = room, .id = id };

  g_assert_true (wf_test_wait (is_lost, &wanted, 20));
}
