/* Watchfloor: tests of the rows that lists show.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-command-row.h"
#include "wf-feed-row.h"
#include "wf-incident-row.h"

static void
count_cb (gpointer object, gpointer a, gpointer data)
{
  (*(guint *) data)++;
}

static void
count_changed_cb (gpointer object, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_command (void)
{
  g_autoptr (WfCommand) command
      = wf_command_new ("sendUnit", "urn:ngsi-ld:Vehicle:amb-07", NULL, "desk", 0, WF_SECOND_US);
  g_autoptr (WfCommandRow) row = wf_command_row_new (command);
  guint n_notified = 0;

  g_signal_connect (row, "notify::command", G_CALLBACK (count_cb), &n_notified);
  wf_command_row_step (row, WF_COMMAND_QUEUED, 1, "desk", NULL);
  wf_command_row_step (row, WF_COMMAND_SENT, 2, "desk", NULL);
  wf_command_row_step (row, WF_COMMAND_REFUSED, 3, "platform", "out of service");
  /* Late: recorded, but a refused command stays refused. */
  wf_command_row_step (row, WF_COMMAND_RECEIVED, 4, "platform", NULL);
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_cmpuint (wf_command_row_get_steps (row)->len, ==, 4);
  g_assert_cmpint (wf_command_row_get (row)->state, ==, WF_COMMAND_REFUSED);
  g_assert_cmpstr (wf_command_row_get (row)->reason, ==, "out of service");
  g_assert_cmpint (wf_command_row_get (row)->changed_us, ==, 3);
}

static void
test_incident (void)
{
  WfLonLat place = { 121.6, 38.9 };
  g_auto (WfShape) shape = wf_shape_new (WF_SHAPE_POINT, &place, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk", 0);
  g_autoptr (WfIncidentRow) row = wf_incident_row_new (incident, WF_SYNC_QUEUED);
  g_autofree char *address = NULL;
  guint n_notified = 0;

  g_signal_connect (row, "notify::incident", G_CALLBACK (count_cb), &n_notified);
  incident->level = 1;
  incident->place.community = g_strdup ("Harbour");
  g_assert_cmpint (wf_incident_row_get (row)->level, !=, 1); /* a copy of its own */
  wf_incident_row_set (row, incident, WF_SYNC_REFUSED, "not there");
  g_assert_cmpint (wf_incident_row_get (row)->level, ==, 1);
  g_assert_cmpint (wf_incident_row_get_sync (row), ==, WF_SYNC_REFUSED);
  g_assert_cmpstr (wf_incident_row_get_trouble (row), ==, "not there");
  g_object_get (row, "address", &address, NULL);
  g_assert_cmpstr (address, ==, "Harbour");
  /* The row's own values may be given back to it. */
  wf_incident_row_set (row, wf_incident_row_get (row), WF_SYNC_SHARED,
                       wf_incident_row_get_trouble (row));
  g_assert_cmpstr (wf_incident_row_get_trouble (row), ==, "not there");
  g_assert_cmpuint (n_notified, ==, 2);
}

static void
test_feed (void)
{
  g_autoptr (WfFeedRow) row = wf_feed_row_new ("f", "Feed");
  guint n_changed = 0;

  g_signal_connect (row, "changed", G_CALLBACK (count_changed_cb), &n_changed);
  for (int i = 0; i < 100; i++)
    {
      wf_feed_row_health (row)->n_reports++;
      wf_feed_row_changed (row);
    }
  wf_feed_row_set_trouble (row, "no answer");
  while (n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpstr (wf_feed_row_health (row)->trouble, ==, "no answer");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rows/command", test_command);
  g_test_add_func ("/rows/incident", test_incident);
  g_test_add_func ("/rows/feed", test_feed);
  return g_test_run ();
}
