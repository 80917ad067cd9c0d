/* Watchfloor: tests of what is too large for a desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry the journal never takes is no trouble with the disk: it is refused in one sentence and
 * not tried again. What the platform sends is cut, said, and does not stop the desk. */
#include "config.h"

#include "wf-error.h"
#include "wf-feed-format.h"
#include "wf-ledger.h"
#include "wf-test-desk.h"

#include <string.h>

#define TWO_MEGABYTES (2 * 1024 * 1024)

static char *
long_text (gsize n)
{
  return g_strnfill (n, 'x');
}

static gboolean
is_well (WfRoom *room)
{
  return wf_desk_get_trouble (room->desk) == NULL;
}

/* The form has it still, and the desk goes on. */
static void
test_opened (WfRoom *room, gconstpointer data)
{
  const WfLonLat at = { 121.64, 38.92 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &at, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 3", wf_clock_now (room->clock));
  g_autoptr (GError) error = NULL;
  g_autofree char *other = NULL;

  wf_room_sit_down (room);
  incident->notes = long_text (WF_INCIDENT_MAX_NOTES + 1);
  g_assert_false (wf_desk_open_incident (room->desk, incident, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_TOO_LARGE);
  g_assert_null (wf_desk_find_incident (room->desk, incident->id));
  other = wf_room_open_incident (room);
  wf_room_wait_sync (room, other, WF_SYNC_SHARED);
  g_assert_true (is_well (room));
  g_assert_cmpuint (room->n_grave, ==, 0);
  incident->notes[WF_INCIDENT_MAX_NOTES] = '\0';
  g_assert_true (wf_desk_open_incident (room->desk, incident, NULL));
  wf_room_wait_sync (room, incident->id, WF_SYNC_SHARED);
}

static void
test_changed (WfRoom *room, gconstpointer data)
{
  g_autofree char *notes = long_text (TWO_MEGABYTES);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  json_t *attrs = json_pack ("{s:s}", "notes", notes);

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  g_assert_false (wf_desk_change_incident (room->desk, id, attrs, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_TOO_LARGE);
  json_decref (attrs);
  wf_room_change (room, id, json_pack ("{s:i}", "level", 1));
  g_assert_true (is_well (room));
}

/* ---- the ledger alone: whatever else is too large */

typedef struct
{
  guint n_changed, n_recovered, n_refused, n_unsaved, n_saved;
} Said;

static void
opened_cb (WfProjection *projection, const char *set_aside, gpointer data)
{
}

static void
recovered_cb (gpointer data)
{
  ((Said *) data)->n_recovered++;
}

static void
changed_cb (gpointer data)
{
  ((Said *) data)->n_changed++;
}

static void
refused_cb (const char *sentence, gpointer data)
{
  ((Said *) data)->n_refused++;
}

static void
then_cb (gboolean saved, gpointer data)
{
  Said *said = data;

  *(saved ? &said->n_saved : &said->n_unsaved) += 1;
}

static gboolean
is_told (gpointer data)
{
  const Said *said = data;

  return said->n_unsaved + said->n_saved == 3;
}

static void
test_ledger (WfRoom *room, gconstpointer data)
{
  const WfLedgerWatch watch = { opened_cb, recovered_cb, changed_cb, refused_cb };
  g_autofree char *text = long_text (TWO_MEGABYTES);
  Said said = { 0 };
  WfLedger *ledger = wf_ledger_new (room->clock, room->journal, &watch, &said);

  wf_ledger_open (ledger, FALSE);
  wf_ledger_append (ledger, "desk 3", "test", "a", json_pack ("{s:i}", "n", 1), then_cb, &said);
  wf_ledger_append (ledger, "desk 3", "test", "b", json_pack ("{s:s}", "text", text), then_cb,
                    &said);
  wf_ledger_append (ledger, "desk 3", "test", "c", json_pack ("{s:i}", "n", 2), then_cb, &said);
  g_assert_true (wf_test_wait (is_told, &said, 20));
  wf_ledger_free (ledger);
  g_assert_cmpuint (said.n_saved, ==, 2);
  g_assert_cmpuint (said.n_refused, ==, 1);
  g_assert_cmpuint (said.n_changed, ==, 0);
  g_assert_cmpuint (said.n_recovered, ==, 0);
}

/* ---- what the platform sends */

/* Somebody else's text of two megabytes in our own incident: our change gets there all the same,
 * and the text is not written back cut. */
static void
test_patched (WfRoom *room, gconstpointer data)
{
  g_autofree char *text = long_text (TWO_MEGABYTES);
  g_autofree char *attrs = g_strdup_printf ("{\"notes\":\"%s\",\"other\":\"%s\"}", text, text);
  g_autoptr (WfIncident) base = NULL;
  g_autoptr (WfIncident) edited = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const WfIncident *shown;

  wf_room_sit_down (room);
  id = wf_room_open_incident (room);
  wf_room_wait_sync (room, id, WF_SYNC_SHARED);
  g_assert_true (wf_test_wait (wf_room_is_idle, room, 20));
  wf_room_patch (room, id, attrs);
  wf_room_change (room, id, json_pack ("{s:i}", "level", 1));
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpint (shown->level, ==, 1);
  g_assert_cmpint (g_utf8_strlen (shown->notes, -1), ==, WF_INCIDENT_MAX_NOTES);
  g_assert_true (is_well (room));
  base = wf_incident_copy (shown);
  edited = wf_incident_copy (shown);
  edited->notes[0] = 'y';
  g_assert_false (wf_desk_edit_incident (room->desk, base, edited, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_TOO_LARGE);
}

typedef struct
{
  WfDesk *desk;
  guint n_problems;
} Hearing;

static void
report_cb (const WfReport *report, gpointer data)
{
  wf_desk_hear (((Hearing *) data)->desk, report);
}

static void
problem_cb (const char *problem, gpointer data)
{
  ((Hearing *) data)->n_problems++;
}

static guint
hear (WfRoom *room, const char *text)
{
  Hearing hearing = { room->desk, 0 };
  const WfFeedSink sink = { .report = report_cb, .problem = problem_cb, .user_data = &hearing };
  g_autoptr (WfDecoder) decoder = wf_decoder_new (wf_feed_format_find ("ngsi-ld"), WF_DATUM_WGS84);

  wf_decoder_push (decoder, text, strlen (text), wf_clock_now (room->clock), &sink);
  wf_decoder_end (decoder, wf_clock_now (room->clock), &sink);
  return hearing.n_problems;
}

/* Opened by somebody else, by the feed: taken cut, said by the feed, and may be changed here. */
static void
test_heard (WfRoom *room, gconstpointer data)
{
  static const char id[] = "urn:ngsi-ld:Incident:theirs";
  g_autofree char *text = long_text (TWO_MEGABYTES);
  g_autofree char *entity = g_strdup_printf (
      "{\"id\":\"%s\",\"type\":\"Incident\",\"kind\":\"fire\",\"level\":2,\"version\":1,"
      "\"location\":{\"type\":\"Point\",\"coordinates\":[121.6,38.9]},\"notes\":\"%s\"}",
      id, text);
  json_t *attrs = json_pack ("{s:i}", "level", 1);
  const WfIncident *shown;

  wf_room_sit_down (room);
  g_assert_cmpuint (hear (room, entity), ==, 1);
  shown = wf_incident_row_get (wf_desk_find_incident (room->desk, id));
  g_assert_cmpint (g_utf8_strlen (shown->notes, -1), ==, WF_INCIDENT_MAX_NOTES);
  g_assert_true (wf_desk_change_incident (room->desk, id, attrs, NULL));
  json_decref (attrs);
  g_assert_true (wf_test_wait (wf_room_is_saved, room, 20));
  g_assert_cmpint (wf_incident_row_get (wf_desk_find_incident (room->desk, id))->level, ==, 1);
  g_assert_true (is_well (room));
  g_assert_cmpuint (room->n_grave, ==, 0);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (WfRoom *, gconstpointer);
  } tests[] = {
    { "/desk-bounds/opened", test_opened }, { "/desk-bounds/changed", test_changed },
    { "/desk-bounds/ledger", test_ledger }, { "/desk-bounds/patched", test_patched },
    { "/desk-bounds/heard", test_heard },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, WfRoom, NULL, wf_room_setup, tests[i].test, wf_room_teardown);
  return g_test_run ();
}
